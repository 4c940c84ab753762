"""The record of a training: every update accounted for, the same again from the same seed, finite whatever happens."""

import pickle
from dataclasses import fields, replace

import numpy as np
import pytest

from core.gradient_check import gradient_check
from core.recurrent.history import MAX_FRAMES, kept_updates
from core.recurrent.losses import LOSSES, error
from core.recurrent.tasks import TASKS
from core.recurrent.training import (
    MAX_RISE,
    RecurrentHistory,
    RecurrentParams,
    backward,
    first_weights,
    forward,
    loss_gradient,
    random_streams,
    train,
    unseen_batch,
    until_it_diverges,
    updates,
)
from core.recurrent.weights import flatten, spectral_radii

SMALL = {"hidden_size": 5, "sequence_length": 9, "delay": 2, "batch_size": 6, "text": "abcabd"}
CELLS = ["rnn", "lstm", "gru"]

every_cell = pytest.mark.parametrize("cell", CELLS)
every_task = pytest.mark.parametrize("task", TASKS)


def small(**others):
    return RecurrentParams(**{**SMALL, "n_updates": 12, **others})


def independent(params):
    """The training once more, for this test only: public passes in float64, Adam written out weight by weight."""
    weights, rng = first_weights(params), random_streams(params)[1]
    m = {name: np.zeros_like(values) for name, values in weights.items()}
    s = {name: np.zeros_like(values) for name, values in weights.items()}
    losses, norms, rows = [], [], [weights]
    for t in range(1, params.n_updates + 1):
        batch = params.rule.batch(params, rng)
        states = forward(params.variant, weights, batch.x, feedback=params.feedback)
        loss, d_outputs = LOSSES[params.rule.loss](states.outputs, batch.targets, batch.mask)
        gradients, _ = backward(params.variant, weights, states, d_outputs)
        norm = np.sqrt(sum(np.sum(gradients[name] ** 2) for name in weights))
        factor = min(1, params.clip_norm / norm) if params.clip_norm else 1
        losses.append(loss)
        norms.append(norm)
        new = {}
        for name, values in weights.items():
            g = factor * gradients[name]
            m[name] = 0.9 * m[name] + 0.1 * g
            s[name] = 0.999 * s[name] + 0.001 * g**2
            step = m[name] / (1 - 0.9**t) / (np.sqrt(s[name] / (1 - 0.999**t)) + 1e-8)
            new[name] = values - params.learning_rate * step
        weights = new
        rows.append(weights)
    return np.array(losses), np.array(norms), rows


@every_task
@every_cell
@pytest.mark.parametrize("slip", ["none", "no-feedback"])
def test_equals_an_independent_training(task, cell, slip):
    params = small(task=task, cell=cell, slip=slip, clip_norm=0.05, n_updates=6)
    history = train(params)
    losses, norms, rows = independent(params)
    np.testing.assert_allclose(history.losses[:-1], losses, rtol=1e-3)
    np.testing.assert_allclose(history.grad_norms, norms, rtol=1e-3)
    np.testing.assert_array_equal(history.clipped, norms > 0.05)
    for frame, weights in enumerate(rows):
        for name, values in history.weights_at(frame).items():
            np.testing.assert_allclose(values, weights[name], atol=params.learning_rate / 50)


def test_relu_trains_in_float64():
    params = small(cell="rnn", activation="relu")
    losses, norms, rows = independent(params)
    history = train(params)
    np.testing.assert_allclose(history.losses[:-1], losses, rtol=1e-9)
    np.testing.assert_allclose(history.grad_norms, norms, rtol=1e-9)
    np.testing.assert_allclose(history.weights["W_h"][-1], rows[-1]["W_h"], rtol=1e-9, atol=1e-12)


@every_task
@pytest.mark.parametrize("slip", ["none", "no-feedback"])
def test_the_gradient_that_trains_by_finite_differences(task, slip):
    params = small(task=task, cell="rnn", activation="relu", slip=slip)  # the variant whose passes are float64
    batch, theta = unseen_batch(params), flatten(first_weights(params))
    rng = np.random.default_rng(0)
    theta = theta + rng.normal(0, 0.1, theta.shape)
    check = gradient_check(
        lambda v: loss_gradient(v, batch, params)[0], lambda v: loss_gradient(v, batch, params)[1], theta, rng
    )
    assert check.max_relative_error < 1e-6


