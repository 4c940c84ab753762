"""A trained network as PyTorch calls its layers and weights: what the file of weights holds."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from core import Array
from core.cnn.params import CNNParams
from core.cnn.shapes import N_PIXELS, POOL, blocks, n_hidden
from core.cnn.weights import Weights

POOLINGS = {"max": "MaxPool2d", "average": "AvgPool2d"}


class Layer(NamedTuple):
    """How PyTorch writes a layer, and the names of its weight and its bias here, if it has any."""

    written: str
    weight: str = ""
    bias: str = ""


def layers_of(params: CNNParams) -> Iterator[Layer]:
    """The layers of a network, first to last."""
    relu = [Layer("nn.ReLU()")] * params.active
    stride = f", stride={params.stride}" if params.stride > 1 else ""
    for k, block in enumerate(made := blocks(params), start=1):
        sizes = f"{block.in_channels}, {block.out_channels}, {params.kernel_size}{stride}"
        yield Layer(f"nn.Conv2d({sizes})", f"kernels{k}", f"bias{k}")
        yield from relu
        if params.pooling != "none":
            yield Layer(f"nn.{POOLINGS[params.pooling]}({POOL})")
    yield Layer("nn.Flatten()")
    n_in = made[-1].out_channels * made[-1].side_out ** 2 if made else N_PIXELS
    if units := n_hidden(params):
        yield Layer(f"nn.Linear({n_in}, {units})", "W_hidden", "b_hidden")
        yield from relu
    yield Layer(f"nn.Linear({units or n_in}, 10)", "W", "b")


def state_of(weights: Weights, params: CNNParams) -> dict[str, Array]:
    """The weights under the names of PyTorch's state; of a dense layer it has a row for every output."""
    found: dict[str, Array] = {}
    for k, layer in enumerate(layers_of(params)):
        if layer.weight:
            values = weights[layer.weight]
            turned = values.T if values.ndim == 2 else values
            found |= {f"{k}.weight": np.ascontiguousarray(turned), f"{k}.bias": weights[layer.bias]}
    return found
