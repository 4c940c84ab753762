"""What a page will ask for: its film, which can be made and travel while the page is still being put together."""

from collections.abc import Iterable, Mapping
from importlib import import_module
from typing import Any

from charts.lab import Lab
from charts.labs import LABS
from core.validation import InvalidParameterError
from runs.address import film_address
from runs.lesson import LessonError, stop_number
from runs.lesson_link import find
from runs.links import plain
from runs.tours import led
from runs.wishes import RunWish
from ui.memory import from_link
from ui.shown import Shown, shown

LAB_AT = {f"/{lab.address}": lab for lab in LABS}


def film_preloads(path: str, query: Mapping[str, str], lang: str) -> Iterable[str]:
    """The address of the film that the page at this path will show.

    Parameters
    ----------
    path : str
        Of the page, below the app's own address.
    query : mapping of str to str
        What the link says, read by `runs.links.read_query`.
    lang : str
        The visitor's language.
    """
    if path not in LAB_AT:
        return ()
    lab = LAB_AT[path]
    query, lang = in_lesson(lab, query, lang)
    query = led(lab, query)
    view = lab.opened_by(plain(query.get("view", "")))
    page = import_module(f"pages.{lab.folder}")
    (opened,) = (one for one in shown(lab, page.CONTROLS, page.NEAR) if one.view is view)
    try:
        wish = _wish(opened, query, lang)
        address = film_address(wish) if view.is_whole(wish.params) else None
    except InvalidParameterError:  # the page itself will say so
        return ()
    return () if address is None else (address,)


def in_lesson(lab: Lab, query: Mapping[str, str], lang: str) -> tuple[Mapping[str, str], str]:
    """What the page is asked for, and its language; where a link asks for a stop in this lab, the run of the stop."""
    try:
        lesson = find(query["lesson"]) if "lesson" in query else None
    except LessonError:
        lesson = None
    if lesson is None:
        return query, lang
    stop = lesson.stops[(stop_number(query.get("stop"), len(lesson.stops)) or 1) - 1]
    return (stop.opened(query), lesson.lang or lang) if stop.lab == lab.address else (query, lang)


def _wish(opened: Shown[Any, Any], query: Mapping[str, str], lang: str) -> RunWish:
    memory = from_link(opened.panel, query)
    return RunWish(opened.name, opened.panel.kind(**opened.panel.that_matter(memory.values)), lang, memory.pinned)
