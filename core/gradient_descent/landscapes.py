"""Surfaces over the plane to roll down: value and gradient side by side, each a formula for floats and for arrays.

Some are well-known test functions divided by a constant, which moves no minimum and bends no valley; so divided,
one learning rate suits plain and adaptive methods. Left out: surfaces in more than two dimensions.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

import numpy as np

from core.guards import finite, floats, takes
from core.optimizers import Number
from core.validation import Sizes, check_number

Hessian = tuple[float, float, float]
Pair = tuple[Number, Number]

DEFAULT_CONDITION = 20.0
MAX_CONDITION = 1000.0
RAVINE_ANGLE = math.radians(25)  # of the flat direction: no axis is an eigen-direction


@dataclass(frozen=True)
class Landscape:
    """A surface and the part of it that is worth looking at.

    Attributes
    ----------
    name : str
    f : function of x, y
        The height: a float for floats, an ndarray for ndarrays of one shape.
    gradient : function of x, y, returns df/dx, df/dy
    bounds : x_low, x_high, y_low, y_high
    minima : tuple of (x, y)
        All global minima; there the height is 0.
    start : x, y
    learning_rates : lowest, default, highest
        The range in which something happens, from too slow to diverging.
    hessian : f_xx, f_xy, f_yy, or None where the curvature is not the same everywhere
    """

    name: str
    f: Callable[[Any, Any], Any]
    gradient: Callable[[Any, Any], tuple[Any, Any]]
    bounds: tuple[float, float, float, float]
    minima: tuple[tuple[float, float], ...]
    start: tuple[float, float]
    learning_rates: tuple[float, float, float]
    hessian: Hessian | None = None


def curvatures(parameter: str, value: Any, sizes: Sizes) -> Hessian:
    """A rule: three numbers of a symmetric matrix, as Python's."""
    f_xx, f_xy, f_yy = finite("3")(parameter, value, sizes).tolist()
    return f_xx, f_xy, f_yy


@takes(x=floats(), y=floats(), hessian=curvatures)
def quadratic(x: Number, y: Number, hessian: Hessian) -> Number:
    """(f_xx x² + 2 f_xy xy + f_yy y²) / 2"""
    f_xx, f_xy, f_yy = hessian
    return (f_xx * x * x + 2 * f_xy * x * y + f_yy * y * y) / 2


@takes(x=floats(), y=floats(), hessian=curvatures)
def d_quadratic(x: Number, y: Number, hessian: Hessian) -> Pair[Number]:
    """The Hessian times (x, y)."""
    f_xx, f_xy, f_yy = hessian
    return f_xx * x + f_xy * y, f_xy * x + f_yy * y


@takes(x=floats(), y=floats())
def rosenbrock(x: Number, y: Number) -> Number:
    """(y - x²)² + (1 - x)² / 100: a hundredth of Rosenbrock's banana valley (1960)."""
    return (y - x * x) ** 2 + (1 - x) ** 2 / 100


@takes(x=floats(), y=floats())
def d_rosenbrock(x: Number, y: Number) -> Pair[Number]:
    """Chain rule through y - x²."""
    off_valley = y - x * x
    return -4 * x * off_valley - (1 - x) / 50, 2 * off_valley


@takes(x=floats(), y=floats())
def beale(x: Number, y: Number) -> Number:
    """Σₖ (cₖ - x(1 - yᵏ))² / 20 for k = 1, 2, 3 and c = 1.5, 2.25, 2.625: a twentieth of Beale's function (1958)."""
    r1, r2, r3 = _beale_residuals(x, y)
    return (r1 * r1 + r2 * r2 + r3 * r3) / 20


@takes(x=floats(), y=floats())
def d_beale(x: Number, y: Number) -> Pair[Number]:
    """Σₖ rₖ · ∂rₖ / 10, with ∂rₖ/∂x = yᵏ - 1 and ∂rₖ/∂y = k x yᵏ⁻¹."""
    r1, r2, r3 = _beale_residuals(x, y)
    dx = r1 * (y - 1) + r2 * (y * y - 1) + r3 * (y * y * y - 1)
    dy = x * (r1 + 2 * r2 * y + 3 * r3 * y * y)
    return dx / 10, dy / 10


def _beale_residuals(x: Number, y: Number) -> tuple[Number, Number, Number]:
    return 1.5 - x + x * y, 2.25 - x + x * y * y, 2.625 - x + x * y * y * y


@takes(x=floats(), y=floats())
def himmelblau(x: Number, y: Number) -> Number:
    """((x² + y - 11)² + (x + y² - 7)²) / 50: a fiftieth of Himmelblau's function (1972) with its four minima."""
    return ((x * x + y - 11) ** 2 + (x + y * y - 7) ** 2) / 50


@takes(x=floats(), y=floats())
def d_himmelblau(x: Number, y: Number) -> Pair[Number]:
    """Chain rule through both squares."""
    a, b = x * x + y - 11, x + y * y - 7
    return (2 * x * a + b) / 25, (a + 2 * y * b) / 25


@takes(x=floats(), y=floats())
def saddle(x: Number, y: Number) -> Number:
    """x² / 2 + (y² - 4)² / 16: near the middle x² / 2 - y² / 2 + 1, further out two minima catch the run."""
    return x * x / 2 + (y * y - 4) ** 2 / 16


