"""The film of the frameworks: the losses of all programs of a run on one time line, and how far each is from the lab.

For each pass of the loop that is shown there are four frames: the model answers, the loss judges, the gradient goes
back, the update changes the weights. With the last one the curves grow.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from charts import captions, plot, theme
from charts.film import Film, pace
from charts.panel import Panel
from charts.plot import Layout, Trace
from charts.story import Translate, in_tens
from core import Array

CYCLE = ("model", "loss", "gradient", "update")
BEFORE = ("data", "model")
FIRST = ("data", "begin")  # what the captions call these frames
FLOOR = 1e-17  # where a difference of exactly 0 stands; the smallest that doubles below 1 can have is 5e-17
LOOKS = {  # of the programs, from the lowest to the topmost; the lab's own curve lies below them all
    "numpy": (theme.POSITIVE, "solid", "circle"),
    "pytorch": (theme.NEGATIVE, "dash", "square"),
    "tensorflow": (theme.PATH, "dashdot", "cross"),
    "keras": (theme.ADDED, "dot", "diamond"),
    "keras-defaults": (theme.ALARM, "longdash", "x"),
}


@dataclass(frozen=True, eq=False)
class Losses:
    """What was measured of the programs of one run.

    Attributes
    ----------
    axis : str
        What a pass of the loop is: "epoch" or "update".
    passes : integer array (n,)
        After which ones a loss was noted, counted from 1.
    lab : array (n,)
        The lab's own losses.
    programs : mapping of codes to arrays (n,)
        Keys of `LOOKS`.
    names : mapping of codes to str
        What the film calls the programs.
    """

    axis: str
    passes: Array
    lab: Array
    programs: Mapping[str, Array]
    names: Mapping[str, str]

    @property
    def away(self) -> Mapping[str, Array]:
        """How far each program's loss is from the lab's, arrays (n,)."""
        return {code: np.abs(losses - self.lab) for code, losses in self.programs.items()}


def concepts(losses: Losses) -> list[str]:
    """Of each frame, the concept whose line is run."""
    return [*BEFORE, *CYCLE * len(losses.passes), "result"]


def film(losses: Losses, run: str, t: Translate) -> Film:
    """The film; `run` names it."""
    turns = concepts(losses)
    grown = [max(0, (k + 1 - len(BEFORE)) // len(CYCLE)) for k in range(len(turns))]
    marks = [_mark(losses, k, t) for k in range(len(turns))]
    return Film(
        panels=[_losses_panel(losses, grown, t), _away_panel(losses, grown, t)],
        captions=[
            *(_caption(losses, name, 0, t) for name in FIRST),
            *(_caption(losses, turns[k], grown[k], t) for k in range(len(FIRST), len(turns))),
        ],
        time_axis=t("time_step_of_loop"),
        marks=marks,
        run=run,
        poster=len(turns) - 1,
        frames_per_second=pace(len(turns)),
    )


def _mark(losses: Losses, frame: int, t: Translate) -> str:
    """When a frame is."""
    if frame < len(BEFORE):
        return t("mark_start")
    number = losses.passes[min((frame - len(BEFORE)) // len(CYCLE), len(losses.passes) - 1)]
    return t("mark_epoch", epoch=number) if losses.axis == "epoch" else t("mark_update", update=number)


def _caption(losses: Losses, name: str, grown: int, t: Translate) -> str:
    plain = captions.sentence(t, f"caption_frameworks_{name}")
    if name not in ("update", "result"):
        return captions.caption(plain)
    k = grown - 1
    farthest = max(losses.programs, key=lambda code: losses.away[code][k])
    away = losses.away[farthest][k]
    told = {"loss": in_tens(f"{losses.lab[k]:.4g}"), "program": losses.names[farthest], "away": in_tens(f"{away:.2g}")}
    name = "caption_frameworks_away" if away else "caption_frameworks_same"
    return captions.caption(plain, [captions.sentence(t, name, **told)])


def _pass_axis(losses: Losses, t: Translate) -> Layout:
    n = float(losses.passes[-1])
    title = t("axis_epoch" if losses.axis == "epoch" else "axis_update")
    ends = (-0.05, float(np.log10(n)) + 0.05)
    return theme.axis(title, ends, type="log", dtick=1 if n > 30 else "D1", exponentformat="none", showgrid=False)


def _curves(losses: Losses, values: Mapping[str, Array], mode: str) -> list[Trace]:
    x = losses.passes.astype(np.float32)
    frames = np.array([len(BEFORE) + len(CYCLE) * k + len(CYCLE) - 1 for k in range(len(x))])
    found = []
    for j, (code, (colour, dash, symbol)) in enumerate(LOOKS.items()):
        if code not in values:
            continue
        line = {"color": colour, "width": 2, "dash": dash}
        marker = {"color": colour, "symbol": symbol, "size": 9 - 1.5 * j}
        points: Trace = {"x": x, "y": values[code].astype(np.float32), "customdata": frames, "hoverinfo": "none"}
        found.append(plot.scatter(**points, mode=mode, name=losses.names[code], line=line, marker=marker))
    return found


def _losses_panel(losses: Losses, grown: Sequence[int], t: Translate) -> Panel:
    """All losses; the lab's is a broad pale line below the others."""
    x = losses.passes.astype(np.float32)
    broad = {"color": theme.MUTED, "width": 11}
    lab = plot.scatter(x, losses.lab.astype(np.float32), "lines", line=broad, opacity=0.35, name=t("legend_lab"))
    data = [lab | {"hoverinfo": "skip"}, *_curves(losses, losses.programs, "lines+markers")]
    up = theme.log_axis(t("axis_loss"), np.concatenate([losses.lab, *losses.programs.values()]), FLOOR)
    figure = plot.figure(data, theme.layout(_pass_axis(losses, t), up, showlegend=True))
    frames: list[list[Trace]] = [[{"upto": n}] * len(data) for n in grown]
    texts = t("panel_framework_losses"), t("panel_framework_losses_alt")
    return Panel("framework_losses", *texts, figure, list(range(len(data))), frames, columns=6)


def _away_panel(losses: Losses, grown: Sequence[int], t: Translate) -> Panel:
    """How far each program is from the lab; exactly the same stands at the foot."""
    away = {code: np.maximum(values, FLOOR) for code, values in losses.away.items()}
    high = max(0.0, float(np.log10(max(values.max() for values in away.values()))) + 0.5)
    powers = list(range(-16, 1, 4))
    ticks = {
        "tickvals": [FLOOR, *(10.0**power for power in powers)],
        "ticktext": ["0", *(in_tens(f"1e{p:+03d}") for p in powers)],
    }
    up = theme.axis(t("axis_away"), (float(np.log10(FLOOR)) - 0.6, max(high, -7.0)), type="log", **ticks)
    data = _curves(losses, away, "lines+markers")
    figure = plot.figure(data, theme.layout(_pass_axis(losses, t), up, showlegend=True))
    frames: list[list[Trace]] = [[{"upto": n}] * len(data) for n in grown]
    texts = t("panel_framework_away"), t("panel_framework_away_alt")
    return Panel("framework_away", *texts, figure, list(range(len(data))), frames, columns=6)
