"""The activations of a multi-layer network, and the slopes of those that are known by their output already."""

from collections.abc import Callable

import numpy as np

from core import Array
from core.activations import (
    Activation,
    d_elu,
    d_gelu,
    d_identity,
    d_leaky_relu,
    d_relu,
    d_sigmoid,
    d_swish,
    d_tanh,
    elu,
    gelu,
    identity,
    leaky_relu,
    relu,
    sigmoid,
    swish,
    tanh,
)
from core.guards import bare


def step(z: Array) -> Array:
    """1 above zero, else 0 (McCulloch & Pitts 1943). It is flat, so what lies before it never learns."""
    return (z > 0).astype(float)


def d_step(z: Array) -> Array:
    """0 everywhere; at zero itself there is no derivative."""
    return np.zeros_like(z)


ACTIVATIONS: dict[str, Activation] = {  # without their guards: a run calls them thousands of times
    "linear": Activation(bare(identity), bare(d_identity)),
    "sigmoid": Activation(bare(sigmoid), bare(d_sigmoid)),
    "tanh": Activation(bare(tanh), bare(d_tanh)),
    "relu": Activation(bare(relu), bare(d_relu)),
    "leaky-relu": Activation(bare(leaky_relu), bare(d_leaky_relu)),
    "elu": Activation(bare(elu), bare(d_elu)),
    "gelu": Activation(bare(gelu), bare(d_gelu)),
    "swish": Activation(bare(swish), bare(d_swish)),
    "step": Activation(step, d_step),
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
