"""The film of a perceptron: the plane, the mistakes, the updates against their bound, the path of the weights.

Frames are samples that the perceptron looked at: each of the first few, later only those that changed the weights.
The first frame is before training, the last one is the end of it.
"""

import math

import numpy as np

from charts import plot, theme
from charts.film import Film, pace
from charts.panel import Panel
from charts.perceptron.captions import caption_of, mark_of
from charts.perceptron.plane import arrow, plane_panel, step_arrows, xy
from charts.perceptron.scene import PlaneNames, Scene, in_words
from charts.plot import NOTHING, Trace, Values
from charts.story import Translate


def film(scene: Scene, names: PlaneNames, run: str, t: Translate) -> Film:
    """The film of one run on data of the plane.

    Parameters
    ----------
    scene : Scene
        The run at its moments.
    names : PlaneNames
        Names of axes and classes.
    run : str
        Names the run, the same in every language.
    t : callable
        Looks up a string of the visitor's language.
    """
    frames = range(scene.n_frames)
    telling = [k for k in frames if scene.updated(k) and not scene.is_end(k)]
    return Film(
        panels=[
            plane_panel(scene, names, t),
            mistakes_panel(scene, t),
            updates_panel(scene, t),
            weights_panel(scene, t),
        ],
        captions=[caption_of(scene, k, t) for k in frames],
        time_axis=t("time_sample"),
        marks=[mark_of(scene, k, t) for k in frames],
        times=scene.steps.tolist(),
        run=run,
        poster=telling[-1] if telling else scene.n_frames - 1,
        frames_per_second=pace(scene.n_frames),
    )


# ---- (b) mistakes and updates ---------------------------------------------------------------------------------------


def mistakes_panel(scene: Scene, t: Translate) -> Panel:
    """Mistakes in each epoch: the whole run faintly, what has happened so far in full."""
    total = scene.history.mistakes_per_epoch
    epochs = np.arange(1, len(total) + 1)
    step_of_epoch_end = epochs * len(scene.y)
    last_frames = np.searchsorted(scene.steps, step_of_epoch_end, side="right") - 1
    top = max(1.0, float(total.max()))
    layout = theme.layout(
        theme.axis(t("axis_epoch"), (0.5, len(total) + 0.5), tick0=1, dtick=math.ceil(len(total) / 8)),
        theme.axis(t("axis_mistakes"), (-0.05 * top, 1.1 * top), tick0=0, dtick=math.ceil(top / 4)),
    )
    frames = []
    for k in range(scene.n_frames):
        until = scene.history.update_steps[: scene.after[k]]
        so_far = np.bincount((until - 1) // len(scene.y), minlength=len(total))
        n = int(scene.seen[0][k]) if k else 0
        frames.append([{"x": epochs[:n], "y": so_far[:n]}])
    curves = faint(epochs, total, last_frames), solid("lines+markers")
    named = [
        curve | {"name": t(name)} for curve, name in zip(curves, ("legend_whole_run", "legend_so_far"), strict=True)
    ]
    figure = plot.figure(named, layout)
    texts = t("panel_mistakes"), t("panel_mistakes_alt")
    return Panel("mistakes", *texts, figure, [1], frames, columns=5, shared=[0, 1], ahead=[0])


def updates_panel(scene: Scene, t: Translate) -> Panel:
    """All updates so far, and the most there can be on separable data (Novikoff 1962)."""
    bound = scene.bound
    most = max(1.0, float(scene.history.n_updates), bound if math.isfinite(bound) else 1.0)
    steps, counts = scene.steps, scene.after.astype(float)
    height = (math.log10(0.7), math.log10(most * 6))
    layout = theme.layout(
        theme.axis(t("axis_samples"), (0.0, float(steps[-1])), nticks=6),
        theme.axis(t("axis_updates"), height, type="log", dtick=1, tickformat=","),
    )
    counts[counts == 0] = np.nan  # a logarithmic axis has no zero
    whole = faint(steps, counts, np.arange(scene.n_frames), mode="lines", shape="hv")
    data = [whole, solid("lines", shape="hv") | {"x": steps, "y": counts}]
    if math.isfinite(bound):
        line = {"color": theme.ALARM, "dash": "dash", "width": 2}
        data.append(plot.scatter(x=[0, int(steps[-1])], y=[bound, bound], mode="lines", line=line, hoverinfo="skip"))
        layout["annotations"] = [
            {
                "text": t("bound_label", bound=in_words(bound)), "font": {"color": theme.INK}, "showarrow": False,
                "x": 1, "xref": "paper", "xanchor": "right", "y": math.log10(bound), "yanchor": "bottom", "yshift": 3,
                "bgcolor": theme.SURFACE, "borderpad": 0,
            }
        ]  # fmt: skip
    frames = [[{"upto": k + 1}] for k in range(scene.n_frames)]
    figure = plot.figure(data, layout)
    return Panel("updates", t("panel_updates"), t("panel_updates_alt"), figure, [1], frames, columns=5, ahead=[0])


def faint(x: Values, y: Values, frame_numbers: Values, mode: str = "lines+markers", shape: str = "linear") -> Trace:
    """A curve over the whole run, whose points lead to their frames."""
    line, marker = {"color": theme.MUTED, "width": 1, "shape": shape}, {"color": theme.MUTED, "size": 5}
    return plot.scatter(
        x=x,
        y=y,
        mode=mode,
        customdata=frame_numbers,
        line=line,
        marker=marker,
        opacity=0.5,
        hovertemplate="(%{x}, %{y})<extra></extra>",
    )


def solid(mode: str, shape: str = "linear") -> Trace:
    """The part of a curve that has happened."""
    style = {"color": theme.INK, "width": 2.5, "shape": shape}
    return plot.scatter(**NOTHING, mode=mode, line=style, marker={"size": 6, "color": theme.INK}, hoverinfo="skip")


# ---- (c) the weights ------------------------------------------------------------------------------------------------


def weights_panel(scene: Scene, t: Translate) -> Panel:
    """The path of (w₁, w₂), and each update as an arrow tip to tail."""
    path = scene.history.current_weights[scene.after]
    low, high = np.minimum(path.min(axis=0), 0), np.maximum(path.max(axis=0), 0)
    if not path.any():
        low, high = low - 1, high + 1
    room = 0.12 * np.maximum(high - low, 1e-9 + 0.2 * float((high - low).max()) or 1.0)
    layout = theme.layout(
        theme.axis("w₁", (float(low[0] - room[0]), float(high[0] + room[0])), zeroline=True, nticks=6),
        theme.axis("w₂", (float(low[1] - room[1]), float(high[1] + room[1])), zeroline=True, nticks=5),
    )
    numbers = np.arange(scene.n_frames)
    data = [
        faint(path[:, 0], path[:, 1], numbers),
        solid("lines") | {"x": path[:, 0], "y": path[:, 1]},
        arrow("", theme.MUTED, shown=False, dash="dot"),
        arrow("", theme.ADDED, shown=False),
        arrow("", theme.INK, shown=False),
    ]
    frames = []
    for k in range(scene.n_frames):
        old = scene.history.current_weights[scene.before[k]]
        arrows = step_arrows(np.zeros(2), old, path[k], scene.updated(k)) if path[k].any() else [[], [], []]
        frames.append([{"upto": k + 1}, *map(xy, arrows)])
    figure = plot.figure(data, layout)
    texts = t("panel_weights"), t("panel_weights_alt")
    return Panel("weights", *texts, figure, [1, 2, 3, 4], frames, columns=5, ahead=[0])
