"""The frame of a lab page: what stands around the film, the same on every lab.

A lab is defined in `charts/<lab>/lab.py`; its page adds the controls, and `show` puts it on the screen.
"""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import streamlit as st

from charts.lab import Lab, View
from core.validation import InvalidParameterError
from locales import Catalogue, catalogue
from runs.address import film_address
from runs.codec import Problem, left_out, linked
from runs.comparison import fitting
from runs.links import nested, plain, read_query
from runs.sentences import error_sentence, problem_sentence
from runs.tickets import RunFailed, TooBusy
from runs.wishes import ChecksWish, Run, RunWish, file_name, run_id
from ui.actions import show_actions
from ui.address import address, followed
from ui.controls import Controls
from ui.lesson import changes, of_stop, playing, stop_in
from ui.memory import Memory, forget
from ui.near import show_near
from ui.player import player
from ui.question import NO_QUESTION, Guess, ask
from ui.quiz import show_quiz
from ui.results import show_differences, show_results, show_slip
from ui.shown import NONE, Near, Shown, shown
from ui.sidebar import Reading, read, show_after
from ui.stage import show_film
from ui.tabs import show_tabs
from ui.taken_away import files_of, programs_of
from ui.tour import follow, refuse_stop, show_tour, step_of
from ui.visitor import visitor
from ui.waiting import answer_to

P = TypeVar("P")
S = TypeVar("S")


def show(lab: Lab, controls: Mapping[str, Controls], near: Near, folded: Near = NONE) -> None:
    """The whole page of a lab: of its views the one that the link asks for, or the control above the others."""
    views = shown(lab, controls, near, folded)
    link = followed()
    query = read_query(st.query_params.to_dict() if link is None else link)
    stop = stop_in(lab)
    query = follow(lab, query if stop is None else stop.opened(query), is_link=link is not None)
    asked = lab.opened_by(plain(query.get("view", "")))
    if link is not None:
        st.session_state.pop(f"view_{lab.address}", None)
        forget(asked.name)
    if stop is not None:  # a run of one view, without the switch to others
        one = of_stop(next(one for one in views if one.view is asked), stop)
    else:
        one = views[0] if len(views) == 1 else _chosen(lab, views, asked)
    show_view(one, query if one.view is asked else {})  # what the link says, it says of the view that it asks for


def show_card(lab: Lab, t: Catalogue, *, begins: bool = False) -> None:
    """The film of a lab's default run, and of it only the panel that tells most."""
    view = lab.views[0]
    film = film_address(RunWish(view.name, view.params(), t.lang))
    assert film is not None, "a default run has an address"
    player(film, t, key=f"card_{lab.address}", only=lab.card, begins=begins, linked=False)


def _chosen(lab: Lab, views: Sequence[Shown[Any, Any]], asked: View[Any, Any]) -> Shown[Any, Any]:
    t = translator()
    by_code = {shown.view.code: shown for shown in views}
    key = f"view_{lab.address}"
    st.session_state[key] = st.session_state.get(key, asked.code)  # written on every run: see ui.sidebar
    with st.sidebar:
        code = st.segmented_control(
            t("view"), list(by_code), format_func=lambda code: t(f"view_{code}"), required=True, key=key
        )
    return by_code[code or asked.code]


def show_view(shown: Shown[P, S], query: Mapping[str, str]) -> None:
    """One view of a lab, on arrival as the query of the link asks for it."""
    t = translator()
    view = shown.view
    reading = read(shown.panel, query, t)
    memory = reading.memory
    show_actions(shown.panel, reading, t)
    if memory.is_new:
        refuse_stop(shown.lab, query, t)
    found = playable(shown, reading, t)
    show_after(shown.panel, memory.values, found[0] if found else None, t)
    stop = stop_in(shown.lab)
    guess = _show_ways_in(shown, found, memory, t, has_tour=stop is None)
    if found is None:
        return
    wish, run = found
    params: P = wish.params
    _put_in_address(params, shown, reading, t)
    show_slip(params, t)
    show_differences(run.beside, t)
    show_film(wish, run, shown, memory, t, guess)
    show_near(shown.panel, memory.values, t)
    if guess.is_open:
        st.caption(t("question_open"))
    else:
        show_results(run, t)
    show_tabs(
        view.name,
        t,
        file_name=file_name(view.name, params),
        lesson=shown.lab.lesson(view),
        code=lambda: view.code_shown(params),
        checks=lambda: answer_to(ChecksWish(view.name, params, t.lang), t),
        files=files_of(wish, t, visitor()),
        programs=programs_of(wish, t, visitor()),
        side_by_side={"lab": view.name, **fitting(view.name, params=params).query, "lang": t.lang},
        recipes=view.recipes(params, f"{file_name(view.name, params)}.npz", t),
        hidden=stop.hidden_tabs if stop else (),
    )
    show_quiz(shown.lab, t)


def _show_ways_in(
    shown: Shown[P, Any], found: tuple[RunWish, Run] | None, memory: Memory, t: Catalogue, *, has_tour: bool
) -> Guess:
    """The question and the tour, in one line: the film is what a visitor came for."""
    stop = step_of(shown.lab).number
    with st.container(horizontal=True, wrap=stop > 0, vertical_alignment="center", key="ways_in"):
        guess = NO_QUESTION
        if found is not None and not stop:
            wish, run = found
            name = _asked_about(shown, wish.params)
            guess = ask(None if name in memory.watched else run.question, name, memory, t)  # who has seen cannot guess
        if has_tour:
            show_tour(shown.lab, found[1] if found else None, t)
    return guess


def _asked_about(shown: Shown[P, Any], params: P) -> str:
    """The name of what the question is about: the run, but for what is chosen of what is shown of it."""
    return run_id(shown.name, shown.view.asked_about(params))


def translator() -> Catalogue:
    """The catalogue of the visitor's language."""
    return catalogue(st.session_state["lang"])


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
        memory.watched.add(_asked_about(shown, params))

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


def _put_in_address(params: Any, shown: Shown[Any, Any], reading: Reading[Any], t: Catalogue) -> None:
    memory, view = reading.memory, shown.panel.view
    query = ({"view": view} if view else {}) | step_of(shown.lab).query
    pinned = {} if memory.pinned is None else {"pinned": nested(linked(memory.pinned))}
    lacking = [problem.name for problem in memory.problems if problem.code == "unsent"] if memory.is_new else []
    run = linked(params, lacking) | pinned
    if (lesson := playing()) is not None:
        query, run = lesson.query, changes(lesson.stop, shown.panel, params, pinned)
    with reading.actions:
        # a link that makes no run is left as it came: whoever passed it on may want to see what is wrong with it
        address(t, query | run, keep=memory.good is None, copies=not shown.panel.locked, adds=lesson is None)
    for name in left_out(params):
        st.sidebar.caption(t("link_without", parameter=t(name)))
