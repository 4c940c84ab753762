"""The race on the landscape as a surface: lines that lie on it, seen from where none of them is hidden."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from charts import plot, theme
from charts.gradient_descent.landscape.scene import STYLES, Race
from charts.panel import Panel
from charts.plot import Layout, Trace
from charts.story import Translate
from core import Array, IntArray

Flags = NDArray[np.bool_]

HEIGHT_SHARE = 0.9  # heights above this share of the map's highest are cut off
ASPECT = (1.0, 1.0, 0.6)
ROOM = 1.05  # from the ground to the top of the picture, in parts of the highest height
LIFT = 0.02  # of lines above the ground, and of their casing half of it
FAR = 1.9  # from the middle of the picture to the eye
TURNS = [math.radians(-49 + 30 * k) for k in (0, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 6)]
TILTS = [math.radians(degrees) for degrees in (28, 38, 48, 58, 68, 80)]
N_LOOKS = 300  # points of all lines that must be seen
NOWHERE = np.full((1, 2), np.nan)  # Plotly draws no line from there or to there
ALONG = np.linspace(0.01, 0.6, 60)  # parts of the way from a point to the eye, until it is out of the picture


@dataclass(frozen=True, eq=False)
class Ground:
    """The surface as it is drawn: heights of shape (len(y), len(x)), cut off at the top."""

    x: Array
    y: Array
    z: Array
    top: float

    def holds(self, points: Array) -> Flags:
        """Which points (…, 2) lie on the map."""
        low, high = np.array([self.x[0], self.y[0]]), np.array([self.x[-1], self.y[-1]])
        inside: Flags = np.all((points >= low) & (points <= high), axis=-1)
        return inside

    def under(self, points: Array) -> Array:
        """The height below points (…, 2): the most that a triangle between corners of the grid can have there."""
        u, i = self._place(points[..., 0], self.x)
        v, j = self._place(points[..., 1], self.y)
        a, b, c, d = self.z[j, i], self.z[j, i + 1], self.z[j + 1, i], self.z[j + 1, i + 1]
        between: Array = (1 - v) * ((1 - u) * a + u * b) + v * ((1 - u) * c + u * d)
        return between + np.abs(a + d - b - c) / 4

    @staticmethod
    def _place(values: Array, marks: Array) -> tuple[Array, IntArray]:
        """How far into its cell a value lies, 0 … 1, and which cell that is."""
        part = np.clip((values - marks[0]) / (marks[1] - marks[0]), 0, len(marks) - 1)
        cell = np.minimum(part.astype(int), len(marks) - 2)
        return part - cell, cell

    def in_picture(self, places: Array) -> Array:
        """Places (…, 3) in the coordinates of the picture, in which the eye is given, too."""
        low = np.array([self.x[0], self.y[0], 0.0])
        high = np.array([self.x[-1], self.y[-1], self.top * ROOM])
        moved: Array = ((places - low) / (high - low) - 0.5) * np.array(ASPECT)
        return moved


def ground_of(race: Race) -> Ground:
    """The landscape over the map's grid."""
    x, y, heights = race.grid
    top = float(np.quantile(heights, HEIGHT_SHARE))
    return Ground(x, y, np.minimum(heights, top), top)


def line_on(ground: Ground, race: Race, k: int) -> tuple[Array, IntArray]:
    """The path of optimizer k as it lies on the ground, (n, 3), and how many of its points each frame shows.

    A long step gets points on its way, or it would run through a hill. Of a step that leaves the map, the part on it is
    drawn; a place of nan parts what is not joined.
    """
    path = race.history.positions[race.steps, k]
    points, counts = _walked(ground, path[:-1], path[1:])
    points = np.concatenate([path[:1] if ground.holds(path[0]) else NOWHERE, points])
    on_map = np.where(np.isnan(points), path[0], points)
    heights = np.maximum(np.asarray(race.surface.f(on_map[:, 0], on_map[:, 1])), ground.under(on_map))
    z = np.where(np.isnan(points[:, 0]), np.nan, np.clip(heights, 0, ground.top) + LIFT * ground.top)
    return np.column_stack([points, z]), np.cumsum([1, *counts])


