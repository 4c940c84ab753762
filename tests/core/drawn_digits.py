"""A test set of drawings of our own making: shipped test digits, moved, scaled and thickened on a pad, seeds fixed.

Each is drawn anew on a pad of 140 × 140 pixels, five for each pixel of a digit, in full ink as a pen leaves it.
"""

from functools import cache

import numpy as np

from core import Array
from data.digits import digits

FINE = 5  # pixels of the pad for one of a digit
SIDE = 28 * FINE
PER_DIGIT = 100
MIXED = {"size": (0.6, 1.3), "move": 4.0, "thicker": (-1, 6)}  # times as large; pixels of a digit; pixels of the pad


def smooth(n: int, m: int) -> Array:
    """The matrix (m, n) that reads n pixels at m places between them."""
    places = np.clip((np.arange(m) + 0.5) * n / m - 0.5, 0, n - 1)
    return np.maximum(0, 1 - np.abs(places[:, None] - np.arange(n)))


def thickened(ink: np.ndarray, by: int) -> np.ndarray:
    """Ink that grows by so many pixels on every side, or shrinks."""
    if by < 0:
        return ~thickened(~ink, -by)
    grown = np.pad(ink, by)
    rows, columns = np.mgrid[-by : by + 1, -by : by + 1]
    near = rows**2 + columns**2 <= by * by
    shifts = zip(rows[near].tolist(), columns[near].tolist(), strict=True)
    return np.logical_or.reduce([np.roll(grown, shift, (0, 1)) for shift in shifts])


def drawing(digit: Array, size: float = 1.0, down: int = 0, right: int = 0, thicker: int = 0) -> Array:
    """A digit (28, 28) as a drawing (140, 140) of 0 and 1, by so many pixels away from the middle."""
    bigger = smooth(28, round(SIDE * size))
    ink = thickened(bigger @ digit @ bigger.T > 0.5, thicker)
    room = SIDE  # around the pad: what leaves it is cut off
    wide = np.zeros((SIDE + 2 * room, SIDE + 2 * room))
    top, left = (room + (SIDE - len(ink)) // 2 + move for move in (down, right))
    wide[top : top + len(ink), left : left + len(ink)] = ink
    return wide[room : room + SIDE, room : room + SIDE]


@cache
def chosen() -> tuple[Array, np.ndarray]:
    """The first 100 test pictures of each digit, (1000, 28, 28) from 0 to 1, and their labels."""
    data = digits()
    rows = np.concatenate([np.flatnonzero(data.test_labels == label)[:PER_DIGIT] for label in range(10)])
    return data.test_images[rows] / 255, data.test_labels[rows]


@cache
def mixed() -> tuple[Array, np.ndarray]:
    """1,000 drawings (1000, 140, 140), every one with a size, a place and a thickness of its own, and their labels."""
    rng = np.random.default_rng(0)
    images, labels = chosen()
    moves = FINE * MIXED["move"] * rng.choice([-1, 1], (len(images), 2))
    sizes, thick = rng.uniform(*MIXED["size"], len(images)), rng.integers(*MIXED["thicker"], len(images), endpoint=True)
    every = zip(images, sizes, moves.astype(int).tolist(), thick.tolist(), strict=True)
    return np.array([drawing(image, size, *move, by) for image, size, move, by in every]), labels
