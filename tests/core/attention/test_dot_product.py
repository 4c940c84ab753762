"""The formula and its gradient: by hand, and what holds of them whatever comes in."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from core.attention import attention, attention_backward
from core.gradient_check import gradient_check
from core.validation import InvalidParameterError

LN3 = np.log(3)
# Two tokens, d = 4, so the dot products are divided by 2.
Q = np.array([[0.0, 0, 0, 0], [2, 0, 0, 0]])
K = np.array([[0.0, 0, 0, 0], [LN3, 0, 0, 0]])
V = np.array([[4.0], [8]])


def test_two_tokens_by_hand():
    output, weights = attention(Q, K, V)
    # first query: scores 0 and 0, weights 1/2 and 1/2, (4 + 8) / 2 = 6
    # second: scores 0 and 2 ln 3 / 2 = ln 3, e⁰ : e^(ln 3) = 1 : 3, weights 1/4 and 3/4, 1 + 6 = 7
    np.testing.assert_allclose(weights, [[1 / 2, 1 / 2], [1 / 4, 3 / 4]], rtol=1e-14)
    np.testing.assert_allclose(output, [[6], [7]], rtol=1e-14)


def test_two_tokens_backwards_by_hand():
    _, weights = attention(Q, K, V)
    dQ, dK, dV = attention_backward(Q, K, V, weights, np.ones((2, 1)))
    # dV = Wᵀ (1, 1): 1/2 + 1/4 and 1/2 + 3/4
    np.testing.assert_allclose(dV, [[3 / 4], [5 / 4]], rtol=1e-14)
    # by the weights: 4 and 8 in both rows; minus their means 6 and 7, times the weights: (-1, 1) and (-3/4, 3/4)
    # by the dot products half of it: (-1/2, 1/2) and (-3/8, 3/8)
    np.testing.assert_allclose(dQ[:, 0], [LN3 / 2, 3 * LN3 / 8], rtol=1e-14)
    # first key: 2 · (-3/8); second: 2 · 3/8
    np.testing.assert_allclose(dK[:, 0], [-3 / 4, 3 / 4], rtol=1e-14)
    assert not dQ[:, 1:].any()
    assert not dK[:, 1:].any()


def test_a_causal_mask_by_hand():
    output, weights = attention(Q, K, V, np.tri(2, dtype=bool))
    np.testing.assert_allclose(weights, [[1, 0], [1 / 4, 3 / 4]], rtol=1e-14)
    np.testing.assert_allclose(output, [[4], [7]], rtol=1e-14)


def test_without_the_root_the_softmax_is_steeper():
    _, weights = attention(Q, K, V, scale=1.0)
    np.testing.assert_allclose(weights[1], [1 / 10, 9 / 10], rtol=1e-14)  # e⁰ : e^(2 ln 3) = 1 : 9


matrices = arrays(np.float64, (3, 4, 2), elements=st.floats(-1e3, 1e3))


@given(matrices, matrices, matrices, arrays(np.bool_, (4, 4)))
def test_every_row_sums_to_one_and_what_is_masked_is_exactly_zero(Q, K, V, mask):
    mask = mask | np.eye(4, dtype=bool)  # every query sees itself at least
    output, weights = attention(Q, K, V, mask)
    np.testing.assert_allclose(weights.sum(axis=-1), 1, rtol=1e-12)
    assert np.all(weights >= 0)
    assert np.all(weights[:, ~mask] == 0)
    assert output.min() >= V.min() - 1e-9
    assert output.max() <= V.max() + 1e-9


@given(arrays(np.float64, (4, 2), elements=st.floats(-10, 10)), st.permutations(range(4)))
def test_another_order_of_the_tokens_only_reorders_the_output(X, order):
    """Without positions a layer cannot tell one order from another."""
    output, weights = attention(X, X, X)
    other, turned = attention(X[list(order)], X[list(order)], X[list(order)])
    np.testing.assert_allclose(other, output[list(order)], atol=1e-12)
    np.testing.assert_allclose(turned, weights[np.ix_(order, order)], atol=1e-12)


@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize("scale", [None, 1.0])
@pytest.mark.parametrize("which", [0, 1, 2])
def test_the_gradient_is_the_slope(which, scale, masked):
    rng = np.random.default_rng(0)
    given = [rng.normal(size=(2, 3, *shape)) for shape in ((5, 4), (6, 4), (6, 2))]
    d_output, mask = rng.normal(size=(2, 3, 5, 2)), np.tri(5, 6, 1, dtype=bool) if masked else None

    def swapped(x):
        return [x if k == which else values for k, values in enumerate(given)]

    def loss(x):
        return float(np.sum(attention(*swapped(x), mask, scale)[0] * d_output))

    def gradient(x):
        weights = attention(*swapped(x), mask, scale)[1]
        return attention_backward(*swapped(x), weights, d_output, scale)[which]

    assert gradient_check(loss, gradient, given[which], rng).max_relative_error < 1e-6


def test_huge_dot_products_do_not_overflow():
    output, weights = attention(1e40 * Q, 1e40 * K, V)
    assert np.array_equal(weights, [[1 / 2, 1 / 2], [0, 1]])
    assert np.array_equal(output, [[6], [8]])


@pytest.mark.parametrize(
    ("arguments", "parameter"),
    [
        ((Q, K[:, :3], V), "K"),
        ((Q, K, V[:1]), "V"),
        ((Q[None], K, V), "K"),
        ((Q, K, V, np.ones((2, 2))), "mask"),
        ((Q, K, V, np.ones((3, 2), bool)), "mask"),
        ((Q, K, V, np.array([[True, True], [False, False]])), "mask"),
        ((Q, K, V, None, -1.0), "scale"),
    ],
)
def test_what_does_not_fit_is_refused(arguments, parameter):
    with pytest.raises(InvalidParameterError) as refused:
        attention(*arguments)
    assert refused.value.parameter == parameter
