"""The weights of a network for digits: as drawn at the start, and all of them as one vector.

Left out: what they do, see core.cnn.network.
"""

from math import prod, sqrt
from typing import TYPE_CHECKING

import numpy as np

from core import Array
from core.cnn.shapes import Shapes, shapes

if TYPE_CHECKING:
    from core.cnn.params import CNNParams

Weights = dict[str, Array]


def init_weights(params: "CNNParams", rng: np.random.Generator) -> Weights:
    """Normal weights with variance 2 / n_in, which ReLU asks for (He et al. 2015), and biases of 0.

    n_in is how many numbers each output sums up. The output layer, which no ReLU follows, starts half as large.

    Returns
    -------
    dict
        As `core.cnn.shapes.shapes` says: kernels (C_out, C_in, KH, KW), W (n_in, n_out), biases (n_out,).
    """
    return {
        name: np.zeros(shape) if len(shape) == 1 else _drawn(name, shape, rng) for name, shape in shapes(params).items()
    }


def _drawn(name: str, shape: tuple[int, ...], rng: np.random.Generator) -> Array:
    n_in = prod(shape[1:]) if name.startswith("kernels") else shape[0]
    return rng.standard_normal(shape) * sqrt(2 / n_in) * (0.5 if name == "W" else 1)


def flatten(weights: Weights) -> Array:
    """All weights in one vector, in the order of the dict."""
    return np.concatenate([values.ravel() for values in weights.values()])


def unflatten(theta: Array, shapes: Shapes) -> Weights:
    """The parts of vectors (…, n_weights) under their names and in their shapes, as views.

    Parameters
    ----------
    theta : ndarray of shape (…, n_weights)
    shapes : dict
        As `core.cnn.shapes.shapes` gives them.
    """
    weights, start = {}, 0
    for name, shape in shapes.items():
        end = start + prod(shape)
        weights[name] = theta[..., start:end].reshape(*theta.shape[:-1], *shape)
        start = end
    return weights
