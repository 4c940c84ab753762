"""Shapes, labels and separability of every data set."""

from dataclasses import fields

import numpy as np
import pytest
from scipy.optimize import linprog
from sklearn.datasets import load_iris

from core.datasets import DATASETS, DEFAULT_POINTS, MAX_POINTS, blobs, check_points, load, options, own, ring
from core.iris import FEATURES, MEASUREMENTS, SPECIES
from core.perceptron.params import PerceptronParams
from core.validation import InvalidParameterError

SEPARABLE = {"iris-setosa-versicolor", "blobs", "and", "or", "four-points", "own"}


def is_separable(X, y):
    """Whether some (w, b) gives every sample y(w·x + b) >= 1: a linear programme decides."""
    Z = y[:, None] * np.column_stack([X, np.ones(len(X))])
    answer = linprog(np.zeros(Z.shape[1]), A_ub=-Z, b_ub=-np.ones(len(Z)), bounds=(None, None))
    return answer.status == 0


def test_iris_equals_scikit_learns_copy():
    theirs = load_iris()
    np.testing.assert_array_equal(MEASUREMENTS, theirs.data)
    assert list(SPECIES) == list(theirs.target_names)
    assert [f"{name} (cm)".replace("-", " ") for name in FEATURES] == theirs.feature_names
    assert not MEASUREMENTS.flags.writeable


@pytest.mark.parametrize("name", DATASETS)
def test_every_data_set_stands_on_its_own(name):
    X, y = DATASETS[name]()
    assert X.dtype == y.dtype == np.float64
    assert X.shape == (len(y), 2)
    assert set(y) == {-1.0, 1.0}
    assert is_separable(X, y) == (name in SEPARABLE)


@pytest.mark.parametrize("name", DATASETS)
def test_options_are_fields_of_the_params_with_the_same_defaults(name):
    params = {field.name: field.default for field in fields(PerceptronParams)}
    assert options(name) <= params.keys()
    for mine, default in zip(load(name, **params), DATASETS[name](), strict=True):
        np.testing.assert_array_equal(mine, default)


@pytest.mark.parametrize("name", DATASETS)
def test_each_call_gives_arrays_of_its_own(name):
    DATASETS[name]()[0][:] = 99
    assert np.max(DATASETS[name]()[0]) < 99


def test_blobs_are_where_they_should_be():
    X, y = blobs(n_samples=1000, separation=6.0, seed=3)
    positive, negative = X[y > 0], X[y < 0]
    assert np.linalg.norm(positive.mean(0) - negative.mean(0)) == pytest.approx(6, abs=0.2)
    np.testing.assert_allclose(np.cov(positive.T), np.eye(2), atol=0.15)


def test_the_ring_lies_around_the_disc():
    X, y = ring(n_samples=1000, seed=5)
    radius = np.linalg.norm(X, axis=1)
    assert radius[y > 0].max() <= 1
    assert radius[y < 0].min() >= 1.5
    assert radius[y < 0].max() <= 2.5


@pytest.mark.parametrize("name", ["blobs", "overlapping-blobs", "ring"])
def test_seed_and_size(name):
    np.testing.assert_array_equal(load(name, seed=4)[0], load(name, seed=4)[0])
    assert np.all(load(name, seed=4)[0] != load(name, seed=5)[0])
    for n_samples in (4, 5, 1000):
        X, y = load(name, n_samples=n_samples)
        assert len(X) == n_samples
        assert abs(y.sum()) <= 1


def test_gates_are_truth_tables():
    for name, positive in {"and": {(1, 1)}, "or": {(0, 1), (1, 0), (1, 1)}, "xor": {(0, 1), (1, 0)}}.items():
        X, y = DATASETS[name]()
        assert {tuple(map(int, x)) for x, label in zip(X, y, strict=True) if label > 0} == positive


def test_iris_species_and_columns():
    X, y = load("iris-versicolor-virginica", x1_feature="petal-width", x2_feature="sepal-width")
    np.testing.assert_array_equal(X, load_iris().data[50:][:, [3, 1]])
    np.testing.assert_array_equal(y, np.repeat([-1, 1], 50))


def test_own_points():
    X, y = own(points=[[1, 2, 1], [3, 4, -1]])
    assert X.tolist() == [[1, 2], [3, 4]]
    assert y.tolist() == [1, -1]
    assert check_points(np.array([[1, 2, 1.0], [3, 4, -1]])) == ((1.0, 2.0, 1), (3.0, 4.0, -1))
    assert np.max(np.abs([point[:2] for point in DEFAULT_POINTS])) <= 4


P, N = (0.0, 1.0, 1), (1.0, 0.0, -1)


@pytest.mark.parametrize(
    ("name", "wrong", "parameter", "code"),
    [
        ("moons", {}, "dataset", "one_of"),
        (None, {}, "dataset", "one_of"),
        (["xor"], {}, "dataset", "one_of"),
        ("blobs", {"n_samples": 3}, "n_samples", "integer_between"),
        ("blobs", {"n_samples": 1001}, "n_samples", "integer_between"),
        ("ring", {"n_samples": 10.0}, "n_samples", "integer_between"),
        ("blobs", {"separation": -0.1}, "separation", "between"),
        ("blobs", {"separation": 20.1}, "separation", "between"),
        ("blobs", {"separation": float("nan")}, "separation", "between"),
        ("blobs", {"seed": -1}, "seed", "integer_between"),
        ("iris-setosa-versicolor", {"x1_feature": "stalk"}, "x1_feature", "one_of"),
        ("iris-setosa-versicolor", {"x1_feature": "petal-length"}, "x2_feature", "differ"),
        ("own", {"points": ()}, "points", "too_few_points"),
        ("own", {"points": (P,)}, "points", "too_few_points"),
        ("own", {"points": (P, P)}, "points", "both_classes"),
        ("own", {"points": (P, N) * (MAX_POINTS // 2 + 1)}, "points", "too_large"),
        ("own", {"points": (P, (0.0, float("inf"), -1))}, "points", "between"),
        ("own", {"points": (P, (0.0, float("nan"), -1))}, "points", "between"),
        ("own", {"points": (P, (0.0, 1_000_001, -1))}, "points", "between"),
        ("own", {"points": (P, (0.0, "1", -1))}, "points", "between"),
        ("own", {"points": (P, (0.0, 1.0, 0))}, "points", "labels"),
        ("own", {"points": (P, (0.0, 1.0, True))}, "points", "labels"),
        ("own", {"points": (P, (0.0, 1.0))}, "points", "shape"),
        ("own", {"points": (P, 3)}, "points", "shape"),
        ("own", {"points": "points"}, "points", "shape"),
        ("own", {"points": None}, "points", "shape"),
    ],
)
def test_wrong_options(name, wrong, parameter, code):
    with pytest.raises(InvalidParameterError) as caught:
        load(name, **wrong)
    assert (caught.value.parameter, caught.value.code) == (parameter, code)
