"""The weights of an attention network: as drawn at the start, and all of them as one vector.

Left out: what they do, see core.attention.network.
"""

from math import prod, sqrt
from typing import TYPE_CHECKING, Any

import numpy as np

from core.guards import floats
from core.named_weights import Weights as Weights
from core.named_weights import flatten as flatten
from core.named_weights import unflatten as unflatten
from core.validation import InvalidParameterError

if TYPE_CHECKING:
    from core.attention.params import AttentionParams

Shapes = dict[str, tuple[int, ...]]

SPREAD = 0.5  # standard deviation of the vectors of symbols and places


def shapes(params: "AttentionParams") -> Shapes:
    """Name and shape of all weights, in the order of `init_weights`; the first axis of what a layer has is its own."""
    d, m, n = params.width, params.hidden_size, params.n_layers
    block: Shapes = {"W_1": (n, d, m), "b_1": (n, m), "W_2": (n, m, d), "b_2": (n, d)} if m else {}
    places: Shapes = {"P": (params.length, d)} if params.added_positions == "learned" else {}
    return {
        "E": (params.n_symbols, d),
        **places,
        "W_qkv": (n, d, 3 * d),
        "W_o": (n, d, d),
        **block,
        "W_y": (d, params.n_answers),
        "b_y": (params.n_answers,),
    }


def init_weights(params: "AttentionParams", rng: np.random.Generator) -> Weights:
    """Normal numbers of standard deviation 1/√n_in, of E and P 1/2; biases 0.

    Returns
    -------
    dict
        E (n_symbols, d), the vector of every symbol; P (length, d), that of every place, when these are learned;
        W_qkv (n_layers, d, 3d), queries, keys and values side by side, each head's after another; W_o (n_layers, d, d);
        with a feed-forward block W_1 (n_layers, d, 2d), b_1, W_2 (n_layers, 2d, d), b_2; W_y (d, n_answers), b_y.
    """
    drawn: Weights = {}
    for name, shape in shapes(params).items():
        deviation = SPREAD if name in ("E", "P") else 1 / sqrt(shape[-2]) if name.startswith("W") else 0.0
        drawn[name] = rng.normal(0, deviation, shape) if deviation else np.zeros(shape)
    return drawn


def check_weights(weights: Any, params: "AttentionParams") -> Weights:
    """The weights as floats of one precision: no name is missing or left over, all shapes are those of `shapes`."""
    wanted = shapes(params)
    if not isinstance(weights, dict) or weights.keys() != wanted.keys():
        raise InvalidParameterError("weights", "named", weights, names=tuple(wanted))
    return {name: floats(" ".join(map(str, shape)))(name, weights[name], {}) for name, shape in wanted.items()}


def n_weights(params: "AttentionParams") -> int:
    """How many numbers are learnt."""
    return sum(prod(shape) for shape in shapes(params).values())
