"""Why an optimizer has not arrived: told by the curvature of the ground, and by what other settings lead to."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from charts.gradient_descent.landscape.scene import Race
from charts.story import Card, Translate, card
from charts.trials import outcome, tried, two_digits
from core import Array
from core.gradient_descent.curvature import Standstill, curvatures_at, standstill_near
from core.gradient_descent.descent import ARRIVED, DescentParams, arrivals, descend

LAST = 20  # updates at the end that say how a run is going
FLAT = 0.1  # of the slope of an even fall from here to the minimum
SLOW = 0.05  # of the way to go that the last updates covered
MANY_STEPS = 500


def not_there(race: Race, k: int, name: str, t: Translate) -> Iterator[Card]:
    """At most one reason why optimizer k has not arrived, and which other settings would bring it there."""
    tail = race.history.positions[-LAST - 1 :, k]
    caught = standstill_of(race, tail)
    turns, n = turned_back(tail), len(tail) - 1
    x, y = tail[-1].tolist()
    slope, curvatures = float(np.hypot(*race.surface.gradient(x, y))), curvatures_at(race.surface, x, y)
    to_go = float(np.min(np.linalg.norm(tail[-1] - np.array(race.surface.minima), axis=1)))
    even = float(race.history.losses[-1, k]) / to_go
    covered = float(np.linalg.norm(tail[-1] - tail[0]))
    way = {"covered": f"{covered:.2g}", "to_go": f"{to_go:.2g}", "n": n}
    if caught:
        yield _caught(race, k, caught, name, t)
    elif turns > n / 2:
        kind = "noise" if only_noise_turns(race, k) else "oscillating"
        yield card("info", f"card_{kind}", t, name=name, turns=turns, n=n, outcome=others(race, k, t))
    elif covered >= SLOW * to_go:
        return  # still under way, and not badly
    elif max(slope, float(np.abs(curvatures).max()) * radius(race)) < FLAT * even:  # here, and a little further
        values = {"size": f"{slope:.1g}", "even": f"{even:.2g}", "outcome": others(race, k, t)}
        yield card("info", "card_plateau", t, name=name, **way, **values)
    else:
        yield card("info", "card_slow", t, name=name, **way, outcome=others(race, k, t))


def _caught(race: Race, k: int, place: Standstill, name: str, t: Translate) -> Card:
    low, high = (f"{curvature:.2g}".replace("-", "−") for curvature in place.curvatures)
    where = {axis: f"{round(at, 2) + 0.0:g}".replace("-", "−") for axis, at in (("x", place.x), ("y", place.y))}
    height = f"{float(race.surface.f(place.x, place.y)):.3g}"
    values = {"low": low, "high": high, "height": height, "outcome": others(race, k, t)}
    return card("info", f"card_{place.kind}", t, name=name, **where, **values)


def standstill_of(race: Race, tail: Array) -> Standstill | None:
    """The place without slope that a run has not left during its last updates, if there is one."""
    x, y = tail[-1].tolist()
    place = standstill_near(race.surface, x, y, radius(race))
    if place is None or np.linalg.norm(tail - (place.x, place.y), axis=1).max() > radius(race):
        return None
    return place


def turned_back(path: Array) -> int:
    """How many steps of a path go back on the one before."""
    steps = np.diff(path, axis=0)
    return int(np.count_nonzero(np.sum(steps[1:] * steps[:-1], axis=1) < 0))


def only_noise_turns(race: Race, k: int) -> bool:
    """Whether the same run without noise does not turn back."""
    if not race.params.noise:
        return False
    calm = descend(replace(race.params, optimizers=(race.names[k],), noise=0.0)).positions[-LAST - 1 :, 0]
    return turned_back(calm) <= (len(calm) - 1) / 2


def others(race: Race, k: int, t: Translate) -> str:
    """Which other settings bring optimizer k there: each by itself, computed anew."""
    low, _, high = race.surface.learning_rates
    rates = [two_digits(factor * race.params.learning_rate) for factor in (1 / 5, 1 / 2, 2, 5)]
    changes: list[tuple[str, object]] = [
        ("n_steps", max(MANY_STEPS, race.params.n_steps)),
        *(("learning_rate", rate) for rate in rates if low <= rate <= high),
        ("schedule", "cosine"),
        ("noise", 0.0),
    ]
    return outcome(tried(replace(race.params, optimizers=(race.names[k],)), changes, arrives), t)


def arrives(params: DescentParams) -> bool:
    """Whether the one optimizer of a race arrives."""
    history = descend(params)
    return bool(history.diverged_at[0] == -1 and arrivals(history, params.surface)[0] >= 0)


def calmer_rate(race: Race, k: int) -> float | None:
    """The first half, quarter, eighth … of the learning rate with which optimizer k stays on the map."""
    rate, one = race.params.learning_rate, replace(race.params, optimizers=(race.names[k],))
    halves = (two_digits(rate / 2**n) for n in range(1, 40))
    return next((half for half in halves if descend(replace(one, learning_rate=half)).diverged_at[0] == -1), None)


def radius(race: Race) -> float:
    """How near is there."""
    x_low, x_high, *_ = race.surface.bounds
    return ARRIVED * (x_high - x_low)
