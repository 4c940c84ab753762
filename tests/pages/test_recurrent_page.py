"""The RNN page as a visitor meets it: its settings, sequences of one's own, the optional numbers, the tabs."""

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.recurrent.tasks import TASKS
from locales import catalogue
from tests.pages.test_pages import both_languages, film, home, ran, run_on_screen, sent, watching, words

QUICK = {"n_updates": "50", "sequence_length": "10", "delay": "3"}


def lab(tab: str | None = None, **query: str) -> AppTest:
    """The RNN page, opened by a link to a short training."""
    at = home({"lang": "en"} | QUICK | query)
    if tab is not None:
        at.session_state["tab"] = tab
    return ran(at.switch_page("../pages/recurrent.py"))


def names(at: AppTest) -> list[str]:
    return [panel["name"] for panel in film(at)["panels"]]


@both_languages
def test_the_lab_shows_its_film_figures_and_controls(lang: str) -> None:
    at, t = watching(lab(lang=lang)), catalogue(lang)
    assert at.title[0].value == t("page_recurrent")
    assert names(at) == ["sequence", "loss", "hidden", "trajectory", "gradient", "influence", "gates"]
    assert {t("figure_solved_at"), t("figure_gradient_ratio")} <= {metric.label for metric in at.metric}
    assert run_on_screen(at) == QUICK
    assert not at.error


@pytest.mark.parametrize("task", TASKS)
def test_another_task_brings_its_own_settings_and_the_far_one_those_in_which_the_plain_cell_fails(task: str) -> None:
    at = watching(lab(task="echo" if task != "echo" else "parity"))
    ran(at.selectbox(key="task").set_value(task))
    expected = dict(TASKS[task].defaults)
    assert {name: at.slider(key=name).value for name in ("sequence_length", "hidden_size", "n_updates")} == {
        name: expected[name] for name in ("sequence_length", "hidden_size", "n_updates")
    }
    assert at.segmented_control(key="cell").value == TASKS[task].solver
    ran(at.segmented_control(key="origin").set_value("far"))
    assert at.slider(key="sequence_length").value == TASKS[task].hard["sequence_length"]
    assert at.segmented_control(key="cell").value == "rnn"
    assert [card.value for card in at.info][-1].startswith(catalogue("en")("card_far_here").split("{")[0])
    ran(at.segmented_control(key="origin").set_value("standard"))
    assert at.slider(key="sequence_length").value == expected["sequence_length"]


def test_below_a_control_stands_what_changed_along_with_it_until_another_one_is_changed() -> None:
    at, t = lab(task="echo", cell="rnn"), catalogue("en")
    before, told = "Changed along with it", lambda: [c.value for c in at.sidebar.caption]
    assert not any(text.startswith(before) for text in told())
    settings = {name: at.slider(key=name).value for name in ("sequence_length", "hidden_size", "n_updates")}
    ran(at.selectbox(key="task").set_value("parity"))
    (along,) = (text for text in told() if text.startswith(before))
    for name, value in settings.items():
        assert (t(name) in along) == (at.slider(key=name).value != value)
    assert t("cell") in along
    assert t("own") not in along  # it was empty before, too
    ran(at.slider(key="sequence_length").set_value(9))  # it stands below
    assert not any(text.startswith(before) for text in told())
    ran(at.selectbox(key="task").set_value("wave"))
    assert any(text.startswith(before) for text in told())
    ran(at.button(key="reset").click())
    assert not any(text.startswith(before) for text in told())


def test_a_number_that_may_be_left_out() -> None:
    at = lab()
    assert at.select_slider(key="spectral_radius").value is None
    assert at.select_slider(key="clip_norm").value == 1.0
    ran(at.select_slider(key="spectral_radius").set_value(0.5))
    assert run_on_screen(at) == QUICK | {"spectral_radius": "0.5"}
    for linked, value in (("none", None), ("0.7", 0.7)):  # a link may name one that the slider does not offer
        at = lab(clip_norm=linked)
        assert at.select_slider(key="clip_norm").value == value
        assert run_on_screen(at) == QUICK | {"clip_norm": linked}


def typed(at: AppTest, text: str) -> AppTest:
    return ran(at.text_input(key="own").set_value(text))


