"""Convolutions without anything between them are one convolution: its kernel, worked out.

Σ_b K₂[b] · (Σ_a K₁[a] · x[s₁(i + b) + a]) is a sum over x again, with weights that depend on where a + s₁b lies.
"""

from typing import NamedTuple

import numpy as np

from core import Array
from core.cnn.network import forward
from core.cnn.params import CNNParams
from core.cnn.shapes import N_PIXELS, SIDE
from core.cnn.weights import Weights


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
