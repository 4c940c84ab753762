"""Networks that learn to read digits, trained batch by batch with back-propagation.

`updates` yields the training update by update, `train` keeps what a film needs. It runs in float32, as everywhere in
the field, in the order and layout that is fast (core.cnn.fast).
"""

from collections.abc import Iterator
from math import log
from typing import NamedTuple

import numpy as np

from core import Array, IntArray
from core.cnn.batches import gathering
from core.cnn.cost import N_JUDGED
from core.cnn.fast import chunks, passes, scores_of
from core.cnn.guards import LABELS, TEST_LABELS, grey_levels
from core.cnn.history import CNNHistory, confusion, kept_updates
from core.cnn.network import cross_entropy
from core.cnn.params import CNNParams
from core.cnn.samples import DROPOUT, INIT, MOVES, ORDER, Moves, drawn_mask, drawn_moves, learnt_labels, stream
from core.cnn.shapes import N_CLASSES, SIDE, shapes
from core.cnn.weights import flatten, init_weights
from core.guards import takes
from core.optimizers import OPTIMIZERS
from core.progress import Progress, silent
from core.validation import InvalidParameterError

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
        moves = drawn_moves(params, n, moving) if params.augment else None
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


class Data(NamedTuple):
    """Digits to learn from, with their labels as they are learnt, and digits to test with."""

    images: Array
    labels: IntArray
    test_images: Array
    test_labels: IntArray


class Moment(NamedTuple):
    """A recorded moment: theta after so many updates, the losses of all batches until then, and how it is judged.

    Attributes
    ----------
    number : int
    theta : ndarray of shape (n_weights,)
    losses : list of float
    judged : tuple of four float
        Mean loss of the training digits and of the test digits, then the shares of right answers.
    """

    number: int
    theta: Array
    losses: list[float]
    judged: tuple[float, float, float, float]


@takes(images=grey_levels, labels=LABELS, test_images=grey_levels, test_labels=TEST_LABELS)
def data_for(images: Array, labels: IntArray, test_images: Array, test_labels: IntArray, params: CNNParams) -> Data:
    """What a run with these settings learns from and is tested with.

    Parameters
    ----------
    images, test_images : array-like of shape (n, 28, 28)
        Grey levels of uint8, 255 is ink, or numbers from 0 to 1.
    labels, test_labels : array-like of n whole numbers 0, …, 9
    params : CNNParams
    """
    for name, pictures, numbers in (("images", images, labels), ("test_images", test_images, test_labels)):
        if pictures.shape != (len(numbers), SIDE, SIDE):
            raise InvalidParameterError(name, "shape", pictures.shape, shape=f"({len(numbers)}, {SIDE}, {SIDE})")
    if len(images) < params.n_train:
        raise InvalidParameterError("n_train", "integer_between", params.n_train, low=1, high=len(images))
    return Data(images[: params.n_train], learnt_labels(labels, params), test_images, test_labels)


def moments(data: Data, params: CNNParams, progress: Progress = silent) -> Iterator[Moment]:
    """Train, and yield what is recorded, see `core.cnn.history.kept_updates`; the last update that was made is, too."""
    theta = flatten(init_weights(params, stream(params, INIT))).astype(np.float32)
    kept, losses, last = set(kept_updates(params.n_updates).tolist()), [], -1
    with np.errstate(over="ignore", invalid="ignore"):  # what overflows is not kept
        for number, _, loss in updates(data.images, data.labels, params, theta):
            losses += [loss] * (number > 0)
            progress(number / params.n_updates)
            if number in kept:
                yield Moment(last := number, theta.copy(), losses, judged(theta, data, params))
    if last < len(losses):
        yield Moment(len(losses), theta.copy(), losses, judged(theta, data, params))


def judged(theta: Array, data: Data, params: CNNParams) -> tuple[float, float, float, float]:
    """Loss of the first `N_JUDGED` training and test digits, and the shares of right answers, see `Moment`."""
    rows = []
    for images, labels in ((data.images, data.labels), (data.test_images, data.test_labels)):
        scores = scores_of(theta, images[:N_JUDGED], params)
        right = scores.argmax(axis=1) == labels[:N_JUDGED]
        rows.append((cross_entropy(scores.astype(np.float64), labels[:N_JUDGED])[0], float(np.mean(right))))
    (train_loss, train_accuracy), (test_loss, test_accuracy) = rows
    return train_loss, test_loss, train_accuracy, test_accuracy


def history_of(made: list[Moment], data: Data, params: CNNParams, *, over: bool = True) -> CNNHistory:
    """The record of a run from its moments; of one that is not `over` yet, what there is so far."""
    last, losses = made[-1], list(made[-1].losses[: made[-1].number])
    updates, moments = np.array([moment.number for moment in made]), list(made)
    diverged = over and last.number < params.n_updates
    if diverged:  # from there on everything stays as it was
        planned = kept_updates(params.n_updates)
        updates = np.append(updates[updates < planned[-1]], planned[planned > last.number])
        moments += [last] * (len(updates) - len(moments))
        losses += [losses[-1] if losses else moments[0].judged[0]] * (params.n_updates - len(losses))
    train_losses, test_losses, train_accuracies, test_accuracies = np.transpose([m.judged for m in moments])
    answers = scores_of(last.theta, data.test_images, params).argmax(axis=1)
    return CNNHistory(
        updates=updates,
        thetas=np.array([moment.theta for moment in moments]),
        shapes=shapes(params),
        losses=np.array(losses),
        train_losses=train_losses,
        test_losses=test_losses,
        train_accuracies=train_accuracies,
        test_accuracies=test_accuracies,
        n_judged=N_JUDGED,
        predictions=answers.astype(np.uint8),
        confusion=confusion(data.test_labels, answers),
        n_planned=params.n_updates,
        diverged_at=last.number + 1 if diverged else -1,
    )


def train(
    images: Array,
    labels: IntArray,
    test_images: Array,
    test_labels: IntArray,
    params: CNNParams,
    progress: Progress = silent,
) -> CNNHistory:
    """Train on the first `n_train` digits and keep what a film needs.

    Parameters
    ----------
    images, test_images : array-like of shape (n, 28, 28)
        Grey levels of uint8, 255 is ink, or numbers from 0 to 1.
    labels, test_labels : array-like of n whole numbers 0, …, 9
    params : CNNParams
    progress : function of a number
        It is told after every update how much is done, from 0 to 1. What it raises ends the training.
    """
    data = data_for(images, labels, test_images, test_labels, params)
    return history_of(list(moments(data, params, progress)), data, params)
