"""What is asked, what is right, and where the answer stands."""

import numpy as np
import pytest

from core.attention import TASKS, AttentionParams
from core.attention.sequences import LETTERS, PAIRS

RNG = 7


def drawn(task, **others):
    params = AttentionParams(task=task, **{**TASKS[task].defaults, **others})
    return params, params.rule.batch(params, np.random.default_rng(RNG))


def codes(params, text):
    return np.array([[params.symbols.index(name) for name in text.split()]])


BY_HAND = {
    "reverse": ("3 1 4", "4 1 3", {"length": 3}),
    "copy": ("3 1 4 1 5", "- - 3 1 4", {"length": 5, "delay": 2}),
    "largest": ("3 17 4", "17 17 17", {"length": 3}),
    "sort": ("3 1 4 1", "1 1 3 4", {"length": 4}),
    "recall": ("B7 A0 A B", "- - 0 7", {"length": 4}),
    "recall-two": ("B 7 A 0 A B", "- - - - 0 7", {"length": 6}),
}


@pytest.mark.parametrize("task", BY_HAND)
def test_the_right_answers_by_hand(task):
    text, wanted, settings = BY_HAND[task]
    params = AttentionParams(task=task, **{**TASKS[task].defaults, **settings})
    targets, mask = params.rule.right(codes(params, text), params)
    found = [params.answers[code] if counts else "-" for code, counts in zip(targets[0], mask[0], strict=True)]
    assert " ".join(found) == wanted


SOURCES = {
    "reverse": [[2], [1], [0]],
    "copy": [[], [], [0], [1], [2]],
    "largest": [[1], [1], [1]],
    "sort": [[1, 3], [1, 3], [0], [2]],
    "recall": [[], [], [1], [0]],
    "recall-two": [[], [], [], [], [3], [1]],
}


@pytest.mark.parametrize("task", SOURCES)
def test_where_the_answers_stand_by_hand(task):
    text, _, settings = BY_HAND[task]
    params = AttentionParams(task=task, **{**TASKS[task].defaults, **settings})
    there = params.rule.sources(codes(params, text), params)
    assert [np.flatnonzero(row).tolist() for row in there[0]] == SOURCES[task]


@pytest.mark.parametrize("task", TASKS)
def test_batches_are_what_the_task_says(task):
    params, batch = drawn(task)
    assert batch.tokens.shape == batch.targets.shape == batch.mask.shape == (32, params.length)
    assert batch.tokens.min() >= 0
    assert batch.tokens.max() < params.n_symbols
    assert batch.targets.min() >= 0
    assert batch.targets.max() < params.n_answers
    if task != "characters":  # of a text the last answer is not to be seen
        targets, mask = params.rule.right(batch.tokens, params)
        assert np.array_equal(targets, batch.targets)
        assert np.array_equal(mask, batch.mask)
    sources = params.rule.sources(batch.tokens, params)
    assert sources.shape == (32, params.length, params.length)
    if task != "characters":
        assert np.array_equal(sources.any(axis=2), batch.mask)  # every answer that counts stands somewhere


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("end", [0, 1])
def test_the_shortest_and_the_longest_sequences_work(task, end):
    length = TASKS[task].lengths[end]
    _params, batch = drawn(task, length=length, delay=1, n_updates=10)
    assert batch.tokens.shape == (32, length)
    assert batch.mask.any()


def test_letters_of_a_sequence_are_different_and_each_is_asked_for():
    params, batch = drawn("recall")
    for row in batch.tokens:
        told = [params.symbols[code][0] for code in row[:5]]
        asked = [params.symbols[code] for code in row[5:]]
        assert len(set(told)) == 5
        assert sorted(told) == sorted(asked)
    assert len(PAIRS) == 64
    assert len(LETTERS) == 8


def test_numbers_are_different():
    _, batch = drawn("largest")
    assert all(len(set(row.tolist())) == 8 for row in batch.tokens)


def test_a_text_is_read_round_and_round():
    params, batch = drawn("characters", text="abcabd", length=8)
    ring = "abcabd" * 3
    for tokens, targets in zip(batch.tokens, batch.targets, strict=True):
        piece = "".join(params.symbols[code] for code in [*tokens, targets[-1]])
        assert piece in ring
        assert np.array_equal(tokens[1:], targets[:-1])
