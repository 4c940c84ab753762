"""Activations, what a neuron does with its sum, and their derivatives."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from core import Array


class Activation(NamedTuple):
    """The function and its derivative, both of the sum z, for arrays of any shape."""

    f: Callable[[Array], Array]
    derivative: Callable[[Array], Array]


def relu(z: Array) -> Array:
    """max(0, z) (Fukushima 1969)."""
    return np.maximum(0.0, z)


def d_relu(z: Array) -> Array:
    """1 above zero, 0 below; at zero itself, where there is no derivative, 0."""
    return (z > 0).astype(float)


def sigmoid(z: Array) -> Array:
    """1/(1 + e⁻ᶻ), by way of tanh, which never overflows."""
    half: Array = 0.5 * (1 + np.tanh(0.5 * z))
    return half


def d_sigmoid(z: Array) -> Array:
    s = sigmoid(z)
    return s * (1 - s)


def d_tanh(z: Array) -> Array:
    slope: Array = 1 - np.tanh(z) ** 2
    return slope


ACTIVATIONS: dict[str, Activation] = {
    "none": Activation(lambda z: z, np.ones_like),
    "relu": Activation(relu, d_relu),
    "sigmoid": Activation(sigmoid, d_sigmoid),
    "tanh": Activation(np.tanh, d_tanh),
}
