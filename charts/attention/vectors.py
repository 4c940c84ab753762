"""The vectors of a head as strips of cells: a query above the keys, and the values above what was found."""

from collections.abc import Sequence

import numpy as np

from charts import plot, raster, theme
from charts.attention.moments import Moment
from charts.attention.scene import Scene
from charts.cells import box, outline, path, symmetric
from charts.panel import Panel
from charts.plot import Layout, Trace
from charts.story import Translate
from core import Array

GAP = 1.5  # rows between a block and the strip that belongs to it


class Strips:
    """Where the four parts stand: the width of a head across, rows down."""

    def __init__(self, T: int, width: int) -> None:
        self.T, self.width = T, width
        self.values = width * 1.15  # where the values begin
        self.right, self.bottom = self.values + width, T + GAP + 1

    @property
    def query(self) -> tuple[float, float, float, float]:
        return 0, self.width, -GAP - 1, -GAP

    @property
    def found(self) -> tuple[float, float, float, float]:
        return self.values, self.right, self.T + GAP, self.bottom


def vectors_panel(scene: Scene, moments: Sequence[Moment], t: Translate) -> Panel:
    """q, all k and v, and Σ a·v of the chosen position; what has not happened is covered."""
    layer, head, reading = scene.params.shown_layer, scene.params.shown_head, scene.reading
    K, V = reading.keys[layer, head], reading.values[layer, head]
    q, found = reading.queries[layer, head, scene.query], reading.looks[layer, head, scene.query] @ V
    at = Strips(scene.T, K.shape[1])
    layout = strips_layout(scene, at, t)
    blocks = ((q[None], at.query), (K, (0, at.width, 0, at.T)), (V, (at.values, at.right, 0, at.T)))
    layout["images"] = [image(values, place) for values, place in (*blocks, (found[None], at.found))]
    data = [*(cover_trace() for _ in range(2)), outline(theme.PATH, 3), outline(theme.PATH, 3)]
    frames: list[list[Trace]] = []
    for moment in moments:
        hidden = [not moment.has_query, not moment.has_found]
        covers = [
            path(box(*wider(place))) if hide else path([])
            for hide, place in zip(hidden, (at.query, at.found), strict=True)
        ]
        frames.append([*covers, *rows_of(moment, at)])
    texts = t("panel_vectors"), t("panel_vectors_alt")
    return Panel("vectors", *texts, plot.figure(data, layout), [0, 1, 2, 3], frames, columns=4, rows=3)


def wider(place: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    """A cover reaches a little over the edges."""
    x0, x1, y0, y1 = place
    return x0 - 0.1, x1 + 0.1, y0 - 0.1, y1 + 0.1


def rows_of(moment: Moment, at: Strips) -> list[Trace]:
    """The key that is tried now, and the values from which the sum is made."""
    key = path(box(0, at.width, moment.tried - 1, moment.tried)) if moment.kind == "fit" else path([])
    values = path(box(at.values, at.right, 0, at.T)) if moment.kind == "gather" else path([])
    return [key, values]


def cover_trace() -> Trace:
    """An area in the colour of the page."""
    look: Trace = {"mode": "lines", "fill": "toself", "fillcolor": theme.SURFACE, "line": {"width": 0}}
    return plot.scatter(**plot.NOTHING, **look, hoverinfo="skip")


def image(values: Array, place: tuple[float, float, float, float]) -> Layout:
    """A strip or a block of cells; its own largest number is full colour."""
    x0, x1, y0, y1 = place
    source = raster.cells(values, symmetric(values), theme.DIVERGING)
    where = {"xref": "x", "yref": "y", "x": x0, "y": y0, "sizex": x1 - x0, "sizey": y1 - y0}
    return {"source": source, "sizing": "stretch", "layer": "below", **where}


def strips_layout(scene: Scene, at: Strips, t: Translate) -> Layout:
    """Symbols on the left, the names of the parts beside them."""
    bare = {"showgrid": False, "tickmode": "array"}
    middles = np.arange(scene.T) + 0.5
    x = theme.axis(t("axis_vectors"), (-0.02 * at.right, 1.02 * at.right), **bare, tickvals=[], ticktext=[])
    size = 12 if scene.T <= 14 else 9
    y = theme.axis(
        "", (at.bottom + 0.6, -GAP - 2.2), **bare, tickvals=middles, ticktext=scene.symbols, tickfont={"size": size}
    )
    layout = theme.layout(x, y, margin={"l": 36, "r": 10, "t": 8, "b": 44})
    names = [
        (at.width / 2, -GAP - 1, "bottom", t("strip_query", position=scene.query + 1)),
        (at.width / 2, 0, "bottom", t("strip_keys")),
        ((at.values + at.right) / 2, 0, "bottom", t("strip_values")),
        ((at.values + at.right) / 2, at.T + GAP, "bottom", t("strip_found")),
    ]
    font = {"size": 12, "color": theme.INK}
    layout["annotations"] = [
        {"x": x, "y": y, "yanchor": anchor, "text": text, "showarrow": False, "font": font}
        for x, y, anchor, text in names
    ]
    return layout
