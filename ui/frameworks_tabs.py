"""What stands below the programs on the page of the frameworks: Explain · Settings · Tools · Take away."""

import re
from collections.abc import Mapping
from functools import cache

import pandas as pd
import streamlit as st

from charts.story import in_tens
from locales import Catalogue, comments, content
from programs.commented import commented
from programs.measured import PICTURES, shown, when_shown
from runs.comparison import Comparison
from runs.wishes import RunWish, file_name
from ui.tabs import READING_WIDTH, open_tabs, show_programs
from ui.taken_away import programs_of
from ui.visitor import visitor

TABS = ("explain", "settings", "trade", "take_away")
SETTING = re.compile(r"(.+)\n\| (.+)\n\| (.+)\n> (.+)\n")


def show_tabs(comparison: Comparison, t: Catalogue) -> None:
    """Only the open one is made."""
    for tab, place in open_tabs("frameworks", TABS, t):
        with place:
            match tab:
                case "explain":
                    st.markdown(content("frameworks/lesson", t.lang), width=READING_WIDTH)
                case "settings":
                    _show_settings(t)
                case "trade":
                    _show_trade(t)
                case "take_away":
                    wish = RunWish(comparison.view, comparison.params, t.lang)
                    show_programs(wish.view, file_name(wish.view, wish.params), programs_of(wish, t, visitor()), t)


def _show_settings(t: Catalogue) -> None:
    """A table of what differs, and of one of them the program that shows it."""
    st.markdown(t("settings_intro"), width=READING_WIDTH)
    settings = sections("settings", t.lang)
    told = {name: _read(text) for name, text in settings.items()}
    head = [t("setting"), t("setting_error"), t("setting_here"), t("setting_there")]
    rows = [(title, _error(name), here, there) for name, (title, here, there, _) in told.items()]
    lines = [head, ["---"] * len(head), *rows]
    st.markdown("\n".join(f"| {' | '.join(cells)} |" for cells in lines))
    kept = st.session_state.get("setting")
    st.session_state["setting"] = kept if kept in told else next(iter(told))
    titles = {name: title for name, (title, *_) in told.items()}
    name = st.pills(t("setting_shown"), list(told), format_func=titles.__getitem__, required=True, key="setting")
    name = name or next(iter(told))
    _, here, there, why = told[name]
    words, code = st.columns([2, 3], gap="medium")
    with words:
        is_there = st.toggle(t("setting_switch"), key=f"setting_{name}")
        said = (
            t("setting_is_there", variant=there, error=_error(name)) if is_there else t("setting_is_here", variant=here)
        )
        st.markdown(f"{said}\n\n{why}")
        st.code(shown("settings", name).output, language=None, wrap_lines=True)
    code.code(commented(shown("settings", name).text, comments(t.lang)), language="python", wrap_lines=True)
    _say_when(t)


def _error(name: str) -> str:
    """What the setting makes different, as the framework itself has it."""
    return in_tens(f"{shown('settings', name).by_framework:.3g}")


def _read(text: str) -> tuple[str, str, str, str]:
    found = SETTING.fullmatch(text)
    assert found is not None, text
    title, here, there, why = found.groups()
    return title, here, there, why


def _show_trade(t: Catalogue) -> None:
    """Who does what: a program of ten lines each, and what it said."""
    st.markdown(t("trade_intro"), width=READING_WIDTH)
    for name, text in sections("trade", t.lang).items():
        st.markdown(text, width=READING_WIDTH)
        example = shown("trade", name)
        code, said = st.columns(2)
        code.code(commented(example.text, comments(t.lang)), language="python", wrap_lines=True)
        if example.table is not None:
            said.dataframe(pd.DataFrame(example.table["data"], columns=example.table["columns"]), hide_index=True)
        elif example.pictures:
            with said:
                _show_picture(example.pictures, t)
        else:
            said.code(example.output, language=None, wrap_lines=True)
    _say_when(t)


def _show_picture(pictures: Mapping[str, bytes], t: Catalogue) -> None:
    st.image(pictures["svg"].decode(), alt=t("trade_picture_alt"))
    with st.container(horizontal=True):
        for ending, picture in pictures.items():
            label = t("download_picture", ending=ending.upper())
            st.download_button(label, picture, f"losses.{ending}", PICTURES[ending], on_click="ignore")


def _say_when(t: Catalogue) -> None:
    date, versions = when_shown()
    listed = t("list_gap").join(f"{package} {version}" for package, version in versions.items())
    st.caption(t("shown_when", date=date, versions=listed))


@cache
def sections(name: str, lang: str) -> dict[str, str]:
    """The parts of a text of the page, by the codes that head them."""
    parts = re.split(r"^## (\w+)\n", content(f"frameworks/{name}", lang), flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], parts[1::2], strict=True))
