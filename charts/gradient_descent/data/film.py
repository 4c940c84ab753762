"""The film of a fit by stochastic gradient descent: data space, parameter space, and the two losses."""

import numpy as np

from charts import plot, raster, theme
from charts.captions import caption, equals, factor, hue, key, listed, math, number, sentence, words
from charts.film import Film, pace
from charts.gradient_descent.data.scene import Fit
from charts.panel import Panel
from charts.plot import NOTHING, Trace
from charts.story import Translate
from core.gradient_descent.linear_losses import MODELS, loss
from core.gradient_descent.regression_data import AXES

CURVE = 60  # points of the logistic curve
FLOOR = 1e-9


def film(fit: Fit, run: str, t: Translate) -> Film:
    """The film of one fit; `run` names it, the same in every language."""
    epochs = fit.history.epochs[fit.steps]
    marks = [t("mark_batch", update=int(s), epoch=int(e)) for s, e in zip(fit.steps, epochs, strict=True)]
    return Film(
        panels=[data_panel(fit, t), parameters_panel(fit, t), losses_panel(fit, t)],
        captions=[caption_of(fit, int(step), t) for step in fit.steps],
        time_axis=t("time_update"),
        marks=marks,
        run=run,
        times=fit.steps.tolist(),
        poster=min(fit.n_frames - 1, 12),
        frames_per_second=pace(fit.n_frames),
    )


def data_panel(fit: Fit, t: Translate) -> Panel:
    """The samples with the present prediction; the points of this minibatch are lit."""
    x, y = fit.X[:, 0], fit.y
    low, high = float(x.min()), float(x.max())
    room = 0.06 * (high - low)
    bottom, top = float(y.min()), float(y.max())
    height = max(top - bottom, 1e-9)
    names = [t(f"measure_{code}") for code in AXES[fit.params.dataset]]
    if fit.params.standardize:
        names[0] = t("axis_standardized", name=names[0])
    layout = theme.layout(
        theme.axis(names[0], (low - room, high + room)),
        theme.axis(names[1], (bottom - 0.12 * height, top + 0.12 * height)),
        showlegend=True,
    )
    marker = {"color": theme.MUTED, "size": 7, "opacity": 0.6}
    lit = {"color": theme.POSITIVE, "size": 11, "symbol": "circle", "line": {"color": theme.INK, "width": 1}}
    data = [
        plot.scatter(x=x, y=y, mode="markers", marker=marker, name=t("legend_samples"), hoverinfo="skip"),
        plot.scatter(**NOTHING, mode="markers", marker=lit, name=t("legend_batch"), hoverinfo="skip"),
        plot.scatter(
            **NOTHING, mode="lines", line={"color": theme.MUTED, "width": 2, "dash": "dot"}, name=t("legend_before")
        ),
        plot.scatter(
            **NOTHING, mode="lines", line={"color": theme.INK, "width": 3}, name=t(f"legend_{fit.params.model}")
        ),
    ]
    grid = np.linspace(low - room, high + room, CURVE if fit.params.model == "logistic" else 2)
    frames = [_data_frame(fit, int(step), grid) for step in fit.steps]
    figure = plot.figure(data, layout)
    return Panel("data", t("panel_data"), t("panel_data_alt"), figure, [1, 2, 3], frames, columns=6, rows=2)


def _data_frame(fit: Fit, step: int, grid: np.ndarray) -> list[Trace]:
    i = fit.batch(step)
    lit = {"x": fit.X[i, 0], "y": fit.y[i]} if len(i) else NOTHING
    before = {"x": grid, "y": predicted(fit, max(step - 1, 0), grid)}
    return [lit, before, {"x": grid, "y": predicted(fit, step, grid)}]


def predicted(fit: Fit, step: int, grid: np.ndarray) -> np.ndarray:
    """What the model says after update `step` for every x of the grid."""
    z = fit.history.weights[step, 0] * grid + fit.history.biases[step]
    return MODELS[fit.params.model].predict(z)


def parameters_panel(fit: Fit, t: Translate) -> Panel:
    """The true loss over (w, b), and the path of the weights on it."""
    w0, w1, b0, b1 = fit.bounds
    image = raster.ground(raster.levels(fit.surface), fit.bounds, raster.PALETTE)
    axes = theme.axis("w", (w0, w1), showgrid=False), theme.axis("b", (b0, b1), showgrid=False)
    layout = theme.layout(*axes, images=[image], showlegend=True)
    path, numbers = fit.path, np.arange(fit.n_frames)
    line = {"color": theme.PATH, "width": 1.5}
    head = {"color": theme.POSITIVE, "size": 13, "line": {"color": theme.SURFACE, "width": 1.5}}
    data = [
        plot.scatter(
            x=path[:, 0], y=path[:, 1], mode="lines+markers", line=line, marker={"size": 4, "color": theme.PATH},
            customdata=numbers, name=t("legend_path"), hoverinfo="skip",
        ),
        plot.scatter(x=path[:1, 0], y=path[:1, 1], mode="markers", marker=head, name=t("legend_now"), hoverinfo="skip"),
    ]  # fmt: skip
    if fit.minimum is not None:
        cross = {"symbol": "cross-thin", "size": 13, "line": {"width": 3, "color": theme.ALARM}}
        w, b = fit.minimum
        data.append(
            plot.scatter(x=[w], y=[b], mode="markers", marker=cross, name=t("legend_minimum"), hoverinfo="skip")
        )
    frames: list[list[Trace]] = [[{"upto": k + 1}, {"x": path[k : k + 1, 0], "y": path[k : k + 1, 1]}] for k in numbers]
    figure = plot.figure(data, layout)
    return Panel(
        "parameters", t("panel_parameters"), t("panel_parameters_alt"), figure, [0, 1], frames, columns=6, rows=2
    )


