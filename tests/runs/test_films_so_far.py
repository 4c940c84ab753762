"""Who waits for a long training sees its film so far; whoever asks for something else of it is told numbers alone."""

import gzip
import json
import pickle
from typing import Any

import pytest

import runs.wishes
from core.cnn.view import CNNView
from runs.scenes import Scenes
from runs.wishes import DetailWish, RunWish
from runs.workers import SCENES_BYTES, LocalWorker

SHORT = CNNView(n_train=128, n_epochs=1, filters=(2,))
UPDATES = 4


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Films are made at once."""
    monkeypatch.setattr(runs.wishes, "FIRST_FILM", 0.0)
    return []


def test_the_films_so_far_grow_to_the_whole_one_and_are_named_apart(told: list[dict[str, Any]]) -> None:
    def progress(fraction: float, /, **so_far: Any) -> None:
        told.append({"fraction": fraction, **so_far})

    wish = RunWish("cnn", SHORT, "en")
    run = pickle.loads(LocalWorker().fulfil(wish, progress))
    films = [json.loads(gzip.decompress(each["film"])) for each in told if "film" in each]
    assert [len(film["captions"]) for film in films] == list(range(1, UPDATES + 2))
    whole = json.loads(run.film_json)
    assert len(whole["captions"]) == UPDATES + 1
    assert films[0]["run"] != whole["run"]
    assert all("This is the end" not in film["captions"][-1] for film in films[:-1])
    assert {"loss", "accuracy"} <= told[-1].keys()


def test_beside_a_pinned_run_and_for_details_only_numbers_are_told(told: list[dict[str, Any]]) -> None:
    def progress(fraction: float, /, **so_far: Any) -> None:
        told.append(so_far)

    RunWish("cnn", SHORT, "en", pinned=CNNView(n_train=64, n_epochs=1, filters=(2,))).fulfil(
        Scenes(SCENES_BYTES), progress
    )
    DetailWish("cnn", SHORT, "en", "cnn_conv1", 0, 0).fulfil(Scenes(SCENES_BYTES), progress)
    assert told
    assert all(isinstance(value, float) for so_far in told for value in so_far.values())
