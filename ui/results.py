"""What a run says at its end, below the film: the figures that matter, and the cards that explain."""

from collections.abc import Iterable, Mapping
from typing import Any

import streamlit as st

from charts.story import Card
from locales import Catalogue
from runs.wishes import Run


def show_results(run: Run, t: Catalogue) -> None:
    """Of the run, beside those of the pinned one."""
    figures(run.figures, t, run.pinned_figures)
    cards(run.cards)


def figures(values: Mapping[str, str], t: Catalogue, pinned: Mapping[str, str] | None = None) -> None:
    """The row of figures that matter in this run, with those of the pinned run below."""
    st.caption(t("figures_title"))
    with st.container(horizontal=True, key="figures"):
        for name, value in values.items():
            other = f"A: {pinned[name]}" if pinned and name in pinned else None
            help_text = t(f"figure_{name}_help")
            style: dict[str, Any] = {"delta_color": "off", "delta_arrow": "off"}
            st.metric(t(f"figure_{name}"), value, other, help=help_text, width="content", **style)


def cards(items: Iterable[Card]) -> None:
    """Why-cards: the run explains itself."""
    for item in items:
        getattr(st, item.kind)(item.text, title=item.title)
