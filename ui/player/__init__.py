"""The player: plays a film in the page, and writes it as one HTML file that plays anywhere."""

import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any, Protocol

import plotly.offline
import streamlit as st

from ui.assets import PLOTLY_PATH

HERE = Path(__file__).parent
PLAYER_JS = (HERE / "player.js").read_text("utf-8")
ADAPTER_JS = (HERE / "adapter.js").read_text("utf-8")
CSS = (HERE / "player.css").read_text("utf-8")
STANDALONE = (HERE / "standalone.html").read_text("utf-8")

LABELS = (
    *("player", "scrubber", "speed", "counter", "first", "back", "play", "pause", "forward", "last", "loop"),
    *("empty", "failed"),
)

Translate = Callable[..., str]

_component = st.components.v2.component(
    "see_it_learn_player",
    html='<div class="sil-root"></div>',
    css=CSS,
    js=f"{PLAYER_JS}\n{ADAPTER_JS}",
    isolate_styles=False,
)


class PlayableFilm(Protocol):
    """What the player asks of a film: its JSON, already checked (`charts.film.Film`)."""

    @property
    def json(self) -> str: ...


def player_labels(t: Translate) -> dict[str, str]:
    """The words on the player's controls."""
    return {name: t(f"player_{name}") for name in LABELS}


def player(
    film: PlayableFilm,
    t: Translate,
    *,
    key: str,
    start: int | None = None,
    compact: bool = False,
    linked: bool = True,
    on_pick: Callable[[Sequence[str], float, float], None] | None = None,
    on_ask: Callable[[str, int, int], None] | None = None,
    verdict: str | None = None,
    detail: str | None = None,
) -> None:
    """Show a film. A new film under the same key takes the place of the old one without a flicker.

    Parameters
    ----------
    start : int, optional
        The frame that a link asks for; without it the film's own poster is shown first.
    compact : bool
        Play button and scrubber only, for films on cards.
    linked : bool
        Whether the address bar follows the frame.
    on_pick : function of field names and a place (x, y)
        Called before the next run of the page when a visitor clicked a place in a panel that lets one be picked.
    on_ask : function of a panel's name, a row and a column
        Called before the next run of the page when a visitor clicked a cell that may have a detail.
    verdict : str, optional
        What to say at the end of the film; when it comes, the film plays.
    detail : str, optional
        What the film does not show and a visitor asked for (`charts.film.Detail` as JSON, with a `key` of its own).
    """

    def picked() -> None:
        place = getattr(st.session_state[key], "pick", None)
        if on_pick and isinstance(place, Mapping) and all(_is_number(place.get(axis)) for axis in ("x", "y")):
            on_pick(place.get("fields", ()), place["x"], place["y"])

    def asked() -> None:
        cell = getattr(st.session_state[key], "ask", None)
        if on_ask and isinstance(cell, Mapping) and all(_is_number(cell.get(axis)) for axis in ("row", "column")):
            on_ask(str(cell.get("panel")), int(cell["row"]), int(cell["column"]))

    data: dict[str, Any] = {
        "film": film.json,
        "labels": player_labels(t),
        "plotly": PLOTLY_PATH.lstrip("/"),
        "start": start,
        "compact": compact,
        "linked": linked,
        "verdict": verdict,
        "detail": detail,
    }
    _component(key=key, data=data, on_pick_change=picked, on_ask_change=asked)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and math.isfinite(value)


def standalone_html(film: PlayableFilm, t: Translate, *, title: str, lang: str) -> str:
    """One HTML file that plays the film without a server or a network."""
    fields = {
        "lang": lang,
        "title": escape(title),
        "css": CSS,
        "plotly": plotly.offline.get_plotlyjs(),
        "player": PLAYER_JS.replace("export function mount", "function mount"),
        "film": _for_script(film.json),
        "labels": _for_script(json.dumps(player_labels(t), ensure_ascii=False)),
    }
    # One pass from left to right: nothing inside a value is taken for a place.
    return re.sub(r"\{\{(\w+)\}\}", lambda place: fields[place[1]], STANDALONE)


def _for_script(text: str) -> str:
    """JSON that cannot end the script element it stands in."""
    return text.replace("<", "\\u003c")
