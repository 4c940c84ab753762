"""A lesson on paper: one HTML page for the printer, with a picture of every run, questions, room for answers, and the
answers on a sheet of their own. It needs no network: the player's own scripts draw the pictures.
"""

import gzip
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import accumulate
from pathlib import Path
from typing import Any

from charts.story import Card, Question
from core.validation import InvalidParameterError
from locales import Catalogue, as_code, catalogue
from runs.codec import decode
from runs.lesson import BY_ADDRESS, Lesson, Stop, said
from runs.links import plain, read_nested
from runs.prose import as_html
from runs.sentences import error_sentence
from runs.service import desk
from runs.tickets import RunFailed, TooBusy
from runs.version import VERSION
from runs.wishes import RunWish
from ui.assets import PLOTLY_GZ
from ui.bridge.component import DOM_JS, ROOT_CSS, joined
from ui.player import PLAYER_CSS, PLAYER_JS, for_script, player_labels, start_frame

HERE = Path(__file__).parent
AREA = 48  # cells of the player's grid, twelve in a row: so much of a film fits on a page beside its questions
LINES = 3  # to write on
PICTURE = '<div class="sil-root film" data-film="{number}"></div>'


@dataclass(frozen=True)
class Seen:
    """What a stop's run gives to paper: a frame of its film, what may be asked, and what is answered."""

    film: Mapping[str, Any]
    question: Question | None
    cards: tuple[Card, ...]


def worksheet(lesson: Lesson, lang: str, asked_by: str, code: str = "") -> Callable[[], str]:
    """Makes the worksheet in one language when somebody asks for it.

    Parameters
    ----------
    asked_by : str
        The visitor, as the desk knows him.
    code : str
        A picture in SVG to be scanned, or nothing.
    """

    def make() -> str:
        t = catalogue(lang)
        seen = [_seen(stop, t, asked_by) for stop in lesson.stops]
        stops = list(enumerate(zip(lesson.stops, seen, strict=True), start=1))
        title = said(lesson.title, lang) or t("lesson_lesson")
        films = {number: one.film for number, (_, one) in stops if isinstance(one, Seen)}
        fields = {
            "lang": t.tag,
            "title": escape(title),
            "name": escape(t("sheet_name")),
            "date": escape(t("sheet_date")),
            "code": code,
            "stops": "\n".join(_on_sheet(number, stop, one, t) for number, (stop, one) in stops),
            "answers_title": escape(t("sheet_answers", title=title)),
            "answers": "\n".join(_answers(number, stop, one, t) for number, (stop, one) in stops),
            "footer": escape(t("footer", app=t("app_name"), version=VERSION)),
            "css": joined(ROOT_CSS, PLAYER_CSS, HERE / "worksheet.css"),
            "plotly": gzip.decompress(PLOTLY_GZ.read_bytes()).decode(),
            "player": joined(DOM_JS, *PLAYER_JS),
            "films": for_script(json.dumps(films, ensure_ascii=False)),
            "labels": for_script(json.dumps(player_labels(t), ensure_ascii=False)),
        }
        page = (HERE / "worksheet.html").read_text("utf-8")
        return re.sub(r"\{\{(\w+)\}\}", lambda place: fields[place[1]], page)

    return make


def wish_of(stop: Stop, lang: str) -> RunWish:
    """The run of a stop, whose lab is there."""
    lab, query = BY_ADDRESS[stop.lab], stop.opens
    view = lab.opened_by(plain(query.get("view", "")))
    pinned = decode(view.params, read_nested(query["pinned"]))[0] if "pinned" in query else None
    return RunWish(view.name, decode(view.params, query)[0], lang, pinned)


def seconds_of(lesson: Lesson, lang: str) -> float:
    """How long its worksheet will take, by the arithmetic of its runs: what was seen before is there at once."""
    return sum(wish_of(stop, lang).seconds for stop in lesson.stops if stop.lab in BY_ADDRESS)


