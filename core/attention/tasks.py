"""Tasks on sequences of symbols: what is read, what should be answered, and where in the sequence the answer stands."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from core import IntArray
from core.alphabet import alphabet_of
from core.attention import sequences as s
from core.attention.sequences import Answers, Batch, Mask, Settings

SOLVED = 0.98  # of the answers to unseen sequences
UNSEEN_SIZE = 512
MAX_LENGTH = 48
LISTENING = 4  # of a text so many characters pass before answers are judged: nobody can know what comes first
TEXT = "A cat sat at a gate. A rat ran past the gate, and the cat ran after the rat."


@dataclass(frozen=True)
class Task:
    """One kind of sequences.

    Attributes
    ----------
    symbols, answers : functions of the settings
        The names of all symbols that are read, and of all answers.
    batch : function of settings and rng, returns a Batch
    right : function of tokens (B, T) and settings, returns targets and mask
        What a `Batch` holds, for sequences of one's own.
    sources : function of tokens (B, T) and settings, returns (B, T, T) of True and False
        True where the answer of a position (second axis) can be read off (third axis).
    lengths : tuple of two integers
        The shortest and the longest sequence.
    judged_from : int
        The first position whose answer is judged.
    uses : tuple of str
        The settings that shape it, besides the length of a sequence.
    n_unseen : function of the settings
        How many sequences judge a run that it does not learn from; of a text there are no more pieces than characters.
    defaults : mapping of fields to values
        With these the task is solved.
    """

    symbols: Callable[[Settings], tuple[str, ...]]
    answers: Callable[[Settings], tuple[str, ...]]
    batch: Callable[[Settings, np.random.Generator], Batch]
    right: Callable[[IntArray, Settings], Answers]
    sources: Callable[[IntArray, Settings], Mask]
    lengths: tuple[int, int]
    defaults: Mapping[str, Any]
    judged_from: int = 0
    uses: tuple[str, ...] = ()
    n_unseen: Callable[[Settings], int] = lambda settings: UNSEEN_SIZE


def always(names: tuple[str, ...]) -> Callable[[Settings], tuple[str, ...]]:
    """The same symbols whatever the settings are."""
    return lambda settings: names


def of_text(settings: Settings) -> tuple[str, ...]:
    """The characters of the text."""
    return tuple(alphabet_of(settings.text))


def drawn(
    draw: Callable[[Settings, np.random.Generator], IntArray], right: Callable[[IntArray, Settings], Answers]
) -> Callable[[Settings, np.random.Generator], Batch]:
    """Batches of drawn sequences with what is right."""

    def batch(settings: Settings, rng: np.random.Generator) -> Batch:
        tokens = draw(settings, rng)
        return Batch(tokens, *right(tokens, settings))

    return batch


BASE = {
    **{"width": 16, "n_heads": 1, "n_layers": 1, "positions": "learned", "causal": False},
    **{"feed_forward": False, "layer_norm": False, "learning_rate": 0.02, "n_updates": 150},
}
DIGITS, NUMBERS, VALUES = always(s.DIGITS), always(s.NUMBERS), always(s.VALUES)

TASKS: dict[str, Task] = {
    "reverse": Task(
        DIGITS,
        DIGITS,
        drawn(s.digits, s.reversed_answers),
        s.reversed_answers,
        s.reversed_sources,
        (2, MAX_LENGTH),
        BASE | {"length": 8},
    ),
    "copy": Task(
        DIGITS,
        DIGITS,
        drawn(s.digits, s.copied_answers),
        s.copied_answers,
        s.copied_sources,
        (2, MAX_LENGTH),
        BASE | {"length": 10, "delay": 3, "causal": True},
        uses=("delay",),
    ),
    "largest": Task(
        NUMBERS,
        NUMBERS,
        drawn(s.distinct, s.largest_answers),
        s.largest_answers,
        s.largest_sources,
        (2, len(s.NUMBERS)),
        BASE | {"length": 8, "positions": "none"},
    ),
    "recall": Task(
        always((*s.LETTERS, *s.PAIRS)),
        VALUES,
        drawn(s.pairs, s.pair_answers),
        s.pair_answers,
        s.pair_sources,
        (2, 2 * len(s.LETTERS)),
        BASE | {"length": 10, "width": 32, "positions": "none"},
    ),
    "recall-two": Task(
        always((*s.LETTERS, *s.VALUES)),
        VALUES,
        drawn(s.letters_and_digits, s.letter_answers),
        s.letter_answers,
        s.letter_sources,
        (3, 3 * len(s.LETTERS)),
        BASE | {"length": 12, "width": 32, "n_layers": 2, "causal": True, "learning_rate": 0.01},
    ),
    "sort": Task(
        DIGITS,
        DIGITS,
        drawn(s.digits, s.sorted_answers),
        s.sorted_answers,
        s.sorted_sources,
        (2, MAX_LENGTH),
        BASE | {"length": 6, "width": 32, "feed_forward": True, "learning_rate": 0.005, "n_updates": 400},
    ),
    "characters": Task(
        of_text,
        of_text,
        s.characters,
        s.next_answers,
        s.nowhere,
        (2 * LISTENING, MAX_LENGTH),
        BASE
        | {
            **{"text": TEXT, "length": 24, "width": 32, "causal": True, "feed_forward": True, "layer_norm": True},
            **{"learning_rate": 0.01, "n_updates": 200},
        },
        judged_from=LISTENING,
        uses=("text",),
        n_unseen=lambda settings: min(UNSEEN_SIZE, len(settings.text)),
    ),
}
