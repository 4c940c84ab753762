"""What weights answer, and how wrong that is: what the perceptron's rule descends on."""

import numpy as np
from numpy.typing import ArrayLike

from core import Array
from core.guards import floats, takes


@takes(w=floats("d"), X=floats("n d"))
def predict(w: Array, b: float, X: ArrayLike) -> Array:
    """+1 where w·x + b > 0, else -1 (a point on the line counts as -1, as in scikit-learn).

    Parameters
    ----------
    w : ndarray of shape (d,)
    b : float
    X : array-like of shape (n_samples, d)

    Returns
    -------
    ndarray of shape (n_samples,)
    """
    return np.where(np.asarray(X) @ w + b > 0, 1.0, -1.0)


@takes(w=floats("d"), X=floats("n d"), y=floats("n"))
def accuracy(w: Array, b: float, X: ArrayLike, y: Array) -> float:
    """Share of samples that `predict` gets right."""
    return float(np.mean(predict(w, b, X) == y))


@takes(w=floats("d"), X=floats("n d"), y=floats("n"))
def perceptron_criterion(w: Array, b: float, X: Array, y: Array) -> float:
    """Σ max(0, -y(w·x + b)): how far the wrong samples lie on the wrong side, in units of ‖w‖."""
    return float(np.sum(np.maximum(0, -y * (X @ w + b))))


@takes(w=floats("d"), X=floats("n d"), y=floats("n"))
def perceptron_criterion_gradient(w: Array, b: float, X: Array, y: Array) -> tuple[Array, float]:
    """-Σ yx and -Σ y over the mistakes: Rosenblatt's update is a step of size η against one sample's term.

    On the line itself (score 0) the criterion has a kink; there, too, this is the direction of the update.
    """
    wrong = y * (X @ w + b) <= 0
    return y[wrong] @ -X[wrong], float(np.sum(-y[wrong]))
