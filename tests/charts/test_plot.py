"""Every figure is one that Plotly knows: what a dictionary lets pass is looked at here, in films of every lab and view.

The films are those behind the links of tests/links, and the one kind of panel that none of them opens.
"""

import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest

from charts import plot
from charts.panel import Panel
from charts.plot import Layout, Trace
from tests.links.test_links import RECORDED, film_behind

FILMS = [*RECORDED, "/recurrent?cell=lstm&axis=training&n_updates=80"]
PLAYERS_OWN = {"upto", "parts"}  # what the player reads itself, and Plotly never sees


def names(value: Any, path: str = "") -> Iterator[str]:
    """The path of every attribute of a figure; an array is one attribute, also where Plotly has packed it."""
    if isinstance(value, dict) and "bdata" not in value:
        for name, item in value.items():
            yield from names(item, f"{path}/{name}")
    elif isinstance(value, list | tuple) and any(isinstance(item, dict) for item in value):
        for item in value:
            yield from names(item, f"{path}[]")
    else:
        yield path


def problems(data: list[Trace], layout: Layout) -> list[str]:
    """What Plotly says about a figure, and the attributes that it did not take as they are written."""
    try:
        known = go.Figure(data, layout).to_plotly_json()
    except ValueError as error:
        return [str(error)]
    own = [("data", trace, back) for trace, back in zip(data, known["data"], strict=True)]
    return [
        f"{part}{name}"
        for part, ours, theirs in [*own, ("layout", layout, known["layout"])]
        for name in sorted(set(names(ours)) - set(names(theirs)))
    ]


def looks(panel: Panel) -> Iterator[Trace]:
    """The traces of a panel before any frame; then those that change, at the first, the middle and the last one."""
    data = panel.figure["data"]
    yield from data
    n = len(panel.frames)
    for k in sorted({0, n // 2, n - 1}) if n and panel.traces else ():
        changes = zip(panel.traces, panel.frames[k], strict=True)
        yield from (
            data[j] | {name: v for name, v in change.items() if name not in PLAYERS_OWN} for j, change in changes
        )


@pytest.mark.parametrize("link", FILMS)
def test_plotly_knows_every_figure_as_it_is_written(link: str) -> None:
    found = {
        (panel.name, problem)
        for panel in film_behind(link).panels
        for problem in problems(list(looks(panel)), panel.figure["layout"])
    }
    assert found == set()


@pytest.mark.parametrize("link", FILMS)
def test_what_a_pointer_reads_is_written_as_in_the_rest_of_the_app(link: str) -> None:
    """A number below 10⁻⁶ with its power of ten, and no name that is Plotly's."""
    for panel in film_behind(link).panels:
        for name in ("xaxis", "yaxis"):
            axis = panel.figure["layout"].get(name)
            assert axis is None or axis.get("showticklabels") is False or axis["exponentformat"] == "power", panel.name
        for trace in panel.figure["data"]:
            if trace.get("hoverinfo") in ("skip", "none"):
                continue
            template = trace.get("hovertemplate", "")
            assert trace.get("name") or "<extra></extra>" in template, panel.name
            assert not re.search(r"%{[yz]:[^}]*[ge]}", template), panel.name


def test_what_changes_in_a_trace_is_in_every_frame() -> None:
    """Or what a frame shows would depend on the way to it; tests/browser/test_every_way.py looks on the screen."""
    panels = [panel for link in FILMS for panel in film_behind(link).panels]
    changes = [[trace.keys() for trace in frame] for panel in panels for frame in panel.frames]
    first = [[trace.keys() for trace in panel.frames[0]] for panel in panels for _ in panel.frames]
    assert changes == first


def test_bars_that_come_and_go_are_drawn_anew() -> None:
    """Plotly gives no look to a bar that a frame has more than the one before, and it is black."""
    found = set()
    for panel in (panel for link in FILMS for panel in film_behind(link).panels):
        for j, i in enumerate(panel.traces):
            if panel.figure["data"][i]["type"] == "bar":
                numbers = {len(next(iter(frame[j].values()))) for frame in panel.frames}
                found.add((panel.name, len(numbers) > 1))
                assert len(numbers) == 1 or panel.redraw, panel.name
    assert ("one_sum", True) in found


def test_every_kind_of_trace_and_of_change_is_among_them() -> None:
    panels = [panel for link in FILMS for panel in film_behind(link).panels]
    types = {trace["type"] for panel in panels for trace in panel.figure["data"]}
    assert types == {"scatter", "scatter3d", "surface", "heatmap", "bar"}
    changed = {name for panel in panels for frame in panel.frames for change in frame for name in change}
    assert changed == {"x", "y", "z", "text", "fillcolor", *PLAYERS_OWN}


@pytest.mark.parametrize(
    ("look", "layout"),
    [
        ({"colour": "red"}, {}),
        ({"line": {"colour": "red"}}, {}),
        ({"line_color": "red"}, {}),
        ({"line": {"color": "redd"}}, {}),
        ({"marker": {"size": "large"}}, {}),
        ({"showlegend": None}, {}),
        ({"mode": "line"}, {}),
        ({"type": "scater"}, {}),
        ({}, {"xaxis": {"rnage": [0, 1]}}),
        ({}, {"xaxis_range": [0, 1]}),
        ({}, {"xaxis": {"title": {"txet": "x"}}}),
        ({}, {"shapes": [{"type": "line"}, {"type": "lin"}]}),
        ({}, {"images": [{"src": "x.png"}]}),
    ],
    ids=str,
)
def test_a_slip_of_the_pen_is_seen(look: Trace, layout: Layout) -> None:
    trace = plot.scatter([0, 1], np.arange(2.0), "lines")
    assert problems([trace], {}) == []
    assert len(problems([trace | look], layout)) == 1


def test_a_figure_leaves_the_empty_parts_of_its_layout_out() -> None:
    layout = {"xaxis": {}, "shapes": [], "title": {"text": ""}, "images": [{}], "showlegend": False, "height": 0}
    assert plot.figure([], layout) == {
        "data": [],
        "layout": {"title": {"text": ""}, "images": [{}], "showlegend": False, "height": 0},
    }
