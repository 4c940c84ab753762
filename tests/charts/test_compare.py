"""Two runs on one time line: at every joint frame each film is where its own run was at that moment."""

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from charts.compare import side_by_side
from charts.convolution.slide.film import film as convolution_film
from charts.convolution.slide.scene import scene_of as convolution_scene
from charts.film import MAX_FRAMES, Act, Film
from charts.perceptron.film import film
from charts.perceptron.scene import Scene, plane_names, scene_of
from core.convolution.slide import ConvolutionParams
from core.perceptron.training import PerceptronParams
from locales import catalogue
from tests.charts.reading import decoded, places, shown

EN = catalogue("en")
SHORT = {"dataset": "four-points", "shuffle": False}
LONG = {"dataset": "ring", "n_epochs": 20}
PAIRS = [(SHORT, LONG), (LONG, SHORT), (SHORT, SHORT), (LONG, {**LONG, "variant": "averaged"})]

every_pair = pytest.mark.parametrize("pair", PAIRS, ids=["short, long", "long, short", "equal", "two long"])


@cache
def filmed(**fields: Any) -> tuple[Scene, Film]:
    run = scene_of(PerceptronParams(**fields))
    return run, film(run, plane_names(run.params, EN), fields["dataset"], EN)


def joined(pair: tuple[dict[str, Any], dict[str, Any]]) -> tuple[Film, dict[str, tuple[Scene, Film]]]:
    parts = {name: filmed(**fields) for name, fields in zip("AB", pair, strict=True)}
    return side_by_side({name: part for name, (_, part) in parts.items()}), parts


@every_pair
def test_every_joint_frame_shows_both_runs_at_its_moment(pair: tuple[dict[str, Any], dict[str, Any]]) -> None:
    both, parts = joined(pair)
    times = np.array(both.timeline)
    ends = [run.steps[-1] for run, _ in parts.values()]
    assert (times[0], times[-1]) == (0, max(ends))
    assert both.n_frames <= MAX_FRAMES
    assert set(times) <= {step for run, _ in parts.values() for step in run.steps}
    joint = decoded(both)["panels"]
    for name, (run, own) in parts.items():
        at = np.array([np.flatnonzero(run.steps <= time)[-1] for time in times])
        assert at[-1] == own.n_frames - 1
        assert all(own.captions[j] in both.captions[k] for k, j in enumerate(at))
        alone = decoded(own)["panels"]
        for panel in own.panels:
            there, here = joint[f"{panel.name}-{name}"], alone[panel.name]
            assert there["title"] == f"{name} · {panel.title}"
            for k in (0, len(times) // 3, len(times) - 1):
                for one, other in zip(shown(there, k), shown(here, at[k]), strict=True):
                    np.testing.assert_array_equal(places(one), places(other))


@every_pair
def test_curves_that_are_to_be_compared_have_the_same_axes(pair: tuple[dict[str, Any], dict[str, Any]]) -> None:
    both, parts = joined(pair)
    body, alone = decoded(both)["panels"], {name: decoded(own)["panels"] for name, (_, own) in parts.items()}
    for panel in ("mistakes", "updates", "weights"):
        for axis in ("xaxis", "yaxis"):
            one, other = (body[f"{panel}-{name}"]["layout"][axis]["range"] for name in "AB")
            ranges = np.array([alone[name][panel]["layout"][axis]["range"] for name in "AB"])
            assert one == other == [ranges[:, 0].min(), ranges[:, 1].max()]
    for name in "AB":  # different data keep their own plane
        assert body[f"plane-{name}"]["layout"]["xaxis"] == alone[name]["plane"]["layout"]["xaxis"]


@every_pair
def test_a_point_of_a_curve_leads_to_the_first_joint_frame_that_has_got_there(
    pair: tuple[dict[str, Any], dict[str, Any]],
) -> None:
    both, parts = joined(pair)
    times, joint = np.array(both.timeline), decoded(both)["panels"]
    for name, (run, own) in parts.items():
        alone = decoded(own)["panels"]
        for panel in ("mistakes", "updates", "weights"):
            before = np.array(alone[panel]["data"][0]["customdata"])
            after = np.array(joint[f"{panel}-{name}"]["data"][0]["customdata"])
            assert (times[after] >= run.steps[before]).all()
            earlier = after[after > 0]
            assert (times[earlier - 1] < run.steps[before[after > 0]]).all()


def test_pictures_follow_the_joint_moments_and_clicks_set_the_last_run() -> None:
    act = Act((0, 0, 1, 1), {"seed": 1}, name="one more")
    films = {}
    for name, fields in zip("AB", (SHORT, LONG), strict=True):
        own = filmed(**fields)[1]
        sources = [[f"{name} {k}"] for k in range(own.n_frames)]
        films[name] = replace(own, panels=[replace(own.panels[0], pictures=sources, acts=[act])])
    both = side_by_side(films)
    assert both.acts == {"plane-B": [act]}
    for name, panel in zip("AB", both.panels, strict=True):
        ended = np.searchsorted(films[name].timeline, both.timeline, side="right") - 1
        assert panel.pictures == [[f"{name} {k}"] for k in ended]


def test_comparing_leaves_the_films_as_they_were() -> None:
    run, own = filmed(**SHORT)
    side_by_side({"A": own, "B": filmed(**LONG)[1]})
    fresh = film(run, plane_names(run.params, EN), own.run, EN)
    assert own.json == fresh.json


def test_a_joint_film_is_named_after_both_runs_and_its_names_are_words() -> None:
    own = filmed(**SHORT)[1]
    both = side_by_side({"<b>A": own, "B": own})
    assert both.run == "four-points | four-points"
    assert "<b><b>" not in both.captions[0]
    assert "&lt;b&gt;A" in both.captions[0]


def test_a_cell_leads_to_the_joint_frame_that_shows_it() -> None:
    """Also where one film has more frames than the other, and cells lead nowhere."""
    params = [ConvolutionParams(picture="own", kernel="box"), ConvolutionParams(side=6)]
    scenes = [convolution_scene(p) for p in params]
    films = [convolution_film(scene, name, EN) for scene, name in zip(scenes, "AB", strict=True)]
    pooled = replace(films[1].panels[0], cells=np.array([[0, 3, -1]]))
    films[1] = replace(films[1], panels=[pooled, *films[1].panels[1:]])
    both = decoded(side_by_side(dict(zip("AB", films, strict=True))))["panels"]
    for name, scene in zip("AB", scenes, strict=True):
        cells = np.array(both[f"output-{name}"]["cells"])
        for row, column in np.ndindex(*scene.shape):
            outline = places(shown(both[f"output-{name}"], cells[row, column])[3])
            assert outline.min(axis=0).tolist() == [column, row]
        assert not both[f"output-{name}"]["asks"]
    assert both["input-B"]["cells"] == [[0, 3, -1]]
