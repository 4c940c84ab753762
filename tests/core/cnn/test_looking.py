"""What moves an answer does move it."""

import numpy as np
import pytest

from core.activations import softmax
from core.cnn import CNNParams, forward, init_weights
from core.cnn.looking import input_gradient, occlusion
from data.cnn_run import shipped
from data.digits import digit

PARAMS = CNNParams()
SEVEN = digit(7, 0)
LAST = {name: values.astype(float) for name, values in shipped().weights_at(-1).items()}


def test_a_pixel_moves_the_score_as_the_gradient_says() -> None:
    slope = input_gradient(LAST, SEVEN, 7, PARAMS)
    uneven = (
        0.9 * SEVEN + 0.05 + 0.05 * np.random.default_rng(0).random((28, 28))
    )  # no two pixels of a window are alike
    slopes = input_gradient(LAST, uneven, 7, PARAMS)
    for row, column in ((6, 10), (14, 14), (20, 12)):
        nudged = np.array([uneven, uneven])
        nudged[:, row, column] += 1e-6, -1e-6
        more, less = forward(LAST, nudged, PARAMS)["scores"][:, 7]
        assert (more - less) / 2e-6 == pytest.approx(slopes[row, column], abs=1e-6)
    towards = np.clip(SEVEN + 0.05 * np.sign(slope), 0, 1)
    scores = forward(LAST, np.array([SEVEN, towards]), PARAMS)["scores"][:, 7]
    assert scores[1] > scores[0] + 1


def test_the_gradient_of_the_logistic_model_is_its_weights() -> None:
    params = CNNParams(model="logistic")
    weights = init_weights(params, np.random.default_rng(0))
    np.testing.assert_allclose(input_gradient(weights, SEVEN, 3, params), weights["W"][:, 3].reshape(28, 28))


def test_what_is_covered_is_paper() -> None:
    left = occlusion(LAST, SEVEN, 7, PARAMS, patch=8)
    assert left.shape == (21, 21)
    for row, column in ((0, 0), (4, 9), (10, 11), (20, 20)):
        covered = SEVEN.copy()
        covered[row : row + 8, column : column + 8] = 0
        expected = softmax(forward(LAST, covered[None], PARAMS)["scores"])[0, 7]
        assert left[row, column] == pytest.approx(expected, abs=1e-4)
    assert left[0, 0] == pytest.approx(softmax(forward(LAST, SEVEN[None], PARAMS)["scores"])[0, 7], abs=1e-4)
    assert left.min() < 0.5 < left.max()  # without its bar a seven is none
    assert occlusion(LAST, SEVEN, 7, PARAMS, patch=28).shape == (1, 1)
