"""The film of a mistake: picture times kernel once, rows summed, nothing slides; beside it the true result."""

from typing import Any

import numpy as np

from charts import theme
from charts.captions import caption, factor, math, number, words
from charts.cells import box, cover, map_panel, path
from charts.convolution.slide.scene import Scene
from charts.film import Film
from charts.plot import NOTHING, Trace
from charts.story import Translate
from core import Array


def film(scene: Scene, run: str, t: Translate) -> Film:
    """One frame a row of the picture; the last one shows the true result."""
    image, kernel, rows = scene.image[0], scene.run.kernel[0], scene.run.rows[:, None]
    n, columns = image.shape
    frames = range(n + 2)
    marked = [marks(n, columns, k, hidden=False) for k in frames]
    filling = [marks(n, columns, k, hidden=True) for k in frames]
    summing = [marks(n, 1, k, hidden=True) for k in frames]
    truth: list[list[Trace]] = [
        [cover(scene.run.summed.size * (k > n), *scene.shape), NOTHING, NOTHING] for k in frames
    ]
    # side by side: what came out shall be seen together with what went in
    wide: dict[str, Any] = {"columns": 3}
    narrow: dict[str, Any] = {"columns": 2}

    def named(name: str) -> tuple[str, str]:
        return t(f"panel_{name}"), t(f"panel_{name}_alt")

    return Film(
        panels=[
            map_panel("slip-input", image, named("slip_input"), marked, **wide),
            map_panel("slip-kernel", kernel, named("slip_kernel"), marked, theme.KERNEL, **narrow),
            map_panel("slip-products", image * kernel, named("slip_products"), filling, **wide),
            map_panel("slip-rows", rows, named("slip_rows"), summing, **narrow),
            map_panel("slip-truth", scene.run.summed, named("slip_truth"), truth, **narrow),
        ],
        captions=[caption_of(scene, k, t) for k in frames],
        time_axis=t("time_row"),
        marks=[t("mark_start"), *(t("mark_row", row=k) for k in range(1, n + 1)), t("mark_truth")],
        run=run,
        poster=n + 1,
        frames_per_second=1.0,
    )


def marks(rows: int, columns: int, frame: int, hidden: bool) -> list[Trace]:
    """The row in question outlined; what comes later hidden, or not."""
    row = path(box(0, columns, frame - 1, frame)) if 0 < frame <= rows else NOTHING
    return [cover(min(frame, rows) * columns, rows, columns) if hidden else NOTHING, row, NOTHING]


def caption_of(scene: Scene, frame: int, t: Translate) -> str:
    """The products of one row and their sum; at the end what a convolution gives."""
    image, kernel = scene.image[0], scene.run.kernel[0]
    if frame == 0:
        return caption(words(t("caption_slip_start")), [words(t("slip_code"))])
    if frame > len(image):
        return caption(words(t("caption_slip_end", n=len(image), sizes=size_words(scene.run.summed))))
    x, w, total = image[frame - 1], kernel[frame - 1], float(scene.run.rows[frame - 1])
    products = "+".join(rf"{factor(a)}\cdot{factor(b)}" for a, b in zip(x.tolist(), w.tolist(), strict=True))
    told = words(t("told_slip_row", row=frame))
    return caption(told, [words(t("caption_slip_row", row=frame))], [math(f"{products} = {number(total)}")])


def size_words(values: Array) -> str:
    """Rows × columns, and the number itself when there is only one."""
    size = " × ".join(map(str, values.shape))
    if values.size != 1:
        return size
    only = number(float(np.ravel(values)[0])).strip("{}").replace("-", "−")
    return f"{size} ({only})"
