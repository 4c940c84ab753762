"""A lesson being played: which stop a session is at, and the line above the film that says so and leads on.

`lesson=<name or code>&stop=3` stands in the address of the stop's own lab: the page is the lab's, with what the teacher
says on top and without what the teacher hid.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import streamlit as st

from charts.lab import Lab
from core.validation import InvalidParameterError
from locales import Catalogue, as_code
from runs.codec import decode, encode
from runs.lesson import BY_ADDRESS, Lesson, LessonError, Stop, address_of, said, stop_number
from runs.lesson_link import find
from runs.links import read_query
from runs.prose import as_html
from ui.address import followed, open_link
from ui.bridge.component import component
from ui.controls import Panel
from ui.memory import from_link
from ui.menu import file_of
from ui.shown import Shown

HERE = Path(__file__).parent
KEY = "lesson"
LABELS = ("lesson", "previous", "next", "place", "stops")

_component = component("see_it_learn_lesson", HERE / "lesson.js", HERE / "lesson.css")


@dataclass(frozen=True)
class Playing:
    """Where a session is: the name or the code that its link says, the lesson, and the stop, counted from 1."""

    name: str
    lesson: Lesson
    number: int

    @property
    def stop(self) -> Stop:
        return self.lesson.stops[self.number - 1]

    @property
    def query(self) -> dict[str, str]:
        """What a link to this stop says."""
        return {"lesson": self.name, "stop": str(self.number)}


@dataclass
class _Arrival:
    """What the link said when the session last looked, and what came of it."""

    said: tuple[str | None, str | None] = (None, None)
    playing: Playing | None = None
    error: LessonError | None = None
    odd_stop: str | None = None  # asked for, and not there


def arrive() -> None:
    """Take the lesson and the stop that the link asks for; before the page draws anything, its language may follow."""
    arrival = _arrival()
    link = followed(keep=True)
    query = read_query(st.query_params.to_dict() if link is None else link)
    asked = query.get("lesson"), query.get("stop")
    if link is None:
        if asked == arrival.said:
            return
        arrival.said = asked
    before = arrival.playing
    arrival.playing, arrival.error, arrival.odd_stop = None, None, None
    if asked[0] is None:
        return
    try:
        lesson = before.lesson if before and before.name == asked[0] else held().get(asked[0]) or find(asked[0])
    except LessonError as error:
        arrival.error = error
        return
    number = stop_number(asked[1], len(lesson.stops))
    if number is None:
        arrival.odd_stop = asked[1]
    arrival.playing = Playing(asked[0], lesson, number or 1)
    if arrival.playing != before:
        open_link(query)  # its run is opened anew, wherever the visitor was in this lab


def _arrival() -> _Arrival:
    found: _Arrival = st.session_state.setdefault("lesson_arrival", _Arrival())
    return found


def held() -> dict[str, Lesson]:
    """Lessons from files that this session has brought along, by names that only it knows."""
    lessons: dict[str, Lesson] = st.session_state.setdefault("lessons_held", {})
    return lessons


def playing() -> Playing | None:
    """Where this session is in a lesson, if it is in one."""
    return _arrival().playing


def leave() -> None:
    """End the lesson in this session; a link may open it again."""
    _arrival().playing = None


def stop_in(lab: Lab) -> Stop | None:
    """The stop at which this session is, if that is in this lab."""
    here = playing()
    return here.stop if here and here.stop.lab == lab.address else None


def page_of(stop: Stop) -> str:
    """The page that shows a stop, as Streamlit's links to pages say it."""
    return f"../pages/{file_of(address_of(stop))}"


def show_problems(t: Catalogue) -> None:
    """Say what was wrong with the link to a lesson."""
    arrival = _arrival()
    if arrival.error is not None:
        st.warning(lesson_sentence(arrival.error, t))
    if arrival.playing is None:
        return
    here, n = arrival.playing, len(arrival.playing.lesson.stops)
    if arrival.odd_stop is not None:
        st.warning(t("problem_stop", value=as_code(arrival.odd_stop), n=n))
    if here.stop.lab not in BY_ADDRESS:
        st.warning(t("problem_lesson_lab", number=here.number, lab=as_code(here.stop.lab)))
    if here.stop.unknown:
        names = t("list_gap").join(map(as_code, here.stop.unknown[:5]))
        st.warning(t("problem_lesson_hidden", number=here.number, names=names))


def lesson_sentence(error: LessonError, t: Catalogue) -> str:
    """Why there is no such lesson."""
    values = {name: as_code(value) if isinstance(value, str) else value for name, value in error.values.items()}
    return t(f"lesson_error_{error.code}", **values)


def show_lesson(t: Catalogue) -> None:
    """What the teacher says about this stop, and the way to the others."""
    here = playing()
    if here is None:
        return
    stops = here.lesson.stops
    data: dict[str, Any] = {
        "name": here.name,
        "pages": [address_of(stop) for stop in stops],
        "stop": here.number,
        "stops": len(stops),
        "title": said(here.lesson.title, t.lang) or t("lesson_lesson"),
        "text": as_html(said(here.stop.text, t.lang)),
        "has_film": here.stop.lab in BY_ADDRESS,
        "labels": {name: t(f"lesson_{name}") for name in LABELS},
    }
    _component(key=KEY, data=data)


def of_stop(shown: Shown[Any, Any], stop: Stop) -> Shown[Any, Any]:
    """A view with the controls that the stop leaves, which begin at its run."""
    params, _ = decode(shown.view.params, stop.opens)
    begins = {name: value for name, value in vars(params).items() if name in stop.opens}
    panel = replace(shown.panel, hidden=frozenset(stop.hidden), locked=stop.locked, begins=begins)
    return replace(shown, panel=panel)


def changes(stop: Stop, panel: Panel[Any], params: Any, pinned: Mapping[str, str]) -> dict[str, str]:
    """What a link in the lesson must say of the run on screen: in what it is not the one of the stop."""
    values = from_link(panel, stop.opens).values
    try:
        changed = encode(params, panel.kind(**panel.that_matter(values)))
    except InvalidParameterError:  # the stop's link makes no run
        changed = encode(params)
    return changed | {name: text for name, text in pinned.items() if text != stop.opens.get(name)}
