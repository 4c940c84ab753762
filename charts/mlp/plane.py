"""The plane: what the network, or one of its neurons, says of every place, with the samples in it."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from charts import plot, raster, theme
from charts.cells import short
from charts.mlp.maps import answers, class_palette, levels, palette, rgb, scale_of, winners
from charts.mlp.scene import PLANE, Scene
from charts.panel import Panel, Scale
from charts.plot import Trace
from charts.raster import Colour
from charts.story import Translate
from core import IntArray
from core.iris import SPECIES
from core.mlp.datasets import OWN_LABELS
from core.mlp.view import OUTPUT

COLOURS = 65
PALE = 0.55  # of the colours' strength, so that samples stand out


def plane_panel(scene: Scene, t: Translate) -> Panel:
    """What is said of every place at every frame."""
    x0, x1, y0, y1 = scene.window
    place = {"xref": "x", "yref": "y", "x": x0, "y": y1, "sizex": x1 - x0, "sizey": y1 - y0}
    images = [{"source": "", "sizing": "stretch", "layer": "below", **place}]
    names = axis_names(scene, t)
    axes = [theme.axis(name, ends, showgrid=False) for name, ends in zip(names, ((x0, x1), (y0, y1)), strict=True)]
    still = list(samples(scene, t))
    layout = theme.layout(*axes, images=images, showlegend=True)
    layer, unit = scene.params.shown_unit
    title = t("panel_answers") if (layer, unit) == OUTPUT else t("panel_neuron", layer=layer, unit=unit)
    frames: list[list[Trace]] = [[] for _ in scene.frames]
    return Panel(
        "answers",
        title,
        t("panel_answers_alt"),
        plot.figure(still, layout),
        [],
        frames,
        columns=5,
        rows=3,
        to_scale=True,
        pictures=[[source] for source in _pictures(scene)],
        scale=_scale(scene, t),
    )


def _scale(scene: Scene, t: Translate) -> Scale:
    """What the colours of the plane mean."""
    if scene.params.shown_unit != OUTPUT:
        return Scale(t("scale_negative"), t("scale_neuron"), _css(palette(COLOURS)))
    if scene.task == "classes":
        return Scale(t("scale_unsure"), t("scale_sure"), (theme.SURFACE, theme.MUTED))
    if scene.task == "regression":
        limit = short(scale_of(scene))
        return Scale(f"−{limit}", limit, _css(palette(COLOURS)))
    low, high = (t("scale_surely", name=class_name(scene, k, t)) for k in range(2))
    return Scale(low, high, _css(_two_classes(scene)))


def _css(colours: list[Colour]) -> list[str]:
    """Three of them, pale, as text."""
    return [f"rgb{pale(colours[k])}" for k in (0, len(colours) // 2, -1)]


def _two_classes(scene: Scene) -> list[Colour]:
    """From the colour of the first class over white to that of the second one."""
    ends = [sample_look(scene, k)[0] for k in range(2)]
    if ends == [theme.NEGATIVE, theme.POSITIVE]:
        return palette(COLOURS)
    low, high = map(rgb, ends)
    return raster.ramp(low, raster.WHITE, high, COLOURS)


def axis_names(scene: Scene, t: Translate) -> tuple[str, str]:
    """The names of the two coordinates."""
    if not scene.others.size:
        return "x₁", "x₂"
    return t(f"x1_feature_{scene.params.x1_feature}"), t(f"x2_feature_{scene.params.x2_feature}")


def _pictures(scene: Scene) -> Iterator[str]:
    shows_output = scene.params.shown_unit == OUTPUT
    shows_classes = shows_output and scene.task == "classes"
    two = _two_classes(scene) if shows_output and scene.task == "two-classes" else palette(COLOURS)
    colours = [pale(colour) for colour in (class_palette(scene.n_classes) if shows_classes else two)]
    for said in scene.chosen:
        if shows_classes:
            pixels = winners(said)
        elif shows_output:
            pixels = answers(said, scene, COLOURS)
        else:
            pixels = levels(said, COLOURS)
        yield raster.png(pixels.reshape(PLANE, PLANE), colours)


def pale(colour: Colour) -> Colour:
    """The colour on its way to white."""
    r, g, b = (round(255 - PALE * (255 - part)) for part in colour)
    return r, g, b


def samples(scene: Scene, t: Translate) -> Iterator[Trace]:
    """Filled are the samples that the network learns from, hollow those that it never sees."""
    train, test = scene.history.train, scene.history.test
    if scene.task == "regression":
        yield _numbers(scene, train, "", t("legend_train"))
        yield _numbers(scene, test, "-open", t("legend_test"))
        return
    for k in range(scene.n_classes):
        colour, symbol = sample_look(scene, k)
        yield _points(scene, train[scene.codes[train] == k], symbol, class_name(scene, k, t), color=colour)
    for k in range(scene.n_classes):
        colour, symbol = sample_look(scene, k)
        hollow = _points(scene, test[scene.codes[test] == k], f"{symbol}-open", t("legend_test"), color=colour)
        yield hollow | {"showlegend": k == 0}


def sample_look(scene: Scene, k: int) -> tuple[str, str]:
    """Colour and shape of the samples of a class; two classes have the first and the last of three."""
    if scene.params.dataset == "own":  # as where they are set
        return theme.CLASSES[OWN_LABELS.index(own_label(scene, k))]
    return theme.CLASSES[2 * k if scene.n_classes == 2 else k]


def own_label(scene: Scene, k: int) -> int:
    """How the visitor labelled a class."""
    return sorted({label for *_, label in scene.params.points})[k]


def class_name(scene: Scene, k: int, t: Translate) -> str:
    """What a class is called: +1 and −1, a flower, a number, or as the visitor labelled it."""
    if scene.params.dataset == "iris":
        return t(f"species_{SPECIES[k]}")
    if scene.params.dataset == "own":
        label = own_label(scene, k)
        return f"{label:+d}".replace("-", "−") if label else "0"
    return ("−1", "+1")[k] if scene.n_classes == 2 else str(k)


def _points(scene: Scene, indices: IntArray, symbol: str, name: str, **colour: Any) -> Trace:
    line = {"color": theme.CASING, "width": 1} if not symbol.endswith("-open") else {"width": 1.5}
    marker = {"symbol": symbol, "size": 6, "line": line, **colour}
    x, y = scene.P[indices].T.astype(np.float32)
    return plot.scatter(x=x, y=y, mode="markers", marker=marker, name=name, hoverinfo="skip")


def _numbers(scene: Scene, indices: IntArray, hollow: str, name: str) -> Trace:
    low, high = (f"rgb{end}" for end in theme.DIVERGING)
    limit = scale_of(scene)
    scale = {"colorscale": [[0.0, low], [0.5, f"rgb{raster.WHITE}"], [1.0, high]], "cmin": -limit, "cmax": limit}
    return _points(scene, indices, f"circle{hollow}", name, color=scene.y[indices].astype(np.float32), **scale)
