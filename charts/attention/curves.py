"""How the training went: loss, right answers, and how much weight lies where the answers stand."""

import numpy as np

from charts import plot, theme
from charts.attention.scene import Scene
from charts.panel import Panel
from charts.plot import Layout, Trace
from charts.story import Translate
from core import Array

FLOOR = 1e-6


def curve(x: Array, y: Array, name: str, colour: str, **look: object) -> Trace:
    """A curve over the frames; a click on it leads to its frame."""
    line = {"color": colour, "width": 2, "dash": look.get("dash", "solid")}
    points: Trace = {"x": x, "y": y.astype(np.float32), "customdata": np.arange(len(x)), "hoverinfo": "none"}
    return plot.scatter(**points, mode="lines+markers", line=line, marker={"size": 3}, name=name)


def update_axis(scene: Scene, t: Translate) -> Layout:
    """Updates."""
    n = scene.history.n_updates
    return theme.axis(t("axis_update"), (-0.02 * n, 1.02 * n), showgrid=False)


def loss_panel(scene: Scene, t: Translate) -> Panel:
    """The loss of every batch, and of the unseen sequences at every frame."""
    h = scene.history
    batch, unseen = np.maximum(h.losses, FLOOR), np.maximum(h.test_losses, FLOOR)
    look: Trace = {"mode": "lines", "line": {"color": theme.MUTED, "width": 1}, "opacity": 0.6, "hoverinfo": "skip"}
    drawn = plot.scatter(x=np.arange(len(batch)), y=batch.astype(np.float32), name=t("legend_each_batch"), **look)
    x, curves = h.updates.astype(np.float32), [unseen]
    data = [drawn, curve(x, unseen, t("legend_unseen"), theme.INK)]
    if scene.versus:
        curves.append(np.maximum(scene.versus.test_losses, FLOOR))
        data.append(curve(x, curves[-1], rival_name(scene, t), theme.NEGATIVE, dash="dashdot"))
    up = theme.log_axis(t("axis_loss"), np.concatenate([batch, *curves]), FLOOR)
    figure = plot.figure(data, theme.layout(update_axis(scene, t), up, showlegend=True))
    made = h.updates.tolist()
    frames: list[list[Trace]] = [[{"upto": made[k] + 1}, *({"upto": k + 1} for _ in curves)] for k in scene.frames]
    texts = t("panel_training_loss"), t("panel_attention_loss_alt")
    return Panel("loss", *texts, figure, list(range(len(data))), frames, columns=4, rows=2)


def share_panel(scene: Scene, t: Translate) -> Panel:
    """The share of right answers, and the weight on the places where they stand."""
    h = scene.history
    x = h.updates.astype(np.float32)
    data = [curve(x, h.test_accuracies, t("legend_right_share"), theme.INK)]
    if np.isfinite(h.test_attention).all():
        data.append(curve(x, h.test_attention, t("legend_on_source"), theme.PATH, dash="dash"))
    if scene.versus:
        name = rival_name(scene, t)
        data.append(curve(x, scene.versus.test_accuracies, name, theme.NEGATIVE, dash="dashdot"))
    up = theme.axis(t("axis_share"), (-0.03, 1.03))
    figure = plot.figure(data, theme.layout(update_axis(scene, t), up, showlegend=True))
    frames: list[list[Trace]] = [[{"upto": k + 1} for _ in data] for k in scene.frames]
    texts = t("panel_share"), t("panel_share_alt")
    return Panel("share", *texts, figure, list(range(len(data))), frames, columns=4, rows=2)


def rival_name(scene: Scene, t: Translate) -> str:
    """What the legend calls the rival."""
    return t(f"cell_{scene.params.rival}")


def reach_panel(scene: Scene, t: Translate) -> Panel:
    """How much the first symbol moves the loss, relative to the symbol that moves it most, in both networks."""
    assert scene.versus is not None
    x, reach = scene.history.updates.astype(np.float32), scene.versus.reach
    data = [
        curve(x, reach[:, 0], t("legend_attention"), theme.INK),
        curve(x, reach[:, 1], rival_name(scene, t), theme.NEGATIVE, dash="dashdot"),
    ]
    up = theme.axis(t("axis_part"), (-0.03, 1.03))
    figure = plot.figure(data, theme.layout(update_axis(scene, t), up, showlegend=True))
    frames: list[list[Trace]] = [[{"upto": k + 1} for _ in data] for k in scene.frames]
    texts = t("panel_reach"), t("panel_reach_alt")
    return Panel("reach", *texts, figure, [0, 1], frames, columns=4, rows=2)
