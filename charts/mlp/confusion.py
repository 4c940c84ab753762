"""Which class is taken for which."""

import numpy as np

from charts import plot, raster, theme
from charts.mlp.plane import class_name
from charts.mlp.scene import Scene
from charts.panel import Panel
from charts.plot import Trace
from charts.story import Translate
from core import IntArray
from core.mlp.training import confusion

SHADES = 16
LEFT, WORDS = 58, 36  # px left of the table, at least, and of them for the axis' name
LATIN = 0x2E80  # Chinese signs come behind it
RIGHT, WRONG = (110, 197, 161), (231, 130, 147)  # pale enough for numbers on them
PALETTE = [colour for end in (RIGHT, WRONG) for colour in raster.from_white(end, SHADES)]


def confusion_panel(scene: Scene, t: Translate) -> Panel | None:
    """How many test samples of each class are taken for each class, at every frame; None where answers are numbers."""
    n = scene.n_classes
    if not n:
        return None
    tables = counts(scene)
    names = [class_name(scene, k, t) for k in range(n)]
    ticks = {"tickvals": np.arange(n), "ticktext": names, "showgrid": False}
    across = theme.axis(t("axis_said"), (-0.5, n - 0.5), **ticks)
    up = theme.axis(t("axis_true"), (n - 0.5, -0.5), **ticks)
    place = {"xref": "x", "yref": "y", "x": -0.5, "y": -0.5, "sizex": n, "sizey": n}
    images = [{"source": "", "sizing": "stretch", "layer": "below", **place}]
    rows, columns = (index.ravel() for index in np.indices((n, n)))
    font = {"size": 16, "color": theme.ON_CELLS}
    numbers = plot.scatter(x=columns, y=rows, mode="text", text=_texts(tables[-1]), textfont=font, hoverinfo="skip")
    frames: list[list[Trace]] = [[{"text": _texts(table)}] for table in tables]
    margin = {"l": max(LEFT, WORDS + max(map(breadth, names))), "r": 12, "t": 8, "b": 44}
    figure = plot.figure([numbers], theme.layout(across, up, images=images, margin=margin))
    pictures = [[_picture(table)] for table in tables]
    texts = t("panel_confusion"), t("panel_confusion_alt")
    return Panel("confusion", *texts, figure, [0], frames, columns=4, rows=2, pictures=pictures)


def breadth(name: str) -> int:
    """Of a tick's label, in pixels, about: a Chinese sign is as wide as it is high."""
    return sum(12 if ord(sign) > LATIN else 7 for sign in name)


def counts(scene: Scene) -> list[IntArray]:
    """Of the test samples, (K, K) at every frame: row the true class, column what is said."""
    X, y = scene.X[scene.history.test], scene.y[scene.history.test]
    return [confusion(scene.history.weights[epoch], X, y, scene.params) for epoch in scene.frames.tolist()]


def _texts(table: IntArray) -> list[str]:
    return [str(n) for n in table.ravel().tolist()]


def _picture(table: IntArray) -> str:
    """Right ones are green, mistakes red, the more of a class the stronger."""
    share = table / np.maximum(table.sum(axis=1, keepdims=True), 1)
    strength = np.rint((SHADES - 1) * share).astype(np.uint8)
    strength[~np.eye(len(table), dtype=bool)] += SHADES
    return raster.png(raster.sharp(strength), PALETTE)
