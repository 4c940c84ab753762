"""The lesson that a teacher is putting together: this session has it, and the browser keeps it for the next one.

The browser may have more of it than the session: a run that was added on the page of a lab. So what the browser has
counts when the page opens.
"""

from dataclasses import replace
from pathlib import Path

import streamlit as st

from locales import Catalogue
from runs.codec import OF_A_PAGE
from runs.lesson import BY_ADDRESS, MAX_STOPS, Lesson, LessonError, Stop, as_file, query_of, read_file, stop_at
from runs.lesson_link import LARGEST, find
from ui.bridge.component import component
from ui.bridge.messages import sent

HERE = Path(__file__).parent
KEY = "lesson_store"
EMPTY = Lesson({}, ())

_component = component("see_it_learn_lesson_store", HERE / "store.js", HERE / "store.css")


def draft() -> Lesson:
    """The lesson as it is now."""
    lesson: Lesson = st.session_state.setdefault("lesson_draft", EMPTY)
    return lesson


def put(lesson: Lesson, *, selected: int | None = None, can_undo: bool = False) -> None:
    """Have another lesson from now on; with other stops than before, their widgets are new ones.

    Parameters
    ----------
    selected : int, optional
        The stop to go on with, counted from 1.
    can_undo : bool
        Whether the lesson before can be had back.
    """
    before = draft()
    st.session_state["lesson_draft"] = lesson
    st.session_state["lesson_before"] = before if can_undo else None
    if selected is not None or len(lesson.stops) != len(before.stops):
        st.session_state["lesson_version"] = version() + 1
        st.session_state["lesson_selected"] = min(max(selected or 1, 1), max(len(lesson.stops), 1))


def undo() -> None:
    """Have the lesson before back."""
    before: Lesson | None = st.session_state.get("lesson_before")
    if before is not None:
        put(before, selected=1)


def can_undo() -> bool:
    """Whether there is one."""
    return st.session_state.get("lesson_before") is not None


def version() -> int:
    """Which stops the widgets on the page are about: another number makes them anew."""
    number: int = st.session_state.setdefault("lesson_version", 0)
    return number


def selected() -> int:
    """The stop that is being edited, counted from 1."""
    number: int = st.session_state.setdefault("lesson_selected", 1)
    return number


# ---- what can be done with it


def with_stop(lesson: Lesson, number: int, stop: Stop) -> Lesson:
    """The lesson with another stop in that place."""
    return replace(lesson, stops=(*lesson.stops[: number - 1], stop, *lesson.stops[number:]))


def without(lesson: Lesson, number: int) -> Lesson:
    """The lesson without that stop."""
    return replace(lesson, stops=lesson.stops[: number - 1] + lesson.stops[number:])


def moved(lesson: Lesson, number: int, to: int) -> Lesson:
    """The lesson with that stop in another place; both are counted from 1."""
    stops = list(lesson.stops)
    stops.insert(to - 1, stops.pop(number - 1))
    return replace(lesson, stops=tuple(stops))


def with_links(lesson: Lesson, text: str) -> tuple[Lesson, list[LessonError]]:
    """The lesson with the runs at these links, one a line, behind its own; and what is wrong with the other lines.

    The link to a lesson brings all of its runs along; where there was nothing yet, its title and its language, too.
    """
    errors: list[LessonError] = []
    for link in filter(None, map(str.strip, text.splitlines())):
        try:
            lesson = _with_link(lesson, link)
        except LessonError as error:
            errors.append(LessonError(error.code, **{"link": link} | error.values))
    return lesson, errors


def _with_link(lesson: Lesson, link: str) -> Lesson:
    name = query_of(link.partition("?")[2], keeps=("lesson",)).get("lesson")
    if name is None:
        added = replace(lesson, stops=(*lesson.stops, stop_at(link)))
    else:
        found = find(name)
        added = replace(lesson, stops=lesson.stops + found.stops) if lesson.stops else found
    if len(added.stops) > MAX_STOPS:
        raise LessonError("too_many", n=len(added.stops), limit=MAX_STOPS)
    return added


# ---- in the browser


def keep(t: Catalogue) -> None:
    """Let the browser keep the lesson, and take what it has kept."""
    has_read = st.session_state.get("lesson_is_read", False)
    _component(
        key=KEY,
        data={"text": as_file(draft()) if has_read else None, "unkept": t("teach_unkept")},
        on_load_change=_load,
    )


def _load() -> None:
    text = sent(KEY, "load").get("text")
    if not isinstance(text, str) or len(text) > LARGEST:
        return
    st.session_state["lesson_is_read"] = True
    if not text:
        return
    try:
        lesson = read_file(text)
    except LessonError as error:
        lesson = EMPTY if error.code == "empty" else draft()
    tidy = replace(lesson, stops=tuple(map(_tidied, lesson.stops)))
    if tidy != draft():
        put(tidy, selected=len(tidy.stops) if draft().stops else 1)


def _tidied(stop: Stop) -> Stop:
    """A stop that came from an address bar, without what is no part of its run."""
    is_tidy = stop.lab not in BY_ADDRESS or not query_of(stop.query, keeps=OF_A_PAGE).keys() & OF_A_PAGE
    return stop if is_tidy else replace(stop, query=stop_at(stop.run).query)
