"""The film of a training on digits."""

from collections.abc import Sequence
from dataclasses import replace

from charts.cnn.answer import answer_panel, reason_panel
from charts.cnn.captions import caption_of, mark_of
from charts.cnn.curves import accuracy_panel, loss_panel
from charts.cnn.kernels import kernels_panel
from charts.cnn.layers import input_panel, maps_panel, templates_panel
from charts.cnn.mistakes import confusion_panel, errors_panel
from charts.cnn.products import products_panel
from charts.cnn.scene import Scene
from charts.film import Film, pace
from charts.panel import Panel
from charts.story import Translate

ACROSS, QUARTER = 12, 3  # columns of a line, and of most panels


def film(scene: Scene, run: str, t: Translate) -> Film:
    """The film of one training; `run` names it, the same in every language."""
    n = scene.n_frames
    return Film(
        panels=panels(scene, t),
        captions=[caption_of(scene, frame, t) for frame in range(n)],
        time_axis=t("time_update"),
        marks=[mark_of(scene, frame, t) for frame in range(n)],
        run=run,
        times=scene.history.updates.tolist(),
        poster=n - 1,
        frames_per_second=pace(n),
    )


def panels(scene: Scene, t: Translate) -> list[Panel]:
    """Above what goes in, the first layer, and what comes out; then the layers between; below how well it went."""
    of_layers = layer_panels(scene, t) if scene.blocks else [templates_panel(scene, t)]
    n = 2 if scene.steps is None else 1  # fit beside what goes in and what comes out
    found = [input_panel(scene, t), *of_layers[:n], answer_panel(scene, t), *of_layers[n:]]
    left = -sum(panel.columns for panel in found) % ACROSS // QUARTER  # of a line, behind the layers
    reason, losses, accuracy = reason_panel(scene, t), loss_panel(scene, t), accuracy_panel(scene, t)
    if left % 2:
        found.append(reason)
    if left >= 2:
        found.append(replace(losses, columns=ACROSS // 2))
    found += _beside(products_panel(scene, t), [accuracy] if left >= 2 else [losses, accuracy])
    return [*found, *([] if left % 2 else [reason]), confusion_panel(scene, t), errors_panel(scene, t)]


def _beside(products: Panel | None, curves: Sequence[Panel]) -> list[Panel]:
    """The sum behind a cell, and curves one below the other that are as high together."""
    if products is None:
        return [replace(curve, columns=ACROSS // 2) for curve in curves]
    rows = products.rows / len(curves)
    return [products, *(replace(curve, columns=ACROSS // 2, rows=rows) for curve in curves)]


def layer_panels(scene: Scene, t: Translate) -> list[Panel]:
    """Block by block: its kernels, the sums that they make, and what is handed on."""
    found = []
    for k in range(1, len(scene.blocks) + 1):
        found += [kernels_panel(scene, k, t), maps_panel(scene, k, f"conv{k}", t)]
        if scene.after(k) != f"conv{k}":
            found.append(maps_panel(scene, k, scene.after(k), t))
    return found
