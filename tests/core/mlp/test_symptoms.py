"""What is read off a network: dead, flat and equal units, the one layer of a linear network, the best constant."""

import numpy as np
import pytest

from core.mlp import MLPParams, data, forward, train
from core.mlp.symptoms import composed, constant_loss, dead_units, different_units, saturated_share

X = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
LAST = (np.ones((2, 1)), np.zeros(1))


def network(bias: float) -> list[tuple[np.ndarray, np.ndarray]]:
    """Two hidden units that say f(x1 + x2 + bias) and f(x1 + x2)."""
    return [(np.ones((2, 2)), np.array([bias, 0.0])), LAST]


@pytest.mark.parametrize(("bias", "expected"), [(-2.0, [0]), (-1.9, [])])  # the largest sum is 2
def test_a_unit_is_dead_when_it_says_zero_of_every_sample(bias: float, expected: list[int]) -> None:
    params = MLPParams(hidden_layer_sizes=(2,))
    assert [found.tolist() for found in dead_units(network(bias), X, params)] == [expected]
    leaky = MLPParams(hidden_layer_sizes=(2,), activation="leaky-relu")
    assert [found.tolist() for found in dead_units(network(bias), X, leaky)] == [[]]


@pytest.mark.parametrize(("activation", "expected"), [("tanh", 0.5), ("sigmoid", 0.5), ("relu", None)])
def test_the_share_of_flat_outputs(activation: str, expected: float | None) -> None:
    # of six outputs the three with the large bias lie at the end; tanh 2 = 0.96 and σ(2) = 0.88 do not
    params = MLPParams(hidden_layer_sizes=(2,), activation=activation)
    assert saturated_share(network(-50.0), X, params) == expected


def test_units_are_equal_only_when_what_goes_in_and_out_is_equal() -> None:
    assert different_units(network(0.0)) == [1]
    assert different_units(network(0.1)) == [2]
    first, (V, c) = network(0.0)
    nudged = V + np.array([[0.0], [1e-12]])
    assert different_units([first, (nudged, c)]) == [2]


def test_a_network_without_activations_is_one_layer() -> None:
    params = MLPParams(hidden_layer_sizes=(5, 4, 3), activation="linear", dataset="three-arms", n_epochs=3)
    inputs, y = data(params)
    weights = train(inputs, y, params).weights[-1]
    W, b = composed(weights)
    assert (W.shape, b.shape) == ((2, 3), (3,))
    np.testing.assert_allclose(inputs @ W + b, forward(weights, inputs, params)[-1], atol=1e-9)


@pytest.mark.parametrize("loss", ["cross-entropy", "squared"])
@pytest.mark.parametrize("dataset", ["circle", "three-arms"])
def test_no_other_constant_answer_is_better(dataset: str, loss: str) -> None:
    params = MLPParams(dataset=dataset, loss=loss, n_samples=61, hidden_layer_sizes=())  # type: ignore[arg-type]
    _inputs, y = data(params)
    weights = [(np.zeros((2, params.n_outputs)), np.zeros(params.n_outputs))]
    least = constant_loss(y, weights, params)
    shares = np.unique(y, return_counts=True)[1] / len(y)
    entropy, gini = -np.sum(shares * np.log(shares)), 1 - np.sum(shares**2)
    squared = gini / 2 if params.n_outputs == 1 else gini
    assert least == pytest.approx(entropy if loss == "cross-entropy" else squared)


def test_the_best_constant_number_is_the_mean() -> None:
    params = MLPParams(dataset="sine", loss="squared", hidden_layer_sizes=())
    y = data(params)[1]
    assert constant_loss(y, [(np.zeros((2, 1)), np.zeros(1))], params) == pytest.approx(np.var(y))
