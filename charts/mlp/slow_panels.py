"""The pictures of one update in slow motion: numbers in the network, the sample in the plane, a sum, the loss."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from charts import cells, plot, theme
from charts.mlp import network
from charts.mlp.maps import Pixels, levels
from charts.mlp.places import Edge, Places
from charts.mlp.plane import plane_panel
from charts.mlp.rows import Row, brief, rows_panel, shown
from charts.mlp.scene import Scene
from charts.mlp.slow import Lit, Moment, Values, answer_symbol, columns_at, lit_at, unit_at
from charts.mlp.sums import worked_out
from charts.panel import Act, Panel, Scale
from charts.plot import NOTHING, Trace
from charts.story import Translate

BOX = 20  # how wide a neuron is that shows a number
COLOURS = 33
FLAT = 24  # pixels along the side of a picture of one colour: so fine that its edges are sharp
FULL = 9  # neurons in a column, more have smaller numbers
LETTERS: dict[str, str] = {"forward": "w", "done": "w", "backward": "∂L/∂w", "update": "Δw"}


def slow_network(scene: Scene, moments: Sequence[Moment], t: Translate) -> Panel:
    """The number of every neuron, and the weights that matter at every moment."""
    places = Places(scene.params.sizes, BOX)
    images = [network.image(places, column) for column in range(len(places.sizes))]
    lines = network.lines_of(places, (t("scale_negative"), t("legend_line_positive")))
    still = [_all_lines(places), network.squares(places), network.biases(places)]
    heads = network.headings(scene, places, t)
    words: Trace = {"mode": "text", "hoverinfo": "skip"}
    size = 9 if max(places.sizes) > FULL else 12
    data = [
        *still,
        *lines,
        heads,
        plot.scatter(**NOTHING, **words, textfont={"size": size, "color": theme.ON_CELLS}),
        cells.outline(theme.PATH, 1.5, "dot"),
        cells.outline(theme.PATH, 3),
        plot.scatter(**NOTHING, mode="text", textfont={"size": 13, "color": theme.PATH}, hoverinfo="skip"),
    ]
    frames, pictures = [], []
    for moment in moments:
        columns, lit = columns_at(scene, moment), lit_at(scene, moment)
        frames.append(
            [
                *_widths(lit),
                _named(heads["text"], columns),
                _numbers(places, columns),
                *_marked(scene, places, moment),
                _chosen(scene, places, moment, lit),
            ]
        )
        pictures.append([network.column_picture(_colours(values, n), COLOURS) for values, n in _sized(places, columns)])
    acts = [*network.neuron_acts(scene, places, t), *network.editor_acts(scene, places, t)]
    acts += network.weight_acts(places, typed_after=scene.shown_epoch)
    figure = plot.figure(data, network.layout_of(places, images))
    texts = t("panel_slow_network"), t("panel_slow_network_alt")
    moving = list(range(len(still), len(data)))
    panel = Panel("network", *texts, figure, moving, frames, columns=7, rows=3, to_scale=True)
    scale = Scale(t("scale_negative"), t("scale_column"), theme.DIVERGING_ENDS)
    return replace(panel, pictures=pictures, acts=acts, scale=scale)


def _all_lines(places: Places) -> Trace:
    """Every weight, thin and grey: those that are lit lie on them."""
    x, y = (
        np.column_stack([ends.reshape(-1, 2).astype(float), np.full(len(ends) // 2, np.nan)]) for ends in places.lines
    )
    line = {"color": theme.GRID, "width": 1}
    return plot.scatter(x=x.ravel(), y=y.ravel(), mode="lines", line=line, hoverinfo="skip")


def _widths(lit: Lit) -> list[Trace]:
    """The lit lines by size and sign; what is exactly zero is not lit."""
    here = np.isfinite(lit.values) & (lit.values != 0)
    return network.by_width(lit.edges[here], lit.values[here], lit.limit)


def _sized(places: Places, columns: Sequence[Values]) -> list[tuple[Values, int]]:
    return list(zip(columns, places.sizes, strict=True))


def _colours(values: Values, n: int) -> Pixels:
    """One colour for each neuron, by its sign and its share of the column's largest; none before it is computed."""
    if not values.symbol:
        return np.full((FLAT**2, n), COLOURS, dtype=np.uint8)
    known = np.where(np.isfinite(values.numbers), values.numbers, 0)
    limit = float(np.abs(known).max(initial=0.0)) or 1.0
    return np.tile(levels(np.append(known, [limit]), COLOURS)[:-1], (FLAT**2, 1))


def _named(heads: Sequence[str], columns: Sequence[Values]) -> Trace:
    """The heading of every column, and the letter for what stands there."""
    return {"text": [" · ".join(filter(None, (head, v.symbol))) for head, v in zip(heads, columns, strict=True)]}


