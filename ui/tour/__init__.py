"""The tour and the challenges of a lab: a stop above the film says what to do, waits for it, and says what was seen.

The browser sees by itself when a film has come far enough, and keeps how far a visitor has come; the server forgets it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import streamlit as st

from charts.lab import Lab
from charts.tour import Challenge, Place
from locales import Catalogue, as_code, content
from runs.tours import AWAY, Step, asked_step, led, run_of
from runs.wishes import Run
from ui.address import open_link
from ui.bridge.component import DRAWER_JS, component
from ui.bridge.messages import sent
from ui.bridge.untrusted import is_count

HERE = Path(__file__).parent
KEY = "tour"
PROGRESS_JS = HERE / "progress.js"
LABELS = (
    *("tour", "take", "go_on", "again", "place", "next", "skip", "back", "leave", "finish", "show", "up"),
    *(
        "dare",
        "challenge",
        "challenge_place",
        "challenge_next",
        "challenge_back",
        "hint",
        "solution",
        "solved",
        "missed",
    ),
)

_component = component("see_it_learn_tour", DRAWER_JS, PROGRESS_JS, HERE / "tour.js", HERE / "tour.css")


@dataclass(frozen=True)
class Words:
    """What a stop says: its heading, what to do, a hint if it is a challenge, and what was seen then."""

    title: str
    text: str
    hint: str
    seen: str


def words_of(lab: Lab, lang: str, way: str = "tour") -> list[Words]:
    """What the stops of a lab's tour, or its challenges, say, in their order."""
    parts = re.split(r"^## ", content(f"{lab.folder}/{way}", lang), flags=re.MULTILINE)[1:]
    return [_read(part) for part in parts]


def _read(part: str) -> Words:
    title, *lines = [line for line in part.splitlines() if line]
    said = {mark: " ".join(line[1:].strip() for line in lines if line[0] == mark) for mark in "->"}
    text = " ".join(line for line in lines if line[0] not in said)
    return Words(title, text, said["-"], said[">"])


def step_of(lab: Lab) -> Step:
    """Where in the lab this session is."""
    return _steps().get(lab.address, AWAY)


def follow(lab: Lab, query: Mapping[str, str], *, is_link: bool) -> dict[str, str]:
    """Take the stop that a link asks for, when the lab is opened or a link is followed; the query with its run."""
    if is_link or lab.address not in _steps():
        _steps()[lab.address] = asked_step(lab, query) or AWAY
    return led(lab, query)


def refuse_stop(lab: Lab, query: Mapping[str, str], t: Catalogue) -> None:
    """Say so where a link asks for a stop that is none."""
    if asked_step(lab, query) is None:
        way = next(way for way in lab.ways if way in query)
        st.warning(t(f"problem_{way}", value=as_code(query[way]), n=len(lab.ways[way])))


def _steps() -> dict[str, Step]:
    steps: dict[str, Step] = st.session_state.setdefault("tours", {})
    return steps


def show_tour(lab: Lab, run: Run | None, t: Catalogue) -> None:
    """The stop at which the visitor is, or the buttons that begin the tour and the challenges.

    Parameters
    ----------
    run : Run, optional
        The run on screen, which tells when the stop is done.
    """
    if not any(lab.ways.values()):
        return
    step = step_of(lab)
    data: dict[str, Any] = {
        "lab": lab.address,
        "way": step.way,
        "stop": step.number,
        "stops": len(lab.ways[step.way]),
        "challenges": [challenge.name for challenge in lab.challenges],
        "labels": {name: t(f"tour_{name}") for name in LABELS},
    }
    if step.number:
        stop, words = lab.ways[step.way][step.number - 1], words_of(lab, t.lang, step.way)[step.number - 1]
        data |= {
            "name": stop.name,
            "words": vars(words),
            "at": selectors(stop.at),
            "opens": stop.sets is not None,
            "run": run.film_run if run else None,
            "frame": run.deeds.get(stop.name) if run else None,
        }
    _component(key=KEY, data=data, width="stretch" if step.number else "content", on_go_change=lambda: _go(lab))


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
    asked = sent(KEY, "go")
    way, number = asked.get("way"), asked.get("stop")
    if not isinstance(way, str) or not is_count(number) or number > len(lab.ways.get(way, ())):
        return
    step, stop = Step(way, number), lab.ways[way][number - 1] if number else None
    goes_on = step == Step(way, step_of(lab).number + 1) and number > 1 and stop is not None and stop.sets is None
    if stop is None or goes_on:
        _steps()[lab.address] = step if number else AWAY
    elif isinstance(stop, Challenge) and asked.get("solve") is True:
        open_link(step.query | run_of(lab, step, stop.solution) | {"frame": "0"})
    else:
        open_link(step.query)
