"""What comes out of a lesson: its link, its code to scan, what shows it in another page, its file, its worksheets."""

from functools import lru_cache
from html import escape
from ipaddress import ip_address
from typing import Literal
from urllib.parse import urlencode, urlsplit

import segno
import streamlit as st

from locales import LANGUAGES, Catalogue
from runs.lesson import Lesson, address_of, as_file, said
from runs.lesson_link import HELD, LONGEST_LINK, code_of, name_here, name_of
from ui.lesson import held, page_of
from ui.visitor import visitor
from ui.worksheet import seconds_of, worksheet

SCANNABLE = 1_200  # characters of a link whose code a phone still reads from a wall
TALL = 600  # characters; a longer link scrolls by itself
SOON = 5  # seconds; nobody wonders about a worksheet that comes sooner
NAME = "lesson"  # of its files


def show_results(lesson: Lesson, t: Catalogue) -> None:
    """All that a teacher hands out."""
    name = name_of(lesson, held())
    link = link_of(lesson, name)
    if name.startswith(HELD):
        st.info(t("teach_too_long", n=f"{len(code_of(lesson)):,}", limit=f"{LONGEST_LINK:,}"))
    else:
        st.markdown(t("teach_link" if name_here(lesson) is None else "teach_link_named"))
        if is_local(link):
            st.info(t("teach_link_local"))
        _show_link(lesson, link, t)
    code = qr(link) if len(link) <= SCANNABLE and not name.startswith(HELD) else ""
    with st.container(horizontal=True):
        first, query = page_of(lesson.stops[0]), {"lesson": name, "stop": "1"}
        st.page_link(first, label=t("teach_play"), icon=":material/play_arrow:", query_params=query)
        st.download_button(t("teach_file"), as_file(lesson), f"{NAME}.json", "application/json", on_click="ignore")
        for lang, language in LANGUAGES.items():
            label = t("teach_sheet", language=language.name)
            file = f"{NAME}-worksheet-{lang}.html"
            make = worksheet(lesson, lang, visitor(), code)
            st.download_button(label, make, file, "text/html", on_click="ignore")
    st.caption(t("teach_play_help"))
    st.caption(t("teach_sheet_help"))
    seconds = seconds_of(lesson, t.lang)
    if seconds > SOON:
        st.caption(t("teach_sheet_takes", seconds=round(seconds)))


def _show_link(lesson: Lesson, link: str, t: Catalogue) -> None:
    height: Literal["content"] | int = 120 if len(link) > TALL else "content"
    st.code(link, language=None, wrap_lines=True, height=height)
    picture, embed = st.columns([1, 2], gap="medium")
    with picture:
        st.markdown(t("teach_qr"))
        if len(link) <= SCANNABLE:
            st.image(qr(link), width=260, alt=t("teach_qr_alt"))
            st.download_button(t("teach_qr_file"), qr(link), f"{NAME}-qr.svg", "image/svg+xml", on_click="ignore")
        else:
            st.caption(t("teach_qr_too_long"))
    with embed:
        st.markdown(t("teach_embed"))
        title = said(lesson.title, t.lang) or t("lesson_lesson")
        st.code(embed_code(link, title), language="html", wrap_lines=True, height=height)


def link_of(lesson: Lesson, code: str) -> str:
    """The link to a lesson on this server, as the visitor's browser knows it."""
    here = (st.context.url or "").partition("?")[0].rstrip("/")
    base = here.rpartition("/")[0]  # without this page's own name
    return f"{base}/{address_of(lesson.stops[0])}?{urlencode({'lesson': code, 'stop': 1})}"


def is_local(link: str) -> bool:
    """Whether a link leads to the very computer that opens it."""
    host = urlsplit(link).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:  # it is a name
        return host == "localhost" or host.endswith(".localhost")


@lru_cache(maxsize=64)
def qr(link: str) -> str:
    """The link to be scanned, as a picture in SVG: dark on light, with the rim that cameras look for."""
    svg: str = segno.make(link, error="l", micro=False).svg_inline(scale=4, dark="#000", light="#fff")
    return svg.replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ', 1)


def embed_code(link: str, title: str) -> str:
    """What shows the lesson inside of another page."""
    return (
        f'<iframe src="{escape(link)}&amp;embed=true" title="{escape(title)}" width="100%" height="900" '
        'style="border: 0" allow="fullscreen; clipboard-write"></iframe>'
    )
