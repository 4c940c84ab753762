"""Forwards and backwards: by hand, by finite differences, and what a network without bends cannot do."""

from math import erf, sqrt

import numpy as np
import pytest

from core.activations import sigmoid
from core.gradient_check import gradient_check
from core.mlp import (
    ACTIVATIONS,
    MLPParams,
    backpropagate,
    data,
    dropout_masks,
    forward,
    init_weights,
    loss_gradient,
    predict,
)
from core.mlp.activations import slope_of
from core.mlp.outputs import OUTPUTS
from core.mlp.weights import flatten, unflatten

Z = np.concatenate([np.linspace(-6, -0.01, 60), np.linspace(0.01, 6, 60)]).reshape(2, 60)
FAR = np.array([-1e100, -1000.0, 1000.0, 1e100])
every_activation = pytest.mark.parametrize("name", ACTIVATIONS)


def test_the_promised_activations_are_there():
    names = ["linear", "sigmoid", "tanh", "relu", "leaky-relu", "elu", "gelu", "swish", "step"]
    assert list(ACTIVATIONS) == names


# at -1, 0 and 2: values and slopes
BY_HAND = {
    "linear": ([-1, 0, 2], [1, 1, 1]),
    "relu": ([0, 0, 2], [0, 0, 1]),
    "leaky-relu": ([-0.01, 0, 2], [0.01, 0.01, 1]),
    "elu": ([1 / np.e - 1, 0, 2], [1 / np.e, 1, 1]),
    # z σ(z), and σ(z) (1 + z (1 - σ(z))) with σ(-1) = 1/(1 + e)
    "swish": (
        [-1 / (1 + np.e), 0, 2 * np.e**2 / (1 + np.e**2)],
        [(1 - np.e / (1 + np.e)) / (1 + np.e), 0.5, np.e**2 / (1 + np.e**2) * (1 + 2 / (1 + np.e**2))],
    ),
    "step": ([0, 0, 1], [0, 0, 0]),
}


@pytest.mark.parametrize("name", BY_HAND)
def test_activations_by_hand(name):
    values, slopes = BY_HAND[name]
    z = np.array([-1.0, 0.0, 2.0])
    np.testing.assert_allclose(ACTIVATIONS[name].f(z), values, rtol=1e-13)
    np.testing.assert_allclose(ACTIVATIONS[name].derivative(z), slopes, rtol=1e-13)


def test_gelu_is_close_to_z_times_the_normal_distribution():
    normal = np.array([0.5 * (1 + erf(z / sqrt(2))) for z in Z.ravel()]).reshape(Z.shape)
    np.testing.assert_allclose(ACTIVATIONS["gelu"].f(Z), Z * normal, atol=5e-4)


@every_activation
def test_the_derivative_is_the_slope_and_nothing_overflows(name):
    f, derivative = ACTIVATIONS[name]
    h = 1e-6
    np.testing.assert_allclose(derivative(Z), (f(Z + h) - f(Z - h)) / (2 * h), atol=1e-9)
    np.testing.assert_allclose(slope_of(name)(Z, f(Z)), derivative(Z), rtol=1e-9, atol=1e-12)
    assert np.all(np.isfinite([f(FAR), derivative(FAR)]))


def test_two_two_one_by_hand():
    """Sigmoids throughout, cross-entropy, one sample of class +1; the arithmetic stands beside it."""
    params = MLPParams(hidden_layer_sizes=(2,), activation="sigmoid")
    weights = [
        (np.array([[1.0, -1.0], [0.0, 2.0]]), np.array([-1.0, 0.0])),
        (np.array([[2.0], [-2.0]]), np.array([0.0])),
    ]
    X, y = np.array([[1.0, 0.5]]), np.array([1.0])
    # z1 = (1·1 + 0.5·0 - 1, -1·1 + 0.5·2 + 0) = (0, 0), a1 = (1/2, 1/2), z2 = 2/2 - 2/2 = 0, p = 1/2
    there = forward(weights, X, params)
    assert [a.tolist() for a in there] == [[[1.0, 0.5]], [[0.5, 0.5]], [[0.0]]]
    made = backpropagate(weights, X, y, params)
    assert loss_gradient(weights, X, y, params)[0] == pytest.approx(np.log(2))  # -ln 1/2
    # δ2 = p - 1 = -1/2; δ1 = (2, -2)·(-1/2)·1/4 = (-1/4, 1/4)
    np.testing.assert_allclose(made.deltas[1], [[-0.5]])
    np.testing.assert_allclose(made.deltas[0], [[-0.25, 0.25]])
    # dW2 = a1 δ2 = (-1/4, -1/4); dW1 = x δ1
    (dW1, db1), (dW2, db2) = loss_gradient(weights, X, y, params)[1]
    np.testing.assert_allclose(dW2, [[-0.25], [-0.25]])
    np.testing.assert_allclose(db2, [-0.5])
    np.testing.assert_allclose(dW1, [[-0.25, 0.25], [-0.125, 0.125]])
    np.testing.assert_allclose(db1, [-0.25, 0.25])


CASES = [
    ("spiral", "cross-entropy"),
    ("spiral", "squared"),
    ("three-blobs", "cross-entropy"),
    ("three-blobs", "squared"),
    ("iris", "cross-entropy"),
    ("bumps", "squared"),
]


