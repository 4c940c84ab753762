"""What may be set of a training on digits, and what a network then looks like."""

from typing import Any

import numpy as np
import pytest

from core.cnn import CNNParams, forward, init_weights, layers_of, loss_gradient, multiply_adds, shapes
from core.cnn.cost import MAX_COST
from core.cnn.looking import input_gradient, occlusion
from core.cnn.shapes import blocks, n_hidden, n_weights
from core.cnn.symptoms import dead_filters
from core.validation import InvalidParameterError
from data.cnn_run import shipped

WRONG: list[tuple[dict[str, Any], str]] = [
    ({"filters": ()}, "filters"),
    ({"filters": (0,)}, "filters"),
    ({"filters": (64,)}, "filters"),
    ({"filters": (8, 1)}, "filters"),
    ({"filters": (8, 8, 8)}, "filters"),
    ({"filters": 8}, "filters"),
    ({"filters": "88"}, "filters"),
    ({"filters": (8.0,)}, "filters"),
    ({"kernel_size": 4}, "kernel_size"),
    ({"kernel_size": 29}, "kernel_size"),
    ({"kernel_size": float("nan")}, "kernel_size"),
    ({"stride": 0}, "stride"),
    ({"stride": 3}, "stride"),
    ({"stride": 2, "kernel_size": 5}, "pooling"),  # the second block's maps have one pixel
    ({"pooling": "median"}, "pooling"),
    ({"model": "rnn"}, "model"),
    ({"hidden_size": -1}, "hidden_size"),
    ({"hidden_size": 65}, "hidden_size"),
    ({"dropout": 1.0}, "dropout"),
    ({"dropout": float("nan")}, "dropout"),
    ({"n_train": 0}, "n_train"),
    ({"n_train": 10**6}, "n_train"),
    ({"n_train": 20, "batch_size": 32}, "batch_size"),
    ({"augment": 1}, "augment"),
    ({"n_epochs": 0}, "n_epochs"),
    ({"n_epochs": 11}, "n_epochs"),
    ({"batch_size": 0}, "batch_size"),
    ({"batch_size": 257}, "batch_size"),
    ({"optimizer": "lion"}, "optimizer"),
    ({"learning_rate": 0}, "learning_rate"),
    ({"learning_rate": float("inf")}, "learning_rate"),
    ({"warm_up": -1}, "warm_up"),
    ({"decay": "yes"}, "decay"),
    ({"momentum": 1.0}, "momentum"),
    ({"beta1": -0.1}, "beta1"),
    ({"beta2": 1.0}, "beta2"),
    ({"seed": -1}, "seed"),
    ({"slip": "none at all"}, "slip"),
]


@pytest.mark.parametrize(("settings", "parameter"), WRONG, ids=str)
def test_what_cannot_be_is_refused_and_named(settings: dict[str, Any], parameter: str) -> None:
    with pytest.raises(InvalidParameterError) as refused:
        CNNParams(**settings)
    assert refused.value.parameter == parameter


def test_equal_settings_are_equal_whatever_numbers_they_come_as() -> None:
    numpy = CNNParams(filters=[np.int64(8), np.int32(16)], learning_rate=np.float64(0.01), augment=np.True_)  # type: ignore[arg-type]
    assert numpy == CNNParams()
    assert hash(numpy) == hash(CNNParams())
    assert type(numpy.filters[0]) is int


def test_the_default_network_by_hand() -> None:
    params = CNNParams()
    # 28 - 4 = 24, halved 12, less 4 = 8, halved 4: sixteen maps of 4 × 4 are 256 numbers
    assert [tuple(block) for block in blocks(params)] == [(1, 8, 28, 24, 12), (8, 16, 12, 8, 4)]
    assert params.n_features == 256
    assert params.n_weights == 8 * 25 + 8 + 16 * 8 * 25 + 16 + 256 * 10 + 10 == 5994
    assert params.multiply_adds == 8 * 25 * 24**2 + 16 * 8 * 25 * 8**2 + 2560 == 322_560
    assert params.n_updates == 3 * 250


