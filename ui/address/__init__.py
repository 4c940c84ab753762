"""The address bar: says the run on screen, so that a link opens the same run; and the button that copies it."""

from pathlib import Path
from urllib.parse import urlencode

from locales import Catalogue
from ui.bridge.component import component
from ui.visitor import visitor

HERE = Path(__file__).parent

_component = component("see_it_learn_address", HERE / "address.js", HERE / "address.css")


def address(t: Catalogue, query: dict[str, str] | None = None, *, keep: bool = False) -> None:
    """Put the language into the address bar, and on a lab its run, with a *Copy link* button.

    Parameters
    ----------
    query : dict of str to str, optional
        What opens the run on screen; None on a page without one.
    keep : bool
        Leave what the address bar says of the run, which is not the one on screen.
    """
    labels = {name: t(f"link_{name}") for name in ("copy", "copied", "failed", "help")}
    data = {
        "session": visitor(),
        "lang": t.lang,
        "tag": t.tag,
        "query": None if query is None else urlencode(query, safe=",;:~!"),
        "keep": keep,
        "labels": None if query is None else labels,
    }
    _component(key="address", data=data)
