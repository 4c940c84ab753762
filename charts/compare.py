"""Several runs on one time line: their films side by side, each at the same moment of its own run."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from charts import plot
from charts.captions import words
from charts.choices import Difference
from charts.curves import can_share, one_panel
from charts.film import MAX_FRAMES, Film, pace, thin
from charts.panel import Panel
from charts.plot import Layout, Trace
from charts.story import Translate
from core import IntArray

SHORT = 20  # characters of a value that fits over a panel
AXES = ("xaxis", "yaxis")


def side_by_side(films: Mapping[str, Film], titles: Mapping[str, str] | None = None) -> Film:
    """One film of two or three films of the same lab; their panels stand next to each other under their names.

    `titles` are longer names, for people. Clicks set the last run, which is the one that the page is about.
    A frame of the joint film is a moment; a run that has ended by then stays at its last frame. Panels of the same
    name get the same axes, or their curves could not be compared.
    """
    titles = {name: name for name in films} | dict(titles or {})
    moments: set[float] = {t for film in films.values() for t in film.timeline}
    times = thin(sorted(moments), MAX_FRAMES)
    picks = {name: np.searchsorted(film.timeline, times, side="right") - 1 for name, film in films.items()}
    apart: list[list[Panel]] = []  # the panels of each run, side by side
    together: list[Panel] = []
    for panels in _in_all(films):
        at = [
            _at(panel, films[name].n_frames, np.maximum(picks[name], 0))
            for name, panel in zip(films, _on_same_axes(panels), strict=True)
        ]
        if can_share(panels):
            together.append(one_panel(dict(zip(films, at, strict=True))))
        else:
            named = zip(films, at, strict=True)
            apart.append([_of_run(panel, name, titles[name], 12 // len(films)) for name, panel in named])
    # of the last run alone is there anything to set, or to guess
    apart = [[*(replace(panel, acts=(), ahead=()) for panel in panels[:-1]), panels[-1]] for panels in apart]
    # first the picture of either run, then their curves
    joint = [panel for group in (*apart[:1], together, *apart[1:]) for panel in group]
    axis = " | ".join(dict.fromkeys(film.time_axis for film in films.values()))  # each run keeps time in its own
    return Film(
        panels=joint,
        captions=[
            _captions(films, titles, {name: max(0, int(picks[name][k])) for name in films}) for k in range(len(times))
        ],
        time_axis=axis,
        marks=[f"{axis} {t:g}" for t in times],
        run=" | ".join(film.run for film in films.values()),
        times=times,
        poster=_poster(times, list(films.values())[-1]),
        frames_per_second=pace(len(times)),
    )


def _poster(times: Sequence[float], film: Film) -> int:
    """The moment at which the run on the page would open alone."""
    return max(0, min(int(np.searchsorted(times, film.timeline[film.poster])), len(times) - 1)) if film.n_frames else 0


def fewer(film: Film, limit: int) -> Film:
    """The same film with at most `limit` of its frames; a click in it asks for no detail, which needs them all."""
    picks = np.array(thin(range(film.n_frames), limit))
    return replace(
        film,
        panels=[_at(panel, film.n_frames, picks) for panel in film.panels],
        captions=[film.captions[k] for k in picks],
        marks=[film.marks[k] for k in picks],
        times=[film.timeline[k] for k in picks],
        poster=min(int(np.searchsorted(picks, film.poster)), len(picks) - 1),
        frames_per_second=pace(len(picks)),
    )


def titled(differing: Sequence[Difference]) -> dict[str, str]:
    """What A and B are called: by the one thing that tells them apart, where that is short."""
    if len(differing) != 1 or max(len(differing[0].a), len(differing[0].b)) > SHORT:
        return {}
    field, a, b = differing[0]
    return {"A": f"A: {field} = {a}", "B": f"B: {field} = {b}"}


def what_changed(a: Mapping[str, str], b: Mapping[str, str], t: Translate) -> str:
    """Which figures differ between two runs, in one sentence."""
    changes = [
        t("figure_changed", name=t(f"figure_{name}"), a=a.get(name, "—"), b=value)
        for name, value in b.items()
        if a.get(name, "—") != value
    ]
    return t("result_changed", changes=t("choice_gap").join(changes)) if changes else t("result_same")


def _in_all(films: Mapping[str, Film]) -> list[list[Panel]]:
    """The panels that every film has, one from each."""
    by_name = [{panel.name: panel for panel in film.panels} for film in films.values()]
    return [[panels[name] for panels in by_name] for name in by_name[0] if all(name in panels for panels in by_name)]


def _captions(films: Mapping[str, Film], titles: Mapping[str, str], frames: Mapping[str, int]) -> str:
    parts = (
        f'<div class="sil-run"><b>{words(titles[name])}</b><div>{films[name].captions[k]}</div></div>'
        for name, k in frames.items()
    )
    return "".join(parts)


def _of_run(panel: Panel, name: str, title: str, columns: int) -> Panel:
    return replace(panel, name=f"{panel.name}-{name}", title=f"{title} · {panel.title}", columns=columns)


def _at(panel: Panel, n_frames: int, picks: IntArray) -> Panel:
    """The panel at some of its frames, or at some of them more than once."""
    # points that lead to a frame of their own film now lead to the first of these that shows it
    joint = np.minimum(np.searchsorted(picks, np.arange(n_frames)), len(picks) - 1)
    data = [_leading(trace, joint) for trace in panel.figure["data"]]
    return replace(
        panel,
        frames=[panel.frames[k] for k in picks],
        pictures=[panel.pictures[k] for k in picks] if panel.pictures else (),
        figure=plot.figure(data, panel.figure["layout"]),
        cells=None if panel.cells is None else np.where(panel.cells < 0, -1, joint[panel.cells]),
        asks=False,
    )


def _leading(trace: Trace, joint: IntArray) -> Trace:
    """The trace, its points leading to joint frames if they lead to frames at all."""
    return trace | {"customdata": joint[trace["customdata"]]} if "customdata" in trace else trace


def _on_same_axes(panels: Sequence[Panel]) -> list[Panel]:
    """The panels with every axis as long as the longest of them needs it; maps drawn to scale stay as they are."""
    if any(panel.to_scale for panel in panels):
        return list(panels)
    layouts = [panel.figure["layout"] for panel in panels]
    for name in AXES:
        axes: list[Layout] = [layout.get(name, {}) for layout in layouts]
        if all("range" in axis for axis in axes) and len({axis.get("type") for axis in axes}) == 1:
            joint = [min(axis["range"][0] for axis in axes), max(axis["range"][1] for axis in axes)]
            step = {"dtick": max(axis["dtick"] for axis in axes)} if all("dtick" in axis for axis in axes) else {}
            layouts = [layout | {name: layout[name] | {"range": joint} | step} for layout in layouts]
    figures = [plot.figure(panel.figure["data"], layout) for panel, layout in zip(panels, layouts, strict=True)]
    return [replace(panel, figure=figure) for panel, figure in zip(panels, figures, strict=True)]
