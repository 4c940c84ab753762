"""What has no time axis: the path of the state, the state of the present step, and what it expects next."""

from collections.abc import Sequence

import numpy as np

from charts import plot, theme
from charts.cells import box, colour_of, path, short, symmetric
from charts.panel import Panel
from charts.plot import Layout, Trace
from charts.recurrent.moments import Moment
from charts.recurrent.scene import Scene
from charts.recurrent.traces import area, curve, dot, visible
from charts.story import Translate
from core import Array
from core.recurrent.losses import softmax

NUMBERED = 8  # units whose numbers are shown one by one
BEST = 5  # classes whose probability is shown
SQUARE = 0.7  # the shorter side of the map, at least, as a part of the longer one
BARE: Layout = {"showgrid": False, "showticklabels": False}


def trajectory_panel(scene: Scene, moments: Sequence[Moment], t: Translate) -> Panel:
    """The path of h, seen in the two directions along which it varies most."""
    along_training = scene.params.axis == "training"
    paths = [scene.path(reading) for reading in (scene.readings if along_training else [scene.reading])]
    last = paths[-1]
    first = {"symbol": "square-open", "size": 11, "color": theme.INK, "line": {"width": 2}}
    data = [
        curve(last[:, 0], last[:, 1], t("legend_states"), theme.MUTED, width=1, marks=5),
        plot.scatter(**places(last[:1]), mode="markers", marker=first, name=t("legend_first_state"), hoverinfo="skip"),
        dot(last[-1:, 0], last[-1:, 1], t("legend_state")),
    ]
    figure = plot.figure(data, theme.layout(*plane_axes(scene, paths, t), showlegend=True))
    frames: list[list[Trace]] = [[places(p), places(p[:1]), places(p[-1:])] for p in paths]
    if not along_training:
        reached = [scene.T if m.backward else m.step for m in moments]
        now = [last[m.step : m.step + 1] for m in moments]
        frames = [[{"upto": n + 1}, places(last[:1]), places(p)] for n, p in zip(reached, now, strict=True)]
    texts = t("panel_trajectory"), t("panel_trajectory_alt")
    return Panel("trajectory", *texts, figure, [0, 1, 2], frames, columns=4, rows=2, to_scale=True)


def plane_axes(scene: Scene, paths: Sequence[Array], t: Translate) -> list[Layout]:
    """Both directions on one scale, with the part of the variance that each holds; no map is a mere strip."""
    points = np.concatenate(paths)
    low, high = points.min(axis=0), points.max(axis=0)
    widest = float(max((high - low).max(), 1e-3))
    room = np.maximum(0.08 * widest, (SQUARE * widest - (high - low)) / 2)
    names = [t("axis_direction", n=n + 1, percent=f"{100 * part:.0f}") for n, part in enumerate(scene.plane[2])]
    return [theme.axis(name, (a, b)) for name, a, b in zip(names, low - room, high + room, strict=True)]


def places(points: Array) -> Trace:
    """Points of the plane as a trace takes them."""
    return {"x": points[:, 0], "y": points[:, 1]}


def state_panel(scene: Scene, moments: Sequence[Moment], t: Translate) -> Panel:
    """The present h as a column of squares with their numbers, for networks with few units."""
    h, H = scene.reading.h, scene.params.hidden_size
    limit, middles = symmetric(h), np.arange(H) + 0.5
    line = {"color": theme.MUTED, "width": 0.5}
    squares = [area("white", **path(box(0, 1, n + 0.04, n + 0.96)), line=line) for n in range(H)]
    numbers = text(np.full(H, 0.5), middles, theme.ON_CELLS)
    ticks = {"tickvals": middles, "ticktext": [str(n + 1) for n in range(H)]}
    axes = theme.axis("", (-0.6, 1.6), **BARE), theme.axis(t("axis_unit"), (H, 0), showgrid=False, **ticks)
    figure = plot.figure(
        data=[*squares, numbers], layout=theme.layout(*axes, margin={"l": 58, "r": 12, "t": 8, "b": 12})
    )
    frames: list[list[Trace]] = []
    for m in moments:
        values = h[m.step].tolist()
        frames.append([*({"fillcolor": colour_of(v, limit)} for v in values), {"text": [short(v) for v in values]}])
    return Panel("state", t("panel_state"), t("panel_state_alt"), figure, list(range(H + 1)), frames, columns=4, rows=2)


def next_panel(scene: Scene, moments: Sequence[Moment], t: Translate) -> Panel:
    """The likeliest next characters at the present step, as bars with their names."""
    scores = scene.reading.outputs
    warmth = scene.params.temperature if scene.written and scene.params.temperature else 1.0
    shares = softmax(scores / warmth)
    n = min(BEST, shares.shape[1])
    rows = np.arange(n, dtype=float)
    bars = [curve([0, 0], [y, y], "", theme.NEGATIVE, width=16) for y in rows]
    names = text(np.full(n, -0.1), rows, theme.INK)
    axes = (
        theme.axis(t("axis_probability"), (-0.2, 1.05), tickvals=[0, 0.5, 1]),
        theme.axis("", (n - 0.5, -0.5), **BARE),
    )
    figure = plot.figure([*bars, names], theme.layout(*axes, margin={"l": 12, "r": 12, "t": 8, "b": 44}))
    frames = [next_frame(scene, shares, m.step, n) for m in moments]
    return Panel("next", t("panel_next"), t("panel_next_alt"), figure, list(range(n + 1)), frames, columns=4, rows=2)


def next_frame(scene: Scene, shares: Array, step: int, n: int) -> list[Trace]:
    """The n likeliest characters after a step; before the first one there are none."""
    if step == 0:
        return [*[{"x": [0, 0]}] * n, {"text": [""] * n}]
    best = np.argsort(-shares[step - 1])[:n].tolist()
    bars: list[Trace] = [{"x": [0, float(shares[step - 1, code])]} for code in best]
    return [*bars, {"text": visible([scene.symbol(code) for code in best])}]


def text(x: Array, y: Array, colour: str) -> Trace:
    """Places for words, all of them empty."""
    font = {"size": 15, "color": colour}
    return plot.scatter(x=x, y=y, mode="text", text=[""] * len(x), textfont=font, hoverinfo="skip")
