"""The record of a training of an attention network. Left out: the training itself, see core.attention.training."""

from dataclasses import dataclass, field

import numpy as np

from core import Array, IntArray
from core.attention.cost import MAX_FRAMES
from core.attention.weights import Shapes, Weights, unflatten
from core.guards import integer, takes
from core.records import Record


@dataclass(frozen=True, eq=False)
class AttentionHistory(Record):
    """F kept updates of n; read-only and finite.

    A run diverges when an update leads to a weight larger than `core.attention.training.MAX_WEIGHT` or to a loss that
    is no number. That update is not made: from there on everything stays as it was.

    Attributes
    ----------
    updates : ndarray of shape (F,)
        How many updates each frame has behind it; 0 and n among them, see `kept_updates`.
    thetas : ndarray of shape (F, n_weights)
        All weights of each frame, as `core.attention.weights.flatten` orders them.
    weights : ndarray of shape (F, n_layers, n_heads, T, T)
        The attention weights of the first unseen sequence, row the query, column the key.
    losses : ndarray of shape (n + 1,)
        Entry t is the loss of a new batch after t updates; update t + 1 is made with that batch.
    test_losses, test_accuracies : ndarray of shape (F,)
        Of the unseen sequences, which are the same for all frames: mean loss, and share of right answers.
    test_attention : ndarray of shape (F,)
        The mean weight that the last layer lays on the places where the answers stand, of the head that lays most;
        NaN for a task without such places.
    solved_at : int
        The first of `updates` with at least `core.attention.tasks.SOLVED` right; -1 when there is none.
    diverged_at : int
        The update, counted from 1, that would have gone too far; -1 when none did.
    """

    updates: IntArray
    thetas: Array
    weights: Array
    losses: Array
    test_losses: Array
    test_accuracies: Array
    test_attention: Array
    solved_at: int
    diverged_at: int
    shapes: Shapes = field(repr=False)

    @property
    def n_updates(self) -> int:
        """How many updates the run was to make."""
        return len(self.losses) - 1

    def network_at(self, frame: int) -> Weights:
        """The learnt weights of one frame, as `core.attention.forward` takes them."""
        return unflatten(self.thetas[frame], self.shapes)


@takes(n_updates=integer(0))
def kept_updates(n_updates: int) -> IntArray:
    """0, …, n when these are at most `MAX_FRAMES`, else nearly so many with gaps that grow: most happens early."""
    if n_updates < MAX_FRAMES:
        return np.arange(n_updates + 1)
    finer = (_spread(n_updates, n) for n in range(MAX_FRAMES, 4 * MAX_FRAMES))
    return max((steps for steps in finer if len(steps) <= MAX_FRAMES), key=len)


def _spread(n_updates: int, n: int) -> IntArray:
    """The whole numbers next to n logarithmically spaced ones."""
    return np.unique(np.geomspace(1, n_updates + 1, n).round().astype(np.int64)) - 1
