"""Lessons on the pages: what a stop shows and hides, what no link can change, and what is said of one that is none."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from core.perceptron.params import PerceptronParams
from locales import LANGUAGES, catalogue, content
from runs.lesson import Lesson, Stop, as_file
from runs.lesson_link import code_of, named, names
from runs.links import nested
from tests.pages.films import film_of
from tests.pages.test_pages import both_languages, home, ran, run_on_screen, sent, words
from ui.address import FOLLOWED
from ui.glossary import marked_lesson

SEVEN = {"n_epochs": "7"}
LESSON = Lesson(
    {"en": "One neuron", "zh": "一个神经元"},
    (
        Stop("perceptron", "dataset=ring&n_samples=50&seed=3&frame=2", {"en": "Watch **w**.", "zh": "看 **w**。"}),
        Stop(
            "perceptron", "dataset=xor", {"en": "No line."}, hidden=("seed", "dataset"), hidden_tabs=("code", "check")
        ),
        Stop(
            "gradient-descent", "learning_rate=0.1", locked=True, hidden_tabs=("explain", "code", "check", "take_away")
        ),
        Stop("gradient-descent", "view=data&learning_rate=0.3"),
        Stop("warp", "x=1", {"en": "Not there."}),
        Stop("perceptron", hidden=("warp", "seed"), hidden_tabs=("nowhere",)),
    ),
)
CODE = code_of(LESSON)
WIDGETS = ("slider", "select_slider", "selectbox", "segmented_control", "toggle", "number_input", "pills")


def play(stop: int, lesson: Lesson = LESSON, lang: str = "en", **query: str) -> AppTest:
    return home({"lesson": code_of(lesson), "stop": str(stop), "lang": lang} | query)


def go(at: AppTest, stop: int, **query: str) -> AppTest:
    """What the browser does for *Next* on the page of a lab: it follows the link."""
    at.session_state[FOLLOWED] = {"lesson": CODE, "stop": str(stop)} | query
    return ran(at)


def controls(at: AppTest) -> set[str]:
    """The keys of all controls of the run, wherever they stand."""
    keys = {str(widget.key) for kind in WIDGETS for widget in getattr(at, kind)}
    return {key for key in keys if key != "lang" and not key.startswith("guess ")}


def tabs(at: AppTest) -> list[str]:
    return [tab.label for tab in at.tabs]


def film_run(at: AppTest) -> str:
    run: str = film_of(sent(at, "player"))["run"]
    return run


def line(at: AppTest) -> dict[str, Any]:
    return sent(at, "lesson")


def is_in_a_lesson(at: AppTest) -> bool:
    return any(component.key == "lesson" for component in at.get("bidi_component"))


# ---- what a stop shows


@both_languages
def test_a_stop_opens_its_run_on_its_labs_page_with_the_sentence_on_top(lang: str) -> None:
    at, t = play(1, lang=lang), catalogue(lang)
    assert at.title[0].value == t("page_perceptron")
    shown = line(at)
    assert (shown["stop"], shown["stops"], shown["title"]) == (1, 6, LESSON.title[lang])
    assert shown["text"] == {"en": "<p>Watch <strong>w</strong>.</p>", "zh": "<p>看 <strong>w</strong>。</p>"}[lang]
    assert film_run(at) == "perceptron?dataset=ring&n_samples=50&seed=3"
    assert (sent(at, "player")["start"], sent(at, "player")["leads"]) == (2, 1)
    assert run_on_screen(at) == {"lesson": CODE, "stop": "1"}
    assert not at.warning
    assert not any(component.key == "tour" for component in at.get("bidi_component"))


def test_the_next_stop_opens_anew_in_the_same_lab_and_in_another_one() -> None:
    at = play(1)
    ran(at.slider(key="n_epochs").set_value(7))
    assert run_on_screen(at) == {"lesson": CODE, "stop": "1"} | SEVEN
    go(at, 2)
    assert film_run(at) == "perceptron?dataset=xor"
    assert run_on_screen(at) == {"lesson": CODE, "stop": "2"}
    go(at, 3)
    assert at.title[0].value == catalogue("en")("page_gradient-descent")
    assert film_run(at) == "gradient-descent?learning_rate=0.1"
    go(at, 4)
    assert film_run(at).startswith("gradient-descent-data?")
    assert "view_gradient-descent" not in controls(at)
    go(at, 1)
    assert film_run(at) == "perceptron?dataset=ring&n_samples=50&seed=3"


def test_a_link_opens_a_stop_as_it_was_changed_and_a_reset_goes_back_to_the_stop() -> None:
    at = play(1, n_epochs="7", seed="0", frame="4")
    assert film_run(at) == "perceptron?dataset=ring&n_samples=50&n_epochs=7"
    assert run_on_screen(at) == {"lesson": CODE, "stop": "1", "n_epochs": "7", "seed": "0"}
    assert sent(at, "player")["start"] == 4
    ran(at.button(key="reset").click())
    assert run_on_screen(at) == {"lesson": CODE, "stop": "1"}
    assert film_run(at) == "perceptron?dataset=ring&n_samples=50&seed=3"


def test_who_goes_to_another_page_leaves_the_lesson() -> None:
    at = play(1)
    for name in ("lesson", "stop"):
        del at.query_params[name]
    ran(at.switch_page("../pages/mlp.py"))
    assert not is_in_a_lesson(at)
    assert run_on_screen(at) == {}


def test_a_page_that_is_gone_to_with_what_the_address_said_before_is_left_alone() -> None:
    at = play(1)
    ran(at.switch_page("../pages/home.py"))
    assert at.title[0].value == catalogue("en")("app_name")
    assert not is_in_a_lesson(at)


# ---- what is hidden


def test_hidden_controls_and_tabs_are_not_there() -> None:
    free, hidden = play(1), play(2)
    t = catalogue("en")
    assert {"seed", "dataset", "n_epochs", "near_dataset"} <= controls(free)
    assert controls(hidden) >= {"n_epochs", "learning_rate"}
    assert controls(hidden) & {"seed", "dataset", "near_dataset"} == set()
    assert "new_seed" in [button.key for button in free.button]
    assert "new_seed" not in [button.key for button in hidden.button]
    assert tabs(free) == [t(f"tab_{tab}") for tab in ("explain", "code", "check", "take_away")]
    assert tabs(hidden) == [t("tab_explain"), t("tab_take_away")]


def test_a_hidden_tab_is_not_open_though_it_was_in_another_run() -> None:
    at = play(1)
    at.session_state["tab"] = "check"
    go(at, 2)
    assert catalogue("en")("check_intro") not in words(at)
    assert marked_lesson(content("perceptron/lesson", "en"), "en").strip() in words(at)


@pytest.mark.parametrize(
    "link", [{"seed": "9", "dataset": "ring"}, {"pinned": nested({"seed": "9", "dataset": "ring"})}]
)
def test_what_is_hidden_cannot_be_set_by_a_link(link: dict[str, str]) -> None:
    for at in (play(2, **link), go(play(1), 2, **link)):
        assert "seed" not in film_run(at)
        assert film_run(at).split(" | ") in (["perceptron?dataset=xor"], ["perceptron?dataset=xor"] * 2)


def test_a_locked_run_has_no_controls_and_no_link_and_no_click_changes_it() -> None:
    at = play(3, learning_rate="1.5", optimizers="adam", pinned=nested({"seed": "9"}))
    assert film_run(at) == "gradient-descent?learning_rate=0.1"
    assert controls(at) == set()
    assert [button.key for button in at.button] == []
    assert tabs(at) == []
    assert not sent(at, "address")["copies"]
    assert sent(at, "player")["locked"]
    assert len(at.sidebar) == 0


@pytest.mark.parametrize("stop", [Stop("gradient-descent", locked=True), Stop("gradient-descent", hidden=("start",))])
def test_a_click_in_the_picture_sets_nothing_that_is_hidden(stop: Stop) -> None:
    for one, can in ((stop, False), (Stop("gradient-descent"), True)):
        at = play(1, Lesson({}, (one,)))
        before = film_run(at)
        at.session_state["player"] = {"pick": {"fields": ["start"], "x": 1.0, "y": 1.0}}
        picked(at)
        assert (film_run(at) != before) == can


def picked(at: AppTest) -> None:
    """The page after its picture was clicked, as the browser would tell it."""
    from streamlit.proto.WidgetStates_pb2 import WidgetStates

    (player,) = (c for c in at.get("bidi_component") if c.key == "player")
    states = WidgetStates()
    states.widgets.add(id=f"$$STREAMLIT_INTERNAL_KEY_{player.proto.id}__events")
    news = [{"event": "pick", "value": {"fields": ["start"], "x": 1.0, "y": 1.0}}]
    states.widgets[0].json_trigger_value = json.dumps(news)
    at._run(states)
    assert not at.exception


# ---- the language


def test_a_lesson_held_in_one_language_is_shown_in_it_without_a_switch() -> None:
    fixed = Lesson(LESSON.title, LESSON.stops[:1], "zh")
    at = play(1, fixed, lang="en")
    assert at.title[0].value == catalogue("zh")("page_perceptron")
    assert "lang" not in [str(widget.key) for widget in at.segmented_control]
    assert "lang" in [str(widget.key) for widget in play(1).segmented_control]


def test_a_change_of_the_language_keeps_the_stop() -> None:
    at = play(2)
    ran(at.segmented_control(key="lang").set_value("zh"))
    assert line(at)["stop"] == 2
    assert line(at)["text"] == "<p>No line.</p>"  # written in English alone
    assert film_run(at) == "perceptron?dataset=xor"


# ---- lessons that are none, or not wholly


@both_languages
@pytest.mark.parametrize(
    ("lesson", "error"),
    [
        (CODE[:-9], "cut"),
        (CODE[:-1] + ("A" if CODE[-1] != "A" else "B"), "changed"),
        ("2" + CODE[1:], "newer"),
        ("no-such-lesson", "unknown"),
        ("file-12345678", "from_file"),
        ("<script>alert(1)</script>", "unreadable"),
    ],
)
def test_a_lesson_that_cannot_be_read_gets_one_sentence(lesson: str, error: str, lang: str) -> None:
    t = catalogue(lang)
    for at in (home({"lesson": lesson, "lang": lang}), on_page("lesson", lesson=lesson, lang=lang)):
        (warning,) = (element.value for element in at.warning)
        assert warning.startswith(t.strings[f"lesson_error_{error}"].split("{")[0])
        assert not is_in_a_lesson(at)
    at = on_page("perceptron", lesson=lesson, lang=lang, n_epochs="7")
    assert len(at.warning) == 1
    assert film_run(at) == "perceptron?n_epochs=7"  # the run of the link is there


def on_page(page: str, **query: str) -> AppTest:
    at = home({"lang": query.get("lang", "en")})
    for name, value in query.items():
        at.query_params[name] = value
    return ran(at.switch_page(f"../pages/{page}.py"))


@both_languages
@pytest.mark.parametrize("asked", ["99", "0", "last", "-1"])
def test_a_stop_that_is_not_there_opens_the_first_and_is_said(asked: str, lang: str) -> None:
    at, t = home({"lesson": CODE, "stop": asked, "lang": lang}), catalogue(lang)
    (warning,) = (element.value for element in at.warning)
    assert warning == t("problem_stop", value=f"`{asked}`", n=6)
    assert line(at)["stop"] == 1


def test_a_stop_in_a_lab_that_is_not_there_says_so_and_leads_on() -> None:
    at, t = play(5), catalogue("en")
    (warning,) = (element.value for element in at.warning)
    assert warning == t("problem_lesson_lab", number=5, lab="`warp`")
    assert (line(at)["stop"], line(at)["text"], line(at)["has_film"]) == (5, "<p>Not there.</p>", False)
    assert line(at)["pages"] == [*["perceptron"] * 2, *["gradient-descent"] * 2, "lesson", "perceptron"]
    go(at, 6)
    assert line(at)["stop"] == 6


def test_what_is_hidden_and_does_not_exist_is_said_and_the_rest_holds() -> None:
    at, t = play(6), catalogue("en")
    (warning,) = (element.value for element in at.warning)
    assert warning == t("problem_lesson_hidden", number=6, names="`warp`, `nowhere`")
    assert "seed" not in controls(at)


def test_a_run_of_a_lesson_that_says_something_wrong_opens_with_a_sentence() -> None:
    at = play(1, Lesson({}, (Stop("perceptron", "learning_rate=abc&colour=red"),)))
    assert len(at.warning) == 1
    assert film_run(at) == "perceptron?"


def test_a_lesson_of_two_hundred_runs_plays() -> None:
    many = Lesson({}, tuple(Stop("perceptron", f"n_epochs={k % 5 + 1}") for k in range(200)))
    at = play(200, many)
    assert (line(at)["stop"], line(at)["stops"], line(at)["title"]) == (200, 200, catalogue("en")("lesson_lesson"))
    assert film_run(at) == "perceptron?n_epochs=5"


# ---- the page of lessons


@both_languages
def test_the_page_of_lessons_offers_those_that_have_a_name(lang: str) -> None:
    at, t = on_page("lesson", lang=lang), catalogue(lang)
    assert names()
    for name in names():
        assert f"## {named(name).title[lang]}" in words(at)
    queries = [dict(_query(link.proto.query_string)) for link in at.get("page_link")]
    assert queries == [{"lesson": name, "stop": "1"} for name in names()]
    assert not at.warning
    assert t("lesson_intro") in words(at)


def _query(text: str) -> Mapping[str, str]:
    from urllib.parse import parse_qsl

    return dict(parse_qsl(text))


@both_languages
def test_a_lesson_is_opened_from_its_file(lang: str) -> None:
    at = on_page("lesson", lang=lang)
    before = len(at.get("page_link"))
    at.file_uploader(key="lesson_file").upload("class.json", as_file(LESSON).encode(), "application/json")
    ran(at)
    assert LESSON.title[lang] in words(at)
    assert dict(_query(at.get("page_link")[-1].proto.query_string)) == {"lesson": CODE, "stop": "1"}
    assert len(at.get("page_link")) == before + 1


@both_languages
@pytest.mark.parametrize("file", [b"{", b"\xff", b"[]", json.dumps({"see-it-learn-lesson": 9, "stops": []}).encode()])
def test_a_file_that_is_no_lesson_gets_one_sentence(file: bytes, lang: str) -> None:
    at = on_page("lesson", lang=lang)
    at.file_uploader(key="lesson_file").upload("class.json", file, "application/json")
    ran(at)
    assert len(at.warning) == 1


def test_every_language_has_its_own_words_for_a_lesson() -> None:
    assert {lang: catalogue(lang)("page_lesson") for lang in LANGUAGES} == {"en": "Lessons", "zh": "课件"}
    assert PerceptronParams().seed == 0  # the tests above rely on it
