"""How the training went: losses, right answers, and the size of the gradient in every layer."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from charts import plot, theme
from charts.mlp.scene import Scene
from charts.panel import Panel
from charts.plot import Trace
from charts.story import Translate
from core import Array

FLOOR = 1e-9
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot", "solid")


class Curve(NamedTuple):
    """A curve over the frames, and how it looks."""

    y: Array
    name: str
    colour: str
    dash: str = "solid"


def loss_panel(scene: Scene, t: Translate) -> Panel:
    """The loss of the samples that are learnt from, and of the others."""
    h, at = scene.history, scene.frames
    curves = [
        Curve(h.train_losses[at], t("legend_train"), theme.INK),
        Curve(h.test_losses[at], t("legend_test"), theme.ALARM, "dash"),
    ]
    return replace(_panel("mlp_losses", scene, curves, t("axis_loss"), t), shared=range(len(curves)))


def accuracy_panel(scene: Scene, t: Translate) -> Panel:
    """The share of right answers; where answers are numbers, how much of their variance is explained."""
    h, at = scene.history, scene.frames
    curves = [
        Curve(h.train_accuracies[at], t("legend_train"), theme.INK),
        Curve(h.test_accuracies[at], t("legend_test"), theme.ALARM, "dash"),
    ]
    name = "explained" if scene.task == "regression" else "accuracy"
    values = np.concatenate([curve.y for curve in curves])
    low = min(0.0, float(np.clip(values.min(), -1.0, 0.0)))
    axis = theme.axis(t(f"axis_{name}"), (low - 0.03, 1.03))
    return replace(_panel("accuracy", scene, curves, t(f"axis_{name}"), t, axis), shared=range(len(curves)))


def gradient_panel(scene: Scene, t: Translate) -> Panel:
    """‖∂L/∂(W, b)‖ of every layer: where it is small, a layer hardly learns."""
    norms = scene.history.gradient_norms
    n_layers = norms.shape[1]
    shades = [theme.NEGATIVE, theme.ADDED, theme.PATH, theme.POSITIVE, theme.ALARM, theme.MUTED]
    curves = [
        Curve(norms[:, k], t("legend_layer", layer=k + 1), shades[k % len(shades)], DASHES[k])
        for k in range(n_layers - 1)
    ]
    curves.append(Curve(norms[:, -1], t("legend_output_layer"), theme.INK))
    return _panel("layer_gradients", scene, curves, t("axis_norm"), t)


def _panel(
    name: str, scene: Scene, curves: Sequence[Curve], title: str, t: Translate, axis: plot.Layout | None = None
) -> Panel:
    """Curves that grow with the frames, their ends as dots; a click on one leads to its frame."""
    x = scene.frames.astype(np.float32)
    drawn = [curve.y if axis else np.maximum(curve.y, FLOOR) for curve in curves]
    up = axis or theme.log_axis(title, np.concatenate(drawn), FLOOR)
    across = theme.axis(t("axis_epoch"), (-0.02 * x[-1], 1.02 * max(float(x[-1]), 1)))
    data: list[Trace] = [
        plot.scatter(
            x=x,
            y=y.astype(np.float32),
            mode="lines+markers",
            name=curve.name,
            line={"color": curve.colour, "dash": curve.dash, "width": 2},
            marker={"size": 3},
            customdata=np.arange(len(x)),
            hoverinfo="none",
        )
        for curve, y in zip(curves, drawn, strict=True)
    ]
    figure = plot.figure(data, theme.layout(across, up, showlegend=True))
    frames: list[list[Trace]] = [[{"upto": k + 1} for _ in curves] for k in range(len(x))]
    return Panel(
        name, t(f"panel_{name}"), t(f"panel_{name}_alt"), figure, list(range(len(curves))), frames, columns=4, rows=2
    )
