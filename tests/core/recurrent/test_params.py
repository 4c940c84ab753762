"""What can be asked of a recurrent network, and what is refused with one sentence."""

from dataclasses import FrozenInstanceError, replace

import numpy as np
import pytest

from core.recurrent.tasks import TASKS
from core.recurrent.training import CELLS, RecurrentParams
from core.validation import InvalidParameterError

NAN, INF = float("nan"), float("inf")


@pytest.mark.parametrize(
    ("parameter", "value", "code"),
    [
        ("task", "sorting", "one_of"),
        ("sequence_length", 1, "integer_between"),
        ("sequence_length", 101, "integer_between"),
        ("sequence_length", 20.0, "integer_between"),
        ("delay", 0, "integer_between"),
        ("delay", 100, "integer_between"),
        ("delay", 20, "below_other"),
        ("n_symbols", 1, "integer_between"),
        ("n_symbols", 9, "integer_between"),
        ("waveform", "square", "one_of"),
        ("text", "", "text_length"),
        ("text", "a", "text_length"),
        ("text", "a" * 1_000_000, "text_length"),
        ("text", "aaaa", "text_distinct"),
        ("text", None, "text_length"),
        ("cell", "rnn-relu", "one_of"),
        ("activation", "sigmoid", "one_of"),
        ("hidden_size", 0, "integer_between"),
        ("hidden_size", 65, "integer_between"),
        ("hidden_size", True, "integer_between"),
        ("spectral_radius", 0, "above_at_most"),
        ("spectral_radius", NAN, "above_at_most"),
        ("spectral_radius", 1.6, "above_at_most"),
        ("learning_rate", 0, "above_at_most"),
        ("learning_rate", NAN, "above_at_most"),
        ("learning_rate", INF, "above_at_most"),
        ("learning_rate", "fast", "above_at_most"),
        ("batch_size", 0, "integer_between"),
        ("batch_size", 257, "integer_between"),
        ("n_updates", 0, "integer_between"),
        ("n_updates", 2001, "integer_between"),
        ("clip_norm", 0, "above_at_most"),
        ("clip_norm", -1.0, "above_at_most"),
        ("clip_norm", NAN, "above_at_most"),
        ("slip", "forget", "one_of"),
        ("seed", -1, "integer_between"),
    ],
)
def test_bad_values_are_named(parameter, value, code):
    with pytest.raises(InvalidParameterError) as caught:
        RecurrentParams(**{parameter: value})
    assert (caught.value.parameter, caught.value.code) == (parameter, code)
    assert str(caught.value).startswith(f"{parameter} must ")
    assert len(str(caught.value)) < 200


def test_a_delay_must_fit_into_the_sequence_where_it_is_used():
    with pytest.raises(InvalidParameterError) as caught:
        RecurrentParams(delay=9, sequence_length=9)
    assert str(caught.value) == "delay must be below sequence_length, which is 9, got 9."
    assert RecurrentParams(delay=8, sequence_length=9).delay == 8
    assert RecurrentParams(task="parity", delay=9, sequence_length=9).sequence_length == 9


def test_equal_values_make_equal_params():
    params = RecurrentParams(hidden_size=np.int64(8), learning_rate=np.float64(0.5), clip_norm=None, spectral_radius=1)
    assert params == RecurrentParams(hidden_size=8, learning_rate=0.5, clip_norm=None, spectral_radius=1.0)
    assert RecurrentParams(text="e\u0301 a\n") == RecurrentParams(text="é a")
    with pytest.raises(FrozenInstanceError):
        params.hidden_size = 9


@pytest.mark.parametrize("cell", CELLS)
def test_relu_is_for_the_plain_cell(cell):
    params = RecurrentParams(cell=cell, activation="relu")
    assert params.variant == ("rnn-relu" if cell == "rnn" else cell)
    assert replace(params, activation="tanh").variant == cell


def test_the_defaults_are_those_of_the_first_task():
    params = RecurrentParams()
    assert params == RecurrentParams(task="echo", cell=TASKS["echo"].solver, **TASKS["echo"].defaults)


@pytest.mark.parametrize("task", TASKS)
def test_what_a_task_recommends_is_about_the_task_and_the_training(task):
    rule = TASKS[task]
    for settings in (rule.defaults, rule.hard):
        allowed = {*rule.uses, "sequence_length", "hidden_size", "learning_rate", "n_updates"}
        assert set(settings) == allowed
        assert RecurrentParams(task=task, **settings).task == task
    assert {rule.solver, rule.hard_solver} <= set(CELLS)
    assert rule.hard_solver != "rnn"
