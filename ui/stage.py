"""The film of a lab's run on the page: at which frame it opens, and what clicks in it set."""

from collections.abc import Sequence
from typing import Any, TypeVar

import streamlit as st

from locales import Catalogue, as_code
from runs.address import film_address
from runs.wishes import DetailWish, Run, RunWish, run_id
from ui.lesson import playing
from ui.memory import Asked, Memory, pick, put
from ui.player import player, start_frame
from ui.question import NO_QUESTION, Guess
from ui.shown import Shown
from ui.tour import step_of
from ui.waiting import answer_to

P = TypeVar("P")


def show_film(
    wish: RunWish, run: Run, shown: Shown[P, Any], memory: Memory, t: Catalogue, guess: Guess = NO_QUESTION
) -> None:
    """The player, opened at the frame that the link asks for."""
    start = None
    if memory.is_new and memory.frame is not None:
        start, fits = start_frame(memory.frame, run.n_frames)
        if not fits:
            st.warning(t("problem_frame", value=as_code(memory.frame), last=run.n_frames - 1, frame=start))
    name = run_id(shown.name, wish.params)
    lesson = playing()

    def take(fields: Sequence[str], x: float, y: float) -> None:
        if tuple(fields) in run.picks:  # what a browser sends is not to be trusted
            pick(shown.panel, memory, fields, x, y)

    def ask_for(panel: str, row: int, column: int) -> None:
        memory.asked = Asked(name, panel, row, column, memory.asked.key + 1 if memory.asked else 1)

    def act(panel: str, number: int, frame: int, cell: tuple[int, int]) -> None:
        acts = run.acts.get(panel, ())
        if number < len(acts) and frame < len(run.times):
            new = acts[number].set_by(cell, run.times[frame])
            if shown.panel.may_set(*new):
                put(memory.values, new)

    detail = _detail(wish, memory.asked, t) if memory.asked and memory.asked.run == name else None
    film = film_address(wish) or run.film_json
    player(
        film,
        t,
        key="player",
        start=start,
        on_pick=take,
        on_ask=ask_for,
        on_act=act,
        verdict=guess.verdict,
        # a run that a stop has just opened, of a tour or a lesson, is the visitor's to play
        waits=guess.is_open or (memory.is_new and (step_of(shown.lab).number > 0 or lesson is not None)),
        guessing=guess.is_open,
        detail=detail,
        leads=lesson.number if lesson else 0,
        locked=shown.panel.locked,
    )


def _detail(wish: RunWish, asked: Asked, t: Catalogue) -> str | None:
    found = answer_to(DetailWish(wish.view, wish.params, wish.lang, asked.panel, asked.row, asked.column), t)
    return None if found is None else f'{{"key":{asked.key},{found[1:]}'
