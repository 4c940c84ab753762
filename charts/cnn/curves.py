"""How the training went: losses and right answers, on an axis on which the early updates have room."""

from collections.abc import Sequence

import numpy as np

from charts import plot, theme
from charts.cnn.scene import Scene
from charts.panel import Panel
from charts.plot import Layout, Trace
from charts.story import Translate
from core import Array, IntArray

MARKED = (0, 1, 10, 100, 1_000, 10_000, 100_000)  # updates
MOST = 500  # batches that are drawn
FLOOR = 1e-6


def place_of(updates: Array | IntArray) -> Array:
    """Where on the axis so many updates are: their logarithm, and room for none."""
    found: Array = np.log10(1.0 + updates)
    return found


def update_axis(scene: Scene, t: Translate) -> Layout:
    """The axis of updates, marked at the powers of ten."""
    end = float(place_of(scene.history.updates[-1]))
    return theme.axis(
        t("axis_update"),
        (-0.03 * end, 1.05 * end),
        tickvals=place_of(np.array(MARKED)),
        ticktext=[str(n) for n in MARKED],
    )


def loss_panel(scene: Scene, t: Translate) -> Panel:
    """The loss of every batch, and at every moment that of digits learnt from and of test digits."""
    h = scene.history
    batches = kept(h.n_updates)
    of_batches = np.maximum(h.losses[batches], FLOOR)
    line = {"color": theme.MUTED, "width": 1}
    x = place_of(batches + 1)
    first = plot.scatter(
        x=x.astype(np.float32),
        y=of_batches.astype(np.float32),
        mode="lines",
        name=t("legend_cnn_batches"),
        line=line,
        opacity=0.6,
        hoverinfo="skip",
    )
    curves = [np.maximum(values, FLOOR) for values in (h.train_losses, h.test_losses)]
    up = theme.log_axis(t("axis_loss"), np.concatenate([of_batches, *curves]), FLOOR)
    upto = np.searchsorted(batches + 1, h.updates, side="right")
    return _panel("cnn_losses", scene, curves, up, t, [(first, [{"upto": int(n)} for n in upto])])


def kept(n: int) -> IntArray:
    """Which of n batches are drawn: all, or some that lie evenly on the axis; always the first and the last."""
    if n <= MOST:
        return np.arange(n)
    return np.unique(np.geomspace(1, n, MOST).round().astype(int)) - 1


def accuracy_panel(scene: Scene, t: Translate) -> Panel:
    """The shares of right answers."""
    h = scene.history
    up = theme.axis(t("axis_accuracy"), (-0.03, 1.03), tickformat=".0%")
    return _panel("cnn_accuracy", scene, [h.train_accuracies, h.test_accuracies], up, t, [])


def _panel(
    name: str,
    scene: Scene,
    curves: Sequence[Array],
    up: Layout,
    t: Translate,
    behind: Sequence[tuple[Trace, Sequence[Trace]]],
) -> Panel:
    """Curves that grow with the frames; a click on one leads to its frame."""
    x = place_of(scene.history.updates).astype(np.float32)
    looks = (("legend_cnn_train", theme.INK, "solid"), ("legend_cnn_test", theme.ALARM, "dash"))
    data = [trace for trace, _ in behind] + [
        plot.scatter(
            x=x,
            y=curve.astype(np.float32),
            mode="lines+markers",
            name=t(legend),
            line={"color": colour, "dash": dash, "width": 2},
            marker={"size": 4},
            customdata=np.arange(len(x)),
            hoverinfo="none",
        )
        for curve, (legend, colour, dash) in zip(curves, looks, strict=True)
    ]
    frames: list[list[Trace]] = [
        [*(changes[k] for _, changes in behind), *({"upto": k + 1} for _ in curves)] for k in range(len(x))
    ]
    figure = plot.figure(data, theme.layout(update_axis(scene, t), up, showlegend=True))
    texts = t(f"panel_{name}"), t(f"panel_{name}_alt")
    shared = range(len(behind), len(data))
    return Panel(name, *texts, figure, list(range(len(data))), frames, columns=3, rows=2, shared=shared)
