"""Jacobians, the bound that their norms give, and which inputs an output owes to: against finite differences."""

import numpy as np
import pytest

from core.recurrent.passes import backward_with_c
from core.recurrent.sensitivity import input_sensitivity, jacobian_norms, jacobians
from core.recurrent.training import VARIANTS, forward
from core.recurrent.weights import shapes

T, B, N_IN, H, N_OUT = 7, 3, 2, 4, 3
SAMPLE, EPS = 1, 1e-6

every_variant = pytest.mark.parametrize("cell", VARIANTS)


def network(cell, scale=0.8):
    rng = np.random.default_rng(5)
    weights = {name: rng.normal(0, scale, shape) for name, shape in shapes(cell, N_IN, H, N_OUT).items()}
    starts = [rng.normal(size=(B, H)), rng.normal(size=(B, H)) if VARIANTS[cell].has_c else None]
    return weights, rng.normal(size=(T, B, N_IN)), starts


def state(states, t):
    """h, and c where there is one, of the sample: what a step hands on."""
    return np.append(states.h[t, SAMPLE], states.c[t, SAMPLE])


@every_variant
def test_jacobians_by_finite_differences(cell):
    weights, x, starts = network(cell)
    states = forward(cell, weights, x, *starts)
    found = jacobians(cell, weights, states, SAMPLE)
    for t in range(T):

        def after(s, t=t):
            c = s[None, H:] if VARIANTS[cell].has_c else None
            return state_of_one(forward(cell, weights, x[t : t + 1, [SAMPLE]], s[None, :H], c))

        s = state(states, t)
        columns = [(after(s + EPS * v) - after(s - EPS * v)) / (2 * EPS) for v in np.eye(len(s))]
        np.testing.assert_allclose(found[t], np.column_stack(columns), rtol=0, atol=1e-8)
    np.testing.assert_allclose(jacobian_norms(cell, weights, states, SAMPLE), [np.linalg.norm(J, 2) for J in found])


def state_of_one(states):
    return np.append(states.h[-1, 0], states.c[-1, 0])


@every_variant
def test_a_gradient_is_never_longer_than_the_product_of_the_norms_allows(cell):
    weights, x, starts = network(cell)
    states = forward(cell, weights, x, *starts)
    d_outputs = np.zeros((T, B, N_OUT))
    d_outputs[-1, SAMPLE] = [1.0, -2.0, 0.5]
    _, d_hidden, _ = backward_with_c(cell, weights, states, d_outputs)
    at_the_end = np.linalg.norm(d_outputs[-1, SAMPLE] @ weights["W_y"].T)
    norms = jacobian_norms(cell, weights, states, SAMPLE)
    for t in range(T + 1):
        assert np.linalg.norm(d_hidden[t, SAMPLE]) <= at_the_end * np.prod(norms[t:]) * (1 + 1e-12)


@every_variant
@pytest.mark.parametrize("k", [0, 3, T - 1])
@pytest.mark.parametrize("feedback", [True, False])
def test_sensitivity_by_finite_differences(cell, k, feedback):
    weights, x, starts = network(cell)
    states = forward(cell, weights, x, *starts, feedback=feedback)
    found = input_sensitivity(cell, weights, states, k, SAMPLE)
    assert found.shape == (T,)
    for t in range(T):
        slopes = []
        for j in range(N_IN):
            moved = [x.copy(), x.copy()]
            moved[0][t, SAMPLE, j] += EPS
            moved[1][t, SAMPLE, j] -= EPS
            high, low = (forward(cell, weights, m, *starts, feedback=feedback).outputs[k, SAMPLE] for m in moved)
            slopes.append((high - low) / (2 * EPS))
        assert found[t] == pytest.approx(np.linalg.norm(slopes), rel=1e-6, abs=1e-9)
    assert not found[k + 1 :].any()
    if not feedback:
        assert not found[:k].any()
        assert found[k] > 0


@every_variant
def test_without_feedback_no_step_passes_anything_on(cell):
    weights, x, _ = network(cell)
    assert not jacobian_norms(cell, weights, forward(cell, weights, x, feedback=False)).any()
