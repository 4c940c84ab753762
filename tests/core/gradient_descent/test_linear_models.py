"""Minibatch descent against full-batch descent, normal equations and scikit-learn; every batch accounted for."""

import pickle
from dataclasses import FrozenInstanceError, asdict, fields, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.linear_model import LinearRegression, LogisticRegression

from core.gradient_check import gradient_check
from core.gradient_descent.batches import Batches, SGDHistory
from core.gradient_descent.linear_losses import MODELS, sigmoid
from core.gradient_descent.linear_models import (
    MAX_FULL_LOSSES,
    MAX_WEIGHT,
    SGDParams,
    exact_minimum,
    hessian,
    loss,
    loss_gradient,
    loss_surface,
    train,
)
from core.gradient_descent.regression_data import load
from core.iris import MEASUREMENTS
from core.optimizers import OPTIMIZERS
from core.schedules import SCHEDULES, learning_rates
from core.validation import InvalidParameterError

FLOWERS = (MEASUREMENTS[:, :3] - MEASUREMENTS[:, :3].mean(0), MEASUREMENTS[:, 3])
SPECIES = (MEASUREMENTS[50:], np.repeat([0.0, 1.0], 50))
SAMPLES = {
    "linear": {"cars": load("cars"), "petals": load("iris-petals"), "3-d": FLOWERS},
    "logistic": {"species": load("iris-versicolor-virginica", model="logistic"), "4-d": SPECIES},
}
CASES = [(model, name) for model, by_name in SAMPLES.items() for name in by_name]


def theta(history):
    return np.column_stack([history.weights, history.biases])


def independent(X, y, model, batches, rates, step, slip="none"):
    """The training once more, for this test only, with loops where the core has none."""
    w, b, rows, losses = np.zeros(X.shape[1]), 0.0, [], []
    w_state = b_state = (0.0, 0.0)
    rows.append(np.append(w, b))
    for t, (batch, rate) in enumerate(zip(batches, rates, strict=True), start=1):
        dw, db, total = np.zeros_like(w), 0.0, 0.0
        for i in batch:
            z = np.dot(w, X[i]) + b
            p = z if model == "linear" else 1 / (1 + np.exp(-z))
            total += (z - y[i]) ** 2 / 2 if model == "linear" else -np.log(p if y[i] == 1 else 1 - p)
            if slip != "mistakes-only" or (z > 0) != (y[i] == 1):
                dw, db = dw + (p - y[i]) * X[i], db + (p - y[i])
        losses.append(total / len(batch))
        signed = -rate if slip == "climb" else rate
        w, w_state = step(w, dw / len(batch), w_state, t, signed)
        b, b_state = step(b, db / len(batch), b_state, t, signed)
        rows.append(np.append(w, b))
    return np.array(rows), np.array(losses)


def test_by_hand():
    # linear, x = 1, 2 and y = 2, 2, both in one batch, rate 0.5, from w = b = 0
    # residuals -2, -2: loss (4 + 4)/2/2 = 2; dw = (-2 - 4)/2 = -3, db = -2: w = 1.5, b = 1
    # residuals 0.5, 2: loss (0.25 + 4)/2/2 = 1.0625; dw = (0.5 + 4)/2 = 2.25, db = 1.25: w = 0.375, b = 0.375
    params = SGDParams(learning_rate=0.5, batch_size=2, n_epochs=2)
    history = train([[1.0], [2.0]], [2.0, 2.0], params)
    np.testing.assert_allclose(history.weights, [[0], [1.5], [0.375]])
    np.testing.assert_allclose(history.biases, [0, 1, 0.375])
    np.testing.assert_allclose(history.batch_losses, [2, 2, 1.0625])
    assert history.full_steps.tolist() == [0, 1, 2]
    # at the end residuals -1.25, -0.875: (1.5625 + 0.765625)/4
    np.testing.assert_allclose(history.full_losses, [2, 1.0625, 0.58203125])
    assert history.epochs.tolist() == [0, 1, 2]
    assert history.n_updates == 2
    assert history.diverged_at == -1


