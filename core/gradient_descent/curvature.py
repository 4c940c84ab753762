"""Where on a landscape the slope is 0, and what that place is: a minimum, a saddle or a top, by its curvatures."""

from typing import NamedTuple

import numpy as np

from core import Array
from core.gradient_descent.landscapes import Hessian, Landscape

STEP = 1e-4  # of the central differences: their error is of its square
MAX_NEWTON = 30
SLOPELESS = 1e-8


class Standstill(NamedTuple):
    """A place without slope; `curvatures` are the eigenvalues of its Hessian, the smaller one first."""

    x: float
    y: float
    curvatures: tuple[float, float]

    @property
    def kind(self) -> str:
        """By the signs of the curvatures."""
        low, high = self.curvatures
        return "minimum" if low > 0 else "top" if high < 0 else "saddle"


def hessian_at(surface: Landscape, x: float, y: float) -> Hessian:
    """f_xx, f_xy, f_yy at a place; by central differences of the gradient where no formula is given."""
    if surface.hessian is not None:
        return surface.hessian
    right, left = surface.gradient(x + STEP, y), surface.gradient(x - STEP, y)
    above, below = surface.gradient(x, y + STEP), surface.gradient(x, y - STEP)
    f_xx, f_yx = ((a - b) / (2 * STEP) for a, b in zip(right, left, strict=True))
    f_xy, f_yy = ((a - b) / (2 * STEP) for a, b in zip(above, below, strict=True))
    return float(f_xx), float(f_xy + f_yx) / 2, float(f_yy)


def curvatures_at(surface: Landscape, x: float, y: float) -> tuple[float, float]:
    """The eigenvalues of the Hessian at a place, the smaller one first."""
    f_xx, f_xy, f_yy = hessian_at(surface, x, y)
    low, high = np.linalg.eigvalsh(np.array([[f_xx, f_xy], [f_xy, f_yy]])).tolist()
    return low, high


def standstill_near(surface: Landscape, x: float, y: float, radius: float) -> Standstill | None:
    """The place without slope that Newton's method finds from (x, y), if it is at most `radius` away."""
    place: Array = np.array([x, y])
    for _ in range(MAX_NEWTON):
        gradient = np.array(surface.gradient(*place.tolist()))
        if float(np.linalg.norm(gradient)) <= SLOPELESS:
            break
        f_xx, f_xy, f_yy = hessian_at(surface, *place.tolist())
        step = np.linalg.lstsq(np.array([[f_xx, f_xy], [f_xy, f_yy]]), gradient)[0]
        place = place - step
        if not float(np.hypot(*(place - (x, y)))) <= 2 * radius:  # NaN is too far, too
            return None
    found = float(np.hypot(*(place - (x, y)))) <= radius
    x, y = place.tolist()
    low, high = curvatures_at(surface, x, y)
    slope = float(np.hypot(*surface.gradient(x, y)))
    curved = min(abs(low), abs(high)) * radius > slope  # where nothing curves, a slope of almost nothing is a plateau
    return Standstill(x, y, (low, high)) if found and slope <= SLOPELESS and curved else None
