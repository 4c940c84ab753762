"""Everything that determines a training of a recurrent network, checked. Left out: the training itself."""

from dataclasses import dataclass
from typing import Literal, get_args

from core.alphabet import check_text
from core.cost import check_cost
from core.optimizers import MAX_RATE
from core.recurrent.cells import CELLS
from core.recurrent.cost import training_cost
from core.recurrent.tasks import EASY_TEXT, TASKS, WAVEFORMS, Task
from core.validation import MAX_SEED, InvalidParameterError, check_choice, check_integer, check_number

Activation = Literal["tanh", "relu"]
Slip = Literal["none", "no-feedback"]

MAX_HIDDEN = 64
MAX_LENGTH = 100
MAX_UPDATES = 2000
MAX_BATCH_SIZE = 256
MAX_CLIP = 1_000_000
MAX_RADIUS = 1.5  # 1.5¹⁰⁰ squared is still a number in float32
N_SYMBOLS = (2, 8)


@dataclass(frozen=True)
class RecurrentParams:
    """Everything that determines a run: the task with its options, then the network, then the training.

    `delay` is for the task "echo", `n_symbols` for "first-symbol", `waveform` for "wave" and `text` for "characters";
    `core.recurrent.tasks.TASKS` recommends values for each task. `activation` is the plain RNN's. `clip_norm` is the
    largest gradient norm that is used as it is, None for any. `spectral_radius` is what every H x H block of the
    initial W_h is scaled to, None leaves it as drawn. The slip "no-feedback" lets every step start from zeros.
    """

    task: str = "echo"
    sequence_length: int = 20
    delay: int = 5
    n_symbols: int = 4
    waveform: str = "sine"
    text: str = EASY_TEXT
    cell: str = "lstm"
    activation: Activation = "tanh"
    hidden_size: int = 16
    spectral_radius: float | None = None
    learning_rate: float = 0.03
    batch_size: int = 32
    n_updates: int = 300
    clip_norm: float | None = 1.0
    slip: Slip = "none"
    seed: int = 0

    def __post_init__(self) -> None:
        checked = {
            "task": check_choice("task", self.task, TASKS),
            "sequence_length": check_integer("sequence_length", self.sequence_length, 2, MAX_LENGTH),
            "delay": check_integer("delay", self.delay, 1, MAX_LENGTH - 1),
            "n_symbols": check_integer("n_symbols", self.n_symbols, *N_SYMBOLS),
            "waveform": check_choice("waveform", self.waveform, WAVEFORMS),
            "text": check_text("text", self.text),
            "cell": check_choice("cell", self.cell, CELLS),
            "activation": check_choice("activation", self.activation, get_args(Activation)),
            "hidden_size": check_integer("hidden_size", self.hidden_size, 1, MAX_HIDDEN),
            "spectral_radius": _check_optional("spectral_radius", self.spectral_radius, MAX_RADIUS),
            "learning_rate": check_number("learning_rate", self.learning_rate, 0, MAX_RATE, above=True),
            "batch_size": check_integer("batch_size", self.batch_size, 1, MAX_BATCH_SIZE),
            "n_updates": check_integer("n_updates", self.n_updates, 1, MAX_UPDATES),
            "clip_norm": _check_optional("clip_norm", self.clip_norm, MAX_CLIP),
            "slip": check_choice("slip", self.slip, get_args(Slip)),
            "seed": check_integer("seed", self.seed, 0, MAX_SEED),
        }
        for name, value in checked.items():  # numpy's numbers become Python's: equal runs compare equal
            object.__setattr__(self, name, value)
        self.check_together()

    def check_together(self) -> None:
        """Refuse values that do not fit each other, or that together take so long that nobody waits for it."""
        if self.task == "echo" and self.delay >= self.sequence_length:
            raise InvalidParameterError(
                "delay", "below_other", self.delay, other="sequence_length", high=self.sequence_length
            )
        check_cost("n_updates", self.n_updates, self.cost_of)

    @property
    def cost(self) -> float:
        """Of the run, in multiply-adds, see `core.cost`."""
        return self.cost_of(self.n_updates)

    def cost_of(self, n_updates: int) -> float:
        """The same with another number of updates."""
        return self.training_cost(self.cell, n_updates)

    def training_cost(self, cell: str, n_updates: int) -> float:
        """Of the training with one of the cells, in multiply-adds."""
        return training_cost(cell, self.sizes, self.sequence_length, self.batch_size, n_updates)

    @property
    def rule(self) -> Task:
        """What the task demands."""
        return TASKS[self.task]

    @property
    def sizes(self) -> tuple[int, int, int]:
        """Of input, hidden state and output."""
        return self.rule.input_size(self), self.hidden_size, self.rule.output_size(self)

    @property
    def variant(self) -> str:
        """The cell with its activation: what `forward` and `backward` want to be told."""
        return "rnn-relu" if (self.cell, self.activation) == ("rnn", "relu") else self.cell

    @property
    def feedback(self) -> bool:
        """Whether the state is fed back, as it should be."""
        return self.slip == "none"


def _check_optional(parameter: str, value: float | None, high: float) -> float | None:
    return None if value is None else check_number(parameter, value, 0, high, above=True)
