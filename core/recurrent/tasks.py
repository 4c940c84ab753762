"""Tasks on sequences: what a network reads, what it should answer at which steps, and when that counts as learnt.

How the sequences are drawn stands in core.recurrent.sequences.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from core import Array, IntArray
from core.recurrent.losses import Mask
from core.recurrent.sequences import WAVEFORMS as WAVEFORMS
from core.recurrent.sequences import Batch as Batch
from core.recurrent.sequences import (
    Settings,
    adding,
    adding_answers,
    character_entropy,
    characters,
    characters_answers,
    echo,
    echo_answers,
    first_symbol,
    first_symbol_answers,
    n_characters,
    parity,
    parity_answers,
    wave,
    wave_answers,
)

UNIFORM_VARIANCE = 1 / 3  # of a number between -1 and 1
WAVE_VARIANCES = {"sine": 1 / 2, "sawtooth": UNIFORM_VARIANCE}
WAVE_SOLVED = {"sine": 0.004, "sawtooth": 0.04}  # of the variance; no net hits every fall of a sawtooth exactly
WRONG_AT_MOST = 0.02
EASY_TEXT = "The little boat rocks on the lake while the moon looks on."
HARD_TEXT = f"{'z' * 18} b{'e' * 18}p!"  # to know when the z end one must have counted them


@dataclass(frozen=True)
class Task:
    """One kind of sequences.

    Attributes
    ----------
    loss : "squared" or "cross-entropy"
        Means over the answers that count: of (y - target)², or of -ln softmax(y)[target].
    input_size, output_size : functions of the settings
    batch : function of settings and rng, returns a Batch
    answers : function of x (T, B, input_size) and settings, returns targets and mask
        What a `Batch` holds, for sequences of one's own.
    baseline : function of the settings
        The loss of the best answer that is always the same.
    solved_below : function of the settings
        The task is solved when unseen sequences have less: of the loss, or for classes of wrong answers.
    uses : tuple of str
        The settings that shape it, besides the length of a sequence.
    solver : str
        The cell that solves the task with `defaults`.
    defaults : mapping of fields to values
    hard : mapping of fields to values
        With these the plain RNN fails, and `hard_solver` succeeds with as many updates.
    hard_solver : str
    """

    loss: Literal["squared", "cross-entropy"]
    input_size: Callable[[Settings], int]
    output_size: Callable[[Settings], int]
    batch: Callable[[Settings, np.random.Generator], Batch]
    answers: Callable[[Array, Settings], tuple[Array | IntArray, Mask]]
    baseline: Callable[[Settings], float]
    solved_below: Callable[[Settings], float]
    uses: tuple[str, ...]
    solver: str
    defaults: Mapping[str, Any]
    hard: Mapping[str, Any]
    hard_solver: str


def _one(settings: Settings) -> int:
    return 1


def _two(settings: Settings) -> int:
    return 2


def _n_symbols(settings: Settings) -> int:
    return settings.n_symbols


TASKS: dict[str, Task] = {
    "echo": Task(
        "squared",
        _one,
        _one,
        echo,
        echo_answers,
        baseline=lambda settings: UNIFORM_VARIANCE,
        solved_below=lambda settings: 0.01 * UNIFORM_VARIANCE,
        uses=("delay",),
        solver="lstm",
        defaults={"sequence_length": 20, "delay": 5, "hidden_size": 16, "learning_rate": 0.03, "n_updates": 300},
        hard={"sequence_length": 20, "delay": 8, "hidden_size": 16, "learning_rate": 0.1, "n_updates": 500},
        hard_solver="lstm",
    ),
    "first-symbol": Task(
        "cross-entropy",
        _n_symbols,
        _n_symbols,
        first_symbol,
        first_symbol_answers,
        baseline=lambda settings: float(np.log(settings.n_symbols)),
        solved_below=lambda settings: WRONG_AT_MOST,
        uses=("n_symbols",),
        solver="gru",
        defaults={"sequence_length": 15, "n_symbols": 4, "hidden_size": 16, "learning_rate": 0.02, "n_updates": 200},
        hard={"sequence_length": 40, "n_symbols": 4, "hidden_size": 16, "learning_rate": 0.02, "n_updates": 300},
        hard_solver="gru",
    ),
    "parity": Task(
        "cross-entropy",
        _one,
        _two,
        parity,
        parity_answers,
        baseline=lambda settings: float(np.log(2)),
        solved_below=lambda settings: WRONG_AT_MOST,
        uses=(),
        solver="gru",
        defaults={"sequence_length": 10, "hidden_size": 16, "learning_rate": 0.02, "n_updates": 200},
        hard={"sequence_length": 30, "hidden_size": 16, "learning_rate": 0.02, "n_updates": 200},
        hard_solver="gru",
    ),
    "adding": Task(
        "squared",
        _two,
        _one,
        adding,
        adding_answers,
        baseline=lambda settings: 1 / 6,
        solved_below=lambda settings: 0.01,
        uses=(),
        solver="gru",
        defaults={"sequence_length": 20, "hidden_size": 16, "learning_rate": 0.02, "n_updates": 300},
        hard={"sequence_length": 50, "hidden_size": 16, "learning_rate": 0.01, "n_updates": 500},
        hard_solver="gru",
    ),
    "wave": Task(
        "squared",
        _one,
        _one,
        wave,
        wave_answers,
        baseline=lambda settings: WAVE_VARIANCES[settings.waveform],
        solved_below=lambda settings: WAVE_SOLVED[settings.waveform] * WAVE_VARIANCES[settings.waveform],
        uses=("waveform",),
        solver="lstm",
        defaults={
            "waveform": "sine",
            "sequence_length": 40,
            "hidden_size": 12,
            "learning_rate": 0.03,
            "n_updates": 200,
        },
        hard={
            "waveform": "sawtooth",
            "sequence_length": 100,
            "hidden_size": 16,
            "learning_rate": 0.05,
            "n_updates": 350,
        },
        hard_solver="lstm",
    ),
    "characters": Task(
        "cross-entropy",
        n_characters,
        n_characters,
        characters,
        characters_answers,
        baseline=character_entropy,
        solved_below=lambda settings: WRONG_AT_MOST,
        uses=("text",),
        solver="lstm",
        defaults={
            "text": EASY_TEXT,
            "sequence_length": 32,
            "hidden_size": 32,
            "learning_rate": 0.02,
            "n_updates": 150,
        },
        hard={
            "text": HARD_TEXT,
            "sequence_length": 80,
            "hidden_size": 16,
            "learning_rate": 0.02,
            "n_updates": 250,
        },
        hard_solver="lstm",
    ),
}