@pytest.mark.parametrize("n", [1, 2, 119, 120, 121, 500, 2000])
def test_kept_updates(n):
    kept = kept_updates(n)
    assert (kept[0], kept[-1]) == (0, n)
    assert len(kept) <= MAX_FRAMES
    assert np.all(np.diff(kept) > 0)
    if n < MAX_FRAMES:
        assert len(kept) == n + 1
    else:
        assert len(kept) >= 0.75 * MAX_FRAMES
        assert np.max(np.diff(kept)[:10]) <= max(1, n / 500)
        assert np.max(np.diff(kept)) <= 2.5 * n / MAX_FRAMES


def test_a_shortened_record_is_the_whole_one_at_the_kept_updates():
    params = small(cell="gru", n_updates=300)
    history = train(params)
    made = list(updates(params))
    assert len(made) == 301
    assert len(history.updates) < 150
    np.testing.assert_array_equal(history.thetas, [made[t].theta for t in history.updates])
    np.testing.assert_array_equal(history.losses, [update.loss for update in made])
    np.testing.assert_array_equal(history.grad_norms, [update.gradient_norm for update in made[:-1]])
    np.testing.assert_array_equal(history.clipped, [update.clipped for update in made[:-1]])
    assert history.n_updates == 300


@every_task
def test_the_test_scores_are_those_of_the_unseen_batch(task):
    params = small(task=task, cell="lstm", n_updates=3)
    history, batch = train(params), unseen_batch(params)
    for frame in range(4):
        outputs = forward("lstm", history.weights_at(frame), batch.x).outputs
        loss, _ = LOSSES[params.rule.loss](outputs, batch.targets, batch.mask)
        assert history.test_losses[frame] == pytest.approx(loss, rel=1e-4)
        wrong = error(params.rule.loss, outputs, batch.targets, batch.mask)
        assert history.test_errors[frame] == pytest.approx(wrong, rel=1e-4)


def test_solved_is_the_first_kept_update_below_the_bound():
    params = RecurrentParams(cell="rnn", n_updates=200)
    history = train(params)
    bound = TASKS["echo"].solved_below(params)
    frame = int(np.flatnonzero(history.updates == history.solved_at)[0])
    assert history.test_errors[frame] < bound
    assert np.all(history.test_errors[:frame] >= bound)
    assert train(replace(params, n_updates=5)).solved_at == -1


@every_cell
def test_the_same_seed_gives_the_same_history_and_another_seed_another(cell):
    params = small(cell=cell)
    one, same, other = train(params), train(params), train(replace(params, seed=1))
    for field in fields(one):
        np.testing.assert_array_equal(getattr(one, field.name), getattr(same, field.name))
    assert np.all(one.losses != other.losses)


def test_all_cells_see_the_same_data():
    batches = [params.rule.batch(params, random_streams(params)[1]).x for params in (small(cell=c) for c in CELLS)]
    unseen = [unseen_batch(small(cell=cell)).x for cell in CELLS]
    for k in (1, 2):
        np.testing.assert_array_equal(batches[0], batches[k])
        np.testing.assert_array_equal(unseen[0], unseen[k])
    assert not set(batches[0].ravel()) & set(unseen[0].ravel())


def test_the_first_weights_have_the_radius_asked_for():
    params = small(cell="gru", spectral_radius=0.4)
    history = train(params)
    np.testing.assert_allclose(spectral_radii(history.weights_at(0)["W_h"]), 0.4)
    assert np.any(history.weights_at(0)["W_h"] != train(replace(params, spectral_radius=None)).weights_at(0)["W_h"])


