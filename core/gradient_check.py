"""Is a gradient right? Central differences along random directions say so. For functions of one array."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from core import Array
from core.guards import finite, integer, number, takes
from core.records import Record


@dataclass(frozen=True, eq=False)
class GradientCheck(Record):
    """The slopes along each direction, worked out twice.

    Attributes
    ----------
    max_relative_error : float
        Largest difference, relative to the largest slope; NaN when a slope is not finite.
    analytic : ndarray of shape (n_directions,)
        gradient · direction
    numeric : ndarray of shape (n_directions,)
        (f(x + h·direction) - f(x - h·direction)) / 2h
    """

    max_relative_error: float
    analytic: Array
    numeric: Array


@takes(x=finite(), n_directions=integer(1), eps=number(0, above=True))
def gradient_check(
    f: Callable[[Array], float],
    gradient: Callable[[Array], Array],
    x: Array,
    rng: np.random.Generator,
    n_directions: int = 20,
    eps: float = 1e-6,
) -> GradientCheck:
    """Compare `gradient` with the slopes of `f` at `x` along random unit directions, in float64.

    Parameters
    ----------
    f : function of an ndarray shaped like x, returns a number
    gradient : function of an ndarray shaped like x, returns an ndarray of that shape
    x : ndarray of any shape
    rng : numpy.random.Generator
    n_directions : int
    eps : float
        Step, in units of the largest |x| (at least 1).
    """
    x = np.asarray(x, dtype=np.float64)
    h = eps * max(1.0, float(np.max(np.abs(x))))
    directions = rng.standard_normal((n_directions, *x.shape))
    directions /= np.sqrt(np.sum(directions**2, axis=tuple(range(1, x.ndim + 1)), keepdims=True))
    slope = gradient(x)
    analytic = np.array([np.sum(slope * v) for v in directions])
    numeric = np.array([(f(x + h * v) - f(x - h * v)) / (2 * h) for v in directions])
    return GradientCheck(_relative_error(analytic, numeric), analytic, numeric)


def _relative_error(a: Array, b: Array) -> float:
    if not np.all(np.isfinite([a, b])):
        return float("nan")
    largest = np.max(np.abs([a, b]))
    return float(np.max(np.abs(a - b)) / largest) if largest > 0 else 0.0
