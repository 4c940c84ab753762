"""Bars of one position: how well its query fits every key, and how likely every answer is."""

from collections.abc import Sequence
from math import sqrt
from typing import Any

import numpy as np

from charts import plot, theme
from charts.attention.reading import Reading
from charts.attention.scene import Scene
from charts.cells import box, path
from charts.panel import Panel
from charts.plot import Layout, Trace
from charts.story import Translate
from core import Array

SHOWN = 20  # answers at most
HALF = 0.36  # of a bar's width


def products(scene: Scene, reading: Reading, query: int) -> Array:
    """q·k/√d of that query with every key, (T,); NaN where it may not look."""
    layer, head = scene.params.shown_layer, scene.params.shown_head
    Q, K = reading.queries[layer, head], reading.keys[layer, head]
    scale = 1 / sqrt(Q.shape[1]) if scene.params.scale is None else scene.params.scale
    found: Array = K @ Q[query] * scale
    return np.where(np.arange(scene.T) <= query, found, np.nan) if scene.params.causal else found


def looks(scene: Scene, reading: Reading, query: int) -> Array:
    """The weights of that query, (T,)."""
    row: Array = reading.looks[scene.params.shown_layer, scene.params.shown_head, query]
    return row


def heights(values: Array) -> Trace:
    """Bars as areas, which can stand in a panel that moves; those that are no number are left out."""
    corners: list[tuple[float | None, float | None]] = []
    for k, value in enumerate(np.nan_to_num(values).tolist()):
        corners += [*box(k - HALF, k + HALF, 0, value), (None, None)]
    return path(corners)


def bars(values: Array, colour: str, **more: Any) -> Trace:
    """Bars at 0, 1, 2, …"""
    style: Trace = {"mode": "lines", "fill": "toself", "fillcolor": colour, "line": {"width": 1, "color": colour}}
    return plot.scatter(**heights(values), **style, hoverinfo="skip", **more)


def symbols_axis(title: str, names: Sequence[str]) -> Layout:
    """The bars' names below them."""
    n = len(names)
    ticks = {"tickmode": "array", "tickvals": np.arange(n), "ticktext": list(names)}
    return theme.axis(title, (-0.7, n - 0.3), showgrid=False, tickfont={"size": 12 if n <= 14 else 9}, **ticks)


def fits_panel(scene: Scene, rows: Sequence[Array], t: Translate) -> Panel:
    """q·k/√d of the chosen position with every key, at every frame; NaN where there is none."""
    known = np.concatenate([*rows, [0.0]])
    known = known[np.isfinite(known)]
    low, high = float(known.min()), float(known.max())
    room = 0.06 * max(high - low, 1e-6)
    measure = t("axis_undivided" if scene.params.slip == "no-root" else "axis_product")
    up = theme.axis(measure, (low - room, high + room), zeroline=True)
    names = {"position": scene.query + 1, "symbol": scene.symbols[scene.query]}
    texts = t("panel_fits", **names), t("panel_fits_alt")
    return keys_panel("fits", texts, scene, rows, up, t)


def weights_panel(scene: Scene, rows: Sequence[Array], t: Translate) -> Panel:
    """What softmax makes of them."""
    up = theme.axis(t("axis_weight"), (0, 1.04), tickvals=[0, 0.5, 1])
    texts = t("panel_weights_of_query"), t("panel_weights_of_query_alt")
    return keys_panel("weights", texts, scene, rows, up, t)


def keys_panel(
    name: str, texts: tuple[str, str], scene: Scene, rows: Sequence[Array], up: Layout, t: Translate
) -> Panel:
    """A bar for every key."""
    figure = plot.figure([bars(rows[-1], theme.PATH)], theme.layout(symbols_axis(t("axis_key"), scene.symbols), up))
    frames: list[list[Trace]] = [[{"y": heights(row)["y"]}] for row in rows]
    return Panel(name, *texts, figure, [0], frames, columns=4, rows=2)


def answer_panel(scene: Scene, shares: Array, t: Translate) -> Panel:
    """How likely every answer of the chosen position is, (frames, n_answers); the right one is green."""
    shown = np.sort(np.argsort(-shares.max(axis=0), kind="stable")[:SHOWN])
    right = (shown == scene.targets[scene.query]) & scene.mask[scene.query]
    kinds = ((right, theme.ADDED), (~right, theme.MUTED))
    names = [scene.answer(code) for code in shown]
    up = theme.axis(t("axis_probability"), (0, 1.04), tickvals=[0, 0.5, 1])
    data = [bars(np.where(kind, shares[-1, shown], 0), colour) for kind, colour in kinds]
    figure = plot.figure(data, theme.layout(symbols_axis(t("axis_answer"), names), up))
    frames = [[{"y": heights(np.where(kind, row[shown], 0))["y"]} for kind, _ in kinds] for row in shares]
    texts = t("panel_distribution", position=scene.query + 1), t("panel_distribution_alt")
    return Panel("distribution", *texts, figure, [0, 1], frames, columns=4, rows=2)
