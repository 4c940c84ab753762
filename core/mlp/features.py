"""What a network is shown of a point of the plane: its coordinates, and what can be made of them beforehand."""

from collections.abc import Callable, Sequence

import numpy as np

from core import Array

FEATURES: dict[str, Callable[[Array, Array], Array]] = {
    "x1": lambda x1, x2: x1,
    "x2": lambda x1, x2: x2,
    "x1-squared": lambda x1, x2: x1**2,
    "x2-squared": lambda x1, x2: x2**2,
    "x1x2": lambda x1, x2: x1 * x2,
    "sin-x1": lambda x1, x2: np.sin(x1),
    "sin-x2": lambda x1, x2: np.sin(x2),
}


def inputs_of(positions: Array, features: Sequence[str]) -> Array:
    """The features of points of the plane.

    Parameters
    ----------
    positions : ndarray of shape (n, 2)
    features : sequence of str

    Returns
    -------
    ndarray of shape (n, n_features)
    """
    return np.column_stack([FEATURES[name](*positions.T) for name in features])
