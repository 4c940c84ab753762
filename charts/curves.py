"""The curves of two runs in one panel: by what one lies above the other is seen, not remembered.

The later run looks as it does alone. The earlier one is thinner and paler, and a letter stands at the end of each
curve, so that neither colour nor paleness is alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from charts import plot, theme
from charts.panel import Panel
from charts.plot import Layout, Trace

MOST = 8  # curves that can be told apart in one panel
PALE = 0.45
THIN = 0.6
BESIDE = ("top right", "bottom right")  # where the letter stands, so that those of two curves that meet do not overlap
ROOM = 24  # pixels right of the plot for the letter of a curve that has come to the end


def can_share(panels: Sequence[Panel]) -> bool:
    """Whether the curves of these panels, one of each run, can stand in one.

    They must be of two runs, few enough, and on axes of one kind: the same quantity, scale and labels.
    """
    if len(panels) != 2 or not all(panel.shared for panel in panels):
        return False
    few = sum(len(panel.shared) for panel in panels) <= MOST
    return few and all(_kind(panel, axis) == _kind(panels[0], axis) for panel in panels for axis in ("xaxis", "yaxis"))


def _kind(panel: Panel, name: str) -> tuple[object, ...]:
    axis = panel.figure["layout"][name]
    return axis["title"]["text"], axis.get("type"), axis.get("ticktext")


def one_panel(runs: Mapping[str, Panel]) -> Panel:
    """The panel that two runs share, by their names; their panels are on the same axes and have the same frames."""
    first, last = runs.values()
    both = [j for j in first.shared if _is_same(first, last, j)]
    data: list[Trace] = []
    traces: list[int] = []
    frames: list[list[Trace]] = [[] for _ in last.frames]
    for (name, panel), beside in zip(runs.items(), BESIDE, strict=True):
        kept = [j for j in panel.shared if panel is last or j not in both]
        moving = [i for i, j in enumerate(panel.traces) if j in kept]
        letters = _letters(panel, name)
        traces += [len(data) + kept.index(panel.traces[i]) for i in moving] + [len(data) + len(kept)]
        curves = [(panel.figure["data"][j], "" if j in both else name) for j in kept]
        data += [_styled(trace, run, is_last=panel is last) for trace, run in curves]
        data.append(_written(letters[0], beside))
        for frame, changes, letter in zip(frames, panel.frames, letters, strict=True):
            frame += [*(changes[i] for i in moving), letter]
    figure = plot.figure(data, _layout(first, last))
    title, columns = f"{last.title} · {' | '.join(runs)}", max(6, last.columns)
    return replace(last, title=title, figure=figure, traces=traces, frames=frames, columns=columns, ahead=())


def _is_same(first: Panel, last: Panel, j: int) -> bool:
    """Whether both have this line, and it never changes, as the loss of a best constant."""
    if j in first.traces or j not in last.shared:
        return False
    one, other = (panel.figure["data"][j] for panel in (first, last))
    return "customdata" not in one and all(np.array_equal(one[axis], other[axis]) for axis in ("x", "y"))


def _styled(trace: Trace, run: str, *, is_last: bool) -> Trace:
    """The trace under the name of its run, if it is of one."""
    named = trace | {"name": " · ".join(filter(None, (run, trace.get("name"))))}
    if is_last:
        return named
    line = dict(trace.get("line", {}))
    if "width" in line:
        line["width"] *= THIN
    return named | {"opacity": PALE * trace.get("opacity", 1.0), "line": line}


def _layout(first: Panel, last: Panel) -> Layout:
    """That of the last run, with room for letters, and only those shapes that both have."""
    layout = last.figure["layout"]
    others = first.figure["layout"].get("shapes", [])
    shapes = [shape for shape in layout.get("shapes", []) if shape in others]
    return layout | {"showlegend": True, "shapes": shapes, "margin": layout["margin"] | {"r": ROOM}}


def _letters(panel: Panel, name: str) -> list[Trace]:
    """At every frame: the name of the run at the ends of its curves that move, or of all when none does."""
    moving = [j for j in panel.traces if j in panel.shared]
    found: list[Trace] = []
    for changes in panel.frames:
        news = dict(zip(panel.traces, changes, strict=True))
        ends = np.concatenate([_end(panel.figure["data"][j], news.get(j, {})) for j in moving or panel.shared])
        found.append({"x": ends[:, 0], "y": ends[:, 1], "text": [name] * len(ends)} if len(ends) else NOWHERE)
    return found


NOWHERE: Trace = {**plot.NOTHING, "text": [""]}


def _end(trace: Trace, change: Trace) -> np.ndarray:
    """The last point of a curve that is drawn, shape (1, 2); shape (0, 2) where none is."""
    points: np.ndarray = np.array([(trace | change)[axis] for axis in ("x", "y")], dtype=float).T[: change.get("upto")]
    last: np.ndarray = points[np.isfinite(points).all(axis=1)][-1:]
    return last


def _written(letters: Trace, beside: str) -> Trace:
    look: Trace = {"textposition": beside, "textfont": {"size": 13, "color": theme.INK}, "cliponaxis": False}
    return plot.scatter(**letters, mode="text", hoverinfo="skip", showlegend=False, **look)
