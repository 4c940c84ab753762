"""The record of a run of stochastic gradient descent.

Left out: the training itself, see core.gradient_descent.linear_models.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import overload

from core import Array, IntArray
from core.records import Record


@dataclass(frozen=True, eq=False)
class Batches(Record, Sequence[IntArray]):
    """The indices of the samples of each update, one array after the other; the last of an epoch may be shorter.

    Attributes
    ----------
    orders : ndarray of shape (n_epochs, n_samples)
        The order in which each epoch goes through the samples.
    batch_size : int
    """

    orders: IntArray
    batch_size: int

    @property
    def per_epoch(self) -> int:
        """How many updates an epoch makes: n_samples / batch_size, rounded up."""
        return -(-int(self.orders.shape[1]) // self.batch_size)

    def __len__(self) -> int:
        return len(self.orders) * self.per_epoch

    @overload
    def __getitem__(self, update: int) -> IntArray: ...

    @overload
    def __getitem__(self, update: slice) -> Sequence[IntArray]: ...

    def __getitem__(self, update: int | slice) -> IntArray | Sequence[IntArray]:
        if isinstance(update, slice):
            return [self[i] for i in range(len(self))[update]]
        epoch, place = divmod(range(len(self))[update], self.per_epoch)
        return self.orders[epoch, place * self.batch_size : (place + 1) * self.batch_size]


@dataclass(frozen=True, eq=False)
class SGDHistory(Record):
    """Every update of one run: T = n_updates + 1 records, the first before any update; read-only and finite.

    A run diverges when an update makes a weight larger than `core.gradient_descent.linear_models.MAX_WEIGHT`. That
    update is not made: from there on weights and losses stay as they were.

    Attributes
    ----------
    weights : ndarray of shape (T, d)
    biases : ndarray of shape (T,)
        After each update; zeros in record 0.
    batch_losses : ndarray of shape (T,)
        Entry t is the loss of update t's minibatch just before that update, entry 0 the full loss at the start.
    full_steps : ndarray of shape (S,)
        The records, evenly spaced, the first and the last among them, for which the loss of all samples is known.
    full_losses : ndarray of shape (S,)
    batches : Batches of length T - 1
        batches[t - 1] holds the indices of the samples of update t.
    epochs : ndarray of shape (T,)
        The epoch, counted from 1, that the update belongs to; 0 in record 0.
    learning_rates : ndarray of shape (T - 1,)
        The rate of update t + 1.
    diverged_at : int
        The update, counted from 1, that would have gone too far; -1 when none did.
    """

    weights: Array
    biases: Array
    batch_losses: Array
    full_steps: IntArray
    full_losses: Array
    batches: Batches
    epochs: IntArray
    learning_rates: Array
    diverged_at: int

    @property
    def n_updates(self) -> int:
        """How often the weights changed."""
        return len(self.batches)
