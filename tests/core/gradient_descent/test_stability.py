"""Theory against simulation: where runs stop converging, how fast they converge, and in which regime."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.gradient_descent.descent import DescentParams, descend
from core.gradient_descent.landscapes import LANDSCAPES, ravine
from core.gradient_descent.stability import (
    REGIMES,
    best_settings,
    convergence_rate,
    eigen,
    eigen_coordinates,
    largest_stable_rate,
    regime,
    regimes,
)
from core.optimizers import OPTIMIZERS

METHODS = [("sgd", 0.9), *[(name, beta) for name in ("momentum", "nesterov") for beta in (0.0, 0.5, 0.9)]]


def distances(learning_rate, momentum, eigenvalue, n_steps):
    """The heavy ball on λp²/2 from p = 1 at rest, by the formula alone."""
    p, v, path = 1.0, 0.0, [1.0]
    for _ in range(n_steps):
        v = momentum * v + eigenvalue * p
        p = p - learning_rate * v
        path.append(p)
    return np.array(path)


@pytest.mark.parametrize("hessian", [LANDSCAPES["bowl"].hessian, ravine(30.0).hessian, (2.0, -0.3, 5.0)])
def test_eigenvectors(hessian):
    f_xx, f_xy, f_yy = hessian
    H = np.array([[f_xx, f_xy], [f_xy, f_yy]])
    eigenvalues, vectors = eigen(hessian)
    assert eigenvalues[0] <= eigenvalues[1]
    np.testing.assert_allclose(H @ vectors, vectors * eigenvalues, atol=1e-14)
    np.testing.assert_allclose(vectors.T @ vectors, np.eye(2), atol=1e-14)
    assert np.all(vectors[np.argmax(np.abs(vectors), axis=0), [0, 1]] > 0)


def test_the_ravine_in_its_own_directions():
    surface = ravine(30.0)
    xy = np.random.default_rng(0).standard_normal((5, 4, 2))
    flat, steep = np.moveaxis(eigen_coordinates(xy, surface.hessian), -1, 0)
    np.testing.assert_allclose(surface.f(xy[..., 0], xy[..., 1]), (flat**2 / 30 + steep**2) / 2)


@pytest.mark.parametrize(("optimizer", "momentum"), METHODS)
@pytest.mark.parametrize("surface", ["bowl", "ravine"])
def test_stable_just_below_the_threshold_and_not_just_above(surface, optimizer, momentum):
    threshold = largest_stable_rate(LANDSCAPES[surface], momentum, optimizer)
    runs = {}
    for factor in (0.99, 1.01):
        runs[factor] = descend(
            DescentParams(
                landscape=surface,
                optimizers=(optimizer,),
                learning_rate=factor * threshold,
                momentum=momentum,
                n_steps=2000,
            )
        )
    assert runs[0.99].diverged_at[0] == -1
    assert runs[0.99].losses[-1, 0] < 1e-2 * runs[0.99].losses[0, 0]
    assert runs[1.01].diverged_at[0] > 0


def test_thresholds_written_out():
    surface = ravine(100.0)  # λmax = 1
    assert largest_stable_rate(surface) == pytest.approx(2)
    assert largest_stable_rate(surface, 0.9) == pytest.approx(3.8)
    assert largest_stable_rate(surface, 0.9, "sgd") == pytest.approx(2)
    assert largest_stable_rate(surface, 0.5, "nesterov") == pytest.approx(1.5)
    assert largest_stable_rate(surface, 0.9, "adam") is None
    assert largest_stable_rate(LANDSCAPES["beale"], 0.9) is None
    for name, optimizer in OPTIMIZERS.items():
        assert (largest_stable_rate(surface, 0.9, name) is None) == optimizer.has_square


@given(a=st.floats(0.01, 5), beta=st.floats(0, 0.99))
def test_convergence_rate_is_the_largest_root(a, beta):
    roots = np.roots([1, -(1 + beta - a), beta])
    assert convergence_rate(a, beta, 1.0) == pytest.approx(np.max(np.abs(roots)), rel=1e-6)
    assert (convergence_rate(a, beta, 1.0) < 1) == (regime(a, beta, 1.0) != "diverging")


def test_convergence_rate_over_a_map_takes_the_slowest_direction():
    rates, momenta = np.linspace(0.01, 4.5, 20)[:, None], np.linspace(0, 0.99, 30)
    both = convergence_rate(rates, momenta, [0.05, 1.0])
    assert both.shape == (20, 30)
    np.testing.assert_array_equal(
        both, np.maximum(convergence_rate(rates, momenta, 0.05), convergence_rate(rates, momenta, 1.0))
    )
    assert both[3, 7] == pytest.approx(convergence_rate(rates[3, 0], momenta[7], [0.05, 1.0]))


def test_convergence_rate_is_what_a_run_shows():
    for a, beta in [(0.1, 0.0), (1.7, 0.0), (0.02, 0.5), (0.5, 0.8), (3.2, 0.7), (4.0, 0.9)]:
        path = np.abs(distances(a, beta, 1.0, 500))
        envelope = [path[200:300].max(), path[400:500].max()]
        expected = float(convergence_rate(a, beta, 1.0))
        if envelope[1] > 1e-300:
            assert (envelope[1] / envelope[0]) ** (1 / 200) == pytest.approx(expected, rel=1e-3)


def shown_regime(path):
    """The regime that a simulated run of the distance shows, from its numbers alone."""
    if np.max(np.abs(path[-20:])) > np.max(np.abs(path[:20])):
        return "diverging"
    signs = np.sign(path[np.abs(path) > 1e-12])
    if len(signs) == 1:
        return "one-step"
    if np.all(signs > 0):
        return "monotone"
    return "oscillating" if np.all(signs[1:] == -signs[:-1]) else "ripples"


# ηλ, β: away from the borders, where a short run cannot tell
REGIME_EXAMPLES = [
    *[("monotone", a, beta) for a, beta in [(0.1, 0.0), (0.9, 0.0), (0.05, 0.3), (0.002, 0.9), (0.1, 0.46)]],
    ("one-step", 1.0, 0.0),
    *[("ripples", a, beta) for a, beta in [(0.5, 0.3), (0.9, 0.01), (0.1, 0.9), (2.0, 0.5), (1.9, 0.9)]],
    *[("oscillating", a, beta) for a, beta in [(1.1, 0.0), (1.9, 0.0), (2.95, 0.5), (2.2, 0.2)]],
    *[("diverging", a, beta) for a, beta in [(2.1, 0.0), (3.1, 0.5), (4.0, 0.9), (20.0, 0.5)]],
]


@pytest.mark.parametrize(("name", "a", "beta"), REGIME_EXAMPLES)
@pytest.mark.parametrize("eigenvalue", [1.0, 0.05])
def test_regimes_as_a_simulation_shows_them(name, a, beta, eigenvalue):
    assert regime(a / eigenvalue, beta, eigenvalue) == name
    assert shown_regime(distances(a / eigenvalue, beta, eigenvalue, 200)) == name


@given(a=st.floats(0.01, 4.5), beta=st.floats(0, 0.9))
def test_regimes_everywhere_but_at_their_borders(a, beta):
    borders = [(1 - beta**0.5) ** 2, (1 + beta**0.5) ** 2, 2 * (1 + beta)]
    # narrow lanes along the borders are left out: there roots meet, or lie next to 1, or all are next to 0
    assume(all(abs(a - border) > 0.05 for border in borders) and (beta == 0 or beta > 0.05))
    path = distances(a, beta, 1.0, 400)
    assert regime(a, beta, 1.0) == shown_regime(path)


def test_borders():
    assert REGIMES == ("monotone", "one-step", "ripples", "oscillating", "diverging")
    assert regime(2.0, 0.0, 1.0) == "diverging"
    assert regime(3.8, 0.9, 1.0) == "diverging"
    assert regime(0.25, 0.25, 1.0) == "monotone"  # critical damping: (1 - √β)² = ηλ
    assert regime(2.25, 0.25, 1.0) == "oscillating"  # (1 + √β)² = ηλ
    assert regime(20.0, 0.0, 0.05) == "one-step"
    grid = regimes(np.linspace(0.1, 4, 5)[:, None], np.linspace(0, 0.9, 4), 1.0)
    assert grid.shape == (5, 4)
    assert REGIMES[grid[2, 3]] == regime(float(np.linspace(0.1, 4, 5)[2]), 0.9, 1.0)


@pytest.mark.parametrize("condition", [1.0, 5.0, 100.0])
def test_best_settings_are_the_best_of_a_map(condition):
    eigenvalues = [1 / condition, 1.0]
    learning_rate, momentum = best_settings(eigenvalues)
    best = float(convergence_rate(learning_rate, momentum, eigenvalues))
    # rounding tears the double root apart, by the square root of an eps
    assert best == pytest.approx((condition**0.5 - 1) / (condition**0.5 + 1), abs=1e-7)
    grid = convergence_rate(np.linspace(0.01, 4, 200)[:, None], np.linspace(0, 0.99, 200), eigenvalues)
    assert best <= np.min(grid) + 1e-7
