"""Links that were passed on go on opening the same film.

`films.json` holds links over all labs and views, with pinned runs and data of one's own, and the fingerprint of the
film that each of them opened when it was recorded. A film that is meant to change gets a new fingerprint, in the
commit that changes it: `python -m tests.links.test_links` writes the file anew.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from charts.choices import differences
from charts.compare import side_by_side, titled
from charts.film import Film
from core.progress import silent
from locales import catalogue
from runs.wishes import run_id
from tests.links.fingerprint import Fingerprint, fingerprint
from tests.pages.source import VIEWS
from ui.memory import Memory, from_link
from ui.shown import Shown

FILE = Path(__file__).with_name("films.json")
RECORDED: dict[str, dict[str, Any]] = json.loads(FILE.read_text("utf-8"))


def opened(link: str) -> tuple[Shown[Any, Any], Memory, str]:
    """The view that a link opens, what is remembered of it, and the language."""
    parts = urlsplit(link)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    (shown,) = (
        v for v in VIEWS if v.lab.address == parts.path[1:] and v.lab.opened_by(query.get("view", "")) is v.view
    )
    return shown, from_link(shown.panel, query), query.get("lang", "en")


def film_of(shown: Shown[Any, Any], params: Any, lang: str) -> Film:
    view = shown.view
    return view.film(view.scene(params, silent), run_id(view.name, params), catalogue(lang))


@cache
def film_behind(link: str) -> Film:
    """The film on the page that a link opens."""
    shown, memory, lang = opened(link)
    assert memory.problems == []
    params = shown.view.params(**memory.opened)
    film = film_of(shown, params, lang)
    if memory.pinned is None:
        return film
    titles = titled(differences(memory.pinned, params, catalogue(lang)))
    return side_by_side({"A": film_of(shown, memory.pinned, lang), "B": film}, titles)


def test_the_links_cover_every_view_both_languages_pins_and_own_data() -> None:
    queries = [dict(parse_qsl(urlsplit(link).query)) for link in RECORDED]
    assert len(RECORDED) >= 40
    assert {opened(link)[0].name for link in RECORDED} == {view.name for view in VIEWS}
    assert {query.get("lang", "en") for query in queries} >= {"en", "zh"}
    assert {query.get("axis") for query in queries} >= {"slow", "training"}
    for name in ("pinned", "points", "start", "pixels", "cells", "upload", "text", "own"):
        assert any(name in query for query in queries), name


@pytest.mark.parametrize("link", RECORDED)
def test_a_link_opens_the_film_that_it_opened_before(link: str) -> None:
    assert fingerprint(film_behind(link).json).agrees_with(Fingerprint(**RECORDED[link]))


@pytest.mark.parametrize(
    "change",
    [
        lambda film: film["captions"].__setitem__(0, film["captions"][1]),
        lambda film: film["panels"][0]["layout"]["xaxis"]["range"].__setitem__(0, -99),
        lambda film: film["panels"][0]["data"][2].__setitem__("mode", "lines"),
        lambda film: film["panels"].reverse(),
        lambda film: film["panels"][0]["frames"].reverse(),
    ],
    ids=["caption", "axis", "style", "order of panels", "order of frames"],
)
def test_a_film_that_shows_something_else_is_told_apart(change: Any) -> None:
    film: Mapping[str, Any] = json.loads(film_behind("/perceptron").json)
    before = fingerprint(json.dumps(film))
    change(film)
    assert not fingerprint(json.dumps(film)).agrees_with(before)


if __name__ == "__main__":
    prints = {link: asdict(fingerprint(film_behind(link).json)) for link in RECORDED}
    FILE.write_text(json.dumps(prints, indent=1, ensure_ascii=False) + "\n", "utf-8")
