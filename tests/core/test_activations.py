"""Values by hand, slopes by finite differences, nothing overflows."""

import warnings

import numpy as np
import pytest

from core.activations import ACTIVATIONS

Z = np.concatenate([np.linspace(-6, -0.01, 60), np.linspace(0.01, 6, 60)]).reshape(2, 60)
FAR = np.array([-1e300, -1000.0, 1000.0, 1e300])
FAR_VALUES = {"none": FAR, "relu": [0, 0, 1000, 1e300], "sigmoid": [0, 0, 1, 1], "tanh": [-1, -1, 1, 1]}
FAR_SLOPES = {"none": [1, 1, 1, 1], "relu": [0, 0, 1, 1], "sigmoid": [0, 0, 0, 0], "tanh": [0, 0, 0, 0]}
# at -1, 0 and 2
BY_HAND = {
    "none": ([-1, 0, 2], [1, 1, 1]),
    "relu": ([0, 0, 2], [0, 0, 1]),
    "sigmoid": (
        [1 / (1 + np.e), 0.5, np.e**2 / (1 + np.e**2)],
        [np.e / (1 + np.e) ** 2, 0.25, np.e**2 / (1 + np.e**2) ** 2],
    ),
    # (1 - e²)/(1 + e²) at -1, and 1 - tanh² = 4e²ᶻ/(e²ᶻ + 1)²
    "tanh": (
        [(1 - np.e**2) / (1 + np.e**2), 0, (np.e**4 - 1) / (np.e**4 + 1)],
        [4 * np.e**2 / (1 + np.e**2) ** 2, 1, 4 * np.e**4 / (np.e**4 + 1) ** 2],
    ),
}


def test_the_promised_activations_are_there():
    assert list(ACTIVATIONS) == ["none", "relu", "sigmoid", "tanh"]


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_by_hand(name):
    values, slopes = BY_HAND[name]
    z = np.array([-1.0, 0.0, 2.0])
    np.testing.assert_allclose(ACTIVATIONS[name].f(z), values, rtol=1e-14)
    np.testing.assert_allclose(ACTIVATIONS[name].derivative(z), slopes, rtol=1e-13)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_the_derivative_is_the_slope(name):
    f, derivative = ACTIVATIONS[name]
    before, h = Z.copy(), 1e-6
    assert f(Z).shape == derivative(Z).shape == Z.shape
    np.testing.assert_allclose(derivative(Z), (f(Z + h) - f(Z - h)) / (2 * h), atol=1e-9)
    np.testing.assert_array_equal(Z, before)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_nothing_overflows(name):
    f, derivative = ACTIVATIONS[name]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        np.testing.assert_allclose(f(FAR), FAR_VALUES[name], atol=1e-12)
        np.testing.assert_allclose(derivative(FAR), FAR_SLOPES[name], atol=1e-12)
