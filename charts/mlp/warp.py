"""The plane as a hidden layer sees it: a grid and the samples, placed by what two of its neurons say of them."""

import numpy as np

from charts import plot, theme
from charts.cells import short
from charts.mlp.plane import class_name, sample_look
from charts.mlp.scene import Scene
from charts.panel import Panel
from charts.plot import Trace
from charts.story import Translate
from core import Array

LINES, POINTS = 9, 17  # lines each way, and points along each
SHOWN = 120  # samples, at most
FULL = 255  # the axes reach from 0 to here, so that a place is two bytes


def warp_panel(scene: Scene, t: Translate) -> Panel | None:
    """How the layer bends the plane at every frame; None for a network without hidden layers."""
    layer = scene.params.shown_layer
    if not layer:
        return None
    pair = strongest(scene, layer)
    grid, dots = _grid(scene), scene.history.train[:SHOWN]
    X = np.concatenate([scene.shown(grid), scene.X[dots]])
    said = [layers[layer - 1][:, pair] for layers in scene.said(X)]
    low, high = _reach(said)
    places = [np.rint(FULL * np.clip((z - low) / (high - low), 0, 1)).astype(np.uint8) for z in said]
    groups = [dots[scene.codes[dots] == k] for k in range(scene.n_classes)] if scene.n_classes else [dots]
    rows = [np.arange(len(grid)), *(len(grid) + np.searchsorted(dots, group) for group in groups)]
    frames = [[{"x": z[at, 0], "y": z[at, 1]} for at in rows] for z in places]
    return Panel(
        "warp",
        t("panel_warp", layer=layer),
        t("panel_warp_alt"),
        plot.figure(_traces(scene, frames[-1], t), _layout(layer, pair, low, high, t)),
        list(range(len(frames[0]))),
        frames,
        columns=4,
        rows=2,
    )


def strongest(scene: Scene, layer: int) -> list[int]:
    """The two neurons of the layer, counted from 0, that the next one listens to most at the end; one of one."""
    W, _ = scene.history.weights[-1][layer]
    order = np.argsort(-np.abs(W).sum(axis=1), kind="stable")
    return sorted([int(order[0]), int(order[min(1, len(order) - 1)])])


def _grid(scene: Scene) -> Array:
    """Lines across, then lines up, to and fro in one stroke: (2 · LINES · POINTS, 2)."""
    x0, x1, y0, y1 = scene.window
    few, many = np.linspace(0, 1, LINES), np.linspace(0, 1, POINTS)
    along = np.where(np.arange(LINES)[:, None] % 2, many[::-1], many).ravel()
    beside = few.repeat(POINTS)
    unit = np.concatenate([np.column_stack([along, beside]), 1 - np.column_stack([beside, along])])
    places: Array = np.array([x0, y0]) + unit * np.array([x1 - x0, y1 - y0])
    return places


def _reach(said: list[Array]) -> tuple[Array, Array]:
    """Where both axes begin and end: all that is said over the film, with some room."""
    low, high = np.min([z.min(axis=0) for z in said], axis=0), np.max([z.max(axis=0) for z in said], axis=0)
    room = 0.05 * np.maximum(high - low, 1e-3)
    return low - room, high + room


def _traces(scene: Scene, first: list[Trace], t: Translate) -> list[Trace]:
    """The grid and the samples of every class."""
    line = {"color": theme.MUTED, "width": 1}
    found = [plot.scatter(**first[0], mode="lines", line=line, hoverinfo="skip", showlegend=False)]
    for k, places in enumerate(first[1:]):
        colour, symbol = sample_look(scene, k)
        marker = {"size": 5, "symbol": symbol, "color": colour}
        name = class_name(scene, k, t) if scene.n_classes else t("legend_train")
        found.append(plot.scatter(**places, mode="markers", marker=marker, name=name, hoverinfo="skip"))
    return found


def _layout(layer: int, pair: list[int], low: Array, high: Array, t: Translate) -> plot.Layout:
    """The axes are called after their neurons, and say where they begin and end."""
    axes = []
    for unit, ends in zip(pair, zip(low, high, strict=True), strict=True):
        ticks = {"tickvals": [0, FULL], "ticktext": [short(end) for end in ends], "showgrid": False}
        axes.append(theme.axis(t("axis_neuron", layer=layer, unit=unit + 1), (-4, FULL + 4), **ticks))
    return theme.layout(*axes, showlegend=True)
