"""A network of self-attention, trained with Adam on sequences that are drawn anew for every update.

`updates` yields the training update by update, `train` keeps what a film needs. The weights are kept and updated in
float64; the passes of the training run in float32 as everywhere in the field, which is twice as fast.
"""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, NamedTuple

import numpy as np

from core import Array
from core.activations import log_softmax
from core.attention.history import AttentionHistory, kept_updates
from core.attention.network import cross_entropy, learn, run
from core.attention.params import AttentionParams
from core.attention.sequences import Batch, Mask
from core.attention.tasks import SOLVED
from core.attention.weights import Weights, flatten, init_weights, shapes, unflatten
from core.guards import bare
from core.optimizers import OPTIMIZERS
from core.progress import Progress, silent

STREAM = 11  # no other lab's seed repeats these numbers
MAX_WEIGHT = 1e4  # weights larger than this do not come back, and what they compute is still finite


class AdamSettings:
    """The averages of Adam as its authors set them (Kingma & Ba 2015)."""

    momentum, beta1, beta2 = 0.0, 0.9, 0.999


class Update(NamedTuple):
    """All weights after `number` updates, and the loss of the next batch."""

    number: int
    theta: Array
    loss: float


class Judged(NamedTuple):
    """What the unseen sequences say of a network, see `AttentionHistory`."""

    loss: float
    accuracy: float
    attention: float
    maps: Array


def random_streams(params: AttentionParams) -> list[np.random.Generator]:
    """For the first weights, the training data and the unseen data: none depends on how much another was used."""
    return [np.random.default_rng([params.seed, STREAM, number]) for number in range(3)]


def first_weights(params: AttentionParams) -> Weights:
    """The weights before the first update."""
    return init_weights(params, random_streams(params)[0])


def unseen_batch(params: AttentionParams) -> Batch:
    """The sequences that a run is judged by; the training draws others."""
    return params.rule.batch(_Judges(params), random_streams(params)[2])


class _Judges:
    """The same settings with as many sequences as judge a run: more than a batch may have."""

    def __init__(self, params: AttentionParams) -> None:
        self.length, self.delay, self.text = params.length, params.delay, params.text
        self.batch_size = params.rule.n_unseen(params)


def updates(params: AttentionParams, precision: type[np.floating[Any]] = np.float32) -> Iterator[Update]:
    """Train with Adam, each update on a new batch; yields `n_updates` + 1 times: before, between and after them."""
    parts, rng, adam = shapes(params), random_streams(params)[1], OPTIMIZERS["adam"]
    theta, state = flatten(first_weights(params)), adam.start()
    for t in range(params.n_updates + 1):
        batch = params.rule.batch(params, rng)
        weights = bare(unflatten)(theta.astype(precision), parts)
        loss, gradients, _ = learn(weights, batch.tokens, batch.targets, batch.mask, params)
        yield Update(t, theta, loss)
        gradient = flatten(gradients).astype(np.float64)
        theta, state = adam.step(theta, gradient, state, t + 1, params.learning_rate, AdamSettings())


def in_double_precision(params: AttentionParams, n_made: int) -> tuple[Array, float]:
    """The weights after so many updates and the loss of the unseen sequences, every pass in float64.

    What another program can repeat: in float32 each has roundings of its own.
    """
    for update in islice(updates(params, np.float64), n_made + 1):
        theta = update.theta
    unseen = unseen_batch(params)
    scores = run(unflatten(theta, shapes(params)), unseen.tokens, params).scores
    return theta, cross_entropy(scores, unseen.targets, unseen.mask)[0]


def until_it_diverges(params: AttentionParams) -> Iterator[Update]:
    """`updates` as long as all numbers are finite and not too large."""
    with np.errstate(over="ignore", invalid="ignore"):  # what overflows is not yielded
        for update in updates(params):
            if not (np.isfinite(update.loss) and np.all(np.abs(update.theta) <= MAX_WEIGHT)):
                return
            yield update


def train(params: AttentionParams, progress: Progress = silent) -> AttentionHistory:
    """Train and keep what a film needs; `progress` is told now and then how much is done, from 0 to 1."""
    kept, parts = kept_updates(params.n_updates), shapes(params)
    thetas, losses = _recorded(params, set(kept.tolist()), progress)
    n_made, judge = len(losses), judged_by(params)
    verdicts = [judge(unflatten(theta, parts)) for theta in thetas]
    frames = np.minimum(np.arange(len(kept)), len(thetas) - 1)  # a run that diverged stands still from there on
    test_losses, accuracies, attention, maps = (np.array(column)[frames] for column in zip(*verdicts, strict=True))
    solved = kept[accuracies >= SOLVED]
    return AttentionHistory(
        updates=kept,
        thetas=np.array(thetas)[frames],
        weights=maps,
        losses=np.array(losses + losses[-1:] * (params.n_updates + 1 - n_made)),
        test_losses=test_losses,
        test_accuracies=accuracies,
        test_attention=attention,
        solved_at=int(solved[0]) if len(solved) else -1,
        diverged_at=n_made if n_made <= params.n_updates else -1,
        shapes=parts,
    )


def _recorded(params: AttentionParams, frames: set[int], progress: Progress) -> tuple[list[Array], list[float]]:
    """theta at every frame that the run reached, the last good one at least; and every loss."""
    thetas, losses, last = [], [], None
    for update in until_it_diverges(params):
        losses.append(update.loss)
        if update.number in frames:
            thetas.append(update.theta)
            progress(update.number / max(1, params.n_updates))
        last = update
    if last is not None and last.number not in frames:
        thetas.append(last.theta)
    return thetas, losses


def judged_by(params: AttentionParams) -> Callable[[Weights], Judged]:
    """What the unseen sequences say of a network: a function of its weights."""
    unseen = unseen_batch(params)
    sources = params.rule.sources(unseen.tokens, params)
    asked = asked_of(params, unseen)

    def judge(weights: Weights) -> Judged:
        made = run({name: w.astype(np.float32) for name, w in weights.items()}, unseen.tokens, params)
        log_p = bare(log_softmax)(made.scores)
        b, t = np.nonzero(unseen.mask)
        loss = float(-np.mean(log_p[b, t, unseen.targets[b, t]], dtype=np.float64))
        right = float(np.mean(np.argmax(made.scores, axis=2)[asked] == unseen.targets[asked]))
        maps = np.array([layer.weights[0] for layer in made.gathered])
        return Judged(loss, right, attention_on(sources, made.gathered[-1].weights, asked), maps)

    return judge


def asked_of(params: AttentionParams, batch: Batch) -> Mask:
    """The positions whose answers are judged, (B, T)."""
    asked = batch.mask.copy()
    asked[:, : params.rule.judged_from] = False
    return asked


def attention_on(sources: Mask, weights: Array, asked: Mask) -> float:
    """The mean weight on the places where the answers stand, of the head that lays most there; NaN without places.

    Parameters
    ----------
    sources : ndarray of shape (B, T, T) of True and False
    weights : ndarray of shape (B, h, T, T)
        Of one layer.
    asked : ndarray of shape (B, T) of True and False
        The positions whose answers are judged.
    """
    if not sources.any():
        return float("nan")
    on_them = np.einsum("bhts,bts->hbt", weights, sources)
    return float(np.max(np.mean(on_them[:, asked], axis=1, dtype=np.float64)))
