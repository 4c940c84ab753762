"""The film of a kernel that gradient descent finds: picture, error map, the kernel's gradient, and the kernel itself.

The first gradient is shown in slow motion: each of its cells is one dot product of the error map with the part of the
picture that lies under it. The gradient of a convolution is a convolution.
"""

from typing import Any

import numpy as np

from charts import plot, raster, theme
from charts.captions import caption, equals, key, math, number, sentence, signed, term, words
from charts.cells import (
    box,
    cell_numbers,
    grid,
    layout,
    outline,
    path,
    scale_words,
    short,
    symmetric,
)
from charts.convolution.learn.scene import Fit, Moment
from charts.film import Film, pace
from charts.panel import Panel
from charts.plot import NOTHING, Trace
from charts.raster import Colour
from charts.story import Translate
from core import Array

Ends = tuple[Colour, Colour]


def film(fit: Fit, run: str, t: Translate) -> Film:
    """The film of one fit; `run` names it, the same in every language."""
    updates = [m.update for m in fit.moments]
    outputs, errors = [fit.output(u) for u in updates], [fit.error(u) for u in updates]
    return Film(
        panels=[
            picture_panel(fit, t),
            map_panel("error", errors, t),
            gradient_panel(fit, t),
            kernel_panel(fit, t),
            still_panel("target-kernel", fit.history.target_kernel, t, fit.n_frames),
            losses_panel(fit, t),
            map_panel("fit-output", outputs, t, fit.history.target),
            still_panel("target", fit.history.target, t, fit.n_frames),
        ],
        captions=[caption_of(fit, m, t) for m in fit.moments],
        time_axis=t("time_update"),
        marks=[mark_of(fit, m, t) for m in fit.moments],
        run=run,
        poster=fit.n_slow // 2,
        frames_per_second=pace(fit.n_frames),
    )


def panel(name: str, data: list[Trace], size: tuple[int, int], scale: str, t: Translate, **more: Any) -> Panel:
    """A panel of cells four columns wide, its words under its name."""
    bare = layout(*size, scale, "")
    bare["images"] = more.pop("images", [])
    figure = plot.figure(data, bare)
    look: dict[str, Any] = {"columns": 4, "rows": 2, "to_scale": True, "redraw": True} | more
    traces, frames = look.pop("traces", []), look.pop("frames")
    return Panel(name, t(f"panel_{name}"), t(f"panel_{name}_alt"), figure, traces, frames, **look)


def heat(values: Array, limit: float, ends: Ends = theme.DIVERGING) -> Trace:
    """A map of cells that changes from frame to frame."""
    colours = [[0, f"rgb{ends[0]}"], [0.5, "rgb(255,255,255)"], [1, f"rgb{ends[1]}"]]
    look = {"zmin": -limit, "zmax": limit, "colorscale": colours, "showscale": False}
    return plot.heatmap(z=values, x0=0.5, dx=1, y0=0.5, dy=1, **look, hoverinfo="skip")


# ---- what slides ----------------------------------------------------------------------------------------------------


def picture_panel(fit: Fit, t: Translate) -> Panel:
    """The picture, and in slow motion the part of it that the error map lies on."""
    rows, columns = fit.padded.shape
    height, width = fit.image.shape[1:]
    limit = symmetric(fit.image)
    outside = np.ones(fit.padded.shape, dtype=bool)
    p = (rows - height) // 2
    outside[p : rows - p, p : columns - p] = False
    image = layout(rows, columns, "", raster.cells(fit.padded, limit, theme.DIVERGING, outside))["images"]
    frames = []
    for moment in fit.moments:
        a, b = shift(fit, moment)
        frames.append([path(box(b, b + width, a, a + height)) if is_sliding(fit, moment) else NOTHING])
    data = [grid(rows, columns), outline(theme.PATH, 3)]
    more: dict[str, Any] = {"images": image, "traces": [1], "frames": frames, "redraw": False}
    return panel("fit-input", data, (rows, columns), scale_words(limit), t, **more)


def shift(fit: Fit, moment: Moment) -> tuple[int, int]:
    """Row and column of the gradient's cell that is worked out at a moment."""
    return divmod(max(0, moment.cells - 1), fit.params.kernel_size)


def is_sliding(fit: Fit, moment: Moment) -> bool:
    return moment.update == 0 and moment.cells > 0


def map_panel(name: str, maps: list[Array], t: Translate, like: Array | None = None) -> Panel:
    """The same map at every frame, on one scale over the whole film."""
    limit = symmetric(maps[0] if like is None else like)
    frames = [[{"z": values.astype(np.float32)}] for values in maps]
    shape = maps[0].shape[0], maps[0].shape[1]
    return panel(name, [heat(maps[0], limit), grid(*shape)], shape, scale_words(limit), t, traces=[0], frames=frames)


def gradient_panel(fit: Fit, t: Translate) -> Panel:
    """The gradient of the kernel; in slow motion it fills cell by cell."""
    gradients = fit.history.gradients
    limit, size = symmetric(gradients[0]), fit.params.kernel_size
    frames = []
    for moment in fit.moments:
        values = gradients[moment.update].copy()
        values.ravel()[moment.cells :] = np.nan
        a, b = shift(fit, moment)
        cell = path(box(b, b + 1, a, a + 1)) if is_sliding(fit, moment) else NOTHING
        frames.append([{"z": values}, written(values), cell])
    data = [heat(gradients[0], limit), cell_numbers(gradients[0]), outline(theme.PATH, 3), grid(size, size)]
    return panel("gradient", data, (size, size), scale_words(limit), t, traces=[0, 1, 2], frames=frames)


