"""The figures, the why-cards and the checks of one race, and the question that can be asked before it."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from charts.gradient_descent.landscape.captions import direction
from charts.gradient_descent.landscape.causes import calmer_rate, not_there
from charts.gradient_descent.landscape.scene import SWATCHES, Race
from charts.story import Card, Check, Question, Translate, card
from core.gradient_check import gradient_check
from core.gradient_descent.descent import arrivals, descend
from core.gradient_descent.stability import best_settings, eigen, largest_stable_rate, regime

EXACT, SMOOTH = 1e-9, 1e-6


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
        if race.params.slip == "climb":
            continue  # it goes up whatever the rate
        if race.history.diverged_at[k] != -1:
            yield _diverged(race, k, label, t)
        elif arrived[k] < 0:
            yield from not_there(race, k, label, t)
    yield from _theory(race, t)
    best, first = winners(race)
    if first:
        key = "card_first" if len(first) == 1 else "card_first_together"
        yield card("success", key, t, name=_named(first, t), update=best)


def _diverged(race: Race, k: int, name: str, t: Translate) -> Card:
    at, rate = int(race.history.diverged_at[k]), race.params.learning_rate
    stable = largest_stable_rate(race.surface, race.params.momentum, race.names[k])
    if stable is None:
        calmer = calmer_rate(race, k)
        more = "" if calmer is None else t("sentence_gap") + t("rate_stays", rate=f"{calmer:g}")
        return card("error", "card_diverged", t, name=name, update=at, rate=f"{rate:.3g}", outcome=more)
    return card("error", "card_diverged_stable", t, name=name, update=at, rate=f"{rate:.3g}", stable=f"{stable:.3g}")


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
    options = {name: t(f"optimizers_{name}") for name in race.names} | {"none": t("question_none")}
    best, first = winners(race)
    if not first:
        return Question(t("question_first"), options, ("none",), t("question_nobody"), SWATCHES)
    key = "question_winner" if len(first) == 1 else "question_winners"
    return Question(t("question_first"), options, first, t(key, name=_named(first, t), update=best), SWATCHES)


def winners(race: Race) -> tuple[int, tuple[str, ...]]:
    """After which update the first optimizers arrive, and which they are; none when nobody does."""
    arrived = {name: int(at) for name, at in zip(race.names, arrivals(race.history, race.surface), strict=True)}
    best = min((at for at in arrived.values() if at >= 0), default=-1)
    return best, tuple(name for name, at in arrived.items() if at == best and at >= 0)


def _named(names: tuple[str, ...], t: Translate) -> str:
    *others, last = (t(f"optimizers_{name}") for name in names)
    return t("and_gap").join([t("list_gap").join(others), last]) if others else last


def checks(race: Race, t: Translate) -> Iterator[Check]:
    """Claims about this very race, each one computed anew."""
    yield _gradient(race, t)
    yield _rules(race, t)
    if race.surface.hessian is not None:
        yield _stable(race, t)


def _stable(race: Race, t: Translate) -> Check:
    """One update of plain descent in the steepest direction: down at 0.99 of the largest stable rate, up at 1.01."""
    assert race.surface.hessian is not None
    rate = float(largest_stable_rate(race.surface) or 0.0)
    x, y = (float(v) for v in eigen(race.surface.hessian)[1][:, -1])
    probe = replace(
        race.params, optimizers=("sgd",), start=(x, y), schedule="constant", noise=0.0, slip="none", n_steps=1
    )
    below, above = (
        float(losses[1, 0] / losses[0, 0])
        for losses in (descend(replace(probe, learning_rate=f * rate)).losses for f in (0.99, 1.01))
    )
    measured = t("check_stable_measured", stable=f"{rate:.6g}", below=f"{below:.4g}", above=f"{above:.4g}")
    return Check(t("check_stable"), measured, below < 1 < above)


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
        # against 1 where the slope is almost nothing: there the rounding of the height is all that is left
        gap = np.abs(result.analytic - result.numeric).max() / max(1.0, float(np.abs(result.analytic).max()))
        worst = max(worst, float(gap))
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
