"""Looking into a trained network: its maps, the dot product behind any cell, and what of a picture moves the answer.

All functions work in float64 on one picture, (28, 28) from 0 to 1.
"""

from typing import NamedTuple

import numpy as np

from core import Array
from core.activations import softmax
from core.cnn.fast import scores_of
from core.cnn.guards import IMAGE, WEIGHTS
from core.cnn.history import CNNHistory
from core.cnn.network import Activations, backward, forward, input_of, layers_of
from core.cnn.params import CNNParams
from core.cnn.shapes import N_CLASSES, POOL, SIDE
from core.cnn.weights import Weights, flatten
from core.guards import integer, takes
from core.validation import check_choice, check_integer

PATCH = 6  # pixels along a side of the paper that covers a part of a digit
CLASS = integer(0, N_CLASSES - 1)


@takes(image=IMAGE)
def maps_of(history: CNNHistory, image: Array, params: CNNParams) -> Activations:
    """What every layer says of one digit at every recorded moment.

    Returns
    -------
    dict
        Named as by `core.cnn.forward`, the moment in place of the digit: "conv1" (F, C, h, w), …, "scores" (F, 10);
        and "probabilities" (F, 10), their softmax.
    """
    moments = [forward(history.weights_at(f), image[None], params) for f in range(len(history.updates))]
    found = {name: np.concatenate([moment[name] for moment in moments]) for name in moments[0]}
    return found | {"probabilities": softmax(found["scores"])}


@takes(weights=WEIGHTS, image=IMAGE, label=CLASS)
def input_gradient(weights: Weights, image: Array, label: int, params: CNNParams) -> Array:
    """By how much the score of a class rises when a pixel gets darker: ∂score/∂image, shape (28, 28).

    Simonyan, Vedaldi & Zisserman (2014). Where it is negative, ink speaks against the class.
    """
    found = forward(weights, image[None], params)
    slope: Array = backward(weights, found, np.eye(N_CLASSES)[[label]], params)["images"][0]
    return slope


@takes(weights=WEIGHTS, image=IMAGE, label=CLASS, patch=integer(1, SIDE), step=integer(1, SIDE))
def occlusion(
    weights: Weights, image: Array, label: int, params: CNNParams, patch: int = PATCH, step: int = 1
) -> Array:
    """The probability of a class while a square of paper covers a part of the digit, at every place of the square.

    Zeiler & Fergus (2014). Where it is low, what is covered speaks for the class.

    Parameters
    ----------
    weights : dict
    image : ndarray of shape (28, 28)
    label : int
    params : CNNParams
    patch : int
        Pixels along a side of the square.
    step : int
        Pixels from one place of the square to the next.

    Returns
    -------
    ndarray of shape (n, n), n = ⌊(28 - patch) / step⌋ + 1
        Entry (i, j) belongs to the square whose upper left pixel is (step · i, step · j).
    """
    starts = np.arange(0, SIDE - patch + 1, step)
    inside = (np.arange(SIDE) >= starts[:, None]) & (np.arange(SIDE) < starts[:, None] + patch)
    covered = inside[:, None, :, None] & inside[None, :, None, :]
    pictures = np.where(covered, 0, image).reshape(-1, SIDE, SIDE)
    changed = np.flatnonzero((pictures != image).any(axis=(1, 2)))  # squares of paper on paper change nothing
    shown = np.concatenate([image[None], pictures[changed]]).astype(np.float32)
    scores = scores_of(flatten(weights).astype(np.float32), shown, params)
    shares = softmax(scores.astype(np.float64))[:, label]
    left = np.full(len(pictures), shares[0])
    left[changed] = shares[1:]
    return left.reshape(len(starts), len(starts))


class Cell(NamedTuple):
    """One cell of a map, and the dot product behind it: sum = Σ patch · kernel + bias.

    Attributes
    ----------
    window : ndarray of shape (2, 2) or (1, 1)
        What pooling takes the largest or the mean of; where there is none, the one number that comes in.
    row, column : int
        Where in the map of the convolution the dot product stands: for max pooling the largest of the window, for
        average pooling its first.
    patch, kernel, products : ndarray of shape (C_in, K, K)
        What the kernel sees there of the layer before, its weights, and both multiplied.
    bias, sum : float
    value : float
        Of the cell.
    """

    window: Array
    row: int
    column: int
    patch: Array
    kernel: Array
    products: Array
    bias: float
    sum: float
    value: float


@takes(weights=WEIGHTS, image=IMAGE)
def cell_of(weights: Weights, image: Array, layer: str, place: tuple[int, int, int], params: CNNParams) -> Cell:
    """The cell (map, row, column), counted from 0, of a layer "conv1", "relu1", "pool1", "conv2", …

    Parameters
    ----------
    weights : dict
    image : ndarray of shape (28, 28)
    layer : str
        One of `core.cnn.layers_of` but "images".
    place : (map, row, column)
    params : CNNParams
    """
    check_choice("layer", layer, layers_of(weights, params)[1:])
    found = forward(weights, image[None], params)
    n_maps, height, width = found[layer][0].shape
    channel, row, column = (
        check_integer("place", n, 0, m - 1) for n, m in zip(place, (n_maps, height, width), strict=True)
    )
    k, side = int(layer[-1]), POOL if layer.startswith("pool") else 1
    before = found[f"relu{k}" if params.active and side > 1 else f"conv{k}"][0, channel]
    window = before[side * row : side * (row + 1), side * column : side * (column + 1)]
    inner = divmod(int(window.argmax()), side) if params.pooling == "max" else (0, 0)
    at = side * row + inner[0], side * column + inner[1]
    kernel, bias = weights[f"kernels{k}"][channel], float(weights[f"bias{k}"][channel])
    size, (top, left) = kernel.shape[-1], (params.stride * n for n in at)
    patch = found[input_of(k, params)][0][:, top : top + size, left : left + size]
    products = patch * kernel
    value = float(found[layer][0, channel, row, column])
    return Cell(window, *at, patch, kernel, products, bias, float(products.sum()) + bias, value)
