"""The frame of a lab page: what stands around the film, the same on every lab.

A page describes its lab in a `Lab`, and `show` puts it on the screen.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar
from urllib.parse import urlencode

import streamlit as st

from core.validation import InvalidParameterError
from ui.address import address
from ui.codec import encode, left_out
from ui.controls import Asked, Memory, Panel, Reading, pick, read
from ui.i18n import Catalogue, as_code, catalogue
from ui.job import Job, progress_bar
from ui.player import PlayableFilm, player, standalone_html
from ui.sentences import error_sentence, problem_sentence
from ui.tabs import Code, File, arrays_npz, show_tabs, table_csv

P = TypeVar("P")
R = TypeVar("R")
R_contra = TypeVar("R_contra", contravariant=True)


class Film(PlayableFilm, Protocol):
    """A film whose frames can be counted, and which says what a click in it may set."""

    @property
    def n_frames(self) -> int: ...

    @property
    def picks(self) -> Sequence[Sequence[str]]: ...


class Files(Protocol[R_contra]):
    """What is taken away from a scene: a table, arrays, and a program that computes the run again."""

    def table(self, scene: R_contra, /) -> Mapping[str, Any]: ...

    def arrays(self, scene: R_contra, /) -> Mapping[str, Any]: ...

    def program(self, scene: R_contra, title: str, /) -> str: ...


class Detail(Protocol):
    """What the film does not show and a visitor asked for: JSON for the player."""

    @property
    def json(self) -> str: ...


@dataclass(frozen=True)
class Lab(Generic[P, R]):
    """One lab: what `show` needs to put it on the page.

    Parameters
    ----------
    panel : Panel
        Its controls; names the lab.
    scene : function of Params
        Computes the run and gathers what the film needs; raises InvalidParameterError. Cached for all visitors.
    film : function of the scene, the name of the run, and the catalogue
        Cached for all visitors, too.
    joined : function of films by name
        Puts the films of two runs on one time line.
    figures : function of the scene
        The numbers that matter, by code name.
    cards, checks : functions of the scene and the catalogue
        (kind, title, text) of why-cards; (claim, measured, holds) of the tab *Check*.
    code : function of Params
        What the tab *Code* shows.
    files : Files
        What a learner takes away, besides the film: a module with these three functions.
    question : function of the scene and the catalogue
        (text, options by code, right codes, why) of a guess before the film, or None.
    detail : function of the scene, a panel's name, a row, a column, and the catalogue
        What a clicked cell shows that no frame does, or None.
    reports : bool
        Whether `scene` also takes a function that it calls now and then with the part of the work that is done.
    """

    panel: Panel[P]
    scene: Callable[..., R]
    film: Callable[[R, str, Catalogue], Film]
    joined: Callable[[Mapping[str, Any]], Film]
    figures: Callable[[R], Mapping[str, str]]
    cards: Callable[[R, Catalogue], Iterable[tuple[str, str, str]]]
    checks: Callable[[R, Catalogue], Iterable[tuple[str, str, bool]]]
    code: Callable[[P], Code]
    files: Files[R]
    question: Callable[[R, Catalogue], tuple[str, Mapping[str, str], Sequence[str], str] | None] = lambda scene, t: None
    detail: Callable[[R, str, int, int, Catalogue], Detail | None] = lambda scene, panel, row, column, t: None
    reports: bool = False

    @property
    def name(self) -> str:
        return self.panel.lab


@st.cache_resource(max_entries=128, show_spinner=False)
def _job(_lab: Lab[P, R], name: str, params: P) -> Job[R]:
    """The scene of a run, computed once for everybody who asks for it."""
    return Job(lambda progress: _lab.scene(params, progress) if _lab.reports else _lab.scene(params))


def _scene(lab: Lab[P, R], name: str, params: P) -> R:
    return _job(lab, name, params).result()


@st.cache_resource(max_entries=128, show_spinner=False)
def _film(_lab: Lab[P, R], name: str, params: P, lang: str) -> Film:
    return _lab.film(_scene(_lab, name, params), run_id(name, params), catalogue(lang))


@st.cache_resource(max_entries=32, show_spinner=False)
def _joined(_lab: Lab[P, R], name: str, pinned: P, params: P, lang: str) -> Film:
    return _lab.joined({"A": _film(_lab, name, pinned, lang), "B": _film(_lab, name, params, lang)})


def show(lab: Lab[P, R]) -> None:
    """The whole page of a lab."""
    t = translator()
    reading = read(lab.panel, t)
    params = playable(lab, reading, t)
    _put_in_address(params, lab.panel, reading.memory, t)
    job = _job(lab, lab.name, params)
    scene = job.result()
    pinned = reading.memory.pinned
    film = _film(lab, lab.name, params, t.lang) if pinned is None else _joined(lab, lab.name, pinned, params, t.lang)
    slip = getattr(params, "slip", "none")
    if slip != "none":
        st.markdown(f":orange-badge[{t('slip')} · {t(f'slip_{slip}')}]")
    verdict = ask(lab.question(scene, t), t)
    show_film(film, lab, params, reading.memory, t, verdict)
    others = None if pinned is None else lab.figures(_scene(lab, lab.name, pinned))
    time = f"{job.milliseconds:.{0 if job.milliseconds >= 10 else 1}f} ms"
    figures({**lab.figures(scene), "milliseconds": time}, t, others)
    cards(lab.cards(scene, t))
    title = f"{t('app_name')} · {t(f'page_{lab.name}')}"
    files = [
        File("csv", "download_table", "text/csv", lambda: table_csv(lab.files.table(scene))),
        File("npz", "download_weights", "application/zip", lambda: arrays_npz(lab.files.arrays(scene))),
        File("py", "download_script", "text/x-python", lambda: lab.files.program(scene, title)),
        File("html", "download_film", "text/html", lambda: standalone_html(film, t, title=title, lang=t.lang)),
    ]
    show_tabs(lab.name, t, code=lambda: lab.code(params), checks=lambda: lab.checks(scene, t), files=files)


def translator() -> Catalogue:
    """The catalogue of the visitor's language."""
    return catalogue(st.session_state["lang"])


