"""The rule by hand, against an independent loop, against scikit-learn, and against Novikoff's theorem."""

from dataclasses import FrozenInstanceError, asdict, replace
from itertools import product
from typing import get_args

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sklearn.linear_model import Perceptron

from core.datasets import DATASETS, load
from core.gradient_check import gradient_check
from core.iris import MEASUREMENTS
from core.perceptron.criterion import accuracy, perceptron_criterion, perceptron_criterion_gradient, predict
from core.perceptron.margin import largest_margin, novikoff_bound
from core.perceptron.params import PerceptronParams, Slip, Variant
from core.perceptron.training import steps, train, update
from core.validation import InvalidParameterError

FLOWERS_4D = {
    "setosa-versicolor": (MEASUREMENTS[:100], np.repeat([-1.0, 1.0], 50)),
    "versicolor-virginica": (MEASUREMENTS[50:], np.repeat([-1.0, 1.0], 50)),
}
LINE = np.random.default_rng(3).standard_normal((30, 1))
SAMPLES = {name: load(name) for name in DATASETS} | FLOWERS_4D | {"one feature": (LINE, np.sign(LINE[:, 0] - 0.2))}
FIELDS = (
    "weights",
    "biases",
    "current_weights",
    "current_biases",
    "update_steps",
    "update_samples",
    "orders",
)


def rosenblatt(X, y, learning_rate, n_epochs, orders=None, w=None, b=0.0, fit_bias=True):
    """The rule once more, for this test only: all weights as rows (w, b), and the steps that changed them."""
    w = np.zeros(X.shape[1]) if w is None else w
    rows, changed, considered = [np.append(w, b)], [], 0
    for epoch in range(n_epochs):
        mistakes = 0
        for i in range(len(X)) if orders is None else orders[epoch]:
            considered += 1
            if y[i] * (np.dot(w, X[i]) + b) <= 0:
                w = w + learning_rate * y[i] * X[i]
                if fit_bias:
                    b = b + learning_rate * y[i]
                rows.append(np.append(w, b))
                changed.append(considered)
                mistakes += 1
        if mistakes == 0:
            break
    return np.array(rows), changed


def working(history):
    return np.column_stack([history.current_weights, history.current_biases])


def test_by_hand():
    # X = (1, 2) -, (3, 4) +; η = 0.5; w = (0, 0), b = 0
    # epoch 1: (1, 2): -(0) = 0 <= 0, wrong: w = (-0.5, -1), b = -0.5
    #          (3, 4): -1.5 - 4 - 0.5 = -6 <= 0, wrong: w = (1, 1), b = 0
    # epoch 2: (1, 2): -(1 + 2 + 0) = -3 <= 0, wrong: w = (0.5, 0), b = -0.5
    #          (3, 4): 1.5 + 0 - 0.5 = 1 > 0, right
    # epoch 3: (1, 2): -(0.5 + 0 - 0.5) = 0 <= 0, wrong: w = (0, -1), b = -1
    #          (3, 4): 0 - 4 - 1 = -5 <= 0, wrong: w = (1.5, 1), b = -0.5
    params = PerceptronParams(learning_rate=0.5, n_epochs=3, shuffle=False)
    history = train([[1, 2], [3, 4]], [-1, 1], params)
    assert history.weights.tolist() == [[0, 0], [-0.5, -1], [1, 1], [0.5, 0], [0, -1], [1.5, 1]]
    assert history.biases.tolist() == [0, -0.5, 0, -0.5, -1, -0.5]
    assert history.update_steps.tolist() == [1, 2, 3, 5, 6]
    assert history.update_samples.tolist() == [0, 1, 0, 0, 1]
    assert history.orders.tolist() == [[0, 1]] * 3
    assert history.mistakes_per_epoch.tolist() == [2, 1, 2]
    assert history.n_updates == 5
    assert history.n_steps == 6
    assert history.converged is False


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("learning_rate", [1.0, 0.1, 3.7])
def test_equals_an_independent_loop(name, learning_rate):
    X, y = SAMPLES[name]
    history = train(X, y, PerceptronParams(learning_rate=learning_rate, shuffle=False))
    rows, changed = rosenblatt(X, y, learning_rate, 20)
    np.testing.assert_allclose(working(history), rows, rtol=0, atol=1e-12)
    assert history.update_steps.tolist() == changed


