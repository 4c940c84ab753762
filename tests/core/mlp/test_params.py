"""What can be asked of a multi-layer network, what is refused with one sentence, and how a link says it."""

from dataclasses import FrozenInstanceError, fields, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.mlp import DATASETS, FEATURES, MLPParams, data, inputs, positions, split, train
from core.mlp.datasets import OWN_POINTS, REGRESSIONS, THREE_CLASSES, TWO_CLASSES
from core.validation import InvalidParameterError
from runs.codec import decode, encode

NAN, INF = float("nan"), float("inf")
ONE_CLASS = tuple((x1, x2, 1) for x1, x2, _ in OWN_POINTS)
ALONE = ((0.0, 0.0, 1), *((float(k), 1.0, -1) for k in range(20)))


@pytest.mark.parametrize(
    ("parameter", "value", "code"),
    [
        ("dataset", "blobs", "one_of"),
        ("n_samples", 9, "integer_between"),
        ("n_samples", 1001, "integer_between"),
        ("noise", -0.1, "between"),
        ("noise", NAN, "between"),
        ("train_fraction", 0, "between"),
        ("train_fraction", 1, "between"),
        ("features", (), "length_between"),
        ("features", "x1", "shape"),
        ("features", ("x1", "x3"), "one_of"),
        ("features", ("x1", "x1"), "differ"),
        ("hidden_layer_sizes", (4,) * 7, "length_between"),
        ("hidden_layer_sizes", (17,), "integer_between"),
        ("hidden_layer_sizes", (0,), "integer_between"),
        ("hidden_layer_sizes", ("four",), "integer_between"),
        ("hidden_layer_sizes", "4,2", "shape"),
        ("hidden_layer_sizes", 4, "shape"),
        ("hidden_layer_sizes", (4.0,), "integer_between"),
        ("activation", "softmax", "one_of"),
        ("activation", ("relu", "tanh"), "one_of"),
        ("layer_activations", ("relu", "none"), "one_of"),
        ("layer_activations", ("relu",) * 7, "length_between"),
        ("init", "lecun", "one_of"),
        ("loss", "hinge", "one_of"),
        ("optimizer", "lion", "one_of"),
        ("learning_rate", 0, "above_at_most"),
        ("learning_rate", NAN, "above_at_most"),
        ("learning_rate", INF, "above_at_most"),
        ("learning_rate", "fast", "above_at_most"),
        ("batch_size", 0, "integer_between"),
        ("batch_size", 251, "integer_between"),
        ("batch_size", 10_000, "integer_between"),
        ("n_epochs", 0, "integer_between"),
        ("n_epochs", 1001, "integer_between"),
        ("l1", -1, "between"),
        ("l2", NAN, "between"),
        ("dropout", 1, "between"),
        ("seed", -1, "integer_between"),
        ("momentum", 1, "between"),
        ("beta1", -0.1, "between"),
        ("beta2", 1, "between"),
        ("points", ONE_CLASS, "several_classes"),
        ("points", ((0, 0, 2), (1, 1, 1)), "one_of"),
        ("points", ((0, 0), (1, 1, 1)), "shape"),
        ("typed_weights", ((0, 1, 1, 1),), "shape"),
        ("typed_weights", ((121, 1, 1, 1, 0.5),), "integer_between"),
        ("typed_weights", ((0, 4, 1, 1, 0.5),), "integer_between"),
        ("typed_weights", ((0, 0, 1, 1, 0.5),), "integer_between"),
        ("typed_weights", ((0, 1, 3, 1, 0.5),), "integer_between"),
        ("typed_weights", ((0, 3, 1, 2, 0.5),), "integer_between"),
        ("typed_weights", ((0, 1, 1, 1, INF),), "between"),
        ("typed_weights", ((0, 1, 1, 1, 0.5),) * 51, "length_between"),
        ("stop_loss", -1, "between"),
        ("stop_accuracy", 1.1, "between"),
        ("patience", 0, "integer_between"),
        ("slip", "climb", "one_of"),
    ],
)
def test_bad_values_are_named(parameter, value, code):
    with pytest.raises(InvalidParameterError) as caught:
        MLPParams(**{parameter: value})
    assert (caught.value.parameter, caught.value.code) == (parameter, code)
    assert str(caught.value).startswith(f"{parameter} must ")
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize(
    ("settings", "parameter", "code"),
    [
        ({"dataset": "plane"}, "loss", "one_of"),
        ({"dataset": "own", "batch_size": 13}, "batch_size", "integer_between"),
        (
            {"dataset": "own", "points": ALONE, "batch_size": 1, "train_fraction": 0.1, "seed": 1},
            "train_fraction",
            "every_class",
        ),
        ({"batch_size": 1, "n_epochs": 1000, "hidden_layer_sizes": (16,) * 6}, "n_epochs", "too_dear"),
    ],
)
def test_what_does_not_fit_together_is_named(settings, parameter, code):
    with pytest.raises(InvalidParameterError) as caught:
        MLPParams(**settings)
    assert (caught.value.parameter, caught.value.code) == (parameter, code)


def test_equal_values_make_equal_params():
    params = MLPParams(hidden_layer_sizes=[np.int64(8)], learning_rate=np.float64(0.5), features=["x2"], l1=1)
    assert params == MLPParams(hidden_layer_sizes=(8,), learning_rate=0.5, features=("x2",), l1=1.0)
    assert hash(params) == hash(replace(params))
    with pytest.raises(FrozenInstanceError):
        params.l1 = 2.0


