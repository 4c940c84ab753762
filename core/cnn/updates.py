"""The training of a network for digits, update by update. Left out: what is kept of it, see core.cnn.training."""

from collections.abc import Iterator
from math import log
from typing import NamedTuple

import numpy as np

from core import Array, IntArray
from core.cnn.batches import gathering
from core.cnn.fast import chunks, passes
from core.cnn.params import CNNParams
from core.cnn.samples import DROPOUT, MOVES, ORDER, Moves, drawn_mask, drawn_moves, stream
from core.cnn.shapes import N_CLASSES
from core.optimizers import OPTIMIZERS

MAX_RISE = 1000  # a loss so many times that of guessing does not come back in the time of a run
LAST_FACTOR = 0.02  # of the learning rate, for the last updates of a run with decay


class Update(NamedTuple):
    """theta (n_weights,) after `number` updates, which the next one writes over; the loss of the last one's batch."""

    number: int
    theta: Array
    loss: float


class Batch(NamedTuple):
    """What an update learns from: indices of digits (n,), their moves and what drops out (n, n_features), or None."""

    indices: IntArray
    moves: Moves | None
    mask: Array | None


def learning_rate_of(t: int, params: CNNParams) -> float:
    """The rate of update t + 1: evenly up over the first `warm_up`, and with `decay` evenly down to the end.

    t counts the updates made so far, from 0.
    """
    rising = min(1.0, (t + 1) / params.warm_up) if params.warm_up else 1.0
    falling = max(LAST_FACTOR, 1 - (t + 1) / params.n_updates) if params.decay else 1.0
    return params.learning_rate * rising * falling


def batches(params: CNNParams) -> Iterator[Batch]:
    """What each update of a run learns from, epoch by epoch, each time in a new order."""
    orders, moving, dropping = (stream(params, purpose) for purpose in (ORDER, MOVES, DROPOUT))
    n, size = params.n_train, params.batch_size
    for _ in range(params.n_epochs):
        order = orders.permutation(n)
        moves = drawn_moves(n, moving) if params.augment else None
        for start in range(0, n, size):
            indices = order[start : start + size]
            mask = drawn_mask(params, len(indices), dropping) if params.dropout else None
            yield Batch(indices, moves and moves.part(slice(start, start + size)), mask)


def updates(images: Array, labels: IntArray, params: CNNParams, theta: Array) -> Iterator[Update]:
    """Train, `CHUNK` digits at a time; yields before the first update and after every one, until the run diverges.

    Parameters
    ----------
    images : ndarray of shape (n, 28, 28)
        Grey levels of uint8, or numbers from 0 to 1.
    labels : ndarray of shape (n,)
        As they are learnt.
    params : CNNParams
    theta : ndarray of shape (n_weights,)
        The first weights; written over. Everything is computed in their precision.
    """
    optimizer, gradient = OPTIMIZERS[params.optimizer], np.empty_like(theta)
    gather, add, state = gathering(images, theta.dtype.type), passes(theta, gradient, params), optimizer.start()
    yield Update(0, theta, 0.0)
    for t, (indices, moves, mask) in enumerate(batches(params)):
        gradient.fill(0)
        loss = 0.0
        for part in chunks(len(indices)):
            x = gather(indices[part], moves and moves.part(part))
            loss += add(x, labels[indices[part]], None if mask is None else mask[part], 1 / len(indices))
        if not (loss <= MAX_RISE * log(N_CLASSES) and np.all(np.isfinite(gradient))):
            return
        theta[...], state = optimizer.step(theta, gradient, state, t + 1, learning_rate_of(t, params), params)
        yield Update(t + 1, theta, loss)
