"""The kernels of a block at every moment: each as a picture of its weights."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from charts import plot, theme
from charts.cells import box, layout, outline, path
from charts.cnn.layers import LOOK, signs
from charts.cnn.scene import Scene
from charts.cnn.sheet import Box, Levels, Sheet, diverging, signed, square
from charts.panel import Act, Panel
from charts.plot import Layout, Trace
from charts.story import Translate

MANY = 8  # layers of a kernel; with more of them three rows are needed to show them large
HEAD = 2.4  # cells of a large layer above either part, for what it is


@dataclass(frozen=True)
class Kernels:
    """Where n kernels of n_in layers stand: one large; below it all of them small, each a column of layers or a row."""

    n: int
    n_in: int
    size: int

    @property
    def large(self) -> Sheet:
        rows = 2 if self.n_in <= MANY else 3
        return Sheet(self.n_in, self.size, self.size, -(-self.n_in // rows))

    @property
    def are_columns(self) -> bool:
        """Whether a small kernel is a column: whichever is wider than high."""
        return self.n >= self.n_in

    @property
    def small(self) -> Sheet:
        return Sheet(self.n * self.n_in, self.size, self.size, self.n if self.are_columns else self.n_in)

    @property
    def scale(self) -> float:
        """The side of a small cell in large ones."""
        return min(self.large.width / self.small.width, 0.5)

    @property
    def top(self) -> float:
        """Where the small ones begin."""
        return HEAD + self.large.height + HEAD

    def layer(self, k: int, channel: int) -> int:
        """Which of the small ones a layer of a kernel is."""
        return channel * self.n + k if self.are_columns else k * self.n_in + channel

    def place(self, k: int) -> Box:
        """Around a small kernel, all its layers."""
        first, last = self.layer(k, 0), self.layer(k, self.n_in - 1)
        (x0, _, y0, _), (_, x1, _, y1) = self.small.box(first), self.small.box(last)
        return self.scale * x0, self.scale * x1, self.top + self.scale * y0, self.top + self.scale * y1

    def pictures(self, levels: Levels, shown: int) -> list[str]:
        """The large one and all small ones, from which colours their weights (n, n_in, size, size) have."""
        ordered = levels.swapaxes(0, 1) if self.are_columns else levels
        layers = ordered.reshape(-1, self.size, self.size)
        colours = diverging(theme.KERNEL)
        return [self.large.picture(levels[shown], colours), self.small.picture(layers, colours)]

    def layout(self, sources: Sequence[str]) -> Layout:
        height = self.top + self.scale * self.small.height
        bare = layout(height, self.large.width, signs(theme.KERNEL), sources[0])
        (one,) = bare["images"]
        one |= {"y": HEAD, "sizey": self.large.height}
        sizes = {"sizex": self.scale * self.small.width, "sizey": self.scale * self.small.height}
        bare["images"].append(one | sizes | {"y": self.top, "source": sources[1]})
        return bare

    def frame(self) -> Trace:
        """Thin lines around the layers of the large one, and around the small kernels."""
        points = []
        for x0, x1, y0, y1 in self.large.boxes():
            points += [*box(x0, x1, HEAD + y0, HEAD + y1), (None, None)]
        for k in range(self.n):
            points += [*box(*self.place(k)), (None, None)]
        return outline(theme.MUTED, 0.5, **path(points))

    def headings(self, shown: int, t: Translate) -> Trace:
        """What stands below."""
        words = [t("kernel_large", kernel=shown + 1), t("kernels_small", n=self.n)]
        look: Trace = {"mode": "text", "textposition": "top right", "textfont": {"size": 11, "color": theme.INK}}
        return plot.scatter(x=[0, 0], y=[HEAD, self.top], text=words, **look, hoverinfo="skip")


def kernel_of(scene: Scene, block: int) -> int:
    """The kernel that is marked, from 0: that of the chosen map, or the first one where that is of another block."""
    of, number = scene.shown_map
    return number - 1 if of == block else 0


def kernels_panel(scene: Scene, block: int, t: Translate) -> Panel:
    """The kernels of a block at every moment; of the second the layers of one large, and those of all of them below."""
    kernels = scene.history.weights[f"kernels{block}"]
    limit = np.abs(kernels).max(axis=(1, 2, 3, 4))
    levels = [signed(each, most) for each, most in zip(kernels, limit, strict=True)]
    _, n_out, n_in, size, _ = kernels.shape
    if n_in == 1:
        sheet = square(n_out, size, size)
        places, marked = list(sheet.boxes()), int(scene.shown_map[0] == block)
        pictures = [[sheet.picture(each[:, 0], diverging(theme.KERNEL))] for each in levels]
        bare, frame = layout(sheet.height, sheet.width, signs(theme.KERNEL), pictures[-1][0]), sheet.frame()
        words: list[Trace] = []
    else:
        shown = Kernels(n_out, n_in, size)
        places, marked = [shown.place(k) for k in range(n_out)], 1
        pictures = [shown.pictures(each, kernel_of(scene, block)) for each in levels]
        bare, frame = shown.layout(pictures[-1]), shown.frame()
        words = [shown.headings(kernel_of(scene, block), t)]
    mark = path(box(*places[kernel_of(scene, block)])) if marked else plot.NOTHING
    figure = plot.figure([frame, outline(theme.PATH, 2) | mark, *words], bare)
    acts = [
        Act((x0, y0, x1, y1), {"map_cell": (block, k + 1, 0, 0)}, name=t("act_kernel", block=block, kernel=k + 1))
        for k, (x0, x1, y0, y1) in enumerate(places)
    ]
    title = t("panel_cnn_kernels", block=block, n=n_out, size=size)
    alt = t("panel_cnn_kernels_alt")
    look = LOOK | ({"hint": t("hint_kernel")} if words else {})
    still: Sequence[Sequence[Trace]] = [[]] * scene.n_frames
    return Panel(f"cnn_kernels{block}", title, alt, figure, [], still, **look, pictures=pictures, acts=acts)
