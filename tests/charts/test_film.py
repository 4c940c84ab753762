"""What a film promises the player: frames that fit, JSON that a browser can read, numbers that survive the journey."""

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from charts.as_json import SHORT_ARRAY, FilmError, dumps
from charts.film import MAX_FRAMES, Film, pace, thin
from charts.panel import Act, Detail, Panel
from charts.plot import NOTHING, figure, scatter
from tests.charts.reading import decoded, places, shown, unpacked


def panel(n: int, name: str = "curve", **changes: Any) -> Panel:
    """A curve that grows by one point a frame."""
    traces = [scatter(x=[0, 1], y=[0, 1], mode="lines"), scatter(**NOTHING, mode="lines")]
    frames = [[{"x": np.arange(k + 1), "y": np.arange(k + 1) / 3}] for k in range(n)]
    return replace(Panel(name, "A curve", "It rises.", figure(traces, {}), [1], frames), **changes)


def film(n: int, **changes: Any) -> Film:
    fields: dict[str, Any] = {
        "panels": [panel(n)],
        "captions": [f"<div>{k}</div>" for k in range(n)],
        "time_axis": "step",
        "marks": [f"step {k}" for k in range(n)],
        "times": list(range(n)),
        "run": "test",
    }
    return Film(**fields | changes)


@pytest.mark.parametrize(
    ("n", "changes", "sentence"),
    [
        (MAX_FRAMES + 1, {}, "at most 120 frames, got 121"),
        (3, {"marks": ["a", "b"]}, "got 2 marks for 3 frames"),
        (3, {"times": [0, 1]}, "one time a frame"),
        (3, {"times": [0, 2, 1]}, "never go back"),
        (3, {"poster": 3}, "poster must be one of 3 frames, got 3"),
        (3, {"poster": -1}, "got -1"),
        (3, {"panels": [panel(2)]}, "'curve' has 2 frames, the film 3"),
        (3, {"panels": [panel(3, traces=[0, 1])]}, "must change 2 traces"),
        (3, {"panels": [panel(3, pictures=[["a"], ["b"]])]}, "has pictures for 2 frames, the film 3"),
    ],
)
def test_a_film_that_does_not_fit_is_refused(n: int, changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(FilmError, match=sentence):
        film(n, **changes)


def test_a_film_says_where_a_click_sets_something_and_keeps_to_itself_what() -> None:
    act = Act((0, 0, 1, 1), {"hidden_layer_sizes": (8,)}, name="Add a layer", sign="+")
    clickable = film(1, panels=[panel(1, acts=[act]), panel(1, "still")])
    assert clickable.acts == {"curve": [act]}
    assert decoded(clickable)["panels"]["curve"]["acts"] == [
        {"place": [0, 0, 1, 1], "name": "Add a layer", "sign": "+"}
    ]


def test_a_button_may_be_a_map_whose_cells_a_click_takes() -> None:
    of_map = Act((0, 0, 4, 3), {"cell": (2, 7, 0, 0)}, name="Map 7", cells=(3, 4), takes="cell")
    assert of_map.as_dict()["cells"] == [3, 4]
    assert of_map.set_by((3, 1), 0) == {"cell": (2, 7, 3, 1)}
    for none in ((0, 0), (4, 1), (1, 5), (0, 2)):
        assert of_map.set_by(none, 0) == {"cell": (2, 7, 0, 0)}
    line = Act((0, 0, 1, 1), {"weight": (1, 1, 2)}, moment="typed_after")
    assert line.set_by((3, 1), 4.0) == {"weight": (1, 1, 2), "typed_after": 4}


@pytest.mark.parametrize("n", [0, 1, MAX_FRAMES])
def test_the_json_says_what_the_film_says(n: int) -> None:
    body = decoded(film(n))
    assert len(body["captions"]) == len(body["marks"]) == n
    curve = body["panels"]["curve"]
    assert (curve["title"], curve["alt"], curve["traces"]) == ("A curve", "It rises.", [1])
    assert "template" not in curve["layout"]
    for k in range(n):
        drawn = places(shown(curve, k)[1])
        np.testing.assert_allclose(drawn, np.column_stack([np.arange(k + 1), np.arange(k + 1) / 3]), rtol=5e-6)


def test_equal_films_have_equal_names_and_others_do_not() -> None:
    names = [json.loads(f.json)["id"] for f in (film(5), film(5), film(6), film(5, time_axis="步"))]
    assert names[0] == names[1]
    assert len(set(names)) == 3


def test_without_times_the_frames_count_themselves() -> None:
    assert list(film(3, times=()).timeline) == [0, 1, 2]
    assert list(film(3, times=[0, 5, 5]).timeline) == [0, 5, 5]


@given(st.integers(0, 500), st.integers(0, MAX_FRAMES))
def test_thinning_keeps_the_ends_and_is_even(n: int, limit: int) -> None:
    indices = list(range(0, 3 * n, 3))
    kept = thin(indices, limit)
    assert len(kept) == min(n, limit)
    assert set(kept) <= set(indices)
    gaps = np.diff(kept)
    assert (gaps > 0).all()
    if n and limit:
        assert kept[-1] == indices[-1]
        assert np.ptp(gaps // 3) <= 1 if len(gaps) else len(kept) == 1
    if n and limit > 1:
        assert kept[0] == indices[0]


@pytest.mark.parametrize(("n", "expected"), [(0, 2), (1, 2), (24, 2), (60, 5), (MAX_FRAMES, 8)])
def test_a_film_is_neither_over_at_once_nor_endless(n: int, expected: float) -> None:
    assert pace(n) == expected


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (float("nan"), "null"),
        (-np.inf, "null"),
        (np.float32("nan"), "null"),
        ([1.5, float("inf")], "[1.5,null]"),
        (np.array([0.5, np.nan]), "[0.5,null]"),
        (np.where(np.arange(20) == 3, np.inf, 0.5), f"[{','.join(['0.5'] * 3)},null,{','.join(['0.5'] * 16)}]"),
        (np.float32(0.1), "0.1"),
        (np.float64(1 / 3), "0.333333"),
        (0.1 + 0.2, "0.3"),
        (-0.0, "0"),
        (3.0, "3"),
        (np.int64(-7), "-7"),
        (np.bool_(True), "true"),
        (None, "null"),
        ("直线 “x”", '"直线 “x”"'),
        ({"a": (1, [np.int8(2)])}, '{"a":[1,[2]]}'),
        (np.array([]), "[]"),
        (np.array(["a", "b"]), '["a","b"]'),
        (np.zeros((2, 2, 4)), "[[[0,0,0,0],[0,0,0,0]],[[0,0,0,0],[0,0,0,0]]]"),
    ],
)
def test_values_become_json_that_a_browser_reads(value: Any, text: str) -> None:
    assert dumps(value) == text


