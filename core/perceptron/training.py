"""The perceptron: one neuron that learns from its mistakes, one sample at a time (Rosenblatt 1958).

`steps` is the rule as books print it and yields every sample that is looked at; `train` is the same rule made
fast, and its weights are the same to the last bit. Two classes only: more would need several perceptrons.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core import Array, IntArray
from core.guards import floats, integer, takes
from core.perceptron.history import VARIANTS, PerceptronHistory, births, happened
from core.perceptron.params import PerceptronParams
from core.validation import check_labelled

Rows = list[list[float]]

BELOW_0 = float(np.nextafter(0.0, -1.0))  # score <= BELOW_0 is the same as score < 0


class Step(NamedTuple):
    """One considered sample: its score w·x + b, whether that is a mistake, and the weights afterwards."""

    epoch: int
    sample: int
    score: float
    mistake: bool
    w: Array
    b: float


def is_mistake(y: float, score: float) -> bool:
    """Rosenblatt's test: on the wrong side, or on the line itself."""
    return y * score <= 0


def is_mistake_unlabelled(y: float, score: float) -> bool:
    """The slip: the label is forgotten. From zero weights the score is 0, and nothing ever changes."""
    return score < 0


MISTAKES = {"none": is_mistake, "no-bias": is_mistake, "unlabelled-test": is_mistake_unlabelled}


@takes(X=floats("n d"), y=floats("n"))
def steps(X: Array, y: Array, params: PerceptronParams) -> Iterator[Step]:
    """Rosenblatt's rule as books print it: one step for every considered sample.

    Parameters
    ----------
    X : ndarray of shape (n_samples, d)
    y : ndarray of shape (n_samples,), -1 or +1
    params : PerceptronParams
        Only the fields of the training are used.
    """
    rng = np.random.default_rng(params.seed)
    w, b = initial_weights(X.shape[1], params, rng)
    labels = y.tolist()
    for epoch, order in enumerate(epoch_orders(len(X), params, rng), start=1):
        all_right = True
        for i in order:
            score = float(dot(w, X[i]) + b)
            mistake = MISTAKES[params.slip](labels[i], score)
            if mistake:
                w, b = update(w, b, X[i], labels[i], params)
                all_right = False
            yield Step(epoch, int(i), score, mistake, w, b)
        if all_right:
            return


def update(w: Array, b: float, x: Array, y: float, params: PerceptronParams) -> tuple[Array, float]:
    """Turn the line towards the sample: w ← w + ηyx, b ← b + ηy."""
    eta = params.learning_rate
    return w + eta * y * x, b + eta * y if params.uses_bias else b


def dot(w: Iterable[float], x: Iterable[float]) -> float:
    """w·x, summed from left to right on every computer: 0 is a mistake, so the last bit can matter."""
    total = 0.0
    for w_j, x_j in zip(w, x, strict=True):
        total += w_j * x_j
    return total


@takes(n_features=integer(1))
def initial_weights(n_features: int, params: PerceptronParams, rng: np.random.Generator) -> tuple[Array, float]:
    """Standard normal weights and bias times `init_scale`; zeros when that is 0."""
    # drawn even when unused: a seed's orders must not depend on the scale; + 0.0 turns -0.0 into 0.0
    w = params.init_scale * rng.standard_normal(n_features) + 0.0
    b = params.init_scale * rng.standard_normal() + 0.0
    return w, b if params.uses_bias else 0.0


@takes(n_samples=integer(1))
def epoch_orders(n_samples: int, params: PerceptronParams, rng: np.random.Generator) -> Iterator[IntArray]:
    """The order of the samples in each epoch: shuffled anew, or as they stand."""
    for _ in range(params.n_epochs):
        yield rng.permutation(n_samples) if params.shuffle else np.arange(n_samples)