def check_of(params, masks=None, seed=0):
    """Finite differences of the mean loss at random weights: nothing lies on a bend, no weight at 0."""
    rng = np.random.default_rng(seed)
    X, y = (part[:12] for part in data(params))
    start = flatten(init_weights(params, params.sizes[0], params.sizes[-1], rng))
    theta = start + rng.normal(0, 0.3, start.shape)

    def both(v):
        loss, gradients = loss_gradient(unflatten(v, params.sizes), X, y, params, masks)
        return loss, flatten(gradients)

    return gradient_check(lambda v: both(v)[0], lambda v: both(v)[1], theta, rng)


@pytest.mark.parametrize(("dataset", "loss"), CASES)
@pytest.mark.parametrize("name", [name for name in ACTIVATIONS if name != "step"])
def test_gradients_by_finite_differences(dataset, loss, name):
    params = MLPParams(dataset=dataset, loss=loss, activation=name, hidden_layer_sizes=(5, 4), init="xavier")
    assert check_of(params).max_relative_error < 1e-6


@pytest.mark.parametrize("others", [{"l1": 0.1}, {"l2": 0.3}, {"l1": 0.05, "l2": 0.2}, {"hidden_layer_sizes": ()}])
def test_gradients_of_penalties(others):
    assert check_of(MLPParams(activation="tanh", **others)).max_relative_error < 1e-6


def test_gradients_under_a_fixed_dropout_mask():
    params = MLPParams(activation="tanh", dropout=0.4, hidden_layer_sizes=(6, 5))
    masks = dropout_masks(params, 12, np.random.default_rng(1))
    assert check_of(params, masks).max_relative_error < 1e-6
    assert {round(float(v), 12) for mask in masks for v in mask.ravel()} == {0.0, round(1 / 0.6, 12)}


def test_gradients_with_an_activation_for_each_layer():
    params = MLPParams(layer_activations=("tanh", "gelu"), activation="elu", hidden_layer_sizes=(5, 4, 3))
    assert params.activations == ("tanh", "gelu", "elu")
    assert check_of(params).max_relative_error < 1e-6


def test_the_slip_that_forgets_the_slope_is_found_by_the_check():
    assert check_of(MLPParams(activation="tanh", slip="no-slope")).max_relative_error > 0.01


@pytest.mark.parametrize(("task", "loss"), OUTPUTS)
def test_derivatives_of_the_losses(task, loss):
    output, rng, h = OUTPUTS[task, loss], np.random.default_rng(2), 1e-6
    z = rng.normal(size=(7, 1 if task != "classes" else 3))
    t = {"two-classes": rng.integers(2, size=(7, 1)) * 1.0, "regression": rng.normal(size=(7, 1))}.get(
        task, np.eye(3)[rng.integers(3, size=7)]
    )
    for k in range(z.shape[1]):
        step = h * np.eye(z.shape[1])[k]
        slope = (output.losses(z + step, t) - output.losses(z - step, t)) / (2 * h)
        np.testing.assert_allclose(output.derivative(z, t)[:, k], slope, atol=1e-8)


def test_a_linear_network_of_any_depth_is_one_layer():
    """W₁W₂W₃ and (b₁W₂ + b₂)W₃ + b₃ say the same as the three layers."""
    params = MLPParams(activation="linear", hidden_layer_sizes=(7, 3, 5), init="xavier")
    rng = np.random.default_rng(3)
    weights = [(W, rng.normal(size=b.shape)) for W, b in init_weights(params, 2, 1, rng)]
    W, b = weights[0]
    for W_next, b_next in weights[1:]:
        W, b = W @ W_next, b @ W_next + b_next
    X = rng.normal(size=(40, 2))
    alone = MLPParams(hidden_layer_sizes=())
    np.testing.assert_allclose(forward(weights, X, params)[-1], forward([(W, b)], X, alone)[-1], atol=1e-12)
    np.testing.assert_array_equal(predict(weights, X, params), predict([(W, b)], X, alone))


def test_no_hidden_layer_is_logistic_regression():
    params = MLPParams(hidden_layer_sizes=())
    X, y = np.array([[1.0, 2.0], [-1.0, 0.5]]), np.array([1.0, -1.0])
    w, b = np.array([0.3, -0.2]), 0.1
    _, [(dW, db)] = loss_gradient([(w[:, None], np.array([b]))], X, y, params)
    residuals = sigmoid(X @ w + b) - (y > 0)
    np.testing.assert_allclose(dW[:, 0], residuals @ X / 2)
    assert db[0] == pytest.approx(np.mean(residuals))


def test_a_stack_of_networks_answers_like_each_of_them():
    params, rng = MLPParams(dataset="three-arms"), np.random.default_rng(4)
    each = [init_weights(params, 2, 3, rng) for _ in range(5)]
    stack = unflatten(np.array([flatten(weights) for weights in each]), params.sizes)
    X = data(params)[0][:9]
    for layer, outputs in enumerate(forward(stack, X, params)[1:], start=1):
        np.testing.assert_allclose(outputs, [forward(weights, X, params)[layer] for weights in each], atol=1e-12)