@pytest.mark.parametrize("name", SAMPLES)
def test_equals_an_independent_loop_with_shuffling_and_random_weights(name):
    X, y = SAMPLES[name]
    history = train(X, y, PerceptronParams(init_scale=2.0, seed=11))
    rows, _ = rosenblatt(X, y, 1.0, 20, history.orders, history.weights[0], history.biases[0])
    np.testing.assert_allclose(working(history), rows, rtol=0, atol=1e-12)
    assert np.all(history.weights[0] != 0)
    np.testing.assert_array_equal(np.sort(history.orders), np.tile(np.arange(len(X)), (len(history.orders), 1)))
    if len(history.orders) > 1 and len(X) > 10:
        assert np.any(history.orders[0] != history.orders[1])


TRAININGS = [
    {"slip": slip, "shuffle": shuffle, "init_scale": scale, "fit_bias": bias}
    for slip, shuffle, scale, bias in product(get_args(Slip), (True, False), (0.0, 0.7), (True, False))
]


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("training", TRAININGS, ids=lambda training: "-".join(map(str, training.values())))
def test_the_book_version_and_the_fast_one_agree_to_the_last_bit(name, training):
    X, y = SAMPLES[name]
    params = PerceptronParams(**training, n_epochs=6, learning_rate=0.3, seed=5)
    history = train(X, y, params)
    book = list(steps(X, y, params))
    updates = [step for step in book if step.mistake]
    assert len(book) == history.n_steps
    assert [step.sample for step in book] == history.orders.ravel().tolist()
    assert [step.sample for step in updates] == history.update_samples.tolist()
    assert history.weights[1:].tolist() == [step.w.tolist() for step in updates]
    assert history.biases[1:].tolist() == [step.b for step in updates]
    assert [sum(s.mistake for s in book if s.epoch == e + 1) for e in range(len(history.orders))] == (
        history.mistakes_per_epoch.tolist()
    )


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("learning_rate", [1.0, 0.25])
@pytest.mark.parametrize("fit_bias", [True, False])
def test_equals_scikit_learn(name, learning_rate, fit_bias):
    X, y = SAMPLES[name]
    theirs = Perceptron(shuffle=False, tol=None, max_iter=7, eta0=learning_rate, fit_intercept=fit_bias).fit(X, y)
    ours = train(X, y, PerceptronParams(shuffle=False, n_epochs=7, learning_rate=learning_rate, fit_bias=fit_bias))
    np.testing.assert_allclose(ours.weights[-1], theirs.coef_[0], rtol=0, atol=1e-12)
    np.testing.assert_allclose(ours.biases[-1], theirs.intercept_[0] if fit_bias else 0, rtol=0, atol=1e-12)
    np.testing.assert_array_equal(predict(ours.weights[-1], ours.biases[-1], X), theirs.predict(X))


@settings(max_examples=100, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    n=st.integers(2, 40),
    d=st.integers(1, 4),
    gap=st.floats(0.05, 2),
    learning_rate=st.floats(1e-3, 1e3),
    fit_bias=st.booleans(),
    shuffle=st.booleans(),
)
def test_separable_data_stop_within_novikoffs_bound(seed, n, d, gap, learning_rate, fit_bias, shuffle):
    rng = np.random.default_rng(seed)
    direction = rng.standard_normal(d)
    direction /= np.linalg.norm(direction)
    X = rng.standard_normal((n, d))
    y = np.where(X @ direction > 0, 1.0, -1.0)
    assume(abs(y.sum()) < n)
    X += gap * y[:, None] * direction
    params = PerceptronParams(learning_rate=learning_rate, fit_bias=fit_bias, shuffle=shuffle, n_epochs=1000, seed=seed)
    history = train(X, y, params)
    bound = novikoff_bound(largest_margin(X, y, fit_bias))
    assert history.n_updates <= bound * (1 + 1e-9)
    # every epoch but the last has a mistake, so a bound below 1000 is reached within the epochs
    if bound < 1000:
        assert history.converged
        assert history.mistakes_per_epoch[-1] == 0
        assert accuracy(history.weights[-1], history.biases[-1], X, y) == 1


def test_xor_never_converges():
    history = train(*load("xor"), PerceptronParams(n_epochs=1000))
    assert not history.converged
    assert len(history.mistakes_per_epoch) == 1000
    assert np.all(history.mistakes_per_epoch > 0)


