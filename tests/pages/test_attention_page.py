"""The attention page as a visitor meets it: its film and figures, sequences of one's own, bad links."""

import pytest
from streamlit.testing.v1 import AppTest

from core.attention.tasks import TASKS
from locales import catalogue
from tests.pages.test_pages import both_languages, film, home, ran, run_on_screen

QUICK = {"n_updates": "50"}


def lab(**query: str) -> AppTest:
    """The page, opened by a link to a short training of somebody who would rather watch."""
    at = ran(home({"lang": "en"} | QUICK | query).switch_page("../pages/attention.py"))
    (pills,) = (group for group in at.button_group if (group.key or "").startswith("guess "))
    return ran(pills.set_value("refused"))


@both_languages
def test_the_lab_shows_its_film_and_figures(lang: str) -> None:
    at, t = lab(lang=lang), catalogue(lang)
    assert at.title[0].value == t("page_attention")
    assert run_on_screen(at) == QUICK
    assert {t("figure_answers_right"), t("figure_parameters")} <= {metric.label for metric in at.metric}
    assert (len(at.warning), len(at.error)) == (0, 0)


@pytest.mark.parametrize("task", TASKS)
def test_the_example_in_the_empty_field_is_read_also_where_sequences_are_longer(task: str) -> None:
    at = lab(task=task, length="10")
    before = film(at)["id"]
    ran(at.text_input(key="own").set_value(at.text_input(key="own").placeholder))
    assert film(at)["id"] != before
    assert not [w.value for w in at.warning if catalogue("en")("picture_stays") in w.value]


WRONG = [
    ("reverse", "hello", "symbols"),
    ("largest", "1 2 x", "symbols"),
    ("recall", "A3 B1 zz", "symbols"),
    ("reverse", "123", "length"),
    ("recall-two", "A3", "length"),
    ("characters", "🙂", "known_characters"),
]


@both_languages
@pytest.mark.parametrize(("task", "text", "rule"), WRONG)
def test_a_sequence_that_cannot_be_read_keeps_the_picture_and_says_why(
    task: str, text: str, rule: str, lang: str
) -> None:
    at, t = lab(task=task, lang=lang), catalogue(lang)
    before = film(at)["id"]
    ran(at.text_input(key="own").set_value(text))
    (warning,) = [w.value for w in at.warning if t("picture_stays") in w.value]
    assert warning.startswith(t(f"rule_{rule}").replace("{parameter}", t("own")).split("{")[0])
    assert len(warning) < 200
    assert (film(at)["id"], len(at.error)) == (before, 0)


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ({"n_heads": "9"}, "9"),
        ({"width": "15", "n_heads": "2"}, "15"),
        ({"task": "rhyme"}, "rhyme"),
        ({"length": "1000"}, "1000"),
        ({"own": "hello"}, "H"),
        ({"query": "99"}, "99"),
    ],
)
def test_a_bad_link_gets_one_sentence_and_a_film(query: dict[str, str], named: str) -> None:
    at = lab(**query)
    (warning,) = [w.value for w in at.warning if w.value.startswith(("- ", "“"))]
    assert named in warning
    assert "\n" not in warning
    assert film(at)["run"].startswith("attention?")
