"""What a visitor may ask of a trained network: which digit it reads, which cell of which map, and how it is looked at.

Left out: the training, which none of these choices changes; see core.cnn.params.
"""

from dataclasses import dataclass, fields, replace
from typing import Any, Literal, get_args

from core.cnn.favourites import DEFAULT, FAVOURITES
from core.cnn.params import FILTERS, MAX_BLOCKS, CNNParams
from core.cnn.shapes import N_CLASSES, SIDE
from core.drawing_text import check_drawing
from core.validation import InvalidParameterError, check_choice, check_integer

Reads = Literal["digit", "drawing"]
Scale = Literal["map", "layer", "film"]
Reason = Literal["gradient", "occlusion"]

N_EXAMPLES = 200  # test digits of each class
MAX_UNITS = 64  # maps of a block, or units of a hidden layer
MAX_CHANNELS = FILTERS[1]  # maps that a kernel of the second block reads
FIRST_MAP = (1, 1, 0, 0)
EVERYTHING: tuple[int, ...] = ()


@dataclass(frozen=True)
class CNNView(CNNParams):
    """A training, and what is shown of it.

    The network reads a test digit, the `example`-th of those of the class `digit`, or a `drawing`, which is a text of
    core.drawing_text; `reads` says which. A drawing may still be to come: then there is nothing to read yet. `map_cell`
    is the cell whose sum is worked out: (block, map, row, column), counted from 1; row and column 0 is the strongest
    cell of the map. Of the maps that its kernel reads, `channel` is the one whose numbers are shown, counted from 1; 0
    is the one that counts most. `scale` says which numbers share the strongest colour: those of a map, of a layer, or
    of all layers in the whole film. `mistaken` is (true class, answer) of the test digits that are shown; without it
    these are all mistakes. `reason` is how it is asked what moves the answer. `favourite` says which setting was loaded
    last.
    """

    favourite: str = DEFAULT
    reads: Reads = "digit"
    digit: int = 7
    example: int = 0
    drawing: str = ""
    map_cell: tuple[int, int, int, int] = FIRST_MAP
    channel: int = 0
    scale: Scale = "layer"
    mistaken: tuple[int, ...] = EVERYTHING
    reason: Reason = "gradient"

    def __post_init__(self) -> None:
        checked = {
            "favourite": check_choice("favourite", self.favourite, FAVOURITES),
            "reads": check_choice("reads", self.reads, get_args(Reads)),
            "drawing": check_drawing("drawing", self.drawing),
            "digit": check_integer("digit", self.digit, 0, N_CLASSES - 1),
            "example": check_integer("example", self.example, 0, N_EXAMPLES - 1),
            "map_cell": _check_cell(self.map_cell),
            "channel": check_integer("channel", self.channel, 0, MAX_CHANNELS),
            "scale": check_choice("scale", self.scale, get_args(Scale)),
            "mistaken": _check_mistaken(self.mistaken),
            "reason": check_choice("reason", self.reason, get_args(Reason)),
        }
        for name, value in checked.items():
            object.__setattr__(self, name, value)
        super().__post_init__()

    @property
    def training(self) -> CNNParams:
        """The part that determines the training."""
        return CNNParams(**{field.name: getattr(self, field.name) for field in fields(CNNParams)})

    @property
    def on_time_line(self) -> "CNNView":
        """The same with nothing chosen: what is chosen changes what a frame shows, not when it is."""
        chosen = {f.name: f.default for f in fields(CNNView) if f.name not in TRAINED}
        return replace(self, **chosen)  # type: ignore[arg-type]


TRAINED = {field.name for field in fields(CNNParams)}


def _check_cell(cell: Any) -> tuple[int, ...]:
    ranges = ((1, MAX_BLOCKS), (1, MAX_UNITS), (0, SIDE), (0, SIDE))
    return _check_numbers("map_cell", cell, ranges)


def _check_mistaken(classes: Any) -> tuple[int, ...]:
    return classes if classes == EVERYTHING else _check_numbers("mistaken", classes, ((0, N_CLASSES - 1),) * 2)


def _check_numbers(parameter: str, numbers: Any, ranges: tuple[tuple[int, int], ...]) -> tuple[int, ...]:
    if not isinstance(numbers, tuple | list) or len(numbers) != len(ranges):
        raise InvalidParameterError(parameter, "shape", numbers, shape=f"({len(ranges)},)")
    return tuple(check_integer(parameter, n, *ends) for n, ends in zip(numbers, ranges, strict=True))
