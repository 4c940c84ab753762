"""The address bar: says the run on screen, so that a link opens the same run; and the button that copies it."""

from pathlib import Path
from urllib.parse import urlencode

import streamlit as st

from ui.i18n import Catalogue

HERE = Path(__file__).parent

_component = st.components.v2.component(
    "see_it_learn_address",
    html='<button type="button" class="sil-copy" aria-live="polite" data-action="copy-link" hidden></button>',
    css=(HERE / "address.css").read_text("utf-8"),
    js=(HERE / "address.js").read_text("utf-8"),
    isolate_styles=False,
)


def address(t: Catalogue, query: dict[str, str] | None = None) -> None:
    """Put the language into the address bar, and on a lab its run, with a *Copy link* button."""
    labels = {name: t(f"link_{name}") for name in ("copy", "copied", "failed", "help")}
    data = {
        "lang": t.lang,
        "tag": t.tag,
        "query": None if query is None else urlencode(query, safe=",;"),
        "labels": None if query is None else labels,
    }
    _component(key="address", data=data)
