"""The map of a race: contours, paths, and what moves each optimizer."""

import numpy as np

from charts import plot, raster, theme
from charts.gradient_descent.landscape.scene import STYLES, Race
from charts.panel import Panel
from charts.plot import NOTHING, Trace
from charts.story import Translate
from core import Array

ARROW_SHARE = 0.16  # the longest arrow of its kind, and the longest side of a rectangle, as a part of the map
PIXELS = 240


def map_panel(race: Race, t: Translate) -> Panel:
    """The landscape from above; a click starts the race there."""
    x0, x1, y0, y1 = race.surface.bounds
    images = [raster.ground(raster.levels(race.heights(PIXELS)), race.surface.bounds, raster.PALETTE)]
    axes = [theme.axis(name, ends, showgrid=False) for name, ends in (("x", (x0, x1)), ("y", (y0, y1)))]
    layout = theme.layout(*axes, images=images, showlegend=True)
    paths = [_path(race, k, t) for k in range(len(race.names))]
    heads = [_head(race, k) for k in range(len(race.names))]
    arrows = [
        _arrows(race, t("legend_gradient"), theme.PATH),
        *([_arrows(race, t("legend_velocity"), theme.ADDED)] if race.has_velocity else []),
        *([_rectangles(t("legend_square"))] if race.has_square else []),
    ]
    still, casings = [_minima(race, t)], [_casing(path) for path in paths]
    frames = _frames(race)
    return Panel(
        name="map",
        title=t("panel_map"),
        alt=t("panel_map_alt"),
        figure=plot.figure([*still, *casings, *paths, *heads, *arrows], layout),
        traces=range(len(still), len(still) + len(frames[0])),
        frames=frames,
        columns=7,
        rows=3,
        to_scale=True,
        hint=t("hint_start"),
        pick=("start",),
    )


def _minima(race: Race, t: Translate) -> Trace:
    x, y = np.array(race.surface.minima).T
    marker = {"symbol": "cross-thin", "size": 12, "line": {"width": 3, "color": theme.ALARM}}
    return plot.scatter(x=x, y=y, mode="markers", marker=marker, name=t("legend_minimum"), hoverinfo="skip")


def _path(race: Race, k: int, t: Translate) -> Trace:
    style, path = STYLES[race.names[k]], race.history.positions[race.steps, k]
    line = {"color": style.colour, "dash": style.dash, "width": 2.5}
    name = t(f"optimizers_{race.names[k]}")
    return plot.scatter(x=path[:, 0], y=path[:, 1], mode="lines", line=line, name=name, hoverinfo="skip")


def _casing(path: Trace) -> Trace:
    """A pale line under a path, wider than it."""
    line = {"color": theme.CASING, "width": path["line"]["width"] + 3}
    return plot.scatter(x=path["x"], y=path["y"], mode="lines", line=line, showlegend=False, hoverinfo="skip")


def _head(race: Race, k: int) -> Trace:
    style = STYLES[race.names[k]]
    marker = {"color": style.colour, "symbol": style.symbol, "size": 13, "line": {"color": theme.SURFACE, "width": 1.5}}
    x, y = race.start
    return plot.scatter(x=[x], y=[y], mode="markers", marker=marker, showlegend=False, hoverinfo="skip")


def _arrows(race: Race, name: str, colour: str) -> Trace:
    """Arrows of all optimizers in one trace, each from its head, with a gap after each."""
    sizes = [0, 12, 0] * len(race.names)
    marker = {
        "symbol": "arrow", "angleref": "previous", "size": sizes, "color": colour, "opacity": 1, "line": {"width": 0},
    }  # fmt: skip
    line = {"color": colour, "width": 2}
    return plot.scatter(**NOTHING, mode="lines+markers", line=line, marker=marker, name=name, hoverinfo="skip")


def _rectangles(name: str) -> Trace:
    line = {"color": theme.MUTED, "width": 1.5, "dash": "dot"}
    return plot.scatter(**NOTHING, mode="lines", line=line, name=name, hoverinfo="skip")


def _frames(race: Race) -> list[list[Trace]]:
    """Each frame: paths so far, heads, and at each head what the next update works with."""
    h = race.history
    drawn = [-_scaled(race, h.gradients), -_scaled(race, h.velocities), _scaled(race, np.sqrt(h.squares))]
    return [_frame(race, k, drawn) for k in range(race.n_frames)]


def _frame(race: Race, k: int, drawn: list[Array]) -> list[Trace]:
    step = int(race.steps[k])
    heads = race.history.positions[step]
    used = min(step, race.params.n_steps - 1)  # the last frame shows what the last update worked with
    downhill, velocity, sides = (vectors[used] for vectors in drawn)
    arrows = [downhill, velocity] if race.has_velocity else [downhill]
    boxes = [sides] if race.has_square else []
    return [
        *[{"upto": k + 1}] * (2 * len(heads)),  # casings and paths
        *({"x": [x], "y": [y]} for x, y in heads.tolist()),
        *(_joined([[head, head + one] for head, one in zip(heads, each, strict=True)]) for each in arrows),
        *(_joined([_corners(head, one) for head, one in zip(heads, each, strict=True)]) for each in boxes),
    ]


def _scaled(race: Race, vectors: Array) -> Array:
    """Vectors of the whole race on a scale on which the longest is ARROW_SHARE of the map."""
    longest = float(np.linalg.norm(vectors[race.steps[:-1]], axis=-1).max(initial=0.0))
    x0, x1, *_ = race.surface.bounds
    return vectors * (ARROW_SHARE * (x1 - x0) / longest if longest else 0.0)


def _corners(centre: Array, sides: Array) -> list[Array]:
    signs = ((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1))
    return [centre + np.array(s) * sides / 2 for s in signs] if sides.any() else []


def _joined(lines: list[list[Array]]) -> Trace:
    """Several lines as one, with a gap after each."""
    x: list[float | None] = []
    y: list[float | None] = []
    for line in lines:
        x += [*(float(p[0]) for p in line), None]
        y += [*(float(p[1]) for p in line), None]
    return {"x": x, "y": y}
