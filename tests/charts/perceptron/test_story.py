"""What the lab says about a run: the figures, the cards that explain it, and checks that would notice a lie."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from charts.perceptron import story as perceptron_story
from charts.perceptron.scene import Scene, scene_of
from charts.perceptron.story import cards, checks, figures
from core.perceptron.params import PerceptronParams

CONTRADICTION = ((1.0, 1.0, 1), (1.0, 1.0, -1), (0.0, 0.0, -1))


def scene(**fields: Any) -> Scene:
    return scene_of(PerceptronParams(**fields))


def said(key: str, /, **values: Any) -> str:
    """In the place of a translation: the key and what it is told."""
    return " ".join([key, *(f"{name}={value}" for name, value in values.items())])


# ---- cards


CONVERGED = "success card_converged n_epochs={n_epochs} n_updates={n_updates}"
COUNTED = "counted=sentence_gapmistakes_counted n_wrong={n_wrong} n={n}"
NO_LINE = f"info card_no_line last={{last}} {COUNTED}"
NOT_THROUGH_ORIGIN = f"info card_no_line_through_origin last={{last}} {COUNTED}"
WITH_A_BIAS, WITH_NONE = " bias=bias_is_enough", " bias=bias_is_not_enough"
ALL_ZERO = "info card_all_zero n={n}"  # an update that takes back what the others added
SLIP = "warning slip_note_{slip} n_wrong={n_wrong} n={n}"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, ["success card_converged n_epochs=2 n_updates=14"]),
        ({"n_epochs": 1}, ["info card_almost"]),
        ({"dataset": "blobs", "n_epochs": 1}, ["info card_more_epochs last={last} bound=2,714"]),
        (
            {"dataset": "overlapping-blobs", "variant": "pocket"},
            [NO_LINE, "info card_answer_pocket n_right={n_right} n={n}"],
        ),
        ({"dataset": "overlapping-blobs"}, [NO_LINE]),
        # two of Fisher's flowers, one of each species, have the same two measurements
        ({"dataset": "iris-versicolor-virginica"}, ["warning card_contradiction", NO_LINE]),
        ({"dataset": "xor"}, [NO_LINE, ALL_ZERO]),  # accuracy 0 %, and yet three mistakes
        ({"dataset": "xor", "shuffle": False}, [NO_LINE, ALL_ZERO, "info card_cycle period=1"]),
        ({"dataset": "and", "fit_bias": False}, [NOT_THROUGH_ORIGIN + WITH_A_BIAS, ALL_ZERO]),
        # where no bias helps, none is recommended
        ({"dataset": "ring", "fit_bias": False}, [NOT_THROUGH_ORIGIN + WITH_NONE]),
        ({"dataset": "own", "points": CONTRADICTION}, ["warning card_contradiction", NO_LINE]),
        ({"slip": "no-bias"}, ["warning slip_note_no-bias_harmless n_wrong=0 n=100", CONVERGED]),
        ({"dataset": "and", "slip": "no-bias"}, [SLIP, NOT_THROUGH_ORIGIN + WITH_A_BIAS, ALL_ZERO]),
        ({"slip": "unlabelled-test"}, ["warning slip_note_unlabelled-test n_wrong=100 n=100"]),
        ({"slip": "unlabelled-test", "dataset": "ring", "init_scale": 1.0, "seed": 1}, [SLIP]),
    ],
    ids=str,
)
def test_cards_say_why_the_run_went_as_it_did(fields: dict[str, Any], expected: list[str]) -> None:
    run = scene(**fields)
    history, w, b = run.history, run.history.weights[-1], run.history.biases[-1]
    facts = {
        "n_epochs": len(history.orders),
        "n_updates": len(history.weights) - 1,
        "last": int((history.update_steps > history.n_steps - len(run.y)).sum()),
        "n_wrong": int((run.y * (run.X @ w + b) <= 0).sum()),
        "n_right": int((run.y * (run.X @ w + b) > 0).sum()),
        "n": len(run.X),
        "slip": run.params.slip,
    }
    told = list(cards(run, said))
    assert [f"{card.kind} {card.text}" for card in told] == [text.format(**facts) for text in expected]
    assert [card.title.split()[0] for card in told] == [f"{card.text.split()[0]}_title" for card in told]


# ---- figures


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, {"accuracy": "100.0%", "updates": "14", "epochs": "2", "bound": "390", "parameters": "3"}),
        (
            {"dataset": "iris-versicolor-virginica", "variant": "pocket", "fit_bias": False, "n_epochs": 100},
            {"epochs": "100", "bound": "—", "parameters": "2"},
        ),
        ({"slip": "unlabelled-test"}, {"accuracy": "0.0%", "updates": "0", "epochs": "1", "bound": "—"}),
        ({"init_scale": 2.0}, {"bound": "—"}),
        ({"slip": "no-bias"}, {"parameters": "2"}),
    ],
)
def test_figures_are_those_of_the_run(fields: dict[str, Any], expected: dict[str, str]) -> None:
    run = scene(**fields)
    shown = figures(run)
    assert {name: shown[name] for name in expected} == expected
    w, b = run.history.weights[-1], run.history.biases[-1]
    assert shown["accuracy"] == f"{np.mean(run.y * (run.X @ w + b) > 0):.1%}"


# ---- checks


@pytest.mark.parametrize(
    ("fields", "bounded"),
    [
        ({}, True),
        ({"slip": "no-bias", "learning_rate": 0.05}, True),
        ({"slip": "unlabelled-test"}, False),
        ({"init_scale": 5.0}, False),
        ({"dataset": "iris-versicolor-virginica", "variant": "averaged", "n_epochs": 100}, False),
        ({"dataset": "ring", "n_samples": 200, "variant": "pocket", "learning_rate": 1.95}, False),
        ({"dataset": "blobs", "separation": 8.0, "fit_bias": False}, True),
        ({"dataset": "and", "learning_rate": 0.1, "shuffle": False}, True),
        ({"dataset": "xor", "init_scale": 0.5, "seed": 7}, False),
        ({"dataset": "own", "points": ((1e6, -1e6, 1), (1e6, 0.01, -1), (0.02, 1e6, -1))}, True),
        ({"dataset": "own", "points": ((0.0, 0.0, 1), (0.0, 0.0, -1))}, False),
    ],
    ids=str,
)
def test_every_check_holds(fields: dict[str, Any], bounded: bool) -> None:
    done = list(checks(scene(**fields), said))
    assert [check for check in done if not check.holds] == []
    claims = {check.claim for check in done}
    assert claims - {"check_steps"} == {"check_loop", "check_gradient", *(["check_bound"] if bounded else [])}
    assert "check_steps" in claims or fields.get("slip") == "unlabelled-test"


def failing(run: Scene) -> set[str]:
    return {check.claim for check in checks(run, said) if not check.holds}


def nudged(field: str) -> Callable[[Scene], Scene]:
    """One number of the history, changed a little."""

    def tamper(run: Scene) -> Scene:
        array = getattr(run.history, field).copy()
        array[3] += 1e-6
        return replace(run, history=replace(run.history, **{field: array}))

    return tamper


def one_update_less(run: Scene) -> Scene:
    shorter = {name: getattr(run.history, name)[:-1] for name in ("current_weights", "current_biases")}
    fewer = {name: getattr(run.history, name)[:-1] for name in ("update_steps", "update_samples")}
    return replace(run, history=replace(run.history, **shorter, **fewer))


def a_wider_margin(run: Scene) -> Scene:
    return replace(run, margin=replace(run.margin, gamma=run.margin.radius / 3))


@pytest.mark.parametrize(
    ("tamper", "expected"),
    [
        (nudged("current_weights"), {"check_loop", "check_steps"}),
        (nudged("current_biases"), {"check_loop"}),
        (one_update_less, {"check_loop"}),
        (a_wider_margin, {"check_bound"}),
    ],
    ids=["a weight", "a bias", "one update less", "the margin"],
)
def test_a_run_that_was_tampered_with_is_found_out(tamper: Callable[[Scene], Scene], expected: set[str]) -> None:
    run = scene()
    assert failing(run) == set()
    assert failing(tamper(run)) == expected


def test_a_wrong_gradient_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    right = perceptron_story.perceptron_criterion_gradient
    run = scene(dataset="ring")

    def without_the_bias(w: Any, b: Any, X: Any, y: Any) -> Any:
        return right(w, b, X, y)[0], 0.0

    monkeypatch.setattr(perceptron_story, "perceptron_criterion_gradient", without_the_bias)
    assert failing(run) == {"check_gradient"}


def test_no_check_calls_it_gradient_descent_when_right_samples_change_the_weights() -> None:
    """The slip that forgets the label turns the line at samples whose loss is zero, and flat."""
    run = scene(dataset="ring", slip="unlabelled-test", init_scale=1.0, seed=1)
    history = run.history
    before = np.column_stack([history.current_weights, history.current_biases])[:-1]
    samples = np.column_stack([run.X, np.ones(len(run.X))])[history.update_samples]
    assert (run.y[history.update_samples] * np.sum(before * samples, axis=1) > 0).any()
    assert "check_steps" not in {check.claim for check in checks(run, said) if check.holds}


def test_a_check_says_what_it_measured() -> None:
    loop, steps, gradient, bound = (check.measured for check in checks(scene(), said))
    assert loop.startswith("check_loop_measured n=15 gap=0")
    assert steps.startswith("check_steps_measured n=14 gap=")
    assert float(gradient.split("error=")[1]) < 1e-6
    shown = {name: float(value) for name, value in (part.split("=") for part in bound.split()[1:])}
    assert shown["n"] == 14 <= shown["bound"] == pytest.approx((shown["radius"] / shown["gamma"]) ** 2, rel=2e-3)
