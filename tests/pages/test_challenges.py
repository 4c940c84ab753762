"""Every challenge: its opening does not do, nor does a near miss, but its solution does; and what it says is so."""

from collections.abc import Mapping
from typing import Any

import pytest

from charts.lab import Lab
from charts.labs import LABS
from charts.tour import Challenge
from locales import LANGUAGES, catalogue
from runs.scenes import Scenes
from runs.tours import AWAY, Step, asked_step, led, run_of
from tests.claims.lessons import numbers
from tests.pages.source import BY_NAME
from tests.pages.test_pages import both_languages, home, ran, run_on_screen, sent
from ui.memory import from_link
from ui.tour import KEY, words_of

LONGEST = 260  # characters of a goal, of a hint, or of what was seen

# What comes close to the goal and does not reach it, as changes of what the challenge opens.
MISSES: dict[str, dict[str, list[dict[str, Any]]]] = {
    "perceptron": {
        "one-update": [{"separation": 5.0}],
        "far-start": [{"init_scale": 5.0, "learning_rate": 0.1}, {"learning_rate": 0.05}],
        "no-line-but-good": [{"variant": "averaged"}],
    },
    "gradient-descent": {
        "near-the-edge": [{"learning_rate": 2.0}, {"learning_rate": 1.6}],
        "fast": [
            {"optimizers": ("momentum",), "learning_rate": 1.0, "momentum": 0.6},
            {"optimizers": ("sgd",), "condition": 1.0, "learning_rate": 1.0},
            {"start": (0.1, 0.0)},
        ],
        "off-the-ridge": [{"n_steps": 500}, {"start": (-3.0, 0.1)}],
    },
    "mlp": {
        "small": [{"hidden_layer_sizes": (8,)}, {"hidden_layer_sizes": (12,)}],
        "bent-inputs": [{"features": ("x1", "x2", "x1x2")}, {"hidden_layer_sizes": (8,)}],
        "not-by-heart": [{"l2": 0.001}, {"train_fraction": 0.5, "l2": 0.03}],
    },
    "convolution": {
        "half": [{"stride": 2}, {"border": "same", "pooling": "max"}, {"stride": 2, "kernel_size": 1}],
        "silent": [{"kernel": "gaussian"}, {"kernel": "sobel-x", "activation": "relu", "flip": True}],
        "learnt": [{"n_steps": 400}, {"picture": "circle", "n_steps": 30}],
    },
    "cnn": {
        "misread": [{"digit": 3, "example": 12}],
        "few-weights": [{"filters": (4, 4)}, {"filters": (4, 8), "n_epochs": 5}],
        "without-relu": [{"n_epochs": 2}, {"pooling": "max", "n_train": 200}],
    },
    "recurrent": {
        "long-memory": [{"cell": "gru"}, {"delay": 7, "cell": "rnn"}],
        "arrives": [{"spectral_radius": 0.9}, {"spectral_radius": 1.25}, {"spectral_radius": 1.1, "trained": 100}],
        "held-back": [{"clip_norm": 3.0}, {"spectral_radius": 1.25, "clip_norm": 1.0}, {"n_updates": 300}],
    },
    "attention": {
        "quick": [{"width": 24}, {"width": 64, "length": 7}],
        "two-hops": [{"n_updates": 300}, {"causal": False, "n_layers": 2}],
    },
}

# The numbers that the challenges state, as they stand there: what their conditions ask for and what they open.
STATED: dict[str, dict[str, set[str]]] = {
    "perceptron": {"far-start": {"40"}, "no-line-but-good": {"92", "100"}},
    "gradient-descent": {"near-the-edge": {"90"}, "fast": {"15"}},
    "mlp": {"small": {"95", "8"}, "bent-inputs": {"95"}, "not-by-heart": {"30", "220", "270"}},
    "convolution": {"half": {"28", "14"}, "learnt": {"0.02"}},
    "cnn": {"few-weights": {"1,500", "90"}, "without-relu": {"90"}},
    "recurrent": {"long-memory": {"8", "300"}, "arrives": {"50"}, "held-back": {"200", "1.5"}},
    "attention": {"quick": {"15"}},
}

SCENES = Scenes(400_000_000)
CHALLENGES = [(lab, challenge) for lab in LABS for challenge in lab.challenges]
every_challenge = pytest.mark.parametrize(
    ("lab", "challenge"), CHALLENGES, ids=[f"{lab.address} {challenge.name}" for lab, challenge in CHALLENGES]
)
every_lab = pytest.mark.parametrize("lab", LABS, ids=lambda lab: lab.address)


def params_of(lab: Lab, challenge: Challenge[Any], changes: Mapping[str, Any]) -> Any:
    return lab.view_of(challenge).params(**{**(challenge.sets or {}), **changes})


