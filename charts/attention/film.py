"""The film of an attention network along its training."""

from charts.attention.bars import answer_panel, products_panel
from charts.attention.captions import training_caption
from charts.attention.curves import loss_panel, share_panel
from charts.attention.lines import lines_panel
from charts.attention.maps import maps_panel
from charts.attention.scene import Scene
from charts.film import Film, pace
from charts.story import Translate


def film(scene: Scene, run: str, t: Translate) -> Film:
    """The film of one training."""
    updates = scene.history.updates
    panels = [
        maps_panel(scene, scene.readings, t),
        lines_panel(scene, scene.readings, t),
        products_panel(scene, scene.readings, t),
        answer_panel(scene, scene.readings, t),
        loss_panel(scene, t),
        share_panel(scene, t),
    ]
    return Film(
        panels=panels,
        captions=[training_caption(scene, frame, t) for frame in scene.frames],
        time_axis=t("time_update"),
        marks=[t("mark_update", update=int(update)) for update in updates],
        run=run,
        poster=telling(scene),
        frames_per_second=pace(len(updates)),
        times=updates.tolist(),
    )


def telling(scene: Scene) -> int:
    """The first frame after which most is learnt; without one the last frame."""
    solved = scene.history.solved_at
    return scene.history.updates.tolist().index(solved) if solved != -1 else len(scene.frames) - 1
