"""A bar that says how far work is which takes a while."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

import streamlit as st

from core.progress import Progress
from locales import Catalogue

PATIENCE = 0.3  # seconds; what is ready by then needs no bar
PAUSE = 0.1  # seconds between two looks of the bar


@contextmanager
def progress_bar(t: Catalogue) -> Iterator[Progress]:
    """A function that is told how much of the work is done; the bar lies over the page, so that nothing moves."""
    place = st.container(key="progress").empty()
    started = shown = perf_counter()

    def progress(fraction: float) -> None:
        nonlocal shown
        now = perf_counter()
        if now - started >= PATIENCE and now - shown >= PAUSE:
            shown = now
            done = min(max(fraction, 0.0), 1.0)
            place.progress(done, text=t("computing", percent=f"{100 * done:.0f}"))

    try:
        yield progress
    finally:
        place.empty()