def solved_at(lab: Lab, challenge: Challenge[Any], changes: Mapping[str, Any]) -> int | None:
    """The frame at which a run with these changes reaches the goal, if it does."""
    view = lab.view_of(challenge)
    return lab.deeds(view, SCENES.of(view, params_of(lab, challenge, changes))[0])[challenge.name]


@every_lab
def test_every_lab_has_two_or_three_challenges_with_names_of_their_own(lab: Lab) -> None:
    assert 2 <= len(lab.challenges) <= 3
    names = [stop.name for stops in lab.ways.values() for stop in stops]
    assert len(set(names)) == len(names)
    assert [challenge.name for challenge in lab.challenges if challenge.sets is None] == []
    assert MISSES[lab.address].keys() == {challenge.name for challenge in lab.challenges}
    assert STATED[lab.address].keys() <= {challenge.name for challenge in lab.challenges}


@every_challenge
def test_the_solution_does_it_and_neither_the_opening_nor_a_near_miss(lab: Lab, challenge: Challenge[Any]) -> None:
    at, view = solved_at(lab, challenge, challenge.solution), lab.view_of(challenge)
    assert at is not None
    film = view.film(SCENES.of(view, params_of(lab, challenge, challenge.solution))[0], "", catalogue("en"))
    assert 0 < at < film.n_frames
    for changes in ({}, *MISSES[lab.address][challenge.name]):
        assert solved_at(lab, challenge, changes) is None, changes


@every_challenge
def test_the_page_can_be_set_as_the_challenge_opens_and_as_its_solution_asks(
    lab: Lab, challenge: Challenge[Any]
) -> None:
    panel, number = BY_NAME[lab.view_of(challenge).name].panel, 1 + lab.challenges.index(challenge)
    opened = from_link(panel, led(lab, {"challenge": str(number)}))
    assert opened.problems == []
    assert panel.kind(**panel.that_matter(opened.values)) == params_of(lab, challenge, {})
    assert challenge.at.name in [control.field for control in panel.controls(opened.values)]
    told = from_link(panel, run_of(lab, Step("challenge", number), challenge.solution))
    assert told.problems == []
    assert panel.kind(**panel.that_matter(told.values)) == panel.kind(
        **{**(challenge.sets or {}), **challenge.solution}
    )
    for control in panel.controls(told.values):
        assert control.accepts(told.values[control.field]), control.field


@every_lab
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_challenge_says_its_goal_a_hint_and_what_was_seen_in_few_words(lab: Lab, lang: str) -> None:
    words = words_of(lab, lang, "challenge")
    assert len(words) == len(lab.challenges)
    said = [part for one in words for part in vars(one).values()]
    assert all(said)
    assert [part for part in said if len(part) > LONGEST] == []


@every_challenge
def test_the_numbers_of_a_challenge_are_those_of_its_condition_in_every_language(
    lab: Lab, challenge: Challenge[Any]
) -> None:
    for lang in LANGUAGES:
        words = words_of(lab, lang, "challenge")[lab.challenges.index(challenge)]
        assert set(numbers(" ".join(vars(words).values()))) == STATED[lab.address].get(challenge.name, set()), lang


# ---- on the page


def test_only_a_challenge_that_there_is_can_be_asked_for() -> None:
    lab = LABS[0]
    assert asked_step(lab, {"challenge": "3"}) == Step("challenge", 3)
    assert (asked_step(lab, {"challenge": "4"}), asked_step(lab, {})) == (None, AWAY)
    assert led(lab, {"challenge": "1"}) == {"challenge": "1", "frame": "0", "dataset": "blobs"}
    assert led(lab, {"challenge": "1", "dataset": "xor"}) == {"challenge": "1", "dataset": "xor"}


def opened(**query: str) -> Any:
    return ran(home({"lang": "en"} | query).switch_page("../pages/perceptron.py"))


@both_languages
def test_a_link_opens_a_challenge_and_the_page_says_when_it_is_solved(lang: str) -> None:
    at = opened(challenge="1", lang=lang)
    told = sent(at, KEY)
    assert (told["way"], told["stop"], told["stops"], told["name"]) == ("challenge", 1, 3, "one-update")
    assert told["words"] == vars(words_of(LABS[0], lang, "challenge")[0])
    assert (told["frame"], run_on_screen(at)) == (None, {"challenge": "1", "dataset": "blobs"})
    assert (sent(at, "player")["start"], sent(at, "player")["waits"]) == (0, True)
    ran(at.slider(key="separation").set_value(8.0))
    assert sent(at, KEY)["frame"] == 13


def test_a_challenge_that_is_none_gets_one_sentence() -> None:
    at = opened(challenge="9")
    assert sent(at, KEY)["stop"] == 0
    assert [warning.value for warning in at.warning] == [catalogue("en")("problem_challenge", value="`9`", n=3)]
