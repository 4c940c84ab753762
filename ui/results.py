"""What a run says at its end, below the film: the figures that matter, and the cards that explain."""

from collections.abc import Iterable, Mapping
from typing import Any

import streamlit as st

from charts.story import Card
from locales import Catalogue, as_code
from runs.wishes import Beside, Run
from ui.glossary import marked


def show_results(run: Run, t: Catalogue) -> None:
    """Of the run, and beside it of the pinned one."""
    figures(run.figures, t, run.beside.figures if run.beside else None)
    if run.beside is None:
        cards(run.cards, t)
        return
    st.markdown(run.beside.changed)
    for name, items, place in zip("AB", (run.beside.cards, run.cards), st.columns(2), strict=True):
        with place:
            st.markdown(f"**{name}**")
            cards(items, t)


def show_slip(params: Any, t: Catalogue) -> None:
    """Which mistake is on, if one is."""
    slip = getattr(params, "slip", "none")
    if slip != "none":
        st.markdown(f":orange-badge[{t('slip')} · {t(f'slip_{slip}')}]")


def show_differences(beside: Beside | None, t: Catalogue) -> None:
    """What tells the run from the pinned one, if there is one."""
    if beside is None:
        return
    both = ((name, f"**A** {as_code(a)} → **B** {as_code(b)}") for name, a, b in beside.differences)
    told = [t("named_value", name=name, value=value) for name, value in both]
    with st.container(key="differences"):
        st.markdown(" · ".join(told) if told else t("no_difference"))


def figures(values: Mapping[str, str], t: Catalogue, pinned: Mapping[str, str] | None = None) -> None:
    """The row of figures that matter in this run, with those of the pinned run below."""
    st.caption(t("figures_title"))
    with st.container(horizontal=True, key="figures"):
        for name, value in values.items():
            other = f"A: {pinned[name]}" if pinned and name in pinned else None
            help_text = t(f"figure_{name}_help")
            style: dict[str, Any] = {"delta_color": "off", "delta_arrow": "off"}
            st.metric(t(f"figure_{name}"), value, other, help=help_text, width="content", **style)


def cards(items: Iterable[Card], t: Catalogue) -> None:
    """Why-cards: the run explains itself."""
    for item in items:
        getattr(st, item.kind)(marked(item.text, t.lang), title=item.title)
