"""The player: plays a film in the page, and writes it as one HTML file that plays anywhere."""

import gzip
import json
import re
from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path
from typing import Any, TypeGuard

from ui.assets import PLOTLY_GZ, PLOTLY_PATH
from ui.bridge.component import DOM_JS, ROOT_CSS, component, joined
from ui.bridge.messages import sent
from ui.bridge.untrusted import is_count, is_number

HERE = Path(__file__).parent
PLAYER_JS = [HERE / f"{name}.js" for name in ("looks", "places", "turntable", "brush", "spoken", "panel", "player")]
PLAYER_CSS = HERE / "player.css"

LABELS = (
    *("player", "scrubber", "speed", "counter", "first", "back", "play", "pause", "forward", "last", "loop"),
    *("frame", "point", "at_most", "named", "largest", "gap", "keys", "space", "cell", "algebra", "projector"),
    *("stops", "kept_back"),
    *("empty", "failed", "loading", "no_film"),
)

Translate = Callable[..., str]

_component = component("see_it_learn_player", *PLAYER_JS, HERE / "in_app.js", PLAYER_CSS)


def player_labels(t: Translate) -> dict[str, str]:
    """The words on the player's controls."""
    return {name: t(f"player_{name}") for name in LABELS}


def player(
    film: str,
    t: Translate,
    *,
    key: str,
    start: int | None = None,
    only: str | None = None,
    begins: bool = False,
    linked: bool = True,
    on_pick: Callable[[Sequence[str], float, float], None] | None = None,
    on_ask: Callable[[str, int, int], None] | None = None,
    on_act: Callable[[str, int, int, tuple[int, int]], None] | None = None,
    verdict: str | None = None,
    waits: bool = False,
    guessing: bool = False,
    detail: str | None = None,
    leads: int = 0,
    locked: bool = False,
) -> None:
    """Show a film. A new film under the same key takes the place of the old one without a flicker.

    Parameters
    ----------
    film : str
        Its address, relative to the app's own; or its JSON (`charts.film.Film.json`).
    start : int, optional
        The frame that a link asks for; without it the film's own poster is shown first.
    only : str, optional
        The one panel to be shown, with play button and scrubber only, for films on cards.
    begins : bool
        Whether it plays as soon as it is there, for those who do not mind motion.
    linked : bool
        Whether the address bar follows the frame.
    on_pick : function of field names and a place (x, y)
        Called before the next run of the page when a visitor clicked a place in a panel that lets one be picked.
    on_ask : function of a panel's name, a row and a column
        Called before the next run of the page when a visitor clicked a cell that may have a detail.
    on_act : function of a panel's name, the number of its act, the frame on screen, and a cell
        Called before the next run of the page when a visitor clicked something that sets fields (`charts.panel.Act`).
        The cell is a row and a column, counted from 1, or (0, 0).
    verdict : str, optional
        What to say at the end of the film; when it comes, the film plays.
    waits : bool
        Whether the film is to stay at its beginning until the visitor plays it: it would answer a question.
    guessing : bool
        Whether the visitor is to guess what comes: curves that run ahead of the film are kept back to its end.
    detail : str, optional
        What the film does not show and a visitor asked for (`charts.panel.Detail` as JSON, with a `key` of its own).
    leads : int
        The stop of a lesson that the film belongs to, if it is in one: each opens anew, and the list of keys says that
        in projector mode the arrows, which are not the player's then, lead from stop to stop.
    locked : bool
        Whether clicks set nothing.
    """

    def picked() -> None:
        place = sent(key, "pick")
        fields, x, y = place.get("fields"), place.get("x"), place.get("y")
        if on_pick and is_number(x) and is_number(y) and _are_names(fields):
            on_pick(fields, x, y)

    def asked() -> None:
        cell = sent(key, "ask")
        panel, row, column = cell.get("panel"), cell.get("row"), cell.get("column")
        if on_ask and isinstance(panel, str) and is_count(row) and is_count(column):
            on_ask(panel, row, column)

    def acted() -> None:
        click = sent(key, "act")
        panel, act, frame = click.get("panel"), click.get("act"), click.get("frame")
        row, column = click.get("row", 0), click.get("column", 0)
        if not (on_act and isinstance(panel, str) and is_count(act) and is_count(frame)):
            return
        if is_count(row) and is_count(column):
            on_act(panel, act, frame, (row, column))

    data: dict[str, Any] = {
        "film": film,
        "labels": player_labels(t),
        "plotly": PLOTLY_PATH.lstrip("/"),
        "start": start,
        "only": only,
        "begins": begins,
        "linked": linked,
        "verdict": verdict,
        "waits": waits,
        "guessing": guessing,
        "detail": detail,
        "leads": leads,
        "locked": locked,
    }
    _component(key=key, data=data, on_pick_change=picked, on_ask_change=asked, on_act_change=acted)


def _are_names(fields: object) -> TypeGuard[list[str]]:
    return isinstance(fields, list) and all(isinstance(field, str) for field in fields)


def standalone_html(film: str, t: Translate, *, title: str, lang: str) -> str:
    """One HTML file that plays the film, given as JSON, without a server or a network."""
    fields = {
        "lang": lang,
        "title": escape(title),
        "css": joined(ROOT_CSS, PLAYER_CSS),
        "plotly": gzip.decompress(PLOTLY_GZ.read_bytes()).decode(),
        "player": joined(DOM_JS, *PLAYER_JS),
        "film": for_script(film),
        "labels": for_script(json.dumps(player_labels(t), ensure_ascii=False)),
    }
    # One pass from left to right: nothing inside a value is taken for a place.
    return re.sub(r"\{\{(\w+)\}\}", lambda place: fields[place[1]], (HERE / "standalone.html").read_text("utf-8"))


def for_script(text: str) -> str:
    """JSON that cannot end the script element it stands in."""
    return text.replace("<", "\\u003c")


def start_frame(asked: str, n_frames: int) -> tuple[int, bool]:
    """The frame to open at, and whether it is the one that was asked for.

    >>> start_frame("3", 10), start_frame("99999", 10), start_frame("last", 10)
    ((3, True), (9, False), (0, False))
    """
    if not (asked.isascii() and asked.isdigit()):
        return 0, False
    frame = int(asked[:9])
    return min(frame, n_frames - 1), frame < n_frames
