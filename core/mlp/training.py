"""The multi-layer network, trained batch by batch with back-propagation.

`updates` is the training as books print it and yields the weights after every update; `train` is the same made fast
(core.mlp.epochs), and keeps what a film needs.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from core import Array, IntArray
from core.guards import floats, takes, whole_numbers
from core.mlp.epochs import epochs
from core.mlp.given import check_answers, network
from core.mlp.history import MLPHistory, Networks, kept_epochs
from core.mlp.network import backpropagate, dropout_masks, forward, loss_gradient, output_of, predict
from core.mlp.params import MLPParams
from core.mlp.samples import DROPOUT, INIT, check_split, epoch_orders, split, stream
from core.mlp.targets import answers_of, n_outputs_of, targets_of, task_of
from core.mlp.weights import Layer, Weights, flatten, init_weights, sizes_of
from core.optimizers import OPTIMIZERS
from core.progress import Progress, silent
from core.validation import InvalidParameterError, check_array, check_integer

MAX_WEIGHT = 1e5  # weights larger than this do not come back, and what they compute is still finite
PLATEAU = 1e-4  # a loss that is not lower by this has not become better
CHUNK = 8  # networks that are judged at once, so that their outputs stay in the cache


class Made(NamedTuple):
    """The networks of a run and what its optimizer remembers with each of them, see `MLPHistory`."""

    weights: Networks
    velocities: Array
    squares: Array


@takes(weights=network, X=floats("n n_0"), y=floats("n"), orders=whole_numbers("E n", below="n"))
def updates(weights: Weights, X: Array, y: Array, orders: IntArray, params: MLPParams) -> Iterator[list[Layer]]:
    """Train as books print it: yields the weights after every update.

    Parameters
    ----------
    weights : list of (W, b)
        The first weights.
    X : ndarray of shape (n, n_inputs)
    y : ndarray of shape (n,)
    orders : ndarray of shape (n_epochs, n)
    params : MLPParams
    """
    optimizer, size, rng = OPTIMIZERS[params.optimizer], params.batch_size, stream(params, DROPOUT)
    parts = [part.copy() for layer in weights for part in layer]
    states, t = [optimizer.start() for _ in parts], 0
    type_into(parts, params, 0)
    for epoch, order in enumerate(orders, start=1):
        masks = dropout_masks(params, len(order), rng) if params.dropout else None
        for start in range(0, len(order), size):
            t, batch = t + 1, order[start : start + size]
            dropped = masks and [mask[start : start + size] for mask in masks]
            gradients = loss_gradient(pairs(parts), X[batch], y[batch], params, dropped)[1]
            slopes = [part for layer in gradients for part in layer]
            for k, slope in enumerate(slopes):
                parts[k], states[k] = optimizer.step(parts[k], slope, states[k], t, params.learning_rate, params)
            if start + size >= len(order):
                type_into(parts, params, epoch)
            yield pairs(parts)


def type_into(parts: list[Array], params: MLPParams, epoch: int) -> None:
    """Write the weights that were typed after that epoch into W, b, W, b, …, in place."""
    for after, layer, source, target, value in params.typed_weights:
        if after == epoch and source:
            parts[2 * layer - 2][source - 1, target - 1] = value
        elif after == epoch:
            parts[2 * layer - 1][target - 1] = value


def pairs(parts: list[Array]) -> list[Layer]:
    """W, b, W, b, … as (W, b), (W, b), …"""
    return list(zip(parts[::2], parts[1::2], strict=True))


def first_weights(params: MLPParams, n_inputs: int, n_outputs: int) -> list[Layer]:
    """The weights before the first epoch, without typed ones."""
    return init_weights(params, n_inputs, n_outputs, stream(params, INIT))


def check_data(X: ArrayLike, y: ArrayLike, params: MLPParams) -> tuple[Array, Array]:
    """Samples that can be learnt from with these settings, as float64 arrays."""
    X, y = check_array("X", X, 2), check_array("y", y, 1)
    if len(y) != len(X):
        raise InvalidParameterError("y", "shape", y.shape, shape=f"({len(X)},) of X's samples")
    if len(y) < 2:
        raise InvalidParameterError("X", "too_few_points", len(y), low=2)
    check_split(y, params)
    check_integer("batch_size", params.batch_size, 1, params.n_train_of(len(y)))
    return X, y


def train(X: ArrayLike, y: ArrayLike, params: MLPParams, progress: Progress = silent) -> MLPHistory:
    """Split the samples, train, and keep every epoch; `progress` is told now and then how much is done, from 0 to 1.

    Parameters
    ----------
    X : array-like of shape (n, n_inputs)
    y : array-like of shape (n,)
        As `core.mlp.data` returns them.
    params : MLPParams
    progress : function of a number
    """
    X, y = check_data(X, y, params)
    learnt, others = split(y, params)
    orders = epoch_orders(params, len(learnt))
    made = _recorded(X[learnt], y[learnt], orders, params, progress)
    losses, accuracies = judged(made.weights, X, y, (learnt, others), params)
    stopped_at = first_stop(losses[0], accuracies[0], params)
    kept = _kept(len(made.weights), stopped_at, params.n_epochs)
    weights, frames = Networks(made.weights.thetas[kept], made.weights.sizes), kept_epochs(len(kept) - 1)
    return MLPHistory(
        weights=weights,
        frames=frames,
        train_losses=losses[0, kept],
        test_losses=losses[1, kept],
        train_accuracies=accuracies[0, kept],
        test_accuracies=accuracies[1, kept],
        gradient_norms=gradient_norms(weights, frames, X[learnt], y[learnt], params),
        velocities=made.velocities[kept],
        squares=made.squares[kept],
        train=learnt,
        test=others,
        orders=orders,
        stopped_at=stopped_at,
        diverged_at=len(made.weights) if len(made.weights) < len(kept) else -1,
    )


def _kept(n_made: int, stopped_at: int, n_epochs: int) -> IntArray:
    """Which of the entries that were made the history has: to the stop, or again and again the last good one."""
    return np.minimum(np.arange((n_epochs if stopped_at < 0 else stopped_at) + 1), n_made - 1)


def _recorded(X: Array, y: Array, orders: IntArray, params: MLPParams, progress: Progress) -> Made:
    """What the training makes, before the first epoch and after every one, until it diverges."""
    n_outputs, optimizer = n_outputs_of(y, params.is_regression), OPTIMIZERS[params.optimizer]
    first = first_weights(params, X.shape[1], n_outputs)
    theta, sizes = flatten(first), sizes_of(first)
    targets = targets_of(y, n_outputs, task_of(n_outputs, params.is_regression))
    table, n_made = np.zeros((3, len(orders) + 1, len(theta))), 0
    with np.errstate(over="ignore", invalid="ignore"):  # what overflows is not kept
        for moment in epochs(theta, X, targets, sizes, orders, params):
            if not np.all(np.abs(moment.theta) <= MAX_WEIGHT):  # NaN is too large, too
                break
            table[0, n_made], table[1, n_made], table[2, n_made] = moment.theta, *moment.state
            progress(n_made / len(orders))
            n_made += 1
    thetas, velocities, squares = table[:, :n_made]
    n_velocities, n_squares = len(theta) * optimizer.has_velocity, len(theta) * optimizer.has_square
    return Made(Networks(thetas, sizes), velocities[:, :n_velocities], squares[:, :n_squares])


def judged(
    weights: Networks, X: Array, y: Array, parts: tuple[IntArray, ...], params: MLPParams
) -> tuple[Array, Array]:
    """Mean loss and accuracy of every network on each part of the samples; two arrays of shape (n_parts, E + 1)."""
    task, rows = task_of(weights.sizes[-1], params.is_regression), []
    output, targets = output_of(weights[0], y, params)
    for start in range(0, len(weights), CHUNK):
        scores = forward(weights.stacked(slice(start, start + CHUNK)), X, params)[-1]
        if task == "regression":
            right = 1 - (scores[..., 0] - y) ** 2 / np.var(y)
        else:
            right = (answers_of(scores, task) == y).astype(float)
        both = (output.losses(scores, targets), right)
        rows.append([[np.mean(values[:, part], axis=1) for part in parts] for values in both])
    losses, accuracies = np.concatenate(rows, axis=-1)
    return losses, accuracies


def first_stop(losses: Array, accuracies: Array, params: MLPParams) -> int:
    """The first epoch after which one of the stop rules holds; -1 when none ever does.

    Parameters
    ----------
    losses, accuracies : ndarray of shape (E + 1,)
        Of the training samples.
    params : MLPParams
    """
    stops = np.zeros(len(losses), dtype=bool)
    if params.stop_loss is not None:
        stops |= losses <= params.stop_loss
    if params.stop_accuracy is not None:
        stops |= accuracies >= params.stop_accuracy
    if params.patience is not None:
        better = np.append(True, losses[1:] < np.minimum.accumulate(losses)[:-1] - PLATEAU)
        last_better = np.maximum.accumulate(better * np.arange(len(losses)))
        stops |= np.arange(len(losses)) - last_better >= params.patience
    found = np.flatnonzero(stops[1:]) + 1
    return int(found[0]) if found.size else -1


def gradient_norms(weights: Networks, frames: IntArray, X: Array, y: Array, params: MLPParams) -> Array:
    """‖∂L/∂(W, b)‖ of every layer at those epochs, shape (F, n_layers)."""
    rows = []
    for start in range(0, len(frames), CHUNK):
        layers = backpropagate(weights.stacked(frames[start : start + CHUNK]), X, y, params).gradients
        rows.append([np.sqrt(np.sum(dW**2, axis=(-2, -1)) + np.sum(db**2, axis=-1)) for dW, db in layers])
    return np.concatenate(rows, axis=1).T


@takes(check_answers, weights=network, X=floats("n n_0"), y=floats("n"))
def confusion(weights: Weights, X: Array, y: Array, params: MLPParams) -> IntArray:
    """How many samples of each class (row) get each answer (column); classes in the order of their codes.

    Returns
    -------
    ndarray of shape (n_classes, n_classes)
    """
    n_outputs = len(weights[-1][1])
    classes = np.arange(n_outputs) if n_outputs > 1 else np.array([-1, 1])
    said = predict(weights, X, params)
    table: IntArray = np.sum((y == classes[:, None, None]) & (said == classes[:, None]), axis=-1)
    return table
