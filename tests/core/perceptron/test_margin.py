"""Wolfe's algorithm against every face of a small hull, against itself as a certificate, and by hand."""

import math
from itertools import combinations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sklearn.svm import SVC

from core.datasets import load
from core.perceptron.margin import largest_margin, nearest_to_origin, novikoff_bound


def test_two_points_by_hand():
    # z = -(-1, 0, 1) = (1, 0, -1) and z = (3, 0, 1). Nearest point of the segment from the first to the
    # second, direction (2, 0, 2): t = -(1, 0, -1)·(2, 0, 2) / 8 = 0, so it is (1, 0, -1) and γ = √2. R = √10.
    margin = largest_margin([[-1.0, 0.0], [3.0, 0.0]], [-1, 1])
    assert margin.gamma == pytest.approx(math.sqrt(2))
    assert margin.radius == pytest.approx(math.sqrt(10))
    np.testing.assert_allclose([*margin.w, margin.b], np.array([1, 0, -1]) / math.sqrt(2), atol=1e-15)
    assert novikoff_bound(margin) == pytest.approx(5)


def test_without_bias_by_hand():
    # on the line x1 alone: z = 1 and z = 3, so γ = 1 and R = 3
    margin = largest_margin([[-1.0], [3.0]], [-1, 1], fit_bias=False)
    assert (margin.gamma, margin.b, margin.radius) == (1, 0, 3)
    assert novikoff_bound(margin) == 9


@pytest.mark.parametrize(
    ("X", "y"),
    [
        load("xor"),
        load("ring"),
        load("overlapping-blobs"),
        load("iris-versicolor-virginica"),
        ([[1.0, 2.0], [1.0, 2.0]], [-1, 1]),
        ([[1e6, 2.0], [1e6, 2.0], [0.1, 0.3]], [-1, 1, 1]),
        ([[0.1, 0.1], [0.2, 0.2], [0.3, 0.3]], [1, -1, 1]),
    ],
)
def test_data_that_no_line_parts(X, y):
    margin = largest_margin(X, y)
    assert (margin.gamma, margin.b) == (0, 0)
    assert not np.any(margin.w)
    assert novikoff_bound(margin) == math.inf


def test_no_line_through_the_origin_parts_the_and_gate():
    X, y = load("and")
    assert largest_margin(X, y).gamma > 0
    assert largest_margin(X, y, fit_bias=False).gamma == 0
    assert largest_margin([[0.0, 0.0], [0.0, 0.0]], [-1, 1], fit_bias=False).gamma == 0


def nearest_by_faces(Z):
    """Length of the shortest point of the hull of Z: the best over all faces with at most d corners."""
    best = math.inf
    for size in range(1, Z.shape[1] + 1):
        for rows in combinations(range(len(Z)), size):
            corners = Z[list(rows)]
            # shares of the point of the corners' plane nearest to the origin: Gram matrix with Σ shares = 1
            gram = np.block([[corners @ corners.T, np.ones((size, 1))], [np.ones((1, size)), np.zeros((1, 1))]])
            shares = np.linalg.lstsq(gram, np.eye(size + 1)[-1], rcond=None)[0][:size]
            if np.all(shares >= -1e-12) and abs(shares.sum() - 1) < 1e-9:
                best = min(best, float(np.linalg.norm(shares @ corners)))
    return best


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_separable_data_against_every_face(data):
    d = data.draw(st.integers(1, 3))
    rows = st.lists(st.integers(-9, 9).map(lambda i: i / 4), min_size=d, max_size=d)
    X = np.array(data.draw(st.lists(rows, min_size=2, max_size=8)))
    w, b = np.array(data.draw(rows)), data.draw(st.integers(-4, 4)) / 3
    score = X @ w + b
    y = np.where(score > 0, 1.0, -1.0)
    assume(np.all(np.abs(score) > 1e-9) and abs(y.sum()) < len(y))
    Z = y[:, None] * np.column_stack([X, np.ones(len(X))])
    assert largest_margin(X, y).gamma == pytest.approx(nearest_by_faces(Z), rel=1e-9)


@settings(max_examples=100, deadline=None)
@given(
    st.integers(0, 2**32 - 1),
    st.integers(2, 60),
    st.integers(1, 6),
    st.floats(-9, 1),
    st.booleans(),
    st.booleans(),
)
def test_the_answer_proves_itself(seed, n, d, log_gap, fit_bias, repeat):
    """γ is reached by w (so no larger margin is claimed than there is), and the hull comes no nearer than γ.

    A point x of the hull bounds every margin from above by ‖x‖: for unit w, min z·w <= x·w <= ‖x‖.
    """
    rng = np.random.default_rng(seed)
    normal = rng.standard_normal(d)
    X = rng.standard_normal((n, d))
    score = X @ normal / np.linalg.norm(normal)
    y = np.where(score > 0, 1.0, -1.0)
    assume(abs(y.sum()) < n)
    X += (y * 10**log_gap)[:, None] * normal / np.linalg.norm(normal)  # a margin of at least 10**log_gap
    if repeat:
        X, y = np.vstack([X, X]), np.append(y, y)
    margin = largest_margin(X, y, fit_bias)
    assert margin.gamma > 0
    Z = y[:, None] * np.column_stack([X, np.full(len(X), float(fit_bias))])
    unit = np.append(margin.w, margin.b)
    assert np.linalg.norm(unit) == pytest.approx(1)
    assert np.min(Z @ unit) == pytest.approx(margin.gamma, rel=1e-12)
    upper = np.linalg.norm(nearest_to_origin(Z / margin.radius)) * margin.radius
    assert margin.gamma == pytest.approx(upper, rel=1e-6, abs=1e-14 * margin.radius)


@pytest.mark.parametrize("gap", [1e-3, 1e-6, 1e-9, 1e-12])
@pytest.mark.parametrize("seed", range(20))
def test_a_hair_between_the_classes_is_found(gap, seed):
    """Points on both sides at distance `gap` of one hyperplane, many enough to leave no other way through."""
    rng = np.random.default_rng(seed)
    d = 1 + seed % 5
    normal = rng.standard_normal(d)
    normal /= np.linalg.norm(normal)
    X = rng.standard_normal((60, d))
    score = X @ normal
    y = np.where(score > 0, 1.0, -1.0)
    X[: 8 * d] -= np.outer(score[: 8 * d], normal)
    X += gap * y[:, None] * normal
    gamma = largest_margin(X, y).gamma
    assert gap * 0.99 <= gamma <= gap * 100


@pytest.mark.parametrize("name", ["iris-setosa-versicolor", "blobs", "and", "or", "four-points", "own"])
def test_agrees_with_a_support_vector_machine(name):
    """A hard-margin machine on all z and -z, which leaves it no use for an intercept, has ‖w‖ = 1/γ."""
    X, y = load(name)
    Z = y[:, None] * np.column_stack([X, np.ones(len(X))])
    machine = SVC(kernel="linear", C=1e10, tol=1e-10).fit(np.vstack([Z, -Z]), np.repeat([1, -1], len(Z)))
    assert machine.intercept_[0] == pytest.approx(0, abs=1e-4)
    assert largest_margin(X, y).gamma == pytest.approx(1 / np.linalg.norm(machine.coef_), rel=1e-4)


def test_scale_does_not_matter():
    X, y = load("blobs")
    gamma = largest_margin(X, y, fit_bias=False).gamma
    for scale in (1e-90, 1e-3, 1e6, 1e90):
        assert largest_margin(scale * X, y, fit_bias=False).gamma == pytest.approx(scale * gamma)
