"""The sum behind a cell of a map of features."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from charts.cnn.scene import Scene
from core import Array
from core.cnn.network import input_of
from core.cnn.shapes import POOL


@dataclass(frozen=True)
class Sum:
    """What is summed up for a cell: of every channel what the kernel sees and its weights, (C, k, k); then the bias."""

    seen: Array
    kernel: Array
    bias: float
    row: int
    column: int
    pooled: Array  # the cells that are pooled together with it; empty without pooling

    @cached_property
    def products(self) -> Array:
        return self.seen * self.kernel

    @property
    def channel_sums(self) -> Array:
        found: Array = self.products.sum(axis=(1, 2))
        return found

    @property
    def total(self) -> float:
        return float(self.products.sum() + self.bias)


def sum_at(scene: Scene, frame: int) -> Sum:
    """The sum of the chosen cell at a moment."""
    block, number = scene.shown_map
    row, column = scene.cells[frame]
    top, left, size = scene.window(block, row, column)
    found, weights = scene.found[frame], scene.weights[frame]
    seen = found[input_of(block, scene.params)][0, :, top : top + size, left : left + size]
    kernel, bias = weights[f"kernels{block}"][number - 1], float(weights[f"bias{block}"][number - 1])
    pooled = np.zeros(0)
    if scene.has_pooling:
        before = found[f"relu{block}" if scene.params.active else f"conv{block}"][0, number - 1]
        rows, columns = (slice(POOL * (k // POOL), POOL * (k // POOL) + POOL) for k in (row, column))
        pooled = before[rows, columns]
    return Sum(seen, kernel.astype(float), bias, row, column, pooled)


def channel_of(scene: Scene) -> int:
    """The channel that is shown with its numbers, from 0; without a choice the one that counts most at the end."""
    sums = sum_at(scene, -1).channel_sums
    return min(scene.params.channel, len(sums)) - 1 if scene.params.channel else int(np.abs(sums).argmax())
