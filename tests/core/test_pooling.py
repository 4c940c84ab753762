"""By hand, by brute force, and every gradient checked away from ties."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.gradient_check import gradient_check
from core.pooling import avg_pool2d, avg_pool2d_backward, max_pool2d, max_pool2d_backward
from core.validation import InvalidParameterError

POOLINGS = {"max": (max_pool2d, max_pool2d_backward), "average": (avg_pool2d, avg_pool2d_backward)}
SIXTEEN = np.arange(1.0, 17.0).reshape(1, 1, 4, 4)


@st.composite
def cases(draw):
    """Maps without ties, and settings."""

    def pairs(low, high):
        return draw(st.tuples(st.integers(low, high), st.integers(low, high)))

    window, stride = pairs(1, 4), draw(st.none() | st.just(pairs(1, 5)))
    padding = tuple(draw(st.integers(0, k // 2)) for k in window)
    size = [max(1, k - 2 * p) + draw(st.integers(0, 6)) for k, p in zip(window, padding, strict=True)]
    shape = (draw(st.integers(1, 2)), draw(st.integers(1, 3)), *size)
    x = np.random.default_rng(draw(st.integers(0, 1000))).permutation(np.prod(shape)).reshape(shape)
    return x - x.mean(), window, {"stride": stride, "padding": padding}


def windows(x, window, stride, padding):
    """The pixels of every window that lie in the picture, window by window in reading order."""
    stride = window if stride is None else stride
    for m in np.ndindex(x.shape[:2]):
        tops, lefts = (
            [i for i in range(-p, size + p, s) if i + k <= size + p]
            for size, k, s, p in zip(x.shape[2:], window, stride, padding, strict=True)
        )
        for i, top in enumerate(tops):
            for j, left in enumerate(lefts):
                rows, cols = slice(max(0, top), top + window[0]), slice(max(0, left), left + window[1])
                yield (*m, i, j), x[m][rows, cols]


def test_by_hand():
    # 1 … 16 in windows of 2 × 2: the largest is at the lower right, the mean of 1, 2, 5, 6 is 3.5
    assert max_pool2d(SIXTEEN, 2)[0, 0].tolist() == [[6, 8], [14, 16]]
    assert avg_pool2d(SIXTEEN, 2)[0, 0].tolist() == [[3.5, 5.5], [11.5, 13.5]]
    # windows that overlap, and one row less than would be needed for a second one of 3
    assert max_pool2d(SIXTEEN, 2, stride=1)[0, 0].tolist() == [[6, 7, 8], [10, 11, 12], [14, 15, 16]]
    assert max_pool2d(SIXTEEN, 3)[0, 0].tolist() == [[11]]
    assert max_pool2d(SIXTEEN, (1, 4))[0, 0].tolist() == [[4], [8], [12], [16]]
    # padding: zeros are not among the largest, but count in the mean: (1 + 0 + 0 + 0)/4
    assert max_pool2d(-SIXTEEN, 2, padding=1)[0, 0].tolist() == [[-1, -2, -4], [-5, -6, -8], [-13, -14, -16]]
    assert avg_pool2d(SIXTEEN, 2, padding=1)[0, 0, 0].tolist() == [0.25, 1.25, 1]


def test_the_way_back_by_hand():
    dy = np.array([[[[1.0, 2.0], [3.0, 4.0]]]])
    assert max_pool2d_backward(SIXTEEN, dy, 2)[0, 0].tolist() == [
        [0, 0, 0, 0],
        [0, 1, 0, 2],
        [0, 0, 0, 0],
        [0, 3, 0, 4],
    ]
    quarters = [[0.25, 0.25, 0.5, 0.5]] * 2 + [[0.75, 0.75, 1, 1]] * 2
    assert avg_pool2d_backward(SIXTEEN, dy, 2)[0, 0].tolist() == quarters
    # the window of 3 at the stride 1 on 3 × 3 with a 9 in the middle: all four windows of 2 give to it
    x = np.array([[[[0.0, 0.0, 0.0], [0.0, 9.0, 0.0], [0.0, 0.0, 0.0]]]])
    assert max_pool2d_backward(x, dy, 2, stride=1)[0, 0].tolist() == [[0, 0, 0], [0, 10, 0], [0, 0, 0]]


@pytest.mark.parametrize("x", [np.zeros((1, 1, 2, 2)), np.ones((1, 1, 2, 2)), -np.ones((1, 1, 2, 2))])
def test_of_equal_numbers_the_first_one_gets_all(x):
    assert max_pool2d_backward(x, np.array([[[[5.0]]]]), 2)[0, 0].tolist() == [[5, 0], [0, 0]]
    x = np.array([[[[1.0, 3.0], [3.0, 2.0]]]])
    assert max_pool2d_backward(x, np.array([[[[5.0]]]]), 2)[0, 0].tolist() == [[0, 5], [0, 0]]


@given(cases())
def test_brute_force(case):
    x, window, settings = case
    largest, mean = max_pool2d(x, window, **settings), avg_pool2d(x, window, **settings)
    seen = list(windows(x, window, **settings))
    assert largest.shape == mean.shape
    assert [place for place, _ in seen] == list(np.ndindex(largest.shape))
    for place, pixels in seen:
        assert largest[place] == pixels.max()
        assert mean[place] == pytest.approx(pixels.sum() / (window[0] * window[1]), abs=1e-12)


@pytest.mark.parametrize("name", POOLINGS)
@given(case=cases())
def test_gradients(name, case):
    pool, backward = POOLINGS[name]
    x, window, settings = case
    weights = np.random.default_rng(5).standard_normal(pool(x, window, **settings).shape)
    check = gradient_check(
        lambda x: float(np.sum(weights * pool(x, window, **settings))),
        lambda x: backward(x, weights, window, **settings),
        x,  # its numbers differ by 1 at least: no step of the check changes which is the largest
        np.random.default_rng(3),
        n_directions=5,
    )
    assert check.max_relative_error < 1e-6


@pytest.mark.parametrize("name", POOLINGS)
def test_one_number_is_both_and_nothing_is_written_to(name):
    pool, backward = POOLINGS[name]
    x = np.random.default_rng(0).standard_normal((2, 3, 7, 6))
    before = x.copy()
    x.flags.writeable = False
    y = pool(x, 3, stride=2, padding=1)
    np.testing.assert_array_equal(y, pool(x, (3, 3), stride=(2, 2), padding=(1, 1)))
    np.testing.assert_array_equal(pool(x, 2), pool(x, 2, stride=2, padding=0))
    dx = backward(x, y, 3, stride=2, padding=1)
    np.testing.assert_array_equal(dx, backward(x, y, (3, 3), stride=(2, 2), padding=(1, 1)))
    assert dx.shape == x.shape
    np.testing.assert_array_equal(x, before)
    assert pool(np.arange(4).reshape(1, 1, 2, 2), 2).dtype == np.float64  # whole numbers too have means and a -∞


INVALID = [
    ((0,), {}, "kernel_size", "integer_between"),
    ((2.0,), {}, "kernel_size", "integer_between"),
    (((2, 0),), {}, "kernel_size", "integer_between"),
    (((2, 2, 2),), {}, "kernel_size", "integer_between"),
    ((5,), {}, "kernel_size", "at_most_padded"),
    (((1, 7),), {}, "kernel_size", "at_most_padded"),
    ((2,), {"stride": 0}, "stride", "integer_between"),
    ((2,), {"stride": "1"}, "stride", "integer_between"),
    ((2,), {"padding": -1}, "padding", "integer_between"),
    ((2,), {"padding": 2}, "padding", "integer_between"),
    ((3,), {"padding": 2}, "padding", "integer_between"),
    (((3, 1),), {"padding": 1}, "padding", "integer_between"),
]


@pytest.mark.parametrize("name", POOLINGS)
@pytest.mark.parametrize(("args", "settings", "parameter", "code"), INVALID)
def test_invalid(name, args, settings, parameter, code):
    pool, backward = POOLINGS[name]
    x = np.ones((1, 1, 4, 6))
    for call in (lambda: pool(x, *args, **settings), lambda: backward(x, np.ones((1, 1, 2, 3)), *args, **settings)):
        with pytest.raises(InvalidParameterError) as caught:
            call()
        assert (caught.value.parameter, caught.value.code) == (parameter, code)


@pytest.mark.parametrize("name", POOLINGS)
def test_refused_shapes(name):
    pool, backward = POOLINGS[name]
    with pytest.raises(InvalidParameterError, match="x must have the shape"):
        pool(np.ones((4, 4)), 2)
    for shape in [(1, 1, 1, 1), (1, 1, 3, 2), (2, 1, 2, 3)]:
        with pytest.raises(InvalidParameterError, match=r"dy must have the shape \(1, 1, 2, 3\)"):
            backward(np.ones((1, 1, 4, 6)), np.ones(shape), 2)


def test_the_largest_padding_by_hand():
    # half of 4 is 2: every window sees the one pixel
    assert max_pool2d(np.array([[[[7.0]]]]), 4, stride=1, padding=2)[0, 0].tolist() == [[7, 7], [7, 7]]
    assert avg_pool2d(np.array([[[[8.0]]]]), 4, stride=1, padding=2)[0, 0].tolist() == [[0.5, 0.5], [0.5, 0.5]]
