"""What the shipped network says of drawings: 1,000 of our own making, see tests/core/drawn_digits.py."""

import numpy as np
import pytest

from charts.cnn import answers
from charts.cnn.scene import scene_of
from core import Array
from core.cnn import predict
from core.cnn.view import CNNView
from core.drawing import to_digit
from tests.core.drawn_digits import chosen, drawing, mixed

PARAMS = CNNView()


def share(digits: Array, labels: np.ndarray) -> float:
    """Of right answers of the shipped network."""
    weights = answers.shipped(PARAMS)
    assert weights is not None
    return float((predict(dict(weights), digits, PARAMS) == labels).mean())


def test_drawings_moved_scaled_and_thickened_are_read():
    drawings, labels = mixed()
    found = share(np.array([to_digit(one) for one in drawings]), labels)
    assert found >= 0.93
    plain = share(np.array([one.reshape(28, 5, 28, 5).mean((1, 3)) for one in drawings]), labels)
    assert plain < 0.5  # without box and centre the same network is lost


@pytest.mark.parametrize("change", [{"down": 20, "right": -20}, {"size": 0.6}, {"size": 1.3}, {"thicker": 5}])
def test_each_change_alone_costs_little(change):
    images, labels = chosen()
    some = slice(None, None, 5)
    as_it_is = share(images[some], labels[some])
    changed = share(np.array([to_digit(drawing(image, **change)) for image in images[some]]), labels[some])
    assert changed > as_it_is - 0.04


def test_one_answer_is_what_the_film_ends_with():
    scene = scene_of(PARAMS)
    weights = answers.learned(scene)
    np.testing.assert_allclose(answers.answer(weights, PARAMS, scene.image), scene.shares[-1], atol=1e-9)


def test_only_the_run_of_the_app_is_shipped():
    assert answers.shipped(CNNView(digit=3, reason="occlusion")) is not None
    assert answers.shipped(CNNView(seed=1)) is None
