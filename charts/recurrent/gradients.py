"""The gradient on its way back through time, and which inputs an answer owes most to."""

from collections.abc import Sequence

import numpy as np

from charts import plot, theme
from charts.panel import Panel
from charts.plot import Trace
from charts.recurrent.maps import shown_readings
from charts.recurrent.moments import Moment
from charts.recurrent.reading import Reading
from charts.recurrent.scene import Scene
from charts.recurrent.traces import (
    WIDE,
    after_none,
    band,
    band_trace,
    curve,
    steps_of,
    time_axis,
    with_legend,
)
from charts.story import Translate
from core import Array

FAR = 1e3  # the products may leave the picture beyond this
FLOOR = 1e-16  # smaller is nothing on the axis


def curves(reading: Reading) -> list[Array]:
    """What the panel draws, from the last state back to the first: ‖∂L/∂h‖, for the LSTM ‖∂L/∂c‖, the product."""
    found = [reading.norms, *([reading.cell_norms] if reading.d_cell.size else []), reading.products]
    return [after_none(positive(values[::-1])) for values in found]


def positive(values: Array) -> Array:
    """Values for a logarithmic axis: what is zero, or as good as, is left out."""
    return np.where(values > FLOOR, values, np.nan)


def in_sight(gradients: Array, products: Array) -> Array:
    """What the axis must hold: all gradients, and of the products what is not too far from them."""
    known, bound = gradients[np.isfinite(gradients)], products[np.isfinite(products)]
    if not len(known):
        return np.ones(1)
    return np.append(known, np.clip(bound, known.min() / FAR, known.max() * FAR))


LOOKS: dict[str, Trace] = {
    "legend_dh": {"colour": theme.PATH, "width": 3},
    "legend_dc": {"colour": theme.NEGATIVE, "width": 2, "dash": "dash"},
    "legend_product": {"colour": theme.INK, "width": 1.5, "dash": "dot"},
}


def gradient_panel(scene: Scene, moments: Sequence[Moment], t: Translate) -> Panel:
    """‖∂L/∂h_t‖ of every state, growing from the last step back; the product of the Jacobians' norms beside it."""
    drawn = [curves(reading) for reading in shown_readings(scene)]
    before = after_none(positive(scene.first_reading.norms[::-1]))
    gradients = np.concatenate([before, *(values for each in drawn for values in each[:-1])])
    axis = theme.log_axis(t("axis_norm"), in_sight(gradients, np.concatenate([each[-1] for each in drawn])), FLOOR)
    names = ["legend_dh", *(["legend_dc"] if len(drawn[0]) == len(LOOKS) else []), "legend_product"]
    steps = after_none(np.arange(scene.T, -1, -1))
    data = [
        band_trace(),
        *(curve(steps, y, t(name), **LOOKS[name], marks=4) for name, y in zip(names, drawn[-1], strict=True)),
        curve(steps, before, t("legend_untrained"), theme.MUTED, dash="dashdot"),
    ]
    layout = theme.layout(time_axis(scene, t("axis_step")), axis, **with_legend(scene))
    moving = list(range(1, len(names) + 1))
    frames: list[list[Trace]] = [[{"y": values} for values in each] for each in drawn]
    if scene.params.axis == "sequence":
        moving, ends = [0, *moving], [10**end for end in axis["range"]]
        reached = [scene.T - m.step + 2 if m.backward else 1 for m in moments]
        frames = [[band(m.step, *ends), *[{"upto": n}] * len(names)] for m, n in zip(moments, reached, strict=True)]
    texts = t("panel_gradient_time"), t("panel_gradient_time_alt")
    figure = plot.figure(data, layout)
    return Panel("gradient", *texts, figure, moving, frames, columns=WIDE, rows=2)


def influence_panel(scene: Scene, moments: Sequence[Moment], t: Translate) -> Panel:
    """‖∂y_k/∂x_t‖: how much each input moves the chosen answer."""
    heights = [scene.influence(reading) for reading in shown_readings(scene)]
    top, k = max(float(np.max(heights)), 1e-12), scene.output_step + 1
    colour = {"color": theme.POSITIVE, "line": {"width": 0}}
    look: Trace = {"width": 0.6, "marker": colour, "hoverinfo": "skip"}
    data = [
        plot.bar(x=steps_of(scene), y=heights[-1], name=t("legend_influence"), **look),
        curve([k, k], [0, 1.05 * top], t("legend_chosen", step=k), theme.INK, dash="dot"),
    ]
    axis = theme.axis(t("axis_influence"), (0, 1.08 * top), nticks=5)
    figure = plot.figure(data, theme.layout(time_axis(scene, t("axis_step"), wide=False), axis, showlegend=True))
    texts = t("panel_influence", step=k), t("panel_influence_alt")
    if scene.params.axis == "training":
        return Panel("influence", *texts, figure, [0], [[{"y": y}] for y in heights], columns=4, rows=2, redraw=True)
    return Panel("influence", *texts, figure, [], [[] for _ in moments], columns=4, rows=2)