def test_clipping_shortens_what_is_too_long():
    free, cut = train(small(clip_norm=None)), train(small(clip_norm=1e-3))
    assert not free.clipped.any()
    assert cut.clipped.all()
    assert free.grad_norms[0] == cut.grad_norms[0] > 1e-3
    loose = train(small(clip_norm=1e6))
    np.testing.assert_array_equal(loose.thetas, free.thetas)


def test_progress_goes_from_0_to_1():
    told = []
    history = train(small(n_updates=150), told.append)
    assert (told[0], told[-1]) == (0, 1)
    assert told == sorted(told)
    assert len(told) == len(history.updates)


def finite(history):
    return all(
        np.all(np.isfinite(getattr(history, name)))
        for name in ("thetas", "losses", "test_losses", "test_errors", "grad_norms")
    )


@pytest.mark.parametrize(("cell", "activation"), [("rnn", "tanh"), ("rnn", "relu"), ("lstm", "tanh"), ("gru", "tanh")])
@pytest.mark.parametrize("rate", [100.0, 1e6])
@pytest.mark.parametrize("task", ["echo", "adding"])
@pytest.mark.parametrize("clip_norm", [1.0, None])
def test_a_rate_that_explodes(cell, activation, rate, task, clip_norm):
    params = small(task=task, cell=cell, activation=activation, learning_rate=rate, n_updates=40, clip_norm=clip_norm)
    history = train(params)
    assert finite(history)
    t = history.diverged_at
    assert 1 <= t <= 40
    assert np.all(history.thetas[history.updates >= t] == history.thetas[-1])
    assert np.all(history.losses[t:] == history.losses[t - 1])
    assert np.all(history.losses <= MAX_RISE * max(history.losses[0], TASKS[task].baseline(params)))
    shorter = train(replace(params, n_updates=t))
    assert shorter.diverged_at == t
    np.testing.assert_array_equal(shorter.thetas[-1], history.thetas[-1])
    if t > 1:
        assert train(replace(params, n_updates=t - 1)).diverged_at == -1


def test_what_is_kept_of_a_run_that_diverges_is_its_last_good_state_also_between_two_frames():
    params = RecurrentParams(task="characters", sequence_length=32, hidden_size=32, learning_rate=30.0, n_updates=1000)
    history, made = train(params), list(until_it_diverges(params))
    assert 10 < history.diverged_at == len(made) < 100
    np.testing.assert_array_equal(history.thetas[-1], made[-1].theta)
    assert len(history.thetas) == len(history.updates)
    np.testing.assert_array_equal(history.losses[: len(made)], [update.loss for update in made])


@every_task
@pytest.mark.parametrize("rate", [1.0, 30.0, 1e6])
@pytest.mark.parametrize("slip", ["none", "no-feedback"])
def test_whatever_the_rate_everything_stays_finite(task, rate, slip):
    assert finite(train(small(task=task, cell="lstm", learning_rate=rate, n_updates=30, slip=slip)))


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("size", [1, 2, 4])
def test_relu_that_grows_from_the_start_is_still_a_number(seed, size):
    params = RecurrentParams(
        cell="rnn",
        activation="relu",
        hidden_size=size,
        sequence_length=100,
        spectral_radius=1.5,
        clip_norm=None,
        n_updates=3,
        seed=seed,
    )
    assert finite(train(params))


@every_task
@every_cell
def test_the_smallest_run(task, cell):
    params = RecurrentParams(
        task=task,
        cell=cell,
        sequence_length=2,
        delay=1,
        hidden_size=1,
        batch_size=1,
        n_updates=1,
        text="ab",
        n_symbols=2,
    )
    history = train(params)
    assert finite(history)
    assert history.updates.tolist() == [0, 1]
    assert history.weights["W_x"].shape[0] == 2


def test_the_history_cannot_be_written():
    history = pickle.loads(pickle.dumps(train(small())))
    assert isinstance(history, RecurrentHistory)
    for name in ("updates", "thetas", "losses", "test_losses", "test_errors", "grad_norms", "clipped"):
        with pytest.raises(ValueError, match="read-only"):
            getattr(history, name)[0] = 0
    with pytest.raises(ValueError, match="read-only"):
        history.weights["W_h"][0] = 0
