"""Asking for something that takes a while: the page says how far it is, and whoever waits can stop it."""

import gzip
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from time import perf_counter, sleep
from typing import TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from locales import Catalogue
from runs.log import log_run
from runs.service import desk
from runs.tickets import Outlook
from runs.wishes import Run, RunWish, Wish
from ui.player import player
from ui.visitor import visitor

R = TypeVar("R")

PATIENCE = 0.3  # seconds; what is ready by then needs no bar
PAUSE = 0.25  # seconds between two looks whether the visitor has moved on; the answer itself wakes who waits
NEWS = 0.5  # seconds between two words: a hundred who wait must not keep the server from serving them
LONG = 2.0  # seconds; who waits longer may want to stop, and to know how it is going
SO_FAR = {"loss": "{:.2g}", "accuracy": "{:.1%}"}  # what work may tell of itself, and how it is written
HEAD_START = 1.0  # seconds that the film gets when a page opens

_bars = count(1)  # a page may wait several times: for a run that is refused, say, and for the one in its place


def answer_to(
    wish: Wish[R], t: Catalogue, stop: Callable[[], None] | None = None, hear: Callable[[], None] | None = None
) -> R:
    """The answer; raises what the wish raises, RunFailed and TooBusy.

    When the visitor moves on, Streamlit ends this run of the page where it stands, and the wish is given back.

    Parameters
    ----------
    stop : function, optional
        Called before the next run of the page when the visitor stopped this one.
    hear : function, optional
        Called when the visitor, still waiting, has heard how the run is going.
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
                if show(ticket.outlook()) and hear:
                    hear()


def let_the_film_go_first(view: str) -> None:
    """Wait a little when a page opens, before what would keep the browser from drawing the film: a lesson's formulas.

    A visitor who does something meanwhile need not wait: Streamlit ends this run of the page.
    """
    opened: set[str] = st.session_state.setdefault("opened", set())
    if view in opened:
        return
    opened.add(view)
    end = perf_counter() + HEAD_START
    while perf_counter() < end:
        sleep(0.05)
        st.session_state["opened"]  # see above


@contextmanager
def _bar(t: Catalogue, stop: Callable[[], None] | None) -> Iterator[Callable[[Outlook], bool]]:
    """A bar over the page, so that nothing moves, from the moment when it takes long.

    What shows it says whether it has told how the run is going.
    """
    started = perf_counter()
    place = st.empty()  # always there: what stands below it keeps its place
    stage = st.empty()
    bar: DeltaGenerator | None = None
    told, last = "", -NEWS
    films: list[bytes] = []

    def show(outlook: Outlook) -> bool:
        nonlocal bar, told, last
        film = outlook.so_far.get("film")
        if film is not None and film not in films[-1:]:
            films.append(film)
            with stage.container(key=f"so_far_{len(films)}"):
                st.caption(t("film_so_far"))
                player(gzip.decompress(film).decode(), t, key=f"film_so_far_{len(films)}", linked=False)
        waited = perf_counter() - started
        tells = waited > LONG and not SO_FAR.keys().isdisjoint(outlook.so_far)
        words = _words(outlook, t, tells=tells)
        if waited < PATIENCE or words == told or waited - last < NEWS:
            return bool(films)
        told, last = words, waited
        if bar is None:
            number = next(_bars)
            with place.container(key=f"progress_{number}"):
                bar = st.empty()
                if stop and waited + outlook.seconds > LONG:
                    st.button(t("stop_run"), key=f"stop_run_{number}", on_click=stop)
        bar.progress(outlook.progress, text=words)
        return tells or bool(films)

    try:
        yield show
    finally:
        if bar is not None:
            place.empty()
            stage.empty()


def _words(outlook: Outlook, t: Catalogue, *, tells: bool) -> str:
    seconds = f"{max(1.0, outlook.seconds):.0f}"
    if outlook.ahead is not None:
        return t("run_waits", ahead=outlook.ahead, seconds=seconds)
    percent = f"{100 * outlook.progress:.0f}"
    long = outlook.seconds >= 1
    told = t("computing_long", percent=percent, seconds=seconds) if long else t("computing", percent=percent)
    if not tells:
        return told
    known = {name: SO_FAR[name].format(value) for name, value in outlook.so_far.items() if name in SO_FAR}
    so_far = [t(f"so_far_{name}", value=value) for name, value in known.items()]
    return " · ".join([told, *so_far])
