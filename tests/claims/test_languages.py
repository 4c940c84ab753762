"""A lesson in a language without claims of its own states the numbers of the English lesson, which are checked."""

import re
from collections.abc import Callable
from itertools import pairwise

import pytest

from locales import DEFAULT_LANGUAGE, LANGUAGES, content
from tests.claims.lessons import WITH_SENTENCES, numbers
from tests.pages.source import VIEWS

LESSONS = sorted({view.lab.lesson(view.view) for view in VIEWS})


def other_numbers(lesson: str, lang: str, read: Callable[[str, str], str] = content) -> dict[str, int]:
    """The numbers that stand in the lesson more or less often than in English, and by how much."""
    here, english = numbers(read(lesson, lang)), numbers(read(lesson, DEFAULT_LANGUAGE))
    here.subtract(english)
    return {number: times for number, times in here.items() if times}


def test_english_is_among_the_languages_whose_claims_are_checked() -> None:
    assert DEFAULT_LANGUAGE in WITH_SENTENCES
    assert set(WITH_SENTENCES) <= LANGUAGES.keys()


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_further_language_states_the_numbers_of_the_english_lesson(lesson: str) -> None:
    further = [lang for lang in LANGUAGES if lang not in WITH_SENTENCES]
    assert {lang: wrong for lang in further if (wrong := other_numbers(lesson, lang))} == {}


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_number_that_is_changed_left_out_or_added_is_seen(lesson: str) -> None:
    def read(lesson: str, lang: str) -> str:
        return content(lesson, DEFAULT_LANGUAGE) + (" 12,345.67" if lang == "added" else "")

    assert other_numbers(lesson, "copied", read) == {}
    assert other_numbers(lesson, "added", read) == {"12,345.67": 1}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("lesson", ["home", *LESSONS])
def test_headings_begin_below_the_title_of_the_page_and_leave_out_no_level(lesson: str, lang: str) -> None:
    levels = [1, *(len(marks) for marks in re.findall(r"^(#+) ", content(lesson, lang), re.MULTILINE))]
    assert all(below <= above + 1 for above, below in pairwise(levels))
