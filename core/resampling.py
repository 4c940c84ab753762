"""Making a picture smaller or larger so that every new pixel is the mean of the area it covers."""

import numpy as np

from core import Array
from core.guards import integer, takes


@takes(n=integer(1), m=integer(1))
def averaging(n: int, m: int) -> Array:
    """The matrix (m, n) that averages n pixels to m: how much of each old pixel lies in each new one.

    >>> averaging(3, 2).tolist()
    [[0.6666666666666666, 0.3333333333333333, 0.0], [0.0, 0.3333333333333333, 0.6666666666666666]]
    """
    edges = np.linspace(0, n, m + 1)
    pixels = np.arange(n)
    overlap = np.minimum(edges[1:, None], pixels + 1) - np.maximum(edges[:-1, None], pixels)
    weights: Array = np.clip(overlap, 0, None) * m / n
    return weights
