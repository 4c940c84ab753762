"""Recurrent networks, trained by back-propagation through time over whole sequences (Werbos 1990).

`updates` yields the training update by update, `train` keeps what a film needs. What the cells compute stands in
core.recurrent.cells, the passes in core.recurrent.passes, the tasks in core.recurrent.tasks.

The weights are kept and updated in float64. The passes of the training run in float32 as everywhere in the field, which
is twice as fast; `forward` and `backward` work in the precision of the weights that they are given.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Any, NamedTuple

import numpy as np

from core import Array
from core.guards import floats, number, takes
from core.optimizers import adam
from core.progress import Progress, silent
from core.recurrent.cells import CELLS as CELLS
from core.recurrent.cells import VARIANTS as VARIANTS
from core.recurrent.cells import Weights
from core.recurrent.history import RecurrentHistory as RecurrentHistory
from core.recurrent.history import kept_updates
from core.recurrent.losses import LOSSES, Mask, error
from core.recurrent.params import RecurrentParams as RecurrentParams
from core.recurrent.passes import States as States
from core.recurrent.passes import backward as backward
from core.recurrent.passes import forward as forward
from core.recurrent.passes import run_backward, run_forward, unlinked
from core.recurrent.sequences import Batch
from core.recurrent.weights import flatten, shapes, unflatten, with_spectral_radius
from core.recurrent.weights import init_weights as init_weights

STREAM = 5  # no other lab's seed repeats these numbers
UNSEEN_SIZE = 64
Precision = type[np.floating[Any]]
MAX_RISE = 1000  # a loss so many times too large does not come back in the time of a run


class Update(NamedTuple):
    """The network after `number` updates, and what its next batch says.

    Attributes
    ----------
    number : int
    theta : ndarray of shape (n_weights,)
        All weights, as `core.recurrent.weights.flatten` orders them.
    loss : float
        Of the next batch.
    gradient_norm : float
        ‖∂L/∂θ‖ of the next batch, before clipping.
    clipped : bool
        Whether the next update uses a gradient cut to `clip_norm`.
    """

    number: int
    theta: Array
    loss: float
    gradient_norm: float
    clipped: bool


class AdamSettings:
    """The averages of Adam as its authors set them (Kingma & Ba 2015)."""

    momentum, beta1, beta2 = 0.0, 0.9, 0.999


def random_streams(params: RecurrentParams) -> list[np.random.Generator]:
    """For the first weights, the training data and the unseen data: no cell draws from another's stream."""
    return [np.random.default_rng([params.seed, STREAM, number]) for number in range(3)]


def first_weights(params: RecurrentParams) -> Weights:
    """The weights before the first update."""
    weights = init_weights(params.cell, *params.sizes, random_streams(params)[0])
    if params.spectral_radius is not None:
        weights["W_h"] = with_spectral_radius(weights["W_h"], params.spectral_radius)
    return weights


def unseen_batch(params: RecurrentParams) -> Batch:
    """The `UNSEEN_SIZE` sequences that a run is judged by; the training draws others."""
    # n_updates plays no part in a batch, but so many sequences at every update might be too dear
    return params.rule.batch(replace(params, batch_size=UNSEEN_SIZE, n_updates=1), random_streams(params)[2])


def precision(params: RecurrentParams) -> Precision:
    """Of the training's passes; what ReLU feeds back can outgrow the largest number of float32."""
    return np.float64 if params.variant == "rnn-relu" else np.float32


@takes(theta=floats("n_weights"))
def loss_gradient(
    theta: Array, batch: Batch, params: RecurrentParams, dtype: Precision | None = None
) -> tuple[float, Array]:
    """The loss of a batch and its gradient by theta.

    Parameters
    ----------
    theta : ndarray of shape (n_weights,)
    batch : Batch
    params : RecurrentParams
    dtype : float32 or float64
        Of the passes; `precision` when it is left out.
    """
    weights, (x, targets, mask) = _weights(theta, params, dtype), _sequences(batch, params, dtype)
    trace = run_forward(params.variant, weights, x)
    loss, d_outputs = LOSSES[params.rule.loss](trace.outputs.swapaxes(1, 2), targets, mask)
    slopes = run_backward(params.variant, weights, trace, d_outputs.swapaxes(1, 2).astype(x.dtype))
    return loss, flatten({name: slopes.weights[name] for name in weights}).astype(np.float64)


@takes(theta=floats("n_weights"))
def scores(theta: Array, batch: Batch, params: RecurrentParams, dtype: Precision | None = None) -> tuple[float, float]:
    """Loss and error of a batch, see `core.recurrent.losses`."""
    x, targets, mask = _sequences(batch, params, dtype)
    outputs = run_forward(params.variant, _weights(theta, params, dtype), x).outputs.swapaxes(1, 2)
    return LOSSES[params.rule.loss](outputs, targets, mask)[0], error(params.rule.loss, outputs, targets, mask)


