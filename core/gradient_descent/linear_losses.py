"""Linear and logistic regression: scores, predictions, losses and their gradients, without any training.

Both models score a sample by z = w·x + b, and for both the gradient of one sample's loss is (prediction - y) times
(x, 1). A loss is always a mean over samples. Left out: regularization, more than two classes.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from core import Array
from core.activations import sigmoid
from core.guards import bare, choice, finite, floats, takes


@dataclass(frozen=True)
class Model:
    """What a score means.

    Attributes
    ----------
    predict : function of scores z
        The predicted y; for labels, the probability of 1.
    losses : function of z, y
        The loss of each sample; its derivative by z is predict(z) - y.
    """

    predict: Callable[[Array], Array]
    losses: Callable[[Array, Array], Array]


@takes(z=floats())
def identity(z: Array) -> Array:
    """The score itself."""
    return z


@takes(z=floats(), y=floats())
def half_squared_error(z: Array, y: Array) -> Array:
    """(z - y)² / 2"""
    return (z - y) ** 2 / 2


@takes(z=floats(), y=floats())
def cross_entropy(z: Array, y: Array) -> Array:
    """-y ln σ(z) - (1 - y) ln(1 - σ(z)) = ln(1 + eᶻ) - yz"""
    return np.logaddexp(0, z) - y * z


MODELS: dict[str, Model] = {
    "linear": Model(bare(identity), bare(half_squared_error)),
    "logistic": Model(bare(sigmoid), bare(cross_entropy)),
}


@takes(w=floats("d"), X=floats("n d"), y=floats("n"), model=choice(MODELS))
def loss(w: Array, b: float, X: Array, y: Array, model: str) -> float:
    """The mean loss over the samples.

    Parameters
    ----------
    w : ndarray of shape (d,)
    b : float
    X : ndarray of shape (n_samples, d)
    y : ndarray of shape (n_samples,)
    model : "linear" or "logistic"
    """
    return float(np.mean(MODELS[model].losses(X @ w + b, y)))


@takes(w=floats("d"), X=floats("n d"), y=floats("n"), model=choice(MODELS))
def loss_gradient(w: Array, b: float, X: Array, y: Array, model: str) -> tuple[Array, float]:
    """Its derivatives by w and b: the means of (prediction - y) x and of prediction - y."""
    residuals = MODELS[model].predict(X @ w + b) - y
    return residuals @ X / len(y), float(np.mean(residuals))


@takes(X=floats("n 1"), y=floats("n"), model=choice(MODELS), w_grid=floats("n_w"), b_grid=floats("n_b"))
def loss_surface(X: Array, y: Array, model: str, w_grid: Array, b_grid: Array) -> Array:
    """The mean loss for every pair of one weight and a bias.

    Parameters
    ----------
    X : ndarray of shape (n_samples, 1)
    y : ndarray of shape (n_samples,)
    model : "linear" or "logistic"
    w_grid : ndarray of shape (n_w,)
    b_grid : ndarray of shape (n_b,)

    Returns
    -------
    ndarray of shape (n_b, n_w)
    """
    Z = np.multiply.outer(w_grid, X[:, 0])
    return np.array([np.mean(MODELS[model].losses(Z + b, y), axis=1) for b in b_grid])


@takes(X=floats("n d"))
def hessian(X: Array) -> Array:
    """The mean of (x, 1)(x, 1)ᵀ: the curvature of the linear model's loss, everywhere the same.

    That of the logistic loss is at most a quarter of it. Shape (d + 1, d + 1), the bias last.
    """
    Z = with_ones(X)
    return Z.T @ Z / len(Z)


@takes(X=finite("n d"), y=finite("n"))
def exact_minimum(X: Array, y: Array) -> tuple[Array, float]:
    """Where the linear model's loss is smallest: the normal equations ZᵀZθ = Zᵀy with Z = (X, 1), θ = (w, b).

    Of several minima, as with two equal columns, the one nearest to 0.
    """
    Z = with_ones(X)
    theta = np.linalg.lstsq(Z, y)[0]  # solves them without squaring the condition number
    return theta[:-1], float(theta[-1])


@takes(X=floats("n d"))
def with_ones(X: Array) -> Array:
    """X with a last column of ones, for which the bias is the weight."""
    return np.column_stack([X, np.ones(len(X))])
