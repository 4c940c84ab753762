"""The test digits at the end: which class is taken for which, and the pictures behind every number."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from charts import plot, raster, theme
from charts.cells import box, layout, outline, path
from charts.cnn.layers import LOOK
from charts.cnn.scene import Scene
from charts.cnn.sheet import Sheet, grey, inks
from charts.panel import Act, Panel
from charts.plot import Trace
from charts.story import Translate
from core import IntArray
from core.cnn.shapes import N_CLASSES, SIDE
from core.cnn.view import EVERYTHING
from data.digits import digits

SHADES = 16
RIGHT, WRONG = (110, 197, 161), (231, 130, 147)  # pale enough for numbers on them
BLANK = raster.png(np.zeros((1, 1), dtype=np.uint8), [raster.WHITE], clear=True)
ACROSS, MOST = 8, 40  # pictures in a row, and at most
FOOT = 12  # cells below a picture for what is said of it


def confusion_panel(scene: Scene, t: Translate) -> Panel:
    """How many test digits of each class are taken for each class; a click shows them."""
    table = scene.history.confusion
    ticks = {"tickvals": np.arange(N_CLASSES) + 0.5, "ticktext": [str(k) for k in range(N_CLASSES)], "showgrid": False}
    across = theme.axis(t("axis_said"), (0, N_CLASSES), **ticks)
    up = theme.axis(t("axis_true"), (N_CLASSES, 0), **ticks)
    place = {"xref": "x", "yref": "y", "x": 0, "y": 0, "sizex": N_CLASSES, "sizey": N_CLASSES}
    coloured = _coloured(table)
    images = [{"source": coloured, "sizing": "stretch", "layer": "below", **place}]
    rows, columns = np.nonzero(table)
    font = {"size": 12, "color": theme.ON_CELLS}
    words = [str(n) for n in table[rows, columns].tolist()]
    numbers = plot.scatter(x=columns + 0.5, y=rows + 0.5, mode="text", text=words, textfont=font, hoverinfo="skip")
    middle = {"x": [N_CLASSES / 2], "y": [N_CLASSES / 2]}
    told = plot.scatter(**middle, mode="text", text=[""], textfont={"size": 13, "color": theme.INK}, hoverinfo="skip")
    data = [numbers, outline(theme.PATH, 3) | _chosen(scene), told]
    figure = plot.figure(data, theme.layout(across, up, images=images))
    texts = t("panel_cnn_confusion"), t("panel_cnn_confusion_alt")
    at_end: list[Trace] = [{"text": words}, {"text": [""]}]
    before: list[Trace] = [{"text": [""] * len(words)}, {"text": [t("counted_at_the_end")]}]
    frames = [at_end if seen else before for seen in _is_seen(scene)]
    panel = Panel("cnn_confusion", *texts, figure, [0, 2], frames, columns=4, rows=2, to_scale=True, sharp=True)
    pictures = [[coloured if seen else BLANK] for seen in _is_seen(scene)]
    return replace(panel, pictures=pictures, acts=list(_cells(table, t)), hint=t("hint_table"))


def _is_seen(scene: Scene) -> list[bool]:
    """At which moments the end is told: of an own training only at its end, or a guess would be no guess."""
    return [scene.is_shipped or frame == scene.n_frames - 1 for frame in range(scene.n_frames)]


def _cells(table: IntArray, t: Translate) -> Iterator[Act]:
    for row, column in np.argwhere(table).tolist():
        name = t("act_taken_for", true=row, said=column, n=int(table[row, column]))
        yield Act((column, row, column + 1, row + 1), {"mistaken": (row, column)}, name=name)


def _chosen(scene: Scene) -> Trace:
    if not scene.params.mistaken:
        return plot.NOTHING
    row, column = scene.params.mistaken
    return path(box(column, column + 1, row, row + 1))


def _coloured(table: IntArray) -> str:
    """Right ones are green, mistakes red, the more of a class the stronger; one mistake can be seen already."""
    share = table / np.maximum(table.sum(axis=1, keepdims=True), 1)
    strength = np.rint((SHADES - 1) * np.sqrt(share)).astype(np.uint8)
    strength[~np.eye(len(table), dtype=bool)] += SHADES
    palette = [colour for end in (RIGHT, WRONG) for colour in raster.from_white(end, SHADES)]
    return raster.png(strength, palette)


def shown(scene: Scene) -> IntArray:
    """Which test digits are shown: those of the chosen cell, or all mistakes."""
    labels, said = digits().test_labels.astype(int), scene.history.predictions.astype(int)
    if scene.params.mistaken == EVERYTHING:
        return np.flatnonzero(labels != said)
    row, column = scene.params.mistaken
    return np.flatnonzero((labels == row) & (said == column))


def errors_panel(scene: Scene, t: Translate) -> Panel:
    """Their pictures, what they are and what they are taken for; a click lets the network read one."""
    found = shown(scene)
    indices = found[:MOST]
    sheet = Sheet(max(1, len(indices)), SIDE, SIDE, ACROSS, gap=2, foot=FOOT)
    source = sheet.picture(grey(digits().test_images[indices] / 255), inks())
    labels, said = digits().test_labels, scene.history.predictions
    words = [f"{labels[k]} → {said[k]}" for k in indices.tolist()]
    places = np.array([sheet.corner(k) for k in range(len(indices))]).reshape(-1, 2)
    under = {"x": places[:, 0] + SIDE / 2, "y": places[:, 1] + SIDE + FOOT / 2}
    font = {"size": 11, "color": theme.INK}
    high = max(sheet.height, 5 * (SIDE + FOOT + 2) - 2)  # few of them are no larger
    width = ACROSS * (SIDE + 2) - 2
    told = plot.scatter(
        x=[0], y=[high + 8], mode="text", text=[""], textposition="middle right", textfont=font, hoverinfo="skip"
    )
    data = [plot.scatter(**under, mode="text", text=words, textfont=font, hoverinfo="skip"), told]
    figure = plot.figure(data, _placed(layout(high + 12, width, "", source), sheet))
    acts = [
        Act(
            _corners(sheet, k),
            {"digit": int(labels[index]), "example": example_of(index)},
            name=t("act_read", true=int(labels[index]), said=int(said[index]), number=example_of(index)),
        )
        for k, index in enumerate(indices.tolist())
    ]
    count = _count(scene, len(found), len(indices), t)
    frames: list[list[Trace]] = [
        [{"text": words}, {"text": [count]}]
        if seen
        else [{"text": [""] * len(words)}, {"text": [t("comes_at_the_end")]}]
        for seen in _is_seen(scene)
    ]
    look = LOOK | {"columns": 5, "hint": t("hint_picture"), "acts": acts}
    look["pictures"] = [[source if seen else BLANK] for seen in _is_seen(scene)]
    return Panel("cnn_errors", _title(scene, t), t("panel_cnn_errors_alt"), figure, [0, 1], frames, **look)


def _placed(bare: plot.Layout, sheet: Sheet) -> plot.Layout:
    """The picture takes the room of its sheet, which may be less than that of the axes."""
    bare["images"][0] |= {"sizex": sheet.width, "sizey": sheet.height}
    return bare


def _corners(sheet: Sheet, k: int) -> tuple[float, float, float, float]:
    x0, x1, y0, y1 = sheet.box(k)
    return x0, y0, x1, y1


def _title(scene: Scene, t: Translate) -> str:
    if not scene.params.mistaken:
        return t("panel_cnn_errors")
    row, column = scene.params.mistaken
    return t("panel_cnn_taken_for", true=row, said=column)


def _count(scene: Scene, n: int, n_shown: int, t: Translate) -> str:
    """How many there are, and how many of them are shown."""
    told = t("count_of_digits", n=n, of=len(scene.history.predictions))
    return told if n_shown == n else told + t("sentence_gap") + t("first_shown", n=n_shown)


def example_of(index: int) -> int:
    """Which of the test digits of its class this one is, counted from 0."""
    labels = digits().test_labels
    return int(np.count_nonzero(labels[:index] == labels[index]))
