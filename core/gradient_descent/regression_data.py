"""Data sets for lines and for logistic curves: one feature X of shape (n_samples, 1) and a target y.

Every data set serves both models: a line can be fitted to labels of 0 and 1, and for logistic regression a measured
target becomes the question whether it lies above its mean. Left out: data for the plane, see core.datasets.
"""

from collections.abc import Callable
from functools import cache
from inspect import signature
from typing import Any

import numpy as np

from core import Array
from core.datasets import MAX_SAMPLES
from core.gradient_descent.cars import SPEED_AND_DISTANCE
from core.guards import boolean, finite, floats, takes
from core.iris import FEATURES, FLOWERS_PER_SPECIES, MEASUREMENTS
from core.validation import MAX_SEED, InvalidParameterError, check_choice, check_integer, check_number

MODEL_NAMES = ("linear", "logistic")
MAX_DATA_NOISE = 10
STREAM = 3  # data and training draw from different streams of one seed

PETAL_LENGTH, PETAL_WIDTH = FEATURES.index("petal-length"), FEATURES.index("petal-width")


def iris_petals() -> tuple[Array, Array]:
    """Length and width of 150 iris petals, both in centimetres."""
    return MEASUREMENTS[:, [PETAL_LENGTH]], MEASUREMENTS[:, PETAL_WIDTH].copy()


def cars() -> tuple[Array, Array]:
    """Speed of 50 cars in miles per hour, and the distance in feet that they took to stop (Ezekiel 1930)."""
    return SPEED_AND_DISTANCE[:, [0]], SPEED_AND_DISTANCE[:, 1].copy()


def line(*, n_samples: int = 100, noise: float = 1.0, seed: int = 0) -> tuple[Array, Array]:
    """y = 2x - 1 for x evenly drawn from -3 to 3, plus Gaussian noise of that standard deviation."""
    n_samples, noise, rng = _made(n_samples, noise, seed)
    X = rng.uniform(-3, 3, (n_samples, 1))
    return X, 2 * X[:, 0] - 1 + noise * rng.standard_normal(n_samples)


def iris_versicolor_virginica() -> tuple[Array, Array]:
    """Petal lengths in centimetres of fifty versicolor (0), then of fifty virginica (1): they overlap."""
    return MEASUREMENTS[FLOWERS_PER_SPECIES:, [PETAL_LENGTH]], np.repeat([0.0, 1.0], FLOWERS_PER_SPECIES)


def two_groups(*, n_samples: int = 100, noise: float = 1.0, seed: int = 0) -> tuple[Array, Array]:
    """Labels 0, 1, 0, …, around -1.5 and +1.5 with Gaussian noise of that standard deviation."""
    n_samples, noise, rng = _made(n_samples, noise, seed)
    y = np.arange(n_samples) % 2.0
    return (3 * y - 1.5 + noise * rng.standard_normal(n_samples))[:, None], y


def _made(n_samples: int, noise: float, seed: int) -> tuple[int, float, np.random.Generator]:
    n_samples = check_integer("n_samples", n_samples, 4, MAX_SAMPLES)
    noise = check_number("noise", noise, 0, MAX_DATA_NOISE)
    return n_samples, noise, np.random.default_rng([check_integer("seed", seed, 0, MAX_SEED), STREAM])


REGRESSION_DATASETS: dict[str, Callable[..., tuple[Array, Array]]] = {
    "iris-petals": iris_petals,
    "cars": cars,
    "line": line,
    "iris-versicolor-virginica": iris_versicolor_virginica,
    "two-groups": two_groups,
}

LABELLED = frozenset({"iris-versicolor-virginica", "two-groups"})
"""The data sets whose own target is a label, 0 or 1."""

AXES: dict[str, tuple[str, str]] = {
    "iris-petals": ("petal-length", "petal-width"),
    "cars": ("speed", "stopping-distance"),
    "line": ("x", "y"),
    "iris-versicolor-virginica": ("petal-length", "is-virginica"),
    "two-groups": ("x", "is-second-group"),
}
"""Code names of feature and target."""


@cache
def options(name: str) -> frozenset[str]:
    """The keyword names that a data set understands."""
    return frozenset(signature(REGRESSION_DATASETS[check_choice("dataset", name, REGRESSION_DATASETS)]).parameters)


@takes(standardize=boolean)
def load(name: str, *, model: str = "linear", standardize: bool = True, **available: Any) -> tuple[Array, Array]:
    """The data set of that name as the model wants it, made from those options that it understands.

    Parameters
    ----------
    name : str
    model : "linear" or "logistic"
        For "logistic" y is 1 where the target lies above its mean, else 0; labels stay as they are.
    standardize : bool
        Give every feature mean 0 and standard deviation 1; y keeps its unit.
    **available
        Options of any data set.

    Returns
    -------
    X : ndarray of shape (n_samples, 1)
    y : ndarray of shape (n_samples,)
    """
    X, y = raw(name, model=model, **available)
    return (standardized(X) if standardize else X), y


def raw(name: str, *, model: str = "linear", **available: Any) -> tuple[Array, Array]:
    """The same with the feature in its own unit."""
    dataset = REGRESSION_DATASETS[check_choice("dataset", name, REGRESSION_DATASETS)]
    X, y = dataset(**{option: available[option] for option in options(name) & available.keys()})
    if check_choice("model", model, MODEL_NAMES) == "logistic":
        y = np.where(y > np.mean(y), 1.0, 0.0)
    return X, y


@takes(X=finite("n d"))
def scaling(X: Array) -> tuple[Array, Array]:
    """Mean and standard deviation of every feature; a feature that never changes cannot be scaled.

    Parameters
    ----------
    X : ndarray of shape (n_samples, d)

    Returns
    -------
    means, scales : ndarray of shape (d,)
    """
    constant = np.ptp(X, axis=0) == 0
    if np.any(constant):
        raise InvalidParameterError("X", "differ", float(X[0, constant][0]), other="a constant column")
    return np.mean(X, axis=0), np.std(X, axis=0)


@takes(X=finite("n d"))
def standardized(X: Array) -> Array:
    """(X - mean) / standard deviation, feature by feature."""
    means, scales = scaling(X)
    scaled: Array = (X - means) / scales
    return scaled


@takes(weights=floats("T d"), biases=floats("T"), means=floats("d"), scales=floats("d"))
def in_own_units(weights: Array, biases: Array, means: Array, scales: Array) -> tuple[Array, Array]:
    """Weights for standardized features as weights for the features themselves: the same line.

    w · (x - mean) / scale + b = (w / scale) · x + (b - (w / scale) · mean)

    Parameters
    ----------
    weights : ndarray of shape (T, d)
    biases : ndarray of shape (T,)
    means, scales : ndarray of shape (d,)

    Returns
    -------
    weights : ndarray of shape (T, d)
    biases : ndarray of shape (T,)
    """
    weights = weights / scales
    return weights, biases - weights @ means
