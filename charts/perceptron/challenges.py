"""The challenges of the perceptron: one update that is enough, a far start, and an answer where there is no line."""

import numpy as np

from charts.perceptron.scene import Scene
from charts.tour import Challenge, control

LONG = 40  # updates
GOOD = 92  # of 100 flowers


def one_update(scene: Scene) -> int | None:
    """Played to the end of a run that one update from a line that is wrong somewhere has brought to rest."""
    return scene.n_frames - 1 if scene.history.converged and scene.history.n_updates == 1 else None


def far_start(scene: Scene) -> int | None:
    """Played to the end of a run on the flowers of the first film that rests only after many updates from its start."""
    first, h = type(scene.params)(), scene.history
    same = ("dataset", "x1_feature", "x2_feature", "slip")
    as_it_was = all(getattr(scene.params, name) == getattr(first, name) for name in same)
    far = scene.params.init_scale > 0 and h.converged and h.n_updates >= LONG
    return scene.n_frames - 1 if as_it_was and far else None


def no_line_but_good(scene: Scene) -> int | None:
    """Played to the end of a run that has almost all flowers right that no line parts."""
    if scene.params.dataset != "iris-versicolor-virginica":
        return None
    n_right = int(np.sum(~scene.wrong(scene.n_frames - 1)))
    return scene.n_frames - 1 if n_right >= GOOD else None


CHALLENGES: tuple[Challenge[Scene], ...] = (
    Challenge(
        name="one-update",
        at=control("separation"),
        done=one_update,
        sets={"dataset": "blobs"},
        solution={"separation": 8.0},
    ),
    Challenge(
        name="far-start",
        at=control("init_scale"),
        done=far_start,
        sets={"n_epochs": 30},
        solution={"init_scale": 5.0, "learning_rate": 0.05},
    ),
    Challenge(
        name="no-line-but-good",
        at=control("variant"),
        done=no_line_but_good,
        sets={"dataset": "iris-versicolor-virginica"},
        solution={"variant": "pocket"},
    ),
)
