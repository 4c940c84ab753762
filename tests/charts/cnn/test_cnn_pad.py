"""What the pad is told of a drawing is what the film shows of it at its end."""

from typing import Any

import numpy as np
import pytest

from charts.answers import answered
from charts.cnn import answers
from charts.cnn.lab import LAB
from charts.cnn.scene import scene_of
from core.cnn.view import CNNView
from core.drawing_text import unpack

SEVEN = "ABQDPDKEAgCfAcAC764"
SHORT: dict[str, Any] = {"n_train": 64, "n_epochs": 1}


@pytest.mark.parametrize("settings", [{}, SHORT, SHORT | {"model": "logistic"}])
def test_the_pad_and_the_film_say_the_same(settings: dict[str, Any]) -> None:
    params = CNNView(**settings, reads="drawing", drawing=SEVEN)
    scene = scene_of(params)
    (view,) = LAB.views
    assert view.answers is not None
    found = answered(view.answers, answers.learned(scene), params, unpack(SEVEN))
    np.testing.assert_allclose(found["probabilities"], scene.shares[-1], atol=1e-6)


def test_what_ships_is_there_without_a_scene_and_what_does_not_is_not() -> None:
    shipped = answers.shipped(CNNView(digit=3, reads="drawing", drawing=SEVEN))
    assert shipped is not None
    ours = answers.learned(scene_of(CNNView()))
    assert shipped.keys() == ours.keys()
    assert all((shipped[name] == ours[name]).all() for name in ours)
    assert answers.shipped(CNNView(**SHORT)) is None
