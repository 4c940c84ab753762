"""Asking for something that takes a while: the page says how far it is, and whoever waits can stop it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from locales import Catalogue
from runs.log import log_run
from runs.service import desk
from runs.tickets import Outlook
from runs.wishes import Run, RunWish, Wish
from ui.visitor import visitor

R = TypeVar("R")

PATIENCE = 0.3  # seconds; what is ready by then needs no bar
PAUSE = 0.1  # seconds between two looks
LONG = 2.0  # seconds; who waits longer may want to stop


def answer_to(wish: Wish[R], t: Catalogue, stop: Callable[[], None] | None = None) -> R:
    """The answer; raises what the wish raises, RunFailed and TooBusy.

    When the visitor moves on, Streamlit ends this run of the page where it stands, and the wish is given back.

    Parameters
    ----------
    stop : function, optional
        Called before the next run of the page when the visitor stopped this one.
    """
    with desk().ask(wish, visitor()) as ticket, _bar(t, stop) as show:
        while True:
            try:
                answer = ticket.result(PAUSE)
                if isinstance(wish, RunWish) and isinstance(answer, Run):
                    log_run(wish, answer, ticket, asked_by="page")
                return answer
            except TimeoutError:
                st.session_state["visitor"]  # Streamlit ends a run whenever the page touches it, and only then
                show(ticket.outlook())


@contextmanager
def _bar(t: Catalogue, stop: Callable[[], None] | None) -> Iterator[Callable[[Outlook], None]]:
    """A bar over the page, so that nothing moves, from the moment when it takes long."""
    started = perf_counter()
    place = st.empty()  # always there: what stands below it keeps its place
    bar: DeltaGenerator | None = None

    def show(outlook: Outlook) -> None:
        nonlocal bar
        waited = perf_counter() - started
        if waited < PATIENCE:
            return
        if bar is None:
            with place.container(key="progress"):
                bar = st.empty()
                if stop and waited + outlook.seconds > LONG:
                    st.button(t("stop_run"), key="stop_run", on_click=stop)
        bar.progress(outlook.progress, text=_words(outlook, t))

    try:
        yield show
    finally:
        if bar is not None:
            place.empty()


def _words(outlook: Outlook, t: Catalogue) -> str:
    seconds = f"{max(1.0, outlook.seconds):.0f}"
    if outlook.ahead is not None:
        return t("run_waits", ahead=outlook.ahead, seconds=seconds)
    done = t("computing", percent=f"{100 * outlook.progress:.0f}")
    return done if outlook.seconds < 1 else done + t("sentence_gap") + t("run_takes", seconds=seconds)
