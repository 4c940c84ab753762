"""What the lab says about a race: cards for those that deserve them, the answer to the question, honest checks."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from charts.gradient_descent.landscape.scene import Race, race_of
from charts.gradient_descent.landscape.story import cards, checks, figures, question
from charts.story import Card
from core import Array
from core.gradient_descent.descent import DescentParams, arrivals
from core.gradient_descent.landscapes import LANDSCAPES
from core.gradient_descent.stability import REGIMES
from core.optimizers import OPTIMIZERS
from locales import LANGUAGES, catalogue

ALL = tuple(OPTIMIZERS)
EN = catalogue("en")


def race(landscape: str = "ravine", optimizers: tuple[str, ...] = ("sgd",), **more: Any) -> Race:
    more = {"learning_rate": LANDSCAPES[landscape].learning_rates[1]} | more
    return race_of(DescentParams(landscape=landscape, optimizers=optimizers, **more))


def said(key: str, /, **values: Any) -> str:
    """In the place of a translation: the key and what it is told."""
    return " ".join([key, *(f"{name}={value}" for name, value in values.items())])


def told(run: Race) -> list[tuple[str, dict[str, str]]]:
    """The cards of a run: kind and key, and what they are told."""
    return [read(card) for card in cards(run, said)]


def read(card: Card) -> tuple[str, dict[str, str]]:
    text, _, outcome = card.text.partition(" outcome=")
    key, *values = text.split(" ")
    assert card.title.startswith(f"{key}_title")
    return f"{card.kind} {key}", dict(value.split("=", 1) for value in values) | {"outcome": outcome}


def keys(run: Race) -> list[str]:
    return [key for key, _ in told(run) if "regime" not in key]


# ---- cards

DIVERGED, DIVERGED_STABLE = "error card_diverged", "error card_diverged_stable"
SWINGS, FLAT, SLOW = "info card_oscillating", "info card_plateau", "info card_slow"
HOLLOW, SADDLE, TOP, NOISE = "info card_minimum", "info card_saddle", "info card_top", "info card_noise"
CLIMB, FIRST = "warning slip_note_climb", "success card_first"
HILLTOP = (1.0691347863021, 1.0691347863021)  # x / 5 + (π / 2) sin πx = 0


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        # f = x² / 2 + y² / 2: every step leaves 1 - η of the distance
        ({"landscape": "bowl", "learning_rate": 0.5}, [FIRST]),
        ({"landscape": "bowl", "learning_rate": 1.0}, [FIRST]),
        ({"landscape": "bowl", "learning_rate": 1.99, "n_steps": 40}, [SWINGS]),
        ({"landscape": "bowl", "learning_rate": 2.01, "n_steps": 40}, [SWINGS]),
        ({"landscape": "bowl", "learning_rate": 4.5}, [DIVERGED_STABLE]),
        ({"landscape": "bowl", "learning_rate": 0.001}, [SLOW]),
        ({"landscape": "bowl", "learning_rate": 0.01}, []),  # still under way, and not badly
        ({"landscape": "bowl", "learning_rate": 1e6, "optimizers": ("adagrad",)}, [DIVERGED]),
        ({"landscape": "bowl", "learning_rate": 1e6, "optimizers": ("nesterov",)}, [DIVERGED_STABLE]),
        ({"landscape": "rosenbrock", "learning_rate": 1e6}, [DIVERGED]),
        ({"landscape": "rosenbrock", "learning_rate": 0.005}, [SLOW]),
        ({"landscape": "plateau", "start": (-3.0, 3.0)}, [FLAT]),
        ({"landscape": "plateau", "start": (0.0, 0.0)}, [FIRST]),
        ({"landscape": "plateau"}, [FLAT]),
        ({"landscape": "saddle", "start": (0.0, 0.0)}, [SADDLE]),  # on the saddle point itself nothing pulls
        ({"landscape": "saddle", "start": (-3.0, 0.0)}, [SADDLE]),  # and on the ridge nothing pulls sideways
        ({"landscape": "bumps"}, [HOLLOW]),
        ({"landscape": "bumps", "optimizers": ("rmsprop",)}, [HOLLOW]),  # it swings there, but that is not why
        ({"landscape": "bumps", "optimizers": ("momentum",)}, [HOLLOW]),
        ({"landscape": "bumps", "start": HILLTOP, "n_steps": 20, "learning_rate": 0.01}, [TOP]),
        ({"landscape": "ravine", "noise": 1.0}, [NOISE]),
        ({"landscape": "bowl", "slip": "climb", "n_steps": 20}, [CLIMB]),
        # where every step goes the wrong way, no smaller rate would help
        ({"landscape": "bowl", "slip": "climb", "learning_rate": 1.0}, [CLIMB]),
    ],
    ids=str,
)
def test_cards_say_why_the_race_went_as_it_did(fields: dict[str, Any], expected: list[str]) -> None:
    assert keys(race(**fields)) == expected


def test_every_runner_has_its_own_card() -> None:
    run = race("ravine", ("sgd", "momentum", "adam"), learning_rate=2.5, momentum=0.5, n_steps=100)
    by_name = [(key, values["name"]) for key, values in told(run) if "regime" not in key]
    assert (DIVERGED_STABLE, "optimizers_sgd") in by_name
    assert all(name != "optimizers_momentum" or key == FIRST for key, name in by_name)


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "nesterov"])
def test_who_diverged_is_told_when_and_what_would_have_been_stable(optimizer: str) -> None:
    run = race("ravine", (optimizer,), learning_rate=4.4, momentum=0.5)
    ((key, values),) = [card for card in told(run) if "regime" not in card[0]]
    # λmax = 1, β = 0.5: 2, 2 · 1.5, 2 · 1.5 / (1 + 2 · 0.5)
    stable = {"sgd": 2.0, "momentum": 3.0, "nesterov": 1.5}[optimizer]
    assert key == DIVERGED_STABLE
    assert (float(values["rate"]), float(values["stable"])) == (4.4, stable)
    at = int(values["update"])
    assert at == run.history.diverged_at[0]
    assert (run.history.positions[at - 1 :] == run.history.positions[at - 1]).all()


def test_who_swings_is_told_how_often() -> None:
    ((_, values), *_) = told(race("bowl", learning_rate=1.99, n_steps=40))
    assert (values["name"], values["turns"], values["n"]) == ("optimizers_sgd", "19", "20")  # 20 steps have 19 turns


def test_who_is_slow_is_told_how_far_it_is() -> None:
    run = race("bowl", learning_rate=0.001)
    ((_, values), *_) = told(run)
    distances = np.linalg.norm(run.history.positions[:, 0], axis=1)  # from (0, 0)
    assert float(values["to_go"]) == pytest.approx(distances[-1], rel=0.05)
    assert float(values["covered"]) == pytest.approx(distances[-21] - distances[-1], rel=0.05)


def test_who_is_stuck_is_told_how_flat_it_is() -> None:
    run = race("plateau", start=(-3.0, 3.0))
    ((_, values), *_) = told(run)
    x, y = run.history.positions[-1, 0]
    r = np.hypot(x - 1, y + 1)
    bell = np.exp(-(r**2) / 2)
    assert float(values["size"]) == pytest.approx(r * bell, rel=0.5)
    assert float(values["even"]) == pytest.approx((1 - bell) / r, rel=0.05)


def test_who_lies_in_a_hollow_is_told_where_how_it_curves_and_how_high_it_is() -> None:
    ((_, values),) = told(race("bumps"))
    assert (values["x"], values["y"]) == ("−1.92", "1.92")
    x = 1.92
    assert float(values["low"]) == pytest.approx(0.2 + np.pi**2 / 2 * np.cos(np.pi * x), rel=0.02)
    assert float(values["height"]) == pytest.approx(2 * (x * x / 10 + (1 - np.cos(np.pi * x)) / 2), rel=0.01)


TRIED: list[dict[str, Any]] = [
    {"landscape": "bumps"},
    {"landscape": "bumps", "optimizers": ("momentum",)},
    {"landscape": "bumps", "optimizers": ("rmsprop",), "start": (1.0, 1.0), "noise": 0.3},
    {"landscape": "plateau", "start": (-1.5, 1.0), "n_steps": 40},
    {"landscape": "bowl", "learning_rate": 1.99, "n_steps": 40},
    {"landscape": "bowl", "learning_rate": 0.002},
    {"landscape": "ravine", "noise": 1.0, "optimizers": ("adagrad",)},
    {"landscape": "rosenbrock"},
    {"landscape": "saddle", "start": (-3.0, 0.0)},
]


@pytest.mark.parametrize("fields", TRIED, ids=str)
def test_a_cure_is_named_only_where_a_race_with_it_arrives(fields: dict[str, Any]) -> None:
    """Each change by itself, raced anew here; the sentence is the English one."""
    run = race(**fields)
    (text,) = [card.text for card in cards(run, EN) if "Theory" not in card.title]
    rate, (low, _, high) = run.params.learning_rate, run.surface.learning_rates
    rates = [float(f"{factor * rate:.2g}") for factor in (0.2, 0.5, 2, 5)]
    changes: list[tuple[str, Any, str]] = [("n_steps", 500, "Updates = 500")]
    changes += [("learning_rate", value, f"{value:g}") for value in rates if low <= value <= high]
    changes += [("schedule", "cosine", EN("schedule_cosine"))]
    changes += [("noise", 0.0, "Noise = 0")] if run.params.noise else []
    worked = []
    for name, value, words in changes:
        other = race_of(replace(run.params, **{name: value}))
        if arrivals(other.history, other.surface)[0] >= 0:
            worked.append(words)
    _, _, listed = text.partition(EN("tried_helped" if worked else "tried_in_vain").split("{")[0])
    assert listed, text
    assert EN("tried_in_vain" if worked else "tried_helped").split("{")[0] not in text
    named = [words for *_, words in changes if re.search(rf"(?<![\d.]){re.escape(words)}(?![\d.]\d|\d)", listed)]
    assert named == (worked[:3] or [words for *_, words in changes])


def test_a_smaller_rate_is_named_only_after_it_was_tried() -> None:
    ((_, values),) = told(race("rosenbrock", learning_rate=0.8))
    assert values["outcome"].startswith("sentence_gaprate_stays rate=")
    (card,) = cards(race("rosenbrock", learning_rate=0.8), EN)
    rate = float(card.text.partition("with ")[2].split()[0])
    assert race("rosenbrock", learning_rate=rate).history.diverged_at[0] == -1
    assert race("rosenbrock", learning_rate=2 * rate).history.diverged_at[0] != -1


def test_two_who_arrive_together_are_told_in_the_plural() -> None:
    run = race("bowl", ("sgd", "momentum"), momentum=0.0)
    (card,) = [card for card in cards(run, EN) if "Theory" not in card.title]
    assert card.title == "SGD and Momentum arrive first, together"
    assert card.text.startswith("SGD and Momentum are near a minimum")
    asked = question(run, EN)
    assert asked is not None
    assert asked.why.startswith("SGD and Momentum arrive first, together")


@pytest.mark.parametrize("landscape", LANDSCAPES)
def test_the_first_one_is_named_and_nobody_is_first_in_vain(landscape: str) -> None:
    run = race(landscape, ALL)
    arrived = arrivals(run.history, run.surface)
    firsts = [values for key, values in told(run) if key == FIRST]
    if (arrived < 0).all():
        assert firsts == []
    else:
        ((name, update, _),) = [tuple(values.values()) for values in firsts]
        assert int(update) == arrived[arrived >= 0].min() == arrived[ALL.index(name.removeprefix("optimizers_"))]


# η, β and the regime in the steep direction, where λ = 1
THEORY = [
    ("sgd", 0.5, 0.9, "monotone"),
    ("sgd", 1.0, 0.9, "one-step"),
    ("sgd", 1.5, 0.9, "oscillating"),
    ("sgd", 2.01, 0.9, "diverging"),
    ("momentum", 0.2, 0.9, "ripples"),
    ("momentum", 0.01, 0.5, "monotone"),
    ("momentum", 1.0, 0.0, "one-step"),
    ("momentum", 2.95, 0.5, "oscillating"),
    ("momentum", 3.05, 0.5, "diverging"),
]


@pytest.mark.parametrize(("optimizer", "rate", "momentum", "expected"), THEORY)
def test_theory_names_the_regime_of_what_was_chosen(
    optimizer: str, rate: float, momentum: float, expected: str
) -> None:
    run = race("ravine", (optimizer,), learning_rate=rate, momentum=momentum, n_steps=5)
    ((key, values),) = [card for card in told(run) if "regime" in card[0]]
    assert key == f"info card_regime_{optimizer}"
    used = 0.0 if optimizer == "sgd" else momentum
    assert values["regime"] == f"regime_{expected}"
    assert (float(values["curvature"]), float(values["stable"])) == (1.0, 2 * (1 + used))
    # eigenvalues 1 and 1/20 (Polyak 1964): (2 / (1 + √0.05))² and ((1 - √0.05) / (1 + √0.05))²
    root = 0.05**0.5
    assert float(values["best_rate"]) == pytest.approx((2 / (1 + root)) ** 2, rel=5e-3)
    assert float(values["best_momentum"]) == pytest.approx(((1 - root) / (1 + root)) ** 2, rel=5e-3)
    assert {regime for *_, regime in THEORY} == set(REGIMES)


@pytest.mark.parametrize(
    "fields",
    [
        {"landscape": "rosenbrock"},
        {"schedule": "cosine"},
        {"slip": "climb"},
        {"optimizers": ("nesterov", "adagrad", "rmsprop", "adam")},
    ],
    ids=str,
)
def test_theory_is_silent_where_it_does_not_hold(fields: dict[str, Any]) -> None:
    assert [key for key, _ in told(race(**fields)) if "regime" in key] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_card_is_written_in_both_languages(lang: str) -> None:
    runs = [
        race("bowl", ALL, learning_rate=1.99, n_steps=40),
        race("bowl", ALL, learning_rate=1e6),
        race("bowl", ("sgd", "momentum"), learning_rate=0.001),
        race("plateau", start=(-3.0, 3.0)),
        race("bumps", noise=0.1),
        race("bumps", start=HILLTOP, n_steps=20, learning_rate=0.01),
        race("saddle", start=(-3.0, 0.0)),
        race("ravine", noise=1.0),
        race("bowl", ("sgd", "momentum"), momentum=0.0),
        race("beale", slip="climb"),
    ]
    for run in runs:
        for card in cards(run, catalogue(lang)):
            assert "{" not in card.title + card.text
            assert card.text.endswith((".", "。"))


# ---- figures


def test_figures_are_those_of_the_race() -> None:
    shown = figures(race("bowl", ("sgd", "adagrad"), learning_rate=0.5, n_steps=10))
    assert (shown["updates"], shown["arrived"], shown["stable_rate"]) == ("10", "1 / 2", "2")
    assert figures(race("beale"))["stable_rate"] == "—"
    run = race("beale", ALL)
    assert float(figures(run)["lowest_loss"]) == pytest.approx(run.history.losses[-1].min(), rel=5e-3)


# ---- the question


@pytest.mark.parametrize("landscape", LANDSCAPES)
@pytest.mark.parametrize("n_steps", [20, 120])
def test_the_answer_is_who_came_near_a_minimum_first_and_stayed(landscape: str, n_steps: int) -> None:
    run = race(landscape, ALL, n_steps=n_steps)
    asked = question(run, said)
    assert asked is not None
    assert list(asked.options) == [*ALL, "none"]
    minima, (x_low, x_high, *_) = np.array(run.surface.minima), run.surface.bounds

    def arrived(path: Array) -> float:
        """The update from which on the path is near one of the minima."""
        near = np.linalg.norm(path[:, None] - minima, axis=-1) <= 0.02 * (x_high - x_low)
        return min(next((t for t in range(len(path)) if near[t:, m].all()), np.inf) for m in range(len(minima)))

    times = {name: arrived(run.history.positions[:, k]) for k, name in enumerate(ALL)}
    best = min(times.values())
    first = tuple(name for name in ALL if times[name] == best) if best < np.inf else ("none",)
    assert asked.answers == first
    named = [said(f"optimizers_{name}") for name in first]
    key = "question_winner" if len(first) == 1 else "question_winners"
    together = "and_gap".join(filter(None, ["list_gap".join(named[:-1]), named[-1]]))
    assert asked.why == ("question_nobody" if best == np.inf else f"{key} name={together} update={best}")


def test_two_who_arrive_together_are_both_right() -> None:
    asked = question(race("bowl", ("adagrad", "rmsprop"), start=(0.0, 0.0)), said)
    assert asked is not None
    assert asked.answers == ("adagrad", "rmsprop")


def test_a_race_of_one_is_not_worth_a_guess() -> None:
    assert question(race("bowl", ("adam",)), said) is None


# ---- checks

CHECKED: list[dict[str, Any]] = [
    *({"landscape": name, "optimizers": ALL, "n_steps": 40} for name in LANDSCAPES),
    {"optimizers": ALL, "noise": 0.5, "schedule": "inverse", "start": (3.0, -3.0)},
    {"optimizers": ALL, "slip": "climb"},
    {"optimizers": ALL, "learning_rate": 3.0},
    {"optimizers": ALL, "learning_rate": 1e6},
    {"landscape": "beale", "optimizers": ALL, "learning_rate": 1.0},
    {"landscape": "himmelblau", "optimizers": ALL, "learning_rate": 2.5},
    {"start": (0.0, 0.0)},
    {"n_steps": 1},
    # ground so flat that the difference of two heights is rounding alone, as it is where a run has come to rest
    {"landscape": "plateau", "start": (-4.0, 4.0)},
]


@pytest.mark.parametrize("fields", CHECKED, ids=str)
def test_every_check_holds(fields: dict[str, Any]) -> None:
    run = race(**fields)
    done = list(checks(run, said))
    assert [check for check in done if not check.holds] == []
    theory = ["check_stable"] if fields.get("landscape", "ravine") in ("bowl", "ravine") else []
    assert [check.claim for check in done] == ["check_slope", "check_rules", *theory]


def failing(run: Race) -> set[str]:
    return {check.claim for check in checks(run, said) if not check.holds}


def nudged(field: str, step: int) -> Callable[[Race], Race]:
    """One number of the history, changed a little."""

    def tamper(run: Race) -> Race:
        array = getattr(run.history, field).copy()
        array[step] += 1e-6
        return replace(run, history=replace(run.history, **{field: array}))

    return tamper


def another_surface(run: Race) -> Race:
    """The slope of another landscape under the same name."""
    steeper = replace(run.surface, gradient=lambda x, y: (1.001 * x, y))

    class Lie(DescentParams):
        surface = steeper  # type: ignore[assignment]

    return Race(Lie(landscape="bowl", n_steps=run.params.n_steps, optimizers=run.names, learning_rate=0.1), run.history)


@pytest.mark.parametrize(
    ("tamper", "expected"),
    [
        (nudged("positions", 7), {"check_rules"}),
        (nudged("positions", -1), {"check_rules"}),
        (nudged("learning_rates", 7), {"check_rules"}),
        (nudged("velocities", 7), {"check_rules"}),
        (nudged("gradients", 7), {"check_rules"}),
        (another_surface, {"check_slope"}),
    ],
    ids=["a position", "the last position", "a rate", "a velocity", "a gradient", "a wrong gradient"],
)
def test_a_race_that_was_tampered_with_is_found_out(tamper: Callable[[Race], Race], expected: set[str]) -> None:
    run = race("bowl", ("sgd", "momentum"), n_steps=30)
    assert failing(run) == set()
    assert failing(tamper(run)) == expected


def test_a_square_that_was_tampered_with_is_found_out() -> None:
    run = race("bowl", ("adagrad", "adam"), n_steps=30)
    assert failing(nudged("squares", 7)(run)) == {"check_rules"}


def test_the_check_counts_the_updates_that_were_made() -> None:
    run = race("ravine", ("sgd", "adam"), learning_rate=4.4, n_steps=50)
    made = int(run.history.diverged_at[0]) - 1 + 50
    rules = next(check.measured for check in checks(run, said) if check.claim == "check_rules")
    assert rules.startswith(f"check_rules_measured n={made} gap=")
