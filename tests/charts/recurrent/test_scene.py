"""The scene of a recurrent run: what it trains, and how often."""

from collections.abc import Callable

import pytest

from charts.recurrent import scene
from charts.trained import Trained
from core.progress import Progress
from core.recurrent.history import RecurrentHistory
from core.recurrent.params import RecurrentParams
from core.recurrent.view import RecurrentView


def test_films_of_one_training_train_once(monkeypatch: pytest.MonkeyPatch) -> None:
    trained: list[RecurrentParams] = []
    train: Callable[[RecurrentParams, Progress], RecurrentHistory] = scene.TRAINED.train

    def counted(params: RecurrentParams, progress: Progress) -> RecurrentHistory:
        trained.append(params)
        return train(params, progress)

    monkeypatch.setattr(scene, "TRAINED", Trained(counted, most=2))
    for seed in (0, 1, 2):
        for percent in (25, 50, 75, 100):
            scene.scene_of(RecurrentView(n_updates=3, seed=seed, trained=percent))
    assert [params.seed for params in trained] == [0, 1, 2]
    scene.scene_of(RecurrentView(n_updates=3, seed=0))
    assert len(trained) == 4
