"""Weights under their names, and all of them as one vector: what an optimizer moves."""

from collections.abc import Mapping
from math import prod

import numpy as np

from core import Array
from core.guards import floats, takes
from core.validation import InvalidParameterError

Weights = dict[str, Array]
Shapes = Mapping[str, tuple[int, ...]]


def flatten(weights: Weights) -> Array:
    """All weights in one vector, in the order of the dict."""
    return np.concatenate([values.ravel() for values in weights.values()])


def _fills(theta: Array, shapes: Shapes) -> None:
    n_weights = sum(map(prod, shapes.values()))
    if theta.shape[-1] != n_weights:
        raise InvalidParameterError("theta", "shape", theta.shape, shape=f"(…, {n_weights})")


@takes(_fills, theta=floats("... n_weights"))
def unflatten(theta: Array, shapes: Shapes) -> Weights:
    """The parts of vectors (…, n_weights) under their names and in their shapes, not copied."""
    weights, start = {}, 0
    for name, shape in shapes.items():
        end = start + prod(shape)
        weights[name] = theta[..., start:end].reshape(*theta.shape[:-1], *shape)
        start = end
    return weights
