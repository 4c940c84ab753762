"""The last layer: what its scores mean, the losses of single samples, and their derivatives by the scores.

Scores and targets have the shape (n, K). Two classes have one score, whose sigmoid is the probability of class +1 and
whose target is 1 or 0; K classes have K scores, whose softmax are the probabilities and whose targets are rows with a
single 1; a regression has one score, which is the answer itself.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from core import Array, activations
from core.guards import bare

# without their guards: a run calls them thousands of times
sigmoid, softmax, log_softmax = map(bare, (activations.sigmoid, activations.softmax, activations.log_softmax))


@dataclass(frozen=True)
class Output:
    """A meaning of scores with a loss.

    Attributes
    ----------
    predict : function of scores
        Probabilities, or the answer itself.
    losses : function of scores and targets, returns shape (…, n)
    derivative : function of scores and targets
        Of a sample's loss by its scores.
    """

    predict: Callable[[Array], Array]
    losses: Callable[[Array, Array], Array]
    derivative: Callable[[Array, Array], Array]


def identity(z: Array) -> Array:
    """The score itself."""
    return z


def squared(z: Array, t: Array) -> Array:
    """(z - t)²"""
    losses: Array = np.sum((z - t) ** 2, axis=-1)
    return losses


def d_squared(z: Array, t: Array) -> Array:
    return 2 * (z - t)


def squared_sigmoid(z: Array, t: Array) -> Array:
    """(p - t)² with p = σ(z)."""
    return squared(sigmoid(z), t)


def d_squared_sigmoid(z: Array, t: Array) -> Array:
    """2(p - t) p(1 - p): the slope of the sigmoid makes a network that is surely wrong learn slowly."""
    p = sigmoid(z)
    slope: Array = 2 * (p - t) * p * (1 - p)
    return slope


def squared_softmax(z: Array, t: Array) -> Array:
    """Σ (pₖ - tₖ)² with p = softmax(z) (Brier 1950)."""
    return squared(softmax(z), t)


def d_squared_softmax(z: Array, t: Array) -> Array:
    """2 pₖ(dₖ - Σ pⱼdⱼ) with d = p - t: the slope of the softmax is diag(p) - ppᵀ."""
    p = softmax(z)
    d: Array = p - t
    slope: Array = 2 * p * (d - np.sum(p * d, axis=-1, keepdims=True))
    return slope


def cross_entropy_sigmoid(z: Array, t: Array) -> Array:
    """-t ln σ(z) - (1 - t) ln(1 - σ(z)) = ln(1 + eᶻ) - tz"""
    losses: Array = np.sum(np.logaddexp(0, z) - t * z, axis=-1)
    return losses


def d_cross_entropy_sigmoid(z: Array, t: Array) -> Array:
    """p - t"""
    return sigmoid(z) - t


def cross_entropy_softmax(z: Array, t: Array) -> Array:
    """-Σ tₖ ln pₖ: minus the logarithm of the right class's probability."""
    losses: Array = -np.sum(t * log_softmax(z), axis=-1)
    return losses


def d_cross_entropy_softmax(z: Array, t: Array) -> Array:
    """p - t"""
    return softmax(z) - t


OUTPUTS: dict[tuple[str, str], Output] = {
    ("two-classes", "cross-entropy"): Output(sigmoid, cross_entropy_sigmoid, d_cross_entropy_sigmoid),
    ("two-classes", "squared"): Output(sigmoid, squared_sigmoid, d_squared_sigmoid),
    ("classes", "cross-entropy"): Output(softmax, cross_entropy_softmax, d_cross_entropy_softmax),
    ("classes", "squared"): Output(softmax, squared_softmax, d_squared_softmax),
    ("regression", "squared"): Output(identity, squared, d_squared),
}
"""By what is asked (`core.mlp.targets.task_of`) and the loss."""
