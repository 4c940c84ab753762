"""The lessons that come with the app: every stop opens, in every language, and what is said of its run is so."""

import json
import re
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from core.optimizers import OPTIMIZERS
from locales import LANGUAGES, ROOT, catalogue, content
from runs.lesson import BY_ADDRESS, TABS, Lesson, Stop, Words, as_file
from runs.lesson_link import READY_MADE, named, names
from runs.scenes import Scenes
from runs.wishes import Run, RunWish
from tests.claims.lessons import numbers
from tests.pages.source import BY_NAME
from tests.test_chinese_style import faults, prose
from ui.memory import from_link
from ui.player import start_frame

LESSONS = {path.stem: named(path.stem) for path in sorted(READY_MADE.glob("*.json"))}
STOPS = [(name, number) for name, lesson in LESSONS.items() for number in range(1, len(lesson.stops) + 1)]
every_lesson = pytest.mark.parametrize("name", LESSONS)
every_stop = pytest.mark.parametrize(("name", "number"), STOPS)
LONGEST = 230  # characters of what is said
SCENES = Scenes(400_000_000)

# The numbers that the texts, questions and answers state, as they stand there.
STATED: dict[tuple[str, int], set[str]] = {
    ("tutorial", 3): {"7", "14"},
    ("tutorial", 9): {"2"},
    ("tutorial", 11): {"6"},
    ("tutorial", 12): {"3", "12", "10"},
    ("tutorial", 15): {"55", "100"},
    ("neuron-to-attention", 1): {"2"},
    ("neuron-to-attention", 4): {"2"},
}


def stop_of(name: str, number: int) -> Stop:
    return LESSONS[name].stops[number - 1]


def params_of(stop: Stop) -> tuple[str, Any]:
    """The view and the Params that the page makes of the stop's link; nothing in it is wrong."""
    lab = BY_ADDRESS[stop.lab]
    view = lab.opened_by(stop.opens.get("view", ""))
    panel = BY_NAME[view.name].panel
    memory = from_link(panel, stop.opens)
    assert memory.problems == []
    return view.name, panel.kind(**panel.that_matter(memory.values))


def run_of(stop: Stop, lang: str = "en") -> Run:
    view, params = params_of(stop)
    return RunWish(view, params, lang).fulfil(SCENES, lambda fraction, **told: None)


@cache
def scene_at(name: str, number: int, **changes: Any) -> Any:
    view, params = params_of(stop_of(name, number))
    return SCENES.of(BY_NAME[view].view, replace(params, **changes))[0]


# ---- what every ready-made lesson has


def test_they_are_two_of_fifteen_and_ten_runs() -> None:
    assert {name: len(lesson.stops) for name, lesson in LESSONS.items()} == {"neuron-to-attention": 10, "tutorial": 15}
    assert set(LESSONS) <= set(names())


@every_lesson
def test_a_lesson_has_its_title_and_its_notes_in_every_language(name: str) -> None:
    assert LESSONS[name].title.keys() == LANGUAGES.keys()
    assert LESSONS[name].lang is None
    tables = []
    for lang in LANGUAGES:
        notes = content(f"lessons/{name}", lang)
        rows = re.findall(r"^\| ([\d–]+) \|.*\| (\d+) \|$", notes, re.M)
        tables.append(rows)
        minutes = sum(int(n) for _, n in rows)
        assert f"**{minutes} " in notes  # what the table adds up to stands above it
        covered = [k for runs, _ in rows for k in range(int(runs.split("–")[0]), int(runs.split("–")[-1]) + 1)]
        assert covered == list(range(1, len(LESSONS[name].stops) + 1))
    assert tables[0] == tables[1]
    assert numbers(content(f"lessons/{name}", "en")) == numbers(content(f"lessons/{name}", "zh"))


def test_a_course_of_one_lesson_takes_forty_five_minutes() -> None:
    assert "**45 minutes**" in content("lessons/neuron-to-attention", "en")


@every_stop
def test_a_stop_opens_its_run_at_its_frame(name: str, number: int) -> None:
    stop = stop_of(name, number)
    run = run_of(stop)
    assert run.n_frames > 1
    assert start_frame(stop.opens["frame"], run.n_frames)[1]


@every_stop
def test_a_stop_says_little_in_every_language_and_asks_and_answers(name: str, number: int) -> None:
    stop = stop_of(name, number)
    for words in (stop.text, stop.question, stop.answer):
        assert words.keys() == LANGUAGES.keys()
        assert [text for text in words.values() if len(text) > LONGEST] == []


