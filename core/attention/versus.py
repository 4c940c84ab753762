"""A recurrent network of as many weights learns the same task from the same sequences: who needs how long?"""

from dataclasses import dataclass

import numpy as np

from core import Array
from core.attention.cost import MAX_FRAMES
from core.attention.history import AttentionHistory
from core.attention.network import cross_entropy
from core.attention.network import learn as learn_looking
from core.attention.params import AttentionParams
from core.attention.sequences import Batch
from core.attention.tasks import SOLVED
from core.attention.training import STREAM, AdamSettings, asked_of, random_streams, unseen_batch
from core.attention.weights import n_weights
from core.named_weights import flatten, unflatten
from core.optimizers import OPTIMIZERS
from core.progress import Progress, silent
from core.records import Record
from core.rival import Rival, answers, learn, rival_of

CLIP = 1.0  # the norm that a recurrent network's gradient is cut to, or one bad batch throws it away


@dataclass(frozen=True, eq=False)
class VersusHistory(Record):
    """A recurrent network at the F kept updates of a training, see `AttentionHistory`.

    Attributes
    ----------
    rival : Rival
    test_losses, test_accuracies : ndarray of shape (F,)
        Of the same unseen sequences.
    reach : ndarray of shape (F, 2)
        How much the first symbol of the first unseen sequence moves the loss, as a part of the symbol that moves it
        most: of the attention network, and of this one.
    solved_at : int
        The first kept update with as many right as a solved task has; -1 when there is none.
    """

    rival: Rival
    test_losses: Array
    test_accuracies: Array
    reach: Array
    solved_at: int


def rival_for(params: AttentionParams, cell: str) -> Rival:
    """The recurrent network with as many weights; it answers as it reads where the mask lets nobody look ahead."""
    return rival_of(cell, params.n_symbols, params.n_answers, n_weights(params), reads_first=not params.causal)


def versus_cost(params: AttentionParams, cell: str, n_updates: int) -> float:
    """Of `versus`, in multiply-adds (`core.cost`)."""
    rival, n_judged = rival_for(params, cell), params.rule.n_unseen(params) // 3  # those are not learnt from
    learning = rival.cost(params.length, params.batch_size, n_updates)
    return learning + rival.cost(params.length, max(1, n_judged), min(n_updates + 1, MAX_FRAMES))


def versus(params: AttentionParams, cell: str, history: AttentionHistory, progress: Progress = silent) -> VersusHistory:
    """Train the rival with the same seed, batches, learning rate and Adam, its gradient cut to a norm of 1."""
    rival, unseen = rival_for(params, cell), unseen_batch(params)
    thetas = recorded(params, rival, history.updates.tolist(), progress)
    first = Batch(unseen.tokens[:1], unseen.targets[:1], unseen.mask[:1])
    losses, shares, reach = [], [], []
    for frame, theta in enumerate(thetas):
        weights = unflatten(theta, rival.shapes)
        loss, share = judged(rival, weights, unseen, params)
        losses.append(loss)
        shares.append(share)
        reach.append([of_attention(params, history, frame, first), of_rival(rival, weights, first)])
    solved = history.updates[np.array(shares) >= SOLVED]
    solved_at = int(solved[0]) if len(solved) else -1
    return VersusHistory(rival, np.array(losses), np.array(shares), np.array(reach), solved_at)


def recorded(params: AttentionParams, rival: Rival, kept: list[int], progress: Progress) -> list[Array]:
    """All weights at the kept updates; a run whose numbers overflow stands still."""
    rng, adam = random_streams(params)[1], OPTIMIZERS["adam"]
    theta = flatten(rival.first_weights(np.random.default_rng([params.seed, STREAM, 3])))
    state, thetas, frames = adam.start(), [], set(kept)
    with np.errstate(over="ignore", invalid="ignore"):
        for t in range(params.n_updates + 1):
            if t in frames:
                thetas.append(theta)
                progress(t / params.n_updates)
            batch = params.rule.batch(params, rng)
            weights = unflatten(theta.astype(np.float32), rival.shapes)
            _, gradients, _ = learn(rival, weights, batch.tokens, batch.targets, batch.mask)
            gradient = flatten(gradients).astype(np.float64)
            gradient *= min(1.0, CLIP / max(float(np.linalg.norm(gradient)), 1e-12))
            after, state = adam.step(theta, gradient, state, t + 1, params.learning_rate, AdamSettings())
            theta = after if np.all(np.isfinite(after)) else theta
    return thetas


def judged(rival: Rival, weights: dict[str, Array], unseen: Batch, params: AttentionParams) -> tuple[float, float]:
    """Loss and share of right answers of the unseen sequences."""
    single = {name: values.astype(np.float32) for name, values in weights.items()}
    scores = answers(rival, single, unseen.tokens)
    right = np.argmax(scores, axis=2) == unseen.targets
    return cross_entropy(scores, unseen.targets, unseen.mask)[0], float(np.mean(right[asked_of(params, unseen)]))


def of_rival(rival: Rival, weights: dict[str, Array], one: Batch) -> float:
    """How much the first symbol moves the loss, relative to the one that moves it most."""
    return reach_of(learn(rival, weights, one.tokens, one.targets, one.mask)[2])


def of_attention(params: AttentionParams, history: AttentionHistory, frame: int, one: Batch) -> float:
    """The same of the attention network, by the vectors in front of its first layer."""
    return reach_of(learn_looking(history.network_at(frame), one.tokens, one.targets, one.mask, params)[2])


def reach_of(dx: Array) -> float:
    """‖∂L/∂x₁‖ / max ‖∂L/∂xₜ‖ of one sequence, (1, T, n)."""
    norms = np.linalg.norm(dx[0], axis=1)
    return float(norms[0] / max(float(norms.max()), np.finfo(float).tiny))
