"""The tour of a lab: a stop above the film says what to do, waits until it is done, and says what was seen.

The browser sees by itself when a film has come far enough, and keeps how far a visitor has come; the server forgets it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from charts.lab import Lab
from charts.tour import Place
from locales import Catalogue, as_code, content
from runs.tours import asked_stop, led
from runs.wishes import Run
from ui.address import open_link
from ui.bridge.component import component
from ui.bridge.messages import sent
from ui.bridge.untrusted import is_count

HERE = Path(__file__).parent
KEY = "tour"
LABELS = ("tour", "take", "go_on", "again", "place", "next", "skip", "back", "leave", "finish", "show")

_component = component("see_it_learn_tour", HERE / "tour.js", HERE / "tour.css")


@dataclass(frozen=True)
class Words:
    """What a stop says: its heading, what to do, and what was seen then."""

    title: str
    text: str
    seen: str


def words_of(lab: Lab, lang: str) -> list[Words]:
    """What the stops of a lab's tour say, in their order."""
    parts = re.split(r"^## ", content(f"{lab.folder}/tour", lang), flags=re.MULTILINE)[1:]
    return [_read(part) for part in parts]


def _read(part: str) -> Words:
    title, *lines = [line for line in part.splitlines() if line]
    text = [line for line in lines if not line.startswith(">")]
    seen = [line.removeprefix(">").strip() for line in lines if line.startswith(">")]
    return Words(title, " ".join(text), " ".join(seen))


def stop_of(lab: Lab) -> int:
    """The stop at which this session is, counted from 1; 0 outside the tour."""
    return _stops().get(lab.address, 0)


def follow(lab: Lab, query: Mapping[str, str], *, is_link: bool) -> dict[str, str]:
    """Take the stop that a link asks for, when the lab is opened or a link is followed; the query with its run."""
    if is_link or lab.address not in _stops():
        _stops()[lab.address] = asked_stop(lab, query) or 0
    return led(lab, query)


def refuse_stop(lab: Lab, query: Mapping[str, str], t: Catalogue) -> None:
    """Say so where a link asks for a stop that is none."""
    if asked_stop(lab, query) is None:
        st.warning(t("problem_tour", value=as_code(query["tour"]), n=len(lab.tour)))


def _stops() -> dict[str, int]:
    stops: dict[str, int] = st.session_state.setdefault("tours", {})
    return stops


def show_tour(lab: Lab, run: Run | None, t: Catalogue) -> None:
    """The stop at which the visitor is, or one button that begins the tour.

    Parameters
    ----------
    run : Run, optional
        The run on screen, which tells when the stop is done.
    """
    if not lab.tour:
        return
    number = stop_of(lab)
    data: dict[str, Any] = {
        "lab": lab.address,
        "stop": number,
        "stops": len(lab.tour),
        "labels": {name: t(f"tour_{name}") for name in LABELS},
    }
    if number:
        stop, words = lab.tour[number - 1], words_of(lab, t.lang)[number - 1]
        data |= {
            "words": vars(words),
            "at": selectors(stop.at),
            "opens": stop.sets is not None,
            "film": run.film_id if run else None,
            "frame": run.deeds.get(stop.name) if run else None,
        }
    _component(key=KEY, data=data, width="stretch" if number else "content", on_go_change=lambda: _go(lab))


def selectors(place: Place) -> list[str]:
    """Where a place is on the page: the first of these that is to be seen. A phone has some controls below the film."""
    match place.kind:
        case "control":
            return [f".st-key-{start}{place.name}" for start in ("near_", "", "custom_")]
        case "panel":
            return [f'[data-panel="{place.name}"]']
        case "action":
            return [f'[data-testid="player"] [data-action="{place.name}"]']


def _go(lab: Lab) -> None:
    """To another stop; 0 leaves the tour, and the run stays on screen."""
    number = sent(KEY, "go").get("stop")
    if not is_count(number) or number > len(lab.tour):
        return
    goes_on = number == stop_of(lab) + 1 and number > 1 and lab.tour[number - 1].sets is None
    if number and not goes_on:
        open_link({"tour": str(number)})
    else:
        _stops()[lab.address] = number
