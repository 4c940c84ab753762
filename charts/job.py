"""Work that is done once, however many ask for it at the same time."""

from collections.abc import Callable
from threading import Lock
from time import perf_counter
from typing import Generic, TypeVar

from core.progress import Progress, silent

R = TypeVar("R")


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
