"""One time step of each recurrent cell, as the textbooks print it, in PyTorch's conventions.

A row is one sequence of the batch. The gates of a cell stand side by side in its weights, in the order of its name
here. core.recurrent.loops does the same for whole sequences, faster; a test holds the two equal.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from core import Array
from core.activations import sigmoid
from core.guards import Rule, floats, takes
from core.validation import InvalidParameterError, Sizes

Weights = dict[str, Array]


def check_weights(cell: str, weights: Any, sizes: Sizes, *, outputs: bool = True) -> Weights:
    """The weights of a network with that cell as floats: no name is missing or left over, all shapes fit.

    With `outputs` False the weights of one step suffice, without W_y and b_y.
    """
    inner = {"b_hn": "H"} if cell == "gru" else {}
    axes = {"W_x": "I G·H", "W_h": "H G·H", "b": "G·H", "W_y": "H O", "b_y": "O", **inner}
    spare = set() if outputs else {"W_y", "b_y"}
    if not isinstance(weights, Mapping) or not axes.keys() - spare <= weights.keys() <= axes.keys():
        raise InvalidParameterError("weights", "named", weights, names=tuple(axes))
    arrays = {name: floats(axes[name])(name, values, sizes) for name, values in weights.items()}
    (H, width), n_gates = arrays["W_h"].shape, len(VARIANTS[cell].gates)
    if width != n_gates * H:
        raise InvalidParameterError("W_h", "shape", (H, width), shape=f"({H}, {n_gates * H})")
    return arrays


def weights_of(cell: str) -> Rule:
    """`check_weights` as a rule for one step."""
    return lambda parameter, value, sizes: check_weights(cell, value, sizes, outputs=False)


@takes(x=floats("B I"), h=floats("B H"), weights=weights_of("rnn"))
def rnn_step(x: Array, h: Array, weights: Weights) -> Array:
    """h' = tanh(x Wₓ + h Wₕ + b) (Elman 1990).

    Parameters
    ----------
    x : ndarray of shape (batch_size, input_size)
    h : ndarray of shape (batch_size, hidden_size)
    weights : dict with W_x (input_size, hidden_size), W_h (hidden_size, hidden_size), b (hidden_size,)
    """
    return np.tanh(x @ weights["W_x"] + h @ weights["W_h"] + weights["b"])


@takes(x=floats("B I"), h=floats("B H"), weights=weights_of("rnn-relu"))
def rnn_relu_step(x: Array, h: Array, weights: Weights) -> Array:
    """h' = max(0, x Wₓ + h Wₕ + b) (Le, Jaitly & Hinton 2015)."""
    return np.maximum(x @ weights["W_x"] + h @ weights["W_h"] + weights["b"], 0)


@takes(x=floats("B I"), h=floats("B H"), c=floats("B H"), weights=weights_of("lstm"))
def lstm_step(x: Array, h: Array, c: Array, weights: Weights) -> tuple[Array, Array]:
    """c' = f c + i g, h' = o tanh(c') (Hochreiter & Schmidhuber 1997, with the forget gate of Gers et al. 2000).

    Parameters
    ----------
    x : ndarray of shape (batch_size, input_size)
    h, c : ndarray of shape (batch_size, hidden_size)
    weights : dict with W_x (input_size, 4·hidden_size), W_h (hidden_size, 4·hidden_size), b (4·hidden_size,)
    """
    a_i, a_f, a_g, a_o = np.split(x @ weights["W_x"] + h @ weights["W_h"] + weights["b"], 4, axis=1)
    i, f, g, o = sigmoid(a_i), sigmoid(a_f), np.tanh(a_g), sigmoid(a_o)
    c = f * c + i * g
    return o * np.tanh(c), c


@takes(x=floats("B I"), h=floats("B H"), weights=weights_of("gru"))
def gru_step(x: Array, h: Array, weights: Weights) -> Array:
    """h' = (1 - z) n + z h with n = tanh(aₙ + r (h Wₕₙ + bₕₙ)) (Cho et al. 2014).

    The reset gate r comes after the matrix product; in the paper it comes before it.

    Parameters
    ----------
    x : ndarray of shape (batch_size, input_size)
    h : ndarray of shape (batch_size, hidden_size)
    weights : dict with W_x (input_size, 3·hidden_size), W_h (hidden_size, 3·hidden_size), b (3·hidden_size,),
        b_hn (hidden_size,)
    """
    x_r, x_z, x_n = np.split(x @ weights["W_x"] + weights["b"], 3, axis=1)
    h_r, h_z, h_n = np.split(h @ weights["W_h"], 3, axis=1)
    r, z = sigmoid(x_r + h_r), sigmoid(x_z + h_z)
    n = np.tanh(x_n + r * (h_n + weights["b_hn"]))
    return (1 - z) * n + z * h


@dataclass(frozen=True)
class Cell:
    """What tells one cell from another.

    Attributes
    ----------
    gates : tuple of str
        The blocks of its weights, in their order.
    step : function
        One time step, from this module.
    has_c : bool
        Whether a cell state c goes with h.
    """

    gates: tuple[str, ...]
    step: Callable[..., Array] | Callable[..., tuple[Array, Array]]
    has_c: bool = False


CELLS: dict[str, Cell] = {
    "rnn": Cell(("a",), rnn_step),
    "lstm": Cell(("i", "f", "g", "o"), lstm_step, has_c=True),
    "gru": Cell(("r", "z", "n"), gru_step),
}
VARIANTS: dict[str, Cell] = {**CELLS, "rnn-relu": Cell(("a",), rnn_relu_step)}
