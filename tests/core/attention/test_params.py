"""What determines a run, and what is refused."""

import pickle

import numpy as np
import pytest

from core.attention import TASKS, AttentionParams
from core.attention.params import MAX_LENGTH
from core.validation import InvalidParameterError

WRONG = [
    *({"task": value} for value in ("Reverse", "", None, 3)),
    *({"length": value} for value in (1, 0, -1, 10_000, 8.0, True, "8", float("nan"), None)),
    *({"delay": value} for value in (0, 48, 1.5)),
    *({"width": value} for value in (0, 129, 16.0)),
    *({"n_heads": value} for value in (0, 9, None)),
    *({"n_layers": value} for value in (0, 5)),
    *({"positions": value} for value in ("Learned", None)),
    *({flag: value} for flag in ("causal", "feed_forward", "layer_norm") for value in (1, "yes", None)),
    *({"learning_rate": value} for value in (0, -0.1, float("nan"), float("inf"), "fast", 1e7)),
    *({"batch_size": value} for value in (0, 257)),
    *({"n_updates": value} for value in (0, 2001)),
    *({"slip": value} for value in ("no-root ", None)),
    *({"seed": value} for value in (-1, 2**32, 0.5)),
    *({"task": "characters", "text": value, "length": 8} for value in ("", "a", "aaaa", "ab" * 1000, 7, None)),
    {"task": "characters", "text": "".join(map(chr, range(200, 400))), "length": 8},
    {"task": "largest", "length": 21},
    {"task": "recall", "length": 17},
    {"task": "recall-two", "length": 2},
    {"task": "copy", "length": 4, "delay": 4},
    {"width": 16, "n_heads": 3},
]


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: str(wrong)[:60])
def test_what_is_refused(wrong):
    with pytest.raises(InvalidParameterError) as refused:
        AttentionParams(**wrong)
    assert refused.value.parameter in wrong


def test_a_text_of_a_million_characters_is_refused_at_once():
    with pytest.raises(InvalidParameterError, match="2 to 500 characters"):
        AttentionParams(task="characters", length=8, text="ab" * 500_000)


@pytest.mark.parametrize("text", ["👍🏽 ok 👍🏽", "e\u0301te\u0301", "猫坐在门口。"])
def test_any_writing_is_a_text(text):
    params = AttentionParams(task="characters", length=8, text=text)
    assert params.n_symbols == params.n_answers == len(set(params.text))
    assert "\u0301" not in params.text  # composed: é is one character


@pytest.mark.parametrize("task", TASKS)
def test_every_task_recommends_what_can_be_run(task):
    params = AttentionParams(task=task, **TASKS[task].defaults)
    assert params.rule is TASKS[task]
    low, high = TASKS[task].lengths
    assert 2 <= low <= params.length <= high <= MAX_LENGTH


def test_equal_settings_are_equal():
    a, b = (
        AttentionParams(width=np.int64(32), learning_rate=np.float64(0.5)),
        AttentionParams(width=32, learning_rate=0.5),
    )
    assert a == b
    assert hash(a) == hash(b)
    assert pickle.loads(pickle.dumps(a)) == a


def test_what_is_too_dear_is_refused_with_what_would_fit():
    dear = {"length": 48, "width": 128, "n_layers": 4, "batch_size": 256, "feed_forward": True}
    with pytest.raises(InvalidParameterError, match="billion multiply-adds") as refused:
        AttentionParams(n_updates=2000, **dear)
    fits = refused.value.limits["fits"]
    assert AttentionParams(n_updates=fits, **dear).n_updates == fits
    with pytest.raises(InvalidParameterError, match="billion"):
        AttentionParams(n_updates=fits + 1, **dear)
