"""The film of a training on digits."""

from charts.cnn.answer import answer_panel, reason_panel
from charts.cnn.captions import caption_of, mark_of
from charts.cnn.curves import accuracy_panel, loss_panel
from charts.cnn.layers import input_panel, layer_panels, templates_panel
from charts.cnn.mistakes import confusion_panel, errors_panel
from charts.cnn.products import products_panel
from charts.cnn.scene import Scene
from charts.film import Film, Panel, pace
from charts.story import Translate


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
    rest = [products_panel(scene, t), loss_panel(scene, t), accuracy_panel(scene, t), reason_panel(scene, t)]
    rest += [confusion_panel(scene, t), errors_panel(scene, t)]
    return found + [panel for panel in rest if panel is not None]
