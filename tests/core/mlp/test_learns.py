"""What networks learn, in how many of their runs, and what they cannot learn."""

import numpy as np
import pytest

from core.mlp import MLPParams, data, train

XOR = {
    "dataset": "xor",
    "n_samples": 200,
    "activation": "tanh",
    "init": "xavier",
    "learning_rate": 0.05,
    "n_epochs": 30,
}


def last_accuracies(n_seeds, **settings):
    """Test accuracies at the end."""
    found = []
    for seed in range(n_seeds):
        params = MLPParams(seed=seed, **settings)
        found.append(train(*data(params), params).test_accuracies[-1])
    return np.array(found)


def test_the_default_solves_the_spiral():
    """At least 9 of 10 seeds."""
    assert np.sum(last_accuracies(10) >= 0.97) >= 9


def test_two_hidden_units_solve_xor_in_half_of_the_runs_and_four_in_nine_of_ten():
    """With two units the other runs are stuck where three of the four squares are right."""
    found = last_accuracies(20, hidden_layer_sizes=(2,), **XOR)
    assert np.sum(found >= 0.99) >= 10
    assert np.all((found >= 0.99) | ((found > 0.6) & (found < 0.85)))
    assert np.sum(last_accuracies(10, hidden_layer_sizes=(4,), **XOR) >= 0.99) >= 9


@pytest.mark.parametrize(
    "settings",
    [{"hidden_layer_sizes": ()}, {"hidden_layer_sizes": (2,), "init": "zeros"}, {"activation": "linear"}],
    ids=["no hidden layer", "zero weights", "linear"],
)
def test_what_is_one_line_alone_cannot_solve_xor(settings):
    assert np.max(last_accuracies(3, **XOR | settings)) < 0.8


def test_the_product_as_a_feature_needs_no_hidden_layer():
    settings = XOR | {"hidden_layer_sizes": (), "features": ("x1", "x2", "x1x2")}
    assert np.min(last_accuracies(3, **settings)) == 1


@pytest.mark.parametrize(
    ("dataset", "least", "others"),
    [
        ("circle", 0.98, {}),
        ("gaussians", 0.98, {}),
        ("moons", 0.98, {}),
        ("rings", 0.9, {}),
        ("heart", 0.88, {}),
        ("three-blobs", 0.97, {}),
        ("three-arms", 0.97, {}),
        ("iris", 0.9, {}),
        ("own", 0.9, {}),
        ("plane", 0.85, {"loss": "squared", "activation": "tanh", "init": "xavier"}),
        ("sine", 0.85, {"loss": "squared", "activation": "tanh", "init": "xavier"}),
        ("bumps", 0.7, {"loss": "squared", "activation": "tanh", "init": "xavier"}),
    ],
)
def test_every_data_set_can_be_learnt(dataset, least, others):
    assert last_accuracies(1, dataset=dataset, n_epochs=60, **others)[0] >= least


def test_six_layers_of_sigmoids_starve_the_first_one():
    """The gradient shrinks from layer to layer on its way back; with ReLU it does not."""
    settings = {"hidden_layer_sizes": (8,) * 6, "n_epochs": 1}
    sigmoid = MLPParams(activation="sigmoid", init="xavier", **settings)
    norms = train(*data(sigmoid), sigmoid).gradient_norms[0]
    assert np.all(np.diff(norms[:-1]) > 0)
    assert norms[0] < norms[-1] / 500
    relu = MLPParams(**settings)
    norms = train(*data(relu), relu).gradient_norms[0]
    assert norms[0] > norms[-1] / 100


def test_sixteen_and_sixteen_units_overfit_thirty_noisy_points():
    params = MLPParams(dataset="gaussians", n_samples=60, noise=1.0, n_epochs=200)
    history = train(*data(params), params)
    assert history.train_accuracies[-1] == 1
    assert history.train_losses[-1] < 0.001
    assert history.test_losses[-1] > 2 * np.min(history.test_losses)
