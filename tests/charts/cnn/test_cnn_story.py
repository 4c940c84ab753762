"""What is said about a training on digits: every card by a run that earns it and by one that does not."""

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from charts.cnn.causes import SEEN, gap_to_one_convolution, gap_to_one_layer
from charts.cnn.lab import LAB
from charts.cnn.scene import Scene, scene_of
from charts.cnn.story import cards, checks, figures, question
from core.cnn.network import forward
from core.cnn.view import CNNView
from core.cnn.weights import flatten
from data.digits import digits
from locales import LANGUAGES, catalogue

SHORT: dict[str, Any] = {"n_train": 320, "n_epochs": 1}
BY_HEART: dict[str, Any] = {"n_train": 60, "n_epochs": 10, "batch_size": 6, "augment": False}
OVERFLOWS: dict[str, Any] = SHORT | {"learning_rate": 1.0, "warm_up": 0, "decay": False}
RUNS_OFF: dict[str, Any] = {"n_train": 60, "n_epochs": 1, "batch_size": 10, "filters": (2, 2), "warm_up": 0}
RUNS_OFF |= {"learning_rate": 1e6}
ONE: dict[str, Any] = SHORT | {"slip": "linear", "pooling": "none", "filters": (2, 3)}


@cache
def run(**fields: Any) -> Scene:
    return scene_of(CNNView(**fields))


def said(key: str, /, **values: Any) -> str:
    """In the place of a translation: the key and what it is told."""
    return " ".join([key, *(f"{name}={value}" for name, value in values.items())])


def told(scene: Scene) -> dict[str, str]:
    """The cards of a run by their keys."""
    return {card.text.split(" ")[0].removeprefix("card_cnn_"): card.text for card in cards(scene, said)}


CASES: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("shipped", {}, SHORT),
    ("solved", {}, SHORT),
    ("diverged", OVERFLOWS, SHORT),
    ("nothing", SHORT | {"learning_rate": 1e-6}, BY_HEART),
    ("shuffled", BY_HEART | {"slip": "shuffled-labels"}, BY_HEART),
    ("overfitting", BY_HEART, {}),
    ("begun", SHORT, {}),
    ("begun", SHORT, SHORT | {"learning_rate": 1e-6}),  # more of that helps nobody
    ("begun", SHORT | {"model": "logistic"}, SHORT | {"slip": "shuffled-labels"}),
    ("one_convolution", ONE, ONE | {"pooling": "average"}),
    ("one_layer", ONE | {"pooling": "average"}, ONE | {"pooling": "max"}),
    ("still_bends", ONE | {"pooling": "max"}, ONE),
    ("one_layer", SHORT | {"slip": "linear", "model": "dense"}, SHORT | {"model": "dense"}),
]


@pytest.mark.parametrize(("card", "earns", "does_not"), CASES)
def test_a_card_is_told_of_a_run_that_earns_it_and_of_no_other(
    card: str, earns: dict[str, Any], does_not: dict[str, Any]
) -> None:
    assert card in told(run(**earns))
    assert card not in told(run(**does_not))


def with_weights(scene: Scene, **changed: Any) -> Scene:
    """The same run with other weights at its end."""
    last = {**scene.weights[-1], **changed}
    thetas = np.array([*scene.history.thetas[:-1], flatten(last)])
    return replace(scene, history=replace(scene.history, thetas=thetas))


def test_dead_kernels_are_counted_by_block_and_say_nothing_of_any_digit() -> None:
    scene = run(**SHORT)
    bias1, bias2 = scene.weights[-1]["bias1"].copy(), scene.weights[-1]["bias2"].copy()
    bias1[[0, 3]], bias2[7] = -100, -1000
    dead = with_weights(scene, bias1=bias1, bias2=bias2)
    text = told(dead)["dead"]
    assert "dead=3 n=24 blocks=count_in_block n=2 block=1list_gapcount_in_block n=1 block=2" in text
    assert f"seen={SEEN}" in text
    found = forward(dead.weights[-1], digits().test_images[:SEEN] / 255, dead.params)
    assert not found["relu1"][:, [0, 3]].any()
    assert not found["relu2"][:, 7].any()


def test_what_the_cards_say_of_the_shipped_network_is_so() -> None:
    scene = run()
    h = scene.history
    right = int((h.predictions == digits().test_labels).sum())
    assert f"right={right} n=2000" in told(scene)["solved"]
    update = next(int(u) for u, share in zip(h.updates, h.test_accuracies, strict=True) if share >= 0.95)
    assert f"update={update} good=95% judged={h.n_judged}" in told(scene)["solved"]
    assert f"updates={h.n_updates} frames={scene.n_frames}" in told(scene)["shipped"]
    assert figures(scene)["digits_right"] == f"{right / 2000:.1%}"


