"""The questions after every lab: the option that counts as right is worked out anew, from the run that shows it."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

import numpy as np
import pytest

from charts.cnn.causes import gap_to_one_layer
from charts.lab import Lab
from charts.labs import LABS
from charts.tour import Stop
from core.convolution.slide import slide
from core.gradient_descent.descent import arrivals
from core.gradient_descent.stability import largest_stable_rate
from locales import LANGUAGES
from runs.scenes import Scenes
from tests.pages.source import BY_NAME
from tests.pages.test_pages import both_languages, home, ran, sent
from ui.memory import from_link
from ui.quiz import KEY, Asked, questions_of

LONGEST = 160  # characters of a question, of an option, or of why
SCENES = Scenes(400_000_000)
BY_ADDRESS = {lab.address: lab for lab in LABS}


def scene(lab: str, view: str = "", **fields: Any) -> Any:
    found = BY_ADDRESS[lab].view_of(Stop(name="", at=None, done=len, view=view))  # type: ignore[arg-type]
    return SCENES.of(found, found.params(**fields))[0]


def linked(lab: str, number: int) -> Any:
    """The scene of the run that a question links to."""
    asked = questions_of(BY_ADDRESS[lab], "en")[number]
    view, memory = opened(asked)
    return SCENES.of(view.view, view.panel.kind(**view.panel.that_matter(memory.values)))[0]


def opened(asked: Asked) -> Any:
    address, _, text = asked.href.partition("?")
    query, lab = dict(parse_qsl(text, keep_blank_values=True)), BY_ADDRESS[address]
    view = BY_NAME[lab.opened_by(query.get("view", "")).name]
    return view, from_link(view.panel, query)


def halved() -> int:
    before, after = scene("perceptron").history, linked("perceptron", 0).history
    same = before.update_samples.tolist() == after.update_samples.tolist()
    assert (same, after.n_updates) == (True, 14)
    assert np.allclose(before.weights[-1], 2 * after.weights[-1])
    return 1


def corners() -> int:
    mistakes = linked("perceptron", 1).history.mistakes_per_epoch
    return [len(mistakes) > 1 and mistakes[-1] == 0, min(mistakes) > 0, mistakes[1] == 0].index(True)


def too_little() -> int:
    run, frame = linked("perceptron", 2), 5
    sample = run.seen[1][frame]
    w, b = run.working(run.after[frame])
    assert run.updated(frame)
    assert run.X[sample].tolist() == [1, 2]
    assert w @ run.X[sample] + b == 0
    right = [after_update(run, k) > 0 for k in range(run.n_frames) if run.updated(k)]
    assert any(right)
    assert not all(right)
    return 2


def after_update(run: Any, frame: int) -> float:
    """y(w·x + b) of the sample of a frame, with the weights after it."""
    sample, (w, b) = run.seen[1][frame], run.working(run.after[frame])
    return float(run.y[sample] * (w @ run.X[sample] + b))


def stable() -> int:
    bowl = scene("gradient-descent", optimizers=("sgd",), learning_rate=1.9)
    assert arrivals(bowl.history, bowl.surface)[0] > 0
    assert linked("gradient-descent", 0).history.diverged_at[0] > 0
    return [0.5, 1, 2].index(round(largest_stable_rate(bowl.surface), 9))  # type: ignore[arg-type]


def batches() -> int:
    fit = linked("gradient-descent", 1)
    assert (len(fit.y), fit.params.batch_size) == (150, 10)
    return [10, 15, 150].index(-(-len(fit.y) // fit.params.batch_size))


def ridge() -> int:
    race = linked("gradient-descent", 2)
    assert race.names == ("sgd", "momentum", "adam")
    assert not race.history.positions[:, :, 1].any()
    assert (arrivals(race.history, race.surface) < 0).all()
    return 0


def logit(p: Any) -> Any:
    return np.log(p / (1 - p)).astype(float)


def straight() -> int:
    """The score of the network is a weighted sum of the coordinates, all over the plane."""
    net = linked("mlp", 0)
    places = net.plane(8)
    score = logit(list(net.said(places))[-1][-1][:, 0])
    inputs = np.column_stack([places, np.ones(len(places))])
    fitted = inputs @ np.linalg.lstsq(inputs, score, rcond=None)[0]
    assert np.abs(fitted - score).max() < 1e-4 * max(1, np.abs(score).max())
    assert net.history.test_accuracies[-1] < 0.6
    return 0


def alike() -> int:
    for W, _ in linked("mlp", 1).history.weights[-1][:-1]:
        assert np.allclose(W, W[:, :1])
        assert W.any()
    return 0


def by_heart() -> int:
    h = linked("mlp", 2).history
    assert (len(h.train), h.train_accuracies[-1]) == (30, 1)
    assert h.test_losses[-1] > h.test_losses.min()
    return [h.test_accuracies[-1] == 1, h.test_accuracies[-1] < 1].index(True)


def fits() -> int:
    run = linked("convolution", 0)
    assert run.image.shape[1:] == (28, 28)
    assert run.run.kernel.shape[1:] == (5, 5)
    return [(28, 28), (24, 24), (23, 23)].index(run.shape)


def shared() -> int:
    run = linked("convolution", 1)
    assert run.image.shape == (1, 28, 28)
    return [9, 784, 9 * run.run.summed.size].index(run.run.kernel.size)


def moves() -> int:
    run = linked("convolution", 2)
    moved = slide(np.roll(run.image, 1, axis=2), run.params)
    assert np.allclose(moved.summed[:, 1:], run.run.summed[:, :-1])
    return 1


def fewer() -> int:
    cnn, dense = scene("cnn").params.n_weights, linked("cnn", 0).params.n_weights
    return [cnn > dense, cnn < dense, cnn == dense].index(True)


def remembered() -> int:
    h = linked("cnn", 1).history
    assert h.accuracy < 0.15
    return [h.train_accuracies[-1] < 0.3, h.train_accuracies[-1] > 0.5].index(True)


def one_sum() -> int:
    assert gap_to_one_layer(linked("cnn", 2)) < 1e-9
    return 0


def as_many() -> int:
    return [0, scene("recurrent").n_parameters].index(
        linked("recurrent", 0).n_parameters - scene("recurrent").n_parameters
    )


def fades() -> int:
    read = linked("recurrent", 1)
    assert (read.T, read.shown_frame) == (50, 0)
    return [0.02, 0.5, 1e-6].index(min(share for share in (0.02, 0.5, 1e-6) if read.ratio < share))


def falls() -> int:
    h, fed = linked("recurrent", 2).history, scene("recurrent", **TEXT).history
    assert 10 * fed.test_losses[-1] < h.test_losses[-1] < 0.5 * h.test_losses[0]
    return 0


TEXT = {"task": "characters", "sequence_length": 32, "hidden_size": 32, "learning_rate": 0.02, "n_updates": 150}


def products() -> int:
    before, after = (run.reading.looks[0, 0].size for run in (scene("attention"), linked("attention", 0)))
    return [1, 2, 4].index(after / before)


def any_order() -> int:
    backwards = scene("attention", slip="no-positions").history.solved_at != -1
    largest = linked("attention", 1).history.solved_at != -1
    return [(True, False), (False, True), (False, False)].index((backwards, largest))


def masked() -> int:
    run = linked("attention", 2)
    later = np.triu(np.ones((run.T, run.T)), k=1) > 0
    assert not any(reading.looks[..., later].any() for reading in run.readings)
    return 0


TRUE: dict[str, tuple[Callable[[], int], ...]] = {
    "perceptron": (halved, corners, too_little),
    "gradient-descent": (stable, batches, ridge),
    "mlp": (straight, alike, by_heart),
    "convolution": (fits, shared, moves),
    "cnn": (fewer, remembered, one_sum),
    "recurrent": (as_many, fades, falls),
    "attention": (products, any_order, masked),
}
QUESTIONS = [(lab, number) for lab in LABS for number in range(3)]
every_question = pytest.mark.parametrize(
    ("lab", "number"), QUESTIONS, ids=[f"{lab.address} {n}" for lab, n in QUESTIONS]
)


@every_question
def test_the_right_answer_is_what_the_run_shows_in_every_language(lab: Lab, number: int) -> None:
    right = TRUE[lab.address][number]()
    assert {lang: questions_of(lab, lang)[number].right for lang in LANGUAGES} == dict.fromkeys(LANGUAGES, right)


@every_question
def test_every_question_has_three_options_few_words_and_a_link_that_opens(lab: Lab, number: int) -> None:
    for lang in LANGUAGES:
        asked = questions_of(lab, lang)[number]
        assert len(set(asked.options)) == 3
        assert max(map(len, (asked.question, asked.why, asked.watch, *asked.options))) <= LONGEST
        assert opened(asked)[1].problems == []
        assert asked.href.startswith(f"{lab.address}?")
        assert asked.href.endswith(f"lang={lang}")
    links = {questions_of(lab, lang)[number].href.removesuffix(f"lang={lang}") for lang in LANGUAGES}
    assert len(links) == 1


@pytest.mark.parametrize("lab", LABS, ids=lambda lab: lab.address)
def test_every_lab_ends_with_three_questions(lab: Lab) -> None:
    assert {lang: len(questions_of(lab, lang)) for lang in LANGUAGES} == dict.fromkeys(LANGUAGES, 3)


@both_languages
def test_the_page_of_a_lab_asks_its_questions(lang: str) -> None:
    at = ran(home({"lang": lang}).switch_page("../pages/perceptron.py"))
    told = sent(at, KEY)
    assert [asked["question"] for asked in told["questions"]] == [q.question for q in questions_of(LABS[0], lang)]
