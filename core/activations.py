"""Activations, what a neuron does with its sum, and their derivatives."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from core import Array
from core.guards import floats, takes

LEAK = 0.01
GELU_SCALE, GELU_CUBE = float(np.sqrt(2 / np.pi)), 0.044715


class Activation(NamedTuple):
    """The function and its derivative, both of the sum z, for arrays of any shape."""

    f: Callable[[Array], Array]
    derivative: Callable[[Array], Array]


@takes(z=floats())
def identity(z: Array) -> Array:
    """The sum itself."""
    return z


@takes(z=floats())
def d_identity(z: Array) -> Array:
    """1 everywhere."""
    return np.ones_like(z)


@takes(z=floats())
def relu(z: Array) -> Array:
    """max(0, z) (Fukushima 1969)."""
    return np.maximum(0.0, z)


@takes(z=floats())
def d_relu(z: Array) -> Array:
    """1 above zero, 0 below; at zero itself, where there is no derivative, 0."""
    return (z > 0).astype(float)


@takes(z=floats())
def sigmoid(z: Array) -> Array:
    """1/(1 + e⁻ᶻ), by way of tanh, which never overflows."""
    half: Array = 0.5 * (1 + np.tanh(0.5 * z))
    return half


@takes(z=floats())
def d_sigmoid(z: Array) -> Array:
    s = sigmoid(z)
    return s * (1 - s)


@takes(z=floats())
def tanh(z: Array) -> Array:
    """(eᶻ − e⁻ᶻ) / (eᶻ + e⁻ᶻ)"""
    return np.tanh(z)


@takes(z=floats())
def d_tanh(z: Array) -> Array:
    slope: Array = 1 - np.tanh(z) ** 2
    return slope


@takes(z=floats())
def leaky_relu(z: Array) -> Array:
    """z above zero, z/100 below: nothing dies (Maas, Hannun & Ng 2013)."""
    larger: Array = np.maximum(z, LEAK * z)
    return larger


@takes(z=floats())
def d_leaky_relu(z: Array) -> Array:
    """1 above zero, else 1/100."""
    return np.where(z > 0, 1.0, LEAK)


@takes(z=floats())
def elu(z: Array) -> Array:
    """z above zero, eᶻ - 1 below (Clevert, Unterthiner & Hochreiter 2016)."""
    return np.where(z > 0, z, np.expm1(np.minimum(z, 0.0)))


@takes(z=floats())
def d_elu(z: Array) -> Array:
    """1 above zero, eᶻ below."""
    slope: Array = np.exp(np.minimum(z, 0.0))
    return slope


@takes(z=floats())
def gelu(z: Array) -> Array:
    """z times the normal distribution up to z, in its authors' form with tanh (Hendrycks & Gimpel 2016)."""
    half: Array = 0.5 * z * (1 + np.tanh(GELU_SCALE * z * (1 + GELU_CUBE * z**2)))
    return half


@takes(z=floats())
def d_gelu(z: Array) -> Array:
    t = np.tanh(GELU_SCALE * z * (1 + GELU_CUBE * z**2))
    slope: Array = 0.5 * (1 + t) + 0.5 * z * (1 - t**2) * GELU_SCALE * (1 + 3 * GELU_CUBE * z**2)
    return slope


@takes(z=floats())
def swish(z: Array) -> Array:
    """z σ(z), also called SiLU (Ramachandran, Zoph & Le 2017)."""
    return z * sigmoid(z)


@takes(z=floats())
def d_swish(z: Array) -> Array:
    s = sigmoid(z)
    slope: Array = s * (1 + z * (1 - s))
    return slope


@takes(scores=floats("... C"))
def log_softmax(scores: Array) -> Array:
    """ln(eʸ / Σ eʸ) = y - ln Σ eʸ along the last axis; the largest is taken off first, so nothing overflows."""
    y: Array = scores - np.max(scores, axis=-1, keepdims=True)
    log_p: Array = y - np.log(np.sum(np.exp(y), axis=-1, keepdims=True))
    return log_p


@takes(scores=floats("... C"))
def softmax(scores: Array) -> Array:
    """Scores along the last axis as probabilities: eʸ / Σ eʸ."""
    p: Array = np.exp(log_softmax(scores))
    return p


ACTIVATIONS: dict[str, Activation] = {
    "none": Activation(identity, d_identity),
    "relu": Activation(relu, d_relu),
    "sigmoid": Activation(sigmoid, d_sigmoid),
    "tanh": Activation(tanh, d_tanh),
}
