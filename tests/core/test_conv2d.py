"""By hand, against the slow version and an independent loop, against SciPy, and every gradient checked."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.signal import correlate2d

from core.conv2d import (
    MAX_SETTING,
    Position,
    conv2d,
    conv2d_backward,
    conv2d_steps,
    conv_output_size,
    pair,
    rows_summed,
    same_padding,
    unused_margin,
)
from core.gradient_check import gradient_check
from core.validation import InvalidParameterError

NINE = np.arange(1.0, 10.0).reshape(3, 3)
EDGE = np.array([[1.0, 0.0, -1.0]] * 3)


def numbers(seed, *shape):
    return np.random.default_rng(seed).standard_normal(shape)


@st.composite
def cases(draw, most=3):
    """x, kernels, bias and settings of every kind, each kernel small enough for its padded picture."""

    def pairs(low, high):
        return draw(st.tuples(st.integers(low, high), st.integers(low, high)))

    n, c_in, c_out = (draw(st.integers(1, most)) for _ in range(3))
    kernel, stride, padding, dilation = pairs(1, 4), pairs(1, 4), pairs(0, 3), pairs(1, 3)
    least = [max(1, d * (k - 1) + 1 - 2 * p) for k, p, d in zip(kernel, padding, dilation, strict=True)]
    size = [low + draw(st.integers(0, 6)) for low in least]
    seed = draw(st.integers(0, 1000))
    settings = {"stride": stride, "padding": padding, "dilation": dilation}
    x, kernels = numbers(seed, n, c_in, *size), numbers(seed + 1, c_out, c_in, *kernel)
    return x, kernels, numbers(seed + 2, c_out), settings


def independent(x, kernels, bias, stride, padding, dilation):
    """The formula once more, with a loop for every letter; what lies outside the picture is never read."""
    (n, c_in, height, width), (c_out, _, kh, kw) = x.shape, kernels.shape
    places = []
    for size, k, s, p, d in zip((height, width), (kh, kw), stride, padding, dilation, strict=True):
        places.append([i for i in range(0, size + 2 * p, s) if i + d * (k - 1) < size + 2 * p])
    y = np.zeros((n, c_out, len(places[0]), len(places[1])))
    for m, o, (i, top), (j, left) in product(range(n), range(c_out), *map(list, map(enumerate, places))):
        total = bias[o]
        for c, a, b in product(range(c_in), range(kh), range(kw)):
            row, col = top + dilation[0] * a - padding[0], left + dilation[1] * b - padding[1]
            if 0 <= row < height and 0 <= col < width:
                total += x[m, c, row, col] * kernels[o, c, a, b]
        y[m, o, i, j] = total
    return y


# ---- values ----------------------------------------------------------------------------------------------------------


def test_by_hand():
    # The picture 1 … 9 and the kernel (1, 2; 3, 4):
    # 1·1 + 2·2 + 4·3 + 5·4 = 37, and a place further right every number is one larger: + (1 + 2 + 3 + 4) = 47
    # a row lower every number is three larger: + 30
    kernel = np.array([[1.0, 2.0], [3.0, 4.0]])
    assert conv2d(NINE[None, None], kernel[None, None])[0, 0].tolist() == [[37, 47], [67, 77]]
    # with one row of zeros around: the corner sees only the 1 with the weight 4, its right neighbour 1·3 + 2·4
    assert conv2d(NINE[None, None], kernel[None, None], padding=1)[0, 0, 0, :2].tolist() == [4, 11]
    # dilation 2 looks at the corners 1, 3, 7, 9: 1 + 6 + 21 + 36 = 64; the bias comes on top
    assert conv2d(NINE[None, None], kernel[None, None], np.array([0.5]), dilation=2).ravel().tolist() == [64.5]
    # stride 2 with padding 1: the first and the third window of the rows that start at -1 and 1
    # right: 2·3 + 3·4 = 18; below: 4·2 + 7·4 = 36; 5 + 6·2 + 8·3 + 9·4 = 77
    assert conv2d(NINE[None, None], kernel[None, None], stride=2, padding=1)[0, 0].tolist() == [[4, 18], [36, 77]]


def test_nothing_is_flipped():
    # (1 + 4 + 7) - (3 + 6 + 9) = -6; a convolution in the strict sense would give +6
    assert conv2d(NINE[None, None], EDGE[None, None]).ravel().tolist() == [-6]


def test_channels_and_pictures_by_hand():
    # pixels of two channels 2 and 3, kernels (1, 10) and (100, 1000): 2 + 30 = 32, 200 + 3000 = 3200; then + bias
    x = np.array([2.0, 3.0, 4.0, 5.0]).reshape(2, 2, 1, 1)
    kernels = np.array([1.0, 10.0, 100.0, 1000.0]).reshape(2, 2, 1, 1)
    y = conv2d(x, kernels, np.array([0.25, 0.5]))
    assert y.reshape(2, 2).tolist() == [[32.25, 3200.5], [54.25, 5400.5]]


def test_the_slow_one_by_hand():
    first, *_, last = conv2d_steps(NINE[None], np.array([[[1.0, 2.0], [3.0, 4.0]]]))
    assert isinstance(first, Position)
    assert (first.row, first.col, first.sum) == (0, 0, 37)
    assert first.patch.tolist() == [[[1, 2], [4, 5]]]
    assert first.products.tolist() == [[[1, 4], [12, 20]]]
    assert (last.row, last.col, last.sum) == (1, 1, 77)


@given(cases(most=2))
def test_the_fast_one_is_the_formula(case):
    x, kernels, bias, settings = case
    y = conv2d(x, kernels, bias, **settings)
    expected = independent(x, kernels, bias, **settings)
    assert y.shape == expected.shape
    np.testing.assert_allclose(y, expected, rtol=1e-12, atol=1e-12)


@given(cases(most=3))
def test_the_fast_one_is_the_slow_one(case):
    x, kernels, _, both = case
    settings = {name: value[0] for name, value in both.items()}  # the slow one has one number for both directions
    span = [settings["dilation"] * (k - 1) + 1 - 2 * settings["padding"] for k in kernels.shape[2:]]
    x = np.pad(x, ((0, 0), (0, 0), *((0, max(0, s - n)) for s, n in zip(span, x.shape[2:], strict=True))), "reflect")
    y = conv2d(x, kernels, **settings)
    for n, o in np.ndindex(y.shape[:2]):
        steps = list(conv2d_steps(x[n], kernels[o], **settings))
        assert [(s.row, s.col) for s in steps] == list(np.ndindex(y.shape[2:]))
        np.testing.assert_allclose([s.sum for s in steps], y[n, o].ravel(), rtol=1e-12, atol=1e-12)
        for s in steps:
            assert s.patch.shape == s.products.shape == kernels.shape[1:]
            np.testing.assert_array_equal(s.patch * kernels[o], s.products)
            assert s.sum == pytest.approx(s.products.sum())


@given(st.integers(0, 1000), st.floats(-3, 3), st.floats(-3, 3), st.integers(1, 3), st.integers(0, 2))
def test_linear_in_the_picture_and_in_the_kernels(seed, a, b, stride, padding):
    settings = {"stride": stride, "padding": padding}
    x1, x2, k1, k2 = numbers(seed, 4, 2, 3, 5, 5)
    k1, k2 = k1[:, :, :3, :2], k2[:, :, :3, :2]
    left = conv2d(a * x1 + b * x2, k1, **settings)
    right = a * conv2d(x1, k1, **settings) + b * conv2d(x2, k1, **settings)
    np.testing.assert_allclose(left, right, atol=1e-12)
    left = conv2d(x1, a * k1 + b * k2, **settings)
    right = a * conv2d(x1, k1, **settings) + b * conv2d(x1, k2, **settings)
    np.testing.assert_allclose(left, right, atol=1e-12)


@given(st.integers(0, 1000), st.integers(0, 3), st.integers(0, 3), st.integers(1, 3), st.integers(1, 2))
def test_a_shifted_picture_gives_a_shifted_map(seed, down, right, stride, dilation):
    x, kernels = np.zeros((1, 2, 30, 30)), numbers(seed, 2, 2, 3, 2)
    x[:, :, 6:12, 6:12] = numbers(seed + 1, 1, 2, 6, 6)  # far from every edge
    settings = {"stride": stride, "dilation": dilation}
    moved = conv2d(np.roll(x, (stride * down, stride * right), axis=(2, 3)), kernels, **settings)
    expected = np.roll(conv2d(x, kernels, **settings), (down, right), axis=(2, 3))
    rows, cols = (30 - 2 * dilation - 1) // stride + 1, (30 - dilation - 1) // stride + 1
    assert moved.shape == (1, 2, rows, cols)
    np.testing.assert_allclose(moved, expected, atol=1e-12)


@pytest.mark.parametrize("mode", ["valid", "same", "full"])
@pytest.mark.parametrize(("kh", "kw"), [(1, 1), (3, 3), (5, 3), (1, 7), (7, 5)])
def test_scipy(mode, kh, kw):
    for seed, (height, width) in enumerate([(9, 9), (12, 7), (7, 13)]):
        x, kernel = numbers(seed, height, width), numbers(seed + 9, kh, kw)
        padding = {"valid": (0, 0), "same": (same_padding(kh), same_padding(kw)), "full": (kh - 1, kw - 1)}[mode]
        y = conv2d(x[None, None], kernel[None, None], padding=padding)[0, 0]
        np.testing.assert_allclose(y, correlate2d(x, kernel, mode), rtol=0, atol=1e-13)


def test_float32_stays_and_whole_numbers_become_float64():
    x, kernels, bias = numbers(0, 2, 3, 6, 6), numbers(1, 4, 3, 3, 3), numbers(2, 4)
    small = [a.astype(np.float32) for a in (x, kernels, bias)]
    for padding in (0, 1):
        y = conv2d(*small, padding=padding)
        assert y.dtype == np.float32
        np.testing.assert_allclose(y, conv2d(x, kernels, bias, padding=padding), atol=1e-4)
        assert {a.dtype for a in conv2d_backward(*small[:2], y, padding=padding)} == {np.dtype(np.float32)}
    whole = conv2d(np.arange(9).reshape(1, 1, 3, 3), np.ones((1, 1, 2, 2), dtype=int), padding=1)
    assert whole.dtype == np.float64
    assert whole[0, 0, 1].tolist() == [3, 8, 12, 7]


def test_any_layout_in_memory_and_nothing_is_written_to():
    x, kernels, bias = numbers(0, 2, 3, 7, 8), numbers(1, 2, 3, 3, 2), numbers(2, 2)
    expected = conv2d(x, kernels, bias, stride=2)
    awkward = np.asfortranarray(x), np.flip(np.flip(kernels, 3).copy(), 3), bias[::-1].copy()[::-1]
    for a in awkward:
        a.flags.writeable = False
    np.testing.assert_allclose(conv2d(*awkward, stride=2), expected, rtol=1e-13)
    every_second = np.repeat(x, 2, axis=3)[..., ::2]
    np.testing.assert_allclose(conv2d(every_second, kernels, bias, stride=2), expected, rtol=1e-13)
    one = conv2d(x, np.ones((1, 3, 1, 1)))
    one += 1  # the result is nobody else's
    np.testing.assert_array_equal(x, numbers(0, 2, 3, 7, 8))


# ---- sizes -----------------------------------------------------------------------------------------------------------

SETTINGS = st.integers(1, 40), st.integers(1, 6), st.integers(1, 5), st.integers(0, 4), st.integers(1, 4)


def starts(size, k, stride, padding, dilation):
    """Where a window can begin, tried out one by one."""
    padded = size + 2 * padding
    return [i for i in range(0, padded, stride) if max(i + dilation * a for a in range(k)) < padded]


@given(*SETTINGS)
def test_the_size_formula_is_the_real_size(size, k, stride, padding, dilation):
    settings = {"stride": stride, "padding": padding, "dilation": dilation}
    places = starts(size, k, stride, padding, dilation)
    if not places:
        for formula in (conv_output_size, unused_margin):
            with pytest.raises(InvalidParameterError, match="padded picture"):
                formula(size, k, **settings)
        return
    y = conv2d(
        np.ones((1, 1, size, 3)), np.ones((1, 1, k, 1)), **{n: (v, 1 - (n == "padding")) for n, v in settings.items()}
    )
    assert conv_output_size(size, k, **settings) == y.shape[2] == len(places)
    assert y.shape[3] == 3
    reached = max(i + dilation * a for i in places for a in range(k))
    assert unused_margin(size, k, **settings) == size + 2 * padding - 1 - reached


def test_sizes_by_hand():
    # 28 pixels, kernel 5: 28 - 5 + 1 = 24 places; ⌊(28 + 2 - 2·2 - 1)/3⌋ + 1 = ⌊25/3⌋ + 1 = 9, one row is left over
    assert conv_output_size(28, 5) == 24
    assert conv_output_size(28, 3, stride=3, padding=1, dilation=2) == 9
    assert unused_margin(28, 3, stride=3, padding=1, dilation=2) == 1
    assert unused_margin(28, 5) == 0
    assert conv_output_size(3, 3) == 1


@pytest.mark.parametrize("dilation", [1, 2, 3])
@pytest.mark.parametrize("k", range(1, 8))
def test_same_padding_keeps_the_size(k, dilation):
    if k % 2 or dilation == 2:
        assert conv_output_size(20, k, padding=same_padding(k, dilation), dilation=dilation) == 20
    else:
        with pytest.raises(InvalidParameterError, match=f"kernel_size must be odd.*got {k}"):
            same_padding(k, dilation)


# ---- gradients -------------------------------------------------------------------------------------------------------


def check_gradients(x, kernels, bias, settings):
    """Each of the three gradients of Σ weights · y against central differences; the loss is bilinear."""
    y = conv2d(x, kernels, bias, **settings)
    weights = numbers(7, *y.shape)
    gradients = conv2d_backward(x, kernels, weights, **settings)
    parts = [x, kernels, bias]
    assert [g.shape for g in gradients] == [p.shape for p in parts]
    for k, gradient in enumerate(gradients):

        def f(part, k=k):
            return float(np.sum(weights * conv2d(*parts[:k], part, *parts[k + 1 :], **settings)))

        check = gradient_check(f, lambda _, g=gradient: g, parts[k], np.random.default_rng(3), n_directions=8)
        assert np.max(np.abs(check.analytic - check.numeric)) < 1e-7 * max(1, np.max(np.abs(check.analytic)))


@pytest.mark.parametrize("stride", [1, 2, (3, 1)])
@pytest.mark.parametrize("padding", [0, 1, (0, 2)])
@pytest.mark.parametrize("dilation", [1, 2, (1, 3)])
def test_gradients(stride, padding, dilation):
    settings = {"stride": stride, "padding": padding, "dilation": dilation}
    check_gradients(numbers(0, 2, 3, 8, 9), numbers(1, 2, 3, 3, 2), numbers(2, 2), settings)


@given(cases())
def test_gradients_of_every_shape(case):
    check_gradients(*case)


def test_gradients_by_hand():
    # dy = 1 at the first of four places, 10 at the last: a weight gets its pixel + 10 · (the one below, right)
    dx, dkernels, dbias = conv2d_backward(
        NINE[None, None], np.array([[[[1.0, 2.0], [3.0, 4.0]]]]), np.array([[[[1.0, 0.0], [0.0, 10.0]]]])
    )
    assert dkernels[0, 0].tolist() == [[1 + 50, 2 + 60], [4 + 80, 5 + 90]]
    assert dx[0, 0].tolist() == [[1, 2, 0], [3, 4 + 10, 20], [0, 30, 40]]
    assert dbias.tolist() == [11]


# ---- refusals and the slip -------------------------------------------------------------------------------------------

X, K, DY = np.ones((1, 2, 5, 6)), np.ones((3, 2, 3, 3)), np.ones((1, 3, 3, 4))
INVALID = {
    "stride 0": (lambda: conv2d(X, K, stride=0), "stride", "integer_between"),
    "stride of text": (lambda: conv2d(X, K, stride="2"), "stride", "integer_between"),
    "stride 2.0": (lambda: conv2d(X, K, stride=2.0), "stride", "integer_between"),
    "stride True": (lambda: conv2d(X, K, stride=True), "stride", "integer_between"),
    "stride of three": (lambda: conv2d(X, K, stride=(1, 1, 1)), "stride", "integer_between"),
    "stride pair with 0": (lambda: conv2d(X, K, stride=(1, 0)), "stride", "integer_between"),
    "padding -1": (lambda: conv2d(X, K, padding=-1), "padding", "integer_between"),
    "padding pair": (lambda: conv2d(X, K, padding=(0, -1)), "padding", "integer_between"),
    "padding too large": (lambda: conv2d(X, K, padding=MAX_SETTING + 1), "padding", "integer_between"),
    "dilation 0": (lambda: conv2d(X, K, dilation=0), "dilation", "integer_between"),
    "dilation NaN": (lambda: conv2d(X, K, dilation=float("nan")), "dilation", "integer_between"),
    "kernel too high": (lambda: conv2d(X, np.ones((3, 2, 6, 1))), "kernel_size", "at_most_padded"),
    "kernel too wide": (lambda: conv2d(X, np.ones((3, 2, 1, 7))), "kernel_size", "at_most_padded"),
    "kernel too wide by dilation": (lambda: conv2d(X, K, dilation=(1, 3)), "kernel_size", "at_most_padded"),
    "channels": (lambda: conv2d(X, np.ones((3, 1, 3, 3))), "kernels", "shape"),
    "kernels of three axes": (lambda: conv2d(X, K[0]), "kernels", "shape"),
    "picture of three axes": (lambda: conv2d(X[0], K), "x", "shape"),
    "bias of one": (lambda: conv2d(X, K, np.ones(1)), "bias", "shape"),
    "bias of two axes": (lambda: conv2d(X, K, np.ones((3, 1))), "bias", "shape"),
    "backward: stride 0": (lambda: conv2d_backward(X, K, DY, stride=0), "stride", "integer_between"),
    "backward: padding": (lambda: conv2d_backward(X, K, DY, padding=-1), "padding", "integer_between"),
    "backward: dilation": (lambda: conv2d_backward(X, K, DY, dilation=0), "dilation", "integer_between"),
    "backward: dy turned": (lambda: conv2d_backward(X, K, np.ones((1, 3, 4, 3))), "dy", "shape"),
    "backward: dy of one": (lambda: conv2d_backward(X, K, np.ones((1, 3, 1, 1))), "dy", "shape"),
    "size: kernel 0": (lambda: conv_output_size(5, 0), "kernel_size", "integer_between"),
    "size: kernel too large": (lambda: conv_output_size(5, 6), "kernel_size", "at_most_padded"),
    "size: stride 0": (lambda: conv_output_size(5, 2, stride=0), "stride", "integer_between"),
    "size: padding": (lambda: conv_output_size(5, 2, padding=-1), "padding", "integer_between"),
    "size: dilation": (lambda: conv_output_size(5, 2, dilation=0), "dilation", "integer_between"),
    "same: even": (lambda: same_padding(4), "kernel_size", "odd_for_same"),
    "rows: shape": (lambda: rows_summed(NINE, EDGE[:, :1]), "picture", "shape"),
    "rows: not even stretched": (lambda: rows_summed(NINE, EDGE[:1]), "picture", "shape"),
}  # fmt: skip


@pytest.mark.parametrize("name", INVALID)
def test_invalid(name):
    call, parameter, code = INVALID[name]
    with pytest.raises(InvalidParameterError) as caught:
        call()
    assert (caught.value.parameter, caught.value.code) == (parameter, code)


def test_the_refusal_of_a_large_kernel_names_both_sizes():
    with pytest.raises(InvalidParameterError, match="span at most the 7 pixels of the padded picture, got 9"):
        conv2d(X, K, padding=(1, 3), dilation=4)
    assert conv2d(X, K, padding=(2, 2), dilation=4).shape == (1, 3, 1, 2)


def test_one_number_or_two():
    assert pair("stride", 3, 1) == pair("stride", (3, 3), 1) == pair("stride", np.int64(3), 1) == (3, 3)
    assert pair("stride", (np.int8(3), 4), 1) == (3, 4)
    assert all(type(v) is int for v in pair("stride", (np.int8(3), 4), 1))
    assert pair("padding", MAX_SETTING, 0) == (MAX_SETTING, MAX_SETTING)


def test_the_slip_sums_rows_and_nothing_slides():
    # 1·1 + 2·0 + 3·(-1) = -2, and the same in the rows 4 5 6 and 7 8 9; the convolution is their sum
    assert rows_summed(NINE, EDGE).tolist() == [-2, -2, -2]
    assert conv2d(NINE[None, None], EDGE[None, None]).tolist() == [[[[-6]]]]
