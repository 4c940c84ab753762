"""Several maps of one size as one picture: side by side in rows, a cell apart, the page between them."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from math import ceil, sqrt

import numpy as np
from numpy.typing import NDArray

from charts import raster, theme
from charts.cells import box, outline, path
from charts.plot import Trace
from charts.raster import Colour
from core import Array

Levels = NDArray[np.uint8]
Ends = tuple[Colour, Colour]
Box = tuple[float, float, float, float]  # x low, x high, y low, y high

COLOURS = 65  # from one end of a scale to the other, white in the middle
INKS = 17  # from paper to ink
INK = (17, 22, 27)
NOTHING = 1e-9  # what is smaller all over is zero


@dataclass(frozen=True)
class Sheet:
    """Where `n` maps of so many rows and columns stand, `across` of them in a row; `foot` is room below each."""

    n: int
    rows: int
    columns: int
    across: int
    gap: int = 1
    foot: int = 0

    @property
    def width(self) -> int:
        return self.across * (self.columns + self.gap) - self.gap

    @property
    def height(self) -> int:
        return ceil(self.n / self.across) * (self.rows + self.gap + self.foot) - self.gap

    def corner(self, k: int) -> tuple[int, int]:
        """x and y of the top left of map k, counted from 0."""
        row, column = divmod(k, self.across)
        return column * (self.columns + self.gap), row * (self.rows + self.gap + self.foot)

    def box(self, k: int) -> Box:
        """Around map k."""
        x, y = self.corner(k)
        return x, x + self.columns, y, y + self.rows

    def boxes(self) -> Iterator[Box]:
        return (self.box(k) for k in range(self.n))

    def filled(self, levels: Levels, blank: int) -> Levels:
        """The maps (n, rows, columns) in their places, and `blank` everywhere else."""
        picture = np.full((self.height, self.width), blank, dtype=np.uint8)
        for k, values in enumerate(levels):
            x, y = self.corner(k)
            picture[y : y + self.rows, x : x + self.columns] = values
        return picture

    def picture(self, levels: Levels, palette: list[Colour]) -> str:
        """The same in the colours of a palette, the page seen through between them."""
        return raster.png(self.filled(levels, len(palette)), [*palette, raster.WHITE], clear=True)

    def frame(self) -> Trace:
        """A thin line around every map."""
        points = [point for each in self.boxes() for point in (*box(*each), (None, None))]
        return outline(theme.MUTED, 0.5, **path(points))


def square(n: int, rows: int, columns: int, gap: int = 1) -> Sheet:
    """A sheet about as high as wide."""
    return Sheet(n, rows, columns, ceil(sqrt(n)), gap)


@cache
def diverging(ends: Ends = theme.DIVERGING) -> list[Colour]:
    """The colours of numbers around zero."""
    return raster.ramp(ends[0], raster.WHITE, ends[1], COLOURS)


@cache
def inks() -> list[Colour]:
    """The colours of a picture, from paper to ink."""
    return raster.from_white(INK, INKS)


def signed(values: Array, limit: Array | float) -> Levels:
    """Which of the colours around zero each number gets; `limit` has the strongest one."""
    half = COLOURS // 2
    shares = np.clip(values / np.maximum(limit, NOTHING), -1, 1)
    found: Levels = np.rint(half * (1 + shares)).astype(np.uint8)
    return found


def grey(images: Array) -> Levels:
    """Which ink each pixel from 0 to 1 gets."""
    found: Levels = np.rint((INKS - 1) * images).astype(np.uint8)
    return found
