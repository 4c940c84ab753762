"""How the file of a recurrent network's weights is read into PyTorch and Keras."""

from charts.story import Translate
from core.recurrent.view import RecurrentView

TORCH = {"rnn": 'nn.RNN({sizes}, nonlinearity="{activation}")', "lstm": "nn.LSTM({sizes})", "gru": "nn.GRU({sizes})"}
KERAS = {"rnn": 'SimpleRNN({n}, "{activation}", ', "lstm": "LSTM({n}, ", "gru": "GRU({n}, "}
PYTORCH_RECIPE = """\
import numpy as np
import torch
from torch import nn

file = dict(np.load("{file}"))
w = {{name: torch.from_numpy(file[{prefix}name]) for name in "{names}".split()}}
rnn, last = {cell}, nn.Linear({n_hidden}, {n_out})
# {rows}
inner = {inner}
rnn.load_state_dict(
    {{"weight_ih_l0": w["W_x"].T, "weight_hh_l0": w["W_h"].T, "bias_ih_l0": w["b"], "bias_hh_l0": inner}}
)
last.load_state_dict({{"weight": w["W_y"].T, "bias": w["b_y"]}})


def net(x):
    return last(rnn(x)[0])


# {end}
outputs = net(torch.from_numpy(file[{x}]).float())
"""
TORCH_INNER = {
    False: 'torch.zeros_like(w["b"])',
    True: 'torch.cat([torch.zeros_like(w["b"][{n_hidden}:]), w["b_hn"]])  # {reset}',
}
KERAS_RECIPE = """\
import keras
import numpy as np
from keras import layers

file = dict(np.load("{file}"))
w = {{name: file[{prefix}name] for name in "{names}".split()}}
recurrent = layers.{cell}return_sequences=True)
net = keras.Sequential([keras.Input((None, {n_in})), recurrent, layers.Dense({n_out})])
{weights}
# {end}
outputs = net(file[{x}].swapaxes(0, 1))
"""
KERAS_WEIGHTS = "net.set_weights(list(w.values()))"
KERAS_GRU_WEIGHTS = """

def z_first(w):  # {gates}
    r, z, n = np.split(w, 3, axis=-1)
    return np.concatenate([z, r, n], axis=-1)


inner = np.concatenate([np.zeros(2 * {n_hidden}), w["b_hn"]])  # {reset}
biases = np.stack([z_first(w["b"]), inner])
net.set_weights([z_first(w["W_x"]), z_first(w["W_h"]), biases, w["W_y"], w["b_y"]])"""


def recipes(params: RecurrentView, file: str, t: Translate) -> dict[str, str]:
    """Programs that build the network, give it the weights of the file, and ask it, by framework.

    None for a network that never hears of its state: its steps are sequences of their own.
    """
    if params.slip == "no-feedback":
        return {}
    cell, (n_in, n_hidden, n_out) = params.cell, params.sizes
    is_gru = cell == "gru"
    said = {
        "file": file,
        "prefix": f'"{cell}_" + ' if params.compare else "",
        "x": f'"{cell}_x"' if params.compare else '"x"',
        "names": "W_x W_h b W_y b_y" + " b_hn" * is_gru,
        **{name: t(f"recipe_{name}") for name in ("rows", "gates", "reset")},
        **{"n_in": n_in, "n_hidden": n_hidden, "n_out": n_out},
    }
    torch_cell = TORCH[cell].format(sizes=f"{n_in}, {n_hidden}", activation=params.activation)
    keras_cell = KERAS[cell].format(n=n_hidden, activation=params.activation)
    weights = KERAS_GRU_WEIGHTS.format(**said) if is_gru else KERAS_WEIGHTS
    inner = TORCH_INNER[is_gru].format(**said)
    return {
        "pytorch": PYTORCH_RECIPE.format(cell=torch_cell, inner=inner, end=t("recipe_steps_first"), **said),
        "keras": KERAS_RECIPE.format(cell=keras_cell, weights=weights, end=t("recipe_sequences_first"), **said),
    }
