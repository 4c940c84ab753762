"""A network in which nothing bends is one layer; a patch of paper that is moved in steps, worked out by hand."""

from typing import Any

import numpy as np
import pytest

from core.cnn.composing import one_layer
from core.cnn.looking import PATCH, occlusion
from core.cnn.network import forward
from core.cnn.params import CNNParams
from core.cnn.weights import Weights, init_weights


def network(**settings: Any) -> tuple[CNNParams, Weights]:
    params = CNNParams(**settings)
    rng = np.random.default_rng(0)
    weights = init_weights(params, rng)
    return params, {name: values + 0.1 * rng.normal(size=values.shape) for name, values in weights.items()}


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


def test_what_a_patch_leaves_by_hand() -> None:
    """One pixel of ink alone speaks for class 2: where the patch covers it, softmax is left with ten equal scores."""
    params = CNNParams(model="logistic")
    weights = {"W": np.zeros((784, 10)), "b": np.zeros(10)}
    weights["W"][14 * 28 + 14, 2] = 5.0
    image = np.zeros((28, 28))
    image[14, 14] = 1
    left = occlusion(weights, image, 2, params, step=2)
    assert left.shape == ((28 - PATCH) // 2 + 1,) * 2
    covers = np.zeros(left.shape, dtype=bool)
    covers[5:8, 5:8] = True  # patches that begin at 10, 12 and 14 and are 6 long
    np.testing.assert_allclose(left[covers], 0.1, atol=1e-6)
    np.testing.assert_allclose(left[~covers], np.exp(5) / (np.exp(5) + 9), atol=1e-6)
    np.testing.assert_array_equal(occlusion(weights, image, 2, params)[::2, ::2], left)


def test_paper_on_paper_changes_nothing() -> None:
    params, weights = network(model="logistic")
    left = occlusion(weights, np.zeros((28, 28)), 0, params, step=4)
    assert len(np.unique(left)) == 1
