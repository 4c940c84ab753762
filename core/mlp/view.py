"""What a visitor may ask of a trained network: which film, which neuron, which weight, which sample.

Left out: the training, which none of these choices changes; see core.mlp.params.
"""

from dataclasses import dataclass, fields, replace
from typing import Literal, get_args

from core.iris import FEATURES as MEASURED
from core.mlp.checks import MAX_LAYERS, MAX_UNITS
from core.mlp.datasets import N_SAMPLES
from core.mlp.favourites import DEFAULT, FAVOURITES
from core.mlp.params import MAX_EPOCHS, MLPParams
from core.validation import InvalidParameterError, check_choice, check_integer

Axis = Literal["training", "slow"]
OUTPUT = (0, 0)
NO_WEIGHT = (0, 0, 0)


@dataclass(frozen=True)
class MLPView(MLPParams):
    """A training, and what is shown of it.

    `axis` is the film's time: the epochs of the training, or one update in slow motion. That update is made by one
    sample, the `sample`-th of those learnt from, after `trained` percent of the epochs. `unit` is the neuron that the
    plane shows, (layer, unit) counted from 1; (0, 0) is the output. `weight` is the weight whose number is shown, in
    the layer, from unit i, to unit j; unit 0 is the bias, and (0, 0, 0) is none; a number typed for it counts from the
    epoch `typed_after`. `warped` is the hidden layer into which the plane is bent; 0 is the last one. Of iris, which
    has no plane, `x1_feature` and `x2_feature` are shown, at the means of the others. `favourite` says which setting
    was loaded last.
    """

    favourite: str = DEFAULT
    axis: Axis = "training"
    trained: int = 0
    sample: int = 1
    unit: tuple[int, int] = OUTPUT
    weight: tuple[int, int, int] = NO_WEIGHT
    typed_after: int = 0
    warped: int = 0
    x1_feature: str = "petal-length"
    x2_feature: str = "petal-width"

    def __post_init__(self) -> None:
        layers, units = (0, MAX_LAYERS + 1), (0, MAX_UNITS)
        checked = {
            "favourite": check_choice("favourite", self.favourite, FAVOURITES),
            "axis": check_choice("axis", self.axis, get_args(Axis)),
            "trained": check_integer("trained", self.trained, 0, 100),
            "sample": check_integer("sample", self.sample, 1, N_SAMPLES[1]),
            "unit": _check_numbers("unit", self.unit, (layers, units)),
            "weight": _check_numbers("weight", self.weight, (layers, units, units)),
            "typed_after": check_integer("typed_after", self.typed_after, 0, MAX_EPOCHS),
            "warped": check_integer("warped", self.warped, 0, MAX_LAYERS),
            "x1_feature": check_choice("x1_feature", self.x1_feature, MEASURED),
            "x2_feature": check_choice("x2_feature", self.x2_feature, MEASURED),
        }
        for name, value in checked.items():
            object.__setattr__(self, name, value)
        if self.x1_feature == self.x2_feature:
            raise InvalidParameterError("x2_feature", "differ", self.x2_feature, other="x1_feature")
        super().__post_init__()

    @property
    def training(self) -> MLPParams:
        """The part that determines the training."""
        return MLPParams(**{field.name: getattr(self, field.name) for field in fields(MLPParams)})

    @property
    def on_time_line(self) -> "MLPView":
        """The same with nothing chosen in the picture: what is chosen changes what a frame shows, not when it is."""
        return replace(self, unit=OUTPUT, weight=NO_WEIGHT, typed_after=0, warped=0)

    @property
    def shown_unit(self) -> tuple[int, int]:
        """The chosen hidden neuron, or the output where this network has none of that number."""
        layer, unit = self.unit
        there = 1 <= layer <= len(self.hidden_layer_sizes) and 1 <= unit <= self.hidden_layer_sizes[layer - 1]
        return self.unit if there else OUTPUT

    @property
    def shown_weight(self) -> tuple[int, int, int] | None:
        """The chosen weight, where this network has it."""
        layer, source, target = self.weight
        there = 1 <= layer < len(self.sizes) and source <= self.sizes[layer - 1] and 1 <= target <= self.sizes[layer]
        return self.weight if there else None

    @property
    def shown_layer(self) -> int:
        """The hidden layer into which the plane is bent; 0 where there is none."""
        n_layers = len(self.hidden_layer_sizes)
        return min(self.warped, n_layers) or n_layers


def _check_numbers(parameter: str, numbers: tuple[int, ...], ranges: tuple[tuple[int, int], ...]) -> tuple[int, ...]:
    if not isinstance(numbers, tuple | list) or len(numbers) != len(ranges):
        raise InvalidParameterError(parameter, "shape", numbers, shape=f"({len(ranges)},)")
    return tuple(check_integer(parameter, n, *ends) for n, ends in zip(numbers, ranges, strict=True))
