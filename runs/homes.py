"""Who of the workers has trained what, and who has a part of a training that was given up and can go on with it."""

from collections import OrderedDict
from collections.abc import Collection
from typing import Any

from runs.workers import Worker

MAX_HOMES = 1000  # trainings of which the desk knows who computed them


class Homes:
    """Trainings by what determines them, and the worker that has each."""

    def __init__(self) -> None:
        self._whole: OrderedDict[Any, Worker] = OrderedDict()
        self._begun: dict[Worker, Any] = {}  # what each was told to stop with last

    def of(self, training: Any) -> Worker | None:
        """Who has it."""
        return self._whole.get(training)

    def begun(self, training: Any) -> set[Worker]:
        """Who has a part of it."""
        return {worker for worker, part in self._begun.items() if part == training}

    def trained(self, trainings: Collection[Any], worker: Worker) -> None:
        for training in trainings:
            self._whole[training] = worker
            self._whole.move_to_end(training)
        while len(self._whole) > MAX_HOMES:
            self._whole.popitem(last=False)

    def given_up(self, training: Any, worker: Worker) -> None:
        self._begun[worker] = training

    def lost(self, worker: Worker) -> None:
        """It died, with all that it had."""
        self._begun.pop(worker, None)
        for training in [training for training, home in self._whole.items() if home is worker]:
            del self._whole[training]
