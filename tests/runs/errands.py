"""Wishes that tests make of a worker: they know what a run is not, and how long it takes."""

import os
import signal
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from core.progress import Progress
from core.validation import InvalidParameterError
from runs.scenes import Scenes
from runs.wishes import Wish


@dataclass(frozen=True)
class Errand(Wish[str]):
    """Say something, after a number of steps that tell their progress."""

    view: str = "perceptron"
    params: int = 0
    lang: str = "en"
    says: str = "done"
    cost: float = 0.0
    n_steps: int = 0
    training: int = 0  # of those that share one; 0 has its own

    @property
    def trainings(self) -> tuple[object, ...]:
        return (("shared", self.training) if self.training else ("own", self.params),)

    @property
    def seconds(self) -> float:
        return self.cost

    def fulfil(self, scenes: Scenes, progress: Progress) -> str:
        for step in range(self.n_steps):
            progress(step / self.n_steps, loss=1 / (1 + step))
            time.sleep(0.01)
        return self.says


@dataclass(frozen=True)
class Pid(Errand):
    """Which process works?"""

    def fulfil(self, scenes: Scenes, progress: Progress) -> str:
        sys.stdout.write("a word that must not get between the answers\n")
        return str(os.getpid())


@dataclass(frozen=True)
class Refused(Errand):
    """What the core refuses."""

    def fulfil(self, scenes: Scenes, progress: Progress) -> str:
        raise InvalidParameterError("learning_rate", "between", 7, low=0, high=1)


@dataclass(frozen=True)
class Broken(Errand):
    """A mistake of ours."""

    def fulfil(self, scenes: Scenes, progress: Progress) -> str:
        raise KeyError("a mistake of ours")


@dataclass(frozen=True)
class Deadly(Errand):
    """Kills its worker, as often as there is no file yet that says so; then it works."""

    trace: str = ""
    times: int = 1

    def fulfil(self, scenes: Scenes, progress: Progress) -> str:
        died = list(Path(self.trace).iterdir())
        if len(died) < self.times:
            (Path(self.trace) / str(len(died))).touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return self.says


@dataclass(frozen=True)
class Endless(Errand):
    """Tells its progress for ever, and its process in a file; only who cancels it ends it."""

    trace: str = ""

    def fulfil(self, scenes: Scenes, progress: Progress) -> str:
        Path(self.trace).write_text(str(os.getpid()))
        while True:
            progress(0.5)
            time.sleep(0.01)
