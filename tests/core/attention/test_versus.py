"""Attention beside a recurrent network of as many weights."""

import numpy as np
import pytest

from core.attention import TASKS, AttentionParams, loss_gradient, train, unseen_batch
from core.attention.training import first_weights
from core.attention.versus import rival_for, versus, versus_cost

PARAMS = AttentionParams(length=5, n_updates=30)


@pytest.fixture(scope="module")
def found():
    return versus(PARAMS, "gru", train(PARAMS))


def test_it_is_judged_at_the_same_updates(found):
    assert len(found.test_losses) == len(found.test_accuracies) == len(found.reach) == 31
    assert found.test_losses[-1] < found.test_losses[0]
    assert np.all((found.reach > 0) & (found.reach <= 1))


def test_it_reads_first_where_nothing_is_masked():
    assert rival_for(PARAMS, "gru").reads_first
    assert not rival_for(AttentionParams(task="copy", **TASKS["copy"].defaults), "gru").reads_first


def test_how_much_the_first_symbol_moves_the_loss(found):
    """Before the training, by the gradient of the place's own vectors, which only that place has."""
    unseen = unseen_batch(PARAMS)
    one = (unseen.tokens[:1], unseen.targets[:1])
    _, gradients = loss_gradient(first_weights(PARAMS), *one, PARAMS)
    norms = np.linalg.norm(gradients["P"], axis=1)
    assert found.reach[0, 0] == pytest.approx(norms[0] / norms.max())


def test_reversing_is_easy_for_attention_and_hard_for_a_recurrent_network():
    params = AttentionParams()
    history = train(params)
    for cell in ("rnn", "gru"):
        other = versus(params, cell, history)
        assert other.solved_at == -1
        assert other.test_accuracies[-1] < 0.5
    assert 0 < history.solved_at <= 50


def test_a_plain_network_learns_the_text_sooner():
    params = AttentionParams(task="characters", **TASKS["characters"].defaults)
    history = train(params)
    assert 0 < versus(params, "rnn", history).solved_at < history.solved_at


def test_a_rate_that_overflows_leaves_numbers():
    params = AttentionParams(learning_rate=1e6, n_updates=10, length=4)
    found = versus(params, "rnn", train(params))
    assert np.all(np.isfinite(found.test_accuracies))


def test_it_costs_more_with_a_rival():
    assert versus_cost(PARAMS, "lstm", 100) > versus_cost(PARAMS, "rnn", 100) > versus_cost(PARAMS, "rnn", 10) > 0
