"""What comes into the public functions of a network: weights that fit each other, samples, and answers to be asked for.

The rules and checks that `core.guards.takes` is told. Left out: settings, which their Params check.
"""

from typing import TYPE_CHECKING, Any

import numpy as np

from core import Array
from core.guards import floats
from core.validation import InvalidParameterError, Sizes

if TYPE_CHECKING:
    from core.mlp.params import MLPParams
    from core.mlp.weights import Layer, Weights


def network(parameter: str, value: Any, sizes: Sizes) -> list["Layer"]:
    """(W (..., n_in, n_out), b (..., n_out)) of every layer, each as wide as the one before; the input is axis n_0."""
    pairs = list(value) if isinstance(value, list | tuple) else []
    if not pairs or not all(isinstance(pair, list | tuple) and len(pair) == 2 for pair in pairs):
        raise InvalidParameterError(parameter, "shape", value, shape="of a list of (W, b), one for each layer")
    return [
        (
            floats(f"... n_{k} n_{k + 1}")(f"{parameter}[{k}][0]", W, sizes),
            floats(f"... n_{k + 1}")(f"{parameter}[{k}][1]", b, sizes),
        )
        for k, (W, b) in enumerate(pairs)
    ]


def check_layers(weights: "Weights", X: Array, params: "MLPParams") -> None:
    """The network has the hidden layers that the settings say."""
    wanted = params.hidden_layer_sizes
    found = tuple(b.shape[-1] for _, b in weights[:-1])
    if found != wanted:
        raise InvalidParameterError("weights", "shape", found, shape=f"of hidden layers of {wanted} units")


def check_answers(weights: "Weights", X: Array, y: Array, params: "MLPParams", *others: Any) -> None:
    """The same, and answers such as this network can give: -1 and +1, the numbers of its classes, or any number."""
    check_layers(weights, X, params)
    n_outputs = weights[-1][1].shape[-1]
    if params.is_regression and n_outputs == 1:
        return
    possible = (-1.0, 1.0) if n_outputs == 1 else tuple(map(float, range(n_outputs)))
    wrong = y[~np.isin(y, possible)]
    if wrong.size:
        raise InvalidParameterError("y", "one_of", float(wrong[0]), choices=tuple(f"{c:g}" for c in possible))
