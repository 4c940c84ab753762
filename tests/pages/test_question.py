"""A guess before the film: nothing gives the answer away until it is made, and it is about one run."""

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

import ui.playable
from core.mlp.favourites import DEFAULT, FAVOURITES
from locales import Catalogue, catalogue
from tests.pages.test_pages import both_languages, film, home, ran, sent, words
from ui.glossary import marked
from ui.waiting import answer_to

RACE = {"landscape": "bowl", "learning_rate": "0.5", "n_steps": "20"}  # SGD arrives first


def race(**query: str) -> AppTest:
    return ran(home({"lang": "en"} | RACE | query).switch_page("../pages/gradient_descent.py"))


def told(at: AppTest) -> tuple[bool, bool, bool, str | None]:
    """Whether the film waits, whether there are figures, whether there are cards, and the verdict."""
    player = sent(at, "player")
    return player["waits"], bool(at.metric), bool([*at.info, *at.success]), player["verdict"]


def guess(at: AppTest, code: str | None) -> AppTest:
    (pills,) = (group for group in at.button_group if (group.key or "").startswith("guess "))
    return ran(pills.set_value(code))


OPEN = (True, False, False, None)


@both_languages
def test_figures_and_cards_come_with_the_guess(lang: str) -> None:
    t, at = catalogue(lang), race(lang=lang)
    assert told(at) == OPEN
    assert t("question_open") in [caption.value for caption in at.caption]
    guess(at, "sgd")
    waits, figures, cards, verdict = told(at)
    assert (waits, figures, cards) == (False, True, True)
    assert verdict is not None
    assert verdict.startswith(t("guess_right"))


SHORT = {"mlp": {"n_epochs": "10"}, "cnn": {"n_train": "100", "n_epochs": "1"}, "attention": {"n_updates": "50"}}


@pytest.mark.parametrize("page", SHORT)
def test_every_lab_that_asks_waits_for_the_guess(page: str) -> None:
    at = ran(home({"lang": "en"} | SHORT[page]).switch_page(f"../pages/{page}.py"))
    assert told(at) == OPEN
    waits, figures, _, verdict = told(guess(at, "diverged"))
    assert (waits, figures) == (False, True)
    assert verdict is not None
    assert verdict.startswith(("✓", "✗"))


def test_who_was_told_how_the_run_is_going_is_not_asked_how_it_will_end(monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[bool] = []

    def answer(wish: Any, t: Catalogue, stop: Any = None, hear: Any = None) -> Any:
        if hear and heard:
            hear()
        return answer_to(wish, t)

    monkeypatch.setattr(ui.playable, "answer_to", answer)
    at = race()
    assert told(at) == OPEN
    heard.append(True)
    ran(at.slider(key="n_steps").set_value(30))
    assert told(at)[:2] == (False, True)
    assert not [group for group in at.button_group if (group.key or "").startswith("guess ")]
    heard.clear()
    ran(at.slider(key="n_steps").set_value(40))
    assert told(at) == OPEN


def test_who_will_not_guess_sees_everything_and_no_verdict() -> None:
    assert told(guess(race(), "refused")) == (False, True, True, None)


def test_who_would_rather_watch_is_not_asked_after_every_change() -> None:
    at = guess(race(), "refused")
    ran(at.slider(key="n_steps").set_value(40))
    assert told(at) == (False, True, True, None)
    guess(at, None)
    ran(at.slider(key="n_steps").set_value(60))
    assert told(at) == OPEN


def test_a_guess_is_about_one_run_alone() -> None:
    """It was once kept over other landscapes and Reset, and there marked wrong."""
    at = guess(race(), "sgd")
    ran(at.selectbox(key="landscape").set_value("beale"))
    assert told(at) == OPEN
    guess(at, "adam")
    ran(at.button(key="reset").click())
    assert told(at) == OPEN


def test_a_guess_is_remembered_for_its_run() -> None:
    at = guess(race(), "sgd")
    ran(at.slider(key="n_steps").set_value(40))
    assert told(at) == OPEN
    ran(at.slider(key="n_steps").set_value(20))
    assert told(at)[:3] == (False, True, True)


def test_beside_a_pinned_run_nothing_is_asked() -> None:
    at = guess(race(), "sgd")
    ran(at.button(key="pin").click())
    assert told(at) == (False, True, True, None)
    assert not [group for group in at.button_group if (group.key or "").startswith("guess ")]


def test_beside_a_pinned_run_the_page_says_what_differs_and_what_that_changed() -> None:
    t, at = catalogue("en"), guess(race(), "sgd")
    ran(at.button(key="pin").click())
    assert t("no_difference") in words(at)
    assert t("result_same") in words(at)
    ran(at.slider(key="n_steps").set_value(40))
    assert "Updates: **A** `20` → **B** `40`" in words(at)
    assert "What changed at the end, from A to B: Updates 20 → 40" in words(at)
    titles = [panel["title"] for panel in film(at)["panels"]]
    assert titles[:2] == [f"{run} · {t('panel_map')}" for run in ("A: Updates = 20", "B: Updates = 40")]
    firsts = [card.value for card in at.success]
    assert firsts == [marked(t("card_first", name="SGD", update=5), "en")] * 2  # of A, and of B


def test_a_guess_about_a_training_holds_whichever_neuron_is_looked_at() -> None:
    query = {"lang": "en", "n_epochs": "10", "hidden_layer_sizes": "3"}
    at = ran(home(query).switch_page("../pages/mlp.py"))
    assert told(at)[:2] == (True, False)
    guess(at, "0")
    assert told(at)[:2] == (False, True)
    memory = at.session_state["labs"]["mlp"]
    memory.values["unit"] = (1, 2)
    assert told(ran(at))[:2] == (False, True)


def test_a_favourite_sets_all_that_it_is_about_and_leaves_own_points() -> None:
    at = ran(home({"lang": "en", "n_epochs": "10", "l2": "0.01"}).switch_page("../pages/mlp.py"))
    ran(at.selectbox(key="favourite").set_value("xor-two"))
    values = at.session_state["labs"]["mlp"].values
    assert {name: values[name] for name in FAVOURITES["xor-two"]} == dict(FAVOURITES["xor-two"])
    assert values["l2"] == 0
    ran(at.selectbox(key="dataset").set_value("circle"))
    assert at.selectbox(key="favourite").value == DEFAULT
