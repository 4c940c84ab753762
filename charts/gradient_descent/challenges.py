"""The challenges of gradient descent: the largest rate that still arrives, the fewest updates, the way off a ridge."""

from charts.gradient_descent.landscape.scene import Race
from charts.tour import Challenge, control
from core.gradient_descent.descent import arrivals
from core.gradient_descent.stability import largest_stable_rate

NEAR_THE_EDGE = 0.9  # of the largest stable rate
FAST = 15  # updates
ALONE = {"landscape": "ravine", "optimizers": ("sgd",)}
RIDGE = {"landscape": "saddle", "start": (-3.0, 0.0)}


def arrived(race: Race, most: int | None = None) -> int | None:
    """The frame at which the first one has arrived, if it needed so many updates at most."""
    there = [at for at in arrivals(race.history, race.surface).tolist() if at >= 0]
    if not there or (most is not None and min(there) > most):
        return None
    return int((race.steps >= min(there)).argmax())


def near_the_edge(race: Race) -> int | None:
    """Played until plain gradient descent has arrived in the ravine, with almost the largest stable rate."""
    params, stable = race.params, largest_stable_rate(race.surface)
    alone = params.landscape == "ravine" and params.optimizers == ("sgd",) and params.schedule == "constant"
    if not alone or stable is None or round(params.learning_rate / stable, 9) < NEAR_THE_EDGE:
        return None
    return arrived(race)


def fast(race: Race) -> int | None:
    """Played until someone has arrived in the ravine, as steep as it was, within few updates from where it began."""
    params = race.params
    as_it_was = params.landscape == "ravine" and params.start is None and params.condition == type(params)().condition
    return arrived(race, FAST) if as_it_was else None


def off_the_ridge(race: Race) -> int | None:
    """Played until someone who began on the ridge has arrived."""
    on_ridge = race.params.landscape == "saddle" and race.start[1] == 0
    return arrived(race) if on_ridge else None


CHALLENGES: tuple[Challenge[Race], ...] = (
    Challenge(
        name="near-the-edge",
        at=control("learning_rate"),
        done=near_the_edge,
        sets=ALONE,
        solution={"learning_rate": 1.8},
    ),
    Challenge(
        name="fast",
        at=control("optimizers"),
        done=fast,
        sets={"landscape": "ravine"},
        solution={"optimizers": ("momentum",), "learning_rate": 2.67, "momentum": 0.4},
    ),
    Challenge(name="off-the-ridge", at=control("noise"), done=off_the_ridge, sets=RIDGE, solution={"noise": 0.1}),
)
