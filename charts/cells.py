"""Pictures made of cells: a map of numbers, the part of it that is still to come, outlines, and the kernel's tiles.

A map is drawn once, as an image behind the lines; what moves is a cover over the cells that are not computed yet, and
an outline. So a film of thousands of cells is as light as one of nine.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from charts import plot, raster, theme
from charts.panel import Panel
from charts.plot import NOTHING, Layout, Trace
from charts.raster import Colour
from core import Array

Corners = tuple[float, float, float, float]  # x low, x high, y low, y high

NUMBERED = 6  # up to so many cells along a side, each shows its number
GRIDDED = 20  # up to so many, lines part them


def symmetric(values: Array) -> float:
    """The largest size in a map, for a scale that is symmetric around 0."""
    return float(np.abs(values).max()) or 1.0


def short(x: float) -> str:
    """A number for a cell: at most three digits that count, with a true minus."""
    text = f"{x:.3g}" if abs(x) < 1000 else f"{x:.2g}"
    return "0" if float(text) == 0 else text.replace("-", "−")


def scale_words(limit: float, ends: tuple[Colour, Colour] = theme.DIVERGING) -> str:
    """What the colours of a map mean."""
    low, high = (f"<span style='color:rgb{end}'>■</span>" for end in ends)
    return f"{low} −{short(limit)}   □ 0   {high} +{short(limit)}"


def layout(rows: float, columns: float, title: str, source: str) -> Layout:
    """Axes over the cells of a picture, row 0 at the top, and the picture itself behind them."""
    bare = {"showgrid": False, "showticklabels": False}
    place = {"xref": "x", "yref": "y", "x": 0, "y": 0, "sizex": columns, "sizey": rows}
    image = {"source": source, "sizing": "stretch", "layer": "below", **place}
    return theme.layout(
        theme.axis(title, (-0.02 * columns, 1.02 * columns), **bare),
        theme.axis("", (1.02 * rows, -0.02 * rows), **bare),
        images=[image],
        margin={"l": 6, "r": 6, "t": 4, "b": 30},
    )


def box(x0: float, x1: float, y0: float, y1: float) -> list[tuple[float | None, float | None]]:
    """The corners of a rectangle, all the way round."""
    return [(x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)]


def path(points: Sequence[tuple[float | None, float | None]]) -> Trace:
    """Points as a trace takes them; (None, None) lifts the pen."""
    return {"x": [p[0] for p in points], "y": [p[1] for p in points]} if points else NOTHING


def outline(colour: str, width: float, dash: str = "solid", **more: Any) -> Trace:
    """A trace for the outline of a window or a cell."""
    line = {"color": colour, "width": width, "dash": dash}
    return plot.scatter(**{**NOTHING, **more}, mode="lines", line=line, hoverinfo="skip")


def grid(rows: int, columns: int) -> Trace:
    """A frame around the cells, and lines between them where there are not too many."""
    points = [*box(0, columns, 0, rows), (None, None)]
    if max(rows, columns) <= GRIDDED:
        for r in range(rows + 1):
            points += [(0, r), (columns, r), (None, None)]
        for c in range(columns + 1):
            points += [(c, 0), (c, rows), (None, None)]
    return outline(theme.MUTED, 0.5, **path(points))


def cell_numbers(values: Array) -> Trace:
    """The number of every cell, where there is room for it."""
    rows, columns = values.shape
    if max(rows, columns) > NUMBERED:
        return plot.scatter(**NOTHING, mode="text", hoverinfo="skip")
    y, x = np.indices(values.shape).reshape(2, -1) + 0.5
    text = [short(v) for v in values.ravel().tolist()]
    size = 16 if max(rows, columns) <= 5 else 11
    return plot.scatter(
        x=x, y=y, text=text, mode="text", textfont={"size": size, "color": theme.ON_CELLS}, hoverinfo="skip"
    )


def cover(n: int, rows: int, columns: int) -> Trace:
    """The cells that are still to come when the first n are done, in reading order."""
    if n >= rows * columns:
        return NOTHING
    r, c = divmod(n, columns)
    return path([(c, r), (columns, r), (columns, rows), (0, rows), (0, r + 1), (c, r + 1), (c, r)])


def map_panel(
    name: str,
    values: Array,
    texts: tuple[str, str],
    frames: Sequence[Sequence[Trace]],
    ends: tuple[Colour, Colour] = theme.DIVERGING,
    **more: Any,
) -> Panel:
    """A map that fills cell by cell: each frame changes its cover, the outlined cell, and what else is marked."""
    rows, columns = values.shape
    limit = symmetric(values)
    source = raster.cells(values, limit, ends)
    hidden = plot.scatter(
        **NOTHING, mode="lines", fill="toself", fillcolor=theme.SURFACE, line={"width": 0}, hoverinfo="skip"
    )
    data = [cell_numbers(values), hidden, grid(rows, columns), outline(theme.PATH, 3), outline(theme.PATH, 2, "dot")]
    figure = plot.figure(data, layout(rows, columns, scale_words(limit, ends), source))
    title, alt = texts
    return Panel(name, title, alt, figure, [1, 3, 4], frames, **{"columns": 4, "rows": 2, "to_scale": True} | more)


def colour_of(value: float, limit: float, ends: tuple[Colour, Colour] = theme.DIVERGING) -> str:
    """The colour of one cell, on the same scale as `raster.cells`."""
    part = float(np.clip(value / limit, -1, 1))
    end = ends[1] if part > 0 else ends[0]
    red, green, blue = (round(255 + (e - 255) * abs(part)) for e in end)
    return f"rgb({red},{green},{blue})"
