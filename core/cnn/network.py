"""What a network for digits computes, and how its loss depends on every weight: written as books print it.

Convolution, ReLU, pooling, block by block, then dense layers (LeCun et al. 1998). Maps have the layout (N, C, H, W).
core.cnn.fast trains with the same formulas in another order and layout; a test holds both equal.
"""

from typing import TYPE_CHECKING

import numpy as np

from core import Array, IntArray
from core.activations import log_softmax, softmax
from core.cnn.guards import IMAGES, LABELS, MASK, WEIGHTS
from core.cnn.shapes import N_CLASSES, POOL
from core.cnn.weights import Weights
from core.conv2d import check_shape, conv2d, conv2d_backward
from core.guards import takes
from core.pooling import avg_pool2d, avg_pool2d_backward, max_pool2d, max_pool2d_backward

if TYPE_CHECKING:
    from core.cnn.params import CNNParams

Activations = dict[str, Array]
AT_ONCE = 5  # digits
POOLINGS = {"max": (max_pool2d, max_pool2d_backward), "average": (avg_pool2d, avg_pool2d_backward)}


@takes(weights=WEIGHTS, images=IMAGES, mask=MASK)
def forward(weights: Weights, images: Array, params: "CNNParams", mask: Array | None = None) -> Activations:
    """What every layer says of some digits.

    Parameters
    ----------
    weights : dict
        As `core.cnn.init_weights` gives them.
    images : ndarray of shape (N, H, W)
        From 0, paper, to 1, ink; 28 × 28 for all weights that `init_weights` makes.
    params : CNNParams
    mask : ndarray of shape (N, n_features), optional
        What dropout multiplies the output layer's inputs with.

    Returns
    -------
    dict
        "images" (N, 1, H, W); of each block k "conv<k>", then "relu<k>" unless the slip leaves it out, then "pool<k>"
        where there is pooling, each (N, C, h, w); "hidden" (N, units) where there is such a layer; "features"
        (N, n_features), which the output layer reads; "scores" (N, 10), before softmax.
    """
    x = images[:, None]
    found = {"images": x}
    for k in block_numbers(weights):
        x = found[f"conv{k}"] = conv2d(x, weights[f"kernels{k}"], weights[f"bias{k}"], stride=params.stride)
        if params.active:
            x = found[f"relu{k}"] = np.maximum(x, 0)
        if params.pooling != "none":
            x = found[f"pool{k}"] = POOLINGS[params.pooling][0](x, POOL)
    features = x.reshape(len(images), -1)
    if "W_hidden" in weights:
        z = dense(features, weights, "W_hidden", "b_hidden")
        features = found["hidden"] = np.maximum(z, 0) if params.active else z
    if mask is not None:
        check_shape("mask", mask, features.shape)
        features = features * mask
    found["features"] = features
    found["scores"] = dense(found["features"], weights, "W", "b")
    return found