def test_the_dense_network_has_about_as_many_weights() -> None:
    dense, logistic = CNNParams(model="dense"), CNNParams(model="logistic")
    assert n_hidden(dense) == 8
    assert dense.n_weights == 784 * 8 + 8 + 8 * 10 + 10 == 6370
    assert dense.multiply_adds == 784 * 8 + 80
    assert n_hidden(CNNParams(model="dense", hidden_size=30)) == 30
    assert (logistic.n_weights, logistic.multiply_adds) == (7850, 7840)
    assert n_hidden(CNNParams(model="logistic", hidden_size=30)) == 0
    for filters in ((2,), (2, 2), (16, 16)):
        cnn, like = (CNNParams(model=model, filters=filters) for model in ("cnn", "dense"))  # type: ignore[arg-type]
        assert abs(like.n_weights - cnn.n_weights) <= 795 / 2


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"stride": 2, "pooling": "none", "hidden_size": 5},
        {"kernel_size": 3, "stride": 2, "pooling": "average"},
        {"filters": (3,), "kernel_size": 3},
        {"filters": (3,), "slip": "linear"},
        {"model": "dense"},
        {"model": "logistic"},
    ],
    ids=str,
)
def test_shapes_and_multiply_adds_are_those_of_the_pass(settings: dict[str, Any]) -> None:
    params = CNNParams(**settings)
    weights = init_weights(params, np.random.default_rng(0))
    found = forward(weights, np.zeros((2, 28, 28)), params)
    assert {name: values.shape for name, values in weights.items()} == shapes(params)
    assert n_weights(shapes(params)) == params.n_weights
    assert [name for name in found if found[name].ndim == 4] == layers_of(weights, params)
    products = sum(found[f"conv{k}"][0].size * weights[f"kernels{k}"][0].size for k, _ in enumerate(blocks(params), 1))
    assert multiply_adds(params) == products + sum(weights[name].size for name in ("W_hidden", "W") if name in weights)


def test_the_first_weights_keep_the_size_of_the_signals() -> None:
    params = CNNParams(filters=(16, 16), hidden_size=64)
    weights = init_weights(params, np.random.default_rng(0))
    for name, n_in, factor in (("kernels1", 25, 1), ("kernels2", 400, 1), ("W_hidden", 256, 1), ("W", 64, 0.5)):
        assert np.std(weights[name]) == pytest.approx(factor * np.sqrt(2 / n_in), rel=0.1)
    assert not any(values.any() for name, values in weights.items() if values.ndim == 1)


def test_ten_epochs_of_the_default_are_not_too_dear() -> None:
    assert CNNParams(n_epochs=10).cost < MAX_COST
    with pytest.raises(InvalidParameterError, match=r"n_epochs must be at most .* here") as refused:
        CNNParams(n_epochs=10, batch_size=1, filters=(16, 16), pooling="none")
    assert refused.value.limits["high"] == MAX_COST // 10**9


WEIGHTS = shipped().weights_at(-1)
GOOD: dict[str, Any] = {"weights": WEIGHTS, "params": CNNParams()}
ODD_IMAGES = [None, "digit", np.full((1, 28, 28), np.nan), np.full((1, 28, 28), 1.5), np.zeros((0, 28, 28)), [[1j]]]
ODD_WEIGHTS: list[Any] = [
    None,
    {},
    {name: w for name, w in WEIGHTS.items() if name != "W"},
    WEIGHTS | {"W": WEIGHTS["W"][:100]},
    WEIGHTS | {"b": WEIGHTS["b"][:9]},
    WEIGHTS | {"b": WEIGHTS["b"][0]},
    WEIGHTS | {"kernels2": WEIGHTS["kernels2"][:, :3]},
    WEIGHTS | {"kernels1": WEIGHTS["kernels1"] * np.nan},
    WEIGHTS | {"bias1": WEIGHTS["bias1"][:3]},
]


@pytest.mark.parametrize("images", ODD_IMAGES, ids=lambda a: str(getattr(a, "shape", a)))
def test_odd_pictures_are_refused(images: Any) -> None:
    image = images[0] if isinstance(images, np.ndarray) and len(images) else images
    for call in (
        lambda: forward(images=images, **GOOD),
        lambda: loss_gradient(images=images, labels=np.zeros(1, int), **GOOD),
        lambda: dead_filters(images=images, **GOOD),
        lambda: input_gradient(image=image, label=1, **GOOD),
        lambda: occlusion(image=image, label=1, **GOOD),
    ):
        with pytest.raises(InvalidParameterError):
            call()


@pytest.mark.parametrize("weights", ODD_WEIGHTS, ids=range(len(ODD_WEIGHTS)))
def test_odd_weights_are_refused(weights: Any) -> None:
    with pytest.raises(InvalidParameterError):
        forward(weights, np.zeros((1, 28, 28)), CNNParams())


@pytest.mark.parametrize("labels", [np.array([10]), np.array([-1]), np.array([0.5]), np.array([1, 2]), None, "1"])
def test_odd_labels_are_refused(labels: Any) -> None:
    with pytest.raises(InvalidParameterError):
        loss_gradient(WEIGHTS, np.zeros((1, 28, 28)), labels, CNNParams())


def test_a_picture_smaller_than_the_kernel_is_refused() -> None:
    with pytest.raises(InvalidParameterError, match="kernel"):
        forward(WEIGHTS, np.zeros((1, 4, 4)), CNNParams())
