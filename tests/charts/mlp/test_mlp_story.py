"""What the lab says about a training: every card by a run that earns it and by one that does not, and the question."""

from functools import cache
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from charts.mlp import causes
from charts.mlp.causes import ends_below, gap_to_one_layer, least_constant
from charts.mlp.lab import LAB
from charts.mlp.scene import Scene, scene_of
from charts.mlp.story import cards, checks, figures, question
from core.mlp.favourites import FAVOURITES
from core.mlp.network import forward
from core.mlp.view import MLPView
from locales import LANGUAGES, catalogue

QUICK: dict[str, Any] = {"dataset": "gaussians", "n_samples": 100, "n_epochs": 10, "hidden_layer_sizes": (4,)}


@cache
def run(**fields: Any) -> Scene:
    return scene_of(MLPView(**fields))


def quick(**fields: Any) -> Scene:
    return run(**QUICK | fields)


def favourite(name: str) -> Scene:
    return run(favourite=name, **FAVOURITES[name])


def said(key: str, /, **values: Any) -> str:
    """In the place of a translation: the key and what it is told."""
    return " ".join([key, *(f"{name}={value}" for name, value in values.items())])


def told(scene: Scene) -> dict[str, str]:
    """The cards of a run by their keys."""
    return {card.text.split(" ")[0].removeprefix("card_mlp_"): card.text for card in cards(scene, said)}


BIASES_OF_DEAD = tuple((0, 1, 0, unit, -100.0) for unit in (1, 2, 3, 4))
SATURATED = tuple((0, 1, 1, unit, 100.0) for unit in (1, 2, 3, 4))
OVERFLOWS = {"learning_rate": 100.0, "dataset": "sine", "loss": "squared", "optimizer": "sgd"}
CASES: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("diverged", OVERFLOWS, {}),
    ("solved", {}, {"dataset": "xor", "hidden_layer_sizes": ()}),
    (
        "explained",
        {"dataset": "sine", "loss": "squared", "hidden_layer_sizes": (16, 16), "n_epochs": 60, "n_samples": 300},
        OVERFLOWS,
    ),
    ("stopped", {"stop_loss": 0.1}, {"stop_loss": 0.0}),
    ("symmetric", {"init": "zeros", "activation": "sigmoid"}, {"init": "small", "activation": "sigmoid"}),
    ("symmetric", {"slip": "zero-weights", "hidden_layer_sizes": (3, 3)}, {"slip": "no-slope"}),
    ("dead", {"typed_weights": BIASES_OF_DEAD[:2]}, {"activation": "leaky-relu", "typed_weights": BIASES_OF_DEAD[:2]}),
    ("dead_layer", {"typed_weights": BIASES_OF_DEAD}, {"typed_weights": BIASES_OF_DEAD[:3]}),
    ("saturated", {"activation": "tanh", "typed_weights": SATURATED}, {"activation": "tanh", "init": "small"}),
    ("one_layer", {"hidden_layer_sizes": ()}, {}),
    ("linear", {"activation": "linear"}, {"activation": "tanh"}),
    ("plateau", {"init": "zeros", "activation": "relu", "dataset": "circle"}, {}),
]


@pytest.mark.parametrize(("key", "earns", "does_not"), CASES, ids=[case[0] for case in CASES])
def test_a_card_is_said_of_the_run_that_earns_it_and_of_no_other(
    key: str, earns: dict[str, Any], does_not: dict[str, Any]
) -> None:
    assert key in told(quick(**earns))
    assert key not in told(quick(**does_not))


FAVOURITE_CARDS = {
    "spiral": "solved",
    "xor-two": "solved",
    "xor-none": "one_layer",
    "sines": "solved",
    "zeros": "symmetric",
    "six-sigmoid": "vanishing",
    "overfitting": "overfitting",
    "linear": "linear",
}


@pytest.mark.parametrize("name", FAVOURITES)
def test_every_favourite_shows_what_it_is_there_for(name: str) -> None:
    about = {"vanishing", "overfitting", "symmetric", "linear", "one_layer"}
    expected = {FAVOURITE_CARDS[name]} & about
    assert FAVOURITE_CARDS[name] in told(favourite(name))
    assert told(favourite(name)).keys() & about == expected


def test_numbers_of_the_overfitting_card_are_those_of_the_run() -> None:
    scene = favourite("overfitting")
    h, text = scene.history, told(scene)["overfitting"]
    best = int(np.argmin(h.test_losses))
    for part in (f"epoch={best}", f"least={h.test_losses.min():.3g}", f"last={h.test_losses[-1]:.3g}"):
        assert f" {part} " in text
    assert h.train_losses[-1] < h.train_losses[best]


def test_dead_units_are_counted() -> None:
    scene = quick(typed_weights=BIASES_OF_DEAD[:2])
    hidden = forward(scene.history.weights[-1], scene.X[scene.history.train], scene.params)[1]
    n_dead = int(np.sum(~hidden.any(axis=0)))
    assert n_dead >= 2
    assert f"dead={n_dead} n=4" in told(scene)["dead"]


def test_a_cure_that_is_named_was_tried_and_works() -> None:
    scene = favourite("six-sigmoid")
    text = told(scene)["plateau"]
    limit = 0.5 * least_constant(scene)
    assert "tried_helped" in text
    settings = FAVOURITES["six-sigmoid"]
    for field, value, works in (("activation", "relu", True), ("optimizer", "adam", False)):
        assert (f"{field} = {field}_{value}" in text) == works
        assert ends_below(MLPView(**{**settings, field: value}).training, limit, False) == works


