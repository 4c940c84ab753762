"""Every gradient against central differences over the whole map, every listed minimum against its neighbourhood."""

import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.gradient_descent.landscapes import LANDSCAPES, MAX_CONDITION, ravine

SURFACES = LANDSCAPES | {f"ravine-{condition}": ravine(condition) for condition in (1.0, 3.5, MAX_CONDITION)}
H = 1e-5


def slopes(f, x, y):
    """Central differences."""
    return (f(x + H, y) - f(x - H, y)) / (2 * H), (f(x, y + H) - f(x, y - H)) / (2 * H)


def curvature(surface, x, y):
    """The Hessian by central differences of the gradient."""
    right, left = surface.gradient(x + H, y), surface.gradient(x - H, y)
    up, down = surface.gradient(x, y + H), surface.gradient(x, y - H)
    return (np.array([right, up]) - np.array([left, down])) / (2 * H)


def place(surface, u, v):
    x_low, x_high, y_low, y_high = surface.bounds
    return x_low + u * (x_high - x_low), y_low + v * (y_high - y_low)


def test_the_promised_surfaces_are_there():
    assert list(LANDSCAPES) == ["bowl", "ravine", "rosenbrock", "beale", "himmelblau", "saddle", "plateau", "bumps"]
    assert all(surface.name == name for name, surface in LANDSCAPES.items())


@pytest.mark.parametrize("name", SURFACES)
@given(u=st.floats(0, 1), v=st.floats(0, 1))
def test_gradient_agrees_with_central_differences(name, u, v):
    surface = SURFACES[name]
    x, y = place(surface, u, v)
    np.testing.assert_allclose(surface.gradient(x, y), slopes(surface.f, x, y), rtol=0, atol=1e-6)


@pytest.mark.parametrize("name", SURFACES)
def test_gradient_agrees_everywhere_on_a_fine_grid(name):
    surface = SURFACES[name]
    x, y = place(surface, *np.meshgrid(np.linspace(0, 1, 201), np.linspace(0, 1, 201)))
    np.testing.assert_allclose(surface.gradient(x, y), slopes(surface.f, x, y), rtol=0, atol=1e-6)


@pytest.mark.parametrize("name", SURFACES)
def test_floats_and_arrays_give_the_same(name):
    surface = SURFACES[name]
    rng = np.random.default_rng(0)
    x, y = place(surface, rng.random((2, 3)), rng.random((2, 3)))
    heights, (dx, dy) = surface.f(x, y), surface.gradient(x, y)
    assert heights.shape == dx.shape == dy.shape == (2, 3)
    for i in np.ndindex(2, 3):
        here = float(x[i]), float(y[i])
        assert type(surface.f(*here)) is float
        assert {type(slope) for slope in surface.gradient(*here)} == {float}
        assert surface.f(*here) == pytest.approx(heights[i], rel=1e-13)
        assert surface.gradient(*here) == pytest.approx((dx[i], dy[i]), rel=1e-13)


@pytest.mark.parametrize("name", SURFACES)
def test_listed_minima_are_global_minima(name):
    surface = SURFACES[name]
    x_low, x_high, y_low, y_high = surface.bounds
    for x, y in surface.minima:
        assert x_low < x < x_high
        assert y_low < y < y_high
        assert surface.f(x, y) == pytest.approx(0, abs=1e-25)
        np.testing.assert_allclose(surface.gradient(x, y), 0, atol=1e-13)
        assert np.min(np.linalg.eigvalsh(curvature(surface, x, y))) > 1e-4
    x, y = place(surface, *np.meshgrid(np.linspace(0, 1, 401), np.linspace(0, 1, 401)))
    heights = surface.f(x, y)
    assert np.min(heights) >= 0
    # nowhere else does the map come as low as close to a minimum
    distance = np.min([np.hypot(x - a, y - b) for a, b in surface.minima], axis=0)
    assert np.min(heights[distance > 0.2]) > np.min(heights[distance <= 0.2])


@pytest.mark.parametrize("name", SURFACES)
def test_start_and_rates_fit_the_map(name):
    surface = SURFACES[name]
    x_low, x_high, y_low, y_high = surface.bounds
    x, y = surface.start
    assert x_low <= x <= x_high
    assert y_low <= y <= y_high
    low, default, high = surface.learning_rates
    assert 0 < low < default < high
    assert np.hypot(*surface.gradient(x, y)) > 0


@pytest.mark.parametrize("name", SURFACES)
def test_a_constant_hessian_is_stated_where_there_is_one(name):
    surface = SURFACES[name]
    corner, middle = curvature(surface, *place(surface, 0.1, 0.2)), curvature(surface, *place(surface, 0.63, 0.74))
    assert (surface.hessian is not None) == np.allclose(corner, middle, atol=1e-6)
    if surface.hessian is not None:
        f_xx, f_xy, f_yy = surface.hessian
        np.testing.assert_allclose(corner, [[f_xx, f_xy], [f_xy, f_yy]], atol=1e-8)


@pytest.mark.parametrize("condition", [1.0, 7.0, MAX_CONDITION])
def test_the_ravine_has_its_condition_number_and_lies_askew(condition):
    f_xx, f_xy, f_yy = ravine(condition).hessian
    low, high = np.linalg.eigvalsh([[f_xx, f_xy], [f_xy, f_yy]])
    assert high == pytest.approx(1)
    assert high / low == pytest.approx(condition)
    assert (abs(f_xy) > 0.1) == (condition > 1)


def test_known_values():
    # Rosenbrock (-1.2, 1): 2.2² + 100 · 0.44² = 24.2; Beale (0, 0): 1.5² + 2.25² + 2.625²; Himmelblau (0, 0): 11² + 7²
    assert LANDSCAPES["rosenbrock"].f(-1.2, 1.0) == pytest.approx(24.2 / 100)
    assert LANDSCAPES["beale"].f(0.0, 0.0) == pytest.approx(14.203125 / 20)
    assert LANDSCAPES["himmelblau"].f(0.0, 0.0) == pytest.approx(170 / 50)
    assert LANDSCAPES["saddle"].f(0.0, 0.0) == 1


def test_the_saddle_goes_down_on_one_axis_only():
    eigenvalues = np.linalg.eigvalsh(curvature(LANDSCAPES["saddle"], 0.0, 0.0))
    np.testing.assert_allclose(eigenvalues, [-1, 1], atol=1e-8)


def test_the_plateau_is_flat_where_the_run_starts():
    surface = LANDSCAPES["plateau"]
    assert np.hypot(*surface.gradient(*surface.start)) < 0.01
    assert surface.f(*surface.start) > 0.99


def test_the_bumps_have_many_hollows():
    line = LANDSCAPES["bumps"].f(np.linspace(-4, 4, 2001), np.zeros(2001))
    assert np.sum((line[1:-1] < line[:-2]) & (line[1:-1] < line[2:])) == 5


@pytest.mark.parametrize("name", SURFACES)
def test_a_landscape_survives_pickling(name):
    again = pickle.loads(pickle.dumps(SURFACES[name]))
    assert again.f(0.3, 0.4) == SURFACES[name].f(0.3, 0.4)
