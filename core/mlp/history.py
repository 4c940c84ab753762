"""The record of a training of a multi-layer network. Left out: the training itself, see core.mlp.training."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np

from core import Array, IntArray
from core.mlp.cost import MAX_FRAMES
from core.mlp.weights import Layer, unflatten
from core.records import Record


@dataclass(frozen=True, eq=False)
class Networks(Record, Sequence[list[Layer]]):
    """The weights after every epoch; entry e is a list of (W (n_in, n_out), b (n_out,)), the output layer last.

    Attributes
    ----------
    thetas : ndarray of shape (E + 1, n_weights)
        All weights of every entry, as `core.mlp.weights.flatten` orders them.
    sizes : tuple of int
        Of the input, every hidden layer and the output.
    """

    thetas: Array
    sizes: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.thetas)

    @overload
    def __getitem__(self, epoch: int) -> list[Layer]: ...

    @overload
    def __getitem__(self, epoch: slice) -> Sequence[list[Layer]]: ...

    def __getitem__(self, epoch: int | slice) -> list[Layer] | Sequence[list[Layer]]:
        if isinstance(epoch, slice):
            return [self[e] for e in range(len(self))[epoch]]
        return unflatten(self.thetas[epoch], self.sizes)

    def stacked(self, epochs: IntArray | slice) -> list[Layer]:
        """Those of some epochs at once, as `core.mlp.network.forward` takes them: W (F, n_in, n_out), b (F, n_out)."""
        return unflatten(self.thetas[epochs], self.sizes)


@dataclass(frozen=True, eq=False)
class MLPHistory(Record):
    """Every epoch of one run, entry 0 before the first: E + 1 entries; read-only and finite.

    A run diverges when an epoch leads to a weight larger than `core.mlp.training.MAX_WEIGHT`. That epoch is not made:
    from there on everything stays as it was.

    Attributes
    ----------
    weights : Networks of length E + 1
        weights[e] is the network after e epochs, typed weights included.
    frames : ndarray of shape (F,)
        The epochs, at most `MAX_FRAMES` and evenly spaced, the first and the last among them, that a film shows.
    train_losses, test_losses : ndarray of shape (E + 1,)
        Mean losses without penalties and without dropout.
    train_accuracies, test_accuracies : ndarray of shape (E + 1,)
        The share of right answers; in a regression 1 - mean squared error / variance of all y.
    gradient_norms : ndarray of shape (F, n_layers)
        At every frame ‖∂L/∂(W, b)‖ of each layer, for the loss of all training samples, penalties included.
    velocities, squares : ndarray of shape (E + 1, n_weights), or (E + 1, 0) for optimizers that keep none
        The optimizer's state, see core.optimizers.
    train, test : ndarray of int
        The indices of the samples that were learnt from, and of the others.
    orders : ndarray of shape (n_epochs, n_train)
        The order of the training samples, as indices into `train`, in every epoch.
    stopped_at : int
        The epoch after which a stop rule ended the run, which is E then; -1 when none did.
    diverged_at : int
        The epoch, counted from 1, that would have gone too far; -1 when none did.
    """

    weights: Networks
    frames: IntArray
    train_losses: Array
    test_losses: Array
    train_accuracies: Array
    test_accuracies: Array
    gradient_norms: Array
    velocities: Array
    squares: Array
    train: IntArray
    test: IntArray
    orders: IntArray
    stopped_at: int
    diverged_at: int

    @property
    def n_epochs(self) -> int:
        """How many epochs were made, or stood still after the run had diverged."""
        return len(self.weights) - 1

    @property
    def epochs(self) -> IntArray:
        """0, …, E: the epochs of weights, losses and accuracies."""
        return np.arange(len(self.weights))

    def state_at(self, epoch: int) -> tuple[Array | float, Array | float]:
        """Velocity and square after so many epochs, as core.optimizers take them."""
        velocity, square = self.velocities[epoch], self.squares[epoch]
        return velocity if velocity.size else 0.0, square if square.size else 0.0


def kept_epochs(n_epochs: int) -> IntArray:
    """0, …, n when these are at most `MAX_FRAMES`, else so many at even distances."""
    return np.unique(np.linspace(0, n_epochs, min(n_epochs + 1, MAX_FRAMES)).round().astype(np.int64))
