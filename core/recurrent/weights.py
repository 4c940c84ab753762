"""The weights of a recurrent network: as drawn at the start, and all of them as one vector.

Left out: what they do, see core.recurrent.passes.
"""

from math import sqrt

import numpy as np

from core import Array
from core.guards import choice, finite, integer, number, takes
from core.named_weights import flatten as flatten
from core.named_weights import unflatten as unflatten
from core.recurrent.cells import VARIANTS, Weights, check_weights
from core.validation import InvalidParameterError, Sizes

MAX_UNITS = 1_000_000
SIZES = {name: integer(1, MAX_UNITS) for name in ("input_size", "hidden_size", "output_size")}
FORGET_BIAS = 1.0  # a forget gate that begins open lets gradients through (Gers et al. 2000)


@takes(cell=choice(VARIANTS), **SIZES)
def init_weights(cell: str, input_size: int, hidden_size: int, output_size: int, rng: np.random.Generator) -> Weights:
    """Weights drawn evenly between -1/√H and 1/√H, as PyTorch draws them; biases 0, the LSTM's forget gate 1.

    Returns
    -------
    dict
        W_x (input_size, G·H), W_h (H, G·H), b (G·H,), W_y (H, output_size), b_y (output_size,); the GRU also b_hn (H,),
        which its reset gate multiplies.
    """
    bound = 1 / sqrt(hidden_size)
    weights: Weights = {
        name: rng.uniform(-bound, bound, shape) if name.startswith("W") else np.zeros(shape)
        for name, shape in shapes(cell, input_size, hidden_size, output_size).items()
    }
    weights["b"] += np.repeat([FORGET_BIAS * (gate == "f") for gate in VARIANTS[cell].gates], hidden_size)
    return weights


@takes(cell=choice(VARIANTS), **SIZES)
def shapes(cell: str, input_size: int, hidden_size: int, output_size: int) -> dict[str, tuple[int, ...]]:
    """Name and shape of all weights, in the order of `init_weights`."""
    width = len(VARIANTS[cell].gates) * hidden_size
    inner: dict[str, tuple[int, ...]] = {"b_hn": (hidden_size,)} if cell == "gru" else {}
    return {
        "W_x": (input_size, width),
        "W_h": (hidden_size, width),
        "b": (width,),
        "W_y": (hidden_size, output_size),
        "b_y": (output_size,),
        **inner,
    }


def checked(cell: str, weights: Weights) -> tuple[Weights, Sizes]:
    """The weights as floats when all are there and fit each other.

    Parameters
    ----------
    cell : key of `core.recurrent.cells.VARIANTS`
    weights : dict
        As `init_weights` gives them.

    Returns
    -------
    weights : dict
    sizes : dict
        I, H and O, for the rules of other arrays.
    """
    sizes: Sizes = {}
    return check_weights(choice(VARIANTS)("cell", cell, sizes), weights, sizes), sizes


def _square_blocks(W_h: Array, radius: float = 0.0) -> None:
    if W_h.shape[1] % len(W_h):
        raise InvalidParameterError("W_h", "shape", W_h.shape, shape="(H, G·H)")


def _can_be_scaled(W_h: Array, radius: float) -> None:
    if not np.all(spectral_radii(W_h) > 0):
        raise InvalidParameterError("W_h", "differ", W_h, other="a matrix with a block of spectral radius 0")


@takes(_square_blocks, W_h=finite("H GH"))
def spectral_radii(W_h: Array) -> Array:
    """The largest |eigenvalue| of each H x H block of W_h (H, G·H), shape (G,)."""
    radii: Array = np.max(np.abs(np.linalg.eigvals(_blocks(W_h))), axis=1)
    return radii


@takes(_square_blocks, _can_be_scaled, W_h=finite("H GH"), radius=number(0))
def with_spectral_radius(W_h: Array, radius: float) -> Array:
    """W_h with every H x H block scaled to that spectral radius (Jaeger 2001)."""
    return W_h * np.repeat(radius / spectral_radii(W_h), len(W_h))


def _blocks(W_h: Array) -> Array:
    """(H, G·H) as (G, H, H)."""
    return W_h.reshape(len(W_h), -1, len(W_h)).swapaxes(0, 1)
