"""Pictures over the time axis of a sequence: the hidden state and the gates as maps of cells, units down, steps across.

Along the sequence a map is one image with a cover over the steps that have not happened; along the training it is a
heat map of its own at every update.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from charts import plot, raster, theme
from charts.cells import box, outline, path, short, symmetric
from charts.panel import Panel, Scale
from charts.plot import NOTHING, Layout, Trace
from charts.recurrent.moments import Moment
from charts.recurrent.reading import Reading
from charts.recurrent.scene import Scene
from charts.recurrent.traces import WIDE, area, band, margin, time_axis
from charts.story import Translate
from core import Array, IntArray

PIXELS = (360, 720)  # of a map, down and across, at least
LABELLED = 8  # units, at most
LEVELS = raster.STEPS // 2


def cover(scene: Scene, moment: Moment, low: float, high: float) -> Trace:
    """Everything after the present step; nothing while the gradient travels back."""
    if moment.backward or moment.step >= scene.T:
        return NOTHING
    return path(box(moment.step + 0.5, scene.T + 0.6, low, high))


class Rows(NamedTuple):
    """How the rows of a map are labelled: the axis' title, places with their names, and lines between strips."""

    title: str
    places: Sequence[float]
    names: Sequence[str]
    borders: Sequence[float] = ()


def hidden_panel(scene: Scene, moments: Sequence[Moment], t: Translate) -> Panel:
    """h of every unit at every step, 0 … T."""
    H, readings = scene.params.hidden_size, shown_readings(scene)
    limit = max(symmetric(reading.h) for reading in readings)
    units = np.unique(np.linspace(1, H, min(H, LABELLED)).round().astype(int)).tolist()
    rows = Rows(t("axis_unit"), units, [str(unit) for unit in units])
    across, scale = time_axis(scene, t("axis_step")), Scale(f"−{short(limit)}", short(limit), theme.DIVERGING_ENDS)
    texts = t("panel_hidden"), t("panel_hidden_alt")
    panel = Panel("hidden", *texts, plot.figure([], {}), [], [], columns=WIDE, rows=2, scale=scale)
    return with_maps(panel, scene, [reading.h.T / limit for reading in readings], moments, across, rows)


def gates_panel(scene: Scene, moments: Sequence[Moment], t: Translate) -> Panel:
    """The gates, and c below them, one strip each; c has a scale of its own."""
    H, names, readings = scene.params.hidden_size, list(scene.reading.strips), shown_readings(scene)
    limit = max((symmetric(reading.strips["c"]) for reading in readings if "c" in names), default=1.0)
    ends = [0.5 + n * H for n in range(len(names) + 1)]
    rows = Rows(t("axis_gate"), [end + H / 2 for end in ends[:-1]], names, ends[1:-1])
    scale = Scale("−1", f"1{t('list_gap')}c: ±{short(limit)}" if "c" in names else "1", theme.DIVERGING_ENDS)
    across = time_axis(scene, t("axis_step"))
    texts = t("panel_gates_lstm") if "c" in names else t("panel_gates_gru"), t("panel_gates_alt")
    panel = Panel("gates", *texts, plot.figure([], {}), [], [], columns=WIDE, rows=2, scale=scale)
    return with_maps(panel, scene, [stacked(reading, limit) for reading in readings], moments, across, rows)


def shown_readings(scene: Scene) -> list[Reading]:
    """One for the whole film, or one a frame."""
    return [scene.reading] if scene.params.axis == "sequence" else scene.readings


def stacked(reading: Reading, c_limit: float) -> Array:
    """All strips below each other, (n·H, T + 1), on one scale from -1 to 1; nothing is known before the first step."""
    parts = [values.T / (c_limit if name == "c" else 1.0) for name, values in reading.strips.items()]
    values = np.concatenate(parts)
    return np.hstack([np.zeros((len(values), 1)), values])


def with_maps(
    panel: Panel, scene: Scene, maps: Sequence[Array], moments: Sequence[Moment], across: Layout, rows: Rows
) -> Panel:
    """The panel with maps of numbers between -1 and 1: one with a cover and a mark, or one a frame."""
    n = len(maps[0])
    low, high = n + 0.5, 0.5
    ticks = {"tickmode": "array", "tickvals": rows.places, "ticktext": rows.names}
    up = theme.axis(rows.title, (low, high), showgrid=False, **ticks)
    layout = theme.layout(across, up, margin=margin(scene, 44))
    points = [p for y in rows.borders for p in ((-0.5, y), (scene.T + 0.5, y), (None, None))]
    borders = outline(theme.ON_CELLS, 1, **path(points))
    if scene.params.axis == "training":
        figure = plot.figure([heat_map(levels(maps[-1])), borders], layout)
        return replace(panel, figure=figure, traces=[0], frames=[[{"z": levels(m)}] for m in maps], redraw=True)
    place = {"xref": "x", "yref": "y", "x": -0.5, "y": 0.5, "sizex": scene.T + 1, "sizey": n}
    source = raster.cells(enlarged(maps[0]), 1.0, theme.DIVERGING)
    layout["images"] = [{"source": source, "sizing": "stretch", "layer": "below", **place}]
    figure = plot.figure([area(theme.SURFACE), borders, outline(theme.PATH, 3)], layout)
    frames = [[cover(scene, m, low, high), band(m.step, low, high)] for m in moments]
    return replace(panel, figure=figure, traces=[0, 2], frames=frames)


def enlarged(values: Array) -> Array:
    """Every cell as a block of cells, or a browser would blur one into the next."""
    down, across = (-(-pixels // n) for pixels, n in zip(PIXELS, values.shape, strict=True))
    return values.repeat(down, axis=0).repeat(across, axis=1)


def levels(values: Array) -> IntArray:
    """Numbers between -1 and 1 as whole numbers from 0 to 254, a byte each on the way to the browser."""
    return np.rint(LEVELS * (1 + np.clip(values, -1, 1))).astype(np.uint8)


def heat_map(z: IntArray) -> Trace:
    """A heat map of such levels, white in the middle."""
    low, high = (f"rgb{end}" for end in theme.DIVERGING)
    scale = [[0.0, low], [0.5, f"rgb{raster.WHITE}"], [1.0, high]]
    return plot.heatmap(z=z, y0=1, zmin=0, zmax=2 * LEVELS, colorscale=scale, showscale=False, hoverinfo="skip")
