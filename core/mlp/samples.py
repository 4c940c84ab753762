"""The samples of a run: where they lie, what the network is shown of them, and which of them it learns from."""

from typing import TYPE_CHECKING

import numpy as np

from core import Array, IntArray
from core.guards import floats, takes
from core.mlp.datasets import STREAM, load
from core.mlp.features import inputs_of
from core.mlp.targets import n_outputs_of
from core.validation import InvalidParameterError

if TYPE_CHECKING:
    from core.mlp.params import MLPParams

SPLIT, INIT, ORDER, DROPOUT = range(1, 5)


def stream(params: "MLPParams", purpose: int) -> np.random.Generator:
    """A random stream for each purpose: to change one thing leaves the others as they were."""
    return np.random.default_rng([params.seed, STREAM, purpose])


def positions(params: "MLPParams") -> tuple[Array, Array]:
    """Where the samples lie: P (n, 2), for iris its four measurements (n, 4), and y (n,)."""
    return load(params.dataset, params.n_samples, params.noise, params.seed, params.points)


@takes(P=floats("n d"))
def inputs(P: Array, params: "MLPParams") -> Array:
    """What the network is shown of places like those of `positions`: the features, of iris its measurements."""
    return P if params.dataset == "iris" else inputs_of(P, params.features)


def data(params: "MLPParams") -> tuple[Array, Array]:
    """The samples as the network is shown them.

    Returns
    -------
    X : ndarray of shape (n, n_inputs)
    y : ndarray of shape (n,)
        -1 and +1 for two classes, 0, …, K - 1 for more, numbers for a regression.
    """
    P, y = positions(params)
    return inputs(P, params), y


@takes(y=floats("n"))
def split(y: Array, params: "MLPParams") -> tuple[IntArray, IntArray]:
    """The indices of the samples to learn from, and of those to test with; at least one of each.

    Parameters
    ----------
    y : ndarray of shape (n,)
    params : MLPParams

    Returns
    -------
    train, test : ndarray, sorted
    """
    n_train = params.n_train_of(len(y))
    order = stream(params, SPLIT).permutation(len(y))
    return np.sort(order[:n_train]), np.sort(order[n_train:])


def check_split(y: Array, params: "MLPParams") -> None:
    """Classes that can be learnt: there are several, and the samples to learn from have every one of them."""
    n_outputs_of(y, params.is_regression)
    if not params.is_regression:
        train, _ = split(y, params)
        missing = sorted(set(y.tolist()) - set(y[train].tolist()))
        if missing:
            raise InvalidParameterError("train_fraction", "every_class", params.train_fraction, missing=len(missing))


def epoch_orders(params: "MLPParams", n: int) -> IntArray:
    """The order of n training samples in every epoch, shape (n_epochs, n).

    Batches are cut from it one after the other; the last one may be smaller and is used like the others.
    """
    rng = stream(params, ORDER)
    return np.array([rng.permutation(n) for _ in range(params.n_epochs)])