def test_by_heart_the_training_digits_are_known_and_the_others_less() -> None:
    scene = run(**BY_HEART)
    h = scene.history
    assert h.train_accuracies[-1] - h.accuracy >= 0.05
    assert f"train={h.train_accuracies[-1]:.1%} test={h.accuracy:.1%}" in told(scene)["overfitting"]


def test_shuffled_labels_are_learnt_by_heart_and_the_test_digits_stay_near_chance() -> None:
    h = run(**BY_HEART | {"slip": "shuffled-labels"}).history
    assert h.train_accuracies[-1] > h.train_accuracies[0] + 0.3
    assert h.accuracy < 0.25


def test_a_run_that_diverges_stops_at_the_update_that_is_named() -> None:
    scene = run(**OVERFLOWS)
    h = scene.history
    assert f"update={h.diverged_at} rate=1" in told(scene)["diverged"]
    later = h.updates >= h.diverged_at - 1
    assert (h.thetas[later] == h.thetas[-1]).all()


def test_of_a_training_that_has_only_begun_more_epochs_or_more_digits_are_enough_and_were_tried() -> None:
    text = told(run(**SHORT))["begun"]
    assert "updates=10 n=320 epochs=1" in text
    for field, value in (("n_epochs", 10), ("n_train", 3200)):
        assert f"{field} = {value}" in text
        assert run(**SHORT).history.accuracy < 0.2 < 0.8 < run(**SHORT | {field: value}).history.test_accuracies[-1]


def test_what_answers_no_better_than_chance_says_so_with_its_favourite_answer() -> None:
    scene = run(**SHORT | {"learning_rate": 1e-6})
    counts = np.bincount(scene.history.predictions, minlength=10)
    assert f"most={counts.argmax()} said={counts.max() / 2000:.0%}" in told(scene)["nothing"]


def test_every_check_holds_of_networks_of_every_kind() -> None:
    kinds: list[dict[str, Any]] = [{}, ONE, SHORT | {"model": "dense"}, SHORT | {"model": "logistic", "slip": "linear"}]
    for kind in kinds:
        found = list(checks(run(**kind), said))
        assert [check.measured for check in found if not check.holds] == []
        assert len(found) >= 2


def test_checks_hold_of_weights_that_are_huge_too() -> None:
    for fields in ({"slip": "none"}, {"slip": "linear", "pooling": "none"}):
        scene = run(**RUNS_OFF | fields)
        assert scene.history.diverged_at != -1
        assert np.abs(scene.found[-1]["conv1"]).max() > 1e5
        assert [check.measured for check in checks(scene, said) if not check.holds] == []


def test_checks_of_a_network_that_is_not_the_one_on_record_fail() -> None:
    scene = run(**ONE)
    other = (scene.history.predictions + 1) % 10
    lying = replace(scene, history=replace(scene.history, predictions=other))
    assert [check.claim for check in checks(lying, said) if not check.holds] == ["check_cnn_answers"]
    bent = replace(scene, params=replace(scene.params, slip="none"))
    assert gap_to_one_convolution(bent) > 1e-3
    assert gap_to_one_layer(bent) > 1e-3


@pytest.mark.parametrize(("fields", "answer"), [(SHORT, None), (OVERFLOWS, "diverged")])
def test_the_question_is_answered_by_the_run(fields: dict[str, Any], answer: str | None) -> None:
    scene = run(**fields)
    asked = question(scene, said)
    assert asked is not None
    share = scene.history.accuracy
    edges = [0, 0.5, 0.9, 0.95, 0.98, 1.01]
    wanted = answer or next(str(k) for k in range(5) if edges[k] <= share < edges[k + 1])
    assert asked.answers == (wanted,)
    assert wanted in asked.options


def test_the_network_that_is_there_already_asks_nothing() -> None:
    assert question(run(), said) is None


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_word_is_there_in_every_language(lang: str) -> None:
    t = catalogue(lang)
    for fields in ({}, ONE, OVERFLOWS, BY_HEART, BY_HEART | {"slip": "shuffled-labels"}):
        scene = run(**fields)
        assert list(cards(scene, t))
        assert all(check.claim and check.measured for check in checks(scene, t))
    assert LAB.views[0].story.figures(run()).keys() == figures(run()).keys()
