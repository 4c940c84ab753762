"""What the network answers, and what moves the answer."""

import numpy as np

from charts import plot, theme
from charts.cells import layout
from charts.cnn.layers import LOOK, signs
from charts.cnn.scene import Scene
from charts.cnn.sheet import Sheet, diverging, signed
from charts.panel import Panel
from charts.plot import Trace
from charts.story import Translate
from core import Array
from core.cnn.shapes import N_CLASSES, SIDE

ONE = Sheet(1, SIDE, SIDE, 1)
INKED = 0.5  # from so much on a pixel counts as ink


def answer_panel(scene: Scene, t: Translate) -> Panel:
    """The probability of every class at every moment."""
    classes = np.arange(N_CLASSES)
    right = classes == (-1 if scene.label is None else scene.label)
    groups = [(t("legend_class_right"), right, theme.ADDED), (t("legend_class_other"), ~right, theme.NEGATIVE)]
    data: list[Trace] = [
        plot.bar(
            x=scene.shares[-1][group],
            y=classes[group],
            orientation="h",
            width=0.7,
            name=name,
            marker={"color": colour},
            hoverinfo="skip",
            showlegend=scene.label is not None,
        )
        for name, group, colour in groups
        if group.any()
    ]
    shown = [group for _, group, _ in groups if group.any()]
    numbers: Trace = {"mode": "text", "textposition": "middle right", "textfont": {"size": 12, "color": theme.INK}}
    data.append(plot.scatter(**_numbers(scene.shares[-1]), y=classes, **numbers, hoverinfo="skip", showlegend=False))
    frames: list[list[Trace]] = [
        [*({"x": shares[group]} for group in shown), _numbers(shares)] for shares in scene.shares.astype(np.float32)
    ]
    ticks = {"tickvals": classes, "showgrid": False}
    across = theme.axis(t("axis_probability"), (0, 1.25), tickvals=[0, 0.5, 1], tickformat=".0%")
    up = theme.axis("", (N_CLASSES - 0.4, -0.6), **ticks)
    bare = theme.layout(across, up, barmode="overlay", showlegend=True, margin={"l": 24, "r": 8, "t": 4, "b": 44})
    texts = t("panel_cnn_answer"), t("panel_cnn_answer_alt")
    return Panel("cnn_answer", *texts, plot.figure(data, bare), list(range(len(data))), frames, columns=3, rows=2)


def _numbers(shares: Array) -> Trace:
    """A percentage at the end of every bar that is not nearly nothing."""
    return {"x": shares, "text": [f"{share:.0%}" if share >= 0.005 else "" for share in shares.tolist()]}


def reason_panel(scene: Scene, t: Translate) -> Panel:
    """What moves the answer, at every moment: orange pixels speak for it, blue ones against it; dots are the ink."""
    values = scene.reasons
    limit = np.abs(values).max(axis=(1, 2), keepdims=True)
    pictures = [[ONE.picture(each[None], diverging())] for each in signed(values, limit)]
    y, x = np.nonzero(scene.image >= INKED)
    ink = {"size": 3, "color": theme.ON_CELLS}
    data = [ONE.frame(), plot.scatter(x=x + 0.5, y=y + 0.5, mode="markers", marker=ink, hoverinfo="skip")]
    figure = plot.figure(data, layout(SIDE, SIDE, signs(), pictures[-1][0]))
    key = f"panel_cnn_{scene.params.reason}"
    frames: list[list[Trace]] = [[]] * scene.n_frames
    return Panel("cnn_reason", t(key), t(f"{key}_alt"), figure, [], frames, **LOOK, pictures=pictures)
