"""The frame of a lab page: what stands around the film, the same on every lab.

A lab is defined in `charts/<lab>/lab.py`; its page adds the controls, and `show` puts it on the screen.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

import streamlit as st

from charts.compare import side_by_side
from charts.film import Film
from charts.job import Job
from charts.lab import Lab, View
from charts.story import Card, Question
from core.validation import InvalidParameterError
from locales import Catalogue, as_code, catalogue
from runs.codec import encode, left_out
from runs.sentences import error_sentence, problem_sentence
from runs.version import VERSION
from ui.address import address
from ui.controls import Asked, Controls, Memory, Panel, Reading, pick, read
from ui.player import player, standalone_html
from ui.progress import progress_bar
from ui.tabs import File, arrays_npz, show_tabs, table_csv

P = TypeVar("P")
S = TypeVar("S")


@dataclass(frozen=True)
class Shown(Generic[P, S]):
    """One view of a lab with its controls: what `show` puts on the screen."""

    lab: Lab
    view: View[P, S]
    panel: Panel[P]

    @property
    def name(self) -> str:
        return self.view.name


def shown(lab: Lab, controls: Mapping[str, Controls]) -> list[Shown[Any, Any]]:
    """The views of a lab, each with its controls by the view's code."""
    return [Shown(lab, view, Panel(view.name, view.params, controls[view.code], lab.link(view))) for view in lab.views]


@st.cache_resource(max_entries=128, show_spinner=False)
def _job(_view: View[P, S], name: str, params: P) -> Job[S]:
    """The scene of a run, computed once for everybody who asks for it."""
    return Job(lambda progress: _view.scene(params, progress))


def _scene(view: View[P, S], params: P) -> S:
    return _job(view, view.name, params).result()


@st.cache_resource(max_entries=128, show_spinner=False)
def _film(_view: View[P, S], name: str, params: P, lang: str) -> Film:
    return _view.film(_scene(_view, params), run_id(name, params), catalogue(lang))


@st.cache_resource(max_entries=32, show_spinner=False)
def _joined(_view: View[P, S], name: str, pinned: P, params: P, lang: str) -> Film:
    return side_by_side({"A": _film(_view, name, pinned, lang), "B": _film(_view, name, params, lang)})


@st.cache_resource(max_entries=16, show_spinner=False)
def card(_lab: Lab, address: str, lang: str) -> Film:
    """The film of a lab's card: its default run, and only the panel that tells most."""
    view = _lab.views[0]
    return _film(view, view.name, view.params(), lang).only(_lab.card)


def show(lab: Lab, controls: Mapping[str, Controls]) -> None:
    """The whole page of a lab: of its views the one that the link asks for, or the control above the others."""
    views = shown(lab, controls)
    show_view(views[0] if len(views) == 1 else _chosen(lab, views))


def _chosen(lab: Lab, views: Sequence[Shown[Any, Any]]) -> Shown[Any, Any]:
    t = translator()
    by_code = {shown.view.code: shown for shown in views}
    key = f"view_{lab.address}"
    asked = lab.opened_by(st.query_params.get("view", "")).code
    st.session_state[key] = st.session_state.get(key, asked)  # written on every run: see ui.controls
    with st.sidebar:
        code = st.segmented_control(
            t("view"), list(by_code), format_func=lambda code: t(f"view_{code}"), required=True, key=key
        )
    return by_code[code or asked]


def show_view(shown: Shown[P, S]) -> None:
    """One view of a lab."""
    t = translator()
    view = shown.view
    reading = read(shown.panel, t)
    params = playable(shown, reading, t)
    memory = reading.memory
    _put_in_address(params, shown.panel, memory, t)
    job = _job(view, view.name, params)
    scene = job.result()
    pinned = memory.pinned
    film = (
        _film(view, view.name, params, t.lang) if pinned is None else _joined(view, view.name, pinned, params, t.lang)
    )
    slip = getattr(params, "slip", "none")
    if slip != "none":
        st.markdown(f":orange-badge[{t('slip')} · {t(f'slip_{slip}')}]")
    verdict = ask(view.question(scene, t), t)
    show_film(film, shown, params, memory, t, verdict)
    others = None if pinned is None else view.story.figures(_scene(view, pinned))
    time = f"{job.milliseconds:.{0 if job.milliseconds >= 10 else 1}f} ms"
    figures({**view.story.figures(scene), "milliseconds": time}, t, others)
    cards(view.story.cards(scene, t))
    show_tabs(
        view.name,
        t,
        lesson=shown.lab.lesson(view),
        code=lambda: view.code_shown(params),
        checks=lambda: view.story.checks(scene, t),
        files=files_of(view, scene, film, t),
    )


