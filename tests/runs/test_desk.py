"""The desk: every run once, for everybody; who goes first; who has left; what a dead worker costs."""

import pickle
import time
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from threading import Event
from typing import Any

import pytest

from core.progress import Progress
from core.validation import InvalidParameterError
from runs import desk as desks
from runs.desk import Desk
from runs.tickets import RunFailed, Ticket, TooBusy
from runs.workers import Cancelled, WorkerDied
from tests.runs.errands import Errand

PATIENCE = 60  # seconds


class Hand:
    """A worker that does nothing by itself: the test says when a wish is done, and how."""

    pid = None

    def __init__(self) -> None:
        self.begun: list[Any] = []  # every wish that was begun, in order
        self.begins = Event()
        self._done = Event()
        self._error: Exception | None = None
        self.closed = False

    def fulfil(self, wish: Any, progress: Progress) -> bytes:
        self._done.clear()
        self.begun.append(wish)
        progress(0.25, loss=0.5)
        self.begins.set()
        assert self._done.wait(PATIENCE)
        error, self._error = self._error, None
        if error:
            raise error
        return pickle.dumps(f"{wish.says} {len(self.begun)}")

    def finish(self, error: Exception | None = None) -> None:
        assert self.begins.wait(PATIENCE)
        self.begins.clear()
        self._error = error
        self._done.set()

    def cancel(self) -> None:
        self.finish(Cancelled())

    def close(self) -> None:
        self.closed = True
        if self.begins.is_set():
            self.finish(WorkerDied())


def until(holds: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.005)


class Room:
    """A desk with hands behind it."""

    def __init__(self, n: int, cache_bytes: int = 10_000) -> None:
        self.hands = [Hand() for _ in range(n)]
        self.desk = Desk(self.hands, cache_bytes)

    def ask(self, params: int, visitor: str = "", cost: float = 0.0, **others: Any) -> Ticket[str]:
        return self.desk.ask(Errand(params=params, cost=cost, **others), visitor or f"visitor {params}")

    @property
    def in_work(self) -> list[int]:
        """The params of the wishes that are in work."""
        return sorted(hand.begun[-1].params for hand in self.hands if hand.begins.is_set())

    def begun(self, *params: int) -> None:
        """Wait until just these are in work."""
        until(lambda: self.in_work == sorted(params))

    def hand_with(self, params: int) -> Hand:
        return next(hand for hand in self.hands if hand.begins.is_set() and hand.begun[-1].params == params)

    @property
    def waiting(self) -> int:
        n: int = self.desk.stats()["queue"]["waiting"]
        return n


@pytest.fixture
def room() -> Iterator[Callable[..., Room]]:
    rooms: list[Room] = []

    def with_hands(n: int, **options: int) -> Room:
        rooms.append(Room(n, **options))
        return rooms[-1]

    yield with_hands
    for opened in rooms:
        opened.desk.close()


def test_what_many_ask_for_is_computed_once_for_all(room: Callable[..., Room]) -> None:
    one = room(2)
    tickets = [one.ask(1, f"visitor {k}") for k in range(100)]
    one.begun(1)
    tickets.append(one.ask(1, "late"))
    one.hand_with(1).finish()
    assert {ticket.result(PATIENCE) for ticket in tickets} == {"done 1"}
    again = one.ask(1)
    assert (again.result(0), again.cached, tickets[0].cached) == ("done 1", True, False)
    assert sum(len(hand.begun) for hand in one.hands) == 1
    assert one.desk.stats()["runs"] == {"asked": 1, "cached": 1, "computed": 1, "failed": 0, "cancelled": 0}


def test_who_comes_first_is_served_first(room: Callable[..., Room]) -> None:
    one = room(1)
    tickets = [one.ask(k) for k in range(5)]
    for k in range(5):
        one.begun(k)
        one.hands[0].finish()
        tickets[k].result(PATIENCE)
    assert [wish.params for wish in one.hands[0].begun] == list(range(5))


def test_a_visitor_has_one_wish_in_work_at_a_time(room: Callable[..., Room]) -> None:
    one = room(2)
    for k in range(3):
        one.ask(k, "hasty")
    one.begun(0)
    patient = one.ask(7, "patient")
    one.begun(0, 7)
    one.hand_with(7).finish()
    assert patient.result(PATIENCE)
    assert one.waiting == 2
    one.hand_with(0).finish()
    one.begun(1)


def test_a_wish_that_another_visitor_has_too_need_not_wait_for_the_first_one(room: Callable[..., Room]) -> None:
    one = room(2)
    one.ask(0, "hasty")
    one.ask(1, "hasty")
    one.begun(0)
    one.ask(1, "another")
    one.begun(0, 1)


def test_a_long_run_never_takes_the_last_free_worker(room: Callable[..., Room]) -> None:
    one = room(2)
    one.ask(1, cost=5)
    one.begun(1)
    one.ask(2, cost=5)
    short = one.ask(3)
    one.begun(1, 3)
    one.hand_with(3).finish()
    assert short.result(PATIENCE)
    one.ask(4)
    one.begun(1, 4)
    assert one.waiting == 1  # the second long one
    one.hand_with(1).finish()
    one.begun(4)
    assert one.waiting == 1  # one worker is free, and it is the last one
    one.hand_with(4).finish()
    one.begun(2)


