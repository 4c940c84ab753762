"""The sum behind the chosen cell: what the kernel sees, the kernel, their products, and what becomes of the sum.

Of several channels one is shown with its numbers, and of all of them the products in colours, and their sums.
"""

from dataclasses import dataclass

import numpy as np

from charts import plot, theme
from charts.cells import box, layout, outline, path, short
from charts.cnn.scene import Scene
from charts.cnn.sheet import COLOURS, Sheet, diverging, signed
from charts.cnn.sums import Sum, channel_of, sum_at
from charts.panel import Act, Panel
from charts.plot import Trace
from charts.raster import WHITE, png
from charts.story import Translate
from core import Array

GAP, HEAD = 1, 1  # cells between two parts that stand beside each other, and above each
ACROSS = 8  # channels in a row of the strip below
LINE = 4  # small cells below each channel of the strip, for its sum
ROWS = (3, 3.5)  # of the page, without a strip and with one, beside half a row for each of the strip


@dataclass(frozen=True)
class Table:
    """Where the parts stand, in cells: two beside each other, below them the products and the words, then the strip."""

    channels: int
    size: int

    def corner(self, part: int) -> tuple[int, int]:
        """x and y of the top left of a part: 0 what is seen, 1 the kernel, 2 the products, 3 the words."""
        return part % 2 * (self.size + GAP), HEAD + part // 2 * (self.size + HEAD)

    @property
    def width(self) -> int:
        return 2 * self.size + GAP

    @property
    def height(self) -> int:
        """Of the parts that have numbers."""
        return 2 * (self.size + HEAD)

    @property
    def strip(self) -> Sheet:
        """The products of all channels; empty where there is but one."""
        n = self.channels if self.channels > 1 else 0
        return Sheet(n, self.size, self.size, ACROSS, foot=LINE)

    @property
    def scale(self) -> float:
        """The side of a cell of the strip."""
        return self.width / self.strip.width

    @property
    def whole(self) -> float:
        """The height of all."""
        return self.height + (HEAD + self.scale * (self.strip.height + self.strip.gap) if self.strip.n else 0)

    def small(self, channel: int) -> tuple[float, float, float, float]:
        """The box around a channel in the strip."""
        x0, x1, y0, y1 = (self.scale * end for end in self.strip.box(channel))
        top = self.height + HEAD
        return x0, x1, top + y0, top + y1

    def pictures(self, each: Sum, channel: int) -> list[str]:
        """The parts of one channel as one picture, the kernel in colours of its own; and the strip as another."""
        pixels = np.full((self.height, self.width), 2 * COLOURS, dtype=np.uint8)
        for k, values in enumerate((each.seen, each.kernel, each.products)):
            x, y = self.corner(k)
            levels = signed(values[channel], np.abs(values).max()) + (COLOURS if k == 1 else 0)
            pixels[y : y + self.size, x : x + self.size] = levels
        parts = png(pixels, [*diverging(), *diverging(theme.KERNEL), WHITE], clear=True)
        if not self.strip.n:
            return [parts]
        return [parts, self.strip.picture(signed(each.products, np.abs(each.products).max()), diverging())]

    def frame(self) -> Trace:
        """Thin lines around all parts."""
        points: list[tuple[float | None, float | None]] = []
        for k in range(3):
            x, y = self.corner(k)
            points += [*box(x, x + self.size, y, y + self.size), (None, None)]
        for channel in range(self.strip.n):
            points += [*box(*self.small(channel)), (None, None)]
        return outline(theme.MUTED, 0.5, **path(points))


