"""Linear and logistic regression, fitted minibatch by minibatch: stochastic gradient descent (Robbins & Monro 1951).

Each epoch goes through all samples in a new order, in batches of `batch_size`; the last one may be smaller and is
used like the others. What a score and a loss are stands in core.gradient_descent.linear_losses.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike

from core import Array, IntArray
from core.datasets import MAX_SAMPLES
from core.gradient_descent.batches import Batches, SGDHistory
from core.gradient_descent.linear_losses import MODELS, with_ones
from core.gradient_descent.linear_losses import exact_minimum as exact_minimum
from core.gradient_descent.linear_losses import hessian as hessian
from core.gradient_descent.linear_losses import loss as loss
from core.gradient_descent.linear_losses import loss_gradient as loss_gradient
from core.gradient_descent.linear_losses import loss_surface as loss_surface
from core.gradient_descent.regression_data import MAX_DATA_NOISE, REGRESSION_DATASETS
from core.guards import choice, floats, takes
from core.optimizers import MAX_BETA2, MAX_MOMENTUM, MAX_RATE, OPTIMIZERS
from core.progress import Progress, silent
from core.schedules import SCHEDULES, learning_rates
from core.validation import (
    MAX_SEED,
    InvalidParameterError,
    check_array,
    check_boolean,
    check_choice,
    check_integer,
    check_number,
)

ModelName = Literal["linear", "logistic"]
Slip = Literal["none", "climb", "mistakes-only"]

SLIPS = {"linear": ("none", "climb"), "logistic": get_args(Slip)}
MAX_BATCH_SIZE = 1_000_000
MAX_UPDATES = 250_000
MAX_FULL_LOSSES = 200
MAX_WEIGHT = 1e9  # weights larger than this do not come back


@dataclass(frozen=True)
class SGDParams:
    """Everything that determines a run: the data set with its options, then the model, then the training.

    `n_samples` and `noise` shape the made data sets; `standardize` says how
    `core.gradient_descent.regression_data.load` hands the data over, and `train` takes them as they come. `momentum` is
    for "momentum" and "nesterov", `beta1` and `beta2` are for "adam". The slip "climb" turns the sign of every step;
    "mistakes-only", for logistic regression, lets only samples on the wrong side count.
    """

    dataset: str = "iris-petals"
    n_samples: int = 100
    noise: float = 1.0
    standardize: bool = True
    model: ModelName = "linear"
    optimizer: str = "sgd"
    learning_rate: float = 0.1
    schedule: str = "constant"
    batch_size: int = 10
    n_epochs: int = 8
    momentum: float = 0.9
    beta1: float = 0.9
    beta2: float = 0.999
    slip: Slip = "none"
    seed: int = 0

    def __post_init__(self) -> None:
        model = check_choice("model", self.model, get_args(ModelName))
        checked = {
            "dataset": check_choice("dataset", self.dataset, REGRESSION_DATASETS),
            "n_samples": check_integer("n_samples", self.n_samples, 4, MAX_SAMPLES),
            "noise": check_number("noise", self.noise, 0, MAX_DATA_NOISE),
            "standardize": check_boolean("standardize", self.standardize),
            "model": model,
            "optimizer": check_choice("optimizer", self.optimizer, OPTIMIZERS),
            "learning_rate": check_number("learning_rate", self.learning_rate, 0, MAX_RATE, above=True),
            "schedule": check_choice("schedule", self.schedule, SCHEDULES),
            "batch_size": check_integer("batch_size", self.batch_size, 1, MAX_BATCH_SIZE),
            "n_epochs": check_integer("n_epochs", self.n_epochs, 1, 1000),
            "momentum": check_number("momentum", self.momentum, 0, MAX_MOMENTUM),
            "beta1": check_number("beta1", self.beta1, 0, MAX_MOMENTUM),
            "beta2": check_number("beta2", self.beta2, 0, MAX_BETA2),
            "slip": check_choice("slip", self.slip, SLIPS[model]),
            "seed": check_integer("seed", self.seed, 0, MAX_SEED),
        }
        for name, value in checked.items():  # numpy's numbers become Python's: equal runs compare equal
            object.__setattr__(self, name, value)


def check_samples(X: ArrayLike, y: ArrayLike, params: SGDParams) -> tuple[Array, Array]:
    """Samples that the model can be fitted to, not fewer than a batch, as float64 arrays."""
    X, y = check_array("X", X, 2), check_array("y", y, 1)
    if len(y) != len(X):
        raise InvalidParameterError("y", "shape", y.shape, shape=f"({len(X)},) of X's samples")
    if len(y) < 2:
        raise InvalidParameterError("X", "too_few_points", len(X), low=2)
    if params.model == "logistic":
        wrong = y[(y != 0) & (y != 1)]
        if wrong.size:
            raise InvalidParameterError("y", "one_of", float(wrong[0]), choices=("0", "1"))
        if np.all(y == y[0]):
            raise InvalidParameterError("y", "differ", float(y[0]), other="a single class")
    check_integer("batch_size", params.batch_size, 1, len(y))
    check_integer("n_epochs", params.n_epochs, 1, max(1, MAX_UPDATES // -(-len(y) // params.batch_size)))
    return X, y


@takes(Z=floats("n k"), y=floats("n"))
def updates(
    Z: Array, y: Array, batches: Iterable[IntArray], rates: Iterable[float], params: SGDParams
) -> Iterator[Array]:
    """The weights θ = (w, b) after each update, from θ = 0.

    Parameters
    ----------
    Z : ndarray of shape (n_samples, d + 1), the last column ones
    y : ndarray of shape (n_samples,)
    batches : the indices of each update's samples
    rates : the learning rate of each update
    params : SGDParams
    """
    predict, optimizer = MODELS[params.model].predict, OPTIMIZERS[params.optimizer]
    theta, state = np.zeros(Z.shape[1]), optimizer.start()
    sign = -1.0 if params.slip == "climb" else 1.0
    for t, (batch, rate) in enumerate(zip(batches, rates, strict=True), start=1):
        Z_batch, y_batch = Z[batch], y[batch]
        z = Z_batch @ theta
        residuals = predict(z) - y_batch
        if params.slip == "mistakes-only":
            residuals = residuals * ((z > 0) != (y_batch > 0))
        gradient = residuals @ Z_batch / len(batch)
        theta, state = optimizer.step(theta, gradient, state, t, sign * rate, params)
        yield theta


def train(X: ArrayLike, y: ArrayLike, params: SGDParams, progress: Progress = silent) -> SGDHistory:
    """Fit the model to the samples as they come and record every update.

    Only the fields of model and training of `params` are used.

    Parameters
    ----------
    X : array-like of shape (n_samples, d)
    y : array-like of shape (n_samples,)
        Numbers, or 0 and 1 for logistic regression.
    params : SGDParams
    progress : Progress
        Is told at the end of every epoch; what it raises ends the training.
    """
    X, y = check_samples(X, y, params)
    rng = np.random.default_rng(params.seed)
    orders = np.array([rng.permutation(len(y)) for _ in range(params.n_epochs)])
    batches = Batches(orders, params.batch_size)
    rates = learning_rates(params.learning_rate, params.schedule, len(batches))
    Z, thetas = with_ones(X), np.zeros((len(batches) + 1, X.shape[1] + 1))
    with np.errstate(over="ignore", invalid="ignore"):  # a run that diverges may overflow; it is cut off below
        for t, theta in enumerate(updates(Z, y, batches, rates, params), start=1):
            thetas[t] = theta
            if t % batches.per_epoch == 0:
                progress(t / len(batches))
    diverged_at = first_too_large(thetas)
    if diverged_at > 0:
        thetas[diverged_at:] = thetas[diverged_at - 1]

    full_steps = np.unique(np.linspace(0, len(batches), MAX_FULL_LOSSES).round().astype(np.int64))
    full_losses = np.mean(MODELS[params.model].losses(thetas[full_steps] @ Z.T, y), axis=1)
    batch_losses = np.append(full_losses[0], minibatch_losses(thetas, Z, y, batches, params.model))
    if diverged_at > 0:
        batch_losses[diverged_at:] = batch_losses[diverged_at]
    epochs = np.append(0, np.arange(len(batches)) // batches.per_epoch + 1)
    weights, biases = thetas[:, :-1], thetas[:, -1]
    return SGDHistory(
        weights, biases, batch_losses, full_steps, full_losses, batches, epochs, np.array(rates), diverged_at
    )


@takes(thetas=floats("T k"))
def first_too_large(thetas: Array) -> int:
    """The first record with a weight that is too large or no number; -1 when all are good."""
    good = np.all(np.abs(thetas) <= MAX_WEIGHT, axis=1)  # NaN compares as too large
    return -1 if np.all(good) else int(np.argmin(good))


@takes(thetas=floats("T k"), Z=floats("n k"), y=floats("n"), model=choice(MODELS))
def minibatch_losses(thetas: Array, Z: Array, y: Array, batches: Batches, model: str) -> Array:
    """The loss of each update's minibatch with the weights before that update, worked out epoch by epoch.

    Parameters
    ----------
    thetas : ndarray of shape (n_updates + 1, d + 1)
    Z : ndarray of shape (n_samples, d + 1)
    y : ndarray of shape (n_samples,)
    batches : Batches
    model : "linear" or "logistic"

    Returns
    -------
    ndarray of shape (n_updates,)
    """
    starts = np.arange(batches.per_epoch) * batches.batch_size
    sizes = np.diff(np.append(starts, len(y)))
    before = thetas[:-1].reshape(len(batches.orders), batches.per_epoch, -1)
    losses = [
        MODELS[model].losses(np.sum(Z[order] * np.repeat(V, sizes, axis=0), axis=1), y[order])
        for order, V in zip(batches.orders, before, strict=True)
    ]
    return (np.add.reduceat(losses, starts, axis=1) / sizes).ravel()
