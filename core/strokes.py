"""What somebody draws on a pad: strokes of a pen or an eraser on top of a picture, and the ink that they make.

As one short text, for Params and for links: core.drawing_text. What a network sees of it: core.drawing. Left out: the
pad that one draws on.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import isqrt
from typing import Any

import numpy as np

from core import Array
from core.resampling import averaging
from core.validation import InvalidParameterError, check_boolean, check_integer

PAD = 255  # strokes are drawn in a square of this side, x to the right and y downwards
SIDE = 224  # pixels of the picture that they make: 8 for each of a digit's
MAX_THICKNESS = 64
MAX_STROKES = 60
MAX_POINTS = 500  # of all strokes together
MAX_GROUND_SIDE = 48
LEVELS = 16  # of grey, in the picture below the strokes

Point = tuple[int, int]


def _items(parameter: str, value: Any, low: int, high: int) -> Sequence[Any]:
    if not isinstance(value, tuple | list):
        raise InvalidParameterError(parameter, "length_between", value, low=low, high=high)
    if not low <= len(value) <= high:
        raise InvalidParameterError(parameter, "length_between", len(value), low=low, high=high)
    return value


def _check_point(point: Any) -> Point:
    x, y = _items("points", point, 2, 2)
    return check_integer("points", x, 0, PAD), check_integer("points", y, 0, PAD)


@dataclass(frozen=True)
class Stroke:
    """What a pen, or an eraser, does between touching the paper and leaving it; one point alone is a dot.

    Coordinates are whole numbers from 0 to `PAD`; `thickness` is the width of the line in the same unit.
    """

    points: tuple[Point, ...]
    thickness: int
    erases: bool = False

    def __post_init__(self) -> None:
        points = tuple(map(_check_point, _items("points", self.points, 1, MAX_POINTS)))
        object.__setattr__(self, "points", points)
        object.__setattr__(self, "thickness", check_integer("thickness", self.thickness, 1, MAX_THICKNESS))
        object.__setattr__(self, "erases", check_boolean("erases", self.erases))


@dataclass(frozen=True)
class Ground:
    """A square picture below the strokes, as wide as the pad: a digit to begin with, or one's own picture.

    `levels` holds its ink row by row, each from 0 (paper) to `LEVELS` − 1.
    """

    levels: tuple[int, ...]
    side: int = field(init=False)

    def __post_init__(self) -> None:
        found = _items("levels", self.levels, 1, MAX_GROUND_SIDE**2)
        levels = tuple(check_integer("levels", level, 0, LEVELS - 1) for level in found)
        side = isqrt(len(levels))
        if side * side != len(levels):
            raise InvalidParameterError("levels", "shape", len(levels), shape=f"({side * side},) of a square")
        object.__setattr__(self, "levels", levels)
        object.__setattr__(self, "side", side)

    @property
    def ink(self) -> Array:
        """(side, side), from 0 to 1."""
        return np.array(self.levels).reshape(self.side, self.side) / (LEVELS - 1)


@dataclass(frozen=True)
class Drawing:
    """Strokes, one on top of the other, and the picture that they begin on."""

    strokes: tuple[Stroke, ...] = ()
    ground: Ground | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "strokes", tuple(_items("strokes", self.strokes, 0, MAX_STROKES)))
        n_points = sum(len(stroke.points) for stroke in self.strokes)
        if n_points > MAX_POINTS:
            raise InvalidParameterError("points", "length_between", n_points, low=0, high=MAX_POINTS)


def raster(drawing: Drawing) -> Array:
    """The ink of a drawing as a picture (`SIDE`, `SIDE`) from 0 to 1, with smooth edges.

    A pixel is as dark as the line covers it, which is read off its distance to the middle of the line.
    """
    picture = np.zeros((SIDE, SIDE))
    if drawing.ground is not None:
        finer = averaging(drawing.ground.side, SIDE)
        picture = np.clip(finer @ drawing.ground.ink @ finer.T, 0, 1)  # sums of parts may miss 1 by a last bit
    for stroke in drawing.strokes:
        radius = stroke.thickness * SIDE / PAD / 2
        points = np.array(stroke.points) * SIDE / PAD
        for a, b in pairwise(points) if len(points) > 1 else [(points[0], points[0])]:
            _draw_line(picture, a, b, radius, stroke.erases)
    return picture


def _draw_line(picture: Array, a: Array, b: Array, radius: float, erases: bool) -> None:
    """A straight line with round ends, drawn into the picture; only the pixels near it are looked at."""
    (left, top), (right, bottom) = (
        np.clip([np.minimum(a, b) - radius - 1, np.maximum(a, b) + radius + 2], 0, SIDE).astype(int).tolist()
    )
    x = np.arange(left, right) + 0.5 - a[0]
    y = np.arange(top, bottom)[:, None] + 0.5 - a[1]
    along = b - a
    # the nearest place of the line, from 0 at a to 1 at b
    t = np.clip((x * along[0] + y * along[1]) / max(float(along @ along), 1e-9), 0, 1)
    covered = np.clip(radius + 0.5 - np.hypot(x - t * along[0], y - t * along[1]), 0, 1)
    near = picture[top:bottom, left:right]
    near[:] = np.minimum(near, 1 - covered) if erases else np.maximum(near, covered)
