"""The teacher's page from top to bottom."""

from dataclasses import replace

import streamlit as st

from locales import LANGUAGES, Catalogue
from runs.lesson import Lesson, LessonError, said
from runs.lesson_link import named, names
from ui.lesson import lesson_sentence
from ui.lesson.shelf import lesson_from_file
from ui.tabs import READING_WIDTH
from ui.teach.draft import EMPTY, can_undo, draft, put, undo, with_links
from ui.teach.editor import show_editor
from ui.teach.results import show_results

FREE = "free"
LONGEST_TITLE = 120  # characters
ADD = "teach_links"


def show_teach(t: Catalogue) -> None:
    """Title, runs, and what comes out of them."""
    lesson = draft()
    st.markdown(t("teach_intro"), width=READING_WIDTH)
    _show_whole(lesson, t)
    st.header(t("teach_runs"), anchor=False)
    _show_ways_to_add(t)
    if not lesson.stops:
        st.info(t("teach_nothing"))
        return
    show_editor(t)
    st.header(t("teach_results"), anchor=False)
    show_results(lesson, t)


def _show_whole(lesson: Lesson, t: Catalogue) -> None:
    """What belongs to the lesson as a whole: its title, its language."""
    codes = sorted(LANGUAGES, key=lambda lang: lang != t.lang)
    *places, language = st.columns([*[2] * len(codes), 2])
    count = st.session_state.get("lesson_version", 0)
    for lang, place in zip(codes, places, strict=True):
        key = f"teach_title_{lang}_{count}"

        def name(lang: str = lang, key: str = key) -> None:
            title = {**draft().title, lang: str(st.session_state[key] or "").strip()}
            put(replace(draft(), title={code: text for code, text in title.items() if text}))

        label = f"{t('teach_title')} · {LANGUAGES[lang].name}"
        place.text_input(label, lesson.title.get(lang, ""), key=key, max_chars=LONGEST_TITLE, on_change=name)
    key = f"teach_lang_{count}"

    def hold() -> None:
        chosen = st.session_state[key]
        put(replace(draft(), lang=chosen if chosen in LANGUAGES else None))

    options = {FREE: t("teach_lang_free")} | {lang: LANGUAGES[lang].name for lang in LANGUAGES}
    language.segmented_control(
        t("teach_lang"),
        list(options),
        default=lesson.lang or FREE,
        format_func=lambda code: options[code],
        required=True,
        key=key,
        on_change=hold,
    )


def _show_ways_to_add(t: Catalogue) -> None:
    """Links that are pasted, lessons that are there, a file; and the way back from the last large change."""
    errors: list[LessonError] = st.session_state.setdefault("teach_errors", [])

    def add() -> None:
        lesson, wrong = with_links(draft(), str(st.session_state.get(ADD) or ""))
        st.session_state["teach_errors"] = wrong
        st.session_state[ADD] = "\n".join(str(error.values["link"]) for error in wrong if "link" in error.values)
        if lesson != draft():
            put(lesson, selected=len(lesson.stops), can_undo=True)

    links, others = st.columns([3, 2], gap="medium")
    with links:
        st.text_area(
            t("teach_links"), key=ADD, height=100, placeholder=t("teach_links_example"), help=t("teach_links_help")
        )
        with st.container(horizontal=True):
            st.button(t("teach_add"), key="teach_add", on_click=add)
            if can_undo():
                st.button(t("teach_undo"), key="teach_undo", on_click=undo)
            if draft().stops:
                st.button(t("teach_anew"), key="teach_anew", on_click=lambda: put(EMPTY, selected=1, can_undo=True))
        for error in errors:
            st.warning(lesson_sentence(error, t))
    with others, st.expander(t("teach_begin_with"), key="teach_begin_with"):
        for name in names():
            _offer(name, t)
        lesson = lesson_from_file("teach_file", t)
        if lesson is not None:
            st.button(
                t("teach_take", title=said(lesson.title, t.lang) or t("lesson_lesson")),
                key="teach_take_file",
                on_click=_take,
                args=(lesson,),
            )


def _offer(name: str, t: Catalogue) -> None:
    try:
        lesson = named(name)
    except LessonError:  # the page of lessons says so
        return
    title = said(lesson.title, t.lang) or name
    st.button(t("teach_take", title=title), key=f"teach_take_{name}", on_click=_take, args=(lesson,))


def _take(lesson: Lesson) -> None:
    put(lesson, selected=1, can_undo=True)
