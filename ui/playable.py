"""The run that a page shows: the one that its controls ask for, or why there is none and what stands in for it."""

from typing import Any, TypeVar

import streamlit as st

from core.validation import InvalidParameterError
from locales import Catalogue
from runs.codec import Problem
from runs.sentences import error_sentence, problem_sentence
from runs.tickets import RunFailed, TooBusy
from runs.wishes import Run, RunWish, run_id
from ui.memory import Memory
from ui.shown import Shown
from ui.sidebar import Reading
from ui.waiting import answer_to

P = TypeVar("P")


def asked_about(shown: Shown[P, Any], params: P) -> str:
    """The name of what the question is about: the run, but for what is chosen of what is shown of it."""
    return run_id(shown.name, shown.view.asked_about(params))


def playable(shown: Shown[P, Any], reading: Reading[P], t: Catalogue) -> tuple[RunWish, Run] | None:
    """The run that the sidebar asks for. Where it asks for none, one sentence says why, and the last good run stays."""
    memory = reading.memory
    if memory.is_new and memory.problems:
        st.warning("\n".join(f"- {problem_sentence(problem, t)}" for problem in memory.problems))
    if reading.params is not None and reading.params == memory.stopped:
        _offer_to_go_on(memory, t)
    elif reading.params is not None:
        try:
            found = _run(shown, reading.params, memory, t)
            memory.good, memory.stopped = reading.params, None
            return found
        except (InvalidParameterError, RunFailed, TooBusy) as error:
            _explain(error, memory, t)
    elif reading.error is not None:
        _explain(reading.error, memory, t)
    try:
        return _run(shown, memory.good or shown.panel.kind(), memory, t)
    except (RunFailed, TooBusy):  # it was said already
        return None


def _run(shown: Shown[P, Any], params: P, memory: Memory, t: Catalogue) -> tuple[RunWish, Run]:
    def stop() -> None:
        memory.stopped = params

    def hear() -> None:
        memory.watched.add(asked_about(shown, params))

    wish = RunWish(shown.name, params, t.lang, memory.pinned)
    try:
        return wish, answer_to(wish, t, stop, hear)
    except InvalidParameterError:
        if memory.pinned is None or not _lets_go_of_pinned(shown, memory, t):
            raise
    return _run(shown, params, memory, t)


def _lets_go_of_pinned(shown: Shown[Any, Any], memory: Memory, t: Catalogue) -> bool:
    """Whether it is the pinned run that cannot be made: a link may ask for what is refused only when it is computed."""
    try:
        answer_to(RunWish(shown.name, memory.pinned, t.lang), t)
    except InvalidParameterError as error:
        memory.pinned = None
        st.warning(problem_sentence(Problem("pinned", "", "", error), t))
        return True
    return False


def _what_is_shown(memory: Memory, t: Catalogue) -> str:
    """In place of the run that was asked for."""
    return t("default_shown" if memory.good is None else "picture_stays")


def _explain(error: InvalidParameterError | RunFailed | TooBusy, memory: Memory, t: Catalogue) -> None:
    if isinstance(error, InvalidParameterError):
        said = error_sentence(error, t) + t("sentence_gap") + _what_is_shown(memory, t)
        # what is missing is no mistake: it is to come
        st.info(_invitation(error.parameter, memory, t)) if error.code == "missing" else st.warning(said)
    else:
        st.error(t("run_failed" if isinstance(error, RunFailed) else "too_busy"))


def _invitation(parameter: str, memory: Memory, t: Catalogue) -> str:
    """To bring along what is missing; who opened a link is told, too, why the link came without it."""
    unsent = f"{parameter}_unsent"
    has_been_sent = any(problem.name == parameter for problem in memory.problems)  # but spoilt, as was said
    return t(unsent if memory.is_new and unsent in t and not has_been_sent else f"{parameter}_invite")


def _offer_to_go_on(memory: Memory, t: Catalogue) -> None:
    def go_on() -> None:
        memory.stopped = None

    with st.container(horizontal=True, vertical_alignment="center"):
        st.info(t("run_stopped") + t("sentence_gap") + _what_is_shown(memory, t), width="stretch")
        st.button(t("run_after_all"), key="run_after_all", on_click=go_on)
