"""What may be asked of a trained network: what is refused, and what belongs to the training."""

from dataclasses import fields, replace
from typing import Any

import numpy as np
import pytest

from core.cnn.favourites import FAVOURITES
from core.cnn.params import CNNParams
from core.cnn.view import EVERYTHING, CNNView
from core.drawing_text import pack
from core.strokes import Drawing, Stroke
from core.validation import InvalidParameterError
from data.digits import digits

DOT = pack(Drawing((Stroke(((9, 9),), 9),)))


@pytest.mark.parametrize(
    ("settings", "parameter"),
    [
        ({"favourite": "spiral"}, "favourite"),
        ({"reads": "aloud"}, "reads"),
        ({"digit": 10}, "digit"),
        ({"digit": -1}, "digit"),
        ({"example": 200}, "example"),
        ({"map_cell": (0, 1, 0, 0)}, "map_cell"),
        ({"map_cell": (1, 0, 0, 0)}, "map_cell"),
        ({"map_cell": (1, 1, 29, 0)}, "map_cell"),
        ({"map_cell": (1, 1, 0)}, "map_cell"),
        ({"map_cell": "1,1"}, "map_cell"),
        ({"scale": "global"}, "scale"),
        ({"mistaken": (4,)}, "mistaken"),
        ({"mistaken": (4, 10)}, "mistaken"),
        ({"reason": "why"}, "reason"),
        ({"drawing": "nonsense"}, "drawing"),
        ({"channel": -1}, "channel"),
        ({"channel": 17}, "channel"),
        ({"n_train": 0}, "n_train"),
        ({"filters": (64,)}, "filters"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_its_name(settings: dict[str, Any], parameter: str) -> None:
    with pytest.raises(InvalidParameterError) as refused:
        CNNView(**settings)
    assert refused.value.parameter == parameter


def test_a_drawing_may_be_still_to_come() -> None:
    assert CNNView(reads="drawing").drawing == ""
    assert CNNView(reads="drawing", drawing=DOT).drawing == DOT


def test_looks_leave_the_training_and_the_time_line_alone() -> None:
    view = CNNView(seed=3)
    looks: dict[str, Any] = {
        "favourite": "few-digits",
        "reads": "drawing",
        "digit": 3,
        "example": 9,
        "drawing": DOT,
        "map_cell": (2, 5, 1, 1),
        "channel": 3,
        "scale": "film",
        "mistaken": (4, 9),
        "reason": "occlusion",
    }
    assert looks.keys() == {field.name for field in fields(CNNView)} - {field.name for field in fields(CNNParams)}
    other = replace(view, **looks)
    assert other.training == view.training == CNNParams(seed=3)
    assert other.on_time_line == view
    assert replace(view, n_epochs=1).on_time_line != view


def test_every_favourite_is_a_view() -> None:
    for name, settings in FAVOURITES.items():
        view = CNNView(favourite=name, **settings)
        assert view.mistaken == EVERYTHING


def test_there_are_as_many_examples_of_every_digit_as_can_be_asked_for() -> None:
    counts = np.bincount(digits().test_labels)
    assert counts.tolist() == [200] * 10
