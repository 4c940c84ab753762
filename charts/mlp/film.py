"""The film of a training, or of one of its updates in slow motion."""

from charts.film import Film, pace
from charts.mlp.captions import caption_of, mark_of
from charts.mlp.confusion import confusion_panel
from charts.mlp.curves import accuracy_panel, gradient_panel, loss_panel
from charts.mlp.network import network_panel
from charts.mlp.plane import plane_panel
from charts.mlp.scene import Scene
from charts.mlp.slow import moments_of, telling
from charts.mlp.slow_captions import slow_caption, slow_mark
from charts.mlp.slow_panels import slow_network, slow_plane, step_loss_panel, sum_panel
from charts.mlp.warp import warp_panel
from charts.panel import Panel
from charts.story import Translate

SLOW = 0.8  # moments a second
TELLING = 0.25  # of the frames: the arms of the spiral are half formed


def film(scene: Scene, run: str, t: Translate) -> Film:
    """The film of one training, or of one update."""
    return slow_film(scene, run, t) if scene.params.axis == "slow" else training_film(scene, run, t)


def slow_film(scene: Scene, run: str, t: Translate) -> Film:
    """One update in slow motion: forwards, backwards, and the step."""
    moments = moments_of(len(scene.slow.sums))
    panels = [slow_network, slow_plane, sum_panel, step_loss_panel]
    return Film(
        panels=[panel(scene, moments, t) for panel in panels],
        captions=[slow_caption(scene, moment, t) for moment in moments],
        time_axis=t("time_moment"),
        marks=[slow_mark(moment, t) for moment in moments],
        run=run,
        poster=telling(len(scene.slow.sums)),
        frames_per_second=SLOW,
    )


def training_film(scene: Scene, run: str, t: Translate) -> Film:
    """The network and the plane at every epoch that has a frame."""
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
