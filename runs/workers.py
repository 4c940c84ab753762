"""Workers: each fulfils one wish at a time, in a process of its own or in this one, and can be told to stop.

A process is started with `subprocess` and talked to through its standard input and output. The executors of the
standard library and of well-kept packages (concurrent.futures, loky, pebble) were looked at and left. None of them can
stop a task that runs without killing its process, tell how far it is, or hand a question to the process that still has
the run. They import the main module anew, which in Streamlit is the script of a page, and they need /dev/shm.
"""

import os
import pickle
import subprocess
import sys
import traceback
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

from core.progress import Progress
from core.validation import InvalidParameterError
from runs.scenes import Scenes

ROOT = Path(__file__).resolve().parent.parent
SCENES_BYTES = 64 * 2**20  # a worker keeps so much for questions that come later


class Cancelled(Exception):
    """Nobody waits for this any more."""


class WorkerDied(Exception):
    """The process ended before it had answered."""


# What server and process say to each other.


@dataclass(frozen=True)
class Ask:
    number: int
    wish: Any


@dataclass(frozen=True)
class Cancel:
    number: int


@dataclass(frozen=True)
class Told:
    """How much of the work is done, and what has come of it so far."""

    fraction: float
    so_far: Mapping[str, Any]


@dataclass(frozen=True)
class Answered:
    """The pickled answer."""

    answer: bytes


@dataclass(frozen=True)
class Failed:
    error: Exception


def fulfilled(wish: Any, scenes: Scenes, progress: Progress) -> Answered | Failed:
    """The answer to a wish, or what came instead of it."""
    try:
        return Answered(pickle.dumps(wish.fulfil(scenes, progress), pickle.HIGHEST_PROTOCOL))
    except (InvalidParameterError, Cancelled) as error:
        return Failed(error)
    except Exception:  # a mistake of ours, for the server's log
        return Failed(RuntimeError(traceback.format_exc()))


class Worker(Protocol):
    """Fulfils one wish at a time."""

    def fulfil(self, wish: Any, progress: Progress) -> bytes:
        """The pickled answer; raises Cancelled, WorkerDied, or what the wish raises."""

    def cancel(self) -> None:
        """Stop with the wish in work, if there is one, as soon as it tells its progress; from any thread."""

    def close(self) -> None:
        """End at once."""

    @property
    def pid(self) -> int | None:
        """The process it works in."""


class LocalWorker:
    """Works in this process, in the thread that asks."""

    def __init__(self) -> None:
        self._scenes = Scenes(SCENES_BYTES)
        self._cancelled = False

    def fulfil(self, wish: Any, progress: Progress) -> bytes:
        self._cancelled = False

        def watched(fraction: float, /, **so_far: Any) -> None:
            if self._cancelled:
                raise Cancelled
            progress(fraction, **so_far)

        return _answer(fulfilled(wish, self._scenes, watched))

    def cancel(self) -> None:
        self._cancelled = True

    def close(self) -> None:
        self._cancelled = True

    @property
    def pid(self) -> int | None:
        return os.getpid()


class ProcessWorker:
    """Works in a process of its own, which is started at once, and anew when it has ended."""

    def __init__(self) -> None:
        self._number = 0
        self._writing = Lock()
        self._closed = False
        self._process = self._start()

    def _start(self) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "runs.worker"]
        return subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def fulfil(self, wish: Any, progress: Progress) -> bytes:
        if self._closed:
            raise WorkerDied
        if self._process.poll() is not None:
            self._reap()
            self._process = self._start()
        self._number += 1
        try:
            self._send(Ask(self._number, wish))
            while isinstance(message := pickle.load(self._output), Told):
                progress(message.fraction, **message.so_far)
        except (EOFError, OSError, ValueError, pickle.UnpicklingError) as error:  # ValueError: closed meanwhile
            self._process.kill()
            self._process.wait()  # or the next wish would still find it there
            raise WorkerDied from error
        return _answer(message)

    def cancel(self) -> None:
        with suppress(OSError, ValueError):  # it has ended: nothing is in work
            self._send(Cancel(self._number))

    def close(self) -> None:
        self._closed = True
        self._process.kill()  # it holds nothing that must be kept
        self._reap()

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process.poll() is None else None

    @property
    def _output(self) -> Any:
        return self._process.stdout

    def _send(self, message: Any) -> None:
        pipe: Any = self._process.stdin
        with self._writing:
            pickle.dump(message, pipe, pickle.HIGHEST_PROTOCOL)
            pipe.flush()

    def _reap(self) -> None:
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):  # what was still to be written has no reader any more
                pipe and pipe.close()


def _answer(message: Answered | Failed) -> bytes:
    match message:
        case Answered(answer):
            return answer
        case Failed(error):
            raise error
