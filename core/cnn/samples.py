"""The chances of a run: which digits it learns from, in which order, how each is moved, and what drops out."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from core import Array, IntArray

if TYPE_CHECKING:
    from core.cnn.params import CNNParams

STREAM = 8  # no other lab's seed repeats these numbers
INIT, ORDER, LABELS, MOVES, DROPOUT = range(5)
REACH = 1  # pixels that a digit is moved at most
SHARE_THICKENED = 0.5


class Moves(NamedTuple):
    """What augmentation does to n digits.

    Attributes
    ----------
    rows, columns : ndarray of n whole numbers, -1, 0 or 1
        By how many pixels each is moved, downwards and to the right.
    thickness : ndarray of shape (n,), from 0 to 1
        How much ink a pixel takes over from its neighbours.
    """

    rows: IntArray
    columns: IntArray
    thickness: Array

    def part(self, which: slice) -> "Moves":
        """Those of some of the digits."""
        return Moves(self.rows[which], self.columns[which], self.thickness[which])


def stream(params: "CNNParams", purpose: int) -> np.random.Generator:
    """A random stream for each purpose: to change one thing leaves the others as they were."""
    return np.random.default_rng([params.seed, STREAM, purpose])


def learnt_labels(labels: IntArray, params: "CNNParams") -> IntArray:
    """The labels of the first `n_train` digits; the slip "shuffled-labels" deals them out anew, as often as before."""
    labels = labels[: params.n_train]
    if params.slip != "shuffled-labels":
        return labels
    return stream(params, LABELS).permutation(labels)


def drawn_moves(n: int, rng: np.random.Generator) -> Moves:
    """Moves for the n digits of an epoch: half of the digits are thickened, by chance."""
    rows, columns = rng.integers(-REACH, REACH, (2, n), endpoint=True)
    return Moves(rows, columns, rng.uniform(0, 1, n) * (rng.uniform(0, 1, n) < SHARE_THICKENED))


def moved(images: Array, moves: Moves) -> Array:
    """The pictures (N, H, W), thickened and then moved; what comes in at the border is paper.

    A pixel becomes as dark as its darkest neighbour above, below, left or right, times the thickness, unless it is
    darker already.
    """
    n, height, width = images.shape
    thick = np.maximum(images, moves.thickness[:, None, None] * darkest_neighbour(images))
    wide = np.pad(thick, ((0, 0), (REACH, REACH), (REACH, REACH)))
    rows = np.arange(height) + REACH - moves.rows[:, None]
    columns = np.arange(width) + REACH - moves.columns[:, None]
    shifted: Array = wide[np.arange(n)[:, None, None], rows[:, :, None], columns[:, None, :]]
    return shifted


def darkest_neighbour(images: Array) -> Array:
    """For every pixel of pictures (N, H, W) the most ink above, below, left or right of it."""
    _, height, width = images.shape
    wide = np.pad(images, ((0, 0), (1, 1), (1, 1)))
    upright = np.maximum(wide[:, :height, 1:-1], wide[:, 2:, 1:-1])
    across = np.maximum(wide[:, 1:-1, :width], wide[:, 1:-1, 2:])
    darkest: Array = np.maximum(upright, across)
    return darkest


def drawn_mask(params: "CNNParams", n: int, rng: np.random.Generator) -> Array:
    """0 for each output that drops out, for the others 1 / (1 - dropout), which keeps the mean; shape (n, n_features).

    Srivastava et al. (2014), scaled at training time.
    """
    kept = rng.random((n, params.n_features), dtype=np.float32) >= params.dropout
    return kept / np.float32(1 - params.dropout)
