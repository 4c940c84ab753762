"""The variants against straightforward loops, and the questions that a film asks of a record."""

import copy
import pickle
from typing import get_args

import numpy as np
import pytest

from core.datasets import DATASETS, load
from core.iris import MEASUREMENTS
from core.perceptron.history import considered, cycle_length, working_at
from core.perceptron.params import PerceptronParams, Variant
from core.perceptron.training import answer_at, steps, train

SAMPLES = {name: load(name) for name in DATASETS} | {
    "iris 4-d": (MEASUREMENTS[50:], np.repeat([-1.0, 1.0], 50)),
    "two blobs, noisy": load("overlapping-blobs", n_samples=60, seed=7),
}
TRAININGS = [
    {},
    {"shuffle": False},
    {"init_scale": 2.0},
    {"slip": "unlabelled-test", "init_scale": 1.0},
    {"fit_bias": False, "learning_rate": 0.1},
]


def run(name, **fields):
    X, y = SAMPLES[name]
    params = PerceptronParams(n_epochs=8, seed=4, **fields)
    return X, y, params, train(X, y, params)


def averaged(X, y, params, start):
    """After each step: the mean of the working weights after each step so far."""
    total, answers = np.zeros_like(start), [start]
    for count, step in enumerate(steps(X, y, params), start=1):
        total = total + np.append(step.w, step.b)
        answers.append(total / count)
    return np.array(answers)


def pocket(X, y, params, start):
    """Gallant's loop, one step after the other."""
    held, held_run, held_ok, run_length, answers = start, 0, 0, 0, [start]
    for step in steps(X, y, params):
        now = np.append(step.w, step.b)
        if step.mistake:
            run_length = 0
        else:
            run_length += 1
            if run_length > held_run:
                ok = sum(label * (x @ now[:-1] + now[-1]) > 0 for x, label in zip(X, y, strict=True))
                if ok > held_ok:
                    held, held_run, held_ok = now, run_length, ok
        answers.append(held)
    return np.array(answers)


def working(X, y, params, start):
    return np.array([start, *[np.append(step.w, step.b) for step in steps(X, y, params)]])


LOOPS = {"standard": working, "averaged": averaged, "pocket": pocket}


@pytest.mark.parametrize("variant", get_args(Variant))
@pytest.mark.parametrize("training", TRAININGS, ids=str)
@pytest.mark.parametrize("name", SAMPLES)
def test_variants_equal_their_loops_at_every_step(name, training, variant):
    X, y, params, history = run(name, **training, variant=variant)
    start = np.append(history.current_weights[0], history.current_biases[0])
    expected = LOOPS[variant](X, y, params, start)
    every_step = np.arange(history.n_steps + 1)
    W, b = answer_at(history, X, y, every_step, params)
    np.testing.assert_allclose(np.column_stack([W, b]), expected, rtol=1e-12, atol=1e-12)
    # the records: the last step before each update, and the end of the run
    ends = np.append(history.update_steps - 1, history.n_steps)
    records = np.column_stack([history.weights, history.biases])
    np.testing.assert_allclose(records, expected[ends], rtol=1e-12, atol=1e-12)