def losses_panel(fit: Fit, t: Translate) -> Panel:
    """The loss of each minibatch, and the loss of all samples."""
    batch = np.maximum(fit.history.batch_losses[fit.steps], FLOOR)
    full = np.maximum(fit.full_losses, FLOOR)
    both = np.concatenate([batch, full])
    per_epoch = fit.history.batches.per_epoch
    style = {"type": "line", "yref": "paper", "y0": 0, "y1": 1, "line": {"color": theme.GRID, "width": 1}}
    ends = [{**style, "x0": e, "x1": e} for e in range(per_epoch, fit.history.n_updates + 1, per_epoch)]
    layout = theme.layout(
        theme.axis(t("axis_update_epochs"), (0.0, float(fit.steps[-1])), nticks=8, showgrid=False),
        theme.log_axis(t("axis_loss"), both, FLOOR),
        shapes=ends if len(ends) <= 100 else [],
        showlegend=True,
    )
    numbers = np.arange(fit.n_frames)
    style = {"color": theme.POSITIVE, "width": 1}
    data = [
        plot.scatter(
            x=fit.steps, y=batch, mode="lines+markers", line=style, marker={"size": 4}, customdata=numbers,
            name=t("legend_batch_loss"),
        ),
        plot.scatter(
            x=fit.steps, y=full, mode="lines", line={"color": theme.INK, "width": 2.5}, customdata=numbers,
            name=t("legend_full_loss"),
        ),
    ]  # fmt: skip
    frames = [[{"upto": k + 1}, {"upto": k + 1}] for k in numbers]
    figure = plot.figure(data, layout)
    texts = t("panel_losses"), t("panel_losses_alt")
    return Panel("losses", *texts, figure, [0, 1], frames, columns=12, rows=1, shared=[0, 1])


def caption_of(fit: Fit, step: int, t: Translate) -> str:
    """The caption after update `step`: its minibatch, its loss, and what became of w and b."""
    h = fit.history
    if step == 0:
        full = number(float(h.batch_losses[0]))
        values = [math(f"{hue(theme.PATH, name)} = 0") + words(t("comma")) for name in "wb"]
        return caption(words(t(f"told_fit_start_{fit.params.model}")), [*values, words(t("caption_full")), math(full)])
    if h.diverged_at != -1 and step >= h.diverged_at:
        return caption(words(t("told_fit_diverged", update=int(h.diverged_at)), "bad"))
    place = (step - 1) % h.batches.per_epoch + 1
    epoch, size, n = int(h.epochs[step]), len(fit.batch(step)), h.batches.per_epoch
    first = words(t("caption_batch", update=step, epoch=epoch, place=place, n=n, size=size))
    loss_before = math(hue(theme.POSITIVE, number(float(h.batch_losses[step]))))
    return caption(_plain(fit, step, t), [first, loss_before], _update(fit, step, t))


def _plain(fit: Fit, step: int, t: Translate) -> str:
    """What the update did to the loss of the very samples that it learned from."""
    i, h = fit.batch(step), fit.history
    before, after = (
        loss(h.weights[k], float(h.biases[k]), fit.X[i], fit.y[i], fit.params.model) for k in (step - 1, step)
    )
    told = "falls" if after < before else "rises" if after > before else "stays"
    lit = key(t("told_lit_one" if len(i) == 1 else "told_lit", size=len(i)), theme.POSITIVE, "circle")
    return sentence(t, f"told_fit_{told}", lit=lit)


def _update(fit: Fit, step: int, t: Translate) -> list[str]:
    h, rate = fit.history, float(fit.history.learning_rates[step - 1])
    old, new = (
        (float(h.weights[step - 1, 0]), float(h.biases[step - 1])),
        (float(h.weights[step, 0]), float(h.biases[step])),
    )
    if fit.params.optimizer != "sgd" or fit.params.slip == "mistakes-only":
        moves = zip("wb", old, new, strict=True)
        return listed([rf"{hue(theme.PATH, name)}: {number(a)} \to {number(b)}" for name, a, b in moves], t)
    dw, db = fit.batch_gradient(step)
    sign = "+" if fit.params.slip == "climb" else "-"
    parts = []
    for name, a, slope, b in (("w", old[0], float(dw[0]), new[0]), ("b", old[1], db, new[1])):
        parts.append(math(rf"{hue(theme.PATH, name)} \leftarrow {name} {sign} \eta\,\partial L/\partial {name}"))
        parts.append(math(rf"{equals(a, rate, slope)} {number(a)} {sign} {number(rate)}\cdot{factor(slope)}"))
        parts.append(math(rf"{equals(b)} {number(b)}") + words(t("comma") if name == "w" else ""))
    return parts