@every_stop
def test_what_a_stop_hides_is_there_and_matters(name: str, number: int) -> None:
    stop = stop_of(name, number)
    assert stop.unknown == []
    assert not (stop.locked and stop.hidden)  # nothing would be left to hide
    view, params = params_of(stop)
    panel = BY_NAME[view].panel
    drawn = {control.field for control in panel.controls(vars(params))}
    assert set(stop.hidden) <= drawn | {field for field in panel.defaults() if field in ("upload", "pixels", "cells")}
    assert set(stop.hidden_tabs) < set(TABS)


def texts(stop: Stop, lang: str) -> str:
    parts: list[Words] = [stop.text, stop.question, stop.answer]
    return "\n".join(words[lang] for words in parts)


@every_stop
def test_the_chinese_of_a_stop_is_set_as_chinese(name: str, number: int) -> None:
    assert faults(prose(texts(stop_of(name, number), "zh"))) == []


@every_stop
def test_the_numbers_that_a_stop_states_are_those_that_are_checked_below(name: str, number: int) -> None:
    for lang in LANGUAGES:
        stated = set(numbers(re.sub(r"[Pp]art \d", "", texts(stop_of(name, number), lang))))
        assert stated == STATED.get((name, number), set()), lang


@pytest.mark.parametrize("lang", LANGUAGES)
def test_controls_that_a_stop_names_are_called_so(lang: str) -> None:
    t = catalogue(lang)
    bias, flowers = (stop_of("tutorial", number).text[lang] for number in (4, 5))
    for key in ("slip", "slip_none"):
        assert t(key) in bias
    assert t("new_seed") in flowers


def test_the_files_are_written_as_the_teachers_page_writes_them() -> None:
    for path in READY_MADE.glob("*.json"):
        assert json.loads(path.read_text("utf-8")) == json.loads(as_file(named(path.stem)))
        assert path.is_relative_to(ROOT)


# ---- what is said: the tutorial


def test_the_network_of_the_first_stop_has_straight_borders_in_its_first_layer_alone() -> None:
    scene = scene_at("tutorial", 1)
    assert scene.params.hidden_layer_sizes == (16, 16)
    assert scene.params.features == ("x1", "x2")  # a neuron of the first layer: one weighted sum of these
    assert scene.history.test_accuracies[-1] > 0.97


def test_the_printed_perceptron_never_changes_and_the_right_one_stops_in_epoch_seven() -> None:
    never, right = scene_at("tutorial", 2), scene_at("tutorial", 3)
    assert not never.history.weights.any()
    assert (never.X == right.X).all()
    assert (never.X @ np.zeros(2) == 0).all()
    assert (len(right.history.mistakes_per_epoch), right.history.n_updates) == (7, 14)
    assert right.history.mistakes_per_epoch[-1] == 0
    longer = scene_at("tutorial", 2, n_epochs=100).history
    assert not longer.weights.any()


def test_and_needs_a_bias_because_of_the_origin() -> None:
    scene = scene_at("tutorial", 4)
    assert scene.params.dataset == "and"
    assert [0.0, 0.0] in scene.X.tolist()
    assert scene.history.mistakes_per_epoch[-1] > 0
    assert scene_at("tutorial", 4, slip="none").history.mistakes_per_epoch[-1] == 0


def test_another_order_of_the_flowers_gives_another_line_without_a_mistake() -> None:
    first, second = scene_at("tutorial", 5).history, scene_at("tutorial", 5, seed=1).history
    assert first.mistakes_per_epoch[-1] == second.mistakes_per_epoch[-1] == 0
    assert not np.allclose(first.weights[-1], second.weights[-1])
    assert len(scene_at("neuron-to-attention", 1).history.mistakes_per_epoch) == 2


@pytest.mark.parametrize(("name", "number"), [("tutorial", 6), ("neuron-to-attention", 2)])
def test_a_line_gets_three_corners_of_xor_right_and_two_lines_all_four(name: str, number: int) -> None:
    scene = scene_at(name, number)
    X, y = scene.X, scene.y
    assert min(scene.history.mistakes_per_epoch) > 0
    lines = np.random.default_rng(0).normal(size=(20_000, 3))
    right = (np.sign(X @ lines[:, :2].T + lines[:, 2]) == y[:, None]).sum(axis=0)
    assert right.max() == 3
    total = X.sum(axis=1)
    between = (total > 0.5) & (total < 1.5)  # two parallel lines
    assert set(y[between]) == {1} or set(y[between]) == {-1}
    assert set(y[between]) & set(y[~between]) == set()


