"""Reading points from files and from browsers that cannot be trusted."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from core.datasets import MAX_COORDINATE as LIMIT
from core.datasets import MAX_POINTS
from ui.pad import LABEL_KEYS
from ui.points import (
    PointsError,
    checked_points,
    nice_range,
    read_csv,
    round_points,
    write_csv,
)

TWO = ((1.0, 2.0, 1), (3.0, 4.0, -1))

coordinates = st.floats(-LIMIT, LIMIT).map(lambda value: round(value, 2) + 0.0)
points_of_both_classes = st.lists(
    st.tuples(coordinates, coordinates, st.sampled_from((-1, 1))), min_size=2, max_size=50
).filter(lambda points: len({label for *_, label in points}) == 2)


@pytest.mark.parametrize(
    "text",
    [
        "x1,x2,label\n1,2,1\n3,4,-1\n",
        "x1,x2,label\r\n1,2,1\r\n3,4,-1",
        "x1,x2,label\r1,2,1\r3,4,-1\r",
        "\ufeffx1,x2,label\n1,2,1\n3,4,-1\n",
        " X 1 ; X2;LABEL\n1,0;2;+1\n3;4,0;-1.0\n",
        "label\tx2\tname\tx1\n1\t2\ta\t1\n\n-1\t4\tb\t3\n\t\t\t\n",
        'x1,x2,label\n"1", 2 ,1\n3,4,−1\n',
        "x₁,ｘ２,label\n1,2,1\n3,4,0\n",
    ],
)
def test_every_forgiven_spelling_reads_as_the_same_points(text: str) -> None:
    assert read_csv(text.encode()).points == TWO


HEAD = b"x1,x2,label\n"
ERRORS = [
    (b"", "empty", {}),
    (b"\xef\xbb\xbf \r\n\n", "empty", {}),
    (b"\x89PNG\r\n\x1a\n\0\0\0", "not_csv", {}),
    (b"\xff\xd8\xff\xe0\0\x10JFIF", "not_csv", {}),
    (b"\n <!doctype html><html></html>", "not_csv", {}),
    (b'{"x1": [1]}', "not_csv", {}),
    (b"x1,x2\0,label\n", "not_csv", {}),
    (HEAD + b'1,2,"' + b"a" * 200_000, "not_csv", {}),
    ("x1,x2,label\n1,2,1\n3,4,-1\n".encode("utf-16"), "encoding", {}),
    ("x1,x2,label,名\n1,2,1,甲\n".encode("gbk"), "encoding", {}),
    (b"1,2,1\n3,4,-1\n", "missing_column", {"column": "x1"}),
    (b"x1,label\n1,1\n", "missing_column", {"column": "x2"}),
    (b"x1,x2\n1,1\n", "missing_column", {"column": "label"}),
    (HEAD + b"1,2,1\n\n3,four,1\n", "not_a_number", {"row": 4, "column": "x2", "value": "four"}),
    (HEAD + b"1\n", "not_a_number", {"row": 2, "column": "x2", "value": ""}),
    (HEAD + b"1_0,2,1\n", "not_a_number", {"row": 2, "column": "x1", "value": "1_0"}),
    (HEAD + b"z" * 100 + b",2,1\n", "not_a_number", {"row": 2, "column": "x1", "value": "z" * 40}),
    (HEAD + b"nan,2,1\n", "not_finite", {"row": 2, "column": "x1"}),
    (HEAD + b"1,-inf,1\n", "not_finite", {"row": 2, "column": "x2"}),
    (HEAD + b"1,1e400,1\n", "not_finite", {"row": 2, "column": "x2"}),
    (HEAD + b"1,2,1\n1000000.01,2,1\n", "too_large", {"row": 3, "column": "x1", "limit": 1_000_000}),
    (HEAD + b"1,2,2\n", "label", {"row": 2, "value": "2"}),
    (HEAD + b"1,2,cat\n", "label", {"row": 2, "value": "cat"}),
    (HEAD + b"1,2,\n", "label", {"row": 2, "value": ""}),
    (HEAD + b"1,2,nan\n", "label", {"row": 2, "value": "nan"}),
    (HEAD + b"1,2,1\n1,2,-1\n1,2,0\n", "label", {"row": 4, "value": "0"}),
    (HEAD + b"1,2,1\n" * (MAX_POINTS + 1), "too_many", {"n": MAX_POINTS + 1, "limit": MAX_POINTS}),
    (HEAD, "too_few", {"n": 0}),
    (HEAD + b"1,2,1\n", "too_few", {"n": 1}),
    (HEAD + b"1,2,1\n3,4,1\n", "one_class", {"value": 1}),
    (HEAD + b"1,2,0\n3,4,0\n", "one_class", {"value": -1}),
]


@pytest.mark.parametrize(("data", "code", "values"), ERRORS, ids=lambda value: value if isinstance(value, str) else "")
def test_every_bad_file_has_its_code(data: bytes, code: str, values: dict[str, object]) -> None:
    with pytest.raises(PointsError) as caught:
        read_csv(data)
    assert (caught.value.code, caught.value.values) == (code, values)


def test_a_million_rows_are_refused_before_they_are_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    data = HEAD + b"1.25,-2.5,1\n" * 1_000_000
    monkeypatch.setattr("ui.points._rows", lambda lines: pytest.fail("parsed"))
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


@given(points_of_both_classes)
def test_a_written_file_reads_back(points: list[tuple[float, float, int]]) -> None:
    read = read_csv(write_csv(points).encode())
    assert read.points == tuple(points)
    assert read.n_rounded == 0


@given(points_of_both_classes)
def test_a_nice_range_holds_every_point(points: list[tuple[float, float, int]]) -> None:
    low, high = nice_range(points)
    values = [value for x1, x2, _ in points for value in (x1, x2)]
    assert -LIMIT <= low <= min(values) <= max(values) <= high <= LIMIT
    assert round_points([(low, high, 1)]) == ((low, high, 1),)  # a point dragged to the rim stays inside


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ((), (-5, 5)),
        (((-5.0, 5.0, 1),), (-5, 5)),
        (((1.0, 0.1, 1), (7.0, 2.5, -1)), (-0.5, 7.5)),  # centre 3.55 ± 3.795, step 0.5
        (((1000.0, 1000.0, 1),), (999, 1001)),
        (((-200.0, 0.0, 1), (0.0, 300.0, 1)), (-250, 350)),  # centre 50 ± 275, step 50
    ],
)
def test_nice_ranges(points: tuple[tuple[float, float, int], ...], expected: tuple[float, float]) -> None:
    assert nice_range(points) == expected


@pytest.mark.parametrize(
    "raw",
    [
        None,
        "[[1, 2, 1]]",
        {"0": [1, 2, 1]},
        [[1, 2]],
        [[1, 2, 1, 1]],
        [[1, 2, 0]],
        [[1, 2, 0.5]],
        [[1, 2, True]],
        [[True, 2, 1]],
        [["1", 2, 1]],
        [[None, 2, 1]],
        [[[1], 2, 1]],
        [[math.nan, 2, 1]],
        [[1, math.inf, 1]],
        [[1, 5.01, 1]],
        [[10**400, 2, 1]],
        [[1, 2, 1], [1, 2, math.nan]],
        [[1, 2, 1]] * (MAX_POINTS + 1),
    ],
    ids=range(18),
)
def test_what_a_browser_sends_is_not_trusted(raw: object) -> None:
    assert checked_points(raw, (-5, 5)) is None


def test_what_a_browser_sends_is_rounded() -> None:
    assert checked_points([[1.006, -0.001, 1.0], [2, 5, -1]], (-5, 5)) == ((1.01, 0.0, 1), (2.0, 5.0, -1))
    assert checked_points([], (-5, 5)) == ()


def _page() -> None:
    import streamlit as st

    from ui.pad import LABEL_KEYS, point_pad

    state = st.session_state
    new = point_pad(
        ((1.0, 1.0, 1),),
        key="pad",
        view_range=(-5, 5),
        labels=dict.fromkeys(LABEL_KEYS, "…"),
        colors={"positive": "orange", "negative": "blue"},
        version=state.get("version", 0),
    )
    state["seen"] = new


def _after(at: AppTest, edit: object) -> object:
    at.session_state["pad"] = {"edit": edit}
    at.run()
    assert not at.exception
    return at.session_state["seen"]


def test_the_pad_hands_each_edit_over_once() -> None:
    at = AppTest.from_function(_page).run()
    assert not at.exception
    assert at.session_state["seen"] is None
    assert _after(at, {"version": 0, "seq": 2, "points": [[2, 3, -1]]}) == ((2.0, 3.0, -1),)
    assert _after(at, {"version": 0, "seq": 2, "points": [[2, 3, -1]]}) is None
    assert _after(at, {"version": 0, "seq": 1, "points": [[9, 9, -1]]}) is None
    assert _after(at, {"version": 0, "seq": 3, "points": []}) == ()


def test_an_edit_of_points_that_have_been_replaced_is_ignored() -> None:
    at = AppTest.from_function(_page).run()
    at.session_state["version"] = 1
    assert _after(at, {"version": 0, "seq": 1, "points": [[2, 3, -1]]}) is None
    assert _after(at, {"version": 1, "seq": 2, "points": [[2, 3, -1]]}) == ((2.0, 3.0, -1),)


@pytest.mark.parametrize(
    "edit",
    [
        None,
        "edit",
        [],
        {},
        {"version": 0, "seq": 1},
        {"version": 0, "seq": "1", "points": []},
        {"version": 0, "seq": True, "points": []},
        {"version": 0, "seq": 1.5, "points": []},
        {"version": 0, "seq": 2**60, "points": []},
        {"version": 0, "seq": 1, "points": [[9, 9, 1]]},
    ],
    ids=range(10),
)
def test_a_malformed_edit_counts_as_none(edit: object) -> None:
    assert _after(AppTest.from_function(_page).run(), edit) is None


def test_the_pad_names_its_labels_once() -> None:
    assert len(set(LABEL_KEYS)) == len(LABEL_KEYS)
    assert all(name.startswith("pad_") for name in LABEL_KEYS)