def kernel_panel(fit: Fit, t: Translate) -> Panel:
    """The kernel as it is learnt."""
    kernels, size = fit.history.kernels, fit.params.kernel_size
    limit = symmetric(fit.history.target_kernel)
    frames = [[{"z": kernels[m.update]}, written(kernels[m.update])] for m in fit.moments]
    data = [heat(kernels[0], limit, theme.KERNEL), cell_numbers(kernels[0]), grid(size, size)]
    return panel("kernel", data, (size, size), scale_words(limit, theme.KERNEL), t, traces=[0, 1], frames=frames)


def written(values: Array) -> Trace:
    """The numbers of cells; nothing where there is none yet."""
    return {"text": ["" if np.isnan(v) else short(v) for v in values.ravel().tolist()]}


def still_panel(name: str, values: Array, t: Translate, n_frames: int) -> Panel:
    """A map that stays as it is."""
    limit = symmetric(values)
    is_kernel = values.shape[0] <= 7 and name == "target-kernel"
    data = [
        heat(values, limit, theme.KERNEL if is_kernel else theme.DIVERGING),
        cell_numbers(values),
        grid(*values.shape),
    ]
    words_of_scale = scale_words(limit, theme.KERNEL) if is_kernel else scale_words(limit)
    shape = values.shape[0], values.shape[1]
    return panel(name, data, shape, words_of_scale, t, frames=[[]] * n_frames)


def losses_panel(fit: Fit, t: Translate) -> Panel:
    """The loss after each update, log axis; its points lead to their frames."""
    updates = np.array([m.update for m in fit.moments])
    losses = np.maximum(fit.history.losses[: fit.n_updates + 1], 1e-30)
    first = np.searchsorted(updates, np.arange(len(losses))).clip(max=len(updates) - 1)
    axes = (
        theme.axis(t("axis_update"), (-0.5, max(1, fit.n_updates) + 0.5)),
        theme.log_axis(t("axis_loss"), losses, 1e-30),
    )
    line = {"color": theme.MUTED, "width": 1}
    x = np.arange(len(losses))
    data = [
        plot.scatter(
            x=x,
            y=losses,
            mode="lines+markers",
            line=line,
            marker={"size": 4},
            customdata=first,
            name=t("legend_whole_run"),
            hovertemplate="(%{x}, %{y})<extra></extra>",
        ),
        plot.scatter(
            x=x, y=losses, mode="lines", line={"color": theme.INK, "width": 2.5}, name=t("legend_so_far"),
            hoverinfo="skip",
        ),
    ]  # fmt: skip
    frames = [[{"upto": m.update + 1}] for m in fit.moments]
    figure = plot.figure(data, theme.layout(*axes))
    texts = t("panel_fit_losses"), t("panel_fit_losses_alt")
    return Panel("fit-losses", *texts, figure, [1], frames, columns=4, rows=2, shared=[0, 1])


# ---- words ----------------------------------------------------------------------------------------------------------


def caption_of(fit: Fit, moment: Moment, t: Translate) -> str:
    """The cell of the gradient that is worked out, or the update with the numbers of one weight."""
    if is_sliding(fit, moment):
        a, b = shift(fit, moment)
        g = float(fit.history.gradients[0][a, b])
        formula = rf"\frac{{\partial L}}{{\partial k_{{{a + 1}{b + 1}}}}} = \sum_{{r,c}} e_{{rc}}\,x_{{r+{a},\,c+{b}}}"
        error_map = key(t("word_error_map"), theme.PATH, "square")
        told = sentence(t, "caption_slide", row=a + 1, column=b + 1, map=error_map)
        return caption(told, [math(rf"{formula} {equals(g)} {signed(g, number(g))}")])
    losses, update = fit.history.losses, moment.update
    loss = float(losses[update])
    reading = math(rf"L = \frac{{1}}{{n}}\sum (y-\text{{{t('word_target')}}})^2 {equals(loss)} {number(loss)}")
    if update == 0:
        told = "told_learn_start" if fit.history.kernels[0].any() else "told_learn_start_zero"
        return caption(words(t(told)), [words(t("caption_mean_squared")), reading])
    told = "closer" if loss < losses[update - 1] else "further" if loss > losses[update - 1] else "same"
    return caption(words(t(f"told_learn_{told}", update=update)), [reading], [moved(fit, update, t)])


def moved(fit: Fit, update: int, t: Translate) -> str:
    """How far the weight in the top left went."""
    old, new = (float(fit.history.kernels[k][0, 0]) for k in (update - 1, update))
    change = new - old
    shown = signed(new, number(new), theme.KERNEL_ENDS)
    return math(rf"k_{{11}} \leftarrow {number(old)} {term(change)} {equals(old, change, new)} {shown}")


def mark_of(fit: Fit, moment: Moment, t: Translate) -> str:
    if is_sliding(fit, moment):
        a, b = shift(fit, moment)
        return t("mark_slide", row=a + 1, column=b + 1)
    return t("mark_start") if moment.update == 0 else t("mark_update", update=moment.update)
