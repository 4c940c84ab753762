"""The frame of a lab page: what stands around the film, the same on every lab.

A page calls, in this order, `controls.read`, `computed`, `show_film`, `figures`, `cards` and `tabs`.
"""

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from time import perf_counter
from typing import Any, Protocol, TypeVar
from urllib.parse import urlencode

import streamlit as st

from core.validation import InvalidParameterError, shown
from ui.address import address
from ui.codec import MAX_LINKED_ITEMS, Problem, encode, left_out
from ui.controls import Memory, Reading
from ui.i18n import Catalogue, as_code, catalogue, content
from ui.player import PlayableFilm, player

P = TypeVar("P")
R = TypeVar("R")

READING_WIDTH = 760  # px: lines of some ninety letters
TABS = ("explain", "code", "check", "take_away")


class Film(PlayableFilm, Protocol):
    """A film whose frames can be counted."""

    @property
    def n_frames(self) -> int: ...


@dataclass(frozen=True)
class Download:
    """A file to take away; `make` runs only when the visitor asks for it."""

    label: str
    name: str
    mime: str
    make: Callable[[], str | bytes]


def translator() -> Catalogue:
    """The catalogue of the visitor's language."""
    return catalogue(st.session_state["lang"])


def milliseconds(work: Callable[[], Any]) -> float:
    """How long some work takes."""
    started = perf_counter()
    work()
    return 1000 * (perf_counter() - started)


def run_id(lab: str, params: Any) -> str:
    """The name of a run, the same in every language: its lab and the query that opens it."""
    return f"{lab}?{urlencode(encode(params))}"


def computed(reading: Reading[P], run: Callable[[P], R], default: P, t: Catalogue) -> tuple[P, R]:
    """The run that the sidebar asks for. Where it asks for none, one sentence says why, and the last good run stays."""
    memory = reading.memory
    if memory.is_new and memory.problems:
        st.warning("\n".join(f"- {problem_sentence(problem, t)}" for problem in memory.problems))
    error = reading.error
    if reading.params is not None:
        try:
            result = run(reading.params)
            memory.good = reading.params
            _put_in_address(reading.params, memory, t)
            return reading.params, result
        except InvalidParameterError as refused:
            error = refused
    assert error is not None
    st.error(f"{error_sentence(error, t)} {t('picture_stays')}")
    good = memory.good or default
    _put_in_address(good, memory, t)
    return good, run(good)


def _put_in_address(params: Any, memory: Memory, t: Catalogue) -> None:
    pinned = {} if memory.pinned is None else {"pinned": urlencode(encode(memory.pinned))}
    with st.sidebar:
        address(t, encode(params) | pinned)
        for name in left_out(params):
            st.caption(t("link_without", parameter=t(name), limit=MAX_LINKED_ITEMS))


def problem_sentence(problem: Problem, t: Catalogue) -> str:
    """What was wrong with a link, in the visitor's language."""
    name = t(problem.name) if problem.name in t else problem.name
    why = error_sentence(problem.error, t) if problem.error else ""
    return t(f"problem_{problem.code}", name=as_code(name), value=as_code(problem.value), why=why)


def error_sentence(error: InvalidParameterError, t: Catalogue) -> str:
    """The core's refusal in the visitor's language: parameter, rule, value."""
    name = t(error.parameter) if error.parameter in t else error.parameter
    limits = {key: ", ".join(limit) if isinstance(limit, tuple) else limit for key, limit in error.limits.items()}
    return t(f"rule_{error.code}", parameter=name, value=as_code(shown(error.value)), **limits)


def show_film(film: Film, reading: Reading[Any], t: Catalogue) -> None:
    """The player, opened at the frame that the link asks for."""
    memory = reading.memory
    start = None
    if memory.is_new and memory.frame is not None:
        start, fits = start_frame(memory.frame, film.n_frames)
        if not fits:
            st.warning(t("problem_frame", value=as_code(memory.frame), last=film.n_frames - 1, frame=start))
    player(film, t, key="player", start=start)


def start_frame(asked: str, n_frames: int) -> tuple[int, bool]:
    """The frame to open at, and whether it is the one that was asked for.

    >>> start_frame("3", 10), start_frame("99999", 10), start_frame("last", 10)
    ((3, True), (9, False), (0, False))
    """
    if not (asked.isascii() and asked.isdigit()):
        return 0, False
    frame = int(asked[:9])
    return min(frame, n_frames - 1), frame < n_frames


def figures(values: Mapping[str, str], t: Catalogue, pinned: Mapping[str, str] | None = None) -> None:
    """The row of figures that matter in this run, with those of the pinned run below."""
    with st.container(horizontal=True, key="figures"):
        for name, value in values.items():
            other = f"A: {pinned[name]}" if pinned and name in pinned else None
            help_text = t(f"figure_{name}_help")
            style: dict[str, Any] = {"delta_color": "off", "delta_arrow": "off"}
            st.metric(t(f"figure_{name}"), value, other, help=help_text, width="content", **style)


def cards(items: Iterable[tuple[str, str, str]]) -> None:
    """Why-cards (kind, title, text): the run explains itself. Kinds are success, info, warning, error."""
    for kind, title, text in items:
        getattr(st, kind)(text, title=title)


def tabs(
    lab: str,
    t: Catalogue,
    *,
    code: Iterable[Callable[..., Any]],
    check: Callable[[], Iterable[tuple[str, str, bool]]],
    take_away: Iterable[Download],
) -> None:
    """Explain · Code · Check · Take away. Only the open one is made."""
    labels = {name: t(f"tab_{name}") for name in TABS}
    opened = st.session_state.get("tab", TABS[0])
    key = f"tabs_{t.lang}"  # tabs are known by their labels, so each language has its own
    places = dict(
        zip(
            TABS,
            st.tabs(list(labels.values()), default=labels[opened], key=key, on_change="rerun"),
            strict=True,
        )
    )
    for name, place in places.items():
        if not place.open:
            continue
        st.session_state["tab"] = name
        with place:
            match name:
                case "explain":
                    st.markdown(content(lab, t.lang), width=READING_WIDTH)
                case "code":
                    _show_code(code, t)
                case "check":
                    _show_checks(check(), t)
                case "take_away":
                    _show_downloads(take_away, t)


def _show_code(functions: Iterable[Callable[..., Any]], t: Catalogue) -> None:
    st.markdown(t("code_intro"))
    for function in functions:
        module = inspect.getmodule(function)
        st.caption(module.__name__.replace(".", "/") + ".py" if module else "")
        st.code(inspect.getsource(function), language="python")


def _show_checks(checks: Iterable[tuple[str, str, bool]], t: Catalogue) -> None:
    st.markdown(t("check_intro"))
    for claim, measured, holds in checks:
        verdict = f":green[**✓ {t('check_holds')}**]" if holds else f":red[**✗ {t('check_fails')}**]"
        st.markdown(f"{verdict} — {claim}  \n{measured}")


def _show_downloads(downloads: Iterable[Download], t: Catalogue) -> None:
    st.markdown(t("take_away_intro"))
    with st.container(horizontal=True):
        for item in downloads:
            st.download_button(item.label, item.make, item.name, item.mime, key=item.name, on_click="ignore")
