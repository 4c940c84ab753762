"""What is read off a network: convolutions that are one, layers that are one, kernels that never answer."""

from typing import Any

import numpy as np
import pytest

from core.cnn.network import forward
from core.cnn.params import CNNParams
from core.cnn.symptoms import composed, composed_bias, dead_kernels, one_layer
from core.cnn.weights import Weights, init_weights
from core.conv2d import conv2d


def network(**settings: Any) -> tuple[CNNParams, Weights]:
    params = CNNParams(**settings)
    rng = np.random.default_rng(0)
    weights = init_weights(params, rng)
    return params, {name: values + 0.1 * rng.normal(size=values.shape) for name, values in weights.items()}


def test_composed_by_hand() -> None:
    """(1 2) slides, then (3 4) over what it found: 3·(x₀ + 2x₁) + 4·(x₁ + 2x₂) = 3x₀ + 10x₁ + 8x₂."""
    first, second = np.array([[[[1.0, 2.0], [0, 0]]]]), np.array([[[[3.0, 4.0], [0, 0]]]])
    assert composed(first, second)[0, 0].tolist() == [[3, 10, 8], [0, 0, 0], [0, 0, 0]]
    # a bias of 1 in the first is multiplied by 3 + 4 on its way through the second
    assert composed_bias(np.array([1.0]), second, np.array([0.5])).tolist() == [7.5]


@pytest.mark.parametrize(("k", "m"), [(3, 5), (5, 5), (1, 2), (2, 1)])
def test_two_linear_convolutions_are_one(k: int, m: int) -> None:
    rng = np.random.default_rng(1)
    first, second = rng.normal(size=(3, 2, k, k)), rng.normal(size=(4, 3, m, m))
    b, c = rng.normal(size=3), rng.normal(size=4)
    x = rng.normal(size=(2, 2, 12, 13))
    both = conv2d(conv2d(x, first, b), second, c)
    one = conv2d(x, composed(first, second), composed_bias(b, second, c))
    np.testing.assert_allclose(one, both, atol=1e-11)
    bent = conv2d(np.maximum(conv2d(x, first, b), 0), second, c)
    assert np.abs(one - bent).max() > 0.1


@pytest.mark.parametrize(
    "settings",
    [
        {"pooling": "none", "filters": (2, 3)},
        {"pooling": "average"},
        {"pooling": "average", "stride": 2, "kernel_size": 3, "hidden_size": 6},
        {"model": "dense"},
        {"model": "logistic"},
    ],
)
def test_a_network_without_a_bend_is_one_layer(settings: dict[str, Any]) -> None:
    params, weights = network(**settings, slip="linear")
    images = np.random.default_rng(2).uniform(size=(5, 28, 28))
    W, b = one_layer(weights, params)
    assert (W.shape, b.shape) == ((784, 10), (10,))
    scores = forward(weights, images, params)["scores"]
    np.testing.assert_allclose(images.reshape(5, -1) @ W + b, scores, atol=1e-9 * np.abs(scores).max())


@pytest.mark.parametrize("settings", [{}, {"slip": "linear"}])
def test_relu_and_max_pooling_bend(settings: dict[str, Any]) -> None:
    params, weights = network(**settings)
    images = np.random.default_rng(2).uniform(size=(5, 28, 28))
    W, b = one_layer(weights, params)
    assert np.abs(images.reshape(5, -1) @ W + b - forward(weights, images, params)["scores"]).max() > 0.1


def test_a_kernel_with_a_low_bias_never_answers() -> None:
    params, weights = network(filters=(3, 4))
    images = np.random.default_rng(3).uniform(size=(6, 28, 28))
    weights["bias1"] = np.array([0.0, -100.0, 5.0])
    weights["bias2"] = np.array([-1000.0, 50.0, 50.0, -1000.0])
    assert [found.tolist() for found in dead_kernels(weights, images, params)] == [[1], [0, 3]]
    linear = CNNParams(filters=(3, 4), slip="linear")
    assert [len(found) for found in dead_kernels(weights, images, linear)] == [0, 0]
