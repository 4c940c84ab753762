"""The tour of attention: a layer learns where to look, loses its places, gets them back, and where it needs none."""

from charts.attention.scene import Scene
from charts.tour import PLAY, Stop, chosen, control, panel

LOST = {"slip": "no-positions"}


def solved(scene: Scene) -> int | None:
    """Played along the training until almost all answers are right."""
    if scene.params.axis != "training" or scene.history.solved_at == -1:
        return None
    return int((scene.history.updates[scene.frames] >= scene.history.solved_at).argmax())


def lost(scene: Scene) -> int | None:
    """Played to the end of a training that knows no places and has not learnt it."""
    trains = scene.params.axis == "training" and scene.params.slip == "no-positions"
    return len(scene.frames) - 1 if trains and scene.history.solved_at == -1 else None


def placed(scene: Scene) -> int | None:
    """The symbols carry their places again."""
    return chosen(scene.params.slip == "none")


def needs_none(scene: Scene) -> int | None:
    """A task that is learnt without places."""
    found = scene.params.task == "largest" and scene.params.slip == "no-positions"
    return chosen(found and scene.history.solved_at != -1)


TOUR: tuple[Stop[Scene], ...] = (
    Stop(name="solved", at=panel("looks"), done=solved, sets={}),
    Stop(name="lost", at=PLAY, done=lost, sets=LOST),
    Stop(name="placed", at=control("slip"), done=placed),
    Stop(name="needs-none", at=control("task"), done=needs_none, sets=LOST),
)