@pytest.mark.parametrize(
    "value",
    [
        *(object(), {1, 2}, b"bytes", 1j, np.datetime64("2024-01-01"), np.array([1j]), np.array([object()])),
        *({1: "a key that is no text"}, [[{"x": range(3)}]], lambda: 0),
    ],
)
def test_what_the_browser_could_not_read_is_refused_and_never_a_repr(value: Any) -> None:
    with pytest.raises(FilmError, match=r"a film"):
        dumps(value)


@pytest.mark.parametrize(
    ("array", "dtype"),
    [
        (np.arange(256), "u1"),
        (np.arange(256) > 9, "u1"),
        (np.arange(257), "i2"),
        (np.arange(-1, 255), "i2"),
        (np.arange(99) * 1000, "i4"),
        (np.arange(99) * 10**10, "f8"),
        (np.linspace(0, 1, 99), "f4"),
        (np.linspace(0, 1, 99, dtype=">f8"), "f4"),
        (np.arange(99.0).reshape(9, 11).T, "f4"),
        (np.arange(99).reshape(9, 11)[:, ::-1], "u1"),
    ],
)
def test_a_long_array_travels_in_the_smallest_type_that_holds_it(array: np.ndarray, dtype: str) -> None:
    text = dumps(array)
    assert json.loads(text)["dtype"] == dtype
    back = unpacked(json.loads(text))
    assert back.shape == array.shape
    np.testing.assert_allclose(back, array.astype(float), rtol=1e-6)


def test_sixty_heat_maps_of_50_by_50_take_a_quarter_of_a_megabyte() -> None:
    maps = np.random.default_rng(0).integers(0, 256, (60, 50, 50))
    assert len(dumps([[{"z": z}] for z in maps])) < 250_000


lengths = array_shapes(min_dims=1, max_dims=2, min_side=1, max_side=3 * SHORT_ARRAY)
sizes = st.floats(allow_nan=True, allow_infinity=True)


@given(arrays(np.float64, lengths, elements=sizes))
def test_every_array_of_numbers_comes_back(array: np.ndarray) -> None:
    """Within six digits; what is not finite, and nothing else that JSON can hold, as null."""
    back = np.array(unpacked(json.loads(dumps(array))), dtype=float)
    expected = np.where(np.isfinite(array), array, np.nan)
    # below the smallest float32 there is nothing to see
    np.testing.assert_allclose(back, expected, rtol=1e-5, atol=1e-37)


def test_the_cells_of_a_picture_reach_the_browser_as_frames_by_row() -> None:
    made = film(3, panels=[panel(3, cells=np.array([[0, 1], [2, -1]]), asks=True)])
    body = json.loads(made.json)["panels"][0]
    assert (body["cells"], body["asks"]) == ([[0, 1], [2, -1]], True)
    assert json.loads(film(3).json)["panels"][0]["cells"] is None


def test_a_detail_is_json_that_a_browser_can_read() -> None:
    detail = Detail(2, "<div>x</div>", {"curve": [{"x": np.array([1.0, np.nan])}, {"text": ["a"]}]}, (3, 4))
    changes = {"curve": [{"x": [1, None]}, {"text": ["a"]}]}
    assert json.loads(detail.json) == {"frame": 2, "caption": "<div>x</div>", "changes": changes, "cell": [3, 4]}
    with pytest.raises(FilmError):
        _ = Detail(0, "", {"curve": [{"x": object()}]}, (0, 0)).json
