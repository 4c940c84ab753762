"""The record of a training: equal to the textbook's, the same again from the same seed, finite whatever happens."""

import pickle
from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.mlp import (
    ACTIVATIONS,
    FEATURES,
    MLPParams,
    confusion,
    data,
    epoch_orders,
    first_weights,
    loss_gradient,
    predict,
    slow_step_at,
    split,
    train,
    updates,
)
from core.mlp.cost import MAX_FRAMES
from core.mlp.history import kept_epochs
from core.mlp.samples import DROPOUT, INIT, ORDER, SPLIT, stream
from core.mlp.training import PLATEAU
from core.mlp.weights import flatten
from core.optimizers import OPTIMIZERS
from core.validation import InvalidParameterError

SMALL = {"n_samples": 60, "hidden_layer_sizes": (5, 4), "n_epochs": 4, "batch_size": 7}


def run(**settings):
    params = MLPParams(**{**SMALL, **settings})
    X, y = data(params)
    return params, X, y, train(X, y, params)


def textbook(params, X, y, history):
    """theta after every epoch, by the loop of the books."""
    learnt = history.train
    first = first_weights(params, params.sizes[0], params.sizes[-1])
    rows = [flatten(w) for w in updates(first, X[learnt], y[learnt], history.orders, params)]
    per_epoch = -(-len(learnt) // params.batch_size)
    return np.array([flatten(first), *rows[per_epoch - 1 :: per_epoch]])


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize(
    "others",
    [
        {},
        {"dataset": "three-arms", "activation": "tanh"},
        {"dataset": "bumps", "loss": "squared", "layer_activations": ("gelu", "swish")},
        {"dataset": "iris", "loss": "squared", "l1": 0.01, "l2": 0.02, "activation": "elu"},
        {"dropout": 0.3, "activation": "leaky-relu"},
        {"hidden_layer_sizes": (), "features": ("x1", "x1-squared", "sin-x2")},
        {"slip": "no-slope", "activation": "sigmoid"},
        {"batch_size": 30},
        {"batch_size": 1, "n_epochs": 2},
    ],
    ids=str,
)
def test_equals_the_textbook(optimizer, others):
    params, X, y, history = run(optimizer=optimizer, **others)
    np.testing.assert_allclose(history.weights.thetas, textbook(params, X, y, history), rtol=1e-9, atol=1e-11)


def test_typed_weights_are_set_and_trained_on_from():
    edits = ((0, 1, 0, 2, 0.5), (2, 3, 4, 1, -3.0), (4, 2, 1, 1, 7.0))
    _, _, _, history = run(typed_weights=edits)
    _, _, _, plain = run()
    assert history.weights[0][0][1][1] == 0.5  # the bias of the second unit
    assert history.weights[2][2][0][3, 0] == -3.0
    assert history.weights[4][1][0][0, 0] == 7.0
    start = plain.weights[0][0][1].copy()
    start[1] = 0.5
    np.testing.assert_array_equal(history.weights[0][0][1], start)
    changed = [np.count_nonzero(a != b) for a, b in zip(history.weights.thetas, plain.weights.thetas, strict=True)]
    assert changed[0] == 1
    assert changed[1] > 20  # what is typed moves everything after it
    again = run(typed_weights=edits[:1])[-1]
    np.testing.assert_array_equal(again.weights.thetas[:2], history.weights.thetas[:2])


@pytest.mark.parametrize("dataset", ["spiral", "three-blobs", "plane"])
def test_losses_accuracies_and_norms_are_those_of_the_kept_weights(dataset):
    params, X, y, history = run(dataset=dataset, loss="squared", l2=0.5)
    for e in history.epochs:
        weights = history.weights[e]
        for part, losses, accuracies in (
            (history.train, history.train_losses, history.train_accuracies),
            (history.test, history.test_losses, history.test_accuracies),
        ):
            bare = MLPParams(**{**SMALL, "dataset": dataset, "loss": "squared"})
            assert losses[e] == pytest.approx(loss_gradient(weights, X[part], y[part], bare)[0])
            answers = predict(weights, X[part], params)
            if params.is_regression:
                right = 1 - np.mean((answers - y[part]) ** 2) / np.var(y)
            else:
                right = np.mean(answers == y[part])
                assert np.trace(confusion(weights, X[part], y[part], params)) == np.sum(answers == y[part])
            assert accuracies[e] == pytest.approx(right)
        gradients = loss_gradient(weights, X[history.train], y[history.train], params)[1]
        norms = [np.linalg.norm(np.append(dW.ravel(), db)) for dW, db in gradients]
        np.testing.assert_allclose(history.gradient_norms[list(history.frames).index(e)], norms)


@pytest.mark.parametrize("n", [1, 2, 59, 60, 61, 120, 500, 1000])
def test_frames(n):
    kept = kept_epochs(n)
    assert (kept[0], kept[-1]) == (0, n)
    assert len(kept) == min(n + 1, MAX_FRAMES)
    assert np.all(np.diff(kept) > 0)
    assert np.ptp(np.diff(kept)) <= 1


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_the_same_seed_gives_the_same_history_which_nobody_can_write(optimizer):
    _, _, _, history = run(optimizer=optimizer)
    _, _, _, again = run(optimizer=optimizer)
    for field in fields(history):
        mine, other = getattr(history, field.name), getattr(again, field.name)
        if isinstance(mine, np.ndarray):
            np.testing.assert_array_equal(mine, other)
            assert not mine.flags.writeable
            assert np.all(np.isfinite(mine))
    assert not history.weights.thetas.flags.writeable
    assert not history.weights[1][0][0].flags.writeable
    copy = pickle.loads(pickle.dumps(history))
    np.testing.assert_array_equal(copy.weights.thetas, history.weights.thetas)
    assert not copy.weights.thetas.flags.writeable
    assert np.any(history.weights.thetas != run(optimizer=optimizer, seed=1)[-1].weights.thetas)


def test_orders_and_split():
    params, _, y, history = run()
    assert history.orders.shape == (4, 30)
    np.testing.assert_array_equal(epoch_orders(params, 30), history.orders)
    np.testing.assert_array_equal(np.sort(history.orders, axis=1), np.tile(np.arange(30), (4, 1)))
    assert np.any(history.orders[0] != history.orders[1])
    assert sorted([*history.train, *history.test]) == list(range(60))
    np.testing.assert_array_equal(split(y, params)[0], history.train)
    assert len(run(train_fraction=0.9)[-1].train) == 54


RATES = {"sgd": 1e6, "momentum": 1e5, "nesterov": 1e5, "adagrad": 1e6, "rmsprop": 1e6, "adam": 1e6}


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("dataset", ["spiral", "plane", "three-arms"])
def test_a_run_that_diverges_keeps_its_last_finite_weights(optimizer, dataset):
    _, _, _, history = run(
        optimizer=optimizer, learning_rate=RATES[optimizer], dataset=dataset, loss="squared", l2=1.0, n_epochs=6
    )
    if history.diverged_at < 0:  # its steps are bounded, and so were its weights
        assert optimizer == "adagrad"
        return
    assert len(history.weights) == len(history.train_losses) == 7
    last = history.weights.thetas[history.diverged_at - 1]
    np.testing.assert_array_equal(
        history.weights.thetas[history.diverged_at :], np.tile(last, (7 - history.diverged_at, 1))
    )
    for field in fields(history):
        value = getattr(history, field.name)
        if isinstance(value, np.ndarray):
            assert np.all(np.isfinite(value)), field.name


def test_stop_rules():
    _, _, _, whole = run(n_epochs=40, dataset="gaussians")
    assert whole.stopped_at == whole.diverged_at == -1
    target = whole.train_losses[17]
    _, _, _, history = run(n_epochs=40, dataset="gaussians", stop_loss=target)
    end = history.stopped_at
    assert end == history.n_epochs == len(history.weights) - 1 <= 17
    assert history.train_losses[end] <= target < np.min(history.train_losses[1:end], initial=np.inf)
    np.testing.assert_array_equal(history.weights.thetas, whole.weights.thetas[: end + 1])

    _, _, _, history = run(n_epochs=40, dataset="gaussians", stop_accuracy=0.9)
    end = history.stopped_at
    assert history.train_accuracies[end] >= 0.9 > np.max(history.train_accuracies[1:end], initial=0)

    _, _, _, history = run(n_epochs=200, dataset="gaussians", patience=3)
    end, losses = history.stopped_at, history.train_losses
    assert 3 < end < 200
    better = losses[1:] < np.minimum.accumulate(losses)[:-1] - PLATEAU
    assert better[: end - 3].any()
    assert not better[end - 3 :].any()
    assert not any(np.array_equal(better[k : k + 3], [False] * 3) for k in range(end - 3))


def test_one_update_in_slow_motion_is_the_update_that_was_made():
    for optimizer in OPTIMIZERS:
        params, X, y, history = run(optimizer=optimizer, batch_size=30, l2=0.1, activation="tanh")
        learnt = history.train
        for epoch in (0, 2):
            step = slow_step_at(history, epoch, X[learnt], y[learnt], params)
            np.testing.assert_allclose(flatten(step.updated), history.weights.thetas[epoch + 1], rtol=1e-9, atol=1e-12)
            np.testing.assert_allclose(flatten(step.weights) + flatten(step.changes), flatten(step.updated))
    assert step.sums[0].shape == step.deltas[0].shape == (30, 5)
    assert [a.shape[1] for a in step.activations] == [2, 5, 4, 1]
    assert step.loss == pytest.approx(np.mean(step.losses) + 0.05 * sum(np.sum(W**2) for W, _ in step.weights))
    assert not step.activations[1].flags.writeable


@given(
    st.integers(0, 99), st.sampled_from(["tanh", "sigmoid", "elu", "gelu", "swish"]), st.sampled_from(list(OPTIMIZERS))
)
def test_zero_weights_never_break_the_symmetry(seed, activation, optimizer):
    """The units of a hidden layer stay alike to the last bit, whatever they learn."""
    _, _, _, history = run(seed=seed, activation=activation, optimizer=optimizer, slip="zero-weights", n_epochs=2)
    assert np.any(history.weights.thetas[-1] != 0)
    for e in history.epochs:
        (W1, b1), (W2, b2), (W3, _) = history.weights[e]
        for alike in (W1, b1[None], W2, b2[None], W2.T, W3.T):
            assert np.all(alike == alike[:, :1])


def test_flat_steps_teach_nothing_to_what_lies_before_them():
    _, _, _, history = run(activation="step")
    first, last = history.weights[0], history.weights[4]
    np.testing.assert_array_equal(first[0][0], last[0][0])
    np.testing.assert_array_equal(first[1][0], last[1][0])
    assert np.any(first[2][0] != last[2][0])


def test_the_data_of_a_run_can_be_ones_own():
    params = MLPParams(**SMALL | {"batch_size": 2, "n_samples": 10})
    X = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1], [2, 2], [3, 3], [0, 3], [3, 0]])
    history = train(X.tolist(), [0, 1, 2, 0, 1, 2, 0, 1], MLPParams(**SMALL | {"batch_size": 2, "train_fraction": 0.9}))
    assert history.weights.sizes == (2, 5, 4, 3)
    for wrong, parameter in (
        (([[1, 2]], [1]), "X"),
        ((X, [1] * 8), "y"),
        ((X, [0, 1, 3, 0, 1, 3, 0, 1]), "y"),
        ((X, [1, -1]), "y"),
        ((X, [1, -1, 1, -1, 1, -1, 1, np.nan]), "y"),
    ):
        with pytest.raises(InvalidParameterError) as caught:
            train(*wrong, params)
        assert caught.value.parameter == parameter


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_points_as_far_away_as_can_be_are_answered_in_finite_numbers(activation):
    """Six layers, all features, the fastest rate: whatever happens, nothing overflows."""
    points = tuple((1e6 * k, -1e6, (-1, 1)[k % 2]) for k in (-1, 0, 1)) * 4
    settings = {"dataset": "own", "points": points, "features": tuple(FEATURES), "hidden_layer_sizes": (16,) * 6}
    for optimizer, rate in (("sgd", 1e-9), ("momentum", 1e6), ("adam", 5e4)):
        _, _, _, history = run(**settings, activation=activation, optimizer=optimizer, learning_rate=rate, batch_size=3)
        for field in fields(history):
            value = getattr(history, field.name)
            if isinstance(value, np.ndarray):
                assert np.all(np.isfinite(value)), field.name


def test_every_purpose_has_a_random_stream_of_its_own():
    """The first weights do not know how the samples were drawn, split, ordered or dropped."""
    purposes = (SPLIT, INIT, ORDER, DROPOUT)
    drawn = {float(stream(MLPParams(), purpose).random()) for purpose in purposes}
    assert len(drawn) == len(purposes)
