"""The film of a race down a landscape: the map, the loss, the surface in 3-D, and on quadratics what theory says.

A frame is an update; frame 0 is the start.
"""

import numpy as np

from charts import plot, theme
from charts.film import Film, pace
from charts.gradient_descent.landscape.captions import caption_of
from charts.gradient_descent.landscape.map import map_panel
from charts.gradient_descent.landscape.scene import STYLES, Race
from charts.gradient_descent.landscape.surface import surface_panel
from charts.gradient_descent.landscape.theory import eigen_panel, rates_panel
from charts.panel import Panel
from charts.story import Translate


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
    curves = range(len(traces))
    return Panel("loss", t("panel_loss"), t("panel_loss_alt"), figure, curves, frames, columns=5, shared=curves)