def _seen(stop: Stop, t: Catalogue, asked_by: str) -> Seen | str:
    """What paper gets of a stop, or a sentence that says why there is no picture."""
    if stop.lab not in BY_ADDRESS:
        return t("sheet_no_lab", lab=as_code(stop.lab))
    try:
        run = desk().ask(wish_of(stop, t.lang), asked_by).result()
    except InvalidParameterError as error:
        return error_sentence(error, t)
    except (RunFailed, TooBusy):
        return t("run_failed")
    film = json.loads(run.film_json)
    # where the run asks what will come, its beginning; else what tells most
    frame = 0 if run.question else film["poster"]
    if "frame" in stop.opens:
        frame = start_frame(stop.opens["frame"], run.n_frames)[0]
    return Seen(still(film, frame), run.question, tuple(run.cards))


def still(film: Mapping[str, Any], frame: int) -> dict[str, Any]:
    """One frame of a film, as a film of its own that nobody can do anything with; of its panels as many as fit."""
    flat = [panel for panel in film["panels"] if "scene" not in panel["layout"]]  # no printer draws in 3-D
    panels = [_still(panel, frame) for panel in flat[: n_that_fit(flat)]]
    captions, marks = [film["captions"][frame]], [film["marks"][frame]]
    return {**film, "id": f"{film['id']}-{frame}", "captions": captions, "marks": marks, "poster": 0, "panels": panels}


def _still(panel: Mapping[str, Any], frame: int) -> dict[str, Any]:
    pictures = panel["pictures"] and [panel["pictures"][frame]]
    nothing: dict[str, Any] = {"cells": None, "acts": [], "pick": None, "asks": False, "turns": False, "hint": ""}
    return {**panel, "frames": [panel["frames"][frame]], "pictures": pictures, **nothing}


def n_that_fit(panels: Sequence[Mapping[str, Any]]) -> int:
    """How many of a film's panels a page takes: whole rows where that is possible, and at least the first one."""
    areas = list(accumulate(panel["columns"] * panel["rows"] for panel in panels))
    fitting = [n for n, area in enumerate(areas, start=1) if area <= AREA] or [1]
    return max((n for n in fitting if areas[n - 1] % 12 == 0), default=fitting[-1])


# ---- the sheet of the pupils, and that of the answers


def _on_sheet(number: int, stop: Stop, one: "Seen | str", t: Catalogue) -> str:
    picture = PICTURE.format(number=number) if isinstance(one, Seen) else f'<div class="missing">{as_html(one)}</div>'
    text = f'<div class="text">{as_html(said(stop.text, t.lang))}</div>'
    return f"<section>{_heading(number, stop, t)}{text}{picture}{_questions(stop, one, t)}</section>"


def _heading(number: int, stop: Stop, t: Catalogue) -> str:
    lab = t(f"page_{stop.lab}") if stop.lab in BY_ADDRESS else stop.lab
    return f"<h2>{number}. {escape(lab)}</h2>"


def _questions(stop: Stop, one: "Seen | str", t: Catalogue) -> str:
    """What the teacher asks, and what the run itself does; where neither does, what happens in it."""
    own, of_run = said(stop.question, t.lang), one.question if isinstance(one, Seen) else None
    asked = [_room(as_html(own))] if own else []
    if of_run is not None:
        options = "".join(f"<li>{as_html(option)}</li>" for option in of_run.options.values())
        asked.append(_room(as_html(of_run.text) + f'<ul class="options">{options}</ul><p>{escape(t("sheet_why"))}</p>'))
    return "".join(asked or [_room(as_html(t("sheet_what")))])


def _room(question: str) -> str:
    """A question and lines to write on."""
    return f'<div class="question">{question}{"<div class=line></div>" * LINES}</div>'


def _answers(number: int, stop: Stop, one: "Seen | str", t: Catalogue) -> str:
    own, seen = said(stop.answer, t.lang), one if isinstance(one, Seen) else None
    parts = [as_html(own)] if own else []
    if seen and seen.question is not None:
        right = t("list_gap").join(seen.question.options[code] for code in seen.question.answers)
        parts += [as_html(f"**{right}**"), as_html(seen.question.why)]
    parts += [as_html(f"**{card.title}.** {card.text}") for card in (seen.cards if seen else ())]
    return f"<section>{_heading(number, stop, t)}{''.join(parts) or as_html(t('sheet_no_answer'))}</section>"