WRONG: list[tuple[dict[str, str], str, str]] = [
    ({}, "1 2 x 4 5", "numbers"),
    ({}, "hello", "numbers"),
    ({}, "1 2 3", "length_between"),
    ({}, "1 2 3 11", "between"),
    ({"task": "parity"}, "0120", "bits"),
    ({"task": "adding"}, "0.5 0.25* 1", "two_marked"),
    ({"task": "first-symbol"}, "1 2 9", "one_of"),
    ({"task": "characters"}, "Tho 🙂", "known_characters"),
    ({"task": "characters"}, "The " * 250_000, "length_between"),
]


@both_languages
@pytest.mark.parametrize(("link", "text", "rule"), WRONG, ids=lambda value: str(value)[:30])
def test_a_sequence_that_cannot_be_read_keeps_the_picture_and_says_why(
    link: dict[str, str], text: str, rule: str, lang: str
) -> None:
    at, t = lab(lang=lang, **link), catalogue(lang)
    before = film(at)["id"]
    typed(at, text)
    (warning,) = [w.value for w in at.warning if t("picture_stays") in w.value]
    beginning = t(f"rule_{rule}").replace("{parameter}", t("own")).split("{")[0]
    assert warning.startswith(beginning)
    assert len(warning) < 400
    assert film(at)["id"] == before
    assert not at.error


@pytest.mark.parametrize(
    "link",
    [{"delay": "9"}, {"task": "first-symbol", "n_symbols": "2"}, {"task": "characters", "text": "小船在河上轻轻摇。"}]
    + [{"task": task} for task in ("parity", "adding", "wave")],
    ids=str,
)
def test_the_example_in_the_empty_field_is_read(link: dict[str, str]) -> None:
    at = lab(**link)
    before = film(at)["id"]
    typed(at, at.text_input(key="own").placeholder)
    assert film(at)["id"] != before
    assert not [w.value for w in at.warning if catalogue("en")("picture_stays") in w.value]


def test_a_sequence_of_ones_own_goes_away_with_its_task_and_stays_with_a_reset() -> None:
    at = typed(lab(), "0.5 -1 0.25 1 0 1")
    assert run_on_screen(at)["own"] == "0.5 -1 0.25 1 0 1"
    assert len(film(at)["captions"]) == 14
    ran(at.button(key="reset").click())
    assert run_on_screen(at) == {"own": "0.5 -1 0.25 1 0 1"}
    ran(at.selectbox(key="task").set_value("parity"))
    assert "own" not in run_on_screen(at)


def test_a_link_to_the_last_frame_of_three_cells_opens_there() -> None:
    at = lab(compare="true", axis="training", frame="50")
    assert sent(at, "player")["start"] == 50
    assert names(at)[:3] == ["sequence-RNN", "sequence-LSTM", "sequence-GRU"]
    assert run_on_screen(at) == QUICK | {"compare": "true", "axis": "training"}


@both_languages
def test_a_slip_is_marked_while_it_is_on(lang: str) -> None:
    at, t = lab(slip="no-feedback", lang=lang), catalogue(lang)
    mark = f"{t('slip')} · {t('slip_no-feedback')}"
    assert mark in words(at)
    assert len(at.warning) == 1  # the card that explains it
    ran(at.selectbox(key="slip").set_value("none"))
    assert mark not in words(at)


@both_languages
@pytest.mark.parametrize(
    "link",
    [{}, {"cell": "gru", "task": "characters"}, {"cell": "rnn", "activation": "relu"}, {"slip": "no-feedback"}],
    ids=str,
)
def test_every_check_holds_on_the_page(link: dict[str, str], lang: str) -> None:
    at, t = lab(tab="check", lang=lang, **link), catalogue(lang)
    verdicts = [element.value for element in at.markdown if "[**" in element.value]
    assert len(verdicts) == 5
    assert all(verdict.startswith(f":green[**✓ {t('check_holds')}**]") for verdict in verdicts)


@pytest.mark.parametrize(
    ("link", "functions"),
    [
        ({}, ["def lstm_step(", "def echo(", "def updates(", "def clip(", "def lstm_backward("]),
        ({"cell": "rnn", "activation": "relu", "task": "adding"}, ["def rnn_relu_step(", "def adding("]),
        ({"cell": "gru"}, ["def gru_step(", "def gru_forward(", "def jacobian_norms("]),
    ],
)
def test_code_shows_the_functions_that_ran(link: dict[str, Any], functions: list[str]) -> None:
    shown = [element.value for element in lab(tab="code", **link).code]
    assert all(any(text.startswith(function) for text in shown) for function in functions)
