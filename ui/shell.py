"""The script behind every page: language, menu, page heading, footer."""

import sys
from pathlib import Path

import streamlit as st

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:  # Streamlit puts only this script's own folder there
    sys.path.insert(0, str(ROOT))

import ui.forged  # noqa: E402, F401 before any widget is read
from locales import LANGUAGES, as_code, catalogue, choose_language, spoken  # noqa: E402
from locales.preference import preferred  # noqa: E402
from runs.lesson import address_of  # noqa: E402
from runs.links import read_query, tidy  # noqa: E402
from runs.version import VERSION  # noqa: E402
from ui.address import followed  # noqa: E402
from ui.garbage import freeze_code  # noqa: E402
from ui.glossary import show_glossary  # noqa: E402
from ui.lesson import arrive, leave, page_of, playing, show_lesson, show_problems  # noqa: E402
from ui.menu import ADDRESSES, UNLISTED, file_of  # noqa: E402

if "spoken" not in st.session_state:
    asked = read_query(st.query_params.to_dict()).get("lang")
    linked = asked and tidy(asked)
    # the header first, as the start page does: a browser may like several languages, and names but one to its scripts
    liked = preferred(st.context.headers.get("Accept-Language") or "")
    st.session_state["spoken"] = choose_language(linked, *liked, st.context.locale)
    st.session_state["unknown_lang"] = asked if asked is not None and spoken(linked) is None else None
# None comes from a browser that sends its controls before it has drawn them all: who stops a first run at once, say.
st.session_state["lang"] = st.session_state["spoken"] = st.session_state.get("lang") or st.session_state["spoken"]
arrive()
lesson = playing()
only_language = lesson.lesson.lang if lesson else None
if only_language is not None:
    st.session_state["lang"] = st.session_state["spoken"] = only_language
t = catalogue(st.session_state["lang"])

st.set_page_config(
    page_title=t("app_name"),
    page_icon=str(ROOT / "ui" / "icon.svg"),
    layout="wide",
    initial_sidebar_state=340,
)

home = st.Page(ROOT / "pages" / "home.py", title=t("page_home"), default=True)
pages = dict.fromkeys(ADDRESSES, "visible") | dict.fromkeys(UNLISTED, "hidden")
others = [
    st.Page(
        ROOT / "pages" / file_of(to),
        title=t(f"page_{to}"),
        url_path=to,
        visibility="visible" if to in ADDRESSES else "hidden",
    )
    for to in (*ADDRESSES, *UNLISTED)
]
# in the frame of another page a lesson is all that there is
page = st.navigation([home, *others], position="hidden" if lesson and st.context.is_embedded else "top")
if lesson and page.url_path != address_of(lesson.stop):
    if followed(keep=True) is None:  # the visitor has gone elsewhere
        leave()
        st.rerun()
    st.switch_page(page_of(lesson.stop), query_params=lesson.query)
if page.url_path:
    st.set_page_config(page_title=f"{page.title} · {t('app_name')}")

with st.container(horizontal=True, vertical_alignment="center", key="masthead"):
    st.title(t("app_name") if page.url_path == "" else page.title, anchor=False, width="stretch")
    if only_language is None:
        st.segmented_control(
            t("language"),
            list(LANGUAGES),
            format_func=lambda code: LANGUAGES[code].name,
            required=True,
            key="lang",
            label_visibility="collapsed",
            on_change=lambda: st.session_state.update(unknown_lang=None),
        )
if st.session_state["unknown_lang"] is not None:
    st.warning(t("problem_lang", value=as_code(st.session_state["unknown_lang"]), language=LANGUAGES[t.lang].name))
show_problems(t)
show_lesson(t)
page.run()
show_glossary(t)
st.caption(t("footer", app=t("app_name"), version=VERSION))
freeze_code(page.url_path)
