"""The page of the frameworks: which run is on it, in which two of them, and its programs side by side."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

import streamlit as st

from core.validation import InvalidParameterError
from locales import Catalogue, content
from programs.export import CONCEPTS
from programs.listing import listing
from programs.registry import FRAMEWORKS, MISSING, frameworks_of
from runs.codec import Problem, encode, left_out
from runs.comparison import SIDES, Comparison, fitting, read_comparison
from runs.links import plain, read_query, tidy
from runs.sentences import error_sentence, problem_sentence
from runs.tickets import RunFailed, TooBusy
from runs.wishes import LAB_OF, VIEWS, ProgramsWish
from ui.address import address, followed
from ui.menu import FRAMEWORKS as PAGE
from ui.menu import file_of
from ui.reader import Column, reader
from ui.waiting import answer_to

NOTE = re.compile(r"^### (\w+)\n(.+)\n> (.+)$", re.MULTILINE)
SLIP_OF = {"mlp": "mlp-slip"}  # views that have a second film, of a setting that silently differs
NO_QUESTION_OF_A_RUN = {"lang", "frame", "embed"}


@dataclass
class Memory:
    """What a session remembers of the page."""

    shown: Comparison
    problems: list[Problem]
    frame: str | None  # that the link asks for


def memory() -> Memory:
    """On arrival what the link asks for, else what was there on the last visit."""
    link = followed()
    is_new = st.session_state.get("open_lab") != PAGE
    st.session_state["open_lab"] = PAGE
    query = read_query(st.query_params.to_dict() if link is None else link)
    asks = query.keys() - NO_QUESTION_OF_A_RUN
    if link is not None or PAGE not in st.session_state or (is_new and asks):
        shown, problems = read_comparison(query)
        st.session_state[PAGE] = Memory(shown, problems, tidy(query["frame"]) if "frame" in query else None)
    found: Memory = st.session_state[PAGE]
    return found


def choose(remembered: Memory, t: Catalogue) -> Comparison:
    """The choices above the programs: the lab's run, and the two frameworks."""

    def pick_lab() -> None:
        shown = remembered.shown
        st.session_state[PAGE] = Memory(fitting(st.session_state["lab"], shown.left, shown.right), [], None)

    def pick_sides() -> None:
        shown = remembered.shown
        sides = {side: st.session_state[side] or getattr(shown, side) for side in SIDES}
        st.session_state[PAGE] = Memory(replace(shown, **sides), [], None)

    shown = remembered.shown
    for name, value in (("lab", shown.view), ("left", shown.left), ("right", shown.right)):
        st.session_state[name] = value  # on every run: a list forgets its value when its labels change language
    if remembered.problems:
        st.warning("\n".join(f"- {_sentence(problem, shown.view, t)}" for problem in remembered.problems))
    lab, *places = st.columns([3, 4, 4])
    views = [name for name in VIEWS if frameworks_of(name)]
    lab.selectbox(t("lab"), views, format_func=lambda name: t(f"page_{name}"), key="lab", on_change=pick_lab)
    for side, place in zip(SIDES, places, strict=True):
        place.segmented_control(
            t(side),
            list(frameworks_of(shown.view)),
            format_func=lambda code: FRAMEWORKS[code].title,
            required=True,
            key=side,
            on_change=pick_sides,
        )
    return shown


def _sentence(problem: Problem, view: str, t: Catalogue) -> str:
    """What was wrong with the link; of a framework that the lab is not written for, why it is not."""
    code = plain(problem.value)
    if problem.name not in SIDES or code not in MISSING[view]:
        return problem_sentence(problem, t)
    return t("program_cannot", framework=FRAMEWORKS[code].title, reason=t(f"program_cannot_{MISSING[view][code]}"))


def put_in_address(remembered: Memory, t: Catalogue) -> None:
    """The address bar says what is on screen; beside its button stands the slip, and the way to the run in its lab."""

    def switch() -> None:
        st.session_state[PAGE] = Memory(replace(remembered.shown, slip=st.session_state["slip_keras"]), [], None)

    shown = remembered.shown
    lab, view = LAB_OF[shown.view], VIEWS[shown.view]
    of_view = {"view": lab.link(view)} if lab.link(view) else {}
    with st.container(horizontal=True, vertical_alignment="center"):
        address(t, shown.query)
        if shown.view in SLIP_OF:
            st.session_state["slip_keras"] = shown.slip
            st.toggle(t("slip_keras"), key="slip_keras", help=t("slip_keras_help"), on_change=switch, width="content")
        # with a field named, or a lab that was visited before would open as it was left
        there = {**of_view, "seed": str(shown.params.seed), **encode(shown.params), "lang": t.lang}
        st.page_link(f"../pages/{file_of(lab.address)}", label=t("run_in_lab"), query_params=there)
    for name in left_out(shown.params):
        st.caption(t("link_without", parameter=t(name)))


def show_programs(shown: Comparison, t: Catalogue, frames: Sequence[str] = ()) -> None:
    """The two programs of the run; where a framework cannot express it, the reason."""
    codes = [getattr(shown, side) for side in SIDES]
    has = frameworks_of(shown.view)
    reasons = {code: has[code](vars(shown.params)) for code in codes}
    can = tuple(code for code, reason in reasons.items() if reason is None)
    try:
        made = answer_to(ProgramsWish(shown.view, shown.params, t.lang, can), t) if can else ()
    except InvalidParameterError as error:
        st.warning(error_sentence(error, t))
        return
    except (RunFailed, TooBusy) as error:
        st.error(t("run_failed" if isinstance(error, RunFailed) else "too_busy"))
        return
    texts = dict(zip(can, made, strict=True))
    reader([_column(code, texts.get(code), reasons[code], t) for code in codes], t, key="reader", frames=frames)


def _column(code: str, text: str | None, reason: str | None, t: Catalogue) -> Column:
    title = FRAMEWORKS[code].title
    if text is None:
        return Column(title, None, t("program_cannot", framework=title, reason=t(f"program_cannot_{reason}")))
    return Column(title, listing(text), notes=notes(code, t.lang))


@cache
def notes(framework: str, lang: str) -> dict[str, tuple[str, str]]:
    """By concept: what the framework does for you, and what it hides."""
    parts = re.split(r"^## (\w+)$", content("frameworks/concepts", lang), flags=re.MULTILINE)[1:]
    text = dict(zip(parts[::2], parts[1::2], strict=True))[framework]
    return {concept: (does, hides) for concept, does, hides in NOTE.findall(text) if concept in CONCEPTS}
