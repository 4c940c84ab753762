"""The tour of the perceptron: a test that forgets the label, the rule, and what no line can do."""

from charts.geometry import halves
from charts.perceptron.plane import window_of
from charts.perceptron.scene import Scene
from charts.tour import PLAY, Stop, chosen, control, panel

POINTS = {"dataset": "four-points", "shuffle": False, "learning_rate": 0.1}
N_EPOCHS = 3  # of the same mistakes: enough to see that they come again


def never_moved(scene: Scene) -> int | None:
    """Played to the end, and no weight has changed."""
    return scene.n_frames - 1 if scene.history.n_updates == 0 else None


def tests_the_label(scene: Scene) -> int | None:
    """The rule asks on which side the label wants the point."""
    return chosen(scene.params.slip != "unlabelled-test")


def turned(scene: Scene) -> int | None:
    """Played to the first update that leaves a line in the picture: there its turning can be seen."""
    window = window_of(scene)
    updates = (k for k in range(scene.n_frames) if scene.updated(k))
    return next((k for k in updates if halves(*scene.working(int(scene.after[k])), window).boundary), None)


def all_right(scene: Scene) -> int | None:
    """Played to the end of a run without a mistake in its last epoch."""
    return scene.n_frames - 1 if scene.history.converged else None


def no_line(scene: Scene) -> int | None:
    """Played through some epochs of data that no line parts."""
    if scene.margin.gamma > 0 or scene.history.converged:
        return None
    seen = scene.steps >= N_EPOCHS * len(scene.y)
    return int(seen.argmax()) if seen.any() else None


TOUR: tuple[Stop[Scene], ...] = (
    Stop(name="never-moved", at=PLAY, done=never_moved, sets=POINTS | {"slip": "unlabelled-test"}),
    Stop(name="label", at=control("slip"), done=tests_the_label),
    Stop(name="turned", at=panel("plane"), done=turned, sets=POINTS),
    Stop(name="all-right", at=panel("mistakes"), done=all_right),
    Stop(name="no-line", at=control("dataset"), done=no_line),
)
