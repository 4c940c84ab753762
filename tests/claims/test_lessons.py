"""What holds of every lesson: its links open what they say, and its languages have the same shape."""

import re

import pytest

from charts.labs import LABS
from core.progress import silent
from locales import LANGUAGES, catalogue, content
from runs.codec import RESERVED, decode
from tests.claims.lessons import NUMBER, all_links, parts
from tests.claims.test_languages import LESSONS
from tests.pages.source import BY_NAME

BY_ADDRESS = {lab.address: lab for lab in LABS}
FEWEST = 5  # links of a lesson
SOURCES = {  # their years
    "perceptron/lesson": ["1936", "1958", "1962", "1990", "1999"],
    "mlp/lesson": ["1986", "2010", "2015", "2017"],
    "cnn/lesson": ["1998", "2014", "2014", "2017"],
    "attention/lesson": ["2015", "2015", "2016", "2017", "2022"],
}

every_lesson = pytest.mark.parametrize("lesson", LESSONS)


@pytest.mark.parametrize("lang", LANGUAGES)
@every_lesson
def test_every_link_is_read_and_lies_inside_the_controls_of_its_page(lesson: str, lang: str) -> None:
    """It names only what differs from the defaults, and a frame that there is."""
    to_labs = [(BY_ADDRESS[page], query) for page, query in all_links(lesson, lang) if page in BY_ADDRESS]
    assert len(to_labs) >= FEWEST
    for lab, query in to_labs:
        view = lab.opened_by(query.get("view", ""))
        panel = BY_NAME[view.name].panel
        assert (query["lang"], query.get("view", "")) == (lang, panel.view)
        asked = {name: query[name] for name in query.keys() - RESERVED}
        params, problems = decode(panel.kind, asked)
        assert problems == []
        values = panel.defaults() | {name: getattr(params, name) for name in asked}
        controls = {control.field: control for control in panel.controls(values)}
        for name in asked:
            assert values[name] != panel.defaults()[name], f"{name} is what it is anyway"
            assert name in controls, f"{name} is not asked for on this page"
            assert controls[name].accepts(values[name]), name
        if "frame" in query:
            assert int(query["frame"]) < view.film(view.scene(params, silent), "", catalogue(lang)).n_frames


@every_lesson
def test_all_languages_have_the_same_links_headings_formulas_tables_and_sources(lesson: str) -> None:
    def shape(lang: str) -> tuple[object, ...]:
        text = content(lesson, lang)
        body, sources = parts(text)
        without_lang = [(page, {**query, "lang": ""}) for page, query in all_links(lesson, lang)]
        found = [each for each in re.findall(r"\$+[^$]+\$+", body) if len(each) > 3]  # a letter is part of a sentence
        formulas = sorted(re.sub(r"\\text\{[^}]*\}", "t", formula) for formula in found)
        tables = [NUMBER.findall(line) for line in re.findall(r"^\|.*$", body, re.M)]
        years = sorted(re.findall(r"[(（](\d{4})[)）]", sources))
        return without_lang, re.findall("^#+ ", text, re.M), formulas, tables, years

    assert {lang: shape(lang) for lang in LANGUAGES} == dict.fromkeys(LANGUAGES, shape("en"))
    assert shape("en")[-1] == SOURCES.get(lesson, shape("en")[-1])


@pytest.mark.parametrize("name", ["home", *LESSONS])
def test_chinese_text_has_full_width_punctuation(name: str) -> None:
    assert re.findall(r"[\u4e00-\u9fff][,.;:!?()]|[,;:!?][\u4e00-\u9fff]", content(name, "zh")) == []
