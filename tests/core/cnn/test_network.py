"""The network for digits: worked by hand, its gradient against finite differences, and the fast passes against it."""

from itertools import product

import numpy as np
import pytest

from core import Array
from core.cnn import CNNParams, forward, init_weights, loss_gradient, shapes
from core.cnn.fast import passes, scores_of
from core.cnn.layers import max_pool
from core.cnn.network import backward, cross_entropy, predict
from core.cnn.samples import drawn_mask
from core.cnn.weights import Weights, flatten, unflatten
from core.gradient_check import gradient_check

LABELS = np.array([3, 0, 9])
NETWORKS = [
    {"filters": filters, "pooling": pooling, "stride": stride, "kernel_size": 3, "hidden_size": hidden_size}
    for filters, pooling, stride, hidden_size in product([(2,), (3, 2)], ["max", "average", "none"], [1, 2], [0, 4])
]
OTHERS = [
    {"model": "dense", "hidden_size": 5},
    {"model": "logistic"},
    {"filters": (2, 3), "slip": "linear", "pooling": "max"},
    {"filters": (2, 3), "slip": "linear", "pooling": "none", "hidden_size": 3},
    {"filters": (2, 3), "dropout": 0.5},
    {"filters": (2, 3), "dropout": 0.3, "hidden_size": 6},
]


def pictures(n: int = 3) -> Array:
    return np.random.default_rng(1).random((n, 28, 28))


def weights_of(params: CNNParams) -> Weights:
    """Weights as they are drawn, biases not zero."""
    rng = np.random.default_rng(2)
    return {
        name: values + 0.1 * rng.standard_normal(values.shape) for name, values in init_weights(params, rng).items()
    }


def mask_of(params: CNNParams) -> Array | None:
    return drawn_mask(params, 3, np.random.default_rng(3)) if params.dropout else None


def test_a_network_worked_by_hand() -> None:
    # one kernel that takes the upper left pixel of its window less the one on the right of it; 4 × 4 pixels
    image = np.array([[0, 1, 0.5, 0], [1, 0, 0, 0], [0.25, 0, 1, 0], [0, 0, 0, 1.0]])
    kernel = np.zeros((3, 3))
    kernel[0, :2] = 1, -1
    weights = {"kernels1": kernel[None, None], "bias1": np.array([0.25]), "W": np.zeros((1, 10)), "b": np.zeros(10)}
    weights["W"][0, :2], weights["b"][1] = (2, -1), 0.5
    found = forward(weights, image[None], CNNParams(filters=(2,), kernel_size=3))
    # windows start at (0, 0): 0 - 1, (0, 1): 1 - 0.5, (1, 0): 1 - 0, (1, 1): 0 - 0; to each the bias 0.25 is added
    assert found["conv1"].tolist() == [[[[-0.75, 0.75], [1.25, 0.25]]]]
    assert found["relu1"].tolist() == [[[[0, 0.75], [1.25, 0.25]]]]
    assert found["pool1"].tolist() == [[[[1.25]]]]
    # scores: 2 · 1.25, -1 · 1.25 + 0.5, and eight zeros
    assert found["scores"].tolist() == [[2.5, -0.75, *[0] * 8]]
    # the label is 1: p = e^y / Σ e^y with Σ = e^2.5 + e^-0.75 + 8
    total = np.exp(2.5) + np.exp(-0.75) + 8
    loss, gradients = loss_gradient(weights, image[None], np.array([1]), CNNParams(filters=(2,), kernel_size=3))
    assert loss == pytest.approx(0.75 + np.log(total))
    p0, p1 = np.exp(2.5) / total, np.exp(-0.75) / total
    assert gradients["W"][0, :3] == pytest.approx([1.25 * p0, 1.25 * (p1 - 1), 1.25 / total])
    # back through the output layer to the one place of the maximum, whose window began at (1, 0)
    d = 2 * p0 - (p1 - 1)
    assert gradients["bias1"][0] == pytest.approx(d)
    assert gradients["kernels1"][0, 0] == pytest.approx(d * image[1:4, 0:3])


