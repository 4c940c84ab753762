"""The desk where runs are asked for: each is computed once, by a worker, for everybody who waits for it.

Who comes first is served first, with four exceptions. A visitor has one wish in work at a time. A long run never takes
the last free worker, so that short ones go on, and while others are there, who had one rests as long before the next.
And what is asked about a training goes to the worker that has it, or waits for the one that is at it; one that was
given up is gone on with where it was begun.
"""

from __future__ import annotations

import logging
import pickle
from collections import Counter
from collections.abc import Collection, Sequence
from functools import partial
from threading import Condition, Thread
from time import perf_counter
from typing import Any, TypeVar

from runs.cache import Cache
from runs.homes import Homes
from runs.rest import Rests
from runs.tickets import Outlook, RunFailed, Task, Ticket, TooBusy
from runs.wishes import Wish
from runs.workers import Cancelled, Worker, WorkerDied

R = TypeVar("R")

TRIES = 2  # a wish whose worker died is given to another one once
MAX_WAITING = 1000  # wishes; more than a hundred impatient visitors have

log = logging.getLogger(__name__)


class Desk:
    """Takes wishes, has workers fulfil them, and keeps the answers.

    Parameters
    ----------
    workers : sequence of Worker
        Each gets a thread of this process, which hands it one wish after the other.
    cache_bytes : int
        How much is kept of what was answered.
    """

    def __init__(self, workers: Sequence[Worker], cache_bytes: int) -> None:
        self._workers = tuple(workers)
        self._cache = Cache(cache_bytes)
        self._changed = Condition()
        self._tasks: dict[Wish[Any], Task] = {}
        self._waiting: list[Task] = []
        self._working: list[Task] = []
        self._homes = Homes()
        self._rests = Rests()
        self._counts: Counter[str] = Counter()
        self._closed = False
        for number, worker in enumerate(self._workers):
            Thread(target=self._serve, args=(worker,), name=f"worker {number}", daemon=True).start()

    # ---- for who asks

    def ask(self, wish: Wish[R], visitor: str) -> Ticket[R]:
        """Ask for something; raises TooBusy. The visitor's name says who has one wish in work already."""
        with self._changed:
            self._rests.asked(visitor, perf_counter())
            if wish in self._cache:
                self._counts["cached"] += 1
                task = Task(wish)
                task.answer.set_result(pickle.loads(self._cache.get(wish)))
                return Ticket(self, task, visitor, cached=True)
            known = self._tasks.get(wish)
            if known is None:
                if self._closed or len(self._waiting) >= MAX_WAITING:
                    raise TooBusy
                known = self._tasks[wish] = Task(wish)
                self._waiting.append(known)
                self._counts["asked"] += 1
            known.visitors[visitor] += 1
            self._changed.notify_all()
            return Ticket(self, known, visitor, cached=False)

    def has(self, wish: Wish[Any]) -> bool:
        """Whether the answer is there, or being made for somebody."""
        with self._changed:
            return wish in self._cache or wish in self._tasks

    def leave(self, task: Task, visitor: str) -> None:
        """This visitor waits no longer; when nobody does, the work ends."""
        with self._changed:
            task.visitors[visitor] -= 1
            task.visitors += Counter()  # forgets who is counted zero times
            if task.visitors or task.answer.done():
                return
            self._forget(task)
            self._counts["cancelled"] += 1
            if task in self._waiting:
                self._waiting.remove(task)
                task.answer.cancel()
            elif task.worker is not None:
                self._rest_after(task, [visitor])
                task.worker.cancel()
            self._changed.notify_all()  # the visitor's next wish may begin

    def outlook(self, task: Task) -> Outlook:
        with self._changed:
            at_it = task if task in self._working else next(iter(self._at(task.trainings[-1])), task)
            if at_it in self._waiting:
                left = sum(other.seconds * (1 - other.progress) for other in self._working)
                before = self._waiting[: self._waiting.index(task)]
                seconds = (left + sum(other.seconds for other in before)) / max(1, len(self._workers))
                seconds = max(seconds, self._rest(task))
                return Outlook(len(before) + len(self._working), 0.0, seconds + task.seconds)
            elapsed, done = perf_counter() - at_it.begun_at, at_it.progress
            made = done - (at_it.begun_with or 0.0)
            left = elapsed * (1 - done) / made if made > 0.05 else at_it.seconds * (1 - done)
            films = set() if at_it is task else {"film"}  # of another wish: in another language, or of another digit
            return Outlook(None, done, left, {name: of for name, of in at_it.so_far.items() if name not in films})

    def stats(self) -> dict[str, Any]:
        """What a host may want to know, as plain values."""
        with self._changed:
            return {
                "runs": {name: self._counts[name] for name in ("asked", "cached", "computed", "failed", "cancelled")},
                "cache": {"entries": len(self._cache), "bytes": self._cache.size},
                "queue": {"waiting": len(self._waiting), "working": len(self._working)},
                "workers": [
                    {"pid": worker.pid, "busy": any(task.worker is worker for task in self._working)}
                    for worker in self._workers
                ],
                "workers_died": self._counts["died"],
            }

    def close(self) -> None:
        """End all work, in the middle, too. Who still waits is told that it failed."""
        with self._changed:
            if self._closed:
                return
            self._closed = True
            for task in self._waiting:
                task.answer.set_exception(RunFailed())
            self._waiting.clear()
            self._changed.notify_all()
        for worker in self._workers:
            worker.close()

    # ---- for the workers

    def _serve(self, worker: Worker) -> None:
        while task := self._take(worker):
            try:
                self._done(task, worker, pickled=worker.fulfil(task.wish, partial(self._told, task, worker)))
            except WorkerDied:
                self._died(task, worker)
            except Exception as error:
                self._failed(task, worker, error)

    def _told(self, task: Task, worker: Worker, fraction: float, /, **so_far: Any) -> None:
        task.begun_with = fraction if task.begun_with is None else task.begun_with
        task.progress, task.so_far = fraction, {**task.so_far, **so_far}  # a film stays until the next one
        if not task.visitors:  # the last one left before the worker had begun, and could not be told to stop
            worker.cancel()

    def _take(self, worker: Worker) -> Task | None:
        """The next wish for this worker, as soon as there is one; None when the desk has closed."""
        with self._changed:
            while not self._closed:
                task = next((task for task in self._waiting if self._may(task, worker)), None)
                if task is not None:
                    self._waiting.remove(task)
                    self._working.append(task)
                    task.worker, task.begun_at = worker, perf_counter()
                    task.tries += 1
                    return task
                self._changed.wait(min(filter(None, map(self._rest, self._waiting)), default=None))
        return None

    def _rest_after(self, task: Task, visitors: Collection[str]) -> None:
        if task.is_long:
            self._rests.ended(visitors, task.begun_at, perf_counter())

    def _rest(self, task: Task) -> float:
        """Seconds for which this task waits because those who want it have just had another one that is long."""
        if not task.is_long or self._homes.begun(task.trainings[-1]):  # to go on with one is not to have another
            return 0.0
        return self._rests.left(task.visitors.keys(), perf_counter())

    def _at(self, training: Any) -> list[Task]:
        """What is in work with this training."""
        return [other for other in self._working if training in other.trainings]

    def _may(self, task: Task, worker: Worker) -> bool:
        """Whether this free worker may begin with the task now."""
        n_free = len(self._workers) - len(self._working)
        home = self._homes.of(task.trainings[-1])
        is_long = task.is_long and home is not worker  # who has trained it need not train again
        if is_long and ((n_free < 2 <= len(self._workers)) or self._rest(task)):
            return False
        at_it = self._at(task.trainings[-1])
        if (is_long and at_it) or any(not other.visitors for other in at_it):
            return False  # who trains it now will have it soon, or is being told to stop and can go on with it
        at_work = {visitor for other in self._working for visitor in other.visitors}
        if task.visitors and task.visitors.keys() <= at_work:
            return False
        busy = {other.worker for other in self._working}
        if home is None:
            begun = self._homes.begun(task.trainings[-1]) - busy
            return worker in begun or not begun  # who has a part of it goes on with it, if free
        return home is worker or (home in busy and not is_long)

    def _done(self, task: Task, worker: Worker, pickled: bytes) -> None:
        value = pickle.loads(pickled)
        with self._changed:
            self._counts["computed"] += 1
            self._cache.put(task.wish, pickled)
            self._homes.trained(task.trainings, worker)
            self._leave_work(task)
        task.answer.set_result(value)

    def _failed(self, task: Task, worker: Worker, error: Exception) -> None:
        with self._changed:
            if isinstance(error, Cancelled):
                self._homes.given_up(task.trainings[-1], worker)
            self._leave_work(task)
        if isinstance(error, Cancelled):
            task.answer.cancel()
            return
        self._counts["failed"] += 1
        task.answer.set_exception(error)

    def _died(self, task: Task, worker: Worker) -> None:
        with self._changed:
            if self._closed:
                task.answer.set_exception(RunFailed())
                return
            self._counts["died"] += 1
            log.warning("a worker died at %s, try %d of %d", task.wish.view, task.tries, TRIES)
            self._homes.lost(worker)
            wanted = self._tasks.get(task.wish) is task
            if wanted and task.tries < TRIES:
                self._working.remove(task)
                task.worker, task.progress, task.begun_with, task.so_far = None, 0.0, None, {}
                self._waiting.insert(0, task)
                self._changed.notify_all()
                return
        self._failed(task, worker, RunFailed())

    def _leave_work(self, task: Task) -> None:
        self._working.remove(task)
        self._rest_after(task, task.visitors.keys())
        task.worker = None
        self._forget(task)
        self._changed.notify_all()

    def _forget(self, task: Task) -> None:
        if self._tasks.get(task.wish) is task:
            del self._tasks[task.wish]
