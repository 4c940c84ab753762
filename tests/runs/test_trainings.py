"""Trainings of networks that read digits, at the desk with real workers: two visitors at once, and one who leaves."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from core.cnn.view import CNNView
from core.progress import silent
from runs.desk import Desk
from runs.scenes import Scenes
from runs.wishes import RunWish
from runs.workers import ProcessWorker

PATIENCE = 120  # seconds; no wait takes longer than it must
SMALL: dict[str, Any] = {"n_train": 40, "n_epochs": 1, "batch_size": 10, "filters": (2,), "learning_rate": 0.02}
LONG: dict[str, Any] = {"n_epochs": 10}


def wish(**fields: Any) -> RunWish:
    return RunWish("cnn", CNNView(**fields), "en")


def until(holds: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.01)


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    made = Desk([ProcessWorker(), ProcessWorker()], 10_000_000)
    yield made
    made.close()


def test_two_visitors_train_at_once_and_each_gets_the_own_run(desk: Desk) -> None:
    wishes = [wish(**SMALL, seed=seed) for seed in (1, 2)]
    tickets = [desk.ask(each, f"visitor {k}") for k, each in enumerate(wishes)]
    runs = [ticket.result(PATIENCE) for ticket in tickets]
    assert runs[0].film_run != runs[1].film_run
    for each, run in zip(wishes, runs, strict=True):
        alone = each.fulfil(Scenes(10_000_000), silent)
        assert (run.film, run.figures) == (alone.film, alone.figures)


def test_who_leaves_in_mid_epoch_frees_the_worker_and_comes_back_to_what_was_done(desk: Desk) -> None:
    ticket = desk.ask(wish(**LONG, seed=3), "hasty")
    until(lambda: ticket.outlook().progress > 0.02)
    ticket.leave()
    until(lambda: desk.stats()["queue"]["working"] == 0)
    assert desk.ask(wish(**SMALL, seed=4), "hasty").result(PATIENCE).n_frames == 5
    again = desk.ask(wish(**LONG, seed=3, digit=3), "hasty")
    until(lambda: again.outlook().progress > 0)
    assert again.outlook().progress > 0.02
    again.leave()
