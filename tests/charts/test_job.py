"""Work that is done once: whoever asks, however many ask at once, and also after it failed."""

from collections.abc import Callable
from threading import Event, Thread

import pytest

from charts.job import Job


def test_the_work_is_done_once_and_tells_how_far_it_is() -> None:
    told: list[float] = []
    began: list[int] = []

    def work(progress: Callable[[float], None]) -> str:
        began.append(1)
        progress(0.5)
        return "done"

    task = Job(work)
    assert [task.result(told.append), task.result(told.append), task.result()] == ["done"] * 3
    assert (began, told) == ([1], [0.5])
    assert task.milliseconds > 0


def test_who_asks_meanwhile_waits_for_the_same_result() -> None:
    started, go_on = Event(), Event()
    results: list[object] = []

    def work(progress: Callable[[float], None]) -> object:
        started.set()
        assert go_on.wait(60)
        return object()

    task = Job(work)
    threads = [Thread(target=lambda: results.append(task.result())) for _ in range(4)]
    for thread in threads:
        thread.start()
    assert started.wait(60)
    assert results == []
    go_on.set()
    for thread in threads:
        thread.join(60)
    assert len(results) == 4
    assert len(set(map(id, results))) == 1


def test_what_failed_is_begun_anew() -> None:
    answers = iter([ValueError("no"), None])

    def work(progress: Callable[[float], None]) -> str:
        if error := next(answers):
            raise error
        return "yes"

    task = Job(work)
    with pytest.raises(ValueError, match="no"):
        task.result()
    assert task.result() == "yes"
