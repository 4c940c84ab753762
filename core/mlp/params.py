"""Everything that determines a training of a multi-layer network, checked. Left out: the training itself."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, get_args

from core import Array
from core.cost import check_cost
from core.datasets import Point, check_points
from core.iris import FEATURES as MEASURED
from core.mlp.activations import ACTIVATIONS
from core.mlp.checks import check_edits, check_features, check_names, check_optional, check_sizes
from core.mlp.cost import training_cost
from core.mlp.datasets import DATASETS, MAX_NOISE, N_SAMPLES, OWN_LABELS, OWN_POINTS, REGRESSIONS
from core.mlp.samples import check_split, data
from core.mlp.targets import n_outputs_of
from core.mlp.weights import INITS, Edit
from core.optimizers import MAX_BETA2, MAX_MOMENTUM, MAX_RATE, OPTIMIZERS
from core.records import frozen
from core.validation import MAX_SEED, check_choice, check_integer, check_number

Loss = Literal["cross-entropy", "squared"]
Slip = Literal["none", "zero-weights", "no-slope"]

MAX_EPOCHS = 1000
MAX_PENALTY = 10
MAX_DROPOUT = 0.9
TRAIN_FRACTION = (0.1, 0.9)


@dataclass(frozen=True)
class MLPParams:
    """Everything that determines a run: the data set with its options, then the network, then the training.

    `features` are shown of points of the plane; iris has its four measurements. `layer_activations` names those of
    the first hidden layers, one by one; all others have `activation`. The output is linear: its meaning comes with the
    loss, see core.mlp.outputs. `l1` and `l2` are for weights, not for biases; `dropout` is the share of hidden outputs
    left out. `momentum` is for "momentum" and "nesterov", `beta1` and `beta2` are for "adam".

    A run ends early when the training loss is at most `stop_loss`, when the share of right answers among the training
    samples is at least `stop_accuracy`, or when the training loss has not become better for `patience` epochs; None
    never ends it. Each of `typed_weights` is (epoch, layer, i, j, value): after so many epochs the weight from unit i
    to unit j of that layer becomes that value, and the training goes on from there. Layers and units count from 1; the
    output is the last layer, and unit 0 is the one whose weight is the bias.

    The slip "zero-weights" starts all weights at zero; "no-slope" forgets the activations' derivatives on the way back.
    """

    dataset: str = "spiral"
    n_samples: int = 500
    noise: float = 0.1
    train_fraction: float = 0.5
    features: tuple[str, ...] = ("x1", "x2")
    hidden_layer_sizes: tuple[int, ...] = (16, 16)
    activation: str = "relu"
    init: str = "he"
    loss: Loss = "cross-entropy"
    optimizer: str = "adam"
    learning_rate: float = 0.02
    batch_size: int = 10
    n_epochs: int = 120
    l1: float = 0.0
    l2: float = 0.0
    dropout: float = 0.0
    seed: int = 0
    momentum: float = 0.9
    beta1: float = 0.9
    beta2: float = 0.999
    layer_activations: tuple[str, ...] = ()
    points: tuple[Point, ...] = OWN_POINTS
    typed_weights: tuple[Edit, ...] = ()
    stop_loss: float | None = None
    stop_accuracy: float | None = None
    patience: int | None = None
    slip: Slip = "none"

    def __post_init__(self) -> None:
        checked = self._checked_data() | self._checked_network() | self._checked_training()
        for name, value in checked.items():  # numpy's numbers become Python's: equal runs compare equal
            object.__setattr__(self, name, value)
        self.check_together()

    def _checked_data(self) -> dict[str, Any]:
        return {
            "dataset": check_choice("dataset", self.dataset, DATASETS),
            "n_samples": check_integer("n_samples", self.n_samples, *N_SAMPLES),
            "noise": check_number("noise", self.noise, 0, MAX_NOISE),
            "train_fraction": check_number("train_fraction", self.train_fraction, *TRAIN_FRACTION),
            "features": check_features(self.features),
            "points": check_points(self.points, OWN_LABELS),
            "seed": check_integer("seed", self.seed, 0, MAX_SEED),
        }

    def _checked_network(self) -> dict[str, Any]:
        return {
            "hidden_layer_sizes": check_sizes(self.hidden_layer_sizes),
            "activation": check_choice("activation", self.activation, ACTIVATIONS),
            "layer_activations": check_names("layer_activations", self.layer_activations, ACTIVATIONS),
            "init": check_choice("init", self.init, INITS),
            "loss": check_choice("loss", self.loss, get_args(Loss)),
            "slip": check_choice("slip", self.slip, get_args(Slip)),
        }

    def _checked_training(self) -> dict[str, Any]:
        return {
            "optimizer": check_choice("optimizer", self.optimizer, OPTIMIZERS),
            "learning_rate": check_number("learning_rate", self.learning_rate, 0, MAX_RATE, above=True),
            "momentum": check_number("momentum", self.momentum, 0, MAX_MOMENTUM),
            "beta1": check_number("beta1", self.beta1, 0, MAX_MOMENTUM),
            "beta2": check_number("beta2", self.beta2, 0, MAX_BETA2),
            "batch_size": check_integer("batch_size", self.batch_size, 1, N_SAMPLES[1]),
            "n_epochs": check_integer("n_epochs", self.n_epochs, 1, MAX_EPOCHS),
            "l1": check_number("l1", self.l1, 0, MAX_PENALTY),
            "l2": check_number("l2", self.l2, 0, MAX_PENALTY),
            "dropout": check_number("dropout", self.dropout, 0, MAX_DROPOUT),
            "stop_loss": check_optional("stop_loss", self.stop_loss, check_number, 0, MAX_RATE),
            "stop_accuracy": check_optional("stop_accuracy", self.stop_accuracy, check_number, 0, 1),
            "patience": check_optional("patience", self.patience, check_integer, 1, MAX_EPOCHS),
        }

    def check_together(self) -> None:
        """Refuse values that do not fit each other, or that together take so long that nobody waits for it."""
        if self.is_regression:
            check_choice("loss", self.loss, ("squared",))
        check_integer("batch_size", self.batch_size, 1, self.n_train_of(len(self.answers)))
        check_split(self.answers, self)
        edits = check_edits("typed_weights", self.typed_weights, self.sizes, self.n_epochs)
        object.__setattr__(self, "typed_weights", edits)
        check_cost("n_epochs", self.n_epochs, self.cost_of)

    @property
    def cost(self) -> float:
        """Of the run, in multiply-adds, see `core.cost`."""
        return self.cost_of(self.n_epochs)

    def cost_of(self, n_epochs: int) -> float:
        """The same with another number of epochs."""
        n, n_train = len(self.answers), self.n_train_of(len(self.answers))
        return training_cost(self.sizes, n_train, n - n_train, self.batch_size, n_epochs, self.dropout > 0)

    @cached_property
    def answers(self) -> Array:
        """y of all samples, (n,)."""
        return frozen(data(self)[1])

    @cached_property
    def n_outputs(self) -> int:
        """One for two classes and for numbers, else one a class."""
        return n_outputs_of(self.answers, self.is_regression)

    def n_train_of(self, n: int) -> int:
        """How many of n samples are learnt from: at least one, and one is left to test with."""
        return min(max(1, round(self.train_fraction * n)), n - 1)

    @property
    def sizes(self) -> tuple[int, ...]:
        """Of the input, every hidden layer and the output."""
        n_inputs = len(MEASURED) if self.dataset == "iris" else len(self.features)
        return n_inputs, *self.hidden_layer_sizes, self.n_outputs

    @property
    def activations(self) -> tuple[str, ...]:
        """Of every hidden layer."""
        n_layers = len(self.hidden_layer_sizes)
        return (*self.layer_activations, *(self.activation,) * n_layers)[:n_layers]

    @property
    def is_regression(self) -> bool:
        """Whether y holds numbers, not classes."""
        return self.dataset in REGRESSIONS
