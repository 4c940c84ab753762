"""The numbers in both lessons of the frameworks page, worked out anew."""

import re
from functools import cache
from urllib.parse import parse_qsl

import pytest

from core.progress import silent
from locales import LANGUAGES, content
from programs.export import program
from programs.listing import Listing, listing
from programs.measured import noted
from runs.comparison import read_comparison
from runs.wishes import VIEWS
from tests.claims.lessons import WITH_SENTENCES, unclaimed
from tests.claims.lessons import parts as body_and_sources
from tools.write_films import FILMS
from ui.frameworks_tabs import sections

CLAIMS = {
    "en": [
        "no loss is ever farther from the lab's than 10⁻¹²",
        "has {numpy} lines in NumPy, {pytorch} in PyTorch and {keras} in Keras",
        "the losses are {slip:.2f} apart",
        "has ten such settings",
    ],
    "zh": [
        "任何时刻的损失离实验都不超过 10⁻¹²",
        "NumPy 有 {numpy} 行，PyTorch 有 {pytorch} 行，Keras 有 {keras} 行",
        "损失就相差 {slip:.2f}",
        "有十个这样的设置",
    ],
}
LINK = re.compile(r"\]\(frameworks\?([^)]*)\)")


@cache
def read(framework: str) -> Listing:
    view = VIEWS["mlp"]
    told = view.files.for_programs(view.scene(view.params(), silent))
    return listing(program("mlp", framework, told, "A title"))


def n_lines(framework: str) -> int:
    """Lines of code, without the settings and what stands before them."""
    return sum(len(span.numbers) for span in read(framework).spans if span.concepts not in ((), ("settings",)))


def gap(name: str, code: str) -> list[float]:
    found = noted(name)
    assert found is not None
    return [abs(a - b) for a, b in zip(found.programs[code], found.lab, strict=True)]


@pytest.mark.parametrize("lang", WITH_SENTENCES)
def test_what_the_lesson_says_holds(lang: str) -> None:
    facts = {name: n_lines(name) for name in ("numpy", "pytorch", "keras")} | {
        "slip": max(gap("mlp-slip", "keras-defaults"))
    }
    text, _ = body_and_sources(content("frameworks/lesson", lang))
    rest = re.sub(r"\]\([^)]*\)", "]", unclaimed(text, CLAIMS[lang], facts))
    assert not re.search(r"\d", rest)
    for name in FILMS:
        found = noted(name)
        assert found is not None
        assert max(max(gap(name, code)) for code in found.programs if code != "keras-defaults") < 1e-12
    assert len(sections("settings", lang)) == 10


def test_in_keras_one_line_is_model_loss_gradient_and_update() -> None:
    at_work = read("keras").at_work
    assert len({at_work[concept] for concept in ("model", "loss", "gradient", "update")}) == 1
    assert ".fit(" in read("keras").lines[at_work["loss"]][0]
    others = read("pytorch").at_work
    assert len({others[concept] for concept in ("model", "loss", "gradient", "update")}) == 4


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_link_opens_what_it_says(lang: str) -> None:
    links = LINK.findall(content("frameworks/lesson", lang))
    assert len(links) == 3
    for link in links:
        query = dict(parse_qsl(link))
        assert query.pop("lang") == lang
        comparison, problems = read_comparison(query)
        assert problems == []
        assert comparison.query.items() >= {k: v for k, v in query.items() if k == "film"}.items()
