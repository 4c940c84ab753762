"""The scene of a recurrent run: what it trains, and how often."""

from collections.abc import Callable

import pytest

from charts.recurrent import scene
from core.progress import Progress
from core.recurrent.history import RecurrentHistory
from core.recurrent.params import RecurrentParams
from core.recurrent.view import RecurrentView


def test_films_of_one_training_train_once_and_the_oldest_training_goes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    trained: list[RecurrentParams] = []
    train: Callable[[RecurrentParams, Progress], RecurrentHistory] = scene.train

    def counted(params: RecurrentParams, progress: Progress) -> RecurrentHistory:
        trained.append(params)
        return train(params, progress)

    monkeypatch.setattr(scene, "train", counted)
    for seed in range(scene.MAX_TRAINED + 1):
        for percent in (25, 50, 75, 100):
            scene.scene_of(RecurrentView(n_updates=3, seed=seed, trained=percent))
    assert [params.seed for params in trained] == list(range(scene.MAX_TRAINED + 1))
    assert len(scene.TRAINED) == scene.MAX_TRAINED
    scene.scene_of(RecurrentView(n_updates=3, seed=0))
    assert len(trained) == scene.MAX_TRAINED + 2
