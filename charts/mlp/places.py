"""Where everything of the picture of a network stands: neurons in columns, one column a layer, biases below them.

Whole numbers between 0 and 255, so that a film holds every line in a few bytes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from core import IntArray

SIDE, STEP = 8, 10  # of a neuron's square, and from one to the next
HEAD, FOOT, EDGE = 20, 14, 12  # room above, below and beside it for what is written there, and for buttons
FEWEST = 7  # rows; fewer neurons are not drawn larger
WIDE = 0.95  # the picture is so many times wider than high, where its columns need not be nearer than NEAREST
NEAREST = 18  # from one column to the next
LARGEST = 255


class Edge(NamedTuple):
    """A weight: its layer, from which unit (0 for the bias), to which unit; all counted from 1."""

    layer: int
    source: int
    target: int


@dataclass(frozen=True)
class Places:
    """The places of a network with layers of these sizes, input and output among them; neurons are so wide."""

    sizes: Sequence[int]
    width: int = SIDE

    @cached_property
    def height(self) -> int:
        """Of the columns; an even number."""
        rows = max(FEWEST, *(n + 1 for n in self.sizes[:-1]), self.sizes[-1])
        return STEP * (rows + rows % 2)

    @cached_property
    def pitch(self) -> int:
        """From one column to the next."""
        n = len(self.sizes) - 1
        wanted = round(WIDE * (self.height + HEAD + FOOT) / n)
        return min((LARGEST - 2 * SIDE) // n, max(NEAREST + self.width - SIDE, wanted))

    @property
    def window(self) -> tuple[float, float, float, float]:
        """x low, x high, y low, y high of the whole picture."""
        return -EDGE, self.x(len(self.sizes) - 1) + SIDE + EDGE, -FOOT, self.height + HEAD

    def x(self, column: int) -> int:
        """The middle of a column; column 0 is the input."""
        return SIDE + self.pitch * column

    def y(self, column: int, unit: int) -> int:
        """The middle of a unit, counted from 1 from the top; unit 0 is the bias below the others."""
        n = self.sizes[column]
        rows = n + (column < len(self.sizes) - 1)
        row = unit - 1 if unit else n
        return self.height // 2 + (rows - 1) * STEP // 2 - row * STEP

    def box(self, column: int, first: int, last: int) -> tuple[float, float, float, float]:
        """x low, x high, y low, y high of the neurons of a column from the first to the last."""
        x, across, up = self.x(column), self.width / 2, SIDE / 2
        return x - across, x + across, self.y(column, last) - up, self.y(column, first) + up

    def edges(self) -> Iterator[Edge]:
        """All weights in the order of `core.mlp.weights.flatten`: first those of units, then the biases."""
        for layer, (n_in, n_out) in enumerate(pairwise(self.sizes), start=1):
            for source in (*range(1, n_in + 1), 0):
                yield from (Edge(layer, source, target) for target in range(1, n_out + 1))

    def ends(self, edge: Edge) -> tuple[int, int, int, int]:
        """Where the line of a weight begins and ends; the node of the biases is as wide as it is high."""
        across = self.width if edge.source else SIDE
        x0, x1 = self.x(edge.layer - 1) + across // 2, self.x(edge.layer) - self.width // 2
        return x0, self.y(edge.layer - 1, edge.source), x1, self.y(edge.layer, edge.target)

    @cached_property
    def lines(self) -> tuple[IntArray, IntArray]:
        """x and y of the ends of all lines, two points each."""
        ends = np.array([self.ends(edge) for edge in self.edges()], dtype=np.uint8).reshape(-1, 2, 2)
        return ends[..., 0].ravel(), ends[..., 1].ravel()

    def index(self, edge: Edge) -> int:
        """The number of a weight among all."""
        before = sum((n_in + 1) * n_out for n_in, n_out in list(pairwise(self.sizes))[: edge.layer - 1])
        n_in, n_out = self.sizes[edge.layer - 1], self.sizes[edge.layer]
        row = edge.source - 1 if edge.source else n_in
        return before + row * n_out + edge.target - 1
