"""Convolution, its gradients and pooling are PyTorch's to 1e-10, for all combinations of settings."""

from itertools import product

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from core.conv2d import conv2d, conv2d_backward
from core.pooling import avg_pool2d, avg_pool2d_backward, max_pool2d, max_pool2d_backward

SIZES = range(1, 6)
SETTINGS = list(product((1, 2, 3), (0, 1, 2), (1, 2)))  # stride, padding, dilation
TURNED = [((1, 2), (2, 0), (2, 1)), ((3, 1), (0, 1), (1, 2))]  # not the same along rows and columns
TOLERANCE = {"rtol": 1e-10, "atol": 1e-10}


def tensor(array):
    return torch.tensor(array, dtype=torch.float64, requires_grad=True)


def compare(x, kernels, bias, stride, padding, dilation):
    """Output and the three gradients of a random error, ours and theirs."""
    settings = {"stride": stride, "padding": padding, "dilation": dilation}
    theirs = [tensor(part) for part in (x, kernels, bias)]
    expected = F.conv2d(*theirs, **settings)
    dy = np.random.default_rng(9).standard_normal(expected.shape)
    expected.backward(torch.from_numpy(dy))
    np.testing.assert_allclose(conv2d(x, kernels, bias, **settings), expected.detach().numpy(), **TOLERANCE)
    for ours, part in zip(conv2d_backward(x, kernels, dy, **settings), theirs, strict=True):
        np.testing.assert_allclose(ours, part.grad.numpy(), **TOLERANCE)


@pytest.mark.parametrize("c_in", [1, 3])
@pytest.mark.parametrize("c_out", [1, 3])
@pytest.mark.parametrize("kh", SIZES)
@pytest.mark.parametrize("kw", SIZES)
def test_convolution_and_gradients(c_in, c_out, kh, kw):
    rng = np.random.default_rng(10 * kh + kw)
    for settings in SETTINGS + TURNED:
        x = rng.standard_normal((2, c_in, 11, 10))
        compare(x, rng.standard_normal((c_out, c_in, kh, kw)), rng.standard_normal(c_out), *settings)


def test_without_bias_and_in_float32():
    rng = np.random.default_rng(0)
    x, kernels = rng.standard_normal((2, 3, 12, 9)), rng.standard_normal((4, 3, 3, 5))
    expected = F.conv2d(torch.from_numpy(x), torch.from_numpy(kernels), padding=1).numpy()
    np.testing.assert_allclose(conv2d(x, kernels, padding=1), expected, **TOLERANCE)
    small = conv2d(x.astype(np.float32), kernels.astype(np.float32), padding=1)
    assert small.dtype == np.float32
    np.testing.assert_allclose(small, expected, atol=1e-4)


POOLINGS = {
    "max": (max_pool2d, max_pool2d_backward, F.max_pool2d),
    "average": (avg_pool2d, avg_pool2d_backward, F.avg_pool2d),
}


@pytest.mark.parametrize("name", POOLINGS)
@pytest.mark.parametrize("kh", SIZES)
@pytest.mark.parametrize("kw", SIZES)
@pytest.mark.parametrize("ties", [False, True], ids=["random", "ties"])
def test_pooling(name, kh, kw, ties):
    pool, backward, theirs = POOLINGS[name]
    rng = np.random.default_rng(10 * kh + kw)
    for stride, (above, left) in product((None, 1, 2, 3, (2, 1)), product(range(kh // 2 + 1), range(kw // 2 + 1))):
        x = rng.standard_normal((2, 3, 11, 10))
        x = np.maximum(np.round(x), 0) if ties else x  # as after ReLU: the first of equal numbers gets the gradient
        peer = tensor(x)
        expected = theirs(peer, (kh, kw), stride=stride, padding=(above, left))
        dy = rng.standard_normal(expected.shape)
        expected.backward(torch.from_numpy(dy))
        settings = {"stride": stride, "padding": (above, left)}
        np.testing.assert_allclose(pool(x, (kh, kw), **settings), expected.detach().numpy(), **TOLERANCE)
        np.testing.assert_allclose(backward(x, dy, (kh, kw), **settings), peer.grad.numpy(), **TOLERANCE)
