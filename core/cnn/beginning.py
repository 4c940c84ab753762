"""The first updates of a training on digits once more, in float64: what another program can repeat.

In float32 every program rounds in its own way. A whole training is too long for a file that is taken away: it learns
from 8,000 digits.
"""

from itertools import islice
from typing import NamedTuple

import numpy as np

from core import Array, IntArray
from core.cnn.guards import GREYS
from core.cnn.network import cross_entropy, forward
from core.cnn.params import CNNParams
from core.cnn.samples import INIT, Moves, learnt_labels, moved, stream
from core.cnn.shapes import shapes
from core.cnn.updates import Batch, batches, updates
from core.cnn.weights import flatten, init_weights, unflatten

ENOUGH = 96  # digits; of a batch that begins before, all are taken


class Beginning(NamedTuple):
    """The first updates of a run.

    Attributes
    ----------
    indices : ndarray of shape (n,)
        The digits that they learn from, one update's after another's.
    labels : ndarray of shape (n,)
        As they are learnt.
    moves : Moves, optional
        What augmentation does to these digits.
    sizes : list of int
        How many digits each update learns from.
    theta : ndarray of shape (n_weights,)
        All weights after these updates.
    loss : float
        The mean cross-entropy of these digits then, as they were moved; nothing drops out.
    """

    indices: IntArray
    labels: IntArray
    moves: Moves | None
    sizes: list[int]
    theta: Array
    loss: float


def beginning(images: Array, labels: IntArray, params: CNNParams) -> Beginning:
    """Train in float64 on the first batches, until there were `ENOUGH` digits or the run diverges.

    Parameters
    ----------
    images : ndarray of shape (N, 28, 28)
        Grey levels of uint8.
    labels : ndarray of shape (N,)
    params : CNNParams
    """
    learnt, theta = learnt_labels(labels, params), flatten(init_weights(params, stream(params, INIT)))
    first = _first_batches(params)
    with np.errstate(over="ignore", invalid="ignore"):  # what overflows is not learnt
        for update in islice(updates(images, learnt, params, theta), len(first) + 1):
            n_made = update.number
    first = first[:n_made]
    indices: IntArray = np.concatenate([batch.indices for batch in first])
    moves = _joined([batch.moves for batch in first if batch.moves])
    seen = images[indices] / GREYS
    scores = forward(unflatten(theta, shapes(params)), moved(seen, moves) if moves else seen, params)["scores"]
    loss = cross_entropy(scores, learnt[indices])[0]
    return Beginning(indices, learnt[indices], moves, [len(batch.indices) for batch in first], theta, loss)


def _first_batches(params: CNNParams) -> list[Batch]:
    first, n = list[Batch](), 0
    for batch in batches(params):
        if n >= ENOUGH:
            break
        first.append(batch)
        n += len(batch.indices)
    return first


def _joined(moves: list[Moves]) -> Moves | None:
    return Moves(*map(np.concatenate, zip(*moves, strict=True))) if moves else None
