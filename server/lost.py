"""Addresses that are almost those of a page lead to it, with their query; those of no page get an answer that helps.

Streamlit would show its start page at any address, and then a dialog in English.
"""

from html import escape

from starlette.datastructures import Headers, QueryParams
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from locales import Catalogue, catalogue
from runs.address import ANSWERS, FOLDER
from runs.lesson import LessonError, address_of, stop_number
from runs.lesson_link import find
from runs.links import plain, read_query
from server.address import under_base
from server.start_page import HOME, PATHS, visitors_language
from ui.menu import ADDRESSES

# Streamlit's folders and ours: no pages
OTHERS = ("static", "media", "component", "app", "vendor", "assets", "stats", FOLDER, ANSWERS)

PAGE = """<!doctype html>
<html lang="{tag}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} · {app}</title>
<style>
  :root {{ color-scheme: light dark; }}
  body {{ font: 1.1rem/1.6 system-ui, sans-serif; max-width: 34rem; margin: 12vh auto; padding: 0 1.5rem; }}
</style>
<h1>{title}</h1>
<p>{words}</p>
<ul>{links}</ul>
"""


def page_meant(path: str) -> str | None:
    """The path of the page that was meant, if it can be told.

    >>> page_meant("/Perceptron"), page_meant("/gradient_descent"), page_meant("/perceptron)。"), page_meant("/else")
    ('/perceptron', '/gradient-descent', '/perceptron', None)
    """
    name = plain(path.strip("/")).replace("_", "-")
    meant = HOME if name in ("", "home") else f"/{name}"
    return meant if meant in PATHS else None


def page_of_lesson(path: str, query: str) -> str | None:
    """The path of the page for the stop of a lesson that a link asks for, where it is not this one."""
    link = read_query(QueryParams(query))
    try:
        stops = find(link["lesson"]).stops if "lesson" in link else ()
    except LessonError:  # the page will say so
        return None
    if not stops:
        return None
    page = f"/{address_of(stops[(stop_number(link.get('stop'), len(stops)) or 1) - 1])}"
    return page if page != path.rstrip("/") else None


def is_for_a_page(path: str) -> bool:
    """Whether it could be the address of a page: not a file's, and not in a folder that others answer for."""
    parts = path.strip("/").split("/")
    return parts[0] not in OTHERS and "." not in parts[-1].rstrip(".") and "/_" not in path


def no_page(t: Catalogue) -> Response:
    """The answer where no page is: what there is instead."""
    pages = [(HOME, t("page_home")), *((f"/{address}", t(f"page_{address}")) for address in ADDRESSES)]
    links = "".join(f'<li><a href="{under_base(path)}?lang={t.lang}">{escape(name)}</a></li>' for path, name in pages)
    title, words, app = (escape(t(key)) for key in ("no_page", "no_page_words", "app_name"))
    body = PAGE.format(tag=t.tag, title=title, words=words, app=app, links=links)
    return HTMLResponse(body, 404, headers={"Cache-Control": "no-store", "Vary": "Accept-Language"})


class Lost:
    """ASGI middleware that answers for addresses without a page."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_visit = scope["type"] == "http" and scope["method"] in ("GET", "HEAD")
        await ((is_visit and answer(scope)) or self.app)(scope, receive, send)


def answer(scope: Scope) -> Response | None:
    """The way to the page that was meant, or what there is instead; None where others answer."""
    path = scope["path"].removeprefix(scope.get("root_path", ""))
    base = under_base(HOME)
    if not path.startswith(base):
        return None
    path, _, more = path.removeprefix(base.removesuffix("/")).partition("?")  # a question mark that was written %3F
    query = "&".join(part for part in (more, scope["query_string"].decode("latin-1")) if part)
    is_page = (path.rstrip("/") or HOME) in PATHS
    if is_page and (elsewhere := page_of_lesson(path, query)):
        return RedirectResponse(under_base(elsewhere) + f"?{query}")
    if (is_page and not more) or not is_for_a_page(path):
        return None
    meant = page_meant(path)
    if meant is not None:
        return RedirectResponse(under_base(meant) + (f"?{query}" if query else ""))
    linked = read_query(QueryParams(query)).get("lang")
    return no_page(catalogue(visitors_language(linked, Headers(scope=scope).get("Accept-Language", ""))))