def test_without_the_label_nothing_ever_changes():
    for X, y in SAMPLES.values():
        history = train(X, y, PerceptronParams(slip="unlabelled-test"))
        assert history.n_updates == 0
        assert not history.converged
        assert not np.any(history.weights)


def test_without_the_label_random_weights_only_chase_one_class():
    X, y = load("blobs")
    params = PerceptronParams(slip="unlabelled-test", init_scale=1.0, n_epochs=3, seed=2)
    history = train(X, y, params)
    before = [X[i] @ w + b for i, w, b in zip(history.update_samples, history.weights, history.biases, strict=False)]
    assert history.n_updates > 0
    assert max(before) < 0


def test_without_bias_the_and_gate_is_out_of_reach():
    X, y = load("and")
    assert train(X, y, PerceptronParams()).converged
    for slipped in (PerceptronParams(slip="no-bias"), PerceptronParams(fit_bias=False)):
        history = train(X, y, replace(slipped, init_scale=1.0))
        assert not history.converged
        assert not np.any(history.biases)


@pytest.mark.parametrize("variant", get_args(Variant))
def test_same_seed_same_history(variant):
    X, y = load("ring")
    first, again, other = (train(X, y, PerceptronParams(variant=variant, init_scale=1, seed=s)) for s in (1, 1, 2))
    for field in FIELDS:
        np.testing.assert_array_equal(getattr(first, field), getattr(again, field))
    assert np.any(first.weights[0] != other.weights[0])
    assert np.any(first.orders[0] != other.orders[0])


def test_the_orders_of_a_seed_do_not_depend_on_the_initial_weights():
    X, y = load("xor")
    zero, random = (train(X, y, PerceptronParams(init_scale=scale)) for scale in (0.0, 5.0))
    np.testing.assert_array_equal(zero.orders, random.orders[: len(zero.orders)])
    assert str(zero.weights[0]) == "[0. 0.]"


def test_global_randomness_is_left_alone():
    state = np.random.get_state()[1].copy()  # noqa: NPY002
    train(*load("ring"), PerceptronParams())
    np.testing.assert_array_equal(np.random.get_state()[1], state)  # noqa: NPY002


def test_large_numbers_stay_finite():
    X = np.array([[1e100, 0.0], [-1e100, 1e100], [1e100, 1e100]])
    for variant in get_args(Variant):
        history = train(X, [1, -1, -1], PerceptronParams(learning_rate=1e6, n_epochs=50, variant=variant))
        assert np.all(np.isfinite(history.weights))


def test_update_is_the_formula():
    w, b = update(np.array([1.0, 2.0]), 0.5, np.array([3.0, -1.0]), -1.0, PerceptronParams(learning_rate=0.1))
    np.testing.assert_allclose([*w, b], [0.7, 2.1, 0.4])


def test_predict_says_minus_one_on_the_line():
    assert predict(np.array([1.0, -1.0]), 0.0, [[1, 1], [2, 1], [1, 2]]).tolist() == [-1, 1, -1]
    assert accuracy(np.array([1.0, -1.0]), 0.0, [[1, 1], [2, 1], [1, 2]], np.array([1, 1, -1])) == pytest.approx(2 / 3)


@pytest.mark.parametrize("name", SAMPLES)
def test_gradient_of_the_criterion(name):
    X, y = SAMPLES[name]
    rng = np.random.default_rng(8)
    v = rng.standard_normal(X.shape[1] + 1)
    check = gradient_check(
        lambda v: perceptron_criterion(v[:-1], v[-1], X, y),
        lambda v: np.append(*perceptron_criterion_gradient(v[:-1], v[-1], X, y)),
        v,
        rng,
    )
    assert np.max(np.abs(check.analytic)) > 0
    assert check.max_relative_error < 1e-7


def test_an_update_is_one_step_down_the_criterion_of_its_sample():
    X, y = SAMPLES["versicolor-virginica"]
    params = PerceptronParams(learning_rate=0.3, n_epochs=2)
    history = train(X, y, params)
    for k, i in enumerate(history.update_samples):
        w, b = history.weights[k], history.biases[k]
        dw, db = perceptron_criterion_gradient(w, b, X[i : i + 1], y[i : i + 1])
        np.testing.assert_allclose(history.weights[k + 1], w - 0.3 * dw, atol=1e-12)
        np.testing.assert_allclose(history.biases[k + 1], b - 0.3 * db, atol=1e-12)


