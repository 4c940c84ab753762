"""One sentence for every wrong value: parameter, rule, value."""

import pickle

import numpy as np
import pytest

from core.validation import (
    MAX_SHOWN,
    RULES,
    InvalidParameterError,
    check_boolean,
    check_choice,
    check_integer,
    check_labelled,
    check_number,
)

NAN, INF = float("nan"), float("inf")
GOOD_X, GOOD_Y = [[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]], [-1, 1, 1]


def test_the_sentence_and_its_parts():
    with pytest.raises(InvalidParameterError) as caught:
        check_number("learning_rate", NAN, 0, 1_000_000, above=True)
    error = caught.value
    assert str(error) == "learning_rate must be above 0 and at most 1000000, got nan."
    assert (error.parameter, error.code, error.limits) == (
        "learning_rate",
        "above_at_most",
        {"low": 0, "high": 1_000_000},
    )
    assert error.rule == "be above 0 and at most 1000000"
    assert np.isnan(error.value)
    assert isinstance(error, ValueError)


def test_choices_are_listed():
    with pytest.raises(InvalidParameterError, match=r"^variant must be one of a, b, got 'c'\.$"):
        check_choice("variant", "c", ("a", "b"))


@pytest.mark.parametrize(
    "value",
    ["x" * 100_000, "a\nb" * 100, 10**10_000, np.zeros(1000)],
    ids=["long text", "many lines", "long number", "array"],
)
def test_any_value_fits_on_one_short_line(value):
    with pytest.raises(InvalidParameterError) as caught:
        check_integer("n_epochs", value, 1, 1000)
    message = str(caught.value)
    assert "\n" not in message
    assert len(message) < MAX_SHOWN + 70


def test_the_error_survives_pickling():
    error = pickle.loads(pickle.dumps(InvalidParameterError("seed", "integer_between", -1, low=0, high=9)))
    assert str(error) == "seed must be a whole number between 0 and 9, got -1."
    assert error.limits == {"low": 0, "high": 9}


@pytest.mark.parametrize(("check", "value"), [(check_number, True), (check_integer, np.True_), (check_integer, 2.0)])
def test_truth_values_and_fractions_are_not_counted_as_numbers(check, value):
    with pytest.raises(InvalidParameterError):
        check("n", value, 0, 10)


def test_numpy_numbers_become_python_numbers():
    assert type(check_integer("n", np.int64(3), 0, 9)) is int
    assert type(check_number("n", np.float32(3), 0, 9)) is float
    assert check_boolean("n", np.True_) is True


@pytest.mark.parametrize(
    ("X", "y", "parameter", "code", "shown"),
    [
        ([[0.0, NAN], [2.0, 3.0]], [-1, 1], "X", "finite", "nan"),
        ([[0.0, -INF], [2.0, 3.0]], [-1, 1], "X", "finite", "-inf"),
        ([[0.0, 1e101], [2.0, 3.0]], [-1, 1], "X", "finite", "1e+101"),
        ([[0.0, 10**400], [2.0, 3.0]], [-1, 1], "X", "finite", "[[0.0, 1000"),
        ([["a", 1.0], [2.0, 3.0]], [-1, 1], "X", "real", "[['a', 1.0]"),
        ([[1.0], [2.0, 3.0]], [-1, 1], "X", "real", "[[1.0], [2.0"),
        ([1.0, 2.0], [-1, 1], "X", "shape", "(2,)"),
        (np.zeros((0, 2)), [-1, 1], "X", "shape", "(0, 2)"),
        (np.zeros((2, 0)), [-1, 1], "X", "shape", "(2, 0)"),
        ([[1.0, 2.0]], [1], "X", "too_few_points", "1"),
        (GOOD_X, [-1, 1], "y", "shape", "(2,)"),
        (GOOD_X, [[-1], [1], [1]], "y", "shape", "(3, 1)"),
        (GOOD_X, [0, 1, 1], "y", "labels", "0.0"),
        (GOOD_X, [-1, NAN, 1], "y", "finite", "nan"),
        (GOOD_X, [1, 1, 1], "y", "both_classes", "only +1"),
        (GOOD_X, [-1, -1, -1], "y", "both_classes", "only -1"),
    ],
)
def test_samples_that_no_classifier_can_use(X, y, parameter, code, shown):
    with pytest.raises(InvalidParameterError) as caught:
        check_labelled(X, y)
    assert (caught.value.parameter, caught.value.code) == (parameter, code)
    assert str(caught.value).startswith(f"{parameter} must {RULES[code].split('{')[0]}")
    assert f"got {shown}" in str(caught.value).replace("'only", "only")


def test_good_samples_come_back_as_floats():
    X, y = check_labelled(GOOD_X, GOOD_Y)
    assert (X.dtype, y.dtype) == (np.float64, np.float64)
    assert X.tolist() == GOOD_X
    assert y.tolist() == GOOD_Y
