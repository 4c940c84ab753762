"""Digits moved further than any that a network learnt from: what it has learnt about places shows there."""

import numpy as np

from core import Array, IntArray

DIRECTIONS = ((-1, -1), (-1, 0), (-1, 1), (0, -1), (0, 1), (1, -1), (1, 0), (1, 1))  # rows and columns


def shifted(images: Array, distance: int) -> Array:
    """The pictures (N, H, W), each moved by so many pixels: the first up and left, the next up, and so on in turn.

    What comes in at the border is paper.
    """
    n, height, width = images.shape
    wide = np.pad(images, ((0, 0), (distance, distance), (distance, distance)))
    ways: IntArray = distance * np.array(DIRECTIONS)[np.arange(n) % len(DIRECTIONS)]
    rows = np.arange(height) + distance - ways[:, :1]
    columns = np.arange(width) + distance - ways[:, 1:]
    found: Array = wide[np.arange(n)[:, None, None], rows[:, :, None], columns[:, None, :]]
    return found
