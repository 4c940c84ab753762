"""Labelled points of the plane as plain tuples: rounding, writing a file, checking what a browser sent.

A point is `(x1, x2, label)` with label −1 or +1, or 0 where there are three classes. Leaves out
drawing, reading files (ui.points_csv) and every sentence on screen: errors carry a language-neutral code and its
values, and the page turns them into words.
"""

import math
from collections.abc import Iterable, Sequence
from typing import Any

from core.datasets import MAX_COORDINATE, MAX_POINTS, Point
from ui.bridge.untrusted import is_number

Points = tuple[Point, ...]
Range = tuple[float, float]

TWO_CLASSES = (-1, 1)
COLUMNS = ("x1", "x2", "label")
DECIMALS = 2
DEFAULT_RANGE: Range = (-5.0, 5.0)


class PointsError(ValueError):
    """Points that cannot be used: a code, and the values that the sentence for this code names."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(f"{code} {values}" if values else code)
        self.code = code
        self.values = values


def signed(label: int) -> str:
    """A label as people write it: +1, 0, −1."""
    return f"{label:+d}".replace("-", "−") if label else "0"


def round_points(points: Iterable[Point]) -> Points:
    """The same points with both coordinates rounded to two decimals (and −0 written as 0)."""
    return tuple((round(x1, DECIMALS) + 0.0, round(x2, DECIMALS) + 0.0, label) for x1, x2, label in points)


def write_csv(points: Iterable[Point]) -> str:
    """The text of a file that `ui.points_csv.read_csv` reads back to the very same points."""
    return "".join(f"{a},{b},{c}\n" for a, b, c in (COLUMNS, *points))


def checked_points(raw: object, view_range: Range, labels: Sequence[int] = TWO_CLASSES) -> Points | None:
    """The rounded points if `raw`, which a browser sent, is a list of them inside `view_range`; else None."""
    if not isinstance(raw, list) or len(raw) > MAX_POINTS:
        return None
    if not all(_is_point(item, view_range, labels) for item in raw):
        return None
    return round_points((float(x1), float(x2), int(label)) for x1, x2, label in raw)


def nice_range(points: Iterable[Point]) -> Range:
    """One range for both axes that holds all points: (−5, 5) if it can, else round numbers with a margin."""
    values = [value for x1, x2, _ in points for value in (x1, x2)]
    if not values or (DEFAULT_RANGE[0] <= min(values) and max(values) <= DEFAULT_RANGE[1]):
        return DEFAULT_RANGE
    low, high = min(values), max(values)
    centre, half = (low + high) / 2, max(0.55 * (high - low), 1.0)  # a margin of 5 % on each side
    step = _nice_step(half / 10)
    low, high = math.floor((centre - half) / step) * step, math.ceil((centre + half) / step) * step
    return max(round(low, DECIMALS), -MAX_COORDINATE), min(round(high, DECIMALS), MAX_COORDINATE)


def _nice_step(size: float) -> float:
    """The smallest of 1, 2, 5 times a power of ten that is not below `size`."""
    power = 10.0 ** math.floor(math.log10(size))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= size * (1 - 1e-9))


def _is_point(item: object, view_range: Range, labels: Sequence[int]) -> bool:
    if not isinstance(item, list | tuple) or len(item) != 3:
        return False
    x1, x2, label = item
    return all(is_number(x, *view_range) for x in (x1, x2)) and is_number(label) and label in labels
