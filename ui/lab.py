"""The frame of a lab page: what stands around the film, the same on every lab.

A lab is defined in `charts/<lab>/lab.py`; its page adds the controls, and `show` puts it on the screen.
"""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import streamlit as st

from charts.lab import Lab, View
from locales import Catalogue, catalogue
from runs.address import film_address
from runs.codec import left_out, linked
from runs.comparison import fitting
from runs.links import nested, plain, read_query
from runs.wishes import ChecksWish, Run, RunWish, file_name
from ui.actions import show_actions
from ui.address import address, followed
from ui.controls import Controls
from ui.lesson import changes, of_stop, playing, stop_in
from ui.memory import Memory, forget
from ui.near import show_near
from ui.playable import asked_about, playable
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
            name = asked_about(shown, wish.params)
            guess = ask(None if name in memory.watched else run.question, name, memory, t)  # who has seen cannot guess
        if has_tour:
            show_tour(shown.lab, found[1] if found else None, t)
    return guess


def translator() -> Catalogue:
    """The catalogue of the visitor's language."""
    return catalogue(st.session_state["lang"])


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
