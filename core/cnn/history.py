"""The record of a training on digits. Left out: the training itself, see core.cnn.training."""

from dataclasses import dataclass

import numpy as np

from core import Array, IntArray
from core.cnn.cost import MAX_FRAMES, MAX_RECORD
from core.cnn.shapes import N_CLASSES, Shapes
from core.cnn.weights import Weights, unflatten
from core.records import Record


@dataclass(frozen=True, eq=False)
class CNNHistory(Record):
    """F recorded moments of a run of n updates; read-only and finite.

    A run diverges when a batch has a loss `core.cnn.updates.MAX_RISE` times that of guessing, or a gradient that is no
    number. The update of that batch is not made: from there on everything stays as it was. A record of a run that is
    not over yet, see `core.cnn.training.history_of`, ends with the last update that was made.

    Attributes
    ----------
    updates : ndarray of shape (F,)
        How many updates each moment has behind it; 0 and the last one among them, see `kept_updates`.
    thetas : ndarray of shape (F, n_weights), float32
        All weights of each moment, as `core.cnn.weights.flatten` orders them.
    shapes : dict
        Names and shapes of the weights.
    losses : ndarray of shape (n,)
        Entry t is the loss of the batch that update t + 1 was made with, dropout and augmentation included.
    train_losses, test_losses, train_accuracies, test_accuracies : ndarray of shape (F,)
        Mean loss and share of right answers at each moment, of the first `n_judged` digits learnt from, and of the
        first `n_judged` test digits; without dropout and augmentation. With shuffled labels the training digits are
        judged by the labels learnt.
    n_judged : int
    predictions : ndarray of shape (n_test,)
        The answers to all test digits at the end.
    confusion : ndarray of shape (10, 10)
        How many test digits of each class (row) get each answer (column) at the end.
    n_planned : int
        How many updates the whole run makes; n is smaller in the record of a run that is not over.
    diverged_at : int
        The update, counted from 1, that was not made any more; -1 when all were.
    """

    updates: IntArray
    thetas: Array
    shapes: Shapes
    losses: Array
    train_losses: Array
    test_losses: Array
    train_accuracies: Array
    test_accuracies: Array
    n_judged: int
    predictions: IntArray
    confusion: IntArray
    n_planned: int
    diverged_at: int

    @property
    def n_updates(self) -> int:
        """How many updates have been made, or stood still after the run had diverged."""
        return len(self.losses)

    @property
    def is_over(self) -> bool:
        """Whether this is the whole run."""
        return self.n_updates == self.n_planned

    @property
    def accuracy(self) -> float:
        """The share of right answers among all test digits at the end."""
        return float(np.trace(self.confusion) / self.confusion.sum())

    @property
    def weights(self) -> Weights:
        """The weights of all moments, (F, …), named and shaped as `core.cnn.init_weights` has them."""
        return unflatten(self.thetas, self.shapes)

    def weights_at(self, frame: int) -> Weights:
        """The weights of one moment, as `core.cnn.forward` takes them."""
        return unflatten(self.thetas[frame], self.shapes)


def most_moments(n_weights: int) -> int:
    """How many moments of a network with so many weights are recorded at most.

    >>> most_moments(5_994), most_moments(693_098)
    (57, 7)
    """
    return min(MAX_FRAMES, MAX_RECORD // (np.dtype(np.float32).itemsize * n_weights))


def kept_updates(n_updates: int, most: int = MAX_FRAMES) -> IntArray:
    """0, 1, …, n when these are at most `most`, else so many with gaps that grow by a factor: most happens early.

    >>> kept_updates(3).tolist()
    [0, 1, 2, 3]
    """
    if n_updates < most:
        return np.arange(n_updates + 1)
    for n in range(6 * most, 2, -1):  # the first few are less than one apart and fall together
        kept = np.unique(np.geomspace(1, n_updates, n).round().astype(np.int64))
        if len(kept) < most:
            break
    return np.append(0, kept)


def confusion(labels: IntArray, answers: IntArray) -> IntArray:
    """How many digits of each class (row) get each answer (column), shape (10, 10).

    Parameters
    ----------
    labels, answers : ndarray of N whole numbers 0, …, 9
    """
    cells = np.bincount(labels.astype(np.int64) * N_CLASSES + answers, minlength=N_CLASSES**2)
    return cells.reshape(N_CLASSES, N_CLASSES)