LINKS = [
    {"hidden_layer_sizes": (8,), "features": ("x1", "sin-x2"), "stop_loss": 0.1, "patience": 5},
    {"typed_weights": ((3, 1, 0, 2, -0.25), (4, 2, 1, 1, 2.0)), "layer_activations": ("tanh", "gelu")},
    {"dataset": "own", "points": ((0.0, 1.0, -1), (1.0, 0.0, 0), (2.0, 2.0, 1), (1.0, 1.0, 0)) * 6, "batch_size": 4},
    {"hidden_layer_sizes": ()},
]


@pytest.mark.parametrize("settings", LINKS)
def test_a_link_carries_every_setting(settings):
    params = MLPParams(**settings)
    assert decode(MLPParams, encode(params)) == (params, [])


@pytest.mark.parametrize("name", DATASETS)
def test_every_data_set(name):
    params = MLPParams(dataset=name, loss="squared" if name in REGRESSIONS else "cross-entropy")
    X, y = data(params)
    P, _ = positions(params)
    assert X.dtype == y.dtype == np.float64
    assert len(X) == len(P) == len(y) == {"iris": 150, "own": len(OWN_POINTS)}.get(name, 500)
    assert X.shape[1] == params.sizes[0] == (4 if name == "iris" else 2)
    np.testing.assert_array_equal(inputs(P, params), X)
    assert np.max(np.abs(X)) < 6
    if name in REGRESSIONS:
        assert params.is_regression
        assert 0.1 < np.std(y) < 1
    else:
        values, counts = np.unique(y, return_counts=True)
        assert values.tolist() == ([-1, 1] if name in TWO_CLASSES else [0, 1, 2])
        assert np.ptp(counts) <= 1
    assert params.sizes[-1] == (3 if name in {*THREE_CLASSES, "iris", "own"} else 1)
    if name not in ("iris", "own"):
        assert np.any(data(replace(params, seed=1))[0] != X)
        assert np.any(
            positions(replace(params, noise=0.0))[1 if name in REGRESSIONS else 0] != (P, y)[name in REGRESSIONS]
        )


def test_classes_lie_where_they_should():
    P, y = positions(MLPParams(dataset="circle", noise=0.0))
    radius = np.linalg.norm(P, axis=1)
    assert np.max(radius[y > 0]) <= 2.5 < 3.5 <= np.min(radius[y < 0])
    P, y = positions(MLPParams(dataset="xor", noise=0.0))
    np.testing.assert_array_equal(np.sign(P[:, 0] * P[:, 1]), y)
    assert np.min(np.abs(P)) >= 2
    band = np.abs(P[:, 0] - P[:, 1])  # two parallel lines part the classes
    assert np.max(band[y > 0]) < 3.5 < np.min(band[y < 0])
    P, y = positions(MLPParams(dataset="checkerboard", noise=0.0))
    np.testing.assert_array_equal(np.sum(np.floor((P + 5) / 2.5), axis=1) % 2, (y < 0) * 1.0)
    P, y = positions(MLPParams(dataset="rings", noise=0.0))
    np.testing.assert_array_equal(np.floor(np.linalg.norm(P, axis=1) / 1.4) % 2, (y < 0) * 1.0)
    P, y = positions(MLPParams(dataset="heart", noise=0.0))
    x1, x2 = P.T / 3
    np.testing.assert_array_equal((x1**2 + x2**2 - 1) ** 3 < x1**2 * x2**3, y > 0)
    for name, values in (("plane", lambda P: (P[:, 0] + P[:, 1]) / 10), ("sine", lambda P: np.sin(P[:, 0]))):
        P, y = positions(MLPParams(dataset=name, loss="squared", noise=0.0))
        np.testing.assert_allclose(y, values(P), atol=1e-12)


def test_noise_is_the_standard_deviation_that_is_added():
    for name, part in (("spiral", 0), ("bumps", 1)):
        clean = positions(MLPParams(dataset=name, loss="squared", noise=0.0, n_samples=1000))
        noisy = positions(MLPParams(dataset=name, loss="squared", noise=0.5, n_samples=1000))
        assert np.std(noisy[part] - clean[part]) == pytest.approx(0.5, rel=0.05)
        np.testing.assert_array_equal(noisy[1 - part], clean[1 - part])


def test_features_by_hand():
    params = MLPParams(features=tuple(FEATURES))
    np.testing.assert_allclose(
        inputs(np.array([[2.0, -3.0]]), params), [[2, -3, 4, 9, -6, np.sin(2), -np.sin(3)]], rtol=1e-15
    )


def test_own_points_of_two_classes_are_minus_and_plus_one():
    points = tuple((float(k), 0.0, (0, 1)[k % 2]) for k in range(24))
    X, y = data(MLPParams(dataset="own", points=points))
    assert X[:3, 0].tolist() == [0, 1, 2]
    assert y[:3].tolist() == [-1, 1, -1]


def refused(settings):
    """The rule that these settings break, if any."""
    try:
        MLPParams(**settings)
    except InvalidParameterError as error:
        return error.code
    return None


@given(st.sampled_from(DATASETS), st.integers(10, 60), st.floats(0.1, 0.9), st.integers(0, 9))
def test_whatever_is_accepted_trains(dataset, n_samples, train_fraction, seed):
    """Every setting either trains or is refused by name; every sample is learnt from or tested with."""
    settings = {"dataset": dataset, "n_samples": n_samples, "train_fraction": train_fraction, "seed": seed}
    if refused(small := {"loss": "squared", "batch_size": 1, "n_epochs": 1, "hidden_layer_sizes": (2,), **settings}):
        assert refused(small) == "every_class"
        return
    params = MLPParams(**small)
    X, y = data(params)
    learnt, others = split(y, params)
    assert min(len(learnt), len(others)) >= 1
    assert sorted([*learnt, *others]) == list(range(len(y)))
    assert train(X, y, params).n_epochs == 1


def test_every_field_has_a_default():
    assert MLPParams() == MLPParams(**{field.name: field.default for field in fields(MLPParams)})