def test_average_pooling_and_no_pooling_by_hand() -> None:
    image = np.arange(16).reshape(1, 4, 4) / 16
    weights = {"kernels1": np.zeros((1, 1, 3, 3)), "bias1": np.zeros(1), "W": np.ones((1, 10)), "b": np.zeros(10)}
    weights["kernels1"][0, 0, 1, 1] = 16
    # the kernel takes the pixel in the middle: 5, 6, 9, 10, whose mean is 7.5
    found = forward(weights, image, CNNParams(filters=(2,), kernel_size=3, pooling="average"))
    assert found["pool1"].tolist() == [[[[7.5]]]]
    weights["W"] = np.arange(40.0).reshape(4, 10)
    found = forward(weights, image, CNNParams(filters=(2,), kernel_size=3, pooling="none"))
    assert "pool1" not in found
    assert found["features"].tolist() == [[5, 6, 9, 10]]
    assert found["scores"][0, 0] == 0 * 5 + 10 * 6 + 20 * 9 + 30 * 10


@pytest.mark.parametrize("settings", [*NETWORKS, *OTHERS], ids=str)
def test_the_gradient_is_that_of_finite_differences(settings: dict) -> None:
    params = CNNParams(**settings)
    images, mask = pictures(), mask_of(params)

    def loss_at(theta: Array) -> float:
        return loss_gradient(unflatten(theta, shapes(params)), images, LABELS, params, mask)[0]

    def slope(theta: Array) -> Array:
        return flatten(loss_gradient(unflatten(theta, shapes(params)), images, LABELS, params, mask)[1])

    found = gradient_check(loss_at, slope, flatten(weights_of(params)), np.random.default_rng(0), n_directions=5)
    assert found.max_relative_error < 1e-6


@pytest.mark.parametrize("settings", [*NETWORKS[:6], *OTHERS[:3]], ids=str)
def test_the_gradient_by_the_picture_is_that_of_finite_differences(settings: dict) -> None:
    params = CNNParams(**settings)
    weights = weights_of(params)

    def loss_at(images: Array) -> float:
        return cross_entropy(forward(weights, images, params)["scores"], LABELS)[0]

    def slope(images: Array) -> Array:
        found = forward(weights, images, params)
        return backward(weights, found, cross_entropy(found["scores"], LABELS)[1], params)["images"]

    inside = 0.1 + 0.8 * pictures()
    found = gradient_check(loss_at, slope, inside, np.random.default_rng(0), n_directions=5)
    assert found.max_relative_error < 1e-6


@pytest.mark.parametrize("settings", [*NETWORKS, *OTHERS], ids=str)
def test_the_fast_passes_are_the_plain_ones(settings: dict) -> None:
    params = CNNParams(**settings)
    images, mask = pictures(), mask_of(params)
    images[0, :20] = 0  # paper: windows of equal numbers
    weights = weights_of(params)
    loss, gradients = loss_gradient(weights, images, LABELS, params, mask)
    theta = flatten(weights)
    gradient = np.zeros_like(theta)
    found = passes(theta, gradient, params)(np.ascontiguousarray(images.reshape(3, -1).T), LABELS, mask, 1 / 3)
    assert found == pytest.approx(loss, rel=1e-12)
    np.testing.assert_allclose(gradient, flatten(gradients), rtol=1e-9, atol=1e-13)
    scores = scores_of(theta, images.astype(np.float32), params)
    np.testing.assert_allclose(scores, forward(weights, images, params)["scores"], rtol=1e-5, atol=1e-5)
    assert predict(weights, images, params).tolist() == scores.argmax(axis=1).tolist()


def test_of_equal_numbers_in_a_window_one_takes_the_whole_gradient() -> None:
    z = np.random.default_rng(0).integers(0, 3, (2, 6, 5, 4)).astype(float)  # a fifth column, which no window reaches
    z[:, :2, :2] = 1
    out, back = max_pool(z.shape, z.dtype)(z)
    d = np.random.default_rng(1).random(out.shape)
    dz = back(d.copy())
    windows, shares = (a[:, :, :4].reshape(2, 3, 2, 2, 2, 4) for a in (z, dz))
    np.testing.assert_array_equal(out, windows.max(axis=(2, 4)))
    np.testing.assert_allclose(shares.sum(axis=(2, 4)), d)
    assert np.all(np.count_nonzero(shares, axis=(2, 4)) == 1)
    assert np.all((shares == 0) | (windows == windows.max(axis=(2, 4), keepdims=True)))
    np.testing.assert_array_equal(dz[:, 0, 0], d[:, 0, 0])  # of four that are equal the first one
    assert not dz[:, :, 4].any()
