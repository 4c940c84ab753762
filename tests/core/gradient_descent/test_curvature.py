"""Places without slope, found and told apart on landscapes whose formulas give them."""

import numpy as np
import pytest

from core.gradient_descent.curvature import curvatures_at, hessian_at, standstill_near
from core.gradient_descent.landscapes import LANDSCAPES


def test_the_curvature_is_that_of_the_formulas() -> None:
    x, y = 0.7, -1.3
    # saddle: 1 and (3y² - 4) / 4; bumps: 1/5 + π²/2 cos πx; plateau: (1 - (x - 1)²) exp(-r² / 2), -(x - 1)(y + 1) …
    assert hessian_at(LANDSCAPES["saddle"], x, y) == pytest.approx((1, 0, (3 * y * y - 4) / 4), abs=1e-6)
    f_xx, f_yy = (0.2 + np.pi**2 / 2 * np.cos(np.pi * v) for v in (x, y))
    assert hessian_at(LANDSCAPES["bumps"], x, y) == pytest.approx((f_xx, 0, f_yy), abs=1e-5)
    u, v = x - 1, y + 1
    bell = np.exp(-(u * u + v * v) / 2)
    expected = ((1 - u * u) * bell, -u * v * bell, (1 - v * v) * bell)
    assert hessian_at(LANDSCAPES["plateau"], x, y) == pytest.approx(expected, abs=1e-6)
    assert hessian_at(LANDSCAPES["ravine"], x, y) == LANDSCAPES["ravine"].hessian
    assert curvatures_at(LANDSCAPES["ravine"], x, y) == pytest.approx((0.05, 1))


@pytest.mark.parametrize("name", LANDSCAPES)
def test_every_lowest_point_is_found_and_is_a_minimum(name: str) -> None:
    for x, y in LANDSCAPES[name].minima:
        found = standstill_near(LANDSCAPES[name], x + 0.01, y - 0.01, 0.1)
        assert found is not None
        assert (found.kind, found.x, found.y) == ("minimum", pytest.approx(x, abs=1e-6), pytest.approx(y, abs=1e-6))


@pytest.mark.parametrize(
    ("name", "place", "kind"),
    [
        ("saddle", (0.1, -0.1), "saddle"),
        ("bumps", (-1.9, 1.9), "minimum"),
        ("bumps", (1.05, 1.05), "top"),
        ("bumps", (1.05, 0.05), "saddle"),
        ("himmelblau", (-0.27, -0.92), "top"),
        ("beale", (0.05, 1.05), "saddle"),
    ],
)
def test_minimum_saddle_and_top_are_told_apart(name: str, place: tuple[float, float], kind: str) -> None:
    found = standstill_near(LANDSCAPES[name], *place, 0.15)
    assert found is not None
    assert found.kind == kind
    assert np.hypot(*LANDSCAPES[name].gradient(found.x, found.y)) <= 1e-8


@pytest.mark.parametrize(
    ("name", "place"),
    [("plateau", (-3.0, 3.0)), ("plateau", (-4.0, 4.0)), ("bowl", (1.0, 1.0)), ("rosenbrock", (-1.0, 1.0))],
)
def test_flat_ground_and_a_slope_are_no_standstill(name: str, place: tuple[float, float]) -> None:
    assert standstill_near(LANDSCAPES[name], *place, 0.16) is None
