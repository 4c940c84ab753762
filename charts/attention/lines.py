"""The sequence with a line from every answer to what its position looked at: the thicker, the more."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from charts import plot, theme
from charts.attention.reading import Reading
from charts.attention.scene import Scene
from charts.panel import Panel
from charts.plot import NOTHING, Trace
from charts.story import Translate
from core import Array, IntArray

EDGES = (0.04, 0.12, 0.3, 0.6)  # weights from which a line is drawn, thicker, thicker still, thickest
WIDTHS = (1.0, 2.0, 4.0, 6.5)
FAINT = (0.35, 0.5, 0.7, 0.9)
HEADS = ((theme.PATH, "solid"), (theme.NEGATIVE, "dash"), (theme.POSITIVE, "dot"), (theme.ADDED, "dashdot"))
BELOW, SAID, WANTED = -0.1, 0.1, 0.28  # rows of symbols, below the lines and above them
CROWDED = 14  # more symbols are written smaller


def lines_panel(scene: Scene, readings: Sequence[Reading], t: Translate, only: int | None = None) -> Panel:
    """What is read below, what is answered above, and the lines between; with `only` those of one position alone."""
    L, T = scene.params.n_layers, scene.T
    size = 16 if T <= CROWDED else 10
    data = [
        symbols_trace(scene.symbols, BELOW, theme.INK, size),
        symbols_trace(scene.right, L + WANTED, theme.MUTED, size),
    ]
    strokes = [stroke for head in range(scene.params.n_heads) for stroke in strokes_of(scene, readings, head, only, t)]
    said = [symbols_trace([""] * T, L + SAID, colour, size) for colour in (theme.ADDED, theme.ALARM, theme.INK)]
    data += [*(trace for trace, _ in strokes), *said]
    frames = [
        [*({"parts": parts[k]} for _, parts in strokes), *answers_of(scene, reading)]
        for k, reading in enumerate(readings)
    ]
    names = {BELOW: t("row_read"), L + SAID: t("row_answer"), L + WANTED: t("row_right")}
    up = theme.axis("", (-0.25, L + 0.4), showgrid=False, tickvals=list(names), ticktext=list(names.values()))
    across = theme.axis(t("axis_place"), (-0.6, T - 0.4), showgrid=False, **places(T))
    many = scene.params.n_heads > 1
    layout = theme.layout(across, up, showlegend=many, margin={"l": 62, "r": 10, "t": 8, "b": 44})
    moving = list(range(2, len(data)))
    texts = t("panel_lines"), t("panel_lines_alt")
    return Panel("lines", *texts, plot.figure(data, layout), moving, frames, columns=6, rows=3)


def places(T: int) -> dict[str, Any]:
    """Marks at the positions, counted from 1."""
    step = 1 if T <= 16 else 4
    marks = np.arange(0, T, step)
    return {"tickmode": "array", "tickvals": marks, "ticktext": [str(k + 1) for k in marks]}


def symbols_trace(symbols: Sequence[str], y: float, colour: str, size: int) -> Trace:
    """A row of symbols."""
    n = len(symbols)
    font = {"size": size, "color": colour}
    where: Trace = {"x": np.arange(n), "y": np.full(n, y), "text": list(symbols)}
    return plot.scatter(**where, mode="text", textfont=font, showlegend=False, hoverinfo="skip")


def answers_of(scene: Scene, reading: Reading) -> list[Trace]:
    """The answers: right ones, wrong ones, and those that nobody judges."""
    said = [scene.answer(code) for code in reading.answers]
    right = reading.answers == scene.targets
    kinds = (right & scene.mask, ~right & scene.mask, ~scene.mask)
    return [{"text": [name * bool(shown) for name, shown in zip(said, kind, strict=True)]} for kind in kinds]


def strokes_of(
    scene: Scene, readings: Sequence[Reading], head: int, only: int | None, t: Translate
) -> list[tuple[Trace, list[IntArray]]]:
    """The lines of one head: a trace for every thickness with all that ever are so thick; which are at each frame."""
    weights = np.array([reading.looks[:, head] for reading in readings])  # (frames, L, T, T)
    if only is not None:
        weights = np.where(np.arange(scene.T)[:, None] == only, weights, 0)
    thickness = np.searchsorted(EDGES, weights, side="right")
    colour, dash = HEADS[head % len(HEADS)]
    found: list[tuple[Trace, list[IntArray]]] = []
    for k, (width, strength) in enumerate(zip(WIDTHS, FAINT, strict=True), start=1):
        ever = np.argwhere((thickness == k).any(axis=0))
        now = (thickness == k)[:, *ever.T] if len(ever) else np.zeros((len(readings), 0), bool)
        line = {"color": colour, "width": width, "dash": dash}
        legend: Trace = {"name": t("legend_head", head=head + 1), "showlegend": k == len(WIDTHS)}
        ends = ends_of(ever) if len(ever) else NOTHING
        trace = plot.scatter(**ends, mode="lines", line=line, opacity=strength, hoverinfo="skip", **legend)
        found.append((trace, [np.flatnonzero(row).astype(np.int64) for row in now]))
    return found


def ends_of(which: IntArray) -> Trace:
    """Two points a line: the key below, the query above; `which` holds rows of layer, query, key."""
    layer, query, key = which.T
    x: Array = np.stack([key, query], axis=1).ravel().astype(np.float32)
    y: Array = np.stack([layer, layer + 1], axis=1).ravel().astype(np.float32)
    return {"x": x, "y": y}
