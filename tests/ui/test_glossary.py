"""The glossary: every term in every language, used somewhere, said where it is pointed at, and nowhere in a formula."""

import re

import pytest

from charts.labs import LABS
from locales import LANGUAGES, catalogue, content
from tests.claims.lessons import parts
from tests.pages.source import VIEWS
from tests.pages.test_pages import both_languages, home, lab, ran, sent, watching, words
from tests.test_chinese_style import faults
from ui.glossary import KEY, LEFT_ALONE, elsewhere, glossary, marked, marked_lesson, said

every_language = pytest.mark.parametrize("lang", LANGUAGES)
LESSONS = sorted({view.lab.lesson(view.view) for view in VIEWS})
LINK = r'\[([^\]]+)\]\(glossary\?term=([a-z_0-9]+)&lang=(\w+) "([^"]+)"\)'
MARK = re.compile(LINK + r"(?: :gray\[:small\[([^\]]+)\]\](?: (?=[\u4e00-\u9fff]))?)?")
LONGEST = 130  # characters of a sentence


@every_language
def test_every_language_has_the_same_terms_in_the_same_order(lang: str) -> None:
    assert [(key, term.lab) for key, term in glossary(lang).items()] == [
        (key, term.lab) for key, term in glossary("en").items()
    ]
    assert {term.lab for term in glossary(lang).values()} == {lab.address for lab in LABS}


@every_language
def test_a_term_is_there_once_and_says_one_sentence(lang: str) -> None:
    terms = glossary(lang).values()
    forms = [form.lower() for term in terms for form in term.forms]
    assert len(forms) == len(set(forms))
    assert len({term.term for term in terms}) == len(terms)
    for term in terms:
        assert len(term.says) <= LONGEST
        assert len(re.findall(r"[.?。？]", term.says)) == 1, term
        assert term.says[-1] in ".?。？", term


def test_the_chinese_sentences_are_set_as_chinese() -> None:
    assert {key: found for key, term in glossary("zh").items() if (found := faults(term.says))} == {}


@every_language
def test_every_term_is_used_in_a_lesson_or_on_the_screen(lang: str) -> None:
    texts = [*(content(lesson, lang) for lesson in LESSONS), *catalogue(lang).strings.values()]
    found = {key for text in texts for _, key, *_ in MARK.findall(marked(text, lang))}
    assert glossary(lang).keys() - found == set()


@every_language
@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_shows_each_term_once_with_both_names_and_says_else_what_it_said(lesson: str, lang: str) -> None:
    text = content(lesson, lang)
    shown = marked_lesson(text, lang)
    marks = MARK.findall(shown)
    keys = [key for _, key, *_ in marks]
    assert len(keys) == len(set(keys)) >= 5
    assert MARK.sub(lambda mark: mark[1], shown).replace(" ", "") == text.replace(" ", "")
    for form, key, in_language, title, other in marks:
        assert form.lower() in [each.lower() for each in glossary(lang)[key].forms]
        assert (in_language, title.replace("”", '"')) == (lang, said(key, lang))
        assert other == ("" if elsewhere(key, lang).lower() == form.lower() else elsewhere(key, lang))
    assert "glossary?" not in parts(shown)[1]
    for kept in LEFT_ALONE.findall(text):
        assert kept in shown


@pytest.mark.parametrize(
    ("text", "lang", "keys"),
    [
        ("an update and the next update", "en", ["update"]),
        ("Gradient descent follows the gradient.", "en", ["gradient_descent", "gradient"]),
        ("Updates: `update`, $gradient$, [loss](mlp?lang=en), $$\nloss\n$$\n# loss\n| loss |", "en", ["update"]),
        ("outdated upweighted", "en", []),
        ("学习率与梯度下降", "zh", ["learning_rate", "gradient_descent"]),
        ("永远轮不到", "zh", []),
        ("每轮都用ReLU", "zh", ["epoch", "relu"]),
    ],
)
def test_terms_are_found_as_words_and_left_alone_where_they_are_none(text: str, lang: str, keys: list[str]) -> None:
    assert [key for _, key, *_ in MARK.findall(marked(text, lang))] == keys


def test_a_term_that_is_called_alike_has_one_name() -> None:
    assert (elsewhere("relu", "zh"), elsewhere("epoch", "zh"), elsewhere("epoch", "en")) == ("", "epoch", "轮")
    assert said("epoch", "en").startswith("epoch · 轮 — ")


# ---- on the page


@both_languages
def test_lessons_and_cards_carry_the_marks_and_the_page_says_all_terms(lang: str) -> None:
    t, at = catalogue(lang), watching(lab(lang=lang))
    assert marked_lesson(content("perceptron/lesson", lang), lang).strip() in [each.value for each in at.markdown]
    assert [card.value for card in at.success] == [marked(t("card_converged", n_epochs=2, n_updates=14), lang)]
    assert MARK.search(at.success[0].value)
    told = sent(at, KEY)
    assert told["terms"].keys() == glossary(lang).keys()
    ran(at.switch_page("../pages/glossary.py"))
    assert at.title[0].value == t("page_glossary")
    text = words(at)
    for key, term in glossary(lang).items():
        assert f"**{term.term}**" in text
        assert term.says in text
        assert elsewhere(key, lang) in text
    assert not at.exception


def test_home_leads_to_the_glossary() -> None:
    (link,) = (link for link in home({"lang": "en"}).get("page_link") if "glossary" in link.proto.page)
    assert link.proto.label == catalogue("en")("home_glossary")


def test_no_term_is_said_twice_where_the_text_has_the_other_languages_own() -> None:
    assert ":small[" not in marked("LSTM", "zh", names=True)
    assert ":small[LSTM]" in marked("长短期记忆网络", "zh", names=True)
    assert ":small[长短期记忆网络]" in marked("An LSTM", "en", names=True)