def _weights(theta: Array, params: RecurrentParams, dtype: Precision | None) -> Weights:
    return unflatten(theta.astype(dtype or precision(params)), shapes(params.cell, *params.sizes))


def _sequences(batch: Batch, params: RecurrentParams, dtype: Precision | None) -> tuple[Array, Any, Mask]:
    """Inputs in columns, targets, mask; without feedback every step is a sequence of its own."""
    targets: Any = batch.targets
    x, mask = batch.x.astype(dtype or precision(params)), batch.mask
    if not params.feedback:
        x, targets, mask = unlinked(x), unlinked(targets), unlinked(mask)
    return x.swapaxes(1, 2), targets, mask


def updates(params: RecurrentParams, dtype: Precision | None = None) -> Iterator[Update]:
    """Train with Adam, each update on a new batch; yields `n_updates` + 1 times: before, between and after them."""
    theta, rng = flatten(first_weights(params)), random_streams(params)[1]
    state: tuple[Array, Array] = (np.zeros(1), np.zeros(1))
    for t in range(params.n_updates + 1):
        loss, gradient = loss_gradient(theta, params.rule.batch(params, rng), params, dtype)
        norm = float(np.linalg.norm(gradient))
        clipped = params.clip_norm is not None and norm > params.clip_norm
        yield Update(t, theta, loss, norm, clipped)
        gradient = clip(gradient, norm, params.clip_norm)
        theta, state = adam(theta, gradient, state, t + 1, params.learning_rate, AdamSettings())


def in_double_precision(params: RecurrentParams, n_made: int) -> tuple[Array, float]:
    """The weights after so many updates and the loss of the unseen sequences, every pass in float64.

    What another program can repeat: in float32 each has roundings of its own.
    """
    for update in islice(updates(params, np.float64), n_made + 1):
        theta = update.theta
    return theta, scores(theta, unseen_batch(params), params, np.float64)[0]


@takes(gradient=floats(), clip_norm=number(0, above=True))
def clip(gradient: Array, norm: float, clip_norm: float | None = None) -> Array:
    """The same direction, no longer than `clip_norm`: g · clip / ‖g‖ (Pascanu, Mikolov & Bengio 2013)."""
    return gradient if clip_norm is None or norm <= clip_norm else gradient * (clip_norm / norm)


def until_it_diverges(params: RecurrentParams) -> Iterator[Update]:
    """`updates` as long as the loss is at most `MAX_RISE` times as bad as at the start or as a constant answer's."""
    limit = MAX_RISE * params.rule.baseline(params)
    with np.errstate(over="ignore", invalid="ignore"):  # what overflows is not yielded
        for update in updates(params):
            if update.number == 0:
                limit = max(limit, MAX_RISE * update.loss)
            if not (update.loss <= limit and np.isfinite(update.gradient_norm)):
                return
            yield update


def train(params: RecurrentParams, progress: Progress = silent) -> RecurrentHistory:
    """Train and keep what a film needs; `progress` is told now and then how much is done, from 0 to 1."""
    n, kept, unseen = params.n_updates, kept_updates(params.n_updates), unseen_batch(params)
    numbers, thetas = _recorded(params, set(kept.tolist()), progress)
    n_made = len(numbers)
    numbers += [numbers[-1]] * (n + 1 - n_made)  # a run that diverged stands still from there on
    thetas += [thetas[-1]] * (len(kept) - len(thetas))
    losses, norms, clipped = (np.array(column) for column in zip(*numbers, strict=True))
    test_losses, test_errors = np.transpose([scores(theta, unseen, params) for theta in thetas])
    solved = kept[test_errors < params.rule.solved_below(params)]
    return RecurrentHistory(
        updates=kept,
        thetas=np.array(thetas),
        cell=params.cell,
        sizes=params.sizes,
        losses=losses,
        test_losses=test_losses,
        test_errors=test_errors,
        grad_norms=norms[:-1],
        clipped=clipped[:-1],
        solved_at=int(solved[0]) if len(solved) else -1,
        diverged_at=n_made if n_made <= n else -1,
    )


def _recorded(
    params: RecurrentParams, frames: set[int], progress: Progress
) -> tuple[list[tuple[float, float, bool]], list[Array]]:
    """Loss, gradient norm and clipping of every update until the run diverges; theta of the frames, and the last."""
    numbers, thetas = [], []
    for update in until_it_diverges(params):
        numbers.append((update.loss, update.gradient_norm, update.clipped))
        if update.number in frames:
            thetas.append(update.theta)
            progress(update.number / params.n_updates)
        last = update
    if last.number not in frames:
        thetas.append(last.theta)
    return numbers, thetas
