"""The maps of a network: who looks where, a square for each head of each layer."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from charts import plot, raster, theme
from charts.attention.reading import Reading
from charts.attention.scene import Scene
from charts.cells import box, outline, path
from charts.panel import Act, Panel, Scale
from charts.plot import Layout
from charts.story import Translate
from core import Array

SHADES = 48
LABELLED = 26  # symbols along a side; more would run into each other
GAP = 0.12  # between two maps, in parts of one
HUE = theme.DIVERGING[1]
PALETTE = [*raster.from_white(HUE, SHADES), raster.OUTSIDE]
Points = list[tuple[float | None, float | None]]


class Map(NamedTuple):
    """The map of one head: which one it is, and its upper left corner."""

    layer: int
    head: int
    x: float
    y: float


def maps_of(scene: Scene) -> list[Map]:
    """Layers below each other, the heads of a layer side by side."""
    step = scene.T * (1 + GAP) + 0.6
    params = scene.params
    return [
        Map(layer, head, head * step, layer * step)
        for layer in range(params.n_layers)
        for head in range(params.n_heads)
    ]


def maps_panel(scene: Scene, readings: Sequence[Reading], t: Translate) -> Panel:
    """The attention weights of every head at every frame; a click on a row chooses its position."""
    maps, T = maps_of(scene), scene.T
    layout = maps_layout(scene, maps, t)
    place = {"xref": "x", "yref": "y", "sizex": T, "sizey": T, "sizing": "stretch", "layer": "below"}
    layout["images"] = [{"source": "", "x": each.x, "y": each.y, **place} for each in maps]
    frames_of_maps: Points = []
    for each in maps:
        frames_of_maps += [*box(each.x, each.x + T, each.y, each.y + T), (None, None)]
    chosen = next(
        each for each in maps if (each.layer, each.head) == (scene.params.shown_layer, scene.params.shown_head)
    )
    row = box(chosen.x, chosen.x + T, chosen.y + scene.query, chosen.y + scene.query + 1)
    right = right_places(scene, maps)
    data = [
        {**outline(theme.MUTED, 1, **path(frames_of_maps)), "showlegend": False},
        *([outline(theme.ADDED, 1.5, "dot", **path(right), name=t("legend_source"))] if right else []),
        outline(theme.PATH, 3, **path(row), name=t("legend_query", position=scene.query + 1)),
    ]
    pictures = [[picture(reading.looks[each.layer, each.head], scene) for each in maps] for reading in readings]
    texts = t("panel_looks"), t("panel_looks_alt")
    return Panel(
        "looks",
        *texts,
        plot.figure(data, layout),
        [],
        [[] for _ in readings],
        columns=6,
        rows=3,
        to_scale=True,
        pictures=pictures,
        acts=acts_of(scene, maps, t),
        hint=t("hint_query"),
        scale=Scale("0", "1", theme.DIVERGING_ENDS[1:]),
    )


def right_places(scene: Scene, maps: Sequence[Map]) -> Points:
    """A square around every place where an answer stands, in the maps of the last layer."""
    corners: Points = []
    for each in maps:
        if each.layer == scene.params.n_layers - 1:
            for query, key in np.argwhere(scene.sources & scene.mask[:, None]).tolist():
                x, y = each.x + key, each.y + query
                corners += [*box(x + 0.08, x + 0.92, y + 0.08, y + 0.92), (None, None)]
    return corners


def picture(looks: Array, scene: Scene) -> str:
    """One map: white is 0, full orange is 1, grey what a causal mask forbids."""
    shades: NDArray[np.uint8] = np.rint((SHADES - 1) * looks).astype(np.uint8)
    if scene.params.causal:
        shades[~np.tri(scene.T, dtype=bool)] = SHADES
    return raster.png(raster.sharp(shades), PALETTE)


def acts_of(scene: Scene, maps: Sequence[Map], t: Translate) -> list[Act]:
    """Every row of every map is a button that chooses its position, and its head."""
    found = []
    for each in maps:
        for query in range(scene.T):
            place = (each.x, each.y + query, each.x + scene.T, each.y + query + 1)
            sets = {"query": query + 1, "layer": each.layer + 1, "head": each.head + 1}
            name = t(
                "act_query", position=query + 1, symbol=scene.symbols[query], layer=each.layer + 1, head=each.head + 1
            )
            found.append(Act(place, sets, name))
    return found


def maps_layout(scene: Scene, maps: Sequence[Map], t: Translate) -> Layout:
    """Symbols along both sides; what is read across, who looks down."""
    T, middles = scene.T, np.arange(scene.T) + 0.5
    width, height = maps[-1].x + T, maps[-1].y + T
    named = T <= LABELLED
    across = [each.x for each in maps if each.layer == 0]
    down = [each.y for each in maps if each.head == 0]
    ticks = {"showgrid": False, "tickmode": "array", "tickfont": {"size": 12 if T <= 12 else 9}}

    def labels(starts: list[float]) -> dict[str, object]:
        places: Array = np.concatenate([start + middles for start in starts]) if named else np.zeros(0)
        return {"tickvals": places, "ticktext": scene.symbols * len(starts) if named else []}

    x = theme.axis(t("axis_key"), (-0.02 * width, 1.02 * width), **ticks, **labels(across))
    y = theme.axis(
        t("axis_query"), (height + 0.02 * width, -0.02 * width - 0.9 * (len(maps) > 1)), **ticks, **labels(down)
    )
    layout = theme.layout(x, y, showlegend=True, margin={"l": 40, "r": 10, "t": 8, "b": 44})
    if len(maps) > 1:
        layout["annotations"] = [title_of(each, scene, t) for each in maps]
    return layout


def title_of(each: Map, scene: Scene, t: Translate) -> Layout:
    """Which head of which layer a map is, above it."""
    text = t("map_title", layer=each.layer + 1, head=each.head + 1)
    where = {"x": each.x + scene.T / 2, "y": each.y, "yanchor": "bottom", "showarrow": False}
    return {"text": text, **where, "font": {"size": 11, "color": theme.MUTED}}
