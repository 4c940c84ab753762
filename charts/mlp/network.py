"""The network as a picture: what every neuron says all over the plane, weights as lines, biases as nodes."""

from collections.abc import Iterator, Sequence

import numpy as np

from charts import cells, plot, raster, theme
from charts.cells import short
from charts.mlp.maps import Pixels, answers, levels, palette
from charts.mlp.places import FOOT, HEAD, SIDE, STEP, Edge, Places
from charts.mlp.scene import Scene
from charts.panel import Act, Panel, Scale
from charts.plot import NOTHING, Layout, Trace
from charts.story import Translate
from core import Array, IntArray
from core.mlp.checks import MAX_LAYERS, MAX_UNITS
from core.mlp.view import NO_WEIGHT, OUTPUT

WIDTHS = (0.4, 1.0, 2.0, 3.2, 4.5)  # pixels, from the smallest weights to the largest
NAMED = WIDTHS[-2]  # pixels, of the line that stands in the legend
SHARES = (0.05, 0.2, 0.45, 0.75)  # of the largest weight of the film: where a line becomes thicker
NEW_LAYER = 4  # neurons, where there is no layer to take after
BUTTON = 5  # half a button's side


def network_panel(scene: Scene, t: Translate) -> Panel:
    """Every neuron's picture and every weight, at every frame."""
    places = Places(scene.params.sizes)
    images = [image(places, column) for column in range(1, len(places.sizes))]
    images.append(image(places, 0) | {"source": _inputs(scene)})
    lines = lines_of(places, weight_names(t))
    still = [squares(places), biases(places), headings(scene, places, t)]
    frames = [[*widths, *chosen] for widths, chosen in zip(_thickness(scene), _chosen(scene, places), strict=True)]
    moving = [*range(len(lines)), len(lines) + len(still), len(lines) + len(still) + 1]
    figure = plot.figure([*lines, *still, *_marks()], layout_of(places, images))
    texts = t("panel_network"), t("panel_network_alt")
    return Panel(
        "network",
        *texts,
        figure,
        moving,
        frames,
        columns=7,
        rows=3,
        to_scale=True,
        pictures=list(_pictures(scene)),
        acts=[
            *neuron_acts(scene, places, t),
            *editor_acts(scene, places, t),
            *weight_acts(places, moment="typed_after"),
        ],
        scale=neuron_scale(t),
    )


def neuron_scale(t: Translate) -> Scale:
    """What the colours of a neuron's picture mean: none has another one's scale."""
    return Scale(t("scale_negative"), t("scale_neuron"), theme.DIVERGING_ENDS)


def weight_names(t: Translate) -> tuple[str, str]:
    """What the lines are, by their sign."""
    return t("legend_weight_negative"), t("legend_weight_positive")


def layout_of(places: Places, images: Sequence[Layout]) -> Layout:
    """Axes without marks, on which a unit is as long across as it is up."""
    x0, x1, y0, y1 = places.window
    bare = {"showgrid": False, "showticklabels": False}
    axes = theme.axis("", (x0, x1), **bare), theme.axis("", (y0, y1), **bare)
    return theme.layout(*axes, images=images, margin={"l": 2, "r": 2, "t": 2, "b": 2}, showlegend=True)