def test_logistic_by_hand():
    # x = 2, y = 1 and x = -2, y = 0, rate 1: σ(0) = 1/2, dw = (-0.5 · 2 + 0.5 · -2)/2 = -1, db = 0; loss ln 2
    history = train([[2.0], [-2.0]], [1, 0], SGDParams(model="logistic", learning_rate=1.0, batch_size=2, n_epochs=1))
    np.testing.assert_allclose(history.weights, [[0], [1]])
    np.testing.assert_allclose(history.biases, [0, 0])
    np.testing.assert_allclose(history.batch_losses, np.log(2))
    np.testing.assert_allclose(history.full_losses, [np.log(2), np.log(1 + np.exp(-2))])


@pytest.mark.parametrize(("model", "name"), CASES)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("batch_size", [1, 7, 50])
def test_equals_an_independent_loop(model, name, optimizer, batch_size):
    X, y = SAMPLES[model][name]
    params = SGDParams(
        model=model,
        optimizer=optimizer,
        learning_rate=0.01,
        batch_size=batch_size,
        n_epochs=3,
        schedule="cosine",
        seed=4,
    )
    history = train(X, y, params)

    def step(p, g, state, t, rate):
        return OPTIMIZERS[optimizer].step(p, g, state, t, rate, params)

    rates = learning_rates(0.01, "cosine", history.n_updates)
    rows, losses = independent(X, y, model, history.batches, rates, step)
    np.testing.assert_allclose(theta(history), rows, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(history.batch_losses[1:], losses, rtol=1e-9)
    assert history.learning_rates.tolist() == rates


@pytest.mark.parametrize(("model", "name"), CASES)
def test_a_batch_of_all_samples_is_full_batch_descent(model, name):
    X, y = SAMPLES[model][name]
    history = train(X, y, SGDParams(model=model, batch_size=len(y), n_epochs=40, learning_rate=0.05))
    w, b = np.zeros(X.shape[1]), 0.0
    for t in range(40):
        assert history.batch_losses[t + 1] == pytest.approx(loss(w, b, X, y, model))
        dw, db = loss_gradient(w, b, X, y, model)
        w, b = w - 0.05 * dw, b - 0.05 * db
        np.testing.assert_allclose(history.weights[t + 1], w, rtol=1e-10, atol=1e-12)
        assert history.biases[t + 1] == pytest.approx(b, rel=1e-10, abs=1e-12)


@pytest.mark.parametrize("name", SAMPLES["linear"])
def test_the_normal_equations_are_reached(name):
    X, y = SAMPLES["linear"][name]
    w, b = exact_minimum(X, y)
    theirs = LinearRegression().fit(X, y)
    np.testing.assert_allclose(w, theirs.coef_)
    assert b == pytest.approx(theirs.intercept_)
    Z = np.column_stack([X, np.ones(len(y))])
    np.testing.assert_allclose(Z.T @ Z @ np.append(w, b), Z.T @ y)
    rate = 1.9 / np.max(np.linalg.eigvalsh(hessian(X)))
    history = train(X, y, SGDParams(batch_size=len(y), n_epochs=1000, learning_rate=rate))
    np.testing.assert_allclose(theta(history)[-1], np.append(w, b), rtol=1e-4)


def test_minibatches_reach_them_too_with_a_rate_that_shrinks():
    X, y = SAMPLES["linear"]["petals"]
    constant, inverse = (
        train(X, y, SGDParams(batch_size=5, n_epochs=200, learning_rate=0.3, schedule=schedule))
        for schedule in ("constant", "cosine")
    )
    w, b = exact_minimum(X, y)
    far, near = (np.linalg.norm(theta(run)[-200:] - np.append(w, b), axis=1).mean() for run in (constant, inverse))
    assert near < 0.005 < far


def test_logistic_regression_reaches_scikit_learns_minimum():
    X, y = SAMPLES["logistic"]["species"]
    theirs = LogisticRegression(C=np.inf, tol=1e-10).fit(X, y)
    params = SGDParams(
        model="logistic", optimizer="momentum", batch_size=len(y), n_epochs=1000, learning_rate=2.0, momentum=0.9
    )
    history = train(X, y, params)
    np.testing.assert_allclose(theta(history)[-1], [*theirs.coef_[0], *theirs.intercept_], rtol=1e-4)


@pytest.mark.parametrize(("n", "batch_size"), [(10, 10), (10, 3), (10, 1), (11, 5), (2, 2)])
def test_every_epoch_uses_every_sample_once_in_a_new_order(n, batch_size):
    X = np.random.default_rng(0).standard_normal((n, 2))
    history = train(X, X[:, 0], SGDParams(batch_size=batch_size, n_epochs=6, seed=2))
    per_epoch = -(-n // batch_size)
    assert len(history.batches) == history.n_updates == 6 * per_epoch
    epochs = [np.concatenate(history.batches[e * per_epoch : (e + 1) * per_epoch]) for e in range(6)]
    for order in epochs:
        assert sorted(order.tolist()) == list(range(n))
    if n > 2:
        assert len({tuple(order.tolist()) for order in epochs}) > 1
    assert {len(batch) for batch in history.batches} == {batch_size, n - (per_epoch - 1) * batch_size}
    assert history.epochs.tolist() == [0, *np.repeat(np.arange(1, 7), per_epoch).tolist()]


def test_batches_are_a_sequence():
    batches = Batches(np.arange(10).reshape(2, 5)[:, ::-1].copy(), 2)
    assert [batch.tolist() for batch in batches] == [[4, 3], [2, 1], [0], [9, 8], [7, 6], [5]]
    assert batches[-1].tolist() == [5]
    assert [batch.tolist() for batch in batches[1:3]] == [[2, 1], [0]]
    for outside in (6, -7):
        with pytest.raises(IndexError):
            batches[outside]


@pytest.mark.parametrize("n_epochs", [1, 5, 300])
def test_full_losses_are_bounded_and_right(n_epochs):
    X, y = SAMPLES["linear"]["cars"]
    history = train(X, y, SGDParams(n_epochs=n_epochs, batch_size=10, learning_rate=0.05))
    steps = history.full_steps
    assert len(steps) == len(history.full_losses) == min(MAX_FULL_LOSSES, history.n_updates + 1)
    assert (steps[0], steps[-1]) == (0, history.n_updates)
    assert np.all(np.diff(steps) > 0)
    assert np.ptp(np.diff(steps)) <= 1
    for t, shown in zip(steps, history.full_losses, strict=True):
        assert shown == pytest.approx(loss(history.weights[t], history.biases[t], X, y, "linear"))
    assert history.batch_losses[0] == history.full_losses[0]


@pytest.mark.parametrize(("model", "name"), CASES)
def test_loss_gradient(model, name):
    X, y = SAMPLES[model][name]
    rng = np.random.default_rng(8)
    check = gradient_check(
        lambda v: loss(v[:-1], v[-1], X, y, model),
        lambda v: np.append(*loss_gradient(v[:-1], v[-1], X, y, model)),
        0.3 * rng.standard_normal(X.shape[1] + 1),
        rng,
    )
    assert check.max_relative_error < 1e-7


@given(z=st.floats(-1e9, 1e9), y=st.sampled_from([0.0, 1.0]))
def test_logistic_loss_is_safe_everywhere(z, y):
    z, y = np.array([z]), np.array([y])
    (p,), (shown,) = sigmoid(z), MODELS["logistic"].losses(z, y)
    assert 0 <= p <= 1
    assert 0 <= shown <= 1 + abs(z[0])
    if abs(z[0]) < 30:
        assert p == pytest.approx(1 / (1 + np.exp(-z[0])), abs=1e-15)
        assert shown == pytest.approx(-np.log(1 / (1 + np.exp(z[0] * (1 - 2 * y[0])))), rel=1e-9, abs=1e-12)


@pytest.mark.parametrize(("model", "name"), [("linear", "cars"), ("logistic", "species")])
def test_loss_surface(model, name):
    X, y = SAMPLES[model][name]
    w_grid, b_grid = np.linspace(-5, 20, 7), np.linspace(-10, 60, 5)
    surface = loss_surface(X, y, model, w_grid, b_grid)
    assert surface.shape == (5, 7)
    for row, b in enumerate(b_grid):
        for column, w in enumerate(w_grid):
            assert surface[row, column] == pytest.approx(loss(np.array([w]), b, X, y, model))


def test_the_hessian_is_the_curvature_of_the_linear_loss():
    X, y = SAMPLES["linear"]["3-d"]
    columns = [
        np.append(*loss_gradient(v[:-1], v[-1], X, y, "linear"))
        - np.append(*loss_gradient(0 * v[:-1], 0.0, X, y, "linear"))
        for v in np.eye(4)
    ]
    np.testing.assert_allclose(hessian(X), np.column_stack(columns), atol=1e-12)


@pytest.mark.parametrize(("factor", "stable"), [(0.99, True), (1.01, False)])
def test_full_batch_descent_is_stable_below_two_over_the_largest_curvature(factor, stable):
    X, y = load("cars", standardize=False)
    rate = factor * 2 / np.max(np.linalg.eigvalsh(hessian(X)))
    history = train(X, y, SGDParams(learning_rate=rate, batch_size=50, n_epochs=1000))
    w, b = history.weights[-1], history.biases[-1]
    assert (loss(w, b, X, y, "linear") < history.full_losses[0]) == stable


@pytest.mark.parametrize(("model", "name"), CASES)
@pytest.mark.parametrize("slip", ["climb", "mistakes-only"])
@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_slips(model, name, slip, optimizer):
    if (model, slip) == ("linear", "mistakes-only"):
        with pytest.raises(InvalidParameterError, match="slip must be one of none, climb"):
            SGDParams(model=model, slip=slip)
        return
    X, y = SAMPLES[model][name]
    params = SGDParams(model=model, optimizer=optimizer, learning_rate=0.01, slip=slip, n_epochs=2)
    history = train(X, y, params)

    def step(p, g, state, t, rate):
        return OPTIMIZERS[optimizer].step(p, g, state, t, rate, params)

    rows, losses = independent(X, y, model, history.batches, history.learning_rates, step, slip)
    np.testing.assert_allclose(theta(history), rows, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(history.batch_losses[1:], losses, rtol=1e-9)
    assert np.any(theta(history) != theta(train(X, y, replace(params, slip="none"))))
    if slip == "climb":
        assert history.full_losses[-1] > history.full_losses[0]


def test_mistakes_only_stops_as_soon_as_all_are_right():
    X, y = np.array([[-2.0], [-1.0], [1.0], [2.0]]), np.array([0, 0, 1, 1])
    params = SGDParams(model="logistic", batch_size=4, n_epochs=200, slip="mistakes-only")
    slipped, right = train(X, y, params), train(X, y, replace(params, slip="none"))
    assert np.all((X @ slipped.weights[-1] + slipped.biases[-1] > 0) == (y == 1))
    assert np.all(theta(slipped)[-100:] == theta(slipped)[-1])
    assert slipped.full_losses[-1] > 3 * right.full_losses[-1]


@pytest.mark.parametrize(("model", "name"), CASES)
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("rate", [3.0, 1000.0, 1_000_000.0])
def test_whatever_the_rate_everything_stays_finite(model, name, optimizer, rate):
    X, y = SAMPLES[model][name]
    params = SGDParams(model=model, optimizer=optimizer, learning_rate=rate, batch_size=7, n_epochs=30)
    check_finite(train(X, y, params))


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("scale", [1e-99, 1e99])
@pytest.mark.parametrize("model", ["linear", "logistic"])
def test_whatever_the_data_everything_stays_finite(model, optimizer, scale):
    X = scale * np.array([[1.0, -3.0], [2.0, 1.0], [-1.0, 5.0], [0.5, 2.0]])
    y = X[:, 0] if model == "linear" else [0, 1, 1, 0]
    check_finite(train(X, y, SGDParams(model=model, optimizer=optimizer, learning_rate=1e6, batch_size=3)))


def check_finite(history):
    for name in ("weights", "biases", "batch_losses", "full_losses"):
        assert np.all(np.isfinite(getattr(history, name)))
    assert np.max(np.abs(theta(history))) <= MAX_WEIGHT
    t = history.diverged_at
    assert t == -1 or 1 <= t <= history.n_updates
    if t > 0:
        assert np.all(theta(history)[t:] == theta(history)[t - 1])
        assert np.all(history.batch_losses[t:] == history.batch_losses[t])
        assert np.all(history.full_losses[history.full_steps >= t] == history.full_losses[-1])


def test_a_run_that_diverges_is_the_shorter_run_and_then_stands_still():
    X, y = SAMPLES["linear"]["cars"]
    long = train(X, y, SGDParams(learning_rate=3.0, batch_size=50, n_epochs=100))
    t = long.diverged_at
    assert 5 < t < 100
    short = train(X, y, SGDParams(learning_rate=3.0, batch_size=50, n_epochs=t - 1))
    assert short.diverged_at == -1
    np.testing.assert_array_equal(theta(short), theta(long)[:t])
    assert train(X, y, SGDParams(learning_rate=3.0, batch_size=50, n_epochs=t)).diverged_at == t


@pytest.mark.parametrize(("model", "name"), CASES)
def test_same_seed_same_path(model, name):
    X, y = SAMPLES[model][name]
    params = SGDParams(model=model, learning_rate=0.01, seed=5)
    one, two, other = train(X, y, params), train(X, y, params), train(X, y, replace(params, seed=6))
    np.testing.assert_array_equal(theta(one), theta(two))
    np.testing.assert_array_equal(one.batches.orders, two.batches.orders)
    assert np.any(theta(one)[1:] != theta(other)[1:])


def test_the_order_does_not_depend_on_the_training():
    X, y = SAMPLES["linear"]["cars"]
    one, two = (
        train(X, y, params) for params in (SGDParams(seed=3), SGDParams(seed=3, optimizer="adam", batch_size=50))
    )
    np.testing.assert_array_equal(one.batches.orders, two.batches.orders)


def test_a_history_is_read_only_and_survives_pickling():
    history = train(*SAMPLES["linear"]["cars"], SGDParams())
    arrays = [field.name for field in fields(SGDHistory) if isinstance(getattr(history, field.name), np.ndarray)]
    assert len(arrays) == 7
    for run in (history, pickle.loads(pickle.dumps(history))):
        for array in (*(getattr(run, name) for name in arrays), run.batches.orders, run.batches[3]):
            with pytest.raises(ValueError, match="read-only"):
                array[0] = 0
    with pytest.raises(FrozenInstanceError):
        history.diverged_at = 3


def test_training_leaves_the_samples_alone():
    X, y = np.array([[1.0], [2.0], [4.0]]), np.array([1.0, 0.0, 2.0])
    train(X, y, SGDParams(batch_size=2))
    assert X.tolist() == [[1], [2], [4]]
    assert y.tolist() == [1, 0, 2]


def test_a_constant_feature_is_a_second_bias():
    X, y = np.array([[3.0], [3.0], [3.0]]), np.array([1.0, 2.0, 6.0])
    w, b = exact_minimum(X, y)
    assert 3 * w[0] + b == pytest.approx(3)
    history = train(X, y, SGDParams(batch_size=3, n_epochs=300))
    assert 3 * history.weights[-1, 0] + history.biases[-1] == pytest.approx(3)


def test_params_alone_determine_the_run():
    params = SGDParams(dataset="two-groups", n_samples=30, noise=0.5, model="logistic", seed=9)
    X, y = load(params.dataset, **asdict(params))
    assert len(X) == 30
    assert np.std(X) == pytest.approx(1)
    assert train(X, y, params).batches.orders.shape == (8, 30)


def test_params_are_frozen_hashable_and_normal():
    odd = SGDParams(learning_rate=np.float32(0.5), n_epochs=np.int64(3), standardize=np.False_, noise=2)
    plain = SGDParams(learning_rate=0.5, n_epochs=3, standardize=False, noise=2.0)
    assert odd == plain
    assert hash(odd) == hash(plain)
    assert repr(odd) == repr(plain)
    with pytest.raises(FrozenInstanceError):
        odd.seed = 3


NAN, INF = float("nan"), float("inf")


@pytest.mark.parametrize(
    ("parameter", "value", "rule"),
    [
        *[("dataset", value, "one of iris-petals, cars, ") for value in ("moons", "", None, ["cars"])],
        *[("n_samples", value, "a whole number between 4 and 1000") for value in (3, 1001, 50.5, "50", True)],
        *[("noise", value, "between 0 and 10") for value in (-1, 11, NAN, INF, "1", True)],
        *[("standardize", value, "true or false") for value in (0, 1, "true", None)],
        *[("model", value, "one of linear, logistic") for value in ("ridge", None, 1)],
        *[("optimizer", value, "one of sgd, momentum, ") for value in ("lion", None, ("sgd",))],
        *[("learning_rate", value, "above 0 and at most 1000000") for value in (0, -1, NAN, 1e7, "1", None)],
        *[("schedule", value, "one of constant, step, ") for value in ("linear", None)],
        *[("batch_size", value, "a whole number between 1 and") for value in (0, -1, 2.0, "5", None, True, 10**7)],
        *[("n_epochs", value, "a whole number between 1 and 1000") for value in (0, 1001, 2.0, "5", None)],
        *[("momentum", value, "between 0 and 0.999") for value in (-0.1, 1, NAN, "0.9")],
        *[("beta1", value, "between 0 and 0.999") for value in (-0.1, 1, NAN)],
        *[("beta2", value, "between 0 and 0.99999") for value in (-0.1, 1, NAN)],
        *[("slip", value, "one of none, climb") for value in ("sideways", None, "mistakes-only")],
        *[("seed", value, "a whole number between 0 and 4294967295") for value in (-1, 2**32, 0.0, None)],
    ],
)
def test_every_invalid_parameter(parameter, value, rule):
    with pytest.raises(InvalidParameterError) as caught:
        SGDParams(**{parameter: value})
    assert str(caught.value).startswith(f"{parameter} must ")
    assert rule in str(caught.value)
    assert caught.value.parameter == parameter


GOOD = [[1.0], [2.0], [3.0]]


@pytest.mark.parametrize(
    ("X", "y", "given_params", "message"),
    [
        ([[1.0], [NAN], [3.0]], [0, 1, 0], {}, "X must be finite numbers"),
        ([[1.0], [INF], [3.0]], [0, 1, 0], {}, "X must be finite numbers"),
        (GOOD, [0, NAN, 1], {}, "y must be finite numbers"),
        (GOOD, ["a", "b", "c"], {}, "y must hold real numbers only"),
        ([1.0, 2.0, 3.0], [0, 1, 0], {}, "X must have the shape"),
        (GOOD, [0, 1], {}, "y must have the shape (3,) of X's samples"),
        ([[1.0]], [1.0], {"batch_size": 1}, "X must hold at least 2 points"),
        (GOOD, [0, 1, 2], {"model": "logistic"}, "y must be one of 0, 1, got 2.0"),
        (GOOD, [-1, 1, 1], {"model": "logistic"}, "y must be one of 0, 1, got -1.0"),
        (GOOD, [1, 1, 1], {"model": "logistic"}, "y must differ from a single class, got 1.0"),
        (GOOD, [0, 0, 0], {"model": "logistic"}, "y must differ from a single class, got 0.0"),
        (GOOD, [0, 1, 0], {"batch_size": 4}, "batch_size must be a whole number between 1 and 3, got 4"),
        (np.ones((1000, 1)), np.ones(1000), {"batch_size": 1, "n_epochs": 300}, "n_epochs must be a whole number"),
    ],
)
def test_invalid_samples(X, y, given_params, message):
    with pytest.raises(InvalidParameterError) as caught:
        train(X, y, SGDParams(**({"batch_size": 3} | given_params)))
    assert str(caught.value).startswith(message)


def test_every_schedule_is_followed():
    X, y = SAMPLES["linear"]["cars"]
    for schedule in SCHEDULES:
        history = train(X, y, SGDParams(schedule=schedule, batch_size=50, n_epochs=12, learning_rate=0.3))
        for t in range(12):
            dw, db = loss_gradient(history.weights[t], history.biases[t], X, y, "linear")
            rate = history.learning_rates[t]
            np.testing.assert_allclose(history.weights[t + 1], history.weights[t] - rate * dw, atol=1e-12)
            assert history.biases[t + 1] == pytest.approx(history.biases[t] - rate * db)


def test_progress_is_told_after_every_epoch_and_may_end_the_training():
    told = []
    params = SGDParams(n_epochs=4, batch_size=40)
    train(*SAMPLES["linear"]["petals"], params, told.append)
    assert told == [0.25, 0.5, 0.75, 1.0]

    def stop(fraction):
        told.append(fraction)
        if fraction >= 0.5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train(*SAMPLES["linear"]["petals"], params, stop)
    assert told[4:] == [0.25, 0.5]
