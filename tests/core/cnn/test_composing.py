"""Without anything between them two convolutions are one, number by number."""

from typing import Any

import numpy as np
import pytest

from core import Array
from core.cnn import CNNParams, forward, init_weights
from core.cnn.composing import Convolution, composed
from core.cnn.weights import Weights
from core.conv2d import conv2d
from data.digits import digits


def weights_of(params: CNNParams) -> Weights:
    rng = np.random.default_rng(1)
    return {name: w + 0.1 * rng.standard_normal(w.shape) for name, w in init_weights(params, rng).items()}


def pictures() -> Array:
    return digits().test_images[:3] / 255


def test_two_kernels_of_one_row_by_hand() -> None:
    first = Convolution(np.array([[[[1.0, 2], [0, 0]]]]), np.array([10.0]), 1)
    second = Convolution(np.array([[[[1.0, -1], [0, 0]]]]), np.array([0.5]), 1)
    one = composed(first, second)
    # (1, 2) here less (1, 2) one further: 1, 2 - 1, -2; the bias 10 is taken off again
    assert one.kernels[0, 0].tolist() == [[1, 1, -2], [0, 0, 0], [0, 0, 0]]
    assert (one.bias.tolist(), one.stride) == ([0.5], 1)
    # at a stride of 2 the second tap looks two pixels further
    apart = composed(first._replace(stride=2), second)
    assert apart.kernels[0, 0, 0].tolist() == [1, 2, -1, -2]
    assert apart.stride == 2


@pytest.mark.parametrize("settings", [{}, {"stride": 2}, {"kernel_size": 3, "stride": 2}], ids=str)
def test_two_convolutions_without_anything_between_them_are_one(settings: dict[str, Any]) -> None:
    params = CNNParams(slip="linear", pooling="none", **settings)
    weights = weights_of(params)
    blocks = [Convolution(weights[f"kernels{k}"], weights[f"bias{k}"], params.stride) for k in (1, 2)]
    one = composed(*blocks)
    expected = forward(weights, pictures(), params)["conv2"]
    maps = conv2d(pictures()[:, None], one.kernels, one.bias, stride=one.stride)
    assert maps.shape == expected.shape
    np.testing.assert_allclose(maps, expected, atol=1e-12)


def test_two_kernels_of_five_become_one_of_nine() -> None:
    weights = weights_of(CNNParams(slip="linear", pooling="none"))
    one = composed(*(Convolution(weights[f"kernels{k}"], weights[f"bias{k}"], 1) for k in (1, 2)))
    assert one.kernels.shape == (16, 1, 9, 9)
    assert one.bias.shape == (16,)