def test_a_flipped_sign_climbs_also_with_a_small_rate() -> None:
    for rate in (0.2, 0.02, 0.01):
        losses = scene_at("tutorial", 7, learning_rate=rate).history.losses[:20, 0]
        assert (np.diff(losses) > 0).all()


def test_minibatches_have_losses_of_their_own() -> None:
    history = scene_at("tutorial", 8).history
    assert (np.diff(history.batch_losses) > 0).any()
    assert (np.diff(history.batch_losses) < 0).any()
    assert history.full_losses[-1] < history.full_losses[0] / 10


@pytest.mark.parametrize(("name", "number"), [("tutorial", 9), ("neuron-to-attention", 4)])
def test_the_largest_rate_that_goes_down_is_two(name: str, number: int) -> None:
    assert run_of(stop_of(name, number)).figures["stable_rate"] == "2"
    for rate, falls in ((2.1, False), (1.95, True)):
        losses = scene_at(name, number, learning_rate=rate).history.losses[:, 0]
        assert (losses[-1] < losses[0]) == falls


@pytest.mark.parametrize(("name", "number"), [("tutorial", 10), ("neuron-to-attention", 5)])
def test_two_hidden_neurons_solve_xor(name: str, number: int) -> None:
    scene = scene_at(name, number)
    assert scene.params.hidden_layer_sizes == (2,)
    assert scene.history.train_accuracies[-1] >= 0.95


def test_the_printed_convolution_gives_three_numbers_where_one_is_right() -> None:
    scene = scene_at("tutorial", 11)
    assert scene.run.rows.shape == (3,)
    assert (scene.run.summed.tolist(), scene.run.kernel.size) == ([[-6]], 9)


def test_the_sliding_window_finds_ten_places_in_each_direction() -> None:
    scene = scene_at("tutorial", 12)
    assert (scene.params.digit, scene.params.side, scene.run.kernel.shape[-2:], scene.shape) == (
        3,
        12,
        (3, 3),
        (10, 10),
    )
    assert scene_at("neuron-to-attention", 7).run.kernel.size == 9


@pytest.mark.parametrize(("name", "number"), [("tutorial", 13), ("neuron-to-attention", 8)])
def test_the_network_for_digits_has_learnt_from_digits_that_were_moved(name: str, number: int) -> None:
    _, params = params_of(stop_of(name, number))
    assert (params.augment, params.model) == (True, "cnn")


def test_without_its_state_a_network_cannot_answer_and_with_it_it_can() -> None:
    forgot, remembers = scene_at("tutorial", 14), scene_at("tutorial", 15)
    assert forgot.params.delay == remembers.params.delay == scene_at("neuron-to-attention", 9).params.delay == 5
    assert forgot.history.solved_at == -1
    assert run_of(stop_of("tutorial", 15)).figures["solved_at"] == "55"
    assert forgot.history.test_losses[-1] > 100 * remembers.history.test_losses[-1]


# ---- what is said: from one neuron to attention


def test_three_ways_start_at_one_place_and_a_guess_is_asked_where_a_stop_says_so() -> None:
    _, params = params_of(stop_of("neuron-to-attention", 3))
    assert len(params.optimizers) == 3
    assert set(params.optimizers) <= set(OPTIMIZERS)
    lesson: Lesson = LESSONS["neuron-to-attention"]
    asked = [n for n, stop in enumerate(lesson.stops, start=1) if run_of(stop).question]
    assert 2 * len(asked) > len(lesson.stops)  # “most runs”
    guess = {n for n, stop in enumerate(lesson.stops, start=1) if "Guess" in stop.text["en"]}
    assert guess == {n for n, stop in enumerate(lesson.stops, start=1) if "猜" in stop.text["zh"]} == {3, 6, 10}
    assert guess <= set(asked)


def test_attention_looks_at_the_mirror_place() -> None:
    scene = scene_at("neuron-to-attention", 10)
    assert scene.params.task == "reverse"
    assert scene.history.test_attention[-1] > 0.9
    assert scene.history.test_accuracies[-1] >= 0.98
