"""Everything that determines a training of an attention network, checked. Left out: the training itself."""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal, get_args

from core.alphabet import check_text
from core.attention.cost import training_cost
from core.attention.tasks import MAX_LENGTH, TASKS, TEXT, Task
from core.cost import check_cost
from core.optimizers import MAX_RATE
from core.validation import (
    MAX_SEED,
    InvalidParameterError,
    check_boolean,
    check_choice,
    check_integer,
    check_number,
)

Positions = Literal["learned", "sinusoidal", "none"]
Slip = Literal["none", "no-positions", "no-root"]

MAX_WIDTH = 128
MAX_HEADS = 8
MAX_LAYERS = 4
MAX_UPDATES = 2000
MAX_BATCH_SIZE = 256
WIDER = 2  # the feed-forward block's hidden layer, as a multiple of the width


@dataclass(frozen=True)
class AttentionParams:
    """Everything that determines a run: the task with its options, then the network, then the training.

    `length` is how many symbols a sequence has. `delay` is for the task "copy" and `text` for "characters";
    `core.attention.tasks.TASKS` recommends values for each task. `width` is the size of the vector that stands for a
    symbol; every one of `n_heads` heads has its own width / n_heads of it. `positions` is what is added to tell places
    apart. With `causal` no position looks at a later one. The slip "no-positions" adds nothing after all; "no-root"
    leaves the dot products undivided.
    """

    task: str = "reverse"
    length: int = 8
    delay: int = 3
    text: str = TEXT
    width: int = 16
    n_heads: int = 1
    n_layers: int = 1
    positions: str = "learned"
    causal: bool = False
    feed_forward: bool = False
    layer_norm: bool = False
    learning_rate: float = 0.02
    batch_size: int = 32
    n_updates: int = 150
    slip: Slip = "none"
    seed: int = 0

    def __post_init__(self) -> None:
        checked = {
            "task": check_choice("task", self.task, TASKS),
            "length": check_integer("length", self.length, 2, MAX_LENGTH),
            "delay": check_integer("delay", self.delay, 1, MAX_LENGTH - 1),
            "text": check_text("text", self.text),
            "width": check_integer("width", self.width, 1, MAX_WIDTH),
            "n_heads": check_integer("n_heads", self.n_heads, 1, MAX_HEADS),
            "n_layers": check_integer("n_layers", self.n_layers, 1, MAX_LAYERS),
            "positions": check_choice("positions", self.positions, get_args(Positions)),
            "causal": check_boolean("causal", self.causal),
            "feed_forward": check_boolean("feed_forward", self.feed_forward),
            "layer_norm": check_boolean("layer_norm", self.layer_norm),
            "learning_rate": check_number("learning_rate", self.learning_rate, 0, MAX_RATE, above=True),
            "batch_size": check_integer("batch_size", self.batch_size, 1, MAX_BATCH_SIZE),
            "n_updates": check_integer("n_updates", self.n_updates, 1, MAX_UPDATES),
            "slip": check_choice("slip", self.slip, get_args(Slip)),
            "seed": check_integer("seed", self.seed, 0, MAX_SEED),
        }
        for name, value in checked.items():  # numpy's numbers become Python's: equal runs compare equal
            object.__setattr__(self, name, value)
        self.check_together()

    def check_together(self) -> None:
        """Refuse values that do not fit each other, or that together take so long that nobody waits for it."""
        check_integer("length", self.length, *self.rule.lengths)
        if self.width % self.n_heads:
            raise InvalidParameterError("width", "multiple", self.width, other="n_heads", high=self.n_heads)
        if self.task == "copy" and self.delay >= self.length:
            raise InvalidParameterError("delay", "below_other", self.delay, other="length", high=self.length)
        check_cost("n_updates", self.n_updates, self.cost_of)

    @property
    def cost(self) -> float:
        """Of the run, in multiply-adds, see `core.cost`."""
        return self.cost_of(self.n_updates)

    def cost_of(self, n_updates: int) -> float:
        """The same with another number of updates."""
        return training_cost(self, n_updates)

    @property
    def rule(self) -> Task:
        """What the task demands."""
        return TASKS[self.task]

    @cached_property
    def symbols(self) -> tuple[str, ...]:
        """The names of what is read."""
        return self.rule.symbols(self)

    @cached_property
    def answers(self) -> tuple[str, ...]:
        """The names of what may be answered."""
        return self.rule.answers(self)

    @property
    def n_symbols(self) -> int:
        """How many symbols there are."""
        return len(self.symbols)

    @property
    def n_answers(self) -> int:
        """How many answers there are."""
        return len(self.answers)

    @property
    def hidden_size(self) -> int:
        """Of the feed-forward block; 0 without one."""
        return WIDER * self.width if self.feed_forward else 0

    @property
    def added_positions(self) -> str:
        """What is added to tell places apart, after the slip."""
        return "none" if self.slip == "no-positions" else self.positions

    @property
    def scale(self) -> float | None:
        """What the dot products are multiplied by; None for 1/√(width / n_heads), as it should be."""
        return 1.0 if self.slip == "no-root" else None
