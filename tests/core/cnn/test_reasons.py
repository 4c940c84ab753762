"""What moves an answer: slopes against small changes of pixels, and patches against networks worked out by hand."""

from typing import Any

import numpy as np
import pytest

from core.cnn.network import forward
from core.cnn.params import CNNParams
from core.cnn.reasons import PATCH, STEP, corners, covered, losses_by_covering, score_slopes
from core.cnn.shapes import shapes
from core.cnn.weights import flatten, init_weights


@pytest.mark.parametrize("settings", [{}, {"pooling": "average", "hidden_size": 4}, {"model": "dense"}])
def test_a_slope_is_how_the_score_changes_with_a_pixel(settings: dict[str, Any]) -> None:
    params, rng = CNNParams(**settings), np.random.default_rng(0)
    weights, image = init_weights(params, rng), rng.uniform(0.1, 0.9, size=(28, 28))
    slopes = score_slopes(weights, image, 3, params)
    eps = 1e-6
    for row, column in ((0, 0), (13, 14), (20, 7), (27, 27)):
        up, down = image.copy(), image.copy()
        up[row, column] += eps
        down[row, column] -= eps
        scores = [forward(weights, each[None], params)["scores"][0, 3] for each in (up, down)]
        assert slopes[row, column] == pytest.approx((scores[0] - scores[1]) / (2 * eps), abs=1e-6)


def test_the_patch_reaches_every_pixel_and_covers_what_it_lies_on() -> None:
    assert len(corners()) == ((28 - PATCH) // STEP + 1) ** 2
    pictures = covered(np.ones((28, 28)))
    assert (pictures == 0).any(axis=0).all()
    assert ((pictures == 0).sum(axis=(1, 2)) == PATCH**2).all()


def test_the_loss_of_a_place_by_hand() -> None:
    """One pixel of ink alone speaks for class 2: where the patch covers it, softmax is left with ten equal scores."""
    params = CNNParams(model="logistic")
    W = np.zeros((784, 10))
    W[14 * 28 + 14, 2] = 5.0
    theta = flatten({"W": W, "b": np.zeros(10)})
    assert list(shapes(params)) == ["W", "b"]
    image = np.zeros((28, 28))
    image[14, 14] = 1
    lost = losses_by_covering(theta, image, 2, params)
    before = np.exp(5) / (np.exp(5) + 9)
    assert set(np.round(np.unique(lost), 9)) == {0, round(before - 0.1, 9)}
    # the middles of all patches that cover the pixel: three places each way, two pixels each
    rows, columns = np.nonzero(lost)
    assert (rows.min(), rows.max(), columns.min(), columns.max()) == (12, 17, 12, 17)
    assert len(rows) == 36


def test_a_blank_picture_has_nothing_to_cover() -> None:
    params = CNNParams(model="logistic")
    theta = flatten(init_weights(params, np.random.default_rng(0)))
    assert not losses_by_covering(theta, np.zeros((28, 28)), 0, params).any()
