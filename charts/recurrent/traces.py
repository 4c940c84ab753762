"""What the panels over a sequence share: the time axis, the band at the present step, curves and dots."""

from typing import Any

import numpy as np

from charts import plot, theme
from charts.cells import box, path
from charts.plot import NOTHING, Layout, Trace, Values
from charts.recurrent.scene import Scene
from core import Array, IntArray

LEFT, NARROW_LEFT = 84, 58  # px left of every time axis, so that the panels below each other line up
WIDE = 8
NOW = "rgba(160, 63, 181, 0.16)"  # theme.PATH, see-through
BLANK = "␣"


def time_axis(scene: Scene, title: str, *, wide: bool = True) -> Layout:
    """Steps 0 … T; the state before the first step has a column, too."""
    n_ticks = 12 if wide and not scene.params.compare else 6
    return theme.axis(title, (-0.6, scene.T + 0.6), showgrid=False, nticks=n_ticks)


def margin(scene: Scene, below: int) -> dict[str, int]:
    """The same room on the left of all panels over time."""
    return {"l": NARROW_LEFT if scene.params.compare else LEFT, "r": 12, "t": 8, "b": below}


def with_legend(scene: Scene) -> Layout:
    """The names of the traces above the panel, and the room on the left of all panels over time."""
    return {"showlegend": True, "margin": margin(scene, below=44)}


def band(step: int, low: float, high: float) -> Trace:
    """The present step as a band from the bottom to the top."""
    return path(box(step - 0.5, step + 0.5, low, high))


def band_trace() -> Trace:
    """The trace for that band."""
    return area(NOW, showlegend=False)


def area(colour: str, **more: Any) -> Trace:
    """A filled area without an outline."""
    style: Trace = {"mode": "lines", "fill": "toself", "fillcolor": colour, "line": {"width": 0}}
    return plot.scatter(**{**NOTHING, **style, **more}, hoverinfo="skip")


def curve(x: Values, y: Values, name: str, colour: str, **look: Any) -> Trace:
    """A line; `width`, `dash` and `marks`, the size of its points, say how it looks."""
    line = {"color": colour, "width": look.pop("width", 2), "dash": look.pop("dash", "solid")}
    marks = look.pop("marks", 0)
    mode = {"mode": "lines+markers", "marker": {"size": marks}} if marks else {"mode": "lines"}
    return plot.scatter(x=x, y=y, line=line, name=name, hoverinfo="skip", **mode, **look)


def dot(x: Values, y: Values, name: str) -> Trace:
    """Where we are now."""
    marker = {"color": theme.POSITIVE, "size": 13, "line": {"color": theme.SURFACE, "width": 1.5}}
    return plot.scatter(x=x, y=y, mode="markers", marker=marker, name=name, hoverinfo="skip")


def steps_of(scene: Scene) -> IntArray:
    """1 … T"""
    return np.arange(1, scene.T + 1)


def after_none(values: Array | IntArray) -> Array:
    """One point more, which is nowhere: a curve without points would lose its place in the legend."""
    return np.append(np.nan, values)


def visible(symbols: list[str]) -> list[str]:
    """Symbols as they are written: a blank can be seen."""
    return [symbol.replace(" ", BLANK) for symbol in symbols]
