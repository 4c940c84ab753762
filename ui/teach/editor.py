"""The stops of the lesson that is being put together: their order, and what is said and hidden at each."""

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from functools import partial
from typing import Any

import streamlit as st

from charts.choices import differences
from locales import LANGUAGES, Catalogue
from runs.codec import decode
from runs.lesson import BY_ADDRESS, MAX_TEXT, TABS, Lesson, Stop, Words, address_of, said
from runs.links import plain
from ui.lesson import page_of
from ui.lesson.shelf import plain_markdown
from ui.teach.draft import draft, moved, put, selected, version, with_stop, without

TEXTS = ("text", "question", "answer")
SHORT = 48  # characters of a stop's text in the list
MARKS = str.maketrans("", "", "*`$")  # of Markdown: in the list a text is plain
LONG_LIST = 12  # stops; more of them scroll by themselves


def show_editor(t: Catalogue) -> None:
    """The list of the stops, and beside it the one that is chosen there."""
    lesson = draft()
    listed, edited = st.columns([2, 3], gap="medium")
    with listed, st.container(height=520 if len(lesson.stops) > LONG_LIST else "content", border=False):
        key = f"teach_stops_{version()}"
        numbers = range(1, len(lesson.stops) + 1)

        def choose() -> None:
            st.session_state["lesson_selected"] = st.session_state[key]

        st.session_state[key] = selected()  # else the choice is forgotten when the words of its run change
        st.radio(
            t("teach_stops"),
            numbers,
            format_func=lambda number: name_of(lesson.stops[number - 1], number, t),
            key=key,
            on_change=choose,
        )
    with edited, st.container(border=True):
        _show_stop(lesson, selected(), t)


def name_of(stop: Stop, number: int, t: Catalogue) -> str:
    """What the list calls a stop: its number, its view, and how its text begins or what its run changes."""
    title, changes = in_words(stop, t)
    text = " ".join((said(stop.text, t.lang).translate(MARKS) or changes).split())
    short = text if len(text) <= SHORT else f"{text[:SHORT]}…"
    return f"{number}\\. **{plain_markdown(title)}**" + (f" · {plain_markdown(short)}" if short else "")


def in_words(stop: Stop, t: Catalogue) -> tuple[str, str]:
    """The view of a stop, and what its run changes of the defaults; its query, where this version has not its lab."""
    lab = BY_ADDRESS.get(stop.lab)
    if lab is None:
        return stop.lab, stop.query
    view = lab.opened_by(plain(stop.opens.get("view", "")))
    changes = differences(view.params(), decode(view.params, stop.opens)[0], t)
    return t(f"page_{view.name}"), t("list_gap").join(
        t("named_value", name=name, value=value) for name, _, value in changes
    )


def _show_stop(lesson: Lesson, number: int, t: Catalogue) -> None:
    stop = lesson.stops[number - 1]
    _show_moves(lesson, number, t)
    _texts("text", stop, t)
    with st.expander(t("teach_worksheet"), key=f"teach_worksheet_{version()}_{number}"):
        _texts("question", stop, t)
        _texts("answer", stop, t)
    key = f"teach_lock_{version()}_{number}"
    st.toggle(
        t("teach_lock"),
        stop.locked,
        key=key,
        help=t("teach_lock_help"),
        on_change=_change(key, lambda stop, on: replace(stop, locked=bool(on))),
    )
    with st.expander(t("teach_hide"), key=f"teach_hide_{version()}_{number}"):
        if not stop.locked:
            names = {name: t(name) for name in fields_of(stop) if name in t}
            _choose("hidden", stop, names, t)
        _choose("hidden_tabs", stop, {tab: t(f"tab_{tab}") for tab in TABS}, t)


def fields_of(stop: Stop) -> list[str]:
    """The fields of the run that a stop opens, in their order."""
    lab = BY_ADDRESS.get(stop.lab)
    if lab is None:
        return []
    view = lab.opened_by(plain(stop.opens.get("view", "")))
    return [each.name for each in fields(view.params)]


def _show_moves(lesson: Lesson, number: int, t: Catalogue) -> None:
    stop, last = lesson.stops[number - 1], len(lesson.stops)

    def move(to: int) -> Callable[[], None]:
        return lambda: put(moved(lesson, number, to), selected=to)

    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(t("teach_up"), key="teach_up", on_click=move(number - 1), disabled=number == 1)
        st.button(t("teach_down"), key="teach_down", on_click=move(number + 1), disabled=number == last)
        st.button(
            t("teach_remove"),
            key="teach_remove",
            on_click=lambda: put(without(lesson, number), selected=min(number, last - 1), can_undo=True),
        )
        if address_of(stop) == stop.lab:
            st.page_link(page_of(stop), label=t("teach_open"), query_params=stop.opens)


def _texts(name: str, stop: Stop, t: Catalogue) -> None:
    """A text in every language, that of the teacher first."""
    words: Words = getattr(stop, name)
    codes = sorted(LANGUAGES, key=lambda lang: lang != t.lang)
    for lang, place in zip(codes, st.columns(len(codes)), strict=True):
        key = f"teach_{name}_{lang}_{version()}_{selected()}"
        label = f"{t(f'teach_{name}')} · {LANGUAGES[lang].name}"
        with place:
            st.text_area(
                label,
                words.get(lang, ""),
                key=key,
                max_chars=MAX_TEXT,
                height=120,
                help=t(f"teach_{name}_help"),
                on_change=_change(key, partial(_say, name, lang)),
            )


def _say(name: str, lang: str, stop: Stop, text: Any) -> Stop:
    """The stop with other words in one language; without that language where there are none."""
    words: dict[str, str] = {**getattr(stop, name), lang: str(text or "").strip()[:MAX_TEXT]}
    return changed(stop, name, {code: text for code, text in words.items() if text})


def changed(stop: Stop, name: str, value: Any) -> Stop:
    """The stop with another value in one of its fields."""
    news: dict[str, Any] = {name: value}
    return replace(stop, **news)


def _choose(name: str, stop: Stop, labels: Mapping[str, str], t: Catalogue) -> None:
    """What is hidden; what is hidden and does not exist stays so."""
    chosen: tuple[str, ...] = getattr(stop, name)
    others = tuple(each for each in chosen if each not in labels)
    key = f"teach_{name}_{version()}_{selected()}"
    st.pills(
        t(f"teach_{name}"),
        list(labels),
        selection_mode="multi",
        default=[each for each in chosen if each in labels],
        format_func=lambda code: labels[code],
        key=key,
        on_change=_change(key, lambda stop, codes: changed(stop, name, (*others, *(codes or ())))),
    )


def _change(key: str, change: Callable[[Stop, Any], Stop]) -> Callable[[], None]:
    """What a widget of the stop does when it has changed."""
    number = selected()

    def take() -> None:
        lesson = draft()
        put(with_stop(lesson, number, change(lesson.stops[number - 1], st.session_state[key])))

    return take
