"""Every tour is walked: what a stop opens is not done yet, the deed does it; and what the stops say is true."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import numpy as np
import pytest

from charts.cnn.story import FAR, MOVED, moved_share
from charts.cnn.sums import sum_at
from charts.lab import Lab, View
from charts.labs import LABS
from charts.tour import Stop
from locales import LANGUAGES, catalogue
from pages import attention
from pages.recurrent import task_setting
from runs.scenes import Scenes
from runs.tours import AWAY, Step, asked_step, led
from runs.wishes import Run, RunWish
from tests.claims.lessons import numbers
from tests.pages.source import BY_NAME
from tests.pages.test_pages import both_languages, home, ran, run_on_screen, sent
from ui.bridge.component import joined
from ui.layers import NEW_LAYER
from ui.memory import from_link
from ui.tour import HERE, KEY, LABELS, selectors, words_of

WITH_TOUR = {lab.address: lab for lab in LABS if lab.tour}
LONGEST = 230  # characters of what to do, or of what was seen

# What a learner changes at each stop; nothing where the film is to be played.
WAYS: dict[str, list[dict[str, Any]]] = {
    "perceptron": [{}, {"slip": "none"}, {}, {}, {"dataset": "xor"}],
    "gradient-descent": [{}, {"slip": "none"}, {"learning_rate": 2.1}, {"optimizers": ("sgd", "momentum")}],
    "mlp": [{}, {"hidden_layer_sizes": (NEW_LAYER,)}, {}, {"slip": "none"}],
    "convolution": [{}, {"slip": "none"}, {}, {"stride": 2}],
    "cnn": [
        {},
        {"model": "cnn"},
        {"map_cell": (1, 3, 7, 20)},
        {"reads": "drawing", "drawing": "ABQDPDKEAgCfAcAC764"},
        {},
        {"slip": "none"},
    ],
    "attention": [{}, {}, {"slip": "none"}, attention.task_setting("largest") | {"task": "largest"}],
    "recurrent": [{}, {"slip": "none"}, {}, task_setting("parity") | {"task": "parity"}],
}

# The numbers that the stops state, as they stand there, from the runs that the visitor has before them.
STATED: dict[str, dict[str, tuple[str, ...]]] = {
    "perceptron": {"turned": ("1", "2"), "all-right": ("7", "14"), "no-line": ("4",)},
    "gradient-descent": {"climbed": ("10",), "too-long": ("2",)},
    "mlp": {"learnt": ("95",), "restarted": ("95",)},
    "cnn": {
        "one-place": ("88.9", "500", "2", "59.8"),
        "slides": ("25", "95", "300"),
        "cell": ("25",),
        "drawn": ("20", "28"),
        "by-heart": ("200", "50.5", "8.0", "10"),
        "true-labels": ("200", "81.3", "96.0"),
    },
    "attention": {"solved": ("98",)},
    "recurrent": {},
    "convolution": {"convolves": ("6",), "row-filled": ("3",), "jumps": ("2", "5", "10")},
}

SCENES = Scenes(400_000_000)
STOPS = [(lab, number) for lab in WITH_TOUR.values() for number in range(1, len(lab.tour) + 1)]
every_tour = pytest.mark.parametrize("lab", WITH_TOUR.values(), ids=WITH_TOUR)
every_stop = pytest.mark.parametrize(
    ("lab", "number"), STOPS, ids=[f"{lab.address} {lab.tour[number - 1].name}" for lab, number in STOPS]
)


def view_at(lab: Lab, number: int) -> View[Any, Any]:
    return lab.view_of(lab.tour[number - 1])


def params_at(lab: Lab, number: int, changes: Mapping[str, Any]) -> Any:
    return view_at(lab, number).params(**{**lab.opening("tour", number), **changes})


@cache
def run_of(view: str, params: Any) -> Run:
    return RunWish(view, params, "en").fulfil(SCENES, lambda fraction, **told: None)


def run_at(lab: Lab, number: int, changes: Mapping[str, Any]) -> Run:
    return run_of(view_at(lab, number).name, params_at(lab, number, changes))


def way_before(lab: Lab, number: int) -> dict[str, Any]:
    """What was changed at stops before, since a run was opened."""
    changed: dict[str, Any] = {}
    for stop, way in zip(lab.tour[: number - 1], WAYS[lab.address], strict=False):
        changed = (changed if stop.sets is None else {}) | way
    return {} if lab.tour[number - 1].sets is not None else changed


# ---- what every tour has


@every_tour
def test_a_tour_has_four_to_six_stops_and_each_a_name_of_its_own(lab: Lab) -> None:
    assert 4 <= len(lab.tour) <= 6
    assert len({stop.name for stop in lab.tour}) == len(lab.tour) == len(WAYS[lab.address])
    assert lab.tour[0].sets is not None


@every_tour
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_tour_says_little_at_every_stop_in_every_language(lab: Lab, lang: str) -> None:
    words = words_of(lab, lang)
    assert len(words) == len(lab.tour)
    assert all((stop.title and stop.text and stop.seen, stop.hint) == (stop.seen, "") for stop in words)
    assert [part for stop in words for part in vars(stop).values() if len(part) > LONGEST] == []


@every_stop
@pytest.mark.parametrize("way", [way_before, lambda lab, number: {}], ids=["walked to", "begun at"])
def test_what_a_stop_points_at_is_on_its_page(lab: Lab, number: int, way: Callable[[Lab, int], dict[str, Any]]) -> None:
    stop, view = lab.tour[number - 1], BY_NAME[view_at(lab, number).name]
    values = view.panel.defaults() | dict(lab.opening("tour", number)) | way(lab, number)
    if stop.at.kind == "control":
        assert stop.at.name in [control.field for control in view.panel.controls(values)]
    elif stop.at.kind == "panel":
        assert f'"name":"{stop.at.name}"' in run_at(lab, number, way(lab, number)).film_json
    assert selectors(stop.at)


@every_stop
def test_the_page_can_be_set_as_the_stop_sets_it(lab: Lab, number: int) -> None:
    view = BY_NAME[view_at(lab, number).name]
    query = led(lab, {"tour": str(number)})
    memory = from_link(view.panel, query)
    assert memory.problems == []
    opened = view.panel.kind(**view.panel.that_matter(memory.values))
    assert opened == params_at(lab, number, {})
    changed = memory.values | way_before(lab, number) | WAYS[lab.address][number - 1]
    assert all(control.accepts(changed[control.field]) for control in view.panel.controls(changed))


# ---- the deeds


@every_stop
def test_a_stop_is_not_done_when_it_opens_and_the_deed_does_it(lab: Lab, number: int) -> None:
    name, before = lab.tour[number - 1].name, way_before(lab, number)
    opened = run_at(lab, number, before).deeds[name]
    done = run_at(lab, number, before | WAYS[lab.address][number - 1])
    at = done.deeds[name]
    assert at is not None
    assert at < done.n_frames
    if WAYS[lab.address][number - 1]:
        assert opened is None  # to watch longer does not help
    else:
        assert at > reached(lab, number)


def reached(lab: Lab, number: int) -> int:
    """The frame at which the stop finds the film: where the one before has left it, or at its beginning."""
    if lab.tour[number - 1].sets is not None:
        return 0
    before = run_at(lab, number, way_before(lab, number)).deeds[lab.tour[number - 2].name]
    return before or 0


@every_stop
def test_the_numbers_that_a_stop_states_are_those_of_its_run(lab: Lab, number: int) -> None:
    stop = lab.tour[number - 1]
    for lang in LANGUAGES:
        words = words_of(lab, lang)[number - 1]
        stated = set(numbers(f"{words.title} {words.text} {words.seen}"))
        assert stated <= set(STATED[lab.address].get(stop.name, ())), lang
    assert set(STATED[lab.address]) <= {stop.name for stop in lab.tour}


def scene_at(lab: Lab, name: str) -> Any:
    """The scene of the run that the visitor has before them when the stop of this name is done."""
    number = [stop.name for stop in lab.tour].index(name) + 1
    params = params_at(lab, number, way_before(lab, number) | WAYS[lab.address][number - 1])
    return SCENES.of(view_at(lab, number), params)[0]


def test_what_the_tour_of_the_perceptron_says_is_so() -> None:
    lab = WITH_TOUR["perceptron"]
    never = scene_at(lab, "never-moved")
    assert not never.history.weights.any()
    turned = scene_at(lab, "turned")
    frame = lab.tour[2].done(turned)
    sample = turned.seen[1][frame]
    assert (*turned.X[sample], turned.y[sample]) == (1, 2, -1)
    w, b = turned.working(turned.before[frame])
    assert w @ turned.X[sample] + b > 0
    w, b = turned.working(turned.after[frame])
    assert w @ turned.X[sample] + b == pytest.approx(0)
    right = scene_at(lab, "all-right").history
    assert (len(right.mistakes_per_epoch), right.n_updates) == (7, 14)
    assert set(scene_at(lab, "no-line").history.mistakes_per_epoch) == {4}


def test_what_the_tour_of_gradient_descent_says_is_so() -> None:
    lab = WITH_TOUR["gradient-descent"]
    climbed = scene_at(lab, "climbed").history
    assert (np.diff(climbed.losses[:9, 0]) > 0).all()
    gradients, moved = climbed.gradients[:, 0], np.diff(climbed.positions[:, 0], axis=0)
    assert np.allclose(moved[:20], 0.2 * gradients[:20])
    down = scene_at(lab, "descends").history
    assert np.allclose(np.diff(down.positions[:, 0], axis=0), -0.2 * down.gradients[:, 0])
    assert (np.diff(down.losses[:, 0]) < 0).all()
    for rate in (2.1, 2.5, 4.5):
        losses = SCENES.of(lab.views[0], params_at(lab, 3, {"learning_rate": rate}))[0].history.losses[:5, 0]
        assert (np.diff(losses) > 0).all()
    race = scene_at(lab, "ahead")
    at = lab.tour[3].done(race)
    plain, heavy = race.history.losses[race.steps].T
    assert (heavy[at:] < plain[at:]).all()
    assert (heavy[1:at] > plain[1:at]).any()


def test_what_the_tour_of_the_network_says_is_so() -> None:
    lab = WITH_TOUR["mlp"]
    assert scene_at(lab, "failed").history.train_accuracies[-1] < 0.7
    for name in ("learnt", "restarted"):
        scene = scene_at(lab, name)
        assert scene.history.train_accuracies[scene.frames[lab.tour[1].done(scene)]] >= 0.95
    stuck = scene_at(lab, "stuck").history.weights.thetas
    assert not stuck[:, :-1].any()
    assert stuck[-1, -1] != 0
    (first, _), _ = scene_at(lab, "restarted").history.weights[-1]
    assert not np.allclose(first[:, 0], first[:, 1])


def test_what_the_tour_of_convolution_says_is_so() -> None:
    lab = WITH_TOUR["convolution"]
    assert scene_at(lab, "summed").run.rows.shape == (3,)
    one = scene_at(lab, "convolves")
    assert (one.run.summed.tolist(), one.run.kernel.size) == ([[-6]], 9)
    row = scene_at(lab, "row-filled")
    assert (row.params.digit, row.params.kernel, row.run.kernel.size) == (3, "sobel-x", 9)
    assert row.place(lab.tour[2].done(row)) == (0, row.shape[1] - 1)
    assert (row.shape, scene_at(lab, "jumps").shape) == ((10, 10), (5, 5))


def test_what_the_tour_of_the_cnn_says_is_so() -> None:
    lab = WITH_TOUR["cnn"]
    one_place, slides = scene_at(lab, "one-place"), scene_at(lab, "slides")
    assert one_place.history.shapes["W"] == (28 * 28, 10)  # ten kernels as large as the picture
    assert f"{one_place.history.accuracy:.1%}" == "88.9%"
    assert (MOVED, FAR) == (500, 2)
    assert f"{moved_share(one_place.history, one_place.params.training):.1%}" == "59.8%"
    assert slides.history.test_accuracies[lab.tour[1].done(slides)] >= 0.95
    assert (slides.history.n_judged, slides.params.kernel_size**2) == (300, 25)
    assert slides.params.n_weights < one_place.params.n_weights
    each = sum_at(scene_at(lab, "cell"), -1)
    assert each.products.shape == (1, 5, 5)
    steps = scene_at(lab, "drawn").steps
    assert steps.boxed.any(axis=1).sum() == 20 or steps.boxed.any(axis=0).sum() == 20
    assert steps.digit.shape == (28, 28)
    nonsense, true = scene_at(lab, "by-heart"), scene_at(lab, "true-labels")
    for scene, share, of_learnt in ((nonsense, "8.0%", "50.5%"), (true, "81.3%", "96.0%")):
        assert (f"{scene.history.accuracy:.1%}", f"{scene.history.train_accuracies[-1]:.1%}") == (share, of_learnt)
        assert scene.params.n_train == 200


def test_what_the_tour_of_recurrent_networks_says_is_so() -> None:
    lab = WITH_TOUR["recurrent"]
    forgot, remembers = scene_at(lab, "forgot"), scene_at(lab, "remembers")
    assert forgot.params.delay == 5
    assert forgot.history.test_losses[-1] > 100 * remembers.history.test_losses[-1]
    assert (forgot.history.solved_at == -1, remembers.history.solved_at > 0) == (True, True)
    assert lab.tour[2].done(remembers) == run_at(lab, 3, {}).n_frames - 1


def test_what_the_tour_of_attention_says_is_so() -> None:
    lab = WITH_TOUR["attention"]
    solved = scene_at(lab, "solved")
    at = lab.tour[0].done(solved)
    assert solved.history.test_accuracies[at] >= 0.98
    assert solved.history.test_attention[at] > 0.5
    assert scene_at(lab, "lost").history.test_accuracies.max() < 0.5
    assert scene_at(lab, "needs-none").history.test_accuracies[-1] >= 0.98


# ---- links


def test_a_link_to_a_stop_opens_its_run_at_the_beginning_and_what_it_says_of_a_run_counts_more() -> None:
    lab = WITH_TOUR["perceptron"]
    points = {"dataset": "four-points", "shuffle": "false", "learning_rate": "0.1"}
    assert led(lab, {"tour": "3", "lang": "zh"}) == {"tour": "3", "lang": "zh", "frame": "0", **points}
    assert led(lab, {"tour": "3", "frame": "5"}) == {"tour": "3", "frame": "5", **points}
    for other in ({"dataset": "xor"}, {"pinned": "seed:3"}):
        assert led(lab, {"tour": "3", **other}) == {"tour": "3", **other}
    assert led(lab, {"tour": "99"}) == {"tour": "99"}


@pytest.mark.parametrize(
    ("text", "stop"), [("2", 2), (" 2.", 2), ("0", None), ("6", None), ("-1", None), ("x", None), ("9" * 9999, None)]
)
def test_only_a_stop_that_there_is_can_be_asked_for(text: str, stop: int | None) -> None:
    found = None if stop is None else Step("tour", stop)
    assert asked_step(WITH_TOUR["perceptron"], {"tour": text}) == found
    assert asked_step(WITH_TOUR["perceptron"], {}) == AWAY


def opened(**query: str) -> Any:
    return ran(home({"lang": "en"} | query).switch_page("../pages/perceptron.py"))


@both_languages
def test_a_link_opens_the_tour_in_either_language(lang: str) -> None:
    at = opened(tour="2", lang=lang)
    told = sent(at, KEY)
    assert (told["stop"], told["stops"], told["words"]) == (2, 5, vars(words_of(WITH_TOUR["perceptron"], lang)[1]))
    assert (told["frame"], told["at"][1]) == (None, ".st-key-slip")
    assert run_on_screen(at)["tour"] == "2"
    assert (sent(at, "player")["start"], sent(at, "player")["waits"], len(at.warning)) == (0, True, 1)  # its card
    ran(at.selectbox(key="slip").set_value("none"))
    assert sent(at, KEY)["frame"] == 0
    assert not sent(at, "player")["waits"]
    assert run_on_screen(at)["tour"] == "2"


def test_without_a_tour_there_is_one_button_and_a_wrong_stop_gets_one_sentence() -> None:
    at = opened()
    assert (sent(at, KEY)["stop"], "words" in sent(at, KEY), len(at.warning)) == (0, False, 0)
    assert "tour" not in run_on_screen(at)
    at = opened(tour="99")
    assert sent(at, KEY)["stop"] == 0
    assert [warning.value for warning in at.warning] == [catalogue("en")("problem_tour", value="`99`", n=5)]


def test_the_script_knows_the_words_that_it_is_sent() -> None:
    script = joined(HERE / "tour.js")
    assert [label for label in LABELS if f"labels.{label}" not in script] == []


def test_a_stop_without_a_run_of_its_own_opens_that_of_a_stop_before() -> None:
    lab = WITH_TOUR["perceptron"]
    stop: Stop[Any] = lab.tour[1]
    assert stop.sets is None
    assert lab.opening("tour", 2) == lab.opening("tour", 1)


LARGE: dict[str, list[dict[str, Any]]] = {  # films that leave out frames, or count them otherwise
    "perceptron": [{"dataset": "xor", "n_epochs": 100}],
    "gradient-descent": [{"n_steps": 300}, {"n_steps": 300, "slip": "climb"}],
    "mlp": [{"n_epochs": 200, "hidden_layer_sizes": (2,)}, {"n_epochs": 200, "hidden_layer_sizes": ()}],
    "convolution": [{"slip": "rows", "picture": "own", "kernel": "vertical-edge"}, {"picture": "balloon", "side": 64}],
    "cnn": [{"slip": "shuffled-labels", "n_train": 100, "n_epochs": 10, "augment": False, "batch_size": 10}, {}],
    "attention": [{"n_updates": 300}, {"axis": "position"}, {"slip": "no-positions"}],
    "recurrent": [{"sequence_length": 90, "n_updates": 20, "slip": slip} for slip in ("none", "no-feedback")],
}


@every_tour
def test_a_deed_is_a_frame_of_its_film_however_long_that_is(lab: Lab) -> None:
    for fields in LARGE[lab.address]:
        view = lab.views[0]
        scene, _ = SCENES.of(view, view.params(**fields))
        film = view.film(scene, view.name, catalogue("en"))
        found = lab.deeds(view, scene)
        assert all(at is None or at < film.n_frames for at in found.values()), (fields, found, film.n_frames)
        if "sequence_length" in fields:
            assert found["went-back"] == film.n_frames - 1
