"""Workers in processes of their own: answers, progress, stopping, dying, and nothing left behind."""

import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import SimpleQueue
from threading import Thread

import pytest

from core.perceptron.params import PerceptronParams
from core.progress import silent
from core.validation import InvalidParameterError
from runs.wishes import RunWish
from runs.workers import ROOT, Cancelled, LocalWorker, ProcessWorker, Worker, WorkerDied
from tests.runs.errands import Broken, Deadly, Endless, Errand, Pid, Refused

PATIENCE = 60  # seconds; no wait takes longer than it must


def until(holds: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.01)


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"


def at_work(worker: Worker, trace: Path) -> "SimpleQueue[Exception]":
    """Have the worker begin with something endless; how that ends comes into the queue."""
    ended: SimpleQueue[Exception] = SimpleQueue()

    def work() -> None:
        try:
            worker.fulfil(Endless(trace=str(trace)), silent)
        except (Cancelled, WorkerDied) as error:
            ended.put(error)

    Thread(target=work).start()
    until(trace.exists)
    return ended


@pytest.fixture(scope="module")
def process() -> Iterator[ProcessWorker]:
    worker = ProcessWorker()
    yield worker
    worker.close()


@pytest.fixture(params=["local", "process"])
def worker(request: pytest.FixtureRequest) -> Worker:
    return LocalWorker() if request.param == "local" else request.getfixturevalue("process")


def test_a_process_answers_from_elsewhere_whatever_it_prints(process: ProcessWorker) -> None:
    first, second = (int(pickle.loads(process.fulfil(Pid(params=k), silent))) for k in range(2))
    assert first == second == process.pid != os.getpid()


def test_the_local_worker_is_here() -> None:
    worker = LocalWorker()
    assert pickle.loads(worker.fulfil(Pid(), silent)) == str(os.getpid()) == str(worker.pid)


def test_a_run_is_the_same_in_both() -> None:
    wish = RunWish("perceptron", PerceptronParams(n_epochs=3), "zh")
    process = ProcessWorker()
    try:
        here, there = (pickle.loads(w.fulfil(wish, silent)) for w in (LocalWorker(), process))
    finally:
        process.close()
    assert here.film == there.film
    assert (here.figures, here.cards, here.n_frames) == (there.figures, there.cards, there.n_frames)


def test_progress_is_told_and_grows(worker: Worker) -> None:
    told: list[float] = []
    losses: list[float] = []

    def progress(fraction: float, /, **so_far: float) -> None:
        told.append(fraction)
        losses.append(so_far["loss"])

    assert pickle.loads(worker.fulfil(Errand(n_steps=40), progress)) == "done"
    assert len(told) >= 3
    assert told == sorted(told)
    assert 0 <= told[0] < told[-1] < 1
    assert losses == [pytest.approx(1 / (1 + 40 * part)) for part in told]


def test_what_the_core_refuses_comes_back_as_it_was(worker: Worker) -> None:
    with pytest.raises(InvalidParameterError) as refused:
        worker.fulfil(Refused(), silent)
    assert (refused.value.parameter, refused.value.value, refused.value.limits["high"]) == ("learning_rate", 7, 1)


def test_a_mistake_of_ours_comes_back_with_its_place(worker: Worker) -> None:
    with pytest.raises(RuntimeError, match=r"errands\.py") as failed:
        worker.fulfil(Broken(), silent)
    assert "a mistake of ours" in str(failed.value)
    assert pickle.loads(worker.fulfil(Errand(), silent)) == "done"


def test_work_ends_when_it_is_cancelled_and_the_process_stays(worker: Worker, tmp_path: Path) -> None:
    ended = at_work(worker, tmp_path / "pid")
    pid = worker.pid
    worker.cancel()
    assert isinstance(ended.get(timeout=PATIENCE), Cancelled)
    assert worker.pid == pid
    assert pickle.loads(worker.fulfil(Errand(n_steps=2), silent)) == "done"


def test_to_cancel_nothing_is_nothing(process: ProcessWorker) -> None:
    process.cancel()
    assert pickle.loads(process.fulfil(Errand(n_steps=5), silent)) == "done"


def test_a_process_that_dies_in_work_is_replaced(tmp_path: Path) -> None:
    process = ProcessWorker()
    first = process.pid
    with pytest.raises(WorkerDied):
        process.fulfil(Deadly(trace=str(tmp_path)), silent)
    assert pickle.loads(process.fulfil(Errand(), silent)) == "done"
    assert process.pid not in (None, first)
    process.close()


def test_a_process_that_dies_while_it_waits_is_replaced() -> None:
    process = ProcessWorker()
    assert process.pid
    os.kill(process.pid, signal.SIGKILL)
    until(lambda: process.pid is None)
    assert pickle.loads(process.fulfil(Errand(), silent)) == "done"
    process.close()


def test_a_closed_worker_leaves_no_process_also_in_work(tmp_path: Path) -> None:
    process = ProcessWorker()
    ended = at_work(process, tmp_path / "pid")
    pid = process.pid
    assert pid
    process.close()
    assert isinstance(ended.get(timeout=PATIENCE), WorkerDied)
    assert not is_alive(pid)
    with pytest.raises(WorkerDied):
        process.fulfil(Errand(), silent)


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_server_that_is_ended_in_any_way_leaves_no_worker(tmp_path: Path, end: signal.Signals) -> None:
    trace = tmp_path / "pid"
    program = (
        # what runs in the background would ignore Ctrl-C
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
        "from runs.workers import ProcessWorker; from core.progress import silent; "
        f"from tests.runs.errands import Endless; ProcessWorker().fulfil(Endless(trace={str(trace)!r}), silent)"
    )
    with subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stderr=subprocess.DEVNULL) as server:
        until(lambda: trace.exists() and trace.read_text())
        worker = int(trace.read_text())
        assert is_alive(worker)
        server.send_signal(end)
    until(lambda: not is_alive(worker))
