"""The challenges of attention: two hops, a quick learner, and a writer that may not look ahead."""

from charts.attention.scene import Scene
from charts.tour import Challenge, control

QUICK = 15  # updates
TWO_HOPS = {"task": "recall-two", "width": 32, "causal": True, "learning_rate": 0.01, "length": 12}


def solved(scene: Scene, most: int | None = None) -> int | None:
    """Played along the training until the task is solved, if that took so many updates at most."""
    h = scene.history
    if scene.params.axis != "training" or h.solved_at == -1 or (most is not None and h.solved_at > most):
        return None
    return int((h.updates[scene.frames] >= h.solved_at).argmax())


def two_hops(scene: Scene) -> int | None:
    """Whose digit it is stands one place before the digit: two looks, one after the other."""
    return solved(scene) if scene.params.task == "recall-two" and scene.params.causal else None


def quick(scene: Scene) -> int | None:
    """The digits backwards, as many as they were, within few updates."""
    params = scene.params
    return solved(scene, QUICK) if params.task == "reverse" and params.length >= type(params)().length else None


CHALLENGES: tuple[Challenge[Scene], ...] = (
    Challenge(name="quick", at=control("width"), done=quick, sets={}, solution={"width": 64}),
    Challenge(name="two-hops", at=control("n_layers"), done=two_hops, sets=TWO_HOPS, solution={"n_layers": 2}),
)
