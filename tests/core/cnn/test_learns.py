"""Networks learn to read digits, and what goes wrong is seen: shuffled labels, dead filters, a gap."""

from functools import cache
from typing import Any

import numpy as np

from core.cnn import CNNHistory, CNNParams, init_weights, train
from core.cnn.fast import scores_of
from core.cnn.symptoms import dead_filters
from core.drawing import to_digit
from data.cnn_run import PARAMS, shipped
from data.digits import digits
from tests.core.drawn_digits import mixed

FEW: dict[str, Any] = {"n_train": 300, "n_epochs": 10, "augment": False, "filters": (8,), "stride": 2, "batch_size": 10}


@cache
def run_of(**settings: Any) -> CNNHistory:
    data, params = digits(), CNNParams(**settings)
    return train(data.train_images, data.train_labels, data.test_images, data.test_labels, params)


def test_the_shipped_run_reads_96_5_percent_of_the_test_digits_and_learns_early() -> None:
    history = shipped()
    assert history.accuracy >= 0.965
    assert history.test_accuracies[0] < 0.25
    assert history.test_accuracies[history.updates <= 200][-1] > 0.9
    assert history.losses[-50:].mean() < 0.25 < 1.5 < history.losses[:20].mean()


def test_it_reads_93_percent_of_drawn_digits() -> None:
    drawings, labels = mixed()
    pictures = np.array([to_digit(drawing) for drawing in drawings], dtype=np.float32)
    right = scores_of(shipped().thetas[-1], pictures, PARAMS).argmax(axis=1) == labels
    assert np.mean(right) >= 0.93


def test_one_epoch_with_a_stride_and_without_pooling_reads_nine_of_ten() -> None:
    history = run_of(stride=2, pooling="none", n_epochs=1)
    assert history.accuracy > 0.9


def test_shuffled_labels_are_learnt_by_heart_and_help_with_nothing() -> None:
    history = run_of(slip="shuffled-labels", hidden_size=64, **FEW)
    assert history.train_accuracies[-1] > 0.8
    assert history.accuracy < 0.2


def test_few_digits_leave_a_gap() -> None:
    history = run_of(**FEW)
    assert history.train_accuracies[-1] > 0.99
    assert 0.7 < history.accuracy < 0.95
    assert shipped().train_accuracies[-1] - shipped().test_accuracies[-1] < 0.03  # with 8,000 there is hardly any


def test_a_filter_whose_bias_is_far_below_zero_is_dead() -> None:
    params = CNNParams()
    weights, images = init_weights(params, np.random.default_rng(0)), digits().test_images[:50] / 255
    assert [dead.tolist() for dead in dead_filters(weights, images, params)] == [[], []]
    weights["bias1"][[2, 5]] = -100
    weights["bias2"][:] = -1000
    assert [dead.tolist() for dead in dead_filters(weights, images, params)] == [[2, 5], list(range(16))]
    assert [len(dead) for dead in dead_filters(weights, images, CNNParams(slip="linear"))] == [0, 0]
    params = CNNParams(model="logistic")
    assert dead_filters(init_weights(params, np.random.default_rng(0)), images, params) == []


def test_too_large_a_rate_kills_filters() -> None:
    history = run_of(**FEW | {"learning_rate": 0.5, "n_epochs": 2, "warm_up": 0})
    params, images = CNNParams(**FEW), digits().test_images[:100] / 255
    assert len(dead_filters(history.weights_at(-1), images, params)[0]) > 2
