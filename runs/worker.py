"""A process that fulfils wishes, one after the other: `python -m runs.worker`, started by `runs.workers`.

It reads pickled messages from its standard input and writes pickled answers to its standard output. When the input
ends, because the server ended in whatever way, the process ends at once, in mid-work, too.
"""

import gc
import os
import pickle
import signal
import sys
from queue import SimpleQueue
from threading import Thread
from time import perf_counter
from typing import Any, BinaryIO

from runs.scenes import Scenes
from runs.workers import SCENES_BYTES, Answered, Ask, Cancel, Cancelled, Failed, Told, fulfilled

PAUSE = 0.05  # seconds between two words about progress
NICENESS = 5  # the server goes first: it only passes on what was computed


class Line:
    """The line to the server."""

    def __init__(self, source: BinaryIO, target: BinaryIO) -> None:
        self._source, self._target = source, target
        self.asked: SimpleQueue[Ask] = SimpleQueue()
        self.cancelled = -1  # the number of the wish that nobody waits for any more

    def listen(self) -> None:
        """Take in messages while the work goes on."""
        while True:
            try:
                message = pickle.load(self._source)
            except (EOFError, OSError):
                os._exit(0)
            match message:
                case Ask():
                    self.asked.put(message)
                case Cancel(number):
                    self.cancelled = number

    def send(self, message: Any) -> None:
        pickle.dump(message, self._target, pickle.HIGHEST_PROTOCOL)
        self._target.flush()


def answer(ask: Ask, scenes: Scenes, line: Line) -> Answered | Failed:
    """Fulfil one wish, and tell meanwhile how far it is."""
    told = perf_counter()

    def progress(fraction: float, /, **so_far: Any) -> None:
        nonlocal told
        if line.cancelled == ask.number:
            raise Cancelled
        if perf_counter() - told >= PAUSE:
            told = perf_counter()
            line.send(Told(fraction, so_far))

    return fulfilled(ask.wish, scenes, progress)


def main() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches every process of a terminal; the server ends this one
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    target = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever is printed must not get between the answers
    line = Line(sys.stdin.buffer, target)
    scenes = Scenes(SCENES_BYTES)
    gc.collect()
    gc.freeze()  # the collector need not walk over what was imported
    Thread(target=line.listen, daemon=True).start()
    while True:
        line.send(answer(line.asked.get(), scenes, line))


if __name__ == "__main__":
    main()
