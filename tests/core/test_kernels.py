"""The presets do what their names say."""

import numpy as np
import pytest

from core.conv2d import conv2d
from core.kernels import FAMILIES, KERNELS, MAX_SIZE, SIZED, box, gaussian, identity, kernel_of
from core.validation import InvalidParameterError

RNG = np.random.default_rng
SUMS = {
    "identity": 1, "box": 1, "gaussian": 1, "sharpen": 1, "sobel-x": 0, "sobel-y": 0, "laplacian": 0, "emboss": 1,
    "vertical-edge": 0,
}  # fmt: skip


def output(picture, name):
    return conv2d(picture[None, None], KERNELS[name][None, None])[0, 0]


def test_the_promised_kernels_are_there_and_cannot_be_changed():
    assert KERNELS.keys() == SUMS.keys()
    assert SIZED == ("identity", "box", "gaussian", "random")
    for name, kernel in KERNELS.items():
        assert kernel.shape == (3, 3)
        assert kernel.dtype == np.float64
        with pytest.raises(ValueError, match="read-only"):
            kernel[0, 0] = 5
        assert kernel.sum() == pytest.approx(SUMS[name])


@pytest.mark.parametrize("name", KERNELS)
def test_on_a_flat_picture(name):
    # what sums to 1 keeps the brightness, what sums to 0 sees no edge
    np.testing.assert_allclose(output(np.full((5, 5), 0.7), name), 0.7 * SUMS[name], atol=1e-15)


def test_on_slopes():
    y, x = np.mgrid[:5, :6].astype(float)
    # a slope of 1 per pixel: over two pixels, with the weights 1 + 2 + 1 = 4 or 1 + 1 + 1 = 3
    assert np.all(output(x, "sobel-x") == 8)
    assert np.all(output(y, "sobel-x") == 0)
    assert np.all(output(y, "sobel-y") == 8)
    assert np.all(output(x, "sobel-y") == 0)
    assert np.all(output(x, "vertical-edge") == -6)
    # the second difference of x² + 3y² is 2 + 6
    assert np.all(output(x**2 + 3 * y**2, "laplacian") == 8)
    assert np.all(output(x**2 + 3 * y**2, "sharpen") == (x**2 + 3 * y**2)[1:-1, 1:-1] - 8)
    # emboss adds slopes to the pixel itself: right column (0 + 1 + 2) minus left column (-2 - 1 + 0)
    np.testing.assert_allclose(output(x, "emboss"), x[1:-1, 1:-1] + 6)
    np.testing.assert_allclose(output(y, "emboss"), y[1:-1, 1:-1] + 6)


def test_sobel_is_one_kernel_turned():
    np.testing.assert_array_equal(KERNELS["sobel-y"], KERNELS["sobel-x"].T)


def test_families_by_hand():
    assert identity(1).tolist() == box(1).tolist() == gaussian(1).tolist() == [[1]]
    assert identity(3).tolist() == [[0, 0, 0], [0, 1, 0], [0, 0, 0]]
    assert identity(4)[1, 1] == 1
    assert box(2).tolist() == [[0.25, 0.25], [0.25, 0.25]]
    assert gaussian(3).tolist() == [[1 / 16, 2 / 16, 1 / 16], [2 / 16, 4 / 16, 2 / 16], [1 / 16, 2 / 16, 1 / 16]]
    assert (256 * gaussian(5)[0]).tolist() == [1, 4, 6, 4, 1]


@pytest.mark.parametrize("size", range(1, MAX_SIZE + 1))
@pytest.mark.parametrize("name", FAMILIES)
def test_families_of_every_size(name, size):
    kernel = kernel_of(name, size, RNG(0))
    assert kernel.shape == (size, size)
    assert kernel.sum() == pytest.approx(1)
    assert kernel.min() >= 0
    np.testing.assert_array_equal(kernel, kernel.T)
    np.testing.assert_array_equal(kernel, FAMILIES[name](size))


@pytest.mark.parametrize("name", [name for name in KERNELS if name not in FAMILIES])
def test_the_others_come_in_one_size(name):
    np.testing.assert_array_equal(kernel_of(name, 5, RNG(0)), KERNELS[name])


def test_random_is_standard_normal_and_repeatable():
    kernel = kernel_of("random", 5, RNG(3))
    np.testing.assert_array_equal(kernel, kernel_of("random", 5, RNG(3)))
    assert np.any(kernel != kernel_of("random", 5, RNG(4)))
    many = np.array([kernel_of("random", 7, RNG(seed)) for seed in range(200)])
    assert abs(many.mean()) < 0.05
    assert many.std() == pytest.approx(1, abs=0.05)


@pytest.mark.parametrize(
    ("name", "size", "parameter"),
    [
        ("own", 3, "kernel"),
        ("Sobel-x", 3, "kernel"),
        (None, 3, "kernel"),
        ("box", 0, "kernel_size"),
        ("box", MAX_SIZE + 1, "kernel_size"),
        ("sobel-x", 0, "kernel_size"),
        ("random", 2.5, "kernel_size"),
    ],
)
def test_invalid(name, size, parameter):
    with pytest.raises(InvalidParameterError) as caught:
        kernel_of(name, size, RNG(0))
    assert caught.value.parameter == parameter
