"""The page that every visit begins with: Streamlit's own, completed.

Streamlit answers the address of every page with one empty page in English and knows which one it is only after its
scripts have run. Here it says at once what it is and in which language, and begins to load what the visit will need.
What a visitor sent is never copied into it, only chosen by.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from html import escape
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from locales import Catalogue, catalogue, choose_language
from locales.preference import preferred
from runs.links import read_query, tidy
from server.address import under_base
from server.chunks import HOME_CHUNKS, LAB_CHUNKS, with_imports
from server.http import is_known
from server.static import STREAMLIT_FILES
from ui.assets import PAGE_CSS, PLOTLY_PATH
from ui.menu import ADDRESSES, UNLISTED

# What else a page will ask for, as addresses relative to the app: of the path ("/perceptron"), its query, the language.
Preloads = Callable[[str, Mapping[str, str], str], Iterable[str]]

HOME = "/"
PATHS = (HOME, *(f"/{address}" for address in (*ADDRESSES, *UNLISTED)))
PLACES = ('<html lang="en">', "<title>Streamlit</title>", "</head>")  # what is completed, each of them there once
NOSCRIPT = re.compile("<noscript>.*?</noscript>", re.DOTALL)

# The front end need not find out where its server is: it would ask below the page's own address first.
WHERE = '<script>window.__streamlit = { BACKEND_BASE_URL: new URL(".", document.baseURI).href };</script>'


STYLES = f"<style>\n{PAGE_CSS.read_text('utf-8')}</style>"


def no_preloads(path: str, query: Mapping[str, str], lang: str) -> Iterable[str]:
    """Nothing else."""
    return ()


def visitors_language(linked: str | None, accepted: str) -> str:
    """The link's language, else the first in an Accept-Language header that the app speaks, else English.

    >>> visitors_language(None, "fr, zh-CN;q=0.9"), visitors_language("en.", "zh"), visitors_language("qaa", "")
    ('zh', 'en', 'en')
    """
    return choose_language(linked and tidy(linked), *preferred(accepted))


def completed(page: str, path: str, t: Catalogue, preloads: Iterable[str] = (), folder: Path = STREAMLIT_FILES) -> str:
    """Streamlit's start page for one of `PATHS`; one that is not built as we know it stays as it is."""
    if any(page.count(place) != 1 for place in PLACES):
        return page
    name, about = t("app_name"), t("about_app")
    if path != HOME:
        name, about = f"{t('page_' + path[1:])} · {name}", t(f"about_{path[1:]}")
    chunks = with_imports(folder, HOME_CHUNKS if path == HOME else LAB_CHUNKS)
    head = [
        f'<meta name="description" content="{escape(about)}" />',
        WHERE,
        STYLES,
        *(_preload(address) for address in preloads),
        f'<script async src=".{PLOTLY_PATH}" onerror="this.remove()"></script>',
        *(f'<link rel="modulepreload" crossorigin href="./{chunk}" />' for chunk in chunks if chunk not in page),
    ]
    for place, text in zip(
        PLACES,
        (f'<html lang="{t.tag}">', f"<title>{escape(name)}</title>", "\n    ".join([*head, "</head>"])),
        strict=True,
    ):
        page = page.replace(place, text)
    return NOSCRIPT.sub(lambda _: f"<noscript><p>{escape(t('needs_javascript'))}</p></noscript>", page)


def _preload(address: str) -> str:
    return f'<link rel="preload" as="fetch" crossorigin="anonymous" href="./{escape(address)}" />'


def start_page_routes(preloads: Preloads = no_preloads, folder: Path = STREAMLIT_FILES) -> list[Route]:
    """A route for every address of the app. All others are Streamlit's to answer."""
    page = (folder / "index.html").read_text("utf-8")

    def route(path: str) -> Route:
        def answer(request: Request) -> Response:
            query = read_query(request.query_params)
            lang = visitors_language(query.get("lang"), request.headers.get("Accept-Language", ""))
            body = completed(page, path, catalogue(lang), preloads(path, query, lang), folder).encode()
            # weak, since it goes over the wire compressed and not
            etag = f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'
            headers = {"Cache-Control": "no-cache", "ETag": etag, "Vary": "Accept-Language"}
            if is_known(etag, request.headers.get("If-None-Match", "")):
                return Response(status_code=304, headers=headers)
            return Response(body, media_type="text/html", headers=headers)

        return Route(under_base(path), answer)

    return [route(path) for path in PATHS]
