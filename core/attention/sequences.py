"""Sequences of symbols with their answers, drawn at random. What the tasks are stands in core.attention.tasks.

A symbol is a whole number, its place in the task's list of names. Every batch is drawn anew, so that nothing can be
learnt by heart; only the characters come from one text, read round and round.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from core import IntArray
from core.alphabet import alphabet_of, encode
from core.records import Record

Mask = NDArray[np.bool_]

DIGITS = tuple("0123456789")
NUMBERS = tuple(str(n) for n in range(20))
LETTERS = tuple("ABCDEFGH")
VALUES = tuple("01234567")
PAIRS = tuple(letter + value for letter in LETTERS for value in VALUES)


class Settings(Protocol):
    """What the tasks may ask of a lab's parameters."""

    @property
    def length(self) -> int: ...
    @property
    def batch_size(self) -> int: ...
    @property
    def delay(self) -> int: ...
    @property
    def text(self) -> str: ...


@dataclass(frozen=True, eq=False)
class Batch(Record):
    """Sequences with their answers.

    Attributes
    ----------
    tokens : ndarray of whole numbers of shape (B, T)
        What is read.
    targets : ndarray of whole numbers of shape (B, T)
        The right answer at every position.
    mask : ndarray of shape (B, T) of True and False
        Where an answer counts.
    """

    tokens: IntArray
    targets: IntArray
    mask: Mask


Answers = tuple[IntArray, Mask]


def digits(settings: Settings, rng: np.random.Generator) -> IntArray:
    """Any digits."""
    return rng.integers(len(DIGITS), size=(settings.batch_size, settings.length))


def distinct(settings: Settings, rng: np.random.Generator) -> IntArray:
    """Numbers below 20, none of them twice in a sequence."""
    return _shuffled(len(NUMBERS), settings.batch_size, rng)[:, : settings.length]


def pairs(settings: Settings, rng: np.random.Generator) -> IntArray:
    """Letters with a digit each, a pair one symbol; then as many of these letters alone."""
    B, n = settings.batch_size, settings.length // 2
    letters, values = _shuffled(len(LETTERS), B, rng)[:, :n], rng.integers(len(VALUES), size=(B, n))
    told = len(LETTERS) + letters * len(VALUES) + values
    return np.concatenate([told, _asked(letters, settings.length - n, rng)], axis=1)


def letters_and_digits(settings: Settings, rng: np.random.Generator) -> IntArray:
    """The same with two symbols a pair, a letter and then its digit."""
    B, n = settings.batch_size, settings.length // 3
    letters, values = _shuffled(len(LETTERS), B, rng)[:, :n], rng.integers(len(VALUES), size=(B, n))
    told = np.stack([letters, len(LETTERS) + values], axis=2).reshape(B, 2 * n)
    return np.concatenate([told, _asked(letters, settings.length - 2 * n, rng)], axis=1)


def _shuffled(n: int, batch_size: int, rng: np.random.Generator) -> IntArray:
    return rng.permuted(np.tile(np.arange(n), (batch_size, 1)), axis=1)


