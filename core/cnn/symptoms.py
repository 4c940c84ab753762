"""What can be read off a trained network: filters that are dead. Left out: what killed them."""

import numpy as np

from core import Array, IntArray
from core.cnn.guards import IMAGES, WEIGHTS
from core.cnn.network import said_by
from core.cnn.params import CNNParams
from core.cnn.shapes import blocks
from core.cnn.weights import Weights
from core.guards import takes


@takes(weights=WEIGHTS, images=IMAGES)
def dead_filters(weights: Weights, images: Array, params: CNNParams) -> list[IntArray]:
    """The filters of every block whose map is 0 everywhere for each of these digits: no gradient reaches them.

    Parameters
    ----------
    weights : dict
    images : ndarray of shape (N, 28, 28)
    params : CNNParams

    Returns
    -------
    list of ndarray of int
        One array a block, filters counted from 0; all empty without ReLU.
    """
    if not params.active:
        return [np.zeros(0, dtype=np.int64) for _ in blocks(params)]
    found = [said_by(f"relu{k}", weights, images, params) for k, _ in enumerate(blocks(params), 1)]
    return [np.flatnonzero(np.all(maps == 0, axis=(0, 2, 3))) for maps in found]
