"""How the file of weights of a network for digits is read into PyTorch and Keras."""

from charts.cnn.torch_layers import layers_of
from charts.story import Translate
from core.cnn.params import CNNParams
from core.cnn.shapes import POOL, blocks, n_hidden

POOLINGS = {"max": "MaxPooling2D", "average": "AveragePooling2D"}
PYTORCH_RECIPE = """\
import numpy as np
import torch
from torch import nn

net = nn.Sequential({layers})
net.load_state_dict({{name: torch.from_numpy(values) for name, values in np.load("{file}").items()}})
scores = net(torch.rand(1, 1, 28, 28))  # {end}
"""
KERAS_RECIPE = """\
import keras
import numpy as np
from keras import layers

net = keras.Sequential([keras.Input((28, 28, 1)), {layers}])
{comments}file = dict(np.load("{file}"))
net.set_weights([w.transpose(2, 3, 1, 0) if w.ndim == 4 else w.T for w in file.values()])
scores = net(np.random.rand(1, 28, 28, 1))  # {end}
"""


def keras_layers(params: CNNParams) -> list[str]:
    """The layers as Keras writes them, first to last."""
    relu = ', activation="relu"' * params.active
    found = []
    for block in blocks(params):
        stride = f", {params.stride}" * (params.stride > 1)
        found.append(f"layers.Conv2D({block.out_channels}, {params.kernel_size}{stride}{relu})")
        if params.pooling != "none":
            found.append(f"layers.{POOLINGS[params.pooling]}({POOL})")
    if found:
        found.append("layers.Permute((3, 1, 2))")
    found.append("layers.Flatten()")
    if units := n_hidden(params):
        found.append(f"layers.Dense({units}{relu})")
    return [*found, "layers.Dense(10)"]


def recipes(params: CNNParams, file: str, t: Translate) -> dict[str, str]:
    """Programs that build the network, give it the weights of the file, and ask it, by framework."""
    said = {"file": file, "end": t("recipe_digit")}
    comments = "".join(f"# {t(f'recipe_{name}')}\n" for name in ("kernels", "flatten") if blocks(params))
    return {
        "pytorch": PYTORCH_RECIPE.format(layers=", ".join(layer.written for layer in layers_of(params)), **said),
        "keras": KERAS_RECIPE.format(layers=", ".join(keras_layers(params)), comments=comments, **said),
    }
