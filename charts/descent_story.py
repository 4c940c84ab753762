"""The figures, the why-cards and the checks of one race, and the question that can be asked before it."""

from collections.abc import Iterator

import numpy as np

from charts.descent_captions import direction
from charts.descent_scene import Race
from charts.story import Card, Check, Question, Translate, card
from core.descent import arrivals
from core.gradient_check import gradient_check
from core.stability import best_settings, eigen, largest_stable_rate, regime

EXACT, SMOOTH = 1e-9, 1e-6
LAST = 20  # updates at the end that say how a run is going
FLAT = 1e-3  # a gradient this small, far from a minimum, is a plateau
SLOW = 0.05  # of the way to go that the last updates covered


def figures(race: Race) -> dict[str, str]:
    """The numbers that matter, ready to be shown, by code name."""
    arrived = arrivals(race.history, race.surface)
    there = [f"{name} {at}" for name, at in zip(race.names, arrived.tolist(), strict=True) if at >= 0]
    rate = largest_stable_rate(race.surface)
    return {
        "updates": str(race.params.n_steps),
        "arrived": f"{len(there)} / {len(race.names)}",
        "lowest_loss": f"{race.history.losses[-1].min():.3g}",
        "stable_rate": f"{rate:.3g}" if rate is not None else "—",
    }


def cards(race: Race, t: Translate) -> Iterator[Card]:
    """Why the race went as it did."""
    if race.params.slip == "climb":
        yield card("warning", "slip_note_climb", t)
    arrived = arrivals(race.history, race.surface)
    for k, name in enumerate(race.names):
        label = t(f"optimizers_{name}")
        if race.history.diverged_at[k] != -1:
            yield _diverged(race, k, label, t)
        elif race.params.slip == "none" and arrived[k] < 0:
            yield from _not_there(race, k, label, t)
    yield from _theory(race, t)
    if (arrived >= 0).any():
        first = int(np.argmin(np.where(arrived >= 0, arrived, np.iinfo(arrived.dtype).max)))
        yield card("success", "card_first", t, name=t(f"optimizers_{race.names[first]}"), update=int(arrived[first]))


def _diverged(race: Race, k: int, name: str, t: Translate) -> Card:
    at, rate = int(race.history.diverged_at[k]), race.params.learning_rate
    stable = largest_stable_rate(race.surface, race.params.momentum, race.names[k])
    if stable is None:
        return card("error", "card_diverged", t, name=name, update=at, rate=f"{rate:.3g}")
    return card("error", "card_diverged_stable", t, name=name, update=at, rate=f"{rate:.3g}", stable=f"{stable:.3g}")


def _not_there(race: Race, k: int, name: str, t: Translate) -> Iterator[Card]:
    """At most one reason why an optimizer has not arrived: flat ground, swinging, or small steps."""
    positions, gradients = race.history.positions[:, k], race.history.gradients[-LAST:, k]
    steps = np.diff(positions[-LAST - 1 :], axis=0)
    turns = np.sum(np.sum(steps[1:] * steps[:-1], axis=1) < 0)
    size = float(np.linalg.norm(gradients, axis=1).max())
    to_go = float(np.min(np.linalg.norm(positions[-1] - np.array(race.surface.minima), axis=1)))
    covered = float(np.linalg.norm(positions[-1] - positions[-len(steps) - 1]))
    if turns > len(steps) / 2:
        yield card("info", "card_oscillating", t, name=name, turns=int(turns), n=len(steps))
    elif size < FLAT:
        yield card("info", "card_plateau", t, name=name, size=f"{size:.1g}")
    elif covered < SLOW * to_go:
        yield card("info", "card_slow", t, name=name, covered=f"{covered:.2g}", to_go=f"{to_go:.2g}", n=len(steps))


def _theory(race: Race, t: Translate) -> Iterator[Card]:
    """On a quadratic: the regime of the steep direction, the largest stable rate, the best settings."""
    if race.surface.hessian is None or race.params.schedule != "constant" or race.params.slip != "none":
        return
    eigenvalues, _ = eigen(race.surface.hessian)
    for name, momentum in (("sgd", 0.0), ("momentum", race.params.momentum)):
        if name in race.names:
            kind = regime(race.params.learning_rate, momentum, float(eigenvalues[-1]))
            stable = largest_stable_rate(race.surface, momentum, name)
            best_rate, best_momentum = best_settings(eigenvalues)
            values = {"stable": f"{stable:.3g}", "curvature": f"{eigenvalues[-1]:.3g}", "momentum": f"{momentum:g}"}
            best = {"best_rate": f"{best_rate:.3g}", "best_momentum": f"{best_momentum:.3g}"}
            label = t(f"optimizers_{name}")
            yield card("info", f"card_regime_{name}", t, name=label, regime=t(f"regime_{kind}"), **values, **best)


def question(race: Race, t: Translate) -> Question | None:
    """Which optimizer arrives first? Only a race of two or more is worth a guess."""
    if len(race.names) < 2:
        return None
    arrived = arrivals(race.history, race.surface)
    options = {name: t(f"optimizers_{name}") for name in race.names} | {"none": t("question_none")}
    if not (arrived >= 0).any():
        return Question(t("question_first"), options, "none", t("question_nobody"))
    best = int(arrived[arrived >= 0].min())
    first = race.names[arrived.tolist().index(best)]
    return Question(t("question_first"), options, first, t("question_winner", name=options[first], update=best))


def checks(race: Race, t: Translate) -> Iterator[Check]:
    """Claims about this very race, each one computed anew."""
    yield _gradient(race, t)
    yield _rules(race, t)
    stable = largest_stable_rate(race.surface)
    if stable is not None and race.surface.hessian is not None:
        eigenvalues, _ = eigen(race.surface.hessian)
        measured = t("check_stable_measured", curvature=f"{eigenvalues[-1]:.6g}", stable=f"{stable:.6g}")
        yield Check(t("check_stable"), measured, abs(stable * eigenvalues[-1] - 2) < EXACT)


def _gradient(race: Race, t: Translate) -> Check:
    """Central differences of the height at the start and along the first run."""
    worst = 0.0
    rng = np.random.default_rng(0)
    for place in race.history.positions[race.steps[:: max(1, race.n_frames // 8)], 0]:
        result = gradient_check(
            lambda p: float(race.surface.f(p[0], p[1])),
            lambda p: np.array(race.surface.gradient(p[0], p[1])),
            place,
            rng,
        )
        worst = max(worst, result.max_relative_error)
    return Check(t("check_slope"), t("check_gradient_measured", error=f"{worst:.1g}"), worst <= SMOOTH)


def _rules(race: Race, t: Translate) -> Check:
    """p after − p before = −η · (what the rule says), at every update of every optimizer."""
    history, sign = race.history, 1 if race.params.slip == "climb" else -1
    gap, n = 0.0, 0
    for k in range(len(race.names)):
        at = int(history.diverged_at[k])
        for step in range(1, at if at != -1 else race.params.n_steps + 1):
            moved = history.positions[step, k] - history.positions[step - 1, k]
            rule = sign * history.learning_rates[step - 1] * direction(race, k, step)
            gap = max(
                gap, float(np.abs(moved - rule).max()) / max(1.0, float(np.abs(history.positions[step, k]).max()))
            )
            n += 1
    return Check(t("check_rules"), t("check_rules_measured", n=n, gap=f"{gap:.1g}"), gap <= EXACT)