@takes(x=floats(), y=floats())
def d_saddle(x: Number, y: Number) -> Pair[Number]:
    """x and y (y² - 4) / 4: on the ridge y = 0 nothing pulls sideways."""
    return x, y * (y * y - 4) / 4


@takes(x=floats(), y=floats())
def plateau(x: Number, y: Number) -> Number:
    """1 - exp(-r² / 2), r the distance from (1, -1): almost flat, but for one well."""
    return 1 - _exp(-((x - 1) ** 2 + (y + 1) ** 2) / 2)


@takes(x=floats(), y=floats())
def d_plateau(x: Number, y: Number) -> Pair[Number]:
    """The way from the well, times exp(-r² / 2)."""
    bell = _exp(-((x - 1) ** 2 + (y + 1) ** 2) / 2)
    return (x - 1) * bell, (y + 1) * bell


@takes(x=floats(), y=floats())
def bumps(x: Number, y: Number) -> Number:
    """(x² + y²) / 10 + 1 - (cos πx + cos πy) / 2: like Rastrigin's function (1974), with wider hollows."""
    return (x * x + y * y) / 10 + 1 - (_cos(math.pi * x) + _cos(math.pi * y)) / 2


@takes(x=floats(), y=floats())
def d_bumps(x: Number, y: Number) -> Pair[Number]:
    """x / 5 + (π / 2) sin πx, and the same for y."""
    return x / 5 + math.pi / 2 * _sin(math.pi * x), y / 5 + math.pi / 2 * _sin(math.pi * y)


# on a single float NumPy's functions take ten times as long as those of math
def _exp(x: Number) -> Number:
    return math.exp(x) if isinstance(x, float) else np.exp(x)


def _sin(x: Number) -> Number:
    return math.sin(x) if isinstance(x, float) else np.sin(x)


def _cos(x: Number) -> Number:
    return math.cos(x) if isinstance(x, float) else np.cos(x)


def quadratic_landscape(
    name: str, hessian: Hessian, start: tuple[float, float], learning_rates: tuple[float, float, float]
) -> Landscape:
    """The quadratic with that Hessian and its minimum in the middle of the map."""
    return Landscape(
        name,
        partial(quadratic, hessian=hessian),
        partial(d_quadratic, hessian=hessian),
        bounds=(-4.0, 4.0, -4.0, 4.0),
        minima=((0.0, 0.0),),
        start=start,
        learning_rates=learning_rates,
        hessian=hessian,
    )


@lru_cache(maxsize=32)
def ravine(condition: float = DEFAULT_CONDITION) -> Landscape:
    """A valley whose walls are `condition` times as curved as its floor: eigenvalues 1 and 1 / condition.

    The steep eigenvalue stays 1, so the largest stable rate is the same for every condition.
    """
    along_x, along_y = math.cos(RAVINE_ANGLE), math.sin(RAVINE_ANGLE)
    flat, steep = 1 / check_number("condition", condition, 1, MAX_CONDITION), 1.0
    hessian = (
        flat * along_x**2 + steep * along_y**2,
        (flat - steep) * along_x * along_y,
        flat * along_y**2 + steep * along_x**2,
    )
    return quadratic_landscape("ravine", hessian, (-3.5, 0.5), (0.01, 0.2, 4.5))


# the four zeros of both squares, to the last bit of a float
HIMMELBLAU_MINIMA = (
    (3.0, 2.0),
    (-2.805118086952745, 3.131312518250573),
    (-3.779310253377747, -3.283185991286170),
    (3.584428340330492, -1.848126526964404),
)
SQUARE = (-4.0, 4.0, -4.0, 4.0)

LANDSCAPES: dict[str, Landscape] = {
    "bowl": quadratic_landscape("bowl", (1.0, 0.0, 1.0), (-3.0, 2.0), (0.01, 0.1, 4.5)),
    "ravine": ravine(),
    "rosenbrock": Landscape(
        "rosenbrock",
        rosenbrock,
        d_rosenbrock,
        (-2.0, 2.0, -1.0, 3.0),
        ((1.0, 1.0),),
        (-1.2, 1.0),
        (0.005, 0.05, 0.8),
    ),
    "beale": Landscape("beale", beale, d_beale, (-1.0, 4.5, -2.0, 2.0), ((3.0, 0.5),), (0.5, 1.5), (0.005, 0.1, 1.0)),
    "himmelblau": Landscape(
        "himmelblau",
        himmelblau,
        d_himmelblau,
        (-5.0, 5.0, -5.0, 5.0),
        HIMMELBLAU_MINIMA,
        (-0.5, -1.0),
        (0.01, 0.1, 2.5),
    ),
    "saddle": Landscape("saddle", saddle, d_saddle, SQUARE, ((0.0, 2.0), (0.0, -2.0)), (-3.0, 0.01), (0.01, 0.1, 2.5)),
    "plateau": Landscape("plateau", plateau, d_plateau, SQUARE, ((1.0, -1.0),), (-2.0, 1.0), (0.01, 0.1, 4.5)),
    "bumps": Landscape("bumps", bumps, d_bumps, SQUARE, ((0.0, 0.0),), (-3.0, 2.5), (0.01, 0.15, 1.5)),
}
