"""What stands below the film: Explain · Code · Check · Take away, the same on every lab."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from charts.lab import Code
from charts.story import Check, in_tens
from charts.take_away import Source, source_of
from locales import Catalogue, content
from programs.measured import Measured
from programs.registry import BEGINNINGS, FRAMEWORKS, MISSING
from ui.glossary import marked_lesson
from ui.menu import FRAMEWORKS as FRAMEWORKS_ADDRESS
from ui.menu import TEACH, file_of
from ui.waiting import let_the_film_go_first

READING_WIDTH = 760  # px: lines of some ninety letters
FRAMEWORKS_PAGE = f"../pages/{file_of(FRAMEWORKS_ADDRESS)}"
TEACH_PAGE = f"../pages/{file_of(TEACH)}"
TABS = ("explain", "code", "check", "take_away")


@dataclass(frozen=True)
class File:
    """A file to take away: its ending, its label, its media type; `make` runs only when a visitor asks."""

    ending: str
    label: str
    mime: str
    make: Callable[[], str | bytes]


@dataclass(frozen=True)
class Program:
    """The run as a program for a framework.

    Attributes
    ----------
    framework : str
        Its code, see `programs.registry.FRAMEWORKS`.
    files : sequence of File
    measured : Measured
        How programs of this lab for this framework compared with it.
    cannot : str, optional
        A code that says why there is none of this run, or None.
    """

    framework: str
    files: Sequence[File]
    measured: Measured
    cannot: str | None


def show_tabs(
    name: str,
    t: Catalogue,
    *,
    file_name: str,
    lesson: str,
    code: Callable[[], Code],
    checks: Callable[[], Iterable[Check]],
    files: Iterable[File],
    programs: Iterable[Program],
    side_by_side: Mapping[str, str],
    recipes: Mapping[str, str],
    hidden: Collection[str] = (),
) -> None:
    """Explain · Code · Check · Take away of the view `name`. Only the open one is made.

    Parameters
    ----------
    file_name : str
        What the files of this run are called, without their endings.
    side_by_side : mapping of str to str
        What a link to the page of the frameworks says of this run.
    recipes : mapping of frameworks to str
        How the file of weights is read there, as lines of Python.
    hidden : collection of str
        Tabs that are not there.
    """
    for tab, place in open_tabs(name, [tab for tab in TABS if tab not in hidden], t):
        with place:
            match tab:
                case "explain":
                    let_the_film_go_first(name)
                    st.markdown(marked_lesson(content(lesson, t.lang), t.lang), width=READING_WIDTH)
                case "code":
                    _show_code(code(), t)
                case "check":
                    _show_checks(checks(), t)
                case "take_away":
                    _show_files(file_name, files, t)
                    show_programs(name, file_name, programs, t)
                    st.page_link(FRAMEWORKS_PAGE, label=t("side_by_side"), query_params=dict(side_by_side))
                    st.page_link(TEACH_PAGE, label=t("home_teach"))
                    for framework, recipe in recipes.items():
                        st.markdown(t("recipe_intro", framework=FRAMEWORKS[framework].title))
                        st.code(recipe, language="python")


def open_tabs(name: str, tabs: Sequence[str], t: Catalogue) -> Iterator[tuple[str, DeltaGenerator]]:
    """The tabs of a page, of which the open one is to be filled; at first that which was open on another page, too."""
    if not tabs:
        return
    labels = {tab: t(f"tab_{tab}") for tab in tabs}
    # Tabs are known by their labels, so each language has its own, which begin at the tab that was open. That must not
    # change while they are on screen: it would make them anew.
    key = "_".join(("tabs", name, t.lang, *(tab for tab in TABS if tab not in tabs)))
    if st.session_state.get("tabs") != key:
        st.session_state["tabs"], st.session_state["first_tab"] = key, st.session_state.get("tab", tabs[0])
    first = labels.get(st.session_state["first_tab"], labels[tabs[0]])
    places = st.tabs(list(labels.values()), default=first, key=key, on_change="rerun")
    for tab, place in zip(tabs, places, strict=True):
        if place.open:
            st.session_state["tab"] = tab
            yield tab, place


def _show_code(code: Code, t: Catalogue) -> None:
    st.markdown(t("code_intro"))
    for function in code.first:
        _show_source(function)
    with st.expander(t("code_more")):
        for function in code.more:
            _show_source(function)


def _show_source(function: Source) -> None:
    st.caption(function.__module__.replace(".", "/") + ".py")
    st.code(source_of(function), language="python")


def _show_checks(checks: Iterable[Check], t: Catalogue) -> None:
    st.markdown(t("check_intro"))
    for check in checks:
        verdict = f":green[**✓ {t('check_holds')}**]" if check.holds else f":red[**✗ {t('check_fails')}**]"
        st.markdown(t("check_line", verdict=verdict, claim=check.claim) + f"  \n{check.measured}")


def _show_files(name: str, files: Iterable[File], t: Catalogue) -> None:
    st.markdown(t("take_away_intro"))
    with st.container(horizontal=True):
        for file in files:
            _offer(name, file)


def show_programs(view: str, name: str, programs: Iterable[Program], t: Catalogue) -> None:
    """The run as a program for one of the frameworks, with what it was measured to be away from the lab."""
    by_code = {program.framework: program for program in programs}
    if not by_code:
        return
    st.markdown(t("programs_intro_beginning" if view in BEGINNINGS else "programs_intro"))
    offered = [code for code, program in by_code.items() if program.cannot is None]
    key = "take_away_framework"
    if st.session_state.get(key) not in offered:
        st.session_state[key] = offered[0]
    chosen = st.segmented_control(
        t("framework"), offered, format_func=lambda code: FRAMEWORKS[code].title, required=True, key=key
    )
    program = by_code[chosen or offered[0]]
    with st.container(horizontal=True):
        for file in program.files:
            _offer(name, file)
    measured = program.measured
    st.caption(t("program_needs", away=in_tens(f"{measured.away:.0e}"), n=measured.n_runs))
    st.code(f"pip install {' '.join(measured.requirements)}", language=None)
    cannot = {code: other.cannot for code, other in by_code.items() if other.cannot is not None}
    for code, reason in (cannot | MISSING[view]).items():
        st.caption(t("program_cannot", framework=FRAMEWORKS[code].title, reason=t(f"program_cannot_{reason}")))


def _offer(name: str, file: File) -> None:
    full_name, key = f"{name}.{file.ending}", f"download_{file.ending}"
    st.download_button(file.label, file.make, full_name, file.mime, key=key, on_click="ignore")
