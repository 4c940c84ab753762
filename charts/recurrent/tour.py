"""The tour of recurrent networks: a loop that forgets, one that remembers, the way back in time, and another memory."""

from charts.recurrent.moments import moments_of
from charts.recurrent.scene import Scene
from charts.tour import PLAY, Stop, chosen, control, panel


def forgot(scene: Scene) -> int | None:
    """Played until a network that hands nothing on has read the whole sequence."""
    reads = scene.params.axis == "sequence" and scene.params.slip == "no-feedback"
    return [moment.step for moment in moments_of(scene)].index(scene.T) if reads else None


def remembers(scene: Scene) -> int | None:
    """The state is handed on, and the training has solved the task."""
    return chosen(scene.params.slip == "none" and scene.history.solved_at != -1)


def went_back(scene: Scene) -> int | None:
    """Played to the end: after every step was read, the gradient has gone back through every step."""
    return len(moments_of(scene)) - 1 if scene.params.axis == "sequence" and not scene.written else None


def counts(scene: Scene) -> int | None:
    """Another task, with another thing to keep in mind."""
    return chosen(scene.params.task == "parity")


TOUR: tuple[Stop[Scene], ...] = (
    Stop(name="forgot", at=PLAY, done=forgot, sets={"slip": "no-feedback"}),
    Stop(name="remembers", at=control("slip"), done=remembers),
    Stop(name="went-back", at=panel("gradient"), done=went_back, sets={}),
    Stop(name="counts", at=control("task"), done=counts),
)
