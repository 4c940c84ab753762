"""The loss of a recurrent network while it was trained."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from charts import plot, theme
from charts.panel import Panel
from charts.plot import Layout, Trace
from charts.recurrent.moments import Moment
from charts.recurrent.scene import Scene
from charts.recurrent.traces import curve, dot
from charts.story import Translate
from core import Array

FLOOR = 1e-9


def loss_panel(scene: Scene, moments: Sequence[Moment], t: Translate) -> Panel:
    """The loss after every update; a click chooses the network that is shown, or goes to its frame."""
    h, along_training = scene.history, scene.params.axis == "training"
    kept = scene.kept if along_training else list(range(len(h.updates)))
    x, y = percent(scene, h.updates[kept]), np.maximum(h.test_losses[kept], FLOOR)
    batch, constant = np.maximum(h.losses, FLOOR), scene.params.rule.baseline(scene.params)
    axis = theme.log_axis(t("axis_loss"), np.concatenate([batch, y, [constant]]), FLOOR)
    now = max(float(h.test_losses[scene.shown_frame]), FLOOR)
    links: Trace = {"customdata": np.arange(len(x)), "hoverinfo": "none"} if along_training else {}
    unseen = curve(x, y, t("legend_unseen"), theme.INK, marks=4)
    unseen.update(links)
    data = [
        curve(percent(scene, np.arange(len(batch))), batch, t("legend_each_batch"), theme.MUTED, width=1, opacity=0.6),
        curve([0, 100], [constant, constant], t("legend_constant"), theme.ALARM, width=1.5, dash="dash"),
        unseen,
        dot([percent(scene, h.updates[scene.shown_frame])], [now], t("legend_network")),
    ]
    if h.solved_at != -1:
        at, ends = percent(scene, h.solved_at), [10**end for end in axis["range"]]
        data.append(curve([at, at], ends, t("legend_solved"), theme.ADDED, width=1.5, dash="dot"))
    figure = plot.figure(data, theme.layout(update_axis(scene, t), axis, showlegend=True))
    texts = t("panel_training_loss"), t("panel_training_loss_alt")
    size: dict[str, Any] = {"columns": 4, "rows": 2, "shared": (1, 2, 3)}
    known = {1, 3} if along_training else {1}  # the constant, and where a film along the training stands
    size["ahead"] = [i for i in range(len(data)) if i not in known]
    if along_training:
        return Panel("loss", *texts, figure, [3], [[{"x": [a], "y": [b]}] for a, b in zip(x, y, strict=True)], **size)
    return Panel(
        "loss", *texts, figure, [], [[] for _ in moments], pick=("trained", "loss"), hint=t("hint_trained"), **size
    )


def percent(scene: Scene, updates: Any) -> Array:
    """Updates as percent of the training: what a click on this axis means."""
    share: Array = 100 * updates / scene.history.n_updates
    return share


def update_axis(scene: Scene, t: Translate) -> Layout:
    """Percent of the training, labelled with the updates."""
    n = scene.history.n_updates
    ticks = {"tickvals": [0, 25, 50, 75, 100], "ticktext": [str(round(n * part / 4)) for part in range(5)]}
    return theme.axis(t("axis_update"), (-2.0, 102.0), **ticks)
