"""The film of a convolution: the window on the picture, the products with their numbers, the output filling up.

Frames are the cells of the output in reading order, or its rows when there are too many cells. Frame 0 is before the
first. Further panels follow what happens to the output: the maps of the channels, the activation, the pooling.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from charts import plot, raster, theme
from charts.cells import (
    box,
    cell_numbers,
    cover,
    grid,
    layout,
    map_panel,
    outline,
    path,
    scale_words,
    symmetric,
)
from charts.convolution.slide.captions import caption_of, mark_of
from charts.convolution.slide.products import products_changes, products_panel
from charts.convolution.slide.scene import CHANNELS, Place, Scene
from charts.film import Film
from charts.panel import Detail, Panel
from charts.plot import NOTHING, Trace
from charts.story import Translate
from core import Array

CELLS_PER_SECOND, ROWS_PER_SECOND = 4.0, 2.0


def film(scene: Scene, run: str, t: Translate) -> Film:
    """The film of one convolution; `run` names it, the same in every language."""
    frames = range(scene.n_frames)
    return Film(
        panels=[input_panel(scene, t), products_panel(scene, t), *output_panels(scene, t)],
        captions=[caption_of(scene, k, t) for k in frames],
        time_axis=t("time_row" if scene.by_rows else "time_position"),
        marks=[mark_of(scene, k, t) for k in frames],
        run=run,
        poster=telling(scene),
        frames_per_second=ROWS_PER_SECOND if scene.by_rows else CELLS_PER_SECOND,
    )


def telling(scene: Scene) -> int:
    """The frame of the strongest answer in the lower half of the output, where much of it is there already."""
    half = scene.shape[0] // 2
    strongest = int(np.abs(scene.run.summed[half:]).argmax())
    row, column = divmod(strongest, scene.shape[1])
    return scene.frame_of(half + row, column)


def detail(scene: Scene, panel: str, row: int, column: int, t: Translate) -> Detail | None:
    """The dot product of a clicked cell, of the picture or of the output, that has no frame of its own."""
    on_input, on_output = panel == "input", panel == "output"
    rows, columns = scene.padded.shape[1:] if on_input else scene.shape
    if not scene.by_rows or not (on_input or on_output) or not (0 <= row < rows and 0 <= column < columns):
        return None
    place = scene.nearest(row, column) if on_input else (row, column)
    frame = scene.frame_of(*place)
    changes = {"input": input_changes(scene, place), "products": products_changes(scene, place, t)}
    changes |= {"output": map_changes(scene, scene.done(frame), place)}
    return Detail(frame, caption_of(scene, frame, t, place), changes, place)


# ---- the picture ----------------------------------------------------------------------------------------------------


def input_panel(scene: Scene, t: Translate) -> Panel:
    """The picture with its padding, the window, and crosses over what no window sees."""
    _, rows, columns = scene.padded.shape
    numbered = scene.padded[0] if len(scene.image) == 1 else np.zeros((99, 99))
    data = [
        cell_numbers(numbered),
        grid(rows, columns),
        outline(theme.ON_CELLS, 2, opacity=0.6, **path(hatching(scene))),
        outline(theme.PATH, 3),
        outline(theme.PATH, 1.5),
    ]
    title = t("scale_colour") if len(scene.image) == 3 else scale_words(symmetric(scene.image))
    if any(scene.run.padding):
        title += f" · {t('scale_padding')}"
    if not scene.reached.all():
        title += f" · {t('scale_unseen')}"
    figure = plot.figure(data, layout(rows, columns, title, source_of(scene)))
    frames = [input_changes(scene, scene.place(k)) for k in range(scene.n_frames)]
    more: dict[str, Any] = {"columns": 4, "rows": 2, "to_scale": True, "cells": scene.frames_of_input}
    more |= {"asks": scene.by_rows, "hint": t("hint_cell")}
    return Panel("input", t("panel_input"), t("panel_input_alt"), figure, [3, 4], frames, **more)


def source_of(scene: Scene) -> str:
    """The padded picture as an image: in its own colours, or on the scale of all maps."""
    if len(scene.image) == 1:
        return raster.cells(scene.padded[0], symmetric(scene.image), theme.DIVERGING, scene.outside)
    return raster.colours(scene.padded, scene.outside)


def hatching(scene: Scene) -> list[tuple[float | None, float | None]]:
    """Crosses over the cells that no window sees."""
    crosses: list[tuple[float | None, float | None]] = []
    for r, c in np.argwhere(~scene.reached).tolist():
        crosses += [(c, r), (c + 1, r + 1), (None, None), (c + 1, r), (c, r + 1), (None, None)]
    return crosses


def input_changes(scene: Scene, place: Place | None) -> list[Trace]:
    """The window of a cell of the output, and with dilation each of its taps."""
    if place is None:
        return [NOTHING, NOTHING]
    d, (top, left), (height, width) = scene.params.dilation, corner(scene, place), scene.window
    taps: list[tuple[float | None, float | None]] = []
    if d > 1:
        for r in range(0, height, d):
            for c in range(0, width, d):
                taps += [*box(left + c, left + c + 1, top + r, top + r + 1), (None, None)]
    return [path(box(left, left + width, top, top + height)), path(taps)]


def corner(scene: Scene, place: Place) -> Place:
    """The cell of the padded picture in the top left of a window."""
    return scene.params.stride * place[0], scene.params.stride * place[1]


# ---- what comes out -------------------------------------------------------------------------------------------------


def output_panels(scene: Scene, t: Translate) -> list[Panel]:
    """The maps of the channels, if there are several, and their sum; then the activation and the pooling."""
    run, in_colour = scene.run, len(scene.image) == 3
    frames = [map_changes(scene, scene.done(k), scene.place(k)) for k in range(scene.n_frames)]
    narrow: dict[str, Any] = {"columns": 3, "cells": scene.frames_of_output}
    panels = []
    if in_colour:
        for channel, values in zip(CHANNELS, run.channel_maps, strict=True):
            texts = t("panel_channel", channel=t(channel)), t("panel_channel_alt", channel=t(channel))
            panels.append(map_panel(f"map-{channel}", values, texts, frames, **narrow))
    title = t("panel_sum" if in_colour else "panel_output")
    look: dict[str, Any] = narrow if in_colour else {"cells": scene.frames_of_output}
    look |= {"asks": scene.by_rows, "hint": t("hint_cell")}
    panels.append(map_panel("output", run.summed, (title, t("panel_output_alt")), frames, **look))
    if scene.params.activation != "none":
        name = t(f"activation_{scene.params.activation}")
        texts = t("panel_activated", activation=name), t("panel_activated_alt", activation=name)
        pooled = [pooling_changes(scene, k) for k in range(scene.n_frames)]
        panels.append(map_panel("activated", run.activated, texts, pooled, cells=scene.frames_of_output))
    if scene.params.pooling != "none":
        panels.append(pooled_panel(scene, t))
    return panels


def map_changes(scene: Scene, done: int, place: Place | None) -> list[Trace]:
    """The cells still to come, the cell in question, and no window."""
    cell = NOTHING if place is None else path(box(place[1], place[1] + 1, place[0], place[0] + 1))
    return [cover(done, *scene.shape), cell, NOTHING]


def pooling_changes(scene: Scene, frame: int) -> list[Trace]:
    """Like every map; and the window that was pooled last."""
    changes = map_changes(scene, scene.done(frame), scene.place(frame))
    n = pooled_so_far(scene, frame)
    if scene.params.pooling == "none" or n == 0:
        return changes
    size = scene.params.pool_size
    r, c = divmod(n - 1, scene.run.pooled.shape[1])
    return [*changes[:2], path(box(size * c, size * (c + 1), size * r, size * (r + 1)))]


def pooled_so_far(scene: Scene, frame: int) -> int:
    """How many windows of the pooling are complete: the last cell of each must be there."""
    size, (_, columns), done = scene.params.pool_size, scene.shape, scene.done(frame)
    rows, across = scene.run.pooled.shape
    last = (size * (np.arange(rows)[:, None] + 1) - 1) * columns + size * (np.arange(across) + 1)
    return int(np.count_nonzero(last <= done))


def pooled_panel(scene: Scene, t: Translate) -> Panel:
    """The pooled map; it fills as its windows become complete."""
    pooled: Array = scene.run.pooled
    rows, columns = pooled.shape
    frames: list[Sequence[Trace]] = []
    counts = [pooled_so_far(scene, k) for k in range(scene.n_frames)]
    for n in counts:
        r, c = divmod(n - 1, columns)
        frames.append([cover(n, rows, columns), path(box(c, c + 1, r, r + 1)) if n else NOTHING, NOTHING])
    first = np.searchsorted(counts, 1 + np.arange(pooled.size)).reshape(rows, columns)
    name = t(f"pooling_{scene.params.pooling}")
    texts = t("panel_pooled", pooling=name), t("panel_pooled_alt", pooling=name)
    return map_panel("pooled", pooled, texts, frames, cells=first)
