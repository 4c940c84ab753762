"""What the page of lessons offers: the lessons that have a name, and the way to open one from a file."""

import streamlit as st

from locales import Catalogue, content
from runs.lesson import Lesson, LessonError, read_file, said
from runs.lesson_link import LARGEST, READY_MADE, name_of, named, names
from ui.chooser import file_chooser
from ui.lesson import held, lesson_sentence, page_of
from ui.tabs import READING_WIDTH

READY = {path.stem for path in READY_MADE.glob("*.json")}  # of these there are notes for the teacher, in content/


def show_shelf(t: Catalogue) -> None:
    """The lessons by their titles, and a place for a file."""
    st.markdown(t("lesson_intro"), width=READING_WIDTH)
    for name in names():
        try:
            show_named(name, named(name), t)
        except LessonError as error:  # a file of the host that is none
            st.warning(f"{name}: {lesson_sentence(error, t)}")
    st.header(t("lesson_from_file"), anchor=False)
    lesson = lesson_from_file("lesson_file", t)
    if lesson is not None:
        show_named(name_of(lesson, held()), lesson, t)


def show_named(name: str, lesson: Lesson, t: Catalogue) -> None:
    """A lesson with a name: its title, how many runs it has, and the notes for its teacher, if there are some."""
    with st.container(border=True, width=READING_WIDTH):
        title = said(lesson.title, t.lang) or t("lesson_lesson")
        st.markdown(f"## {plain_markdown(title)}")
        st.caption(t("lesson_runs", n=len(lesson.stops)))
        first = page_of(lesson.stops[0])
        query = {"lesson": name, "stop": "1"}
        st.page_link(first, label=t("lesson_open"), icon=":material/arrow_forward:", query_params=query)
        if name in READY:
            with st.expander(t("lesson_notes"), key=f"notes_{name}"):
                st.markdown(content(f"lessons/{name}", t.lang))


def plain_markdown(text: str) -> str:
    """Text in which no sign means anything to Markdown."""
    return "".join(f"\\{sign}" if sign in r"\`*_{}[]()<>#+-.!|~:$&" else sign for sign in " ".join(text.split()))


def lesson_from_file(key: str, t: Catalogue) -> Lesson | None:
    """A place for a lesson file; the lesson that the file holds."""
    file = file_chooser(key, t, limits=t("lesson_file_limits"), megabytes=LARGEST // 1_000_000)
    if file is None:
        return None
    try:
        return read_file(file.getvalue())
    except LessonError as error:
        st.warning(lesson_sentence(error, t))
        return None
