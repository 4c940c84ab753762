"""The layers of a network at every moment: the digit, the kernels, and the maps that they make of it."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from charts import plot, theme
from charts.cells import box, layout, outline, path, scale_words
from charts.cnn.scene import Scene
from charts.cnn.sheet import Sheet, diverging, grey, inks, signed, square
from charts.panel import Act, Panel
from charts.plot import Trace
from charts.story import Translate
from core import Array
from core.cnn.shapes import SIDE

LOOK: dict[str, Any] = {"columns": 3, "rows": 2, "to_scale": True, "sharp": True}


def signs(ends: tuple[Any, Any] = theme.DIVERGING) -> str:
    """What the colours mean where every picture has a scale of its own."""
    low, high = (f"<span style='color:#{bytes(end).hex()}'>■</span>" for end in ends)
    return f"{low} −   □ 0   {high} +"


def input_panel(scene: Scene, t: Translate) -> Panel:
    """What the network reads, and the pixels that the chosen cell depends on; of a drawing also how it became that."""
    steps = scene.steps
    images = [scene.image] if steps is None else [_shrunk(steps.ink), steps.boxed, scene.image]
    sheet = Sheet(len(images), SIDE, SIDE, len(images), gap=2)
    source = sheet.picture(grey(np.array(images)), inks())
    x, _ = sheet.corner(len(images) - 1)
    frames: list[list[Trace]] = [[]] * scene.n_frames
    data, traces = [sheet.frame()], []
    if scene.blocks:
        block, _ = scene.shown_map
        fields = [scene.field(block, *cell) for cell in scene.cells]
        frames = [[outlined(top, x + left, size)] for top, left, size in fields]
        data, traces = [sheet.frame(), outline(theme.PATH, 3)], [1]
    figure = plot.figure(data, layout(SIDE, sheet.width, "", source))
    title = t("panel_cnn_steps") if scene.label is None else t("panel_cnn_input_of", label=scene.label)
    alt = t("panel_cnn_steps_alt") if scene.label is None else t("panel_cnn_input_alt")
    look = LOOK | {"columns": 3 if steps is None else 6}
    return Panel("cnn_input", title, alt, figure, traces, frames, **look)


def _shrunk(ink: Array) -> Array:
    """The ink of a drawing, as large as a digit."""
    step = len(ink) // SIDE
    found: Array = ink.reshape(SIDE, step, SIDE, step).mean(axis=(1, 3))
    return found


def outlined(top: float, left: float, size: float) -> Trace:
    """A square of cells."""
    return path(box(left, left + size, top, top + size))


def maps_panel(scene: Scene, block: int, layer: str, t: Translate) -> Panel:
    """The maps of a layer at every moment. A click chooses a cell."""
    values = scene.maps(layer)
    _, n, rows, columns = values.shape
    sheet = square(n, rows, columns)
    pictures = [
        [sheet.picture(signed(maps, limit), diverging())]
        for maps, limit in zip(values, limits(scene, layer), strict=True)
    ]
    scale = signs() if scene.params.scale != "film" else scale_words(strongest(scene))
    figure = plot.figure(
        [sheet.frame(), outline(theme.PATH, 1.5), outline(theme.PATH, 3)],
        layout(sheet.height, sheet.width, scale, pictures[-1][0]),
    )
    name = layer.rstrip("12")
    title = t(f"panel_cnn_{name}", block=block, n=n, side=rows)
    frames = [chosen(scene, block, layer, sheet, frame) for frame in range(scene.n_frames)]
    step = scene.blocks[block - 1].side // rows  # a pooled cell stands for several
    acts = [
        Act(
            (x0, y0, x1, y1),
            {"map_cell": (block, k + 1, 0, 0)},
            name=t("act_map", block=block, map=k + 1),
            cells=(step * rows, step * columns),
            takes="map_cell",
        )
        for k, (x0, x1, y0, y1) in enumerate(sheet.boxes())
    ]
    alt = t(f"panel_cnn_{name}_alt")
    look = LOOK | {"hint": t("hint_map_cell"), "acts": acts}
    return Panel(f"cnn_{layer}", title, alt, figure, [1, 2], frames, **look, pictures=pictures)


def limits(scene: Scene, layer: str) -> Array:
    """Which number has the strongest colour, at every moment: shape (n_frames, C, 1, 1) or (n_frames, 1, 1, 1)."""
    if scene.params.scale == "film":
        return np.full((scene.n_frames, 1, 1, 1), strongest(scene))
    over = (2, 3) if scene.params.scale == "map" else (1, 2, 3)
    largest: Array = np.abs(scene.maps(layer)).max(axis=over, keepdims=True)
    return largest


def strongest(scene: Scene) -> float:
    """The largest number of all layers in the whole film."""
    numbers = range(1, len(scene.blocks) + 1)
    return max(float(np.abs(scene.maps(f"conv{k}")).max()) for k in numbers)


def chosen(scene: Scene, block: int, layer: str, sheet: Sheet, frame: int) -> list[Trace]:
    """A frame around the chosen map or, where the next block's cell is chosen, its window in all of them; the cell."""
    of, number = scene.shown_map
    row, column = scene.cells[frame]
    if of == block:
        x, y = sheet.corner(number - 1)
        step = scene.blocks[block - 1].side // sheet.rows
        cell = min(row // step, sheet.rows - 1), min(column // step, sheet.columns - 1)
        return [path(box(*sheet.box(number - 1))), outlined(y + cell[0], x + cell[1], 1)]
    if of == block + 1 and layer == scene.after(block):
        top, left, size = scene.window(of, row, column)
        points = [p for x, y in map(sheet.corner, range(sheet.n)) for p in _window(x + left, y + top, size)]
        return [path(points), plot.NOTHING]
    return [plot.NOTHING, plot.NOTHING]


def _window(x: float, y: float, size: float) -> list[tuple[float | None, float | None]]:
    return [*box(x, x + size, y, y + size), (None, None)]


def templates_panel(scene: Scene, t: Translate) -> Panel:
    """Of a network without convolutions: what each of its first units looks for, a weight for every pixel."""
    name = "W_hidden" if "W_hidden" in scene.history.shapes else "W"
    weights = scene.history.weights[name]
    n = weights.shape[2]
    sheet = square(n, SIDE, SIDE, gap=2)
    limit = np.abs(weights).max(axis=(1, 2))
    pictures = [
        [sheet.picture(signed(each.T.reshape(n, SIDE, SIDE), most), diverging(theme.KERNEL))]
        for each, most in zip(weights, limit, strict=True)
    ]
    figure = plot.figure([sheet.frame()], layout(sheet.height, sheet.width, signs(theme.KERNEL), pictures[-1][0]))
    key = "panel_cnn_templates" if name == "W" else "panel_cnn_units"
    still: Sequence[Sequence[Trace]] = [[]] * scene.n_frames
    look = LOOK | {"columns": 6}
    return Panel("cnn_templates", t(key, n=n), t(f"{key}_alt"), figure, [], still, **look, pictures=pictures)
