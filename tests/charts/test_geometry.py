"""Where the line w·x + b = 0 cuts a window, for every line that there is."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from charts.geometry import Line, Window, columns, halves, square_window

WINDOW: Window = (-2.0, 2.0, -1.0, 3.0)
CORNERS = [(-2.0, -1.0), (2.0, -1.0), (2.0, 3.0), (-2.0, 3.0)]

numbers = st.floats(-10, 10).map(lambda x: round(x, 3)) | st.integers(-4, 4).map(float)


@st.composite
def windows(draw: st.DrawFn) -> Window:
    x, y = draw(numbers), draw(numbers)
    size = draw(st.floats(0.01, 50))
    return x, x + size, y, y + size


def area(polygon: Line) -> float:
    """The shoelace formula."""
    x, y = np.array(polygon).T if polygon else np.zeros((2, 1))
    return float(abs(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2)


@given(numbers, numbers, numbers, windows())
def test_the_line_parts_the_window_and_each_side_lies_on_its_own(
    w1: float, w2: float, b: float, window: Window
) -> None:
    assume(w1 or w2)
    cut = halves([w1, w2], b, window)
    x0, x1, y0, y1 = window
    close = 1e-9 * (1 + max(map(abs, window)))
    tolerance = close * (1 + abs(w1) + abs(w2))
    for polygon in cut:
        for x, y in polygon:
            assert x0 - close <= x <= x1 + close
            assert y0 - close <= y <= y1 + close
    assert all(w1 * x + w2 * y + b >= -tolerance for x, y in cut.positive)
    assert all(w1 * x + w2 * y + b <= tolerance for x, y in cut.negative)
    assert all(abs(w1 * x + w2 * y + b) <= tolerance for x, y in cut.boundary)
    assert len(cut.boundary) in (0, 2)
    assert area(cut.positive) + area(cut.negative) == pytest.approx((x1 - x0) * (y1 - y0), rel=1e-6, abs=1e-9)


@given(numbers, numbers, numbers)
def test_the_other_sign_swaps_the_sides(w1: float, w2: float, b: float) -> None:
    one, other = halves([w1, w2], b, WINDOW), halves([-w1, -w2], -b, WINDOW)
    assert (one.positive, one.negative, one.boundary) == (other.negative, other.positive, other.boundary)


@pytest.mark.parametrize(
    ("w", "b", "boundary", "positive_area"),
    [
        ((1, 0), -1, [(1, -1), (1, 3)], 4),  # vertical
        ((0, 2), 0, [(2, 0), (-2, 0)], 12),  # horizontal
        ((1, -1), 1, [(-2, -1), (2, 3)], 8),  # through two corners
        ((1, 0), 2, [(-2, -1), (-2, 3)], 16),  # along an edge
        ((1, 1), 3, [], 16),  # touches a corner
        ((1, 1), 4, [], 16),  # outside
        ((1, 1), -9, [], 0),  # outside, on the other side
        ((0, 0), 1, [], 16),  # no direction: the same score everywhere
        ((0, 0), -1, [], 0),
        ((1e-300, 0), 0, [(0, -1), (0, 3)], 8),  # a very short normal is a normal
    ],
)
def test_lines_of_every_kind(w: tuple[float, float], b: float, boundary: Line, positive_area: float) -> None:
    cut = halves(w, b, WINDOW)
    assert sorted(cut.boundary) == sorted(boundary)
    assert area(cut.positive) == pytest.approx(positive_area)


def test_zero_weights_leave_both_sides_empty() -> None:
    assert halves([0, 0], 0, WINDOW) == ([], [], [])
    assert halves([0, 0], 1, WINDOW).positive == CORNERS


@given(arrays(np.float64, st.tuples(st.integers(1, 20), st.just(2)), elements=st.floats(-1e6, 1e6)))
def test_a_square_window_holds_every_point_with_room_around_it(X: np.ndarray) -> None:
    x0, x1, y0, y1 = square_window(X)
    assert x1 - x0 == pytest.approx(y1 - y0, rel=1e-6)
    room = 0.05 * (x1 - x0)
    assert room > 0
    assert (X.min(axis=0) > [x0 + room, y0 + room]).all()
    assert (X.max(axis=0) < [x1 - room, y1 - room]).all()


def test_columns_are_x_and_y() -> None:
    x, y = columns([(1, 2), (3, 4), (5, 6)])
    assert (x.tolist(), y.tolist()) == ([1, 3, 5], [2, 4, 6])
