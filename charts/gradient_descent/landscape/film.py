"""The film of a race down a landscape: the map, the loss, the surface in 3-D, and on quadratics what theory says.

A frame is an update; frame 0 is the start.
"""

import numpy as np

from charts import plot, theme
from charts.film import Film, Panel, pace
from charts.gradient_descent.landscape.captions import caption_of
from charts.gradient_descent.landscape.map import map_panel
from charts.gradient_descent.landscape.scene import STYLES, Race
from charts.gradient_descent.landscape.theory import eigen_panel, rates_panel
from charts.plot import Trace
from charts.story import Translate

HEIGHT_SHARE = 0.9  # heights above this share of the map's highest are cut off in 3-D


def film(race: Race, run: str, t: Translate) -> Film:
    """The film of one race; `run` names it, the same in every language."""
    frames = range(race.n_frames)
    panels = [map_panel(race, t), loss_panel(race, t), surface_panel(race, t)]
    if race.surface.hessian is not None:
        panels += [rates_panel(race, t), eigen_panel(race, t)]
    return Film(
        panels=panels,
        captions=[caption_of(race, k, t) for k in frames],
        time_axis=t("time_update"),
        marks=[t("mark_update", update=int(race.steps[k])) for k in frames],
        run=run,
        times=race.steps.tolist(),
        poster=race.n_frames // 3,
        frames_per_second=pace(race.n_frames),
    )


def loss_panel(race: Race, t: Translate) -> Panel:
    """The height of each optimizer at each update, on a logarithmic axis."""
    losses = np.maximum(race.history.losses[race.steps], race.floor)
    layout = theme.layout(
        theme.axis(t("axis_update"), (0.0, float(race.steps[-1])), nticks=6),
        theme.log_axis(t("axis_loss"), losses, race.floor),
    )
    numbers = np.arange(race.n_frames)
    traces = []
    for k, name in enumerate(race.names):
        style = STYLES[name]
        line = {"color": style.colour, "dash": style.dash, "width": 2.5}
        traces.append(
            plot.scatter(
                x=race.steps, y=losses[:, k], mode="lines", line=line, name=t(f"optimizers_{name}"), customdata=numbers
            )
        )
    frames = [[{"upto": k + 1}] * len(traces) for k in numbers]
    figure = plot.figure(traces, layout)
    return Panel("loss", t("panel_loss"), t("panel_loss_alt"), figure, range(len(traces)), frames, columns=5)


def surface_panel(race: Race, t: Translate) -> Panel:
    """The same race on the surface itself."""
    x, y, heights = race.grid
    top = float(np.quantile(heights, HEIGHT_SHARE))
    ground = plot.surface(
        x=x, y=y, z=np.minimum(heights, top), colorscale=theme.HEIGHTS, showscale=False, opacity=0.85, hoverinfo="skip"
    )
    lift = 0.01 * top
    traces: list[Trace] = []
    for k, name in enumerate(race.names):
        path = race.history.positions[race.steps, k]
        z = np.minimum(race.history.losses[race.steps, k], top) + lift
        line = {"color": STYLES[name].colour, "width": 6}
        traces.append(plot.scatter3d(x=path[:, 0], y=path[:, 1], z=z, mode="lines", line=line, hoverinfo="skip"))
    x0, x1, y0, y1 = race.surface.bounds
    axis = {"color": theme.INK, "gridcolor": theme.GRID, "showbackground": False, "showspikes": False, "nticks": 4}
    scene = {
        "xaxis": {**axis, "title": {"text": "x"}, "range": [x0, x1]},
        "yaxis": {**axis, "title": {"text": "y"}, "range": [y0, y1]},
        "zaxis": {**axis, "title": {"text": ""}, "range": [0, top * 1.05], "showticklabels": False},
        "aspectmode": "manual",
        "aspectratio": {"x": 1, "y": 1, "z": 0.6},
        "camera": {"eye": {"x": 1.1, "y": -1.25, "z": 0.9}},
    }
    layout = theme.layout({}, {}, scene=scene, margin={"l": 0, "r": 0, "t": 0, "b": 0})
    frames = [[{"upto": k + 1}] * len(traces) for k in range(race.n_frames)]
    figure = plot.figure([ground, *traces], layout)
    moving = range(1, 1 + len(traces))
    return Panel(
        "surface", t("panel_surface"), t("panel_surface_alt"), figure, moving, frames, columns=5, rows=2, redraw=True
    )
