"""Everything that determines a run of the perceptron."""

from dataclasses import dataclass
from typing import Literal, get_args

from core.datasets import (
    DATASETS,
    DEFAULT_POINTS,
    MAX_SAMPLES,
    MAX_SEPARATION,
    Point,
    check_features,
    check_points,
)
from core.iris import Feature
from core.validation import MAX_SEED, check_boolean, check_choice, check_integer, check_number

Variant = Literal["standard", "averaged", "pocket"]
Slip = Literal["none", "unlabelled-test", "no-bias"]


@dataclass(frozen=True)
class PerceptronParams:
    """Everything that determines a run: the data set with its options, then the training.

    The slip "unlabelled-test" tests w·x + b < 0, without the label; "no-bias" keeps b at 0.
    """

    dataset: str = "iris-setosa-versicolor"
    n_samples: int = 100
    separation: float = 4.0
    x1_feature: Feature = "sepal-length"
    x2_feature: Feature = "petal-length"
    points: tuple[Point, ...] = DEFAULT_POINTS
    learning_rate: float = 1.0
    n_epochs: int = 20
    shuffle: bool = True
    fit_bias: bool = True
    variant: Variant = "standard"
    init_scale: float = 0.0
    slip: Slip = "none"
    seed: int = 0

    def __post_init__(self) -> None:
        check_features(self.x1_feature, self.x2_feature)
        checked = {
            "dataset": check_choice("dataset", self.dataset, DATASETS),
            "n_samples": check_integer("n_samples", self.n_samples, 4, MAX_SAMPLES),
            "separation": check_number("separation", self.separation, 0, MAX_SEPARATION),
            "points": check_points(self.points),
            "learning_rate": check_number("learning_rate", self.learning_rate, 0, 1_000_000, above=True),
            "n_epochs": check_integer("n_epochs", self.n_epochs, 1, 1000),
            "shuffle": check_boolean("shuffle", self.shuffle),
            "fit_bias": check_boolean("fit_bias", self.fit_bias),
            "variant": check_choice("variant", self.variant, get_args(Variant)),
            "init_scale": check_number("init_scale", self.init_scale, 0, 1000),
            "slip": check_choice("slip", self.slip, get_args(Slip)),
            "seed": check_integer("seed", self.seed, 0, MAX_SEED),
        }
        for name, value in checked.items():  # 1 becomes 1.0, numpy's numbers Python's: equal runs compare equal
            object.__setattr__(self, name, value)

    @property
    def uses_bias(self) -> bool:
        """Whether b is learnt."""
        return self.fit_bias and self.slip != "no-bias"
