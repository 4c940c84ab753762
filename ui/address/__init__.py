"""The address bar: says the run on screen, so that a link opens the same run; and the button that copies it.

Back and Forward of the browser, and links to this very page, open their run on the page as it is.
"""

from pathlib import Path
from urllib.parse import parse_qsl, urlencode

import streamlit as st

from locales import Catalogue, catalogue
from runs.address import MAX_FIELDS
from ui.bridge.component import DRAWER_JS, component
from ui.bridge.messages import sent
from ui.visitor import visitor

HERE = Path(__file__).parent
KEY = "address"
FOLLOWED = "followed"

_component = component("see_it_learn_address", DRAWER_JS, HERE / "words.js", HERE / "address.js", HERE / "address.css")

STREAMLIT_WORDS = (
    *("help_for", "help", "increment", "decrement", "open", "choose", "apply", "apply_text", "sidebar", "collapse"),
    *("expand", "pages", "skip", "heading", "columns", "download", "search", "fullscreen", "add_row", "delete_rows"),
    *("clear", "clear_all", "clear_value", "connection", "progress"),
)
"""Codes of the words that Streamlit writes by itself. English holds them as Streamlit has them."""


def address(
    t: Catalogue,
    query: dict[str, str] | None = None,
    *,
    keep: bool = False,
    copies: bool = True,
    adds: bool = False,
) -> None:
    """Put the language into the address bar, and on a lab its run, with a *Copy link* button.

    Parameters
    ----------
    query : dict of str to str, optional
        What opens the run on screen; None on a page without one.
    keep : bool
        Leave what the address bar says of the run, which is not the one on screen.
    copies : bool
        Whether there is the button.
    adds : bool
        Whether there is another one, where this browser is putting a lesson together (`ui.teach`): it adds the run.
    """
    labels = {name: t(f"link_{name}") for name in ("copy", "copied", "failed", "help", "add", "added", "full")}
    data = {
        "session": visitor(),
        "lang": t.lang,
        "tag": t.tag,
        "query": None if query is None else urlencode(query, safe=",;:~!"),
        "keep": keep,
        "words": streamlit_words(t),
        "labels": None if query is None else labels,
        "copies": copies,
        "adds": adds,
    }
    _component(key=KEY, data=data, on_go_change=_follow)


def followed(*, keep: bool = False) -> dict[str, str] | None:
    """What the link says that the visitor has followed since the last run of the page, said once, unless it is kept."""
    query: dict[str, str] | None = st.session_state.get(FOLLOWED)
    if not keep:
        st.session_state.pop(FOLLOWED, None)
    return query


def open_link(query: dict[str, str]) -> None:
    """Open a run on the next run of the page, as a link to this very page does."""
    st.session_state[FOLLOWED] = query


def _follow() -> None:
    query = sent(KEY, "go").get("query")
    if not isinstance(query, str):
        return
    try:
        open_link(dict(parse_qsl(query, keep_blank_values=True, max_num_fields=MAX_FIELDS)))
    except ValueError:  # too many fields: not a link of ours
        return


def streamlit_words(t: Catalogue) -> list[tuple[str, str]]:
    """What Streamlit says in English, and the same in the visitor's language; nothing in English itself."""
    english = catalogue("en")
    pairs = ((f"streamlit_{word}", {"name": "{name}"} if word == "help_for" else {}) for word in STREAMLIT_WORDS)
    return [(english(key, **name), t(key, **name)) for key, name in pairs] if t.lang != "en" else []