def _numbers(places: Places, columns: Sequence[Values]) -> Trace:
    """The number in every neuron."""
    x, y, text = [], [], []
    for column, (values, n) in enumerate(_sized(places, columns)):
        x += [places.x(column)] * n
        y += [places.y(column, unit) for unit in range(1, n + 1)]
        text += [brief(each) for each in values.numbers.tolist()] or [""] * n
    return {"x": x, "y": y, "text": text}


def _marked(scene: Scene, places: Places, moment: Moment) -> list[Trace]:
    """A frame around the layer of the moment, and one around the neuron that is worked out."""
    column = moment.layer
    x0, x1, y0, y1 = places.box(column, 1, places.sizes[column])
    around = cells.path(cells.box(x0 - 2, x1 + 2, y0 - 2, y1 + 2))
    if not column:
        return [around, NOTHING]
    unit = unit_at(scene, moment)
    return [around, cells.path(cells.box(*places.box(column, unit, unit)))]


def _chosen(scene: Scene, places: Places, moment: Moment, lit: Lit) -> Trace:
    """The chosen weight with its number: itself, its gradient, or what is added to it."""
    if scene.params.shown_weight is None:
        return {**NOTHING, "text": [""]}
    edge = Edge(*scene.params.shown_weight)
    ax, ay, bx, by = places.ends(edge)
    found = np.flatnonzero(lit.edges == places.index(edge))
    place = {"x": [(ax + bx) / 2], "y": [(ay + by) / 2]}
    if not len(found):
        return {**place, "text": [""]}
    return {**place, "text": [f"{LETTERS[moment.kind]} = {shown(float(lit.values[found[0]]))}"]}


def slow_plane(scene: Scene, moments: Sequence[Moment], t: Translate) -> Panel:
    """The plane of that network, with a ring around the sample and, once it is known, the answer there."""
    panel = plane_panel(scene, t)
    x, y = scene.P[scene.shown_sample].tolist()
    x0, x1, y0, y1 = scene.window
    ring = plot.scatter(
        x=[x],
        y=[y],
        mode="markers",
        marker={"size": 18, "symbol": "circle-open", "color": theme.PATH, "line": {"width": 3}},
        name=t("legend_this_point"),
        hoverinfo="skip",
    )
    said = plot.scatter(  # at the edge, where no sample lies
        x=[(x0 + x1) / 2],
        y=[y1 - 0.05 * (y1 - y0)],
        mode="text",
        textfont={"size": 15, "color": theme.PATH},
        hoverinfo="skip",
        showlegend=False,
    )
    figure = plot.figure([*panel.figure["data"], ring, said], dict(panel.figure["layout"]))
    figure["layout"]["images"] = [figure["layout"]["images"][0] | {"source": panel.pictures[0][0]}]
    frames: list[list[Trace]] = [[{"text": [_answer(scene, moment)]}] for moment in moments]
    acts = [
        Act((*scene.P[i].tolist(), *scene.P[i].tolist()), {"sample": k + 1})
        for k, i in enumerate(scene.history.train.tolist())
    ]
    traces = [len(figure["data"]) - 1]
    return replace(panel, figure=figure, traces=traces, frames=frames, pictures=(), acts=acts, hint=t("hint_sample"))


def _answer(scene: Scene, moment: Moment) -> str:
    """What the network says of the sample: a number, the probability of class +1, or that of the likeliest class."""
    if moment.kind in ("input", "forward"):
        return ""
    p = (scene.after if moment.kind == "done" else scene.slow).predictions[0]
    return f"{answer_symbol(scene)} = {shown(float(p.max()))}"


def sum_panel(scene: Scene, moments: Sequence[Moment], t: Translate) -> Panel:
    """One neuron's numbers at every moment, worked out."""
    frames = [worked_out(scene, moment, t) for moment in moments]
    return rows_panel("one_sum", (t("panel_one_sum"), t("panel_one_sum_alt")), frames, columns=6, rows=2)


def step_loss_panel(scene: Scene, moments: Sequence[Moment], t: Translate) -> Panel:
    """The loss of the sample, penalties included, before the update and after it."""
    before, after = Row(t("loss_before"), scene.slow.loss), Row(t("loss_after"), scene.after.loss)
    kinds = [moment.kind for moment in moments]
    frames = [
        [] if kind in ("input", "forward", "answer") else [before, after] if kind == "done" else [before]
        for kind in kinds
    ]
    return rows_panel("step_loss", (t("panel_step_loss"), t("panel_step_loss_alt")), frames, columns=6, rows=2)
