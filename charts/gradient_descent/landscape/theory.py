"""What theory says about a race on a quadratic: the map of learning rate and momentum, and the eigen-directions."""

import numpy as np

from charts import plot, theme
from charts.gradient_descent.landscape.scene import STYLES, Race
from charts.panel import Panel
from charts.plot import Layout, Trace
from charts.story import Translate
from core.gradient_descent.stability import REGIMES, convergence_rate, eigen, eigen_coordinates, regimes

RATES, MOMENTA = 61, 41
MAX_MOMENTUM = 0.98
SLOWEST = 1.1  # factors above this are drawn alike
DASHES = ("solid", "dot")  # the flat direction, the steep one


def rates_panel(race: Race, t: Translate) -> Panel:
    """How fast gradient descent with momentum converges, for every learning rate and momentum; a click chooses both."""
    assert race.surface.hessian is not None
    eigenvalues, _ = eigen(race.surface.hessian)
    high = max(4.2 / float(eigenvalues[-1]), 1.05 * race.params.learning_rate)
    rates, momenta = np.linspace(0, high, RATES), np.linspace(0, MAX_MOMENTUM, MOMENTA)
    eta, beta = np.meshgrid(rates, momenta)
    factors = np.minimum(convergence_rate(eta, beta, eigenvalues), SLOWEST)
    names = regimes(eta, beta, float(eigenvalues[-1]))
    rate, momentum, factor = t("learning_rate_short"), t("momentum_short"), t("factor_short")
    layout = theme.layout(
        theme.axis(rate, (0.0, high), nticks=6),
        theme.axis(momentum, (0.0, MAX_MOMENTUM), nticks=5),
        annotations=[*_regime_names(rates, momenta, names, t), _one_step(float(eigenvalues[-1]), t)],
    )
    ground = plot.heatmap(
        x=rates, y=momenta, z=factors, zmin=0.0, zmax=SLOWEST, colorscale=theme.HEIGHTS,
        hovertemplate=f"{rate} %{{x:.3~g}}<br>{momentum} %{{y:.3~f}}<br>{factor} %{{z:.3~f}}<extra></extra>",
        colorbar={"thickness": 10, "title": {"text": factor, "font": {"size": 11}}, "tickcolor": theme.INK},
    )  # fmt: skip
    uses_momentum = any(name in ("momentum", "nesterov") for name in race.names)
    marker = {"symbol": "cross-thin", "size": 16, "line": {"width": 3, "color": theme.ALARM}}
    here = plot.scatter(
        x=[race.params.learning_rate], y=[race.params.momentum if uses_momentum else 0.0],
        mode="markers", marker=marker, hoverinfo="skip", showlegend=False,
    )  # fmt: skip
    return Panel(
        name="rates",
        title=t("panel_rates"),
        alt=t("panel_rates_alt"),
        figure=plot.figure([ground, *_borders(float(eigenvalues[-1])), here], layout),
        traces=[],
        frames=[[]] * race.n_frames,
        columns=6,
        rows=2,
        hint=t("hint_rates"),
        pick=("learning_rate", "momentum"),
    )


def _borders(curvature: float) -> list[Trace]:
    """Where the roots become complex, β = (1 − √(ηλ))², and where they leave the unit circle, ηλ = 2(1 + β)."""
    roots = np.linspace(0, 2, RATES)  # √(ηλ)
    line = {"color": theme.INK, "width": 1.5}
    style: Trace = {"mode": "lines", "line": line, "hoverinfo": "skip", "showlegend": False}
    ripples = plot.scatter(x=roots**2 / curvature, y=(1 - roots) ** 2, **style)
    stable = plot.scatter(x=[2 / curvature, 4 / curvature], y=[0, 1], **style)
    dot = {"color": theme.INK, "size": 8}
    one_step = plot.scatter(x=[1 / curvature], y=[0], mode="markers", marker=dot, hoverinfo="skip", showlegend=False)
    return [ripples, stable, one_step]


def _one_step(curvature: float, t: Translate) -> Layout:
    place = {"x": 1 / curvature, "y": 0, "yshift": 14, "showarrow": False}
    return {"text": t("regime_one-step"), "font": {"size": 11, "color": theme.INK}, **place}


def _regime_names(rates: np.ndarray, momenta: np.ndarray, names: np.ndarray, t: Translate) -> list[Layout]:
    """The name of each regime inside its region; one step is a single point of the axis."""
    style = {"showarrow": False, "font": {"size": 11, "color": theme.INK}, "bgcolor": theme.SURFACE, "opacity": 0.85}
    labels = []
    for code, name in enumerate(REGIMES):
        rows, columns = np.nonzero(names == code)
        if not rows.size or name == "one-step":
            continue
        i = int(np.median(rows))
        j = int(np.median(columns[rows == i]))
        left = {"xanchor": "left", "x": float(rates[1])} if name == "monotone" else {"x": float(rates[j])}
        labels.append({"text": t(f"regime_{name}"), "y": float(momenta[i]), **style, **left})
    return labels


def eigen_panel(race: Race, t: Translate) -> Panel:
    """The distance from the minimum along the flat and the steep direction, for each optimizer."""
    assert race.surface.hessian is not None
    along = np.abs(eigen_coordinates(race.history.positions[race.steps], race.surface.hessian))
    shown = np.maximum(along, 1e-9 * max(1.0, float(along.max())))
    eigenvalues, _ = eigen(race.surface.hessian)
    layout = theme.layout(
        theme.axis(t("axis_update"), (0.0, float(race.steps[-1])), nticks=6),
        theme.log_axis(t("axis_distance"), shown, 1e-12),
        showlegend=True,
    )
    traces = []
    for k, name in enumerate(race.names):
        for d, direction in enumerate(("flat", "steep")):
            label = t(f"eigen_{direction}", name=t(f"optimizers_{name}"), curvature=f"{eigenvalues[d]:.3g}")
            line = {"color": STYLES[name].colour, "dash": DASHES[d], "width": 2}
            traces.append(plot.scatter(x=race.steps, y=shown[:, k, d], mode="lines", line=line, name=label))
    frames = [[{"upto": k + 1}] * len(traces) for k in range(race.n_frames)]
    figure = plot.figure(traces, layout)
    moving = range(len(traces))
    return Panel("eigen", t("panel_eigen"), t("panel_eigen_alt"), figure, moving, frames, columns=6, rows=2)
