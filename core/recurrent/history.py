"""The record of a training of a recurrent network. Left out: the training itself, see core.recurrent."""

from dataclasses import dataclass

import numpy as np

from core import Array, IntArray
from core.guards import integer, takes
from core.records import Record
from core.recurrent.cells import Weights
from core.recurrent.weights import shapes, unflatten

MAX_FRAMES = 120


@dataclass(frozen=True, eq=False)
class RecurrentHistory(Record):
    """F kept updates of n; read-only and finite.

    A run diverges when an update leads to a loss that is `core.recurrent.MAX_RISE` times that of a constant answer or
    that at the start, or to a gradient that is no number. That update is not made: from there on everything stays as
    it was.

    Attributes
    ----------
    updates : ndarray of shape (F,)
        How many updates each frame has behind it; 0 and n among them, see `kept_updates`.
    thetas : ndarray of shape (F, n_weights)
        All weights of each frame, as `core.recurrent.weights.flatten` orders them.
    cell : str
    sizes : tuple of three integers
        Of input, hidden state and output.
    losses : ndarray of shape (n + 1,)
        Entry t is the loss of a new batch after t updates; update t + 1 is made with that batch.
    test_losses, test_errors : ndarray of shape (F,)
        Loss, and error that decides about solved, of the test batch, which is the same for all frames.
    grad_norms : ndarray of shape (n,)
        The norm of update t + 1's gradient over all weights, before clipping.
    clipped : ndarray of shape (n,) of True and False
        Whether it was cut to `clip_norm`.
    solved_at : int
        The first of `updates` whose test error is below the task's bound; -1 when there is none.
    diverged_at : int
        The update, counted from 1, that would have gone too far; -1 when none did.
    """

    updates: IntArray
    thetas: Array
    cell: str
    sizes: tuple[int, int, int]
    losses: Array
    test_losses: Array
    test_errors: Array
    grad_norms: Array
    clipped: Array
    solved_at: int
    diverged_at: int

    @property
    def n_updates(self) -> int:
        """How many updates the run was to make."""
        return len(self.grad_norms)

    @property
    def weights(self) -> Weights:
        """The weights of all frames, (F, …), named and shaped as `core.recurrent.init_weights` has them."""
        return unflatten(self.thetas, shapes(self.cell, *self.sizes))

    def weights_at(self, frame: int) -> Weights:
        """The weights of one frame, as `core.recurrent.forward` takes them."""
        return {name: values[frame] for name, values in self.weights.items()}


@takes(n_updates=integer(0))
def kept_updates(n_updates: int) -> IntArray:
    """0, …, n when these are at most `MAX_FRAMES`, else so many with gaps that grow evenly: most happens early."""
    if n_updates < MAX_FRAMES:
        return np.arange(n_updates + 1)
    return np.unique(np.round(n_updates * np.linspace(0, 1, MAX_FRAMES) ** 2).astype(np.int64))