def files_of(view: View[Any, S], scene: S, film: Film, t: Catalogue) -> list[File]:
    """What a learner takes away of a run; what has a title says in it which version made it."""
    title = f"{t('app_name')} {VERSION} · {t(f'page_{view.name}')}"
    return [
        File("csv", "download_table", "text/csv", lambda: table_csv(view.files.table(scene))),
        File("npz", "download_weights", "application/zip", lambda: arrays_npz(view.files.arrays(scene))),
        File("py", "download_script", "text/x-python", lambda: view.files.program(scene, title)),
        File("html", "download_film", "text/html", lambda: standalone_html(film, t, title=title, lang=t.tag)),
    ]


def translator() -> Catalogue:
    """The catalogue of the visitor's language."""
    return catalogue(st.session_state["lang"])


def run_id(name: str, params: Any) -> str:
    """The name of a run, the same in every language: its view and the query that opens it."""
    return f"{name}?{urlencode(encode(params))}"


def playable(shown: Shown[P, Any], reading: Reading[P], t: Catalogue) -> P:
    """The run that the sidebar asks for. Where it asks for none, one sentence says why, and the last good run stays."""
    memory = reading.memory
    if memory.is_new and memory.problems:
        st.warning("\n".join(f"- {problem_sentence(problem, t)}" for problem in memory.problems))
    error = reading.error
    if reading.params is not None:
        try:
            with progress_bar(t) as progress:
                _job(shown.view, shown.name, reading.params).result(progress)
            memory.good = reading.params
            return reading.params
        except InvalidParameterError as refused:
            error = refused
    assert error is not None
    st.warning(error_sentence(error, t) + t("sentence_gap") + t("picture_stays"))
    good: P = memory.good or shown.panel.kind()
    return good


def _put_in_address(params: Any, panel: Panel[Any], memory: Memory, t: Catalogue) -> None:
    query = {"view": panel.view} if panel.view else {}
    pinned = {} if memory.pinned is None else {"pinned": urlencode(encode(memory.pinned))}
    with st.sidebar:
        address(t, query | encode(params) | pinned)
        for name in left_out(params):
            st.caption(t("link_without", parameter=t(name)))


def ask(question: Question | None, t: Catalogue) -> str | None:
    """A guess before the film: the learner picks, the film plays, and at its end it tells. Never in the way."""
    if question is None:
        return None
    options = question.options
    with st.container(horizontal=True, vertical_alignment="center", key="question"):
        guess = st.pills(question.text, list(options), format_func=lambda code: options[code], key="guess")
    if guess is None or guess not in options:
        return None
    return f"{t('guess_right') if guess in question.answers else t('guess_wrong', guess=options[guess])} {question.why}"


def show_film(
    film: Film, shown: Shown[P, Any], params: P, memory: Memory, t: Catalogue, verdict: str | None = None
) -> None:
    """The player, opened at the frame that the link asks for."""
    start = None
    if memory.is_new and memory.frame is not None:
        start, fits = start_frame(memory.frame, film.n_frames)
        if not fits:
            st.warning(t("problem_frame", value=as_code(memory.frame), last=film.n_frames - 1, frame=start))
    run = run_id(shown.name, params)

    def take(fields: Sequence[str], x: float, y: float) -> None:
        if list(fields) in [list(f) for f in film.picks]:  # what a browser sends is not to be trusted
            pick(shown.panel, memory, fields, x, y)

    def ask_for(panel: str, row: int, column: int) -> None:
        memory.asked = Asked(run, panel, row, column, memory.asked.key + 1 if memory.asked else 1)

    detail = _detail(shown.view, params, memory.asked, t) if memory.asked and memory.asked.run == run else None
    player(film, t, key="player", start=start, on_pick=take, on_ask=ask_for, verdict=verdict, detail=detail)


def _detail(view: View[P, Any], params: P, asked: Asked, t: Catalogue) -> str | None:
    found = view.detail(_scene(view, params), asked.panel, asked.row, asked.column, t)
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


def cards(items: Iterable[Card]) -> None:
    """Why-cards: the run explains itself."""
    for item in items:
        getattr(st, item.kind)(item.text, title=item.title)
