"""Origin, shapes and options of every data set with one feature, and what is done to them before training."""

from dataclasses import fields

import numpy as np
import pytest
from sklearn.datasets import load_iris
from sklearn.preprocessing import StandardScaler

from core.gradient_descent.cars import SPEED_AND_DISTANCE
from core.gradient_descent.linear_models import SGDParams
from core.gradient_descent.regression_data import (
    AXES,
    LABELLED,
    REGRESSION_DATASETS,
    in_own_units,
    line,
    load,
    options,
    raw,
    scaling,
    standardized,
    two_groups,
)
from core.validation import InvalidParameterError


def test_cars_have_the_published_size_and_means():
    # the summary of `cars` in R: n = 50, means 15.4 and 42.98, medians 15 and 36, ranges 4-25 and 2-120
    assert SPEED_AND_DISTANCE.shape == (50, 2)
    np.testing.assert_allclose(SPEED_AND_DISTANCE.mean(0), [15.4, 42.98])
    assert np.median(SPEED_AND_DISTANCE, axis=0).tolist() == [15, 36]
    assert SPEED_AND_DISTANCE.min(0).tolist() == [4, 2]
    assert SPEED_AND_DISTANCE.max(0).tolist() == [25, 120]
    # lm(dist ~ speed) in R: -17.579 + 3.932 speed
    X, y = raw("cars")
    slope, intercept = np.polyfit(X[:, 0], y, 1)
    assert (slope, intercept) == (pytest.approx(3.932, abs=5e-4), pytest.approx(-17.579, abs=5e-4))
    assert not SPEED_AND_DISTANCE.flags.writeable


def test_iris_columns():
    flowers = load_iris()
    X, y = raw("iris-petals")
    np.testing.assert_array_equal(X[:, 0], flowers.data[:, 2])
    np.testing.assert_array_equal(y, flowers.data[:, 3])
    X, y = raw("iris-versicolor-virginica")
    np.testing.assert_array_equal(X[:, 0], flowers.data[50:, 2])
    np.testing.assert_array_equal(y, flowers.target[50:] == 2)


@pytest.mark.parametrize("name", REGRESSION_DATASETS)
def test_every_data_set_stands_on_its_own(name):
    X, y = REGRESSION_DATASETS[name]()
    assert X.dtype == y.dtype == np.float64
    assert X.shape == (len(y), 1)
    assert (set(y) == {0.0, 1.0}) == (name in LABELLED)
    assert len(AXES[name]) == 2
    X[:], y[:] = 1e9, 1e9  # the next caller gets arrays of its own
    assert np.max(REGRESSION_DATASETS[name]()[0]) < 1e9
    assert np.max(REGRESSION_DATASETS[name]()[1]) < 1e9


@pytest.mark.parametrize("name", REGRESSION_DATASETS)
def test_options_are_fields_of_the_params_with_the_same_defaults(name):
    params = {field.name: field.default for field in fields(SGDParams)}
    assert options(name) <= params.keys()
    for mine, default in zip(raw(name, **params), REGRESSION_DATASETS[name](), strict=True):
        np.testing.assert_array_equal(mine, default)


@pytest.mark.parametrize("name", REGRESSION_DATASETS)
@pytest.mark.parametrize("model", ["linear", "logistic"])
def test_every_data_set_serves_both_models(name, model):
    (X, y), (X_raw, y_raw) = load(name, model=model), raw(name, model=model)
    np.testing.assert_array_equal(y, y_raw)
    np.testing.assert_allclose(X, StandardScaler().fit_transform(X_raw), atol=1e-12)
    np.testing.assert_array_equal(load(name, model=model, standardize=False)[0], X_raw)
    own = REGRESSION_DATASETS[name]()[1]
    if model == "linear" or name in LABELLED:
        np.testing.assert_array_equal(y, own)
    else:
        assert set(y) == {0.0, 1.0}
        assert np.min(own[y == 1]) > np.mean(own) >= np.max(own[y == 0])


def test_the_line_is_a_line_with_that_noise():
    X, y = line(n_samples=1000, noise=0.5, seed=3)
    slope, intercept = np.polyfit(X[:, 0], y, 1)
    assert (slope, intercept) == (pytest.approx(2, abs=0.05), pytest.approx(-1, abs=0.05))
    assert np.std(y - slope * X[:, 0] - intercept) == pytest.approx(0.5, rel=0.1)
    X, y = line(noise=0)
    np.testing.assert_allclose(y, 2 * X[:, 0] - 1)


def test_the_two_groups_lie_apart():
    X, y = two_groups(n_samples=1000, noise=0.7, seed=1)
    for label, centre in ((0, -1.5), (1, 1.5)):
        assert np.mean(X[y == label]) == pytest.approx(centre, abs=0.1)
        assert np.std(X[y == label]) == pytest.approx(0.7, rel=0.1)


@pytest.mark.parametrize("name", ["line", "two-groups"])
def test_seed_and_size(name):
    np.testing.assert_array_equal(raw(name, seed=4)[0], raw(name, seed=4)[0])
    assert np.all(raw(name, seed=4)[0] != raw(name, seed=5)[0])
    for n_samples in (4, 5, 1000):
        assert len(raw(name, n_samples=n_samples)[1]) == n_samples


def test_the_line_in_own_units_is_the_same_line():
    rng = np.random.default_rng(0)
    X = rng.standard_normal((20, 3)) * [1, 5, 0.1] + [0, 3, -7]
    weights, biases = rng.standard_normal((4, 3)), rng.standard_normal(4)
    own_weights, own_biases = in_own_units(weights, biases, *scaling(X))
    np.testing.assert_allclose(own_weights @ X.T + own_biases[:, None], weights @ standardized(X).T + biases[:, None])


def test_a_constant_column_cannot_be_standardized():
    with pytest.raises(InvalidParameterError, match=r"^X must differ from a constant column, got 7\.0\.$"):
        standardized(np.array([[1.0, 7.0], [2.0, 7.0]]))


@pytest.mark.parametrize(
    ("name", "wrong", "parameter", "code"),
    [
        ("diabetes", {}, "dataset", "one_of"),
        (None, {}, "dataset", "one_of"),
        ("cars", {"model": "ridge"}, "model", "one_of"),
        ("line", {"n_samples": 3}, "n_samples", "integer_between"),
        ("two-groups", {"n_samples": 1001}, "n_samples", "integer_between"),
        ("line", {"noise": -1}, "noise", "between"),
        ("two-groups", {"noise": float("nan")}, "noise", "between"),
        ("line", {"seed": -1}, "seed", "integer_between"),
    ],
)
def test_wrong_options(name, wrong, parameter, code):
    with pytest.raises(InvalidParameterError) as caught:
        load(name, **wrong)
    assert (caught.value.parameter, caught.value.code) == (parameter, code)