def _walked(ground: Ground, starts: Array, ends: Array) -> tuple[Array, IntArray]:
    """The points of steps (n, 2) on their way over the map, without those starts that lie on it; how many each has."""
    low, high = np.array([[ground.x[0], ground.y[0]], [ground.x[-1], ground.y[-1]]])
    ways = ends - starts
    with np.errstate(divide="ignore", invalid="ignore"):  # who goes along an edge, 0 / 0, never crosses it
        at = [np.nan_to_num((low - starts) / ways, nan=-np.inf), np.nan_to_num((high - starts) / ways, nan=np.inf)]
    entered, left = np.minimum(*at).max(axis=1), np.maximum(*at).min(axis=1)
    first, last = np.clip(entered, 0, 1), np.clip(left, 0, 1)
    is_seen = (entered <= left) & (entered <= 1) & (left >= 0)
    cell = (high - low) / (np.array([len(ground.x), len(ground.y)]) - 1)
    part = np.where(is_seen, last - first, 0)
    n = np.maximum(1, np.ceil(np.abs(ways / cell).max(axis=1) * part)).astype(int)
    # of every step a place of nan, the one where it comes onto the map, n more; of one that never does, the first alone
    m = np.where(is_seen, n + 2, 1)
    step = np.repeat(np.arange(len(n)), m)
    j = np.arange(len(step)) - np.repeat(np.cumsum(m) - m, m) - 1
    along = first[step] + part[step] * j / n[step]
    points: Array = np.clip(starts[step] + ways[step] * along[:, None], low, high)
    points[j < 0] = np.nan
    kept = (j > 0) | (first > 0)[step] | ~is_seen[step]
    return points[kept], np.bincount(step[kept], minlength=len(n))


def hidden(ground: Ground, places: Array, eye: Array) -> Flags:
    """Which places (n, 3) the ground hides from an eye (3,) in the coordinates of the picture."""
    scale = np.array([ground.x[-1] - ground.x[0], ground.y[-1] - ground.y[0], ground.top * ROOM]) / ASPECT
    ways = (eye - ground.in_picture(places)) * scale
    on_way = places[:, None] + ALONG[:, None] * ways[:, None]
    covered = ground.holds(on_way[..., :2]) & (on_way[..., 2] < ground.under(on_way[..., :2]))
    behind: Flags = np.any(covered, axis=1)
    return behind


def eye_on(ground: Ground, places: Array) -> Array:
    """Where to look from: as low and as near to the usual side as nothing of these places (n, 3) is hidden."""
    shown = places[ground.holds(places[:, :2])]
    looks = shown[np.linspace(0, len(shown) - 1, min(N_LOOKS, len(shown))).astype(int)]
    eyes = [FAR * np.array([math.cos(tilt) * math.cos(turn), math.cos(tilt) * math.sin(turn), math.sin(tilt)])
            for tilt in TILTS for turn in TURNS]  # fmt: skip

    def sees_all(eye: Array) -> bool:
        """A few of the places are enough to refuse most eyes."""
        return not hidden(ground, looks[:: N_LOOKS // 30], eye).any() and not hidden(ground, looks, eye).any()

    return next((eye for eye in eyes if sees_all(eye)), eyes[-len(TURNS)])


def surface_panel(race: Race, t: Translate) -> Panel:
    """The same race on the surface itself; dragging turns it."""
    ground = ground_of(race)
    lines = [line_on(ground, race, k) for k in range(len(race.names))]
    traces: list[Trace] = [
        plot.surface(
            x=ground.x, y=ground.y, z=ground.z, colorscale=theme.HEIGHTS, showscale=False, opacity=0.85,
            hoverinfo="skip",
        )
    ]  # fmt: skip
    below = np.array([0, 0, LIFT * ground.top / 2])
    traces += [_line(points - below, theme.CASING, 11) for points, _ in lines]
    traces += [_line(points, STYLES[name].colour, 5) for name, (points, _) in zip(race.names, lines, strict=True)]
    eye = eye_on(ground, np.concatenate([points for points, _ in lines]))
    layout = theme.layout({}, {}, scene=_scene(ground, race, eye), margin={"l": 0, "r": 0, "t": 0, "b": 0})
    frames = [[{"upto": int(ends[k])} for _, ends in [*lines, *lines]] for k in range(race.n_frames)]
    look: dict[str, Any] = {"columns": 5, "rows": 2, "redraw": True, "turns": True, "hint": t("hint_turn")}
    figure, moving = plot.figure(traces, layout), range(1, len(traces))
    return Panel("surface", t("panel_surface"), t("panel_surface_alt"), figure, moving, frames, **look)


def _line(points: Array, colour: str, width: float) -> Trace:
    x, y, z = points.T
    return plot.scatter3d(x=x, y=y, z=z, mode="lines", line={"color": colour, "width": width}, hoverinfo="skip")


def _scene(ground: Ground, race: Race, eye: Array) -> Layout:
    axis = {"color": theme.INK, "gridcolor": theme.GRID, "showbackground": False, "showspikes": False, "nticks": 4}
    return {
        "xaxis": {**axis, "title": {"text": "x"}, "range": [ground.x[0], ground.x[-1]]},
        "yaxis": {**axis, "title": {"text": "y"}, "range": [ground.y[0], ground.y[-1]]},
        "zaxis": {**axis, "title": {"text": ""}, "range": [0, ground.top * ROOM], "showticklabels": False},
        "aspectmode": "manual",
        "aspectratio": dict(zip("xyz", ASPECT, strict=True)),
        "camera": {"eye": dict(zip("xyz", eye.tolist(), strict=True))},
        "uirevision": race.params.landscape,
    }
