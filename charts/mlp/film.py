"""The film of a training: the network and the plane at every epoch that has a frame."""

from charts.film import Film, Panel, pace
from charts.mlp.captions import caption_of, mark_of
from charts.mlp.confusion import confusion_panel
from charts.mlp.curves import accuracy_panel, gradient_panel, loss_panel
from charts.mlp.network import network_panel
from charts.mlp.plane import plane_panel
from charts.mlp.scene import Scene
from charts.mlp.warp import warp_panel
from charts.story import Translate

TELLING = 0.25  # of the frames: the arms of the spiral are half formed


def film(scene: Scene, run: str, t: Translate) -> Film:
    """The film of one training."""
    n = len(scene.frames)
    return Film(
        panels=panels(scene, t),
        captions=[caption_of(scene, k, t) for k in range(n)],
        time_axis=t("time_epoch"),
        marks=[mark_of(scene, k, t) for k in range(n)],
        run=run,
        poster=round(TELLING * (n - 1)),
        frames_per_second=pace(n),
        times=[float(epoch) for epoch in scene.frames],
    )


def panels(scene: Scene, t: Translate) -> list[Panel]:
    """The network and the plane above, how it went below."""
    found = [network_panel(scene, t), plane_panel(scene, t)]
    rest = [loss_panel(scene, t), accuracy_panel(scene, t), warp_panel(scene, t), gradient_panel(scene, t)]
    rest.append(confusion_panel(scene, t))
    return found + [panel for panel in rest if panel is not None]