NAN, INF = float("nan"), float("inf")
RATE = "above 0 and at most 1000000"
EPOCHS = "a whole number between 1 and 1000"
SEED = "a whole number between 0 and 4294967295"


@pytest.mark.parametrize(
    ("parameter", "value", "rule"),
    [
        *[("learning_rate", value, RATE) for value in (0, 0.0, -1, NAN, 1e308, INF, -INF, "a", True, None, 10**400)],
        *[("n_epochs", value, EPOCHS) for value in (0, -3, 1001, 1.5, 20.0, NAN, "20", True, None)],
        *[("seed", value, SEED) for value in (-1, 2**32, 0.0, "0", None, False)],
        *[("n_samples", value, "a whole number between 4 and 1000") for value in (3, 1001, 50.5, "50", True)],
        *[("separation", value, "between 0 and 20") for value in (-1, 21, NAN, INF, "4", True)],
        *[("init_scale", value, "between 0 and 1000") for value in (-1, 1001, NAN, "1", False)],
        *[("shuffle", value, "true or false") for value in (0, 1, "true", None)],
        *[("fit_bias", value, "true or false") for value in (0, 1, "true", None)],
        *[("variant", value, "one of standard, averaged, pocket") for value in ("voted", "", None, 1)],
        *[("slip", value, "one of none, unlabelled-test, no-bias") for value in ("nothing", None, 0)],
        *[("dataset", value, "one of iris-setosa-versicolor, ") for value in ("moons", "", None, 3, ["xor"])],
        *[("x1_feature", value, "one of sepal-length, ") for value in ("stalk", None)],
        ("x2_feature", "sepal-length", "differ from x1_feature"),
        ("points", "none", "have the shape (n, 3)"),
    ],
)
def test_every_invalid_parameter(parameter, value, rule):
    with pytest.raises(InvalidParameterError) as caught:
        PerceptronParams(**{parameter: value})
    message = str(caught.value)
    assert message.startswith(f"{parameter} must ")
    assert rule in message
    shown = f"got {value!r}." if value != 10**400 else "got 1000"
    assert shown in message
    assert caught.value.parameter == parameter


@pytest.mark.parametrize(
    ("points", "got"),
    [
        ((), "got 0."),
        (((1, 2, 1),), "got 1."),
        (((1, 2, 1), (3, 4, 1)), "only +1"),
        (((1, 2, 1), (NAN, 4, -1)), "got nan."),
        (((1, 2, 1), (1e7, 4, -1)), "got 10000000.0."),
        (((1, 2, 1), (3, 4, 2)), "got 2."),
    ],
)
def test_invalid_points(points, got):
    with pytest.raises(InvalidParameterError, match=r"^points must") as caught:
        PerceptronParams(points=points)
    assert got in str(caught.value)


@pytest.mark.parametrize(
    ("X", "y", "parameter"),
    [
        ([[1.0, NAN], [2.0, 3.0]], [1, -1], "X"),
        ([[1.0, 1.0], [2.0, 3.0]], [1, 1], "y"),
        ([[1.0, 1.0], [2.0, 3.0]], [1, 0], "y"),
        ([[1.0, 1.0]], [1], "X"),
        ([1.0, 1.0], [1, -1], "X"),
    ],
)
def test_invalid_samples(X, y, parameter):
    with pytest.raises(InvalidParameterError, match=f"^{parameter} must"):
        train(X, y, PerceptronParams())


def test_params_are_frozen_hashable_and_normal():
    odd = PerceptronParams(
        learning_rate=np.float32(2), n_epochs=np.int64(3), shuffle=np.False_, points=[[0, 1, 1.0], [1, 0, -1]]
    )
    plain = PerceptronParams(learning_rate=2.0, n_epochs=3, shuffle=False, points=((0.0, 1.0, 1), (1.0, 0.0, -1)))
    assert odd == plain
    assert hash(odd) == hash(plain)
    assert repr(odd) == repr(plain)
    with pytest.raises(FrozenInstanceError):
        odd.seed = 3


def test_params_alone_determine_the_run():
    params = PerceptronParams(dataset="ring", n_samples=30, seed=9)
    X, y = load(params.dataset, **asdict(params))
    assert len(X) == 30
    assert train(X, y, params).orders.shape[1] == 30


def test_identical_points_with_both_classes():
    history = train([[1.0, 1.0], [1.0, 1.0]], [1, -1], PerceptronParams())
    assert not history.converged
    assert len(history.orders) == 20
