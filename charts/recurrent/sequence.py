"""The sequence itself: what comes in, what should come out, and what does."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from charts import plot, theme
from charts.cells import box, path
from charts.panel import Panel
from charts.plot import Layout, Trace
from charts.recurrent.moments import Moment
from charts.recurrent.reading import Reading
from charts.recurrent.scene import Scene
from charts.recurrent.traces import (
    WIDE,
    after_none,
    area,
    band,
    band_trace,
    curve,
    steps_of,
    time_axis,
    visible,
    with_legend,
)
from charts.story import Translate
from core import Array, IntArray

ROWS = {"right": 1.14, "answer": 1.30, "input": 1.46}  # where the symbols stand, above the probability of the right one
CLASS_RANGE = (-0.08, 1.58)
CROWDED = 30  # more symbols than this are written smaller


def sequence_panel(scene: Scene, moments: Sequence[Moment], t: Translate) -> Panel:
    """Inputs, targets and answers; a click on a step asks which inputs its answer depends on."""
    data = class_traces(scene, t) if scene.is_class else number_traces(scene, t)
    axis = class_axis(scene, t) if scene.is_class else number_axis(scene, t)
    layout = theme.layout(time_axis(scene, t("axis_step")), axis, **with_legend(scene), shapes=ruled(scene))
    figure = plot.figure([band_trace(), *data], layout)
    n_moving = 2 if scene.is_class else 1
    moving = list(range(len(data) + 1 - n_moving, len(data) + 1))
    if scene.params.axis == "training":
        frames = [outputs_of(scene, reading) for reading in scene.readings]
    else:
        moving = [0, *moving]
        frames = [[band(m.step, *axis["range"]), *[{"upto": 1 + revealed(scene, m)}] * n_moving] for m in moments]
    alt = t("panel_sequence_classes_alt") if scene.is_class else t("panel_sequence_numbers_alt")
    look: dict[str, Any] = {"columns": WIDE, "rows": 2, "pick": ("output_step", "value"), "hint": t("hint_step")}
    return Panel("sequence", t(f"panel_sequence_{scene.params.task}"), alt, figure, moving, frames, **look)


def revealed(scene: Scene, moment: Moment) -> int:
    """How many answers there are by now."""
    return scene.T if moment.backward else moment.step


def outputs_of(scene: Scene, reading: Reading) -> list[Trace]:
    """What a network answers, as the moving traces show it."""
    if not scene.is_class:
        return [{"y": after_none(reading.outputs[:, 0])}]
    return [{"text": ["", *answers(scene, reading)]}, {"y": after_none(scene.right(reading))}]


def ruled(scene: Scene) -> list[Layout]:
    """Lines behind the probability, which has rows of symbols above it; and where the network went on by itself."""
    thin = {"type": "line", "layer": "below", "line": {"color": theme.GRID, "width": 1}}
    lines = [{**thin, "xref": "paper", "x0": 0, "x1": 1, "y0": y, "y1": y} for y in (0, 0.5, 1)]
    end = {"type": "line", "yref": "paper", "line": {"color": theme.ADDED, "width": 2, "dash": "dash"}}
    x = scene.n_given + 0.5
    return lines * scene.is_class + [{**end, "x0": x, "x1": x, "y0": 0, "y1": 1}] * scene.written


# ---- numbers


def number_traces(scene: Scene, t: Translate) -> list[Trace]:
    """Inputs as bars, targets as rings, answers as a line."""
    steps, x, counts = steps_of(scene), scene.batch.x[:, 0], scene.mask
    marked = x[:, 1] > 0 if x.shape[1] > 1 else np.zeros(scene.T, dtype=bool)
    ring = {"symbol": "circle-open", "size": 11, "color": theme.ADDED, "line": {"width": 2}}
    wanted: Trace = {"x": steps[counts], "y": scene.targets[counts], "marker": ring}
    outputs = after_none(scene.reading.outputs[:, 0])
    return [
        bars(steps[~marked], x[~marked, 0], theme.MUTED, t("legend_input")),
        *([bars(steps[marked], x[marked, 0], theme.POSITIVE, t("legend_marked"))] if marked.any() else []),
        plot.scatter(**wanted, mode="markers", name=t("legend_target"), hoverinfo="skip"),
        curve(after_none(steps), outputs, t("legend_output"), theme.INK, width=2.5, marks=5),
    ]


def bars(steps: IntArray, values: Array, colour: str, name: str) -> Trace:
    """Bars as areas, which can stand in a panel that moves."""
    corners: list[tuple[float | None, float | None]] = []
    for step, y in zip(steps.tolist(), values.tolist(), strict=True):
        corners += [*box(step - 0.3, step + 0.3, 0, y), (None, None)]
    return area(colour, **path(corners), opacity=0.5, name=name)


def number_axis(scene: Scene, t: Translate) -> Layout:
    """From the lowest to the highest number; a network that answers far beyond may leave the picture."""
    known = np.concatenate([scene.batch.x[:, 0, 0], scene.targets[scene.mask], [0.0]])
    span = float(np.ptp(known)) or 1.0
    shown = np.clip(np.append(known, scene.reading.outputs[:, 0]), known.min() - span, known.max() + span)
    ends = float(shown.min()) - 0.06 * span, float(shown.max()) + 0.06 * span
    return theme.axis(t("axis_value"), ends, zeroline=True)


# ---- classes


def class_traces(scene: Scene, t: Translate) -> list[Trace]:
    """Rows of symbols (input, right answer, answer) above the probability of the right one."""
    right = [scene.symbol(int(code)) * bool(counts) for code, counts in zip(scene.targets, scene.mask, strict=True)]
    rows = {"input": (scene.input_symbols, theme.MUTED), "right": (right, theme.ADDED)}
    rows["answer"] = (answers(scene, scene.reading), theme.INK)
    size = 10 if scene.T > CROWDED or scene.params.compare else 14
    steps = after_none(steps_of(scene))
    traces = []
    for row, (symbols, colour) in rows.items():
        places: Trace = {"x": steps, "y": after_none(np.full(scene.T, ROWS[row]))}
        look: Trace = {"mode": "text", "textfont": {"size": size, "color": colour}, "showlegend": False}
        traces.append(plot.scatter(**places, text=["", *visible(symbols)], **look, hoverinfo="skip"))
    name = t("legend_came") if scene.written else t("legend_right")
    return [*traces, curve(steps, after_none(scene.right(scene.reading)), name, theme.INK, marks=5)]


def class_axis(scene: Scene, t: Translate) -> Layout:
    """A probability, and the names of the rows above it."""
    names = {row: t(f"row_{row}") for row in ROWS} | ({"right": t("row_came")} if scene.written else {})
    ticks = {"tickvals": [0, 0.5, 1, *ROWS.values()], "ticktext": ["0", "0.5", "1", *names.values()]}
    return theme.axis("", CLASS_RANGE, showgrid=False, **ticks)


def answers(scene: Scene, reading: Reading) -> list[str]:
    """The likeliest class of every step."""
    return visible([scene.symbol(int(code)) for code in np.argmax(reading.outputs, axis=1)])