def _asked(letters: IntArray, n: int, rng: np.random.Generator) -> IntArray:
    """Of each row n letters in any order, again from the first one where there are fewer."""
    order = rng.permuted(letters, axis=1)
    return np.tile(order, (1, -(-n // order.shape[1])))[:, :n]


# ---- what is right


def reversed_answers(tokens: IntArray, settings: Settings) -> Answers:
    """The first symbol at the last position, and so on."""
    return tokens[:, ::-1], np.ones(tokens.shape, dtype=bool)


def copied_answers(tokens: IntArray, settings: Settings) -> Answers:
    """The symbol `delay` positions before; the first ones have none."""
    targets, mask = np.zeros_like(tokens), np.zeros(tokens.shape, dtype=bool)
    targets[:, settings.delay :], mask[:, settings.delay :] = tokens[:, : -settings.delay], True
    return targets, mask


def largest_answers(tokens: IntArray, settings: Settings) -> Answers:
    """The largest number, at every position."""
    return np.broadcast_to(tokens.max(axis=1, keepdims=True), tokens.shape), np.ones(tokens.shape, dtype=bool)


def sorted_answers(tokens: IntArray, settings: Settings) -> Answers:
    """The smallest at the first position, and so on."""
    return np.sort(tokens, axis=1), np.ones(tokens.shape, dtype=bool)


def pair_answers(tokens: IntArray, settings: Settings) -> Answers:
    """Where a letter stands alone, the digit that it came with."""
    return _looked_up(tokens, tokens < len(LETTERS), pair_sources(tokens, settings), len(LETTERS))


def letter_answers(tokens: IntArray, settings: Settings) -> Answers:
    """Where a letter is asked for, the digit that stood behind it."""
    asked = np.arange(tokens.shape[1]) >= 2 * _n_pairs(tokens)
    return _looked_up(tokens, np.broadcast_to(asked, tokens.shape), letter_sources(tokens, settings), len(LETTERS))


def _looked_up(tokens: IntArray, asked: Mask, sources: Mask, n_letters: int) -> Answers:
    """The digit of the symbol where the answer stands; 0 at positions that are not asked."""
    found = np.take_along_axis(tokens, np.argmax(sources, axis=2), axis=1)
    mask = asked & sources.any(axis=2)
    return np.where(mask, (found - n_letters) % len(VALUES), 0), mask


def _n_pairs(tokens: IntArray) -> int:
    return int(tokens.shape[1]) // 3


# ---- where the answers stand


def reversed_sources(tokens: IntArray, settings: Settings) -> Mask:
    """As far from the end as the answer is from the beginning."""
    return np.broadcast_to(np.eye(tokens.shape[1], dtype=bool)[::-1], (*tokens.shape, tokens.shape[1]))


def copied_sources(tokens: IntArray, settings: Settings) -> Mask:
    """`delay` positions before."""
    T = tokens.shape[1]
    return np.broadcast_to(np.eye(T, k=-settings.delay, dtype=bool), (*tokens.shape, T))


def same_sources(tokens: IntArray, settings: Settings, answers: IntArray) -> Mask:
    """Wherever the symbol stands that is the answer."""
    same: Mask = answers[:, :, None] == tokens[:, None, :]
    return same


def largest_sources(tokens: IntArray, settings: Settings) -> Mask:
    """At the largest number."""
    return same_sources(tokens, settings, largest_answers(tokens, settings)[0])


def sorted_sources(tokens: IntArray, settings: Settings) -> Mask:
    """Wherever that digit stands."""
    return same_sources(tokens, settings, sorted_answers(tokens, settings)[0])


def pair_sources(tokens: IntArray, settings: Settings) -> Mask:
    """At the pair with that letter."""
    told = tokens >= len(LETTERS)
    letters = np.where(told, (tokens - len(LETTERS)) // len(VALUES), tokens)
    same: Mask = letters[:, :, None] == letters[:, None, :]
    return same & told[:, None, :] & ~told[:, :, None]


def letter_sources(tokens: IntArray, settings: Settings) -> Mask:
    """At the digit behind that letter."""
    end = 2 * _n_pairs(tokens)
    places = np.arange(tokens.shape[1])
    before = np.roll(tokens, 1, axis=1)
    is_digit = (places % 2 == 1) & (places < end)
    same: Mask = tokens[:, :, None] == before[:, None, :]
    there: Mask = same & is_digit & (places >= end)[:, None]
    return there


def nowhere(tokens: IntArray, settings: Settings) -> Mask:
    """No single place holds the answer."""
    return np.zeros((*tokens.shape, tokens.shape[1]), dtype=bool)


# ---- text


def characters(settings: Settings, rng: np.random.Generator) -> Batch:
    """Pieces of the text; say the next character."""
    codes = encode(settings.text, alphabet_of(settings.text))
    starts = rng.integers(len(codes), size=(settings.batch_size, 1))
    pieces = codes[(starts + np.arange(settings.length + 1)) % len(codes)]
    return Batch(pieces[:, :-1], pieces[:, 1:], np.ones((settings.batch_size, settings.length), dtype=bool))


def next_answers(tokens: IntArray, settings: Settings) -> Answers:
    """The next character; what follows the last one is not known and does not count."""
    mask = np.ones(tokens.shape, dtype=bool)
    mask[:, -1] = False
    return np.roll(tokens, -1, axis=1), mask
