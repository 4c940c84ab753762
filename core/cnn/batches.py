"""Batches made fast: digits moved and thickened as core.cnn.samples.moved does it, gathered from one table."""

from collections.abc import Callable

import numpy as np

from core import Array, IntArray
from core.cnn.guards import GREYS
from core.cnn.samples import REACH, Moves, darkest_neighbour

Gather = Callable[[IntArray, Moves | None], Array]


def gathering(images: Array, dtype: type[np.floating]) -> Gather:
    """A function of some digits' indices (n,) and their moves: their pixels in columns, (H·W, n), from 0 to 1.

    Parameters
    ----------
    images : ndarray of shape (N, H, W)
        Grey levels of uint8, which take a quarter of the memory, or numbers from 0 to 1.
    dtype : type
        Of what is gathered.
    """
    _, height, width = images.shape
    scale = dtype(1 / GREYS if images.dtype == np.uint8 else 1)
    border = ((0, 0), (REACH, REACH), (REACH, REACH))
    pixels, neighbours = (np.pad(a, border).reshape(-1) for a in (images, darkest_neighbour(images)))
    wide = width + 2 * REACH
    places = ((np.arange(height)[:, None] + REACH) * wide + np.arange(width) + REACH).reshape(-1, 1)

    def as_fractions(table: Array, index: IntArray) -> Array:
        found: Array = table.take(index) * scale
        return found

    def gather(indices: IntArray, moves: Moves | None) -> Array:
        starts = indices * (height + 2 * REACH) * wide
        if moves is None:
            return as_fractions(pixels, places + starts)
        index = places + (starts - moves.rows * wide - moves.columns)
        ink = as_fractions(neighbours, index)
        ink *= moves.thickness.astype(dtype)
        return np.maximum(as_fractions(pixels, index), ink, out=ink)

    return gather