def image(places: Places, column: int) -> Layout:
    """Where the picture of a column goes."""
    n, top = places.sizes[column], places.y(column, 1) + SIDE // 2
    place = {"x": places.x(column) - places.width // 2, "y": top, "sizex": places.width, "sizey": (n - 1) * STEP + SIDE}
    return {"source": "", "xref": "x", "yref": "y", "sizing": "stretch", "layer": "below", **place}


def _pictures(scene: Scene) -> Iterator[list[str]]:
    """The pictures of all columns but the first, at every frame."""
    colours = scene.fineness.colours
    for layers in scene.neurons:
        found = [levels(values, colours) for values in layers[:-1]] + [answers(layers[-1], scene, colours)]
        yield [column_picture(pixels, colours) for pixels in found]


def _inputs(scene: Scene) -> str:
    """The picture of the first column: what the network is shown, the same at every frame."""
    X = scene.plane(scene.fineness.side)
    colours = scene.fineness.colours
    return column_picture(levels(X - X.mean(axis=0) if scene.others.size else X, colours), colours)


def column_picture(pixels: Pixels, colours: int) -> str:
    """Square pictures (side², units) below each other, the page between them."""
    side = round(len(pixels) ** 0.5)
    gap = side * (STEP - SIDE) // SIDE
    n_units = pixels.shape[1]
    column = np.full((n_units, side + gap, side), colours, dtype=np.uint8)
    column[:, :side] = pixels.T.reshape(n_units, side, side)
    return raster.png(column.reshape(-1, side)[:-gap], [*palette(colours), raster.WHITE], clear=True)


def lines_of(places: Places, names: tuple[str, str]) -> list[Trace]:
    """A trace for each width and sign; each holds all lines, and a frame says which of them it shows."""
    x, y = places.lines
    look: Trace = {"x": x, "y": y, "mode": "lines", "hoverinfo": "skip", "opacity": 0.8}
    signs = zip(names, (theme.NEGATIVE, theme.POSITIVE), strict=True)
    return [
        plot.scatter(**look, line={"color": colour, "width": width}, name=name, showlegend=width == NAMED)
        for name, colour in signs
        for width in WIDTHS
    ]


def _thickness(scene: Scene) -> Iterator[list[Trace]]:
    """Which lines each of those traces shows at every frame."""
    thetas = scene.history.weights.thetas[scene.frames]
    limit = float(np.abs(thetas).max()) or 1.0
    everything = np.arange(thetas.shape[1])
    yield from (by_width(everything, theta, limit) for theta in thetas)


def by_width(numbers: IntArray, values: Array, limit: float) -> list[Trace]:
    """Which of the lines with these numbers each trace of `lines_of` shows, by size and sign of their values."""
    width = np.searchsorted(SHARES, np.abs(values) / limit)
    return [
        {"parts": numbers[is_its_sign & (width == w)].astype(np.uint16)}
        for is_its_sign in (values < 0, values >= 0)
        for w in range(len(WIDTHS))
    ]


def squares(places: Places) -> Trace:
    """A square around every neuron; the one that the plane shows has a thicker one by `_marks`."""
    units = [(c, u) for c, n in enumerate(places.sizes) for u in range(1, n + 1)]
    points = [p for c, u in units for p in (*cells.box(*places.box(c, u, u)), (None, None))]
    return cells.outline(theme.MUTED, 1, showlegend=False, **cells.path(points))


def biases(places: Places) -> Trace:
    """The nodes that always say 1."""
    columns = range(len(places.sizes) - 1)
    marker = {"size": 17, "color": theme.SURFACE, "line": {"color": theme.MUTED, "width": 1.5}}
    return plot.scatter(
        x=[places.x(c) for c in columns],
        y=[places.y(c, 0) for c in columns],
        mode="markers+text",
        text=["1" for _ in columns],
        textfont={"size": 11, "color": theme.INK},
        marker=marker,
        hoverinfo="skip",
    )


def headings(scene: Scene, places: Places, t: Translate) -> Trace:
    """What stands above the columns."""
    heads = [t("network_inputs"), *(str(n) for n in scene.params.hidden_layer_sizes), t("network_output")]
    x = [places.x(column) for column in range(len(heads))]
    y = [places.height + BUTTON] * len(heads)
    return plot.scatter(x=x, y=y, mode="text", text=heads, textfont={"size": 12, "color": theme.INK}, hoverinfo="skip")


def _marks() -> list[Trace]:
    """The weight that was chosen, with its number, and a frame around the chosen neuron."""
    line = {"color": theme.PATH, "width": 3}
    number: Trace = {"textfont": {"size": 15, "color": theme.INK, "weight": 700}, "textposition": "top center"}
    return [
        plot.scatter(**NOTHING, mode="lines", line=line, hoverinfo="skip"),
        plot.scatter(**NOTHING, mode="lines+text", line=line, **number, hoverinfo="skip"),
    ]


def _chosen(scene: Scene, places: Places) -> Iterator[list[Trace]]:
    """The frame around the chosen neuron, and the chosen weight with its number, at every frame."""
    layer, unit = scene.params.shown_unit
    column, units = (layer, [unit]) if layer else (len(places.sizes) - 1, range(1, places.sizes[-1] + 1))
    around = cells.path(cells.box(*places.box(column, units[0], units[-1])))
    if scene.params.shown_weight is None:
        yield from ([around, {**NOTHING, "text": [""]}] for _ in scene.frames)
        return
    edge = Edge(*scene.params.shown_weight)
    ax, ay, bx, by = places.ends(edge)
    values: Array = scene.history.weights.thetas[scene.frames, places.index(edge)]
    for value in values:
        text = ["", short(float(value)), ""]
        yield [around, {"x": [ax, (ax + bx) / 2, bx], "y": [ay, (ay + by) / 2, by], "text": text}]


def neuron_acts(scene: Scene, places: Places, t: Translate) -> Iterator[Act]:
    """A click on a neuron shows it in the plane."""
    last = len(places.sizes) - 1
    for column in range(1, last + 1):
        for unit in range(1, places.sizes[column] + 1):
            x0, x1, y0, y1 = places.box(column, unit, unit)
            place = (x0, y0, x1, y1)
            if column == last:
                yield Act(place, {"unit": OUTPUT}, name=t("act_output"))
            else:
                yield Act(place, {"unit": (column, unit)}, name=t("act_neuron", layer=column, unit=unit))


def editor_acts(scene: Scene, places: Places, t: Translate) -> Iterator[Act]:
    """Plus above and minus below every hidden layer; for layers below the first column and the last."""
    hidden = scene.params.hidden_layer_sizes
    above, below = places.height + HEAD - BUTTON, -FOOT / 2
    for k, n in enumerate(hidden):
        x = places.x(k + 1)
        if n > 1:
            yield _button(x, below, "−", t("act_fewer", layer=k + 1), _with(hidden, k, n - 1))
        if n < MAX_UNITS:
            yield _button(x, above, "+", t("act_more", layer=k + 1), _with(hidden, k, n + 1))
    if hidden:
        yield _button(places.x(0), below, t("sign_layer_fewer"), t("act_remove_layer"), hidden[:-1])
    if len(hidden) < MAX_LAYERS:
        more = (*hidden, hidden[-1] if hidden else NEW_LAYER)
        yield _button(places.x(len(places.sizes) - 1), below, t("sign_layer_more"), t("act_add_layer"), more)


def _with(hidden: tuple[int, ...], k: int, n: int) -> tuple[int, ...]:
    return (*hidden[:k], n, *hidden[k + 1 :])


def _button(x: float, y: float, sign: str, name: str, hidden: tuple[int, ...]) -> Act:
    """A button that changes the layers; weights that were typed belong to the network before."""
    place = (x - BUTTON / 2, y - BUTTON / 2, x + BUTTON / 2, y + BUTTON / 2)
    sets = {"hidden_layer_sizes": hidden, "weight": NO_WEIGHT, "typed_weights": ()}
    return Act(place, sets, name, sign)


def weight_acts(places: Places, moment: str = "", **more: int) -> Iterator[Act]:
    """A click on a line shows its number; `moment` and `more` are what else it sets."""
    return (Act(places.ends(edge), {"weight": tuple(edge), **more}, moment=moment) for edge in places.edges())
