"""Looking into a trained network: what of a picture moves its answer.

Both functions take one picture, (28, 28) from 0 to 1.
"""

import numpy as np

from core import Array
from core.activations import softmax
from core.cnn.fast import scores_of
from core.cnn.guards import IMAGE, WEIGHTS
from core.cnn.network import backward, forward
from core.cnn.params import CNNParams
from core.cnn.shapes import N_CLASSES, SIDE
from core.cnn.weights import Weights, flatten
from core.guards import integer, takes

PATCH = 6  # pixels along a side of the paper that covers a part of a digit
CLASS = integer(0, N_CLASSES - 1)


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
