"""What who asks at the desk holds in hand: a ticket for the task, and an outlook while it is not done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from concurrent.futures import Future
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from functools import cached_property
from time import perf_counter
from typing import Any, Generic, Protocol, TypeVar, cast

from runs.wishes import Wish
from runs.workers import Worker

R = TypeVar("R")

LONG = 1.0  # seconds; a task that takes longer leaves a worker free


class TooBusy(Exception):
    """More wishes are waiting than this server will ever get to."""


class RunFailed(Exception):
    """The worker died, and so did the one after it."""


@dataclass(eq=False)
class Task:
    """A wish that somebody waits for."""

    wish: Wish[Any]
    visitors: Counter[str] = field(default_factory=Counter)
    answer: Future[Any] = field(default_factory=Future)
    asked_at: float = field(default_factory=perf_counter)
    worker: Worker | None = None  # who works on it now
    begun_at: float = 0.0
    progress: float = 0.0
    begun_with: float | None = None  # how much was done when it was first heard of: it may go on with another's work
    so_far: Mapping[str, Any] = field(default_factory=dict)
    tries: int = 0

    def __post_init__(self) -> None:
        self.seconds = self.wish.seconds

    @cached_property
    def trainings(self) -> tuple[Any, ...]:
        """Of the wish; the last one is that of the run itself."""
        return self.wish.trainings

    @property
    def is_long(self) -> bool:
        return self.seconds > LONG


@dataclass(frozen=True)
class Outlook:
    """What somebody who waits may expect.

    Attributes
    ----------
    ahead : int, optional
        How many wishes are before this one; None when it is in work.
    progress : float
        How much of the work is done, 0 … 1.
    seconds : float
        How long it will still take, roughly.
    so_far : mapping of code names to numbers
        What has come of the work so far, such as its loss; and as "film" the film so far, as `runs.wishes.Run` has it.
    """

    ahead: int | None
    progress: float
    seconds: float
    so_far: Mapping[str, Any] = field(default_factory=dict)


class Issuer(Protocol):
    """The desk that a ticket is from."""

    def outlook(self, task: Task) -> Outlook: ...

    def leave(self, task: Task, visitor: str) -> None: ...


class Ticket(AbstractContextManager["Ticket[R]"], Generic[R]):
    """One visitor's claim to an answer. Who leaves gives it back, and what nobody waits for any more is not computed.

    Attributes
    ----------
    cached : bool
        Whether the answer was there already.
    """

    def __init__(self, desk: Issuer, task: Task, visitor: str, *, cached: bool) -> None:
        self._desk, self._task, self._visitor = desk, task, visitor
        self.cached = cached
        self._left = cached

    @property
    def future(self) -> Future[R]:
        return cast("Future[R]", self._task.answer)

    def result(self, timeout: float | None = None) -> R:
        """The answer; raises TimeoutError, RunFailed, or what the wish raises."""
        return self.future.result(timeout)

    def outlook(self) -> Outlook:
        return self._desk.outlook(self._task)

    @property
    def waited(self) -> float:
        """Seconds from the asking to the beginning of the work."""
        return max(0.0, self._task.begun_at - self._task.asked_at)

    def leave(self) -> None:
        if not self._left:
            self._left = True
            self._desk.leave(self._task, self._visitor)

    def __exit__(self, *exception: object) -> None:
        self.leave()
