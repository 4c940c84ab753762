"""The passes of core.cnn.network made fast: `CHUNK` digits at a time, all weights in one vector, pooling early.

The largest number of a window stays the largest when a bias is added and negative numbers are left out. So max pooling
comes before both here, and they have a quarter of the work; with average pooling that would not be the same.
"""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from core import Array, IntArray
from core.cnn.cost import CHUNK
from core.cnn.guards import fractions
from core.cnn.layers import Layer, average_pool, biased, convolution, dense, dropout, in_columns, max_pool
from core.cnn.shapes import N_CLASSES, N_PIXELS, SIDE, Block, blocks, shapes
from core.cnn.weights import Weights, unflatten

if TYPE_CHECKING:
    from core.cnn.params import CNNParams


class Network(NamedTuple):
    """The layers for n digits at once, from pixels (784, n) to scores (10, n), and the mask of its dropout."""

    layers: list[Layer]
    mask: Array


def network(theta: Array, gradient: Array, params: "CNNParams", n: int) -> Network:
    """The layers for n digits; their weights are views of theta, and their ways back add to `gradient`."""
    w, g = unflatten(theta, shapes(params)), unflatten(gradient, shapes(params))
    layers, width = [], N_PIXELS
    for k, block in enumerate(made := blocks(params), start=1):
        layers += _block(k, block, w, g, params, n)
    if made:
        last = made[-1]
        layers = [_as_pictures, *layers, in_columns((last.out_channels, last.side_out, last.side_out, n))]
        width = last.out_channels * last.side_out**2
    if "W_hidden" in w:
        layers.append(dense(w["W_hidden"], w["b_hidden"], (g["W_hidden"], g["b_hidden"]), params.active))
        width = len(w["b_hidden"])
    mask = np.ones((width, n), theta.dtype)
    if params.dropout:
        layers.append(dropout(mask))
    return Network([*layers, dense(w["W"], w["b"], (g["W"], g["b"]), False)], mask)


def _as_pictures(x: Array) -> tuple[Array, Callable[[Array], Array]]:
    """Columns of pixels as one map each."""
    return x.reshape(1, SIDE, SIDE, -1), lambda d: d


def _block(k: int, block: Block, w: Weights, g: Weights, params: "CNNParams", n: int) -> list[Layer]:
    kernels, shape = w[f"kernels{k}"], (block.out_channels, block.side, block.side, n)
    maps = (block.in_channels, block.side_in, block.side_in, n)
    slide = convolution(kernels, g[f"kernels{k}"], maps, params.stride, first=k == 1)
    relu = biased(w[f"bias{k}"], g[f"bias{k}"], params.active)
    if params.pooling == "max":
        return [slide, max_pool(shape, kernels.dtype), relu]
    return [slide, relu, average_pool(shape, kernels.dtype)] if params.pooling == "average" else [slide, relu]


def passes(
    theta: Array, gradient: Array, params: "CNNParams"
) -> Callable[[Array, IntArray, Array | None, float], float]:
    """A function that adds the gradient of some digits' loss to `gradient`, and returns that loss.

    It takes pixels (784, n), labels (n,), what drops out (n, n_features) or None, and the weight of each digit's loss.
    """
    networks: dict[int, Network] = {}

    def add(x: Array, labels: IntArray, mask: Array | None, weight: float) -> float:
        n = x.shape[1]
        if n not in networks:
            networks[n] = network(theta, gradient, params, n)
        if mask is not None:
            networks[n].mask[...] = mask.T
        ways_back = []
        for layer in networks[n].layers:
            x, back = layer(x)
            ways_back.append(back)
        loss, d = _cross_entropy(x, labels, weight)
        for back in reversed(ways_back):
            d = back(d)
        return loss

    return add


def _cross_entropy(scores: Array, labels: IntArray, weight: float) -> tuple[float, Array]:
    """The sum of -ln softmax(score of the label) times the weight, and its derivative by the scores (10, n)."""
    y = scores - scores.max(axis=0)
    p = np.exp(y)
    total = p.sum(axis=0)
    places = labels, np.arange(len(labels))
    loss = weight * float(np.sum(np.log(total) - y[places]))
    p /= total
    p[places] -= 1
    p *= p.dtype.type(weight)
    return loss, p


def chunks(n: int) -> Iterator[slice]:
    """0 … n in pieces of at most `CHUNK`."""
    for start in range(0, n, CHUNK):
        yield slice(start, min(n, start + CHUNK))


def scores_of(theta: Array, images: Array, params: "CNNParams") -> Array:
    """What the output layer says of pictures (N, 28, 28), grey levels or numbers from 0 to 1; shape (N, 10)."""
    layers, _ = network(theta, np.empty_like(theta), params, CHUNK)
    scores, pixels = np.empty((len(images), N_CLASSES), theta.dtype), np.zeros((N_PIXELS, CHUNK), theta.dtype)
    for chunk in chunks(len(images)):
        n = chunk.stop - chunk.start  # the last columns of the last chunk are left over, and nobody asks for them
        pixels[:, :n] = fractions(images[chunk]).reshape(n, N_PIXELS).T
        x = pixels
        for layer in layers:
            x, _ = layer(x)
        scores[chunk] = x[:, :n].T
    return scores
