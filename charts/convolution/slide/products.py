"""The panel of products: what the kernel's taps see, the weight below each, and their sum."""

from typing import Any

import numpy as np

from charts import plot, theme
from charts.cells import box, colour_of, path, short, symmetric
from charts.convolution.slide.scene import CHANNELS, Place, Scene
from charts.panel import Panel
from charts.plot import Trace
from charts.story import Translate
from core import Array

GAP = 0.4  # between the tiles of two channels, in tiles
EDGE, STRIP = 0.04, 0.6  # where a tile begins, and the strip of its weight
WHOLE, HALF = 3, 5  # kernels up to these sizes have room for weight and product, for a number and its weight
NO_COLOUR = "rgba(0,0,0,0)"


def products_panel(scene: Scene, t: Translate) -> Panel:
    """One tile a tap: the number of the picture, below it the weight and the product; under all of them the sum."""
    channels, rows, columns = scene.run.kernel.shape
    places = tap_places(scene)
    limit = symmetric(scene.run.kernel)
    tiles = [tile(x, y, EDGE, STRIP, NO_COLOUR) for x, y in places]
    weights = scene.run.kernel.ravel().tolist()
    strips = [
        tile(x, y, STRIP, 1 - EDGE, colour_of(w, limit, theme.KERNEL))
        for (x, y), w in zip(places, weights, strict=True)
    ]
    x, y = np.array(places).T
    longest = max(rows, columns)
    size = 15 if longest <= WHOLE and channels == 1 else 11 if longest <= HALF else 9
    seen = text_trace(x + 0.5, y + (EDGE + STRIP) / 2, size, theme.ON_CELLS)
    multiplied = text_trace(x + 0.5, y + (STRIP + 1 - EDGE) / 2, min(size, 11), theme.ON_CELLS)
    width = channels * (columns + GAP) - GAP
    middles = np.array([c * (columns + GAP) + columns / 2 for c in range(channels)])
    below = rows + (0.7 if channels > 1 else 0.25)
    at = np.append(middles, width / 2), np.append(np.full(channels, rows + 0.2), below)
    sums = text_trace(*at, 15 if channels == 1 else 13)  # of several channels it is long
    heads = text_trace(middles, np.full(channels, -0.2), 14)
    heads["text"] = [t(name) for name in CHANNELS] if channels > 1 else [""]
    data = [*strips, *tiles, seen, multiplied, sums, heads]
    changing = list(range(len(strips), len(data) - 1))
    bare = {"showgrid": False, "showticklabels": False}
    top = -0.4 if channels > 1 else -0.05
    axes = theme.axis("", (-0.05, width + 0.05), **bare), theme.axis("", (below + 0.25, top), **bare)
    figure = plot.figure(data, theme.layout(*axes, margin={"l": 6, "r": 6, "t": 4, "b": 6}))
    frames = [products_changes(scene, scene.place(k), t) for k in range(scene.n_frames)]
    more: dict[str, Any] = {"columns": 8 if channels > 1 else 4, "rows": 2, "to_scale": True}
    return Panel("products", t("panel_products"), t("panel_products_alt"), figure, changing, frames, **more)


def tap_places(scene: Scene) -> list[tuple[float, float]]:
    """The corner of every tap's tile, channel by channel, row by row."""
    channels, rows, columns = scene.run.kernel.shape
    return [(ch * (columns + GAP) + c, r) for ch in range(channels) for r in range(rows) for c in range(columns)]


def tile(x: float, y: float, top: float, bottom: float, colour: str) -> Trace:
    """A part of a tile, from `top` to `bottom`."""
    corners = path(box(x + EDGE, x + 1 - EDGE, y + top, y + bottom))
    line = {"color": theme.MUTED, "width": 0.5}
    return plot.scatter(**corners, mode="lines", fill="toself", fillcolor=colour, line=line, hoverinfo="skip")


def text_trace(x: Array, y: Array, size: int, colour: str = theme.INK) -> Trace:
    return plot.scatter(
        x=x, y=y, mode="text", text=[""] * len(x), textfont={"size": size, "color": colour}, hoverinfo="skip"
    )


def products_changes(scene: Scene, place: Place | None, t: Translate) -> list[Trace]:
    """The colours of the tiles, the numbers in them, the products, the sums."""
    kernel, n = scene.run.kernel, scene.run.kernel.size
    if place is None:
        weights = [f"×{short(w)}" for w in kernel.ravel().tolist()]
        return [{"fillcolor": NO_COLOUR}] * n + [
            {"text": [""] * n},
            {"text": weights},
            {"text": [""] * (len(kernel) + 1)},
        ]
    patch, limit = scene.patch(place), symmetric(scene.image)
    products, seen = (patch * kernel).ravel().tolist(), patch.ravel().tolist()
    tiles: list[Trace] = [{"fillcolor": colour_of(v, limit)} for v in seen]
    numbers = [short(v) for v in seen]
    written = [
        weight_words(w, p, kernel.shape[0] * kernel.shape[2])
        for w, p in zip(kernel.ravel().tolist(), products, strict=True)
    ]
    return [*tiles, {"text": numbers}, {"text": written}, {"text": sum_words(scene, place, t)}]


def weight_words(weight: float, product: float, across: int) -> str:
    """The weight and, where there is room, the product."""
    return f"×{short(weight)} = {short(product)}" if across <= WHOLE else f"×{short(weight)}"


def sum_words(scene: Scene, place: Place, t: Translate) -> list[str]:
    """The sum of each channel, if there are several; and what comes out, with the bias."""
    sums = [float(m[place]) for m in scene.run.channel_maps]
    bias, total = scene.params.bias, float(scene.run.summed[place])
    each = [f"{t('sum')} = {short(s)}" for s in sums] if len(sums) > 1 else [""]
    terms = " + ".join(f"({short(s)})" if s < 0 else short(s) for s in sums) if len(sums) > 1 else ""
    if bias:
        terms = f"{terms or short(sums[0])} {'+' if bias > 0 else '−'} {short(abs(bias))}"
    return [*each, f"{t('sum')} = {terms} = {short(total)}" if terms else f"{t('sum')} = {short(total)}"]
