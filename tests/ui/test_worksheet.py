"""A lesson on paper: every run's picture at its frame, the questions, room, and the answers apart."""

import json
import re
from typing import Any

import pytest

from charts.labs import LABS
from locales import LANGUAGES, catalogue
from runs.lesson import Lesson, Stop
from runs.service import desk
from tests.runs.test_prose import Reading
from ui.worksheet import AREA, n_that_fit, still, wish_of, worksheet

LESSON = Lesson(
    {"en": "Lines & <b>curves</b>", "zh": "线"},
    (
        Stop("perceptron", "n_epochs=3&frame=2", {"en": "Watch **w**.", "zh": "看。"}),
        Stop(
            "mlp",
            "n_epochs=10&hidden_layer_sizes=3",
            {},
            {"en": "How *many* lines?"},
            {"en": "Three, <script>x</script>."},
        ),
        Stop("warp", "x=1", {"en": "Not there."}),
        Stop("convolution", "stride=2&dilation=3&picture=own&kernel=own"),
    ),
)


def sheet(lang: str = "en", lesson: Lesson = LESSON) -> str:
    return worksheet(lesson, lang, "a test")()


def films(html: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(re.search(r"^const films = (.*);$", html, re.M)[1])  # type: ignore[index]
    return found


def part(html: str, start: str, end: str) -> str:
    return html[html.index(start) : html.index(end)]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_worksheet_has_every_run_its_questions_and_the_answers_apart(lang: str) -> None:
    html, t = sheet(lang), catalogue(lang)
    pupils, answers = part(html, "<main>", "</main>"), part(html, "<article>", "</article>")
    for number, stop in enumerate(LESSON.stops, start=1):
        lab = t(f"page_{stop.lab}") if stop.lab != "warp" else "warp"
        assert f"<h2>{number}. {lab}</h2>" in pupils
        assert f"<h2>{number}. {lab}</h2>" in answers
    assert films(html).keys() == {"1", "2"}
    assert pupils.count('class="sil-root film"') == 2
    question = wish_question(LESSON.stops[1], lang)
    assert all(option in pupils for option in question.options.values())
    assert question.why not in pupils
    assert question.why in answers
    assert "<strong>" + t("list_gap").join(question.options[code] for code in question.answers) in answers
    assert "How <em>many</em> lines?" in pupils
    assert "Three, &lt;script&gt;x&lt;/script&gt;." in answers
    assert "Three" not in pupils
    assert f'<html lang="{t.tag}">' in html


def wish_question(stop: Stop, lang: str) -> Any:
    return desk().ask(wish_of(stop, lang), "a test").result().question


def test_nothing_in_a_worksheet_comes_alive_and_it_needs_no_network() -> None:
    html = sheet()
    assert "<title>Lines &amp; &lt;b&gt;curves&lt;/b&gt;</title>" in html
    tags = [tag for tag, _ in Reading(part(html, "<body>", "<script>")).found]
    assert not {"script", "img", "iframe", "b"} & set(tags)
    linked = re.findall(r"(?:src|href)=[\"']?(?!data:)[^\"'> ]+", part(html, "<body>", "<script>"))
    assert linked == []


def test_a_run_that_cannot_be_made_says_why_in_the_place_of_its_picture() -> None:
    pupils = part(sheet(), "<main>", "</main>")
    assert pupils.count('<div class="missing">') == 2
    assert "Not there." in pupils


def test_the_picture_is_that_of_the_frame_of_the_link_and_a_question_is_not_answered_by_it() -> None:
    html = sheet()
    first, second = films(html)["1"], films(html)["2"]
    assert (len(first["captions"]), first["id"].rpartition("-")[2]) == (1, "2")
    assert second["id"].rpartition("-")[2] == "0"


@pytest.mark.parametrize("lab", LABS, ids=lambda lab: lab.address)
def test_of_every_lab_a_page_takes_its_first_panels_with_one_frame_each(lab: Any) -> None:
    film = json.loads(desk().ask(wish_of(Stop(lab.address), "en"), "a test").result().film_json)
    alone = still(film, len(film["captions"]) - 1)
    assert alone["captions"] == film["captions"][-1:]
    assert alone["panels"][0]["name"] == film["panels"][0]["name"]
    assert sum(panel["columns"] * panel["rows"] for panel in alone["panels"]) <= AREA
    for panel in alone["panels"]:
        assert len(panel["frames"]) == 1
        assert (panel["cells"], panel["acts"], panel["pick"]) == (None, [], None)
        assert "scene" not in panel["layout"]


def test_whole_rows_of_panels_are_taken_where_they_fit() -> None:
    def of(*sizes: tuple[int, int]) -> list[dict[str, int]]:
        return [{"columns": columns, "rows": rows} for columns, rows in sizes]

    assert n_that_fit(of((6, 3), (6, 1), (6, 1), (6, 1), (12, 3))) == 4
    assert n_that_fit(of((6, 2), (6, 2), (4, 1))) == 2
    assert n_that_fit(of((7, 3), (5, 1))) == 2
    assert n_that_fit(of((12, 9))) == 1
