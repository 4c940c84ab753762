"""The activations of a multi-layer network, and the slopes of those that are known by their output already."""

from collections.abc import Callable

import numpy as np

from core import Array
from core.activations import (
    Activation,
    d_elu,
    d_gelu,
    d_leaky_relu,
    d_relu,
    d_sigmoid,
    d_swish,
    d_tanh,
    elu,
    gelu,
    leaky_relu,
    relu,
    sigmoid,
    swish,
)


def step(z: Array) -> Array:
    """1 above zero, else 0 (McCulloch & Pitts 1943). It is flat, so what lies before it never learns."""
    return (z > 0).astype(float)


ACTIVATIONS: dict[str, Activation] = {
    "linear": Activation(lambda z: z, np.ones_like),
    "sigmoid": Activation(sigmoid, d_sigmoid),
    "tanh": Activation(np.tanh, d_tanh),
    "relu": Activation(relu, d_relu),
    "leaky-relu": Activation(leaky_relu, d_leaky_relu),
    "elu": Activation(elu, d_elu),
    "gelu": Activation(gelu, d_gelu),
    "swish": Activation(swish, d_swish),
    "step": Activation(step, np.zeros_like),
}

# with a = f(z) at hand the same slope costs no second tanh
SLOPES: dict[str, Callable[[Array, Array], Array]] = {
    "tanh": lambda z, a: 1 - a * a,
    "sigmoid": lambda z, a: a * (1 - a),
    "elu": lambda z, a: 1 + np.minimum(a, 0.0),
}


def slope_of(name: str) -> Callable[[Array, Array], Array]:
    """The derivative as a function of the sum z and the output a = f(z)."""
    derivative = ACTIVATIONS[name].derivative
    return SLOPES.get(name, lambda z, a: derivative(z))
