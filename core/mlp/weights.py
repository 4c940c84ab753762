"""The weights of a multi-layer network: as drawn at the start, and all of them as one vector.

Left out: what they do, see core.mlp.network.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from math import sqrt
from typing import TYPE_CHECKING

import numpy as np

from core import Array

if TYPE_CHECKING:
    from core.mlp.params import MLPParams

Layer = tuple[Array, Array]
Weights = Sequence[Layer]
Edit = tuple[int, int, int, int, float]
Draw = Callable[[int, int, np.random.Generator], Array]

SMALL = 0.1


def zeros(n_in: int, n_out: int, rng: np.random.Generator) -> Array:
    """All alike: the units of a layer stay alike for ever."""
    return np.zeros((n_in, n_out))


def small(n_in: int, n_out: int, rng: np.random.Generator) -> Array:
    """Normal with standard deviation 0.1, however wide the layers are."""
    return SMALL * rng.standard_normal((n_in, n_out))


def xavier(n_in: int, n_out: int, rng: np.random.Generator) -> Array:
    """Evenly between ±√(6 / (n_in + n_out)): signals keep their size both ways through tanh (Glorot & Bengio 2010)."""
    bound = sqrt(6 / (n_in + n_out))
    return rng.uniform(-bound, bound, (n_in, n_out))


def he(n_in: int, n_out: int, rng: np.random.Generator) -> Array:
    """Evenly between ±√(6 / n_in), so that signals keep their size through ReLU, which halves them (He et al. 2015)."""
    bound = sqrt(6 / n_in)
    return rng.uniform(-bound, bound, (n_in, n_out))


INITS: dict[str, Draw] = {"zeros": zeros, "small": small, "xavier": xavier, "he": he}


def init_weights(params: "MLPParams", n_inputs: int, n_outputs: int, rng: np.random.Generator) -> list[Layer]:
    """Weights as `params.init` draws them and biases of 0; with the slip "zero-weights" zeros throughout.

    Parameters
    ----------
    params : MLPParams
    n_inputs, n_outputs : int
    rng : numpy.random.Generator

    Returns
    -------
    list of (W (n_in, n_out), b (n_out,))
        One pair a layer, the output layer last.
    """
    draw = INITS["zeros" if params.slip == "zero-weights" else params.init]
    sizes = (n_inputs, *params.hidden_layer_sizes, n_outputs)
    return [(draw(n_in, n_out, rng), np.zeros(n_out)) for n_in, n_out in pairwise(sizes)]


def flatten(weights: Iterable[Layer]) -> Array:
    """All weights in one vector: layer by layer first W, row by row, then b."""
    return np.concatenate([part.ravel() for layer in weights for part in layer])


def unflatten(theta: Array, sizes: Sequence[int]) -> list[Layer]:
    """The layers of vectors (…, n_weights) as views: W (…, n_in, n_out) and b (…, n_out).

    Parameters
    ----------
    theta : ndarray of shape (…, n_weights)
    sizes : sequence of int
        Of the input, every hidden layer and the output.
    """
    return [(block[..., :-1, :], block[..., -1, :]) for block in blocks(theta, sizes)]


def blocks(theta: Array, sizes: Sequence[int]) -> list[Array]:
    """The same with the bias as the last row of its W: views (…, n_in + 1, n_out)."""
    found, start = [], 0
    for n_in, n_out in pairwise(sizes):
        end = start + (n_in + 1) * n_out
        found.append(theta[..., start:end].reshape(*theta.shape[:-1], n_in + 1, n_out))
        start = end
    return found


def sizes_of(weights: Weights) -> tuple[int, ...]:
    """Of the input, every hidden layer and the output."""
    return len(weights[0][0]), *(len(b) for _, b in weights)


def type_in(theta: Array, sizes: Sequence[int], edits: Iterable[Edit], epoch: int) -> None:
    """Write the weights that were typed after that epoch into theta, in place."""
    for after, layer, source, target, value in edits:
        if after == epoch:
            blocks(theta, sizes)[layer - 1][source - 1, target - 1] = value  # row -1 is the bias
