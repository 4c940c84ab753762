"""Drawings as plain lists for the browser: there and back, and whatever else a browser may send is refused."""

import json
import math

import pytest
from hypothesis import given

from core.strokes import MAX_POINTS, MAX_STROKES, Drawing, Ground, Stroke
from core.validation import InvalidParameterError
from tests.core.test_drawing_text import DRAWINGS
from ui.strokes import from_plain, ground_text, to_plain

SEVEN = Drawing((Stroke(((60, 60), (190, 60), (110, 200)), 20), Stroke(((100, 130),), 9, erases=True)))


@given(DRAWINGS)
def test_there_and_back_over_json(drawing):
    assert from_plain(json.loads(json.dumps(to_plain(drawing)))) == drawing


def test_by_hand():
    assert to_plain(SEVEN) == {
        "strokes": [
            {"points": [60, 60, 190, 60, 110, 200], "thickness": 20, "erases": False},
            {"points": [100, 130], "thickness": 9, "erases": True},
        ],
        "ground": None,
    }


def stroke(**changes):
    return {"strokes": [{"points": [1, 2, 3, 4], "thickness": 9, "erases": False} | changes]}


def test_a_ground_goes_as_its_text():
    ground = Ground((0, 15, 7, 3))
    assert from_plain({"strokes": [], "ground": ground_text(ground)}) == Drawing((), ground)
    assert from_plain(stroke()) == Drawing((Stroke(((1, 2), (3, 4)), 9),))  # without one


ODD = [None, True, 1, 0.5, math.nan, "1", [1], {"1": 1}, 10**400, -1, 256]


@pytest.mark.parametrize("raw", [*ODD, [], {}, {"strokes": {}}, *({"strokes": odd} for odd in ODD if odd != [1])])
def test_what_has_no_strokes_is_refused(raw):
    with pytest.raises(InvalidParameterError):
        from_plain(raw)


@pytest.mark.parametrize("odd", ODD)
def test_odd_strokes_are_refused(odd):
    of_points = [stroke(points=odd), stroke(points=[odd, odd]), stroke(points=[1, odd, 3, 4])]
    if odd == 1:
        of_points = of_points[:1]  # is a coordinate
    of_ground = [] if odd is None else [{"strokes": [], "ground": odd}]
    others = [{"strokes": [odd]}, stroke(thickness=0 if odd == 1 else odd), stroke(erases=3 if odd is True else odd)]
    for raw in (*of_points, *others, *of_ground):
        with pytest.raises(InvalidParameterError):
            from_plain(raw)


@pytest.mark.parametrize("points", [[], [1], [1, 2, 3], [1, 2] * (MAX_POINTS + 1)])
def test_points_are_pairs_and_not_too_many(points):
    with pytest.raises(InvalidParameterError):
        from_plain(stroke(points=points))


def test_strokes_are_not_too_many():
    one = stroke()["strokes"]
    assert len(from_plain({"strokes": one * MAX_STROKES}).strokes) == MAX_STROKES
    with pytest.raises(InvalidParameterError):
        from_plain({"strokes": one * (MAX_STROKES + 1)})
