"""Work that takes a while: done once for everybody who asks for it, with a bar that says how far it is."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock
from time import perf_counter
from typing import Generic, TypeVar

import streamlit as st

from core.progress import Progress, silent
from ui.i18n import Catalogue

R = TypeVar("R")

PATIENCE = 0.3  # seconds; what is ready by then needs no bar
PAUSE = 0.1  # seconds between two looks of the bar


class Job(Generic[R]):
    """A piece of work: the first visitor who asks has it done, others who ask meanwhile wait for the same result.

    Work that fails, or whose visitor went away, is begun anew by whoever asks next.
    """

    def __init__(self, work: Callable[[Progress], R]) -> None:
        self._work = work
        self._lock = Lock()
        self._results: list[R] = []
        self.milliseconds = 0.0

    def result(self, progress: Progress = silent) -> R:
        with self._lock:
            if not self._results:
                started = perf_counter()
                self._results.append(self._work(progress))
                self.milliseconds = 1000 * (perf_counter() - started)
        return self._results[0]


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