def test_the_only_worker_takes_long_runs_too(room: Callable[..., Room]) -> None:
    one = room(1)
    one.ask(1, cost=5)
    one.begun(1)


def test_who_had_a_long_run_lets_others_go_first_for_as_long(
    room: Callable[..., Room], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    monkeypatch.setattr(desks, "perf_counter", lambda: now[0])
    one = room(2)
    for k in (1, 2):  # others who are there
        other = one.ask(k)
        one.begun(k)
        one.hand_with(k).finish()
        assert other.result(PATIENCE)
    first = one.ask(3, "dear", cost=5)
    one.begun(3)
    now[0] += 8
    one.hand_with(3).finish()
    assert first.result(PATIENCE)
    second = one.ask(4, "dear", cost=5)
    later = one.ask(5, "another", cost=5)
    one.begun(5)
    one.hand_with(5).finish()
    assert later.result(PATIENCE)
    assert second.outlook().seconds == 8 + 5
    now[0] += 8
    one.ask(6)
    one.begun(4, 6)


def test_who_leaves_takes_a_waiting_wish_along(room: Callable[..., Room]) -> None:
    one = room(1)
    one.ask(1)
    one.begun(1)
    gone, stays = one.ask(2), one.ask(3)
    with gone:
        pass
    assert one.waiting == 1
    one.hands[0].finish()
    one.begun(3)
    one.hands[0].finish()
    assert stays.result(PATIENCE)
    with pytest.raises(CancelledError):
        gone.result(PATIENCE)


def test_work_that_nobody_waits_for_any_more_ends(room: Callable[..., Room]) -> None:
    one = room(1)
    first, second = one.ask(1, "a"), one.ask(1, "b")
    one.begun(1)
    first.leave()
    first.leave()  # twice is once
    assert one.in_work == [1]
    second.leave()
    until(lambda: one.desk.stats()["queue"]["working"] == 0)
    assert one.desk.stats()["runs"]["cancelled"] == 1


def test_who_asks_for_what_is_being_cancelled_gets_it_all_the_same(room: Callable[..., Room]) -> None:
    one = room(1)
    one.ask(1, "a").leave()  # at once: it may not even have begun
    again = one.ask(1, "b")
    one.begun(1)
    one.hands[0].finish()
    assert again.result(PATIENCE).startswith("done")


def test_the_newer_wish_of_a_visitor_may_begin_when_the_older_one_is_given_up(room: Callable[..., Room]) -> None:
    one = room(2)
    older = one.ask(1, "hasty")
    one.begun(1)
    one.ask(2, "hasty")
    older.leave()
    one.begun(2)


def test_a_training_that_was_given_up_is_gone_on_with_where_it_was_begun(room: Callable[..., Room]) -> None:
    one = room(2)
    older = one.ask(1, "hasty", training=7)
    one.begun(1)
    has_a_part = one.hand_with(1)
    for number in range(2, 8):  # in another language, say: the same training in another wish
        newer = one.ask(number, "hasty", training=7)
        older.leave()
        one.begun(number)
        assert one.hand_with(number) is has_a_part
        older = newer
    other = one.ask(20, "patient")
    one.begun(7, 20)
    older.leave()
    one.begun(20)
    one.ask(21, "quick")
    one.begun(20, 21)
    assert one.hand_with(21) is has_a_part
    one.hand_with(20).finish()
    other.result(PATIENCE)
    last = one.ask(8, "hasty", training=7)  # nobody waits for who has other work
    one.begun(8, 21)
    assert one.hand_with(8) is not has_a_part
    one.hand_with(8).finish()
    assert last.result(PATIENCE)


def test_what_is_asked_about_a_run_goes_to_the_worker_that_has_it(room: Callable[..., Room]) -> None:
    one = room(2)
    run = one.ask(1)
    one.begun(1)
    home = one.hand_with(1)
    home.finish()
    run.result(PATIENCE)
    for k in range(5):
        detail = one.ask(1, says=f"detail {k}")
        one.begun(1)
        assert one.hand_with(1) is home
        home.finish()
        detail.result(PATIENCE)
    # when that one is busy with another wish, a short question goes elsewhere
    one.ask(1, "somebody", says="a long look")
    one.begun(1)
    one.ask(1, "somebody else", says="a short look")
    one.begun(1, 1)


def test_what_is_asked_about_a_training_waits_for_the_worker_that_is_at_it(room: Callable[..., Room]) -> None:
    one = room(3)
    run = one.ask(1, "a", cost=5, training=7)
    one.begun(1)
    other = one.ask(2, "b", cost=5, training=7)  # the same training, looked at in another way
    one.ask(3, "c")
    one.begun(1, 3)
    assert one.waiting == 1  # a worker is free, but it would train once more
    one.ask(4, "d")
    one.begun(1, 3, 4)
    home = one.hand_with(1)
    home.finish()
    run.result(PATIENCE)
    one.begun(2, 3, 4)  # on the last free worker, as if it were short: it need not train again
    assert one.hand_with(2) is home
    home.finish()
    assert other.result(PATIENCE)


def test_a_refusal_reaches_everybody_and_is_not_kept(room: Callable[..., Room]) -> None:
    one = room(1)
    tickets = [one.ask(1, name) for name in "ab"]
    one.hands[0].finish(InvalidParameterError("seed", "between", 7, low=0, high=1))
    for ticket in tickets:
        with pytest.raises(InvalidParameterError):
            ticket.result(PATIENCE)
    again = one.ask(1)
    one.hands[0].finish()
    assert again.result(PATIENCE)


def test_a_wish_is_tried_once_more_when_its_worker_died(room: Callable[..., Room]) -> None:
    one = room(1)
    ticket, later = one.ask(1), one.ask(2)
    one.hands[0].finish(WorkerDied())
    one.begun(1)  # before the others
    one.hands[0].finish()
    assert ticket.result(PATIENCE) == "done 2"
    one.hands[0].finish()
    assert later.result(PATIENCE)


def test_a_wish_that_kills_two_workers_fails_and_the_next_one_does_not(room: Callable[..., Room]) -> None:
    one = room(1)
    ticket, later = one.ask(1), one.ask(2)
    for _ in range(2):
        one.begun(1)
        one.hands[0].finish(WorkerDied())
        until(lambda: ticket.future.done() or one.in_work == [1])
    with pytest.raises(RunFailed):
        ticket.result(PATIENCE)
    one.hands[0].finish()
    assert later.result(PATIENCE)
    assert one.desk.stats()["workers_died"] == 2


def test_an_outlook_counts_who_is_before(room: Callable[..., Room]) -> None:
    one = room(1)
    first, second, third = one.ask(1, cost=0.8), one.ask(2, cost=0.4), one.ask(3, cost=0.2)
    one.begun(1)
    assert first.outlook().ahead is None
    assert (first.outlook().progress, first.outlook().so_far) == (0.25, {"loss": 0.5})
    assert [ticket.outlook().ahead for ticket in (second, third)] == [1, 2]
    assert third.outlook().seconds == pytest.approx(0.8 * 0.75 + 0.4 + 0.2)


def test_what_was_done_before_tells_nothing_of_the_time_that_is_left(room: Callable[..., Room]) -> None:
    one = room(1)
    ticket = one.ask(1, cost=8)
    one.begun(1)  # it goes on with a quarter
    task = one.desk._working[0]
    assert ticket.outlook().seconds == 8 * 0.75
    task.begun_at -= 3
    one.desk._told(task, one.hands[0], 0.5)
    assert ticket.outlook().seconds == pytest.approx(3 * 0.5 / 0.25, abs=0.5)


def test_who_waits_for_a_training_that_another_wish_has_in_work_sees_how_far_that_is(room: Callable[..., Room]) -> None:
    one = room(2)
    one.ask(1, "browser", cost=8, training=7)  # the film in one language, which the browser had begun to load
    one.begun(1)
    other = one.ask(2, "page", cost=8, training=7)
    outlook = other.outlook()
    assert (outlook.ahead, outlook.progress, outlook.so_far) == (None, 0.25, {"loss": 0.5})
    one.desk._told(one.desk._working[0], one.hands[0], 0.5, film=b"in that language", loss=0.25)
    assert (other.outlook().progress, other.outlook().so_far) == (0.5, {"loss": 0.25})
    assert one.ask(3, "page", cost=8).outlook().ahead == 2


def test_more_than_the_server_ever_gets_to_is_turned_away(
    room: Callable[..., Room], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desks, "MAX_WAITING", 3)
    one = room(1)
    one.ask(0)
    one.begun(0)
    for k in range(1, 4):
        one.ask(k)
    with pytest.raises(TooBusy):
        one.ask(4)
    assert one.desk.has(Errand(params=3))
    assert not one.desk.has(Errand(params=4))


def test_the_answers_that_are_kept_are_bounded_in_bytes(room: Callable[..., Room]) -> None:
    one = room(1, cache_bytes=100)
    for k in range(20):
        ticket = one.ask(k)
        one.begun(k)
        one.hands[0].finish()
        ticket.result(PATIENCE)
    kept = one.desk.stats()["cache"]
    assert 0 < kept["bytes"] <= 100
    assert 0 < kept["entries"] < 20


def test_a_closed_desk_lets_nobody_wait(room: Callable[..., Room]) -> None:
    one = room(1)
    tickets = [one.ask(k) for k in range(3)]
    one.begun(0)
    one.desk.close()
    for ticket in tickets:
        with pytest.raises(RunFailed):
            ticket.result(PATIENCE)
    with pytest.raises(TooBusy):
        one.ask(9)
    assert all(hand.closed for hand in one.hands)
