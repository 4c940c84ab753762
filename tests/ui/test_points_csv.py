"""Points out of files as spreadsheets, programs and people write them; what cannot be read has its sentence."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from core.datasets import MAX_COORDINATE as LIMIT
from core.datasets import MAX_POINTS
from locales import LANGUAGES, catalogue
from ui.csv_table import number
from ui.points import PointsError, write_csv
from ui.points_csv import read_csv

THREE = (-1, 0, 1)
TWO = ((1.0, 2.0, 1), (3.0, 4.0, -1))
HEAD = b"x1,x2,label\n"

SPELLINGS = {
    "ours": "x1,x2,label\n1,2,1\n3,4,-1\n",
    "Windows": "x1,x2,label\r\n1,2,1\r\n3,4,-1",
    "old Mac": "x1,x2,label\r1,2,1\r3,4,-1\r",
    "byte-order mark": "\ufeffx1,x2,label\n1,2,1\n3,4,-1\n",
    "semicolons": " X 1 ; X2;LABEL\n1,0;2;+1\n3;4,0;-1.0\n",
    "tabs, more columns, blank lines": "label\tx2\tname\tx1\n1\t2\ta\t1\n\n-1\t4\tb\t3\n\t\t\t\n",
    "quotes, typographic minus": 'x1,x2,label\n"1", 2 ,1\n3,4,−1\n',
    "full width": "x₁,ｘ２,label\n１,2,1\n3,4,0\n",
    "sep=": "sep=;\nx1;x2;label\n1;2;1\n3;4;-1\n",
    "sep= with a mark and quotes": '\ufeff"sep=;"\r\nx1;x2;label\r\n1;2;1\r\n3;4;-1\r\n',
    "sep= in a sheet saved again": "sep=,,,\nx1,x2,label\n1,2,1\n3,4,-1\n",
    "comments": "# by hand, twice\nx1,x2,label\n# one\n1,2,1\n#1,2,1\n3,4,-1\n",
    "NumPy": "# label,x1,x2\n1.0e+00,1,2\n-1.0e+00,3,4\n",
    "NumPy's blanks": "1.0e+00 2.0e+00  1.0\n3.0e+00 4.0e+00 -1.0\n",
    "no header": "1,2,1\n3,4,-1\n",
    "x, y, class": "x,y,class\n1,2,1\n3,4,-1\n",
    "x1, x2, y": "y,x1,x2\n1,1,2\n-1,3,4\n",
    "other names": "长度;宽度;种类\n1,0;2;1\n3;4;-1\n",
    "a title": "Flowers, 2026\n\nx1,x2,label\n1,2,1\n3,4,-1\n",
    "a title over other names": "花,2026\n长,宽,种\n1,2,1\n3,4,-1\n",
    "pandas": ",x1,x2,label\n0,1.0,2.0,1\n1,3.0,4.0,-1\n",
    "pandas without names": ",0,1,2\n0,1.0,2.0,1\n1,3.0,4.0,-1\n",
    "an index": "序号,长,宽,种\n7,1,2,1\n9,3,4,-1\n",
    "an index without a header": "1,1,2,1\n2,3,4,-1\n",
    "R's write.csv": '"","x1","x2","label"\n"a",1,2,1\n"b",3,4,-1\n',
    "R's write.table": '"x1" "x2" "label"\n"1" 1 2 1\n"2" 3 4 -1\n',
    "R's write.table with commas": '"x1","x2","label"\n"1",1,2,1\n"2",3,4,-1\n',
    "empty cells too many": "x1,x2,label\n1,2,1,,\n3,4,-1\n",
    "decimal comma in the label": "x1;x2;label\n1;2;1,0\n3;4;-1,0\n",
    "-1 and 0": "x1,x2,label\n1,2,0\n3,4,-1\n",
}


@pytest.mark.parametrize("text", SPELLINGS.values(), ids=SPELLINGS)
def test_every_spelling_reads_as_the_same_points(text: str) -> None:
    assert read_csv(text.encode()).points == TWO


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_chinese_in_every_encoding_that_excel_and_wps_write(encoding: str) -> None:
    read = read_csv("长,宽,标签\n1,2,是\n3,4,否\n".encode(encoding))
    assert (read.points, read.columns, read.classes) == (TWO, ("长", "宽", "标签"), {-1: "否", 1: "是"})


CLASSES = {  # the two labels in the order of the file, and which is +1
    "words": ("cat", "dog", "cat"),
    "words the other way round": ("dog", "cat", "dog"),
    "1 and 2": ("1", "2", "2"),
    "2 and 1": ("2", "1", "2"),
    "0 and 1": ("0", "1", "1"),
    "true and false": ("FALSE", "TRUE", "TRUE"),
    "yes and no": ("no", "Yes", "Yes"),
    "是 and 否": ("否", "是", "是"),
    "no number and a number": ("a", "1", "a"),
}


@pytest.mark.parametrize(("first", "second", "positive"), CLASSES.values(), ids=CLASSES)
def test_any_two_labels(first: str, second: str, positive: str) -> None:
    read = read_csv(f"x1,x2,label\n1,2,{first}\n3,4,{second}\n5,6,{first.upper()}\n".encode())
    sign = 1 if positive == first else -1
    assert [label for *_, label in read.points] == [sign, -sign, sign]
    assert read.classes == {sign: first, -sign: second}
    assert read.has_own_names


def test_the_labels_of_this_app_need_no_telling() -> None:
    assert not read_csv(b"1.0,2,+1\n3,4,-1.0\n").has_own_names
    assert not read_csv(b"1.0,2,+1\n3,4,0\n5,6,-1\n", THREE).has_own_names


@pytest.mark.parametrize(
    ("names", "labels"),
    [
        (("1", "2", "3"), [-1, 0, 1]),
        (("2", "0", "1"), [1, -1, 0]),
        (("0", "-1", "1"), [0, -1, 1]),
        (("cat", "dog", "cow"), [1, 0, -1]),
        (("0", "1", "0"), [0, 1, 0]),
        (("5", "7", "5"), [-1, 1, -1]),
        (("no", "yes", "no"), [-1, 1, -1]),
    ],
)
def test_two_or_three_labels_where_three_classes_have_a_place(names: tuple[str, ...], labels: list[int]) -> None:
    read = read_csv("".join(f"{k},{k},{name}\n" for k, name in enumerate(names)).encode(), THREE)
    assert [label for *_, label in read.points] == labels
    assert read.classes == dict(sorted(zip(labels, names, strict=True)))


def test_a_label_too_many_is_named() -> None:
    with pytest.raises(PointsError) as caught:
        read_csv(HEAD + b"1,2,a\n1,2,b\n1,2,c\n1,2,d\n", THREE)
    assert caught.value.code == "fourth_label"
    assert caught.value.values == {"row": 5, "value": "d", "first": "a", "second": "b"}


NUMBERS = [
    ("1234.5", ".", 1234.5),
    ("1,234.5", ".", 1234.5),
    ("1,234,567", ".", 1_234_567),
    ("1.234,5", ",", 1234.5),
    ("1 234,5", ",", 1234.5),
    ("1\u202f234.5", ".", 1234.5),  # the narrow blank of French spreadsheets
    ("1’234.5", ".", 1234.5),
    ("-0,25", ",", -0.25),
    ("−2", ".", -2),
    ("1e3", ".", 1000),
    ("1,5", ".", None),
    ("1.5", ",", None),
    ("12,34.5", ".", None),
    ("1_000", ".", None),
    ("", ".", None),
]


@pytest.mark.parametrize(("text", "decimal", "value"), NUMBERS)
def test_numbers(text: str, decimal: str, value: float | None) -> None:
    assert number(text, decimal) == value


@pytest.mark.parametrize(
    ("text", "x1", "commas"),
    [
        ("x1;x2;label\n0,5;2;1\n3;4;-1\n", 0.5, "decimal"),
        ("x1;x2;label\n1,234;2;1\n3;4;-1\n", 1.23, "decimal"),
        ("x1;x2;label\n1,234;2.5;1\n3;4;-1\n", 1234, "thousands"),
        ("x1;x2;label\n1.234;2,5;1\n3;4;-1\n", 1234, "decimal"),
        ("x1;x2;label\n1.234;2;1\n3;4;-1\n", 1.23, ""),
        ('x1,x2,label\n"1,234",2,1\n3,4,-1\n', 1234, "thousands"),
        ('x1,x2,label\n"1,5",2,1\n3,4,-1\n', 1.5, "decimal"),
        ('x1,x2,label\n1,2,"cat, small"\n3,4,dog\n', 1, ""),
    ],
)
def test_the_whole_file_says_what_a_comma_means(text: str, x1: float, commas: str) -> None:
    read = read_csv(text.encode())
    assert (read.points[0][0], read.commas) == (x1, commas)


@pytest.mark.parametrize(
    ("text", "header", "columns"),
    [
        ("Flowers\nx1,x2,label\n1,2,1\n3,4,-1\n", 2, ("x1", "x2", "label")),
        ("1,2,cat\n3,4,dog\n", None, ("1", "2", "3")),
        ("cat,1,2\ndog,3,4\n", None, ("2", "3", "1")),
        (",0,1,2\n0,1,2,a\n1,3,4,b\n", 1, ("0", "1", "2")),
        ("name,height,x1,class\na,2,1,u\nb,4,3,v\n", 1, ("x1", "height", "class")),
    ],
)
def test_what_was_taken_for_the_header_and_the_columns_is_told(
    text: str, header: int | None, columns: tuple[str, str, str]
) -> None:
    read = read_csv(text.encode())
    assert (read.header, read.columns) == (header, columns)


COMMA = {"row": 2, "n": 5, "expected": 3, "first": 1}
ERRORS = {
    "nothing": (b"", "empty", {}),
    "blanks": (b"\xef\xbb\xbf \r\n\n", "empty", {}),
    "a mark alone": (b"\xff\xfe", "empty", {}),
    "PNG": (b"\x89PNG\r\n\x1a\n\0\0\0", "not_csv", {}),
    "JPEG": (b"\xff\xd8\xff\xe0\0\x10JFIF", "not_csv", {}),
    "HTML": (b"\n <!doctype html><html></html>", "not_csv", {}),
    "JSON": (b'{"x1": [1]}', "not_csv", {}),
    "xlsx": (b"PK\x03\x04\x14\0", "workbook", {}),
    "xls": (b"\xd0\xcf\x11\xe0\xa1\xb1", "workbook", {}),
    "a control character": (b"x1,x2\0,label\n", "not_csv", {}),
    "an endless cell": (HEAD + b'1,2,"' + b"a" * 200_000, "not_csv", {}),
    "half a UTF-16": (b"\xff\xfex\0,", "encoding", {}),
    "Latin": ("größe,x2,label\n1,2,é,\n".encode("latin-1"), "encoding", {}),
    "words": (b"hello world\nthis is text\n", "no_numbers", {}),
    "no x2": (b"x1,label\n1,1\n", "missing_column", {"column": "x2"}),
    "no label": (b"x1,x2\n1,1\n", "missing_column", {"column": "label"}),
    "four numbers": (b"a,b,c,d\n5,2,3,4\n9,6,7,8\n", "columns", {"n": 4}),
    "two words": (b"1,2,a,b\n3,4,c,d\n", "columns", {"n": 4}),
    "two columns": (b"1,2\n3,4\n", "columns", {"n": 2}),
    "101 columns": (b",".join([b"1"] * 101), "too_many_columns", {"n": 101, "limit": 100}),
    "decimal commas in a comma file": (HEAD + b"0,5,1,5,1\n0,5,-1,5,-1\n", "wide_comma", COMMA),
    "row names without quotes": (HEAD + b"1,0.5,1,1\n", "wide_comma", {**COMMA, "n": 4}),
    "one comma too many": (b"1,2,1\n3,4,5,-1\n", "wide_comma", {"row": 2, "n": 4, "expected": 3, "first": 1}),
    "one semicolon too many": (
        b"x1;x2;label\n1;2;1\n3;4;-1;5\n",
        "wide",
        {"row": 3, "n": 4, "expected": 3, "first": 1},
    ),
    "four": (HEAD + b"1,2,1\n\n3,four,1\n", "not_a_number", {"row": 4, "column": "x2", "value": "four"}),
    "below a comment": (b"# a\n" + HEAD + b"#\n1,z,1\n", "not_a_number", {"row": 4, "column": "x2", "value": "z"}),
    "the first row": (HEAD + b"one,2,1\n1,2,1\n3,4,-1\n", "not_a_number", {"row": 2, "column": "x1", "value": "one"}),
    "below other names": (b"a,b,c\n1,2,u\n1,?,v\n", "not_a_number", {"row": 3, "column": "b", "value": "?"}),
    "without a header": (b"1,2,u\n1,?,v\n5,6,u\n", "not_a_number", {"row": 2, "column": "2", "value": "?"}),
    "an error of Excel": (HEAD + b"#N/A,2,1\n", "not_a_number", {"row": 2, "column": "x1", "value": "#N/A"}),
    "both kinds of numbers": (
        b"x1;x2;label\n0,5;2;1\n0,7;4.5;-1\n",
        "not_a_number",
        {"row": 3, "column": "x2", "value": "4.5"},
    ),
    "underscore": (HEAD + b"1_0,2,1\n", "not_a_number", {"row": 2, "column": "x1", "value": "1_0"}),
    "a cell is missing": (HEAD + b"1\n", "empty_cell", {"row": 2, "column": "x2"}),
    "a cell is empty": (b"sep=,\n" + HEAD + b",2,1\n", "empty_cell", {"row": 3, "column": "x1"}),
    "nan": (HEAD + b"nan,2,1\n", "not_finite", {"row": 2, "column": "x1"}),
    "-inf": (HEAD + b"1,-inf,1\n", "not_finite", {"row": 2, "column": "x2"}),
    "1e400": (HEAD + b"1,1e400,1\n", "not_finite", {"row": 2, "column": "x2"}),
    "too large": (HEAD + b"1,2,1\n1000000.01,2,1\n", "too_large", {"row": 3, "column": "x1", "limit": 1_000_000}),
    "no label in a row": (HEAD + b"1,2,1\n1,2,\n", "no_label", {"row": 3, "column": "label"}),
    "a label of nan": (HEAD + b"1,2,nan\n", "no_label", {"row": 2, "column": "label"}),
    "a third label": (
        HEAD + b"1,2,1\n1,2,-1\n1,2,0\n",
        "third_label",
        {"row": 4, "value": "0", "first": "1", "second": "-1"},
    ),
    "a third word": (b"1,2,a\n1,2,b\n1,2,C\n", "third_label", {"row": 3, "value": "C", "first": "a", "second": "b"}),
    "1,001 points": (HEAD + b"1,2,1\n" * (MAX_POINTS + 1), "too_many", {"n": MAX_POINTS + 1, "limit": MAX_POINTS}),
    "1,001 without a header": (b"1,2,1\n" * (MAX_POINTS + 1), "too_many", {"n": MAX_POINTS + 1, "limit": MAX_POINTS}),
    "a header": (HEAD, "too_few", {"n": 0}),
    "one point": (HEAD + b"1,2,1\n", "too_few", {"n": 1}),
    "one class": (HEAD + b"1,2,1\n3,4,1.0\n", "one_class", {"value": "1"}),
    "one word": (b"1,2,cat\n3,4,cat\n", "one_class", {"value": "cat"}),
}


@pytest.mark.parametrize(("data", "code", "values"), ERRORS.values(), ids=ERRORS)
def test_every_bad_file_has_its_code_and_its_sentence(data: bytes, code: str, values: dict[str, object]) -> None:
    with pytest.raises(PointsError) as caught:
        read_csv(data)
    assert (caught.value.code, caught.value.values) == (code, values)
    for lang in LANGUAGES:
        said = catalogue(lang)(f"csv_{code}", **values)
        assert all(str(value) in said for value in values.values() if not isinstance(value, int) or value < 1000)


def test_a_million_rows_are_refused_before_they_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    data = HEAD + b"1.25,-2.5,1\n" * 1_000_000
    monkeypatch.setattr("ui.csv_table._equally_wide", lambda *_: pytest.fail("looked at"))
    with pytest.raises(PointsError) as caught:
        read_csv(data)
    assert caught.value.values == {"n": 1_000_000, "limit": MAX_POINTS}


def test_the_largest_file_is_read() -> None:
    rows = b"".join(b"%d,0,%d\n" % (k, k % 2) for k in range(MAX_POINTS))
    assert len(read_csv(HEAD + rows).points) == MAX_POINTS


def test_rounding_is_counted_by_point() -> None:
    read = read_csv(HEAD + b"0.123,0.456,1\n0.5,-0.001,-1\n0.25,0,1\n")
    assert read.points == ((0.12, 0.46, 1), (0.5, 0.0, -1), (0.25, 0.0, 1))
    assert read.n_rounded == 2
    assert math.copysign(1, read.points[1][1]) == 1  # no −0


coordinates = st.floats(-LIMIT, LIMIT).map(lambda value: round(value, 2) + 0.0)
points_of_both_classes = st.lists(
    st.tuples(coordinates, coordinates, st.sampled_from((-1, 1))), min_size=2, max_size=50
).filter(lambda points: len({label for *_, label in points}) == 2)


@given(points_of_both_classes)
def test_a_written_file_reads_back(points: list[tuple[float, float, int]]) -> None:
    read = read_csv(write_csv(points).encode())
    assert read.points == tuple(points)
    assert (read.n_rounded, read.commas, read.has_own_names) == (0, "", False)
    several = [(x1, x2, max(0, label) if k else 0) for k, (x1, x2, label) in enumerate(points)] + [(1.0, 2.0, 1)]
    assert read_csv(write_csv(several).encode(), THREE).points == tuple(several)


@given(st.binary(max_size=200) | st.text('0123456789.,;\t\n"#=-ax ', max_size=80).map(str.encode))
def test_whatever_is_brought_along_gives_points_or_a_sentence(data: bytes) -> None:
    try:
        read = read_csv(data)
    except PointsError:
        return
    assert {label for *_, label in read.points} == {-1, 1}


# ---- the control


def _page() -> None:
    import streamlit as st

    from locales import catalogue
    from ui.own_points import own_points

    state = st.session_state
    draw = own_points({-1: "blue", 1: "orange"})
    state["value"] = draw(state.get("value", ((0.0, 0.0, 1), (1.0, 1.0, -1))), catalogue("en"))


def test_a_file_is_told_back_and_its_classes_can_be_swapped() -> None:
    at = AppTest.from_function(_page).run()
    file = "My pets\n重量;长度;种类\n1,0;2;cat\n3;4;**dog**\n".encode("gb18030")
    at.file_uploader[0].upload("pets.csv", file, "text/csv").run()
    assert at.session_state["value"] == TWO
    said = "Row 2 was taken for the header: x₁ is `重量`, x₂ is `长度`, the class is `种类`."
    assert at.caption[-1].value == f"{said} Commas inside numbers were read as decimal commas."
    assert at.markdown[-1].value == "`cat` = +1, `**dog**` = −1"
    at.button[0].click().run()
    assert at.session_state["value"] == tuple((x1, x2, -label) for x1, x2, label in TWO)
    assert at.markdown[-1].value == "`**dog**` = +1, `cat` = −1"
    at.file_uploader[0].upload("bad.csv", b"1,2,cat\n3,**4**,dog\n5,6,cat", "text/csv").run()
    assert at.session_state["value"] == tuple((x1, x2, -label) for x1, x2, label in TWO)
    assert at.error[0].value == "Row 2, column `2`: `**4**` is not a number. Your points are as they were."
    assert not at.exception