def said_by(layer: str, weights: Weights, images: Array, params: "CNNParams") -> Array:
    """What one layer says of many digits, (N, …), a few at once: the windows of all would take hundreds of MB."""
    parts = np.array_split(images, -(-len(images) // AT_ONCE))
    return np.concatenate([forward(weights, part, params)[layer] for part in parts])


def dense(x: Array, weights: Weights, W: str, b: str) -> Array:
    """z = xW + b, for the matrix and the biases of those names."""
    n_out = weights[b].size
    check_shape(W, weights[W], (x.shape[1], n_out))
    check_shape(b, weights[b], (n_out,))
    return x @ weights[W] + weights[b]


def backward(
    weights: Weights, found: Activations, d_scores: Array, params: "CNNParams", mask: Array | None = None
) -> Weights:
    """From the derivative by the scores to those by everything before: the chain rule through `forward`, backwards.

    Parameters
    ----------
    weights, params, mask
        As `forward` was given them.
    found : dict
        What it returned.
    d_scores : ndarray of shape (N, 10)

    Returns
    -------
    dict
        Under the name of every weight ∂/∂weight, and under "images" ∂/∂images (N, H, W).
    """
    check_shape("d_scores", d_scores, found["scores"].shape)
    slopes = {"W": found["features"].T @ d_scores, "b": d_scores.sum(axis=0)}
    d: Array = d_scores @ weights["W"].T
    d = d if mask is None else d * mask
    last = layers_of(weights, params)[-1]
    if "W_hidden" in weights:
        d = d * (found["hidden"] > 0) if params.active else d
        before = found[last].reshape(len(d), -1)
        slopes |= {"W_hidden": before.T @ d, "b_hidden": d.sum(axis=0)}
        d = d @ weights["W_hidden"].T
    d = d.reshape(found[last].shape)
    for k in reversed(block_numbers(weights)):
        d, slopes[f"kernels{k}"], slopes[f"bias{k}"] = _block_backward(k, weights, found, d, params)
    return {name: slopes[name] for name in weights} | {"images": d[:, 0]}


def _block_backward(
    k: int, weights: Weights, found: Activations, d: Array, params: "CNNParams"
) -> tuple[Array, Array, Array]:
    """The chain rule through block k: from the derivative by what it hands on to those by its input and its weights."""
    z = found[f"conv{k}"]
    a = found[f"relu{k}"] if params.active else z
    if params.pooling != "none":
        d = POOLINGS[params.pooling][1](a, d, POOL)
    if params.active:
        d = d * (z > 0)
    x = found[input_of(k, params)]
    return conv2d_backward(x, weights[f"kernels{k}"], d, stride=params.stride)


@takes(weights=WEIGHTS, images=IMAGES, labels=LABELS, mask=MASK)
def loss_gradient(
    weights: Weights, images: Array, labels: IntArray, params: "CNNParams", mask: Array | None = None
) -> tuple[float, Weights]:
    """The mean cross-entropy -ln p(label) of some digits, and its derivative by every weight.

    Parameters
    ----------
    weights, images, params, mask
        As for `forward`.
    labels : ndarray of N whole numbers 0, …, 9

    Returns
    -------
    loss : float
    gradients : dict
        Named and shaped as the weights.
    """
    found = forward(weights, images, params, mask)
    loss, d_scores = cross_entropy(found["scores"], labels)
    gradients = backward(weights, found, d_scores, params, mask)
    return loss, {name: gradients[name] for name in weights}


def cross_entropy(scores: Array, labels: IntArray) -> tuple[float, Array]:
    """The mean of -ln softmax(scores)[label], and its derivative by the scores: (p - one-hot label) / N."""
    wanted = np.eye(N_CLASSES)[labels]
    loss = -np.sum(log_softmax(scores) * wanted) / len(scores)
    return float(loss), (softmax(scores) - wanted) / len(scores)


def predict(weights: Weights, images: Array, params: "CNNParams") -> IntArray:
    """The answer to each digit, the class with the largest score, shape (N,)."""
    answers: IntArray = forward(weights, images, params)["scores"].argmax(axis=1)
    return answers


def block_numbers(weights: Weights) -> list[int]:
    """1, 2: the numbers of the convolution blocks that these weights have."""
    return [k for k in (1, 2) if f"kernels{k}" in weights]


def layers_of(weights: Weights, params: "CNNParams") -> list[str]:
    """The names of all layers that are pictures, in the order in which a digit passes them."""
    of_block = ("conv", *("relu",) * params.active, *("pool",) * (params.pooling != "none"))
    return ["images", *(f"{name}{k}" for k in block_numbers(weights) for name in of_block)]


def input_of(k: int, params: "CNNParams") -> str:
    """The layer that the convolution of block k slides over."""
    if k == 1:
        return "images"
    name = "pool" if params.pooling != "none" else "relu" if params.active else "conv"
    return f"{name}{k - 1}"
