"""What browsers say about languages and encodings."""

import pytest

from locales.preference import preferred
from server.http import accepts_gzip, is_known


@pytest.mark.parametrize(
    ("header", "names"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", ["zh-cn", "zh", "en"]),
        ("en;q=0.3, zh ; q=0.9", ["zh", "en"]),
        ("en, zh", ["en", "zh"]),  # alike: in the order in which they stand
        ("en;q=0, zh;q=0.1", ["zh"]),
        ("en;q=much, zh;q=nan, fr;q=-1, de", ["de"]),
        ("", []),
        (",;,;q=1,", []),
    ],
)
def test_what_is_liked_best_comes_first(header, names):
    assert preferred(header) == names


@pytest.mark.parametrize(
    ("header", "accepts"),
    [("gzip, deflate, br", True), ("br;q=1, GZIP;q=0.5", True), ("gzip;q=0", False), ("x-gzipped", False), ("", False)],
)
def test_gzip_is_sent_to_those_who_take_it(header, accepts):
    assert accepts_gzip(header) is accepts


@pytest.mark.parametrize(
    ("header", "known"), [('"a"', True), ('W/"a"', True), ('"b", "a"', True), ('"b"', False), ("", False), ("a", False)]
)
def test_a_version_is_known_by_its_name(header, known):
    assert is_known('"a"', header) is known
    assert is_known('W/"a"', header) is known
