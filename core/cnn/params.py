"""Everything that determines a training on digits, checked. Left out: the training itself, see core.cnn.training."""

from dataclasses import dataclass
from typing import Any, Literal, get_args

from core.cnn.cost import MAX_COST, training_cost
from core.cnn.shapes import SIDE, multiply_adds, n_weights, shapes
from core.conv2d import n_places
from core.cost import check_cost
from core.optimizers import MAX_BETA2, MAX_MOMENTUM, MAX_RATE, OPTIMIZERS
from core.validation import (
    MAX_SEED,
    InvalidParameterError,
    check_boolean,
    check_choice,
    check_integer,
    check_number,
)

Model = Literal["cnn", "dense", "logistic"]
Pooling = Literal["max", "average", "none"]
Slip = Literal["none", "linear", "shuffled-labels"]

FILTERS = (2, 16)
MAX_BLOCKS = 2
KERNEL_SIZES = (3, 5)
MAX_STRIDE = 2
MAX_HIDDEN = 64
MAX_DROPOUT = 0.9
N_TRAIN = (10, 8000)
MAX_EPOCHS = 10
MAX_BATCH_SIZE = 256
MAX_WARM_UP = 1000


@dataclass(frozen=True)
class CNNParams:
    """Everything that determines a run: the network, the digits, then the training.

    `filters` says how many kernels each convolution block has. A block is a convolution without padding, ReLU, and
    pooling over windows of 2 × 2; `kernel_size` and `stride` are those of every block. Then comes a dense layer of
    `hidden_size` units, none when it is 0, and the output layer. `dropout` is the share of the output layer's inputs
    left out.

    The `model` "dense" has one hidden layer in place of all this, of `hidden_size` units; 0 stands for as many as give
    it about the weights of the CNN with these settings. "logistic" is the output layer alone, on the pixels.

    `augment` moves each digit by up to a pixel both ways and thickens some, anew in every epoch. The learning rate
    grows evenly over the first `warm_up` updates; with `decay` it shrinks evenly to almost nothing at the end.
    `momentum` is for "momentum" and "nesterov", `beta1` and `beta2` are for "adam".

    The slip "linear" leaves out every ReLU; "shuffled-labels" deals the training labels out anew, at random.
    """

    model: Model = "cnn"
    filters: tuple[int, ...] = (8, 16)
    kernel_size: int = 5
    stride: int = 1
    pooling: Pooling = "max"
    hidden_size: int = 0
    dropout: float = 0.0
    n_train: int = 8000
    augment: bool = True
    n_epochs: int = 3
    batch_size: int = 32
    optimizer: str = "adam"
    learning_rate: float = 0.01
    warm_up: int = 50
    decay: bool = True
    momentum: float = 0.9
    beta1: float = 0.9
    beta2: float = 0.999
    seed: int = 0
    slip: Slip = "none"

    def __post_init__(self) -> None:
        for name, value in (self._checked_network() | self._checked_training()).items():
            object.__setattr__(self, name, value)  # numpy's numbers become Python's: equal runs compare equal
        self.check_together()

    def _checked_network(self) -> dict[str, Any]:
        return {
            "model": check_choice("model", self.model, get_args(Model)),
            "filters": _check_filters(self.filters),
            "kernel_size": _check_kernel_size(self.kernel_size),
            "stride": check_integer("stride", self.stride, 1, MAX_STRIDE),
            "pooling": check_choice("pooling", self.pooling, get_args(Pooling)),
            "hidden_size": check_integer("hidden_size", self.hidden_size, 0, MAX_HIDDEN),
            "dropout": check_number("dropout", self.dropout, 0, MAX_DROPOUT),
            "slip": check_choice("slip", self.slip, get_args(Slip)),
        }

    def _checked_training(self) -> dict[str, Any]:
        return {
            "n_train": check_integer("n_train", self.n_train, *N_TRAIN),
            "augment": check_boolean("augment", self.augment),
            "n_epochs": check_integer("n_epochs", self.n_epochs, 1, MAX_EPOCHS),
            "batch_size": check_integer("batch_size", self.batch_size, 1, MAX_BATCH_SIZE),
            "optimizer": check_choice("optimizer", self.optimizer, OPTIMIZERS),
            "learning_rate": check_number("learning_rate", self.learning_rate, 0, MAX_RATE, above=True),
            "warm_up": check_integer("warm_up", self.warm_up, 0, MAX_WARM_UP),
            "decay": check_boolean("decay", self.decay),
            "momentum": check_number("momentum", self.momentum, 0, MAX_MOMENTUM),
            "beta1": check_number("beta1", self.beta1, 0, MAX_MOMENTUM),
            "beta2": check_number("beta2", self.beta2, 0, MAX_BETA2),
            "seed": check_integer("seed", self.seed, 0, MAX_SEED),
        }

    def check_together(self) -> None:
        """Refuse values that do not fit each other, or that together take so long that nobody waits for it."""
        check_integer("batch_size", self.batch_size, 1, self.n_train)
        side = SIDE
        for _ in self.filters:
            side = n_places(side, self.kernel_size, self.stride, 0, 1)  # refuses a kernel larger than the map
            if self.pooling != "none" and side < 2:
                raise InvalidParameterError("pooling", "one_of", self.pooling, choices=("none",))
            side //= 1 if self.pooling == "none" else 2
        check_cost("n_epochs", self.n_epochs, self.cost_of, MAX_COST)

    @property
    def cost(self) -> float:
        """Of the run, see `core.cost`; not what the network multiplies, which is `multiply_adds`."""
        return self.cost_of(self.n_epochs)

    def cost_of(self, n_epochs: int) -> float:
        """The same with another number of epochs."""
        return training_cost(self, n_epochs)

    @property
    def n_updates(self) -> int:
        """How many updates a whole run makes; the last batch of an epoch may be smaller and counts as one."""
        return self.n_epochs * -(-self.n_train // self.batch_size)

    @property
    def n_weights(self) -> int:
        """All numbers that are learnt, biases included."""
        return n_weights(shapes(self))

    @property
    def multiply_adds(self) -> int:
        """How many products the network sums up to read one digit."""
        return multiply_adds(self)

    @property
    def n_features(self) -> int:
        """How many numbers the output layer reads."""
        return shapes(self)["W"][0]

    @property
    def active(self) -> bool:
        """Whether there is a ReLU between the layers."""
        return self.slip != "linear"


def _check_filters(filters: Any) -> tuple[int, ...]:
    if not isinstance(filters, list | tuple) or not 1 <= len(filters) <= MAX_BLOCKS:
        raise InvalidParameterError("filters", "shape", filters, shape=f"of a list of 1 to {MAX_BLOCKS} numbers")
    return tuple(check_integer("filters", n, *FILTERS) for n in filters)


def _check_kernel_size(kernel_size: Any) -> int:
    size = check_integer("kernel_size", kernel_size, KERNEL_SIZES[0], KERNEL_SIZES[-1])
    if size not in KERNEL_SIZES:
        raise InvalidParameterError("kernel_size", "one_of", size, choices=KERNEL_SIZES)
    return size
