"""The checker finds right gradients right and wrong ones wrong."""

import numpy as np
import pytest

from core.gradient_check import gradient_check


@pytest.mark.parametrize("shape", [(), (1,), (5,), (3, 4)])
def test_a_right_gradient_passes(shape):
    x = np.random.default_rng(0).standard_normal(shape)
    check = gradient_check(lambda x: np.sum(np.sin(x)), np.cos, x, np.random.default_rng(1), n_directions=7)
    assert check.max_relative_error < 1e-8
    assert check.analytic.shape == check.numeric.shape == (7,)


@pytest.mark.parametrize("scale", [-1.0, 0.5, 1.001])
def test_a_wrong_gradient_fails(scale):
    x = np.array([0.3, -1.2, 2.0])
    check = gradient_check(lambda x: np.sum(np.sin(x)), lambda x: scale * np.cos(x), x, np.random.default_rng(1))
    assert check.max_relative_error == pytest.approx(abs(scale - 1) / max(1, abs(scale)), rel=1e-3)


def test_one_wrong_entry_among_many_is_noticed():
    x = np.linspace(1, 2, 50)
    wrong = np.where(np.arange(50) == 31, 0.0, 1.0)
    check = gradient_check(lambda x: np.sum(x**2), lambda x: 2 * x * wrong, x, np.random.default_rng(1))
    assert check.max_relative_error > 1e-2


def test_nothing_to_compare():
    zero = gradient_check(lambda x: 3.0, np.zeros_like, np.ones(2), np.random.default_rng(0))
    assert zero.max_relative_error == 0
    broken = gradient_check(lambda x: float("nan"), np.zeros_like, np.ones(2), np.random.default_rng(0))
    assert np.isnan(broken.max_relative_error)
