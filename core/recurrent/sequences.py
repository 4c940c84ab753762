"""Batches of sequences with their answers, drawn at random. What counts as learnt stands in core.recurrent.tasks.

Time is the first axis. Every batch is drawn anew, so that nothing can be learnt by heart; only the characters come
from one text, read round and round.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from core import Array, IntArray
from core.alphabet import alphabet_of, encode
from core.guards import floats, integer, takes
from core.records import Record
from core.recurrent.losses import Mask

LISTENING = 0.25  # of the steps of a wave or a text pass before answers count: nobody can know what comes first
PERIODS = (8.0, 25.0)  # steps, from – to, until a wave repeats


class Settings(Protocol):
    """What the tasks may ask of a lab's parameters."""

    @property
    def sequence_length(self) -> int: ...
    @property
    def batch_size(self) -> int: ...
    @property
    def delay(self) -> int: ...
    @property
    def n_symbols(self) -> int: ...
    @property
    def waveform(self) -> str: ...
    @property
    def text(self) -> str: ...


@dataclass(frozen=True, eq=False)
class Batch(Record):
    """Sequences with their answers.

    Attributes
    ----------
    x : ndarray of shape (T, B, input_size)
    targets : ndarray of shape (T, B, output_size), or of whole numbers (T, B): the right class
    mask : ndarray of shape (T, B) of True and False
        Where an answer counts.
    """

    x: Array
    targets: Array | IntArray
    mask: Mask


def echo(settings: Settings, rng: np.random.Generator) -> Batch:
    """Numbers between -1 and 1; say each one again `delay` steps later."""
    x = rng.uniform(-1, 1, (settings.sequence_length, settings.batch_size, 1))
    return Batch(x, *echo_answers(x, settings))


@takes(x=floats("T B 1"))
def echo_answers(x: Array, settings: Settings) -> tuple[Array, Mask]:
    """targets[t] = x[t - delay]; zeros that do not count before."""
    targets = np.zeros_like(x)
    targets[settings.delay :] = x[: len(x) - settings.delay]
    return targets, _from_step(settings.delay, x)


def first_symbol(settings: Settings, rng: np.random.Generator) -> Batch:
    """Symbols in any order; say at every step which was the first."""
    codes = rng.integers(settings.n_symbols, size=(settings.sequence_length, settings.batch_size))
    x = np.eye(settings.n_symbols)[codes]
    return Batch(x, *first_symbol_answers(x, settings))


@takes(x=floats("T B S"))
def first_symbol_answers(x: Array, settings: Settings) -> tuple[IntArray, Mask]:
    """The class of the first symbol, again and again; every answer counts."""
    return np.broadcast_to(np.argmax(x[0], axis=1), x.shape[:2]), _from_step(0, x)


def parity(settings: Settings, rng: np.random.Generator) -> Batch:
    """Bits, -1 for 0 and +1 for 1; say after each one whether the ones so far are odd in number."""
    x = rng.choice([-1.0, 1.0], (settings.sequence_length, settings.batch_size, 1))
    return Batch(x, *parity_answers(x, settings))


@takes(x=floats("T B 1"))
def parity_answers(x: Array, settings: Settings) -> tuple[IntArray, Mask]:
    """1 where the ones so far are odd in number, else 0; every answer counts."""
    n_ones: IntArray = np.cumsum(x[:, :, 0] > 0, axis=0)
    return n_ones % 2, _from_step(0, x)


def adding(settings: Settings, rng: np.random.Generator) -> Batch:
    """Numbers between 0 and 1, one marked in each half; say at the end the sum of the two.

    The adding problem of Hochreiter & Schmidhuber 1997, with the numbers and markers of Le, Jaitly & Hinton 2015.
    """
    T, B = settings.sequence_length, settings.batch_size
    x = np.zeros((T, B, 2))
    x[:, :, 0] = rng.uniform(0, 1, (T, B))
    x[rng.integers(0, T // 2, B), np.arange(B), 1] = 1
    x[rng.integers(T // 2, T, B), np.arange(B), 1] = 1
    return Batch(x, *adding_answers(x, settings))


@takes(x=floats("T B 2"))
def adding_answers(x: Array, settings: Settings) -> tuple[Array, Mask]:
    """The sum of the marked numbers; only the answer at the last step counts."""
    total = np.sum(x[:, :, 0] * x[:, :, 1], axis=0)[:, None]
    return np.broadcast_to(total, (*x.shape[:2], 1)), _from_step(len(x) - 1, x)


def wave(settings: Settings, rng: np.random.Generator) -> Batch:
    """A sine or a sawtooth of any period and phase; say its next value."""
    T, B = settings.sequence_length, settings.batch_size
    periods, phases = rng.uniform(*PERIODS, B), rng.uniform(0, 1, B)
    values = WAVEFORMS[settings.waveform](phases + np.arange(T + 1)[:, None] / periods)[:, :, None]
    return Batch(values[:-1], values[1:], _from_step(listening(T), values[:-1]))


@takes(x=floats("T B 1"))
def wave_answers(x: Array, settings: Settings) -> tuple[Array, Mask]:
    """The next value; what follows the last one is not known and does not count."""
    targets = np.concatenate([x[1:], x[-1:]])
    mask = _from_step(listening(len(x)), x)
    mask[-1] = False
    return targets, mask


@takes(turns=floats())
def sine(turns: Array) -> Array:
    """sin 2π·turns"""
    height: Array = np.sin(2 * np.pi * turns)
    return height


@takes(turns=floats())
def sawtooth(turns: Array) -> Array:
    """Rises from -1 to 1 during each turn and falls back at once."""
    part: Array = turns % 1
    return 2 * part - 1


WAVEFORMS: dict[str, Callable[[Array], Array]] = {"sine": sine, "sawtooth": sawtooth}


def characters(settings: Settings, rng: np.random.Generator) -> Batch:
    """Pieces of the text, one column a character of its alphabet; say the next character."""
    codes = encode(settings.text, alphabet_of(settings.text))
    T = settings.sequence_length
    starts = rng.integers(len(codes), size=settings.batch_size)
    pieces = codes[(starts + np.arange(T + 1)[:, None]) % len(codes)]
    x = np.eye(n_characters(settings))[pieces[:-1]]
    return Batch(x, pieces[1:], _from_step(listening(T), x))


@takes(x=floats("T B C"))
def characters_answers(x: Array, settings: Settings) -> tuple[IntArray, Mask]:
    """The next character; what follows the last one is not known and does not count."""
    codes = np.argmax(x, axis=2)
    mask = _from_step(listening(len(x)), x)
    mask[-1] = False
    return np.concatenate([codes[1:], codes[-1:]]), mask


def n_characters(settings: Settings) -> int:
    """The size of the text's alphabet."""
    return len(alphabet_of(settings.text))


def character_entropy(settings: Settings) -> float:
    """-Σ p ln p over the shares of the text's characters."""
    shares = np.unique(list(settings.text), return_counts=True)[1] / len(settings.text)
    return float(-np.sum(shares * np.log(shares)))


@takes(sequence_length=integer(1))
def listening(sequence_length: int) -> int:
    """The first step whose answer counts, for the tasks that must hear something first."""
    return int(LISTENING * sequence_length)


def _from_step(t: int, x: Array) -> Mask:
    mask = np.zeros(x.shape[:2], dtype=bool)
    mask[t:] = True
    return mask
