"""Trainings that are given up: whoever asks again, looking at something else, need not begin anew."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from charts.cnn import begun
from charts.cnn.scene import scene_of
from core.cnn.history import CNNHistory
from core.cnn.view import CNNView
from core.drawing_text import pack
from core.progress import silent
from core.strokes import Drawing, Stroke
from core.validation import InvalidParameterError

RUN: dict[str, Any] = {"n_train": 160, "n_epochs": 1, "batch_size": 8, "filters": (2, 2), "seed": 41}
OTHER = RUN | {"seed": 42}
DRAWN = {"reads": "drawing", "drawing": pack(Drawing((Stroke(((60, 50), (190, 50), (110, 210)), 20),)))}


class Left(Exception):
    """Nobody waits for this any more."""


def until(part: float) -> tuple[list[float], Callable[..., None]]:
    """A list of how far a run has come, and who stops it there."""
    heard: list[float] = []

    def progress(fraction: float, /, **so_far: Any) -> None:
        heard.append(fraction)
        if fraction >= part:
            raise Left

    return heard, progress


def whole(**fields: Any) -> CNNHistory:
    params = CNNView(**fields).training
    return begun.history_of(params, silent)


def test_who_looks_at_something_else_in_mid_training_goes_on_with_it() -> None:
    _, progress = until(0.5)
    with pytest.raises(Left):
        scene_of(CNNView(**RUN), progress)
    heard, progress = until(0.8)
    with pytest.raises(Left):
        scene_of(CNNView(**RUN | {"digit": 3}), progress)
    assert heard[0] == pytest.approx(0.55)
    heard, progress = until(2.0)
    found = scene_of(CNNView(**RUN | DRAWN), progress).history
    assert heard[0] == pytest.approx(0.85)
    assert not begun.UNFINISHED
    once = whole(**RUN)
    assert np.array_equal(found.thetas, once.thetas)
    assert np.array_equal(found.confusion, once.confusion)


def test_one_training_is_kept_at_most_and_none_that_failed(monkeypatch: pytest.MonkeyPatch) -> None:
    for fields in (RUN | {"seed": 43}, OTHER):
        with pytest.raises(Left):
            scene_of(CNNView(**fields), until(0.3)[1])
    assert list(begun.UNFINISHED) == [CNNView(**OTHER).training]
    monkeypatch.setattr("core.cnn.training.judged", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        scene_of(CNNView(**OTHER))
    assert not begun.UNFINISHED


def test_without_a_drawing_there_is_nothing_to_read_yet() -> None:
    with pytest.raises(InvalidParameterError) as refused:
        scene_of(CNNView(reads="drawing"))
    assert (refused.value.parameter, refused.value.code) == ("drawing", "missing")