def test_any_few_steps_are_answered_like_all_of_them():
    for variant in get_args(Variant):
        X, y, params, history = run("two blobs, noisy", variant=variant)
        W, b = answer_at(history, X, y, np.arange(history.n_steps + 1), params)
        few = [history.n_steps // 2, 0, 3]
        some_W, some_b = answer_at(history, X, y, few, params)
        np.testing.assert_array_equal(some_W, W[few])
        np.testing.assert_array_equal(some_b, b[few])


def test_averages_by_hand():
    # X = (1, 2) -, (3, 4) +, η = 1, unshuffled. Working (w, b) after each step:
    # 1: (-1, -2, -1)   2: (2, 2, 0)   3: (1, 0, -1)   4: (1, 0, -1), right
    # vector 0 lived through no step: record 0 is the start. Record 1 = (-1, -2, -1).
    # Record 2 = half of (-1 + 2, -2 + 2, -1 + 0) = (0.5, 0, -0.5).
    # Record 3 = a quarter of (-1 + 2 + 1 + 1, -2 + 2, -1 + 0 - 1 - 1) = (0.75, 0, -0.75)
    params = PerceptronParams(n_epochs=2, shuffle=False, variant="averaged")
    history = train([[1, 2], [3, 4]], [-1, 1], params)
    assert history.weights.tolist() == [[0, 0], [-1, -2], [0.5, 0], [0.75, 0]]
    assert history.biases.tolist() == [0, -1, -0.5, -0.75]
    assert history.current_weights.tolist() == [[0, 0], [-1, -2], [2, 2], [1, 0]]


def test_the_pocket_never_gets_worse():
    X, y, _, history = run("iris-versicolor-virginica", variant="pocket")
    right = np.sum(y * (history.weights @ X.T + history.biases[:, None]) > 0, axis=1)
    assert np.all(np.diff(right) >= 0)
    assert right[-1] > np.sum(y * (X @ history.current_weights[-1] + history.current_biases[-1]) > 0)


def test_the_standard_variant_is_the_working_perceptron():
    *_, history = run("ring")
    assert history.weights is history.current_weights
    assert history.biases is history.current_biases


def test_which_record_and_which_sample():
    X, y, params, history = run("and", shuffle=False)
    book = list(steps(X, y, params))
    every_step = np.arange(1, history.n_steps + 1)
    assert working_at(history, 0) == 0
    records = working_at(history, every_step)
    assert history.current_weights[records].tolist() == [step.w.tolist() for step in book]
    epochs, samples = considered(history, every_step)
    assert epochs.tolist() == [step.epoch for step in book]
    assert samples.tolist() == [step.sample for step in book]


def test_xor_goes_round_in_a_circle():
    # XOR from zero, corners (0,0)-, (0,1)+, (1,0)+, (1,1)-; (w1, w2, b) after each sample, η = 1:
    # epoch 1: (0, 0, -1) (0, 1, 0) (1, 1, 1) (0, 0, 0): back at the start after one epoch
    *_, history = run("xor", shuffle=False)
    assert history.current_weights[:5].tolist() == [[0, 0], [0, 0], [0, 1], [1, 1], [0, 0]]
    assert history.current_biases[:5].tolist() == [0, -1, 0, 1, 0]
    assert cycle_length(history) == 1


def test_a_circle_of_more_than_one_epoch():
    X, y = np.array([[0.3], [0.9], [0.6]]), np.array([-1.0, -1.0, 1.0])
    history = train(X, y, PerceptronParams(n_epochs=1000, shuffle=False, learning_rate=0.1))
    period = cycle_length(history)
    at_ends = working_at(history, np.arange(1001) * 3)
    V = np.column_stack([history.current_weights, history.current_biases])[at_ends]
    assert period is not None
    assert period > 1
    np.testing.assert_allclose(V[500 + period :], V[500:-period], atol=1e-9)
    for shorter in range(1, period):
        assert np.max(np.abs(V[500 + shorter :] - V[500:-shorter])) > 1e-3


def test_no_circle():
    assert cycle_length(run("xor", shuffle=True)[3]) is None
    assert cycle_length(run("and", shuffle=False)[3]) is None
    assert cycle_length(run("iris-versicolor-virginica", shuffle=False)[3]) is None
    assert cycle_length(run("xor", shuffle=False, slip="unlabelled-test")[3]) is None


@pytest.mark.parametrize("way", [copy.deepcopy, lambda h: pickle.loads(pickle.dumps(h)), lambda h: h])
@pytest.mark.parametrize("variant", get_args(Variant))
def test_nobody_can_write_to_a_history(way, variant):
    *_, original = run("ring", variant=variant)
    history = way(original)
    arrays = {name: value for name, value in vars(history).items() if isinstance(value, np.ndarray)}
    assert len(arrays) == 8
    for name, array in arrays.items():
        np.testing.assert_array_equal(array, getattr(original, name))
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0
    assert history.n_updates == original.n_updates
