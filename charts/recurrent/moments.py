"""When the frames of a film along a sequence are: forwards through the steps, then back with the gradient."""

from typing import NamedTuple

from charts.film import MAX_FRAMES, thin
from charts.recurrent.scene import Scene


class Moment(NamedTuple):
    """A step, 0 before the first one; on the way forwards, or on the gradient's way back."""

    step: int
    backward: bool


def moments_of(scene: Scene) -> list[Moment]:
    """All steps forwards, then all of them back; evenly thinned where there are too many.

    What a network wrote itself has no right answers, so nothing comes back.
    """
    limit = MAX_FRAMES if scene.written else MAX_FRAMES // 2
    steps = thin(range(scene.T + 1), limit)
    there = [Moment(step, backward=False) for step in steps]
    return there if scene.written else there + [Moment(step, backward=True) for step in reversed(steps)]
