"""The tour of gradient descent: a step with the wrong sign, one that is too long, and a heavy ball."""

import numpy as np

from charts.gradient_descent.landscape.scene import Race
from charts.tour import PLAY, Stop, chosen, control
from core import Array

ALONE = {"landscape": "ravine", "optimizers": ("sgd",), "learning_rate": 0.2}
HIGH = 10  # times the loss of the start


def loss_of(race: Race, name: str) -> Array:
    """The loss of an optimizer at every frame."""
    losses: Array = race.history.losses[race.steps, race.names.index(name)]
    return losses


def first(happened: Array) -> int | None:
    """The first frame at which something is so."""
    return int(happened.argmax()) if happened.any() else None


def climbed(race: Race) -> int | None:
    """Played until the loss of the flipped step is many times that of the start."""
    if race.params.slip != "climb" or "sgd" not in race.names:
        return None
    loss = loss_of(race, "sgd")
    return first(loss >= HIGH * loss[0])


def descends(race: Race) -> int | None:
    """The step has its sign again."""
    return chosen(race.params.slip == "none")


def too_long(race: Race) -> int | None:
    """Plain gradient descent goes up, with the right sign."""
    if race.params.slip != "none" or "sgd" not in race.names:
        return None
    loss = loss_of(race, "sgd")
    return first(loss > HIGH * loss[0])


def ahead(race: Race) -> int | None:
    """Played until momentum has overtaken plain gradient descent for good."""
    if not {"sgd", "momentum"} <= set(race.names) or race.params.slip != "none":
        return None
    behind = np.flatnonzero(loss_of(race, "momentum") >= loss_of(race, "sgd"))
    last = int(behind[-1]) if behind.size else 0
    return last + 1 if last + 1 < race.n_frames else None


TOUR: tuple[Stop[Race], ...] = (
    Stop(name="climbed", at=PLAY, done=climbed, sets=ALONE | {"slip": "climb"}),
    Stop(name="descends", at=control("slip"), done=descends),
    Stop(name="too-long", at=control("learning_rate"), done=too_long, sets=ALONE),
    Stop(name="ahead", at=control("optimizers"), done=ahead, sets=ALONE),
)
