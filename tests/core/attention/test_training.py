"""What a training records, again and again the same, and what happens when it goes wrong."""

import pickle
from dataclasses import fields, replace
from itertools import islice

import numpy as np
import pytest

from core.attention import AttentionParams, forward, loss_gradient, train, unseen_batch, updates
from core.attention.history import kept_updates
from core.attention.training import AdamSettings, attention_on, first_weights, random_streams
from core.attention.weights import flatten, shapes, unflatten
from core.optimizers import adam

PARAMS = AttentionParams(n_updates=80, length=5)


@pytest.fixture(scope="module")
def history():
    return train(PARAMS)


def test_frames_grow_apart_and_are_few():
    for n in (0, 1, 59, 60, 150, 400, 2000):
        kept = kept_updates(n)
        assert kept[0] == 0
        assert kept[-1] == n
        assert len(kept) == len(set(kept.tolist())) <= 60
        assert np.all(np.diff(kept) > 0)
        if n >= 60:
            assert len(kept) > 55
            assert kept[:5].tolist() == [0, 1, 2, 3, 4]


def test_the_record_is_what_the_network_says(history):
    unseen = unseen_batch(PARAMS)
    assert unseen.tokens.shape == (512, 5)
    for frame in (0, 20, -1):
        weights = history.network_at(frame)
        made = forward(weights, unseen.tokens, PARAMS)
        right = np.mean(np.argmax(made["scores"], axis=2) == unseen.targets)
        assert history.test_accuracies[frame] == pytest.approx(right, abs=2e-3)  # single precision may settle a tie
        loss, _ = loss_gradient(weights, unseen.tokens, unseen.targets, PARAMS)
        assert history.test_losses[frame] == pytest.approx(loss, rel=1e-4, abs=1e-6)
        np.testing.assert_allclose(history.weights[frame], made["weights"][:, 0], atol=1e-5)
    assert history.weights.shape == (len(history.updates), 1, 1, 5, 5)
    assert history.losses.shape == (81,)
    assert history.n_updates == 80


def test_an_update_is_adam_on_the_gradient_of_a_new_batch():
    """In double precision, the textbook's way; the training itself runs in single precision."""
    params, rng = replace(PARAMS, n_updates=10), random_streams(PARAMS)[1]
    theta, state, parts = flatten(first_weights(params)), (0.0, 0.0), shapes(params)
    for update in updates(params):
        np.testing.assert_allclose(update.theta, theta, atol=2e-4)
        batch = params.rule.batch(params, rng)
        loss, gradients = loss_gradient(unflatten(theta, parts), batch.tokens, batch.targets, params, batch.mask)
        assert update.loss == pytest.approx(loss, rel=1e-3)
        step = update.number + 1
        theta, state = adam(theta, flatten(gradients), state, step, params.learning_rate, AdamSettings())


def test_the_same_seed_makes_the_same_run_and_another_one_another(history):
    again, other = train(PARAMS), train(replace(PARAMS, seed=1, n_updates=5))
    for field in fields(history):
        if isinstance(getattr(history, field.name), np.ndarray):
            assert np.array_equal(getattr(history, field.name), getattr(again, field.name))
    assert not np.array_equal(history.losses[:5], other.losses[:5])


def test_more_updates_begin_as_fewer_do(history):
    few = train(replace(PARAMS, n_updates=7))
    assert np.array_equal(few.losses, history.losses[:8])


def test_nobody_can_write_to_the_record(history):
    for record in (history, pickle.loads(pickle.dumps(history))):
        for field in fields(record):
            value = getattr(record, field.name)
            if isinstance(value, np.ndarray):
                with pytest.raises(ValueError, match="read-only"):
                    value[...] = 0


def test_solved_is_the_first_frame_with_enough_right(history):
    frame = history.updates.tolist().index(history.solved_at)
    assert history.test_accuracies[frame] >= 0.98
    assert np.all(history.test_accuracies[:frame] < 0.98)
    assert history.diverged_at == -1


@pytest.mark.parametrize("rate", [1e6, 3e4, 50.0])
@pytest.mark.parametrize("others", [{}, {"layer_norm": True, "feed_forward": True}])
def test_a_rate_that_overflows_ends_the_run_and_leaves_numbers(rate, others):
    history = train(AttentionParams(learning_rate=rate, n_updates=200, length=4, **others))
    assert 1 <= history.diverged_at <= 200 or rate == 50
    for values in (history.thetas, history.losses, history.test_losses, history.weights, history.test_accuracies):
        assert np.all(np.isfinite(values))
    assert len(history.losses) == 201
    assert history.updates[-1] == 200
    if history.diverged_at != -1:
        assert np.all(history.losses[history.diverged_at :] == history.losses[history.diverged_at - 1])
        assert np.array_equal(history.thetas[-1], history.thetas[-2])
        made = list(islice(updates(replace(PARAMS, learning_rate=rate, length=4, **others)), history.diverged_at))
        assert len(made) == history.diverged_at


def test_progress_is_told_from_nothing_to_all():
    told = []
    train(replace(PARAMS, n_updates=20), told.append)
    assert told[0] == 0
    assert told[-1] == 1
    assert told == sorted(told)


def test_the_weight_on_the_right_places_by_hand():
    sources = np.array([[[True, False], [False, True]]])
    weights = np.array([[[[0.9, 0.1], [0.4, 0.6]], [[0.5, 0.5], [0.2, 0.8]]]])  # two heads
    both, second = np.ones((1, 2), bool), np.array([[False, True]])
    assert attention_on(sources, weights, both) == pytest.approx(0.75)  # (0.9 + 0.6) / 2, more than (0.5 + 0.8) / 2
    assert attention_on(sources, weights, second) == pytest.approx(0.8)
    assert np.isnan(attention_on(np.zeros_like(sources), weights, both))