def run_id(lab: str, params: Any) -> str:
    """The name of a run, the same in every language: its lab and the query that opens it."""
    return f"{lab}?{urlencode(encode(params))}"


def playable(lab: Lab[P, Any], reading: Reading[P], t: Catalogue) -> P:
    """The run that the sidebar asks for. Where it asks for none, one sentence says why, and the last good run stays."""
    memory = reading.memory
    if memory.is_new and memory.problems:
        st.warning("\n".join(f"- {problem_sentence(problem, t)}" for problem in memory.problems))
    error = reading.error
    if reading.params is not None:
        try:
            with progress_bar(t) as progress:
                _job(lab, lab.name, reading.params).result(progress)
            memory.good = reading.params
            return reading.params
        except InvalidParameterError as refused:
            error = refused
    assert error is not None
    st.warning(error_sentence(error, t) + t("sentence_gap") + t("picture_stays"))
    good: P = memory.good or lab.panel.kind()
    return good


def _put_in_address(params: Any, panel: Panel[Any], memory: Memory, t: Catalogue) -> None:
    query = {"view": panel.view} if panel.view else {}
    pinned = {} if memory.pinned is None else {"pinned": urlencode(encode(memory.pinned))}
    with st.sidebar:
        address(t, query | encode(params) | pinned)
        for name in left_out(params):
            st.caption(t("link_without", parameter=t(name)))


def show_view(views: Mapping[str, Lab[Any, Any]]) -> None:
    """One of the views of a lab; the link says which, and the control above the others switches."""
    t = translator()
    codes = {lab.panel.view: code for code, lab in views.items()}
    key = f"view_{next(iter(views.values())).name}"
    asked = codes.get(st.query_params.get("view", ""), next(iter(views)))
    st.session_state[key] = st.session_state.get(key, asked)  # written on every run: see ui.controls
    with st.sidebar:
        chosen = st.segmented_control(
            t("view"), list(views), format_func=lambda code: t(f"view_{code}"), required=True, key=key
        )
    show(views[chosen or asked])


def ask(question: tuple[str, Mapping[str, str], Sequence[str], str] | None, t: Catalogue) -> str | None:
    """A guess before the film: the learner picks, the film plays, and at its end it tells. Never in the way."""
    if question is None:
        return None
    text, options, answers, why = question
    with st.container(horizontal=True, vertical_alignment="center", key="question"):
        guess = st.pills(text, list(options), format_func=lambda code: options[code], key="guess")
    if guess is None or guess not in options:
        return None
    return f"{t('guess_right') if guess in answers else t('guess_wrong', guess=options[guess])} {why}"


def show_film(
    film: Film, lab: Lab[P, Any], params: P, memory: Memory, t: Catalogue, verdict: str | None = None
) -> None:
    """The player, opened at the frame that the link asks for."""
    start = None
    if memory.is_new and memory.frame is not None:
        start, fits = start_frame(memory.frame, film.n_frames)
        if not fits:
            st.warning(t("problem_frame", value=as_code(memory.frame), last=film.n_frames - 1, frame=start))
    run = run_id(lab.name, params)

    def take(fields: Sequence[str], x: float, y: float) -> None:
        if list(fields) in [list(f) for f in film.picks]:  # what a browser sends is not to be trusted
            pick(lab.panel, memory, fields, x, y)

    def ask_for(panel: str, row: int, column: int) -> None:
        memory.asked = Asked(run, panel, row, column, memory.asked.key + 1 if memory.asked else 1)

    detail = _detail(lab, params, memory.asked, t) if memory.asked and memory.asked.run == run else None
    player(film, t, key="player", start=start, on_pick=take, on_ask=ask_for, verdict=verdict, detail=detail)


def _detail(lab: Lab[P, Any], params: P, asked: Asked, t: Catalogue) -> str | None:
    found = lab.detail(_scene(lab, lab.name, params), asked.panel, asked.row, asked.column, t)
    return None if found is None else f'{{"key":{asked.key},{found.json[1:]}'


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
    st.caption(t("figures_title"))
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
