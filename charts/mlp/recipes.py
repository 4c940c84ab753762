"""How the file of a multi-layer network's weights is read into PyTorch and Keras."""

from itertools import pairwise

from charts.story import Translate
from core.mlp.view import MLPView

TORCH = {
    "linear": "nn.Identity()",
    "sigmoid": "nn.Sigmoid()",
    "tanh": "nn.Tanh()",
    "relu": "nn.ReLU()",
    "leaky-relu": "nn.LeakyReLU(0.01)",
    "elu": "nn.ELU()",
    "gelu": 'nn.GELU("tanh")',
    "swish": "nn.SiLU()",
}
KERAS = {
    "linear": '"linear"',
    "sigmoid": '"sigmoid"',
    "tanh": '"tanh"',
    "relu": '"relu"',
    "leaky-relu": "layers.LeakyReLU(0.01)",
    "elu": '"elu"',
    "gelu": "lambda z: keras.activations.gelu(z, approximate=True)",
    "swish": '"silu"',
    "step": "lambda z: keras.ops.cast(z > 0, z.dtype)",
}
PYTORCH_RECIPE = """\
import numpy as np
import torch
from torch import nn

file = dict(np.load("{file}"))
net = nn.Sequential({layers})
for k, layer in enumerate((layer for layer in net if isinstance(layer, nn.Linear)), start=1):
    {rows}
    layer.load_state_dict({{"weight": torch.from_numpy(file[f"W{{k}}"].T), "bias": torch.from_numpy(file[f"b{{k}}"])}})
{end}
outputs = net(torch.from_numpy(file["X"]).float())
"""
KERAS_RECIPE = """\
import keras
import numpy as np
from keras import layers

file = dict(np.load("{file}"))
net = keras.Sequential([keras.Input(({n_in},)), {layers}])
net.set_weights([file[f"{{name}}{{k}}"] for k in {numbers} for name in "Wb"])
{end}
outputs = net(file["X"])
"""


def recipes(params: MLPView, file: str, t: Translate) -> dict[str, str]:
    """Programs that build the network, give it the weights of the file, and ask it, by framework.

    PyTorch has no layer that jumps.
    """
    sizes, activations = params.sizes, params.activations
    linear = [f"nn.Linear({n_in}, {n_out})" for n_in, n_out in pairwise(sizes)]
    bent = [f"{layer}, {TORCH.get(name)}" for layer, name in zip(linear, activations, strict=False)]
    dense = [f"layers.Dense({n}, {KERAS[name]})" for n, name in zip(sizes[1:], activations, strict=False)]
    said = {"file": file, "rows": f"# {t('recipe_rows')}", "end": f"# {t('recipe_mlp')}"}
    layers = ", ".join([*dense, f"layers.Dense({sizes[-1]})"])
    found = {"keras": KERAS_RECIPE.format(layers=layers, n_in=sizes[0], numbers=tuple(range(1, len(sizes))), **said)}
    if "step" in activations:
        return found
    return {"pytorch": PYTORCH_RECIPE.format(layers=", ".join([*bent, linear[-1]]), **said), **found}
