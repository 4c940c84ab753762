"""What a visitor may ask of a trained recurrent network: which moment to look at, and which sequence it should read.

Left out: the training, which none of these choices changes; see core.recurrent.params.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Literal, get_args

import numpy as np

from core import Array, IntArray
from core.alphabet import alphabet_of, encode, normalized
from core.guards import whole_numbers
from core.recurrent.cells import CELLS
from core.recurrent.cost import MAX_RECORDED, reading_cost
from core.recurrent.params import MAX_LENGTH, RecurrentParams
from core.recurrent.writing import MAX_TEMPERATURE
from core.validation import InvalidParameterError, check_boolean, check_choice, check_integer, check_number

Axis = Literal["sequence", "training"]
Origin = Literal["standard", "far"]

MAX_CELLS = 250_000  # of all heat maps of a film: so many bytes before they are packed
MAPS = {"rnn": 1, "gru": 4, "lstm": 6}  # of h, of every gate, and of c
MAX_NUMBER = 10.0
MARK = "*"
SEPARATORS = re.compile(r"[\s,;，；、]+")
MAX_BEGINNING, MAX_GENERATED = 50, 60  # characters


@dataclass(frozen=True)
class RecurrentView(RecurrentParams):
    """A training, and what is shown of it.

    `axis` is the film's time: the steps of one sequence, or the updates of the training. `trained` is how much of the
    training is behind the network that reads the sequence, in percent of the updates. `output_step` is the answer, of
    1 … T, whose inputs are asked for; 0 is the last one. `own` is the visitor's own sequence, see `own_sequence`;
    empty for one of the unseen ones. In the task "characters" it is a beginning, which the network continues by
    `n_generated` characters drawn with `temperature`. `origin` says which of the task's settings was loaded last.
    """

    origin: Origin = "standard"
    compare: bool = False
    axis: Axis = "sequence"
    trained: int = 100
    output_step: int = 0
    own: str = ""
    n_generated: int = 40
    temperature: float = 0.5

    def __post_init__(self) -> None:
        checked = {
            "origin": check_choice("origin", self.origin, get_args(Origin)),
            "compare": check_boolean("compare", self.compare),
            "axis": check_choice("axis", self.axis, get_args(Axis)),
            "trained": check_integer("trained", self.trained, 0, 100),
            "output_step": check_integer("output_step", self.output_step, 0, MAX_LENGTH),
            "n_generated": check_integer("n_generated", self.n_generated, 1, MAX_GENERATED),
            "temperature": check_number("temperature", self.temperature, 0, MAX_TEMPERATURE),
        }
        for name, value in checked.items():
            object.__setattr__(self, name, value)
        super().__post_init__()  # the cost of the training counts what is asked here, too
        if self.own:
            own_sequence(self)

    def cost_of(self, n_updates: int) -> float:
        """Of the training, or of one a cell, and of all that the film reads; in multiply-adds, see `core.cost`."""
        cells = CELLS if self.compare else (self.cell,)
        n_recorded = 1 + min(n_updates, MAX_RECORDED)
        total = 0.0
        for cell in cells:
            # besides what the film shows: the network before training, and the one that is asked about
            n_readings = 3 if self.axis == "sequence" else 2 + min(n_recorded, self.n_shown(cell))
            total += self.training_cost(cell, n_updates) + n_readings * reading_cost(cell, self.sizes, self.n_steps)
        return total

    @property
    def n_steps(self) -> int:
        """Of the sequence that is read; of what will be refused, the most that there may be."""
        if not self.own:
            return self.sequence_length
        if self.task == "characters":
            return min(len(self.own), MAX_BEGINNING) + self.n_generated
        return min(len(self.own) if self.task == "parity" else len(SEPARATORS.split(self.own)), MAX_LENGTH)

    def n_shown(self, cell: str) -> int:
        """How many recorded networks a film along the training shows at most, so that its maps stay small."""
        cells = (self.n_steps + 1) * self.hidden_size * MAPS[cell]
        return max(20, min(MAX_RECORDED, MAX_CELLS // cells))

    @property
    def training(self) -> RecurrentParams:
        """The part that determines the training."""
        return RecurrentParams(**{field.name: getattr(self, field.name) for field in fields(RecurrentParams)})


def own_sequence(view: RecurrentView) -> Array:
    """What the visitor typed as inputs of shape (T, 1, input_size).

    Numbers stand between blanks or commas. For "adding" two of them carry a `MARK`; for "parity" they are bits, also
    without gaps; for "first-symbol" symbols, counted from 1; for "characters" it is text of the alphabet learnt.
    """
    if view.task == "characters":
        alphabet = alphabet_of(view.text)
        piece = _piece(view.own)
        _check_size(len(piece), 1, MAX_BEGINNING)
        return one_hot(encode(piece, alphabet, "own"), len(alphabet))
    items = [item for item in SEPARATORS.split(view.own) if item]
    if view.task == "parity":
        items = list("".join(items))
    # read before it is counted: a word in a task of numbers is not too short, it is no number
    x = READERS[view.task](items[:MAX_LENGTH], view) if items else np.zeros((0, 1, 1))
    _check_size(len(items), view.delay + 1 if view.task == "echo" else 2, MAX_LENGTH)
    return x


def _piece(text: str) -> str:
    """The text as the network knows it; a blank at its end stays, it asks for a new word."""
    return normalized(text) + (" " if text[-1:].isspace() and text.strip() else "")


def _check_size(size: int, low: int, high: int) -> None:
    if not low <= size <= high:
        raise InvalidParameterError("own", "length_between", size, low=low, high=high)


def one_hot(codes: IntArray, n: int) -> Array:
    """Codes (T,) as vectors with a single one, (T, 1, n)."""
    return np.eye(n)[whole_numbers("T", below=n)("codes", codes, {})][:, None]


def read_numbers(items: list[str], view: RecurrentView) -> Array:
    """Numbers between -10 and 10."""
    return np.array([_number(item, -MAX_NUMBER, MAX_NUMBER) for item in items])[:, None, None]


def read_bits(items: list[str], view: RecurrentView) -> Array:
    """0 and 1 as -1 and +1."""
    if strange := "".join(sorted(set(items) - {"0", "1"})):
        raise InvalidParameterError("own", "bits", strange)
    return np.array([2.0 * int(bit) - 1 for bit in items])[:, None, None]


def read_symbols(items: list[str], view: RecurrentView) -> Array:
    """Whole numbers from 1 to `n_symbols`."""
    known = [str(symbol + 1) for symbol in range(view.n_symbols)]
    for item in items:
        if item not in known:
            raise InvalidParameterError("own", "one_of", item, choices=tuple(known))
    return one_hot(np.array([known.index(item) for item in items]), view.n_symbols)


def read_marked(items: list[str], view: RecurrentView) -> Array:
    """Numbers, two of them marked with a star."""
    marks = [item.endswith(MARK) for item in items]
    numbers = [_number(item.removesuffix(MARK), -MAX_NUMBER, MAX_NUMBER) for item in items]
    if sum(marks) != 2:
        raise InvalidParameterError("own", "two_marked", sum(marks))
    return np.array([numbers, marks], dtype=float).T[:, None]


READERS: dict[str, Callable[[list[str], RecurrentView], Array]] = {
    "echo": read_numbers,
    "wave": read_numbers,
    "parity": read_bits,
    "first-symbol": read_symbols,
    "adding": read_marked,
}


def _number(text: str, low: float, high: float) -> float:
    try:
        number = float(text)
    except ValueError:
        raise InvalidParameterError("own", "numbers", text) from None
    return check_number("own", number, low, high)
