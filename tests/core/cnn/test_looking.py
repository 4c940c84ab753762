"""Looking into a network: every number is that of the pass, and what moves an answer does move it."""

from itertools import product
from typing import Any

import numpy as np
import pytest

from core.activations import softmax
from core.cnn import CNNParams, forward, init_weights
from core.cnn.looking import cell_of, input_gradient, maps_of, occlusion
from core.validation import InvalidParameterError
from data.cnn_run import shipped
from data.digits import digit

PARAMS = CNNParams()
SEVEN = digit(7, 0)
LAST = {name: values.astype(float) for name, values in shipped().weights_at(-1).items()}


def test_the_maps_of_every_moment_are_those_of_the_pass() -> None:
    history, maps = shipped(), maps_of(shipped(), SEVEN, PARAMS)
    assert maps["conv1"].shape == (57, 8, 24, 24)
    assert maps["pool2"].shape == (57, 16, 4, 4)
    for frame in (0, 20, 56):
        found = forward(history.weights_at(frame), SEVEN[None], PARAMS)
        for name, values in found.items():
            np.testing.assert_array_equal(maps[name][frame], values[0])
        np.testing.assert_allclose(maps["probabilities"][frame], softmax(found["scores"])[0])
    assert maps["probabilities"][-1].argmax() == 7


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


CASES: list[dict[str, Any]] = [
    {},
    {"pooling": "average", "kernel_size": 3},
    {"pooling": "none", "stride": 2},
    {"slip": "linear", "filters": (3, 2), "pooling": "max"},
]


@pytest.mark.parametrize("settings", CASES, ids=str)
def test_the_dot_product_behind_a_cell_makes_the_cell(settings: dict[str, Any]) -> None:
    params, rng = CNNParams(**settings), np.random.default_rng(3)
    weights = {name: w + 0.1 * rng.standard_normal(w.shape) for name, w in init_weights(params, rng).items()}
    found = forward(weights, SEVEN[None], params)
    for layer in [name for name in found if name[:-1] in ("conv", "relu", "pool")]:
        maps = found[layer][0]
        for place in product((0, len(maps) - 1), (0, maps.shape[1] // 2), (1, maps.shape[2] - 1)):
            cell, k = cell_of(weights, SEVEN, layer, place, params), layer[-1]
            assert cell.value == maps[place]
            assert cell.sum == pytest.approx(float(np.sum(cell.patch * cell.kernel)) + cell.bias)
            assert cell.sum == pytest.approx(found[f"conv{k}"][0, place[0], cell.row, cell.column])
            expected = {"max": cell.window.max(), "average": cell.window.mean(), "none": cell.window[0, 0]}
            pooled = layer.startswith("pool")
            assert cell.window.shape == ((2, 2) if pooled else (1, 1))
            if pooled:
                assert cell.value == pytest.approx(expected[params.pooling])
            if layer.startswith("relu") or (pooled and params.pooling == "max" and params.active):
                assert cell.value == pytest.approx(max(cell.sum, 0))


@pytest.mark.parametrize(
    ("layer", "place"),
    [("images", (0, 0, 0)), ("conv3", (0, 0, 0)), ("conv1", (8, 0, 0)), ("conv1", (0, 24, 0)), ("pool2", (0, 0, -1))],
)
def test_a_cell_that_is_not_there_is_refused(layer: str, place: tuple[int, int, int]) -> None:
    with pytest.raises(InvalidParameterError):
        cell_of(LAST, SEVEN, layer, place, PARAMS)
