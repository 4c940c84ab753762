"""The scene of a recurrent run: what it trains, and how often."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest

from charts.recurrent import scene
from core.progress import Progress
from core.recurrent.history import RecurrentHistory
from core.recurrent.params import RecurrentParams
from core.recurrent.view import RecurrentView


def test_two_films_of_one_training_train_once_also_at_the_same_time(monkeypatch: pytest.MonkeyPatch) -> None:
    trained: list[RecurrentParams] = []
    train: Callable[[RecurrentParams, Progress], RecurrentHistory] = scene.train

    def counted(params: RecurrentParams, progress: Progress) -> RecurrentHistory:
        trained.append(params)
        return train(params, progress)

    monkeypatch.setattr(scene, "train", counted)
    views = [RecurrentView(n_updates=20, seed=4321, trained=percent) for percent in (25, 50, 75, 100)]
    together = Barrier(len(views))

    def look(view: RecurrentView) -> None:
        together.wait(10)
        scene.scene_of(view)

    threads = [Thread(target=look, args=[view]) for view in views]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert trained == [views[0].training]
