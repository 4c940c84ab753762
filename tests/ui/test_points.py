"""Points from browsers that cannot be trusted, and the plane that holds them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.testing.v1 import AppTest

from core.datasets import MAX_COORDINATE as LIMIT
from core.datasets import MAX_POINTS
from ui.pad import LABEL_KEYS
from ui.points import checked_points, nice_range, round_points

coordinates = st.floats(-LIMIT, LIMIT).map(lambda value: round(value, 2) + 0.0)
points_of_both_classes = st.lists(
    st.tuples(coordinates, coordinates, st.sampled_from((-1, 1))), min_size=2, max_size=50
).filter(lambda points: len({label for *_, label in points}) == 2)


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
        colors={-1: "blue", 1: "orange"},
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
