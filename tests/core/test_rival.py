"""A recurrent network as a rival: as many weights, the true gradient, and what it may read before it answers."""

import numpy as np
import pytest

from core.gradient_check import gradient_check
from core.named_weights import flatten, unflatten
from core.recurrent.cells import CELLS
from core.rival import Rival, answers, learn, rival_of, steps_of

every_rival = pytest.mark.parametrize(
    "rival", [Rival(cell, 5, 4, 3, first) for cell in CELLS for first in (False, True)], ids=str
)


def given(rival):
    rng = np.random.default_rng(0)
    weights = rival.first_weights(rng)
    tokens, targets = rng.integers(5, size=(3, 4)), rng.integers(4, size=(3, 4))
    return weights, tokens, targets, rng.random((3, 4)) < 0.7


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("n", [300, 1482, 10096])
def test_it_has_about_as_many_weights(cell, n):
    rival = rival_of(cell, 10, 10, n, reads_first=True)
    assert abs(rival.n_weights - n) < 0.1 * n
    assert sum(w.size for w in rival.first_weights(np.random.default_rng(0)).values()) == rival.n_weights


def test_who_reads_first_is_asked_afterwards():
    x = steps_of(Rival("rnn", 3, 3, 2, reads_first=True), np.array([[2, 0]]), np.float64)
    assert x[:, :, 0].tolist() == [[0, 0, 1, 0], [1, 0, 0, 0], [0, 0, 0, 1], [0, 0, 0, 1]]
    x = steps_of(Rival("rnn", 3, 3, 2, reads_first=False), np.array([[2, 0]]), np.float64)
    assert x[:, :, 0].tolist() == [[0, 0, 1], [1, 0, 0]]


@every_rival
def test_the_gradient_by_all_weights_is_the_slope(rival):
    weights, tokens, targets, mask = given(rival)
    check = gradient_check(
        lambda theta: learn(rival, unflatten(theta, rival.shapes), tokens, targets, mask)[0],
        lambda theta: flatten(learn(rival, unflatten(theta, rival.shapes), tokens, targets, mask)[1]),
        flatten(weights),
        np.random.default_rng(1),
    )
    assert check.max_relative_error < 1e-6


@every_rival
def test_the_gradient_by_what_is_read_is_the_slope(rival):
    """An input that is a little more than one-hot; weights of the input stand in for it."""
    weights, tokens, targets, mask = given(rival)
    _, gradients, dx = learn(rival, weights, tokens, targets, mask)
    first = np.zeros((rival.sizes[0], dx.shape[2]))
    assert dx.shape == (3, 4, rival.sizes[0])
    # Σ over all places of a symbol of (∂L/∂x W⁺)ᵀ is ∂L/∂W_x: compare what both say of the loss along W_x's rows
    for symbol in range(5):
        first[symbol] = dx[tokens == symbol].sum(axis=0)
    np.testing.assert_allclose(first[:5], (gradients["W_x"] @ weights["W_x"].T)[:5], atol=1e-12)


def test_who_reads_along_knows_nothing_of_what_comes_later():
    for first in (False, True):
        rival = Rival("gru", 5, 4, 3, first)
        weights, tokens, _, _ = given(rival)
        later = tokens.copy()
        later[:, -1] = (later[:, -1] + 1) % 5
        same = np.array_equal(answers(rival, weights, tokens)[:, 0], answers(rival, weights, later)[:, 0])
        assert same != first