def products_panel(scene: Scene, t: Translate) -> Panel | None:
    """The sum of the chosen cell at every moment; None for a network without convolutions."""
    if not scene.blocks:
        return None
    block, number = scene.shown_map
    shape, channel = scene.history.shapes[f"kernels{block}"], channel_of(scene)
    table = Table(shape[1], shape[2])
    sums = [sum_at(scene, frame) for frame in range(scene.n_frames)]
    pictures = [table.pictures(each, channel) for each in sums]
    mark = outline(theme.PATH, 3) | (path(box(*table.small(channel))) if table.strip.n else plot.NOTHING)
    bare = layout(table.whole, table.width, "", pictures[-1][0])
    bare["images"][0]["sizey"] = table.height
    if table.strip.n:
        size = {"sizex": table.scale * table.strip.width, "sizey": table.scale * table.strip.height}
        bare["images"].append(bare["images"][0] | size | {"source": pictures[-1][1], "y": table.height + HEAD})
    return Panel(
        "cnn_products",
        t("panel_cnn_products", block=block, map=number),
        t("panel_cnn_products_alt"),
        plot.figure([table.frame(), mark, _headings(table, channel, t), *_words(table)], bare),
        [3, 4, 5],
        [written(each, table, channel, scene, t) for each in sums],
        columns=6,
        rows=ROWS[table.strip.n > 0] + 0.5 * -(-table.strip.n // ACROSS),
        to_scale=True,
        sharp=True,
        pictures=pictures,
        hint=t("hint_channel") if table.strip.n else "",
        acts=[
            Act((x0, y0, x1, y1), {"channel": k + 1}, name=t("act_channel", map=k + 1))
            for k, (x0, x1, y0, y1) in enumerate(map(table.small, range(table.strip.n)))
        ],
    )


def _headings(table: Table, channel: int, t: Translate) -> Trace:
    """What the parts are."""
    words = [t("products_seen"), t("products_kernel"), t("products_products")]
    places: list[tuple[float, float]] = [table.corner(k) for k in range(3)]
    if table.strip.n:
        words[0] = t("products_seen_map", map=channel + 1)
        words.append(t("products_of_all", n=table.channels))
        places.append((0, table.height + HEAD))
    x = [x for x, _ in places]
    y = [y - 0.1 for _, y in places]
    font = {"size": 12, "color": theme.INK}
    return plot.scatter(x=x, y=y, mode="text", text=words, textposition="top right", textfont=font, hoverinfo="skip")


def _words(table: Table) -> list[Trace]:
    """The numbers in the cells, the sums below the strip, and what becomes of them."""
    look: Trace = {"mode": "text", "hoverinfo": "skip"}
    cells, sums = cell_places(table), sum_places(table)
    x, y = table.corner(3)
    lines: Trace = {"textposition": "bottom right", "textfont": {"size": 13, "color": theme.INK}}
    return [
        plot.scatter(x=cells[0], y=cells[1], **look, textfont={"size": 10, "color": theme.ON_CELLS}),
        plot.scatter(x=sums[0], y=sums[1], **look, textfont={"size": 10, "color": theme.INK}),
        plot.scatter(x=[x], y=[y], **look, **lines),
    ]


def cell_places(table: Table) -> tuple[Array, Array]:
    """The middles of all cells that have numbers, part by part."""
    row, column = np.indices((table.size, table.size)).reshape(2, -1) + 0.5
    corners = [table.corner(k) for k in range(3)]
    return np.concatenate([x + column for x, _ in corners]), np.concatenate([y + row for _, y in corners])


def sum_places(table: Table) -> tuple[Array, Array]:
    """Below the products of every channel; anywhere where there is but one."""
    boxes = [table.small(channel) for channel in range(table.strip.n)] or [(0, 0, 0, 0)]
    below = table.scale * LINE / 2
    return np.array([(b[0] + b[1]) / 2 for b in boxes]), np.array([b[3] + below for b in boxes])


def written(each: Sum, table: Table, channel: int, scene: Scene, t: Translate) -> list[Trace]:
    """The numbers at a moment."""
    cells = [tiny(v) for part in (each.seen, each.kernel, each.products) for v in part[channel].ravel().tolist()]
    sums = [short(v) for v in each.channel_sums.tolist()] if table.strip.n else [""]
    lines = lines_of(each, scene, t)
    if table.strip.n:
        of_all = t("products_sum_all", n=table.channels, sum=short(each.total - each.bias))
        lines[:1] = [t("products_sum_of", map=channel + 1, sum=sums[channel]), of_all]
    return [{"text": cells}, {"text": sums}, {"text": ["<br>".join(lines)]}]


def tiny(x: float) -> str:
    """A number for a small cell."""
    text = f"{x:.2f}" if abs(x) < 10 else f"{x:.0f}"
    return "0" if float(text) == 0 else text.replace("-", "−")


def lines_of(each: Sum, scene: Scene, t: Translate) -> list[str]:
    """Σ, b, and their sum z; what ReLU makes of it, and the pooling."""
    total, bias = each.total, each.bias
    lines = [f"Σ = {short(total - bias)}", f"b = {short(bias)}", f"z = Σ + b = {short(total)}"]
    if scene.params.active:
        lines.append(f"ReLU: {short(max(total, 0.0))}")
    if each.pooled.size:
        numbers = [short(v) for v in each.pooled.ravel().tolist()]
        made = each.pooled.max() if scene.params.pooling == "max" else each.pooled.mean()
        half = len(numbers) // 2
        lines.append(f"{t(f'pooling_{scene.params.pooling}')} ({', '.join(numbers[:half])},")
        lines.append(f"{', '.join(numbers[half:])}) = {short(float(made))}")
    return lines
