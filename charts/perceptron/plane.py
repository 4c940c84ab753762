"""The plane of a perceptron's film: data, half-planes, the line before and after, w, and what an update adds to it."""

from typing import Any

import numpy as np

from charts import plot, theme
from charts.geometry import Line, Window, columns, halves, square_window
from charts.panel import Panel
from charts.perceptron.scene import PlaneNames, Scene
from charts.plot import NOTHING, Trace
from charts.story import Translate

ARROW_SHARE = 0.3  # the longest w in the plane is this part of the window


def plane_panel(scene: Scene, names: PlaneNames, t: Translate) -> Panel:
    """The data, both half-planes, the line before and after, w, and what the update adds to it."""
    window = window_of(scene)
    layout = theme.layout(theme.axis(names.x1, window[:2]), theme.axis(names.x2, window[2:]), showlegend=True)
    scale = arrow_scale(scene, window)
    still = [_points(scene, +1, names.positive), _points(scene, -1, names.negative)]
    moving = _moving_traces(scene, t)
    return Panel(
        name="plane",
        title=t("panel_plane"),
        alt=t("panel_plane_alt"),
        figure=plot.figure([*moving[:2], *still, *moving[2:]], layout),
        traces=[0, 1, *range(4, 2 + len(moving))],
        frames=[_plane_frame(scene, k, window, scale) for k in range(scene.n_frames)],
        columns=7,
        rows=3,
        to_scale=True,
    )


def window_of(scene: Scene) -> Window:
    """All points; without a bias also the origin, through which every line goes, with room for the arrow w."""
    if scene.params.uses_bias:
        return square_window(scene.X)
    return square_window(np.vstack([scene.X, np.zeros(2)]), margin=ARROW_SHARE)


def arrow_scale(scene: Scene, window: Window) -> float:
    """How long one unit of w is drawn in the plane: the same over the whole film."""
    longest = float(np.linalg.norm(scene.history.current_weights[scene.after], axis=1).max())
    return ARROW_SHARE * (window[1] - window[0]) / longest if longest else 0.0


def _points(scene: Scene, label: int, name: str) -> Trace:
    x = scene.X[scene.y == label]
    colour = theme.POSITIVE if label > 0 else theme.NEGATIVE
    symbol = theme.POSITIVE_SYMBOL if label > 0 else theme.NEGATIVE_SYMBOL
    marker = {"color": colour, "symbol": symbol, "size": 9, "line": {"color": theme.SURFACE, "width": 1}}
    return plot.scatter(x=x[:, 0], y=x[:, 1], mode="markers", name=name, marker=marker, hovertemplate="(%{x}, %{y})")


def _moving_traces(scene: Scene, t: Translate) -> list[Trace]:
    """Every trace of the plane that changes, empty: areas, lines, markers, arrows."""

    def area(colour: str) -> Trace:
        return plot.scatter(**NOTHING, mode="lines", line={"width": 0}, fill="toself", fillcolor=colour, **quiet)

    def line(key: str, shown: bool = True, **style: Any) -> Trace:
        return plot.scatter(**NOTHING, mode="lines", name=t(key), line=style, hoverinfo="skip", showlegend=shown)

    def markers(key: str, **style: Any) -> Trace:
        return plot.scatter(**NOTHING, mode="markers", name=t(key), marker=style, hoverinfo="skip")

    quiet: Trace = {"hoverinfo": "skip", "showlegend": False}
    variant = scene.params.variant
    return [
        area(theme.POSITIVE_AREA),
        area(theme.NEGATIVE_AREA),
        line("legend_before", color=theme.MUTED, width=2, dash="dot"),
        line("legend_line" if variant == "standard" else "legend_working", color=theme.INK, width=2.5),
        line(f"legend_{variant}", shown=variant != "standard", color=theme.ADDED, width=4, dash="dash"),
        markers(
            "legend_wrong",
            color=theme.ALARM,
            symbol="x-thin",
            size=9,
            line={"color": theme.ALARM, "width": 2},
        ),
        markers("legend_sample", color="rgba(0,0,0,0)", size=20, line={"color": theme.INK, "width": 2.5}),
        arrow(t("legend_w_before"), theme.MUTED, dash="dot"),
        arrow(t("legend_added"), theme.ADDED),
        arrow(t("legend_w"), theme.INK),
        plot.scatter(
            **NOTHING,
            mode="text",
            text=[t("line_outside")],
            textfont={"color": theme.INK},
            hoverinfo="skip",
            showlegend=False,
        ),
    ]


def arrow(name: str, colour: str, shown: bool = True, **line: Any) -> Trace:
    """An arrow from a first point to a second one."""
    return plot.scatter(
        **NOTHING,
        mode="lines+markers",
        name=name,
        line={"color": colour, "width": 3, **line},
        marker={
            "symbol": "arrow",
            "angleref": "previous",
            "size": [0, 14],
            "color": colour,
            "opacity": 1,
            "line": {"width": 0},
        },
        hoverinfo="skip",
        showlegend=shown,
    )


def _plane_frame(scene: Scene, k: int, window: Window, scale: float) -> list[Trace]:
    """What frame k changes, in the order of `_moving_traces`."""
    w, b = scene.working(int(scene.after[k]))
    old_w, old_b = scene.working(int(scene.before[k]))
    answer = halves(scene.answer[0][k], float(scene.answer[1][k]), window)
    line = halves(w, b, window).boundary
    ghost = halves(old_w, old_b, window).boundary if scene.updated(k) else []
    wrong = scene.X[scene.wrong(k)]
    ringed = scene.X[scene.seen[1][k]][None] if k > 0 else scene.X[:0]
    middle = np.array([window[0] + window[1], window[2] + window[3]]) / 2
    arrows: list[Line] = [[], [], []]
    if w.any():
        foot = np.mean(line, axis=0) if line else middle
        arrows = step_arrows(foot, scale * old_w, scale * w, scene.updated(k))
    note = [] if line or not w.any() else [(middle[0], window[2] + 0.05 * (window[3] - window[2]))]
    return [
        xy(answer.positive),
        xy(answer.negative),
        xy(ghost),
        xy(line),
        xy(answer.boundary) if scene.params.variant != "standard" else NOTHING,
        *map(xy, [wrong, ringed, *arrows, note]),
    ]


def step_arrows(foot: Any, old: Any, new: Any, updated: bool) -> list[Line]:
    """w before, what is added tip to tail, and w after, all from one foot."""
    start, tip, end = tuple(foot), tuple(foot + old), tuple(foot + new)
    return [[start, tip] if old.any() else [], [tip, end], [start, end]] if updated else [[], [], [start, end]]


def xy(points: Any) -> Trace:
    if not len(points):
        return NOTHING
    x, y = columns(points)
    return {"x": x, "y": y}
