"""Every colour that means something is named where it is seen: in a legend, in a caption, or as text of its own."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from charts import theme
from charts.film import Film
from core.progress import silent
from locales import catalogue
from runs.wishes import VIEWS

COLOUR = re.compile(r"#[0-9a-f]{6}")
NO_MEANING = {*theme.NEUTRALS, theme.CASING, theme.ON_CELLS}


def film_of(name: str) -> Film:
    view = VIEWS[name]
    return view.film(view.scene(view.params(), silent), name, catalogue("en"))


def colours(part: Any) -> Iterator[str]:
    """Those of lines, points and areas of a trace; a list of colours is a scale or tells classes."""
    for holder in (part, part.get("line", {}), part.get("marker", {}), part.get("textfont", {})):
        for field in ("color", "fillcolor"):
            if isinstance(holder.get(field), str):
                yield from COLOUR.findall(holder[field])


@pytest.mark.parametrize("name", VIEWS)
def test_every_colour_of_a_trace_is_named_on_the_page(name: str) -> None:
    film = film_of(name)
    named = set(COLOUR.findall(" ".join(film.captions)))
    seen: dict[str, str] = {}
    for panel in film.panels:
        for trace in panel.figure["data"]:
            if panel.figure["layout"].get("showlegend") and trace.get("name") and trace.get("showlegend") is not False:
                named |= set(colours(trace))
            seen |= dict.fromkeys(colours(trace), panel.name)
            if panel.acts:  # the outline of what a hand chose there
                named.add(theme.PATH)
            if "text" in trace.get("mode", ""):  # what it is stands beside it
                named |= set(colours(trace))
    assert {colour: panel for colour, panel in seen.items() if colour not in named | NO_MEANING} == {}
