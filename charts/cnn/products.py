"""The sum behind the chosen cell: what the kernel sees, the kernel, their products, and what becomes of the sum."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from charts import plot, theme
from charts.cells import box, layout, outline, path, short
from charts.cnn.scene import Scene
from charts.cnn.sheet import COLOURS, Sheet, diverging, signed
from charts.film import Panel
from charts.plot import Trace
from charts.raster import WHITE, png
from charts.story import Translate
from core import Array
from core.cnn.network import input_of
from core.cnn.shapes import POOL

GAP = 1  # cells between two parts that stand beside each other
HEAD, FOOT = (1, 2), (2.2, 6)  # cells above each part, and below all: of one channel, and of several


@dataclass(frozen=True)
class Sum:
    """What is summed up for a cell: of every channel what the kernel sees and its weights, (C, k, k); then the bias."""

    seen: Array
    kernel: Array
    bias: float
    row: int
    column: int
    pooled: Array  # the cells that are pooled together with it; empty without pooling

    @cached_property
    def products(self) -> Array:
        return self.seen * self.kernel

    @property
    def channel_sums(self) -> Array:
        found: Array = self.products.sum(axis=(1, 2))
        return found

    @property
    def total(self) -> float:
        return float(self.products.sum() + self.bias)


def sum_at(scene: Scene, frame: int) -> Sum:
    """The sum of the chosen cell at a moment."""
    block, number = scene.shown_map
    row, column = scene.cells[frame]
    top, left, size = scene.window(block, row, column)
    found, weights = scene.found[frame], scene.weights[frame]
    seen = found[input_of(block, scene.params)][0, :, top : top + size, left : left + size]
    kernel, bias = weights[f"kernels{block}"][number - 1], float(weights[f"bias{block}"][number - 1])
    pooled = np.zeros(0)
    if scene.has_pooling:
        before = found[f"relu{block}" if scene.params.active else f"conv{block}"][0, number - 1]
        rows, columns = (slice(POOL * (k // POOL), POOL * (k // POOL) + POOL) for k in (row, column))
        pooled = before[rows, columns]
    return Sum(seen, kernel.astype(float), bias, row, column, pooled)


@dataclass(frozen=True)
class Table:
    """Where the three parts stand: beside each other for one channel, below each other for several."""

    channels: int
    size: int

    @property
    def sheet(self) -> Sheet:
        """The maps of a part."""
        return Sheet(self.channels, self.size, self.size, self.channels)

    @property
    def is_wide(self) -> bool:
        return self.channels == 1

    def corner(self, part: int) -> tuple[int, int]:
        """x and y of the top left of a part: 0 what is seen, 1 the kernel, 2 the products."""
        head = HEAD[not self.is_wide]
        if self.is_wide:
            return part * (self.size + GAP), head
        return 0, head + part * (self.size + head)

    @property
    def foot(self) -> float:
        """Room below all parts."""
        return FOOT[not self.is_wide]

    @property
    def extent(self) -> tuple[int, int]:
        """Width and height of all three."""
        x, y = self.corner(2)
        return x + self.sheet.width, y + self.size

    def picture(self, parts: list[Array]) -> str:
        """The parts as one picture; the kernel has colours of its own."""
        width, height = self.extent
        pixels = np.full((height, width), 2 * COLOURS, dtype=np.uint8)
        for k, values in enumerate(parts):
            x, y = self.corner(k)
            levels = signed(values, np.abs(values).max()) + (COLOURS if k == 1 else 0)
            filled = self.sheet.filled(levels, 2 * COLOURS)
            pixels[y : y + filled.shape[0], x : x + filled.shape[1]] = filled
        return png(pixels, [*diverging(), *diverging(theme.KERNEL), WHITE], clear=True)

    def frame(self) -> Trace:
        points: list[tuple[float | None, float | None]] = []
        for k in range(3):
            x, y = self.corner(k)
            for x0, x1, y0, y1 in self.sheet.boxes():
                points += [*box(x + x0, x + x1, y + y0, y + y1), (None, None)]
        return outline(theme.MUTED, 0.5, **path(points))


def products_panel(scene: Scene, t: Translate) -> Panel | None:
    """The sum of the chosen cell at every moment; None for a network without convolutions."""
    if not scene.blocks:
        return None
    block, number = scene.shown_map
    shape = scene.history.shapes[f"kernels{block}"]
    table = Table(shape[1], shape[2])
    width, height = table.extent
    sums = [sum_at(scene, frame) for frame in range(scene.n_frames)]
    data = [table.frame(), _headings(table, t), *_words(table)]
    pictures = [[table.picture([each.seen, each.kernel, each.products])] for each in sums]
    figure = plot.figure(data, layout(height + table.foot, width, "", pictures[-1][0]))
    figure["layout"]["images"][0]["sizey"] = height
    frames = [written(each, table, scene, t) for each in sums]
    title = t("panel_cnn_products", block=block, map=number)
    return Panel(
        "cnn_products",
        title,
        t("panel_cnn_products_alt"),
        figure,
        [2, 3, 4],
        frames,
        columns=6,
        rows=2,
        to_scale=True,
        sharp=True,
        pictures=pictures,
    )


def _headings(table: Table, t: Translate) -> Trace:
    """What the parts are."""
    words = [t("products_seen"), t("products_kernel"), t("products_products")]
    places = [table.corner(k) for k in range(3)]
    x = [x for x, _ in places]
    y = [y - 0.1 for _, y in places]
    font = {"size": 12, "color": theme.INK}
    return plot.scatter(x=x, y=y, mode="text", text=words, textposition="top right", textfont=font, hoverinfo="skip")


def _words(table: Table) -> list[Trace]:
    """The numbers in the cells of one channel, the sums of several, and the line below."""
    look: Trace = {"mode": "text", "hoverinfo": "skip"}
    width, height = table.extent
    cells, sums = cell_places(table), sum_places(table)
    return [
        plot.scatter(x=cells[0], y=cells[1], **look, textfont={"size": 10, "color": theme.ON_CELLS}),
        plot.scatter(x=sums[0], y=sums[1], **look, textfont={"size": 10, "color": theme.INK}),
        plot.scatter(x=[width / 2], y=[height + 0.62 * table.foot], **look, textfont={"size": 13, "color": theme.INK}),
    ]


def cell_places(table: Table) -> tuple[Array, Array]:
    """The middles of all cells, part by part; nowhere where there are several channels, which are too small."""
    if not table.is_wide:
        return np.array([0.0]), np.array([0.0])
    row, column = np.indices((table.size, table.size)).reshape(2, -1) + 0.5
    corners = [table.corner(k) for k in range(3)]
    return np.concatenate([x + column for x, _ in corners]), np.concatenate([y + row for _, y in corners])


def sum_places(table: Table) -> tuple[Array, Array]:
    """Below the products of every channel."""
    x, y = table.corner(2)
    boxes = list(table.sheet.boxes())
    return np.array([x + (b[0] + b[1]) / 2 for b in boxes]), np.full(len(boxes), y + table.size + 0.8)


def written(each: Sum, table: Table, scene: Scene, t: Translate) -> list[Trace]:
    """The numbers at a moment."""
    cells = [""]
    sums = [short(each.channel_sums[0])]
    if table.is_wide:
        cells = [tiny(v) for part in (each.seen, each.kernel, each.products) for v in part.ravel().tolist()]
        sums = [""]
    else:
        sums = [short(v) for v in each.channel_sums.tolist()]
    return [{"text": cells}, {"text": sums}, {"text": [line_of(each, scene, t)]}]


def tiny(x: float) -> str:
    """A number for a small cell."""
    text = f"{x:.2f}" if abs(x) < 10 else f"{x:.0f}"
    return "0" if float(text) == 0 else text.replace("-", "−")


def line_of(each: Sum, scene: Scene, t: Translate) -> str:
    """Σ + b = z, what ReLU makes of it, and the pooling."""
    total, bias = each.total, each.bias
    sign = "+" if bias >= 0 else "−"
    line = f"Σ + b = {short(total - bias)} {sign} {short(abs(bias))} = {short(total)}"
    if scene.params.active:
        line += f"   →  ReLU: {short(max(total, 0.0))}"
    if each.pooled.size:
        numbers = ", ".join(short(v) for v in each.pooled.ravel().tolist())
        made = each.pooled.max() if scene.params.pooling == "max" else each.pooled.mean()
        line += f"<br>{t(f'pooling_{scene.params.pooling}')} ({numbers}) = {short(float(made))}"
    return line