def test_the_first_layer_has_the_share_of_the_gradient_that_is_said() -> None:
    scene = favourite("six-sigmoid")
    norms = scene.history.gradient_norms[0]
    assert f"ratio={norms[0] / norms[-1]:.2g}" in told(scene)["vanishing"]


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({"stop_loss": 0.1}, "stopped_by_loss"),
        ({"stop_accuracy": 0.9}, "stopped_by_accuracy"),
        ({"patience": 1, "init": "zeros", "activation": "relu"}, "stopped_by_patience"),
    ],
)
def test_the_rule_that_stopped_a_run_is_named(fields: dict[str, Any], key: str) -> None:
    scene = quick(n_epochs=40, **fields)
    assert f"why={key}" in told(scene)["stopped"]
    assert 0 < scene.history.stopped_at < 40


@pytest.mark.parametrize(("activation", "harmless"), [("linear", True), ("tanh", False)])
def test_a_forgotten_slope_is_harmless_where_every_slope_is_one(activation: str, harmless: bool) -> None:
    scene = quick(activation=activation, slip="no-slope")
    assert ("slip_note_no-slope_harmless" in told(scene)) == harmless
    without = quick(activation=activation)
    assert np.array_equal(scene.history.weights.thetas, without.history.weights.thetas) == harmless


# ---- figures and question


def test_updates_are_those_that_were_made() -> None:
    assert (figures(quick())["epochs"], figures(quick())["updates"]) == ("10", "50")  # 50 points in batches of 10
    gone = quick(**OVERFLOWS)
    assert figures(gone)["epochs"] == str(gone.history.diverged_at - 1)


@pytest.mark.parametrize("name", FAVOURITES)
def test_one_answer_is_right_and_it_is_that_of_the_run(name: str) -> None:
    scene = favourite(name)
    asked = question(scene, said)
    assert asked is not None
    (answer,) = asked.answers
    share = scene.history.test_accuracies[-1]
    low, high = {"0": (0, 0.6), "1": (0.6, 0.8), "2": (0.8, 0.95), "3": (0.95, 1.01)}[answer]
    assert low <= share < high
    assert answer in asked.options
    assert len(asked.options) == 5


def test_a_run_that_diverges_is_the_answer_of_its_own_question() -> None:
    asked = question(quick(**OVERFLOWS), said)
    assert asked is not None
    assert asked.answers == ("diverged",)


def test_a_guess_is_about_the_training_whatever_is_looked_at() -> None:
    (view,) = LAB.views
    assert view.asked_about(MLPView(unit=(1, 2), weight=(1, 1, 1))) == view.asked_about(MLPView())
    assert view.asked_about(MLPView(seed=1)) != view.asked_about(MLPView())
    assert question(quick(axis="slow"), said) is None


# ---- checks and languages


@pytest.mark.parametrize("fields", [{"activation": "linear"}, {"init": "zeros", "activation": "sigmoid"}, {}], ids=str)
def test_the_checks_hold_and_are_made_where_they_mean_something(fields: dict[str, Any]) -> None:
    scene = quick(**fields)
    found = {check.claim: check.holds for check in checks(scene, said)}
    assert all(found.values())
    assert ("check_mlp_linear" in found) == (fields.get("activation") == "linear")
    assert ("check_mlp_alike" in found) == (fields.get("init") == "zeros")


@pytest.mark.parametrize(("rate", "diverged_at"), [(0.1, 2), (1e6, 1)])
def test_the_checks_hold_of_a_run_that_diverges(rate: float, diverged_at: int) -> None:
    scene = quick(**OVERFLOWS | {"learning_rate": rate})
    assert scene.history.diverged_at == diverged_at
    found = {check.claim.split(" ")[0]: check for check in checks(scene, said)}
    assert [check.measured for check in found.values() if not check.holds] == []
    assert ("check_mlp_loop" in found) == (diverged_at > 1)  # else there is no epoch to make again


def test_the_check_of_one_layer_can_fail() -> None:
    assert gap_to_one_layer(quick(activation="linear")) < 1e-12
    assert gap_to_one_layer(quick(activation="tanh")) > 0.01


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_card_and_question_can_be_said(lang: str) -> None:
    t = catalogue(lang)
    for _, earns, _ in CASES:
        scene = quick(**earns)
        assert all(card.text and card.title for card in cards(scene, t))
        assert question(scene, t)


@pytest.mark.parametrize("settings", [{"n_epochs": 20}, {}, {"n_epochs": 1000}])
def test_the_trainings_that_a_card_tries_are_counted_in_the_cost_of_the_run(
    settings: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    costs: list[float] = []
    monkeypatch.setattr(causes, "ends_below", lambda params, *_: costs.append(params.cost))
    params = MLPView(**settings)
    scene = cast(Scene, SimpleNamespace(params=params))
    causes.cures(scene, [("learning_rate", 1 / n) for n in range(1, 9)], 0.1, catalogue("en"))
    assert sum(costs) <= causes.MAX_TRIED
    assert LAB.views[0].cost(params) == pytest.approx(params.cost + sum(costs))