def train(X: ArrayLike, y: ArrayLike, params: PerceptronParams) -> PerceptronHistory:
    """Run the perceptron and record every update; only the training fields of `params` are used.

    With the bias as last weight and z = y·(x, 1) the test reads w·z <= 0 and the update w ← w + ηz.

    Parameters
    ----------
    X : array-like of shape (n_samples, d)
    y : array-like of shape (n_samples,), -1 or +1
    params : PerceptronParams
    """
    X, y = check_labelled(X, y)
    rng = np.random.default_rng(params.seed)
    start = np.append(*initial_weights(X.shape[1], params, rng))
    samples = np.column_stack([X, np.full(len(X), float(params.uses_bias))])
    changes = params.learning_rate * y[:, None] * samples
    unlabelled = params.slip == "unlabelled-test"
    tests, limit = (samples, BELOW_0) if unlabelled else (y[:, None] * samples, 0.0)

    orders, mistakes = run_epochs(start, epoch_orders(len(X), params, rng), tests, changes, limit)

    update_steps = np.flatnonzero(mistakes) + 1
    update_samples = orders[mistakes]
    V = np.cumsum(np.vstack([start, changes[update_samples]]), axis=0)  # adds one by one, as the loop did
    current = V[:, :-1], V[:, -1]
    answer = current
    if params.variant != "standard":
        ends = np.append(update_steps - 1, orders.size)
        A = VARIANTS[params.variant](V, np.append(0, update_steps), ends, X, y)
        answer = A[:, :-1], A[:, -1]
    per_epoch = np.sum(mistakes, axis=1)
    # an epoch without “mistakes” in a test that forgets the label only says that all scores are at least 0
    converged = bool(per_epoch[-1] == 0) and not unlabelled
    return PerceptronHistory(*answer, *current, update_steps, update_samples, orders, per_epoch, converged)


def run_epochs(
    start: Array, orders: Iterable[IntArray], tests: Array, changes: Array, limit: float
) -> tuple[IntArray, NDArray[np.bool_]]:
    """Epoch after epoch until one has no mistake.

    Returns
    -------
    orders : ndarray of shape (n_epochs_run, n_samples)
    mistakes : ndarray of shape (n_epochs_run, n_samples)
        Whether the sample at that place of that order was a mistake.
    """
    one_epoch = epoch_in_plane if tests.shape[1] == 3 else epoch_in_space
    w, test_rows, change_rows = start.tolist(), tests.tolist(), changes.tolist()
    done, mistakes = [], []
    for order in orders:
        w, wrong = one_epoch(w, order.tolist(), test_rows, change_rows, limit)
        done.append(order)
        mistakes.append(np.zeros(len(order), dtype=np.bool_))
        mistakes[-1][wrong] = True
        if not wrong:
            break
    return np.array(done), np.array(mistakes)


def epoch_in_plane(
    weights: list[float], order: list[int], tests: Rows, changes: Rows, limit: float
) -> tuple[list[float], list[int]]:
    """One pass over samples of two features: the weights after it, and the places in `order` of the mistakes.

    Plain numbers: on rows this short Python is many times faster than NumPy.
    """
    w1, w2, b = weights
    wrong = []
    for place, i in enumerate(order):
        x1, x2, one = tests[i]
        if w1 * x1 + w2 * x2 + b * one <= limit:
            dw1, dw2, db = changes[i]
            w1, w2, b = w1 + dw1, w2 + dw2, b + db
            wrong.append(place)
    return [w1, w2, b], wrong


def epoch_in_space(
    w: list[float], order: list[int], tests: Rows, changes: Rows, limit: float
) -> tuple[list[float], list[int]]:
    """The same for any number of features."""
    wrong = []
    for place, i in enumerate(order):
        if dot(w, tests[i]) <= limit:
            w = [w_j + dw_j for w_j, dw_j in zip(w, changes[i], strict=True)]
            wrong.append(place)
    return w, wrong


@takes(X=floats("n d"), y=floats("n"))
def answer_at(
    history: PerceptronHistory, X: Array, y: Array, steps: ArrayLike, params: PerceptronParams
) -> tuple[Array, Array]:
    """The chosen variant's exact weights after so many considered samples.

    Parameters
    ----------
    history : PerceptronHistory
    X : ndarray of shape (n_samples, d)
    y : ndarray of shape (n_samples,), -1 or +1
    steps : array-like of int, shape (S,), each in 0..history.n_steps
    params : PerceptronParams

    Returns
    -------
    W : ndarray of shape (S, d)
    b : ndarray of shape (S,)
    """
    V = np.column_stack([history.current_weights, history.current_biases])
    answers = VARIANTS[params.variant](V, births(history), happened(history, steps), X, y)
    return answers[:, :-1], answers[:, -1]
