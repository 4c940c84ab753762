"""Convolutions without anything between them are one convolution: its kernel, worked out.

Σ_b K₂[b] · (Σ_a K₁[a] · x[s₁(i + b) + a]) is a sum over x again, with weights that depend on where a + s₁b lies.
"""

from typing import NamedTuple

import numpy as np

from core import Array
from core.cnn.network import forward
from core.cnn.params import CNNParams
from core.cnn.shapes import N_PIXELS, POOL, SIDE
from core.cnn.weights import Weights
from core.validation import InvalidParameterError


class Convolution(NamedTuple):
    """Kernels (C_out, C_in, K, K), biases (C_out,), and the stride at which they slide, without padding."""

    kernels: Array
    bias: Array
    stride: int


def composed(first: Convolution, second: Convolution) -> Convolution:
    """The one convolution that does what two do one after the other.

    Kernels of K₁ and K₂ pixels become one of K₁ + s₁(K₂ - 1); the strides multiply; the first bias passes through the
    second kernels.
    """
    (c_out, _, k, _), (_, c_in, size, _) = second.kernels.shape, first.kernels.shape
    side = size + first.stride * (k - 1)
    kernels = np.zeros((c_out, c_in, side, side))
    for a in range(k):
        for b in range(k):
            top, left = first.stride * a, first.stride * b
            taps = np.tensordot(second.kernels[:, :, a, b], first.kernels, axes=1)
            kernels[:, :, top : top + size, left : left + size] += taps
    bias = second.bias + np.einsum("ocab,c->o", second.kernels, first.bias)
    return Convolution(kernels, bias, first.stride * second.stride)


def averaging(channels: int) -> Convolution:
    """Average pooling is a convolution, too: each map by itself, a quarter of each of four pixels."""
    kernels = np.zeros((channels, channels, POOL, POOL))
    kernels[np.arange(channels), np.arange(channels)] = 1 / POOL**2
    return Convolution(kernels, np.zeros(channels), POOL)


def one_convolution(weights: Weights, params: CNNParams) -> Convolution:
    """All blocks of a CNN with the slip "linear" as one convolution, from the picture to what the dense layer reads.

    Raises InvalidParameterError where something stands between them that no convolution does: ReLU or max pooling.
    """
    if params.active:
        raise InvalidParameterError("slip", "one_of", params.slip, choices=("linear",))
    if params.pooling == "max":
        raise InvalidParameterError("pooling", "one_of", params.pooling, choices=("average", "none"))
    if params.model != "cnn":
        raise InvalidParameterError("model", "one_of", params.model, choices=("cnn",))
    whole = None
    for k in range(1, len(params.filters) + 1):
        block = Convolution(weights[f"kernels{k}"], weights[f"bias{k}"], params.stride)
        whole = block if whole is None else composed(whole, block)
        if params.pooling == "average":
            whole = composed(whole, averaging(len(block.bias)))
    assert whole is not None
    return whole


def one_layer(weights: Weights, params: CNNParams) -> tuple[Array, Array]:
    """The single layer W (784, 10), b (10,) that a network without any bend is: what it says of each pixel alone.

    Parameters
    ----------
    weights : dict
    params : CNNParams
        Of any model, without ReLU and without max pooling.
    """
    b = forward(weights, np.zeros((1, SIDE, SIDE)), params)["scores"][0]
    pixels = np.eye(N_PIXELS).reshape(N_PIXELS, SIDE, SIDE)
    parts = [forward(weights, some, params)["scores"] - b for some in np.array_split(pixels, SIDE)]
    return np.concatenate(parts), b
