"""What is said of a run besides its film: figures, cards, the question and checks, each worked out again here."""

import re

import numpy as np
import pytest

from charts.attention import causes, story
from charts.attention.files import arrays, for_programs, table
from charts.attention.scene import scene_of
from core.attention import TASKS
from core.attention.view import AttentionView
from core.optimizers import MAX_RATE
from locales import LANGUAGES, catalogue

T = catalogue("en")
SHORT = {"n_updates": 40}


def seen(task="reverse", **others):
    return scene_of(AttentionView(task=task, **TASKS[task].defaults | SHORT | others))


def titles(scene):
    return [card.title for card in story.cards(scene, T)]


def test_the_figures_are_the_end_of_the_history():
    scene = seen()
    h, found = scene.history, story.figures(scene)
    assert found["answers_right"] == f"{h.test_accuracies[-1]:.1%}"
    assert found["on_source"] == f"{h.test_attention[-1]:.2f}"
    assert found["solved_at"] == str(h.solved_at)
    assert found["parameters"] == "1,482"
    assert story.figures(seen("characters", n_updates=2))["on_source"] == "—"


CARDS = {
    "slip_note_no-positions": {"slip": "no-positions"},
    "slip_note_no-root": {"slip": "no-root"},
    "card_attention_solved": {},
    "card_attention_unsolved": {"n_updates": 2},
    "card_attention_diverged": {"learning_rate": float(MAX_RATE)},
    "card_no_order": {"positions": "none"},
    "card_two_hops": {"task": "recall-two", "n_layers": 1},
    "card_forbidden": {"causal": True},
    "card_peeking": {"task": "characters", "causal": False},
    "card_heads_alike": {"task": "largest", "n_heads": 2},
    "card_versus": {"rival": "rnn"},
    "card_saturated": {"learning_rate": 0.3, "n_updates": 150},
}


def title_of(name, scene):
    """The title as a pattern: its places may hold anything."""
    return re.sub(r"\\\{\w+\\\}", ".+", re.escape(T.strings[f"{name}_title"]))


@pytest.mark.parametrize("name", CARDS)
def test_every_card_appears_where_it_should_and_only_there(name):
    scene, plain = seen(**CARDS[name]), seen()
    assert any(re.fullmatch(title_of(name, scene), title) for title in titles(scene))
    assert name == "card_attention_solved" or not any(re.fullmatch(title_of(name, plain), t) for t in titles(plain))


def test_the_slopes_of_softmax_by_hand():
    """Two keys with weights 1/4 and 3/4: 2 · 3/16."""
    scene = seen(length=2, width=1, n_updates=1)
    reading = scene.readings[0]
    scores = reading.queries[0, 0] @ reading.keys[0, 0].T
    a = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    found = causes.steepness(reading, 1.0)
    assert found.slope == pytest.approx(np.mean(2 * a[:, 0] * a[:, 1]))
    assert found.largest == pytest.approx(np.mean(a.max(axis=1)))


def test_heads_that_look_at_the_same_places_overlap_wholly():
    a = np.array([[0.25, 0.75], [1, 0]])
    assert causes.overlap(a, a) == 1
    assert causes.overlap(a, a[:, ::-1]) == 0.25


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", CARDS)
def test_cards_leave_no_place_unfilled(name, lang):
    for card in story.cards(seen(**CARDS[name]), catalogue(lang)):
        assert not re.search(r"[{}]", card.title + card.text)


def test_the_question_is_about_the_end_of_this_run():
    for others, code in (({}, "3"), ({"n_updates": 2}, "0"), ({"learning_rate": float(MAX_RATE)}, "diverged")):
        scene = seen(**others)
        asked = story.question(scene, T)
        assert asked.answers == (code,)
        assert set(asked.answers) <= asked.options.keys()
    assert story.question(seen(axis="position"), T) is None


CHECKED = [
    {},
    {"n_updates": 150, "width": 64},
    {"positions": "none"},
    {"causal": True, "n_heads": 2, "n_layers": 2, "feed_forward": True, "layer_norm": True},
    {"slip": "no-root", "n_heads": 4},
    {"slip": "no-positions"},
    {"learning_rate": float(MAX_RATE)},
    {"task": "recall", "n_updates": 150},
    {"task": "characters", "own": "A cat"},
    {"trained": 50, "own": "31415926"},
]


@pytest.mark.parametrize("others", CHECKED, ids=str)
def test_every_check_holds(others):
    checks = list(story.checks(seen(**others), T))
    assert len(checks) >= 3
    assert [check.claim for check in checks if not check.holds] == []


def test_a_network_whose_map_is_not_its_softmax_is_caught(monkeypatch):
    scene = seen()
    looks = scene.reading.looks.copy()
    looks[0, 0, 2] = np.roll(looks[0, 0, 2], 1)
    object.__setattr__(scene.reading, "looks", looks)
    assert not story.formula(scene, T).holds


def test_what_is_taken_away_is_the_run():
    scene = seen(n_updates=70)
    columns, kept = table(scene), arrays(scene)
    assert len(columns["update"]) == 71
    at = scene.history.updates
    np.testing.assert_array_equal(np.asarray(columns["unseen_right"])[at], scene.history.test_accuracies)
    assert np.isnan(np.asarray(columns["unseen_right"])[np.setdiff1d(np.arange(71), at)]).all()
    np.testing.assert_array_equal(kept["W_o"], scene.history.network_at(-1)["W_o"])
    assert np.shape(kept["attention"]) == (len(at), 1, 1, 8, 8)
    told = for_programs(scene)
    assert told["lab"]["loss"] == pytest.approx(told["lab"]["film"], rel=0.05)


def test_a_beginning_is_continued_by_the_network_of_the_moment():
    scene = seen("characters", own="A cat ", temperature=0.0, n_updates=200)
    assert len(scene.written_at(0)) == 40
    assert scene.written_at(len(scene.frames) - 1).startswith("sat at a gate.")
    assert scene.written_at(0) != scene.written_at(len(scene.frames) - 1)


BAD_OWN = {
    "reverse": ["1", "123456789", "1234567x", "1,2,3,4,5,6,7,10"],
    "largest": ["1 2 3 4 5 6 7 20", "1 2 3"],
    "recall": ["A3 B1", "A3 B1 C4 D1 E5 C A E B Z", "👍" * 10],
    "characters": ["xyz", "A" * 51],
}


@pytest.mark.parametrize(("task", "own"), [(task, own) for task, texts in BAD_OWN.items() for own in texts])
def test_a_sequence_that_does_not_fit_is_refused(task, own):
    with pytest.raises(ValueError, match="own must"):
        AttentionView(task=task, **TASKS[task].defaults, own=own)


def test_a_sequence_of_ones_own_is_read():
    scene = seen(own="3,1 4 1，5 9 2 6")
    assert scene.symbols == list("31415926")
    assert scene.right == list("62951413")
    assert seen("recall", own="a3 b1 c4 d1 e5 c a e b d").right[5:] == list("43511")
