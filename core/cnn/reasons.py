"""What moves an answer: how its score changes with every pixel, and what is lost when a patch of paper covers a place.

Gradient after Simonyan et al. (2014), covering after Zeiler and Fergus (2014).
"""

from typing import TYPE_CHECKING

import numpy as np

from core import Array, IntArray
from core.activations import softmax
from core.cnn.fast import scores_of
from core.cnn.network import backward, forward
from core.cnn.shapes import N_CLASSES, SIDE
from core.cnn.weights import Weights

if TYPE_CHECKING:
    from core.cnn.params import CNNParams

PATCH, STEP = 6, 2  # sides in pixels of the patch, and of its steps


def score_slopes(weights: Weights, image: Array, answer: int, params: "CNNParams") -> Array:
    """∂z/∂x: how the score z of a class changes with the ink of every pixel, shape (28, 28).

    Parameters
    ----------
    weights : dict
    image : ndarray of shape (28, 28)
    answer : int
        The class, 0 … 9.
    params : CNNParams
    """
    found = forward(weights, image[None], params)
    slopes: Array = backward(weights, found, np.eye(N_CLASSES)[[answer]], params)["images"][0]
    return slopes


def corners() -> IntArray:
    """Row and column of the top left of the patch at all its places, row by row, shape (n, 2)."""
    steps = np.arange(0, SIDE - PATCH + 1, STEP)
    return np.stack(np.meshgrid(steps, steps, indexing="ij"), axis=-1).reshape(-1, 2)


def covered(image: Array) -> Array:
    """The picture with the patch of paper at each of its places, shape (n, 28, 28)."""
    pictures = np.repeat(image[None], len(corners()), axis=0)
    for picture, (row, column) in zip(pictures, corners(), strict=True):
        picture[row : row + PATCH, column : column + PATCH] = 0
    return pictures


def losses_by_covering(theta: Array, image: Array, answer: int, params: "CNNParams") -> Array:
    """How much of a class's probability each place of the patch takes away, shape (28, 28).

    It stands in the middle of the patch, on as many pixels as a step is long; at the rim, where no patch has its
    middle, and wherever there is no ink to cover, it is 0.

    Parameters
    ----------
    theta : ndarray of shape (n_weights,)
    image : ndarray of shape (28, 28)
    answer : int
    params : CNNParams
    """
    pictures, places = covered(image), corners()
    changed = np.flatnonzero((pictures != image).any(axis=(1, 2)))
    shown = np.concatenate([image[None], pictures[changed]])
    shares = softmax(scores_of(theta, shown, params))[:, answer]
    lost, middle = np.zeros((SIDE, SIDE)), (PATCH - STEP) // 2
    for (row, column), share in zip(places[changed] + middle, shares[1:], strict=True):
        lost[row : row + STEP, column : column + STEP] = shares[0] - share
    return lost
