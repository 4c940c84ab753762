"""Two runs on one time line: at every joint frame each film is where its own run was at that moment."""

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from charts import plot
from charts.compare import side_by_side
from charts.convolution.slide.film import film as convolution_film
from charts.convolution.slide.scene import scene_of as convolution_scene
from charts.curves import can_share, one_panel
from charts.film import MAX_FRAMES, Film
from charts.panel import Act
from charts.perceptron.film import film
from charts.perceptron.scene import Scene, plane_names, scene_of
from core.convolution.slide import ConvolutionParams
from core.perceptron.params import PerceptronParams
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
            if panel.shared:
                continue
            there, here = joint[f"{panel.name}-{name}"], alone[panel.name]
            assert there["title"] == f"{name} · {panel.title}"
            for k in (0, len(times) // 3, len(times) - 1):
                for one, other in zip(shown(there, k), shown(here, at[k]), strict=True):
                    np.testing.assert_array_equal(places(one), places(other))


@every_pair
def test_curves_that_are_to_be_compared_have_the_same_axes(pair: tuple[dict[str, Any], dict[str, Any]]) -> None:
    both, parts = joined(pair)
    body, alone = decoded(both)["panels"], {name: decoded(own)["panels"] for name, (_, own) in parts.items()}
    for panel, names in (("mistakes", ("mistakes",) * 2), ("updates", ("updates-A", "updates-B"))):
        for axis in ("xaxis", "yaxis"):
            one, other = (body[name]["layout"][axis]["range"] for name in names)
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
            after = np.array(faint_of(joint, panel, name)["customdata"])
            assert (times[after] >= run.steps[before]).all()
            earlier = after[after > 0]
            assert (times[earlier - 1] < run.steps[before[after > 0]]).all()


def faint_of(joint: dict[str, Any], panel: str, run: str) -> dict[str, Any]:
    """The curve over the whole run, which is the first one of its panel, or in a joint panel the first of its run."""
    if panel not in joint:
        curve: dict[str, Any] = joint[f"{panel}-{run}"]["data"][0]
        return curve
    return next(trace for trace in joint[panel]["data"] if trace.get("name", "").startswith(f"{run} · "))


@every_pair
def test_curves_of_both_runs_stand_in_one_panel_the_later_as_it_is_alone(
    pair: tuple[dict[str, Any], dict[str, Any]],
) -> None:
    both, parts = joined(pair)
    body = decoded(both)
    panel, times = body["panels"]["mistakes"], np.array(both.timeline)
    assert list(body["panels"]) == [
        "plane-A",
        "plane-B",
        "mistakes",
        *(f"{n}-{k}" for n in ("updates", "weights") for k in "AB"),
    ]
    assert panel["layout"]["showlegend"]
    for name, (run, own) in parts.items():
        at, alone = np.searchsorted(run.steps, times, side="right") - 1, decoded(own)["panels"]["mistakes"]
        mine = [i for i, trace in enumerate(panel["data"]) if trace.get("name", "").startswith(f"{name} · ")]
        assert len(mine) == 2
        for k in (0, len(times) // 3, len(times) - 1):
            for i, trace in zip(mine, shown(alone, at[k]), strict=True):
                np.testing.assert_array_equal(places(shown(panel, k)[i]), places(trace))
        drawn = places(shown(alone, at[-1])[1])
        letters = [trace for trace in shown(panel, len(times) - 1) if trace.get("text", [""])[0] == name]
        np.testing.assert_array_equal(places(letters[0]), drawn[-1:])
        for i, trace in zip(mine, alone["data"], strict=True):
            told = panel["data"][i]["line"]["width"], panel["data"][i].get("opacity", 1)
            before = trace["line"]["width"], trace.get("opacity", 1)
            assert told == before if name == "B" else told[0] < before[0] and told[1] < before[1]


def test_curves_of_different_kinds_or_too_many_of_them_stay_side_by_side() -> None:
    own = filmed(**SHORT)[1]
    panel = own.panels[1]
    axis = panel.figure["layout"]["yaxis"]
    logarithmic = plot.figure(panel.figure["data"], panel.figure["layout"] | {"yaxis": axis | {"type": "log"}})
    many = plot.figure([panel.figure["data"][0]] * 5, panel.figure["layout"])
    assert can_share([panel, panel])
    assert not can_share([panel] * 3)
    assert not can_share([panel, replace(panel, figure=logarithmic)])
    assert not can_share([replace(panel, figure=many, shared=range(5))] * 2)
    assert not can_share([panel, replace(panel, shared=())])


def test_a_line_that_both_runs_have_stands_in_their_panel_once_and_belongs_to_neither() -> None:
    own = filmed(**SHORT)[1]
    panel = own.panels[1]
    best = plot.scatter(x=[0, 1], y=[2, 2], mode="lines", name="best", line={"width": 1})
    other = best | {"y": [3, 3]}
    runs = [
        replace(panel, figure=plot.figure([*panel.figure["data"], line], panel.figure["layout"]), shared=[0, 1, 2])
        for line in (best, best, other)
    ]
    names = [[trace.get("name") for trace in one_panel({"A": runs[0], "B": run}).figure["data"]] for run in runs[1:]]
    assert [name for name in names[0] if name and "best" in name] == ["best"]
    assert [name for name in names[1] if name and "best" in name] == ["A · best", "B · best"]


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


@every_pair
def test_a_joint_film_opens_at_the_moment_at_which_the_run_on_the_page_would(
    pair: tuple[dict[str, Any], dict[str, Any]],
) -> None:
    both, parts = joined(pair)
    own = parts["B"][1]
    before, at = both.timeline[both.poster - 1], both.timeline[both.poster]
    assert before < own.timeline[own.poster] <= at


def test_comparing_leaves_the_films_as_they_were() -> None:
    run, own = filmed(**SHORT)
    side_by_side({"A": own, "B": filmed(**LONG)[1]})
    fresh = film(run, plane_names(run.params, EN), own.run, EN)
    assert own.json == fresh.json


def test_what_runs_ahead_is_kept_back_of_the_last_run_alone() -> None:
    both, _ = joined(({"dataset": "blobs", "seed": 1}, {"dataset": "blobs", "seed": 2}))
    assert {panel.name for panel in both.panels if panel.ahead} == {"updates-B", "weights-B"}


def test_a_joint_film_is_named_after_both_runs_and_its_names_are_words() -> None:
    own = filmed(**SHORT)[1]
    both = side_by_side({"<b>A": own, "B": own})
    assert both.run == "four-points | four-points"
    assert "<b><b>" not in both.captions[0]
    assert "&lt;b&gt;A" in both.captions[0]


def test_runs_that_keep_time_differently_are_not_both_told_in_that_of_the_first() -> None:
    own = filmed(**SHORT)[1]
    steps = replace(own, time_axis="moment")
    assert side_by_side({"A": own, "B": own}).marks[1] == f"{own.time_axis} {own.timeline[1]:g}"
    both = side_by_side({"A": own, "B": steps})
    assert both.time_axis == f"{own.time_axis} | moment"
    assert both.marks[1] == f"{own.time_axis} | moment {own.timeline[1]:g}"


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
