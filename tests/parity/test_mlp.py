"""Given the same first weights and orders, every weight is PyTorch's in float64. Run by `make parity`."""

import numpy as np
import pytest
import torch

from core.mlp import ACTIVATIONS, MLPParams, data, forward, train
from core.optimizers import OPTIMIZERS
from tests.parity.peers import torch_optimizer

LAYERS = {
    "linear": torch.nn.Identity,
    "sigmoid": torch.nn.Sigmoid,
    "tanh": torch.nn.Tanh,
    "relu": torch.nn.ReLU,
    "leaky-relu": torch.nn.LeakyReLU,
    "elu": torch.nn.ELU,
    "gelu": lambda: torch.nn.GELU(approximate="tanh"),
    "swish": torch.nn.SiLU,
}
RATES = {"sgd": 0.05, "momentum": 0.01, "nesterov": 0.01, "adagrad": 0.05, "rmsprop": 0.005, "adam": 0.02}


def network_of(weights, names):
    """PyTorch's layers with our weights."""
    layers = []
    for k, (W, b) in enumerate(weights):
        layer = torch.nn.Linear(*W.shape, dtype=torch.float64)
        layer.weight.data, layer.bias.data = torch.tensor(W.T.copy()), torch.tensor(b)
        layers += [layer, LAYERS[names[k]]()] if k < len(names) else [layer]
    return torch.nn.Sequential(*layers)


def criterion_of(params, n_outputs):
    """The loss of scores and y, as PyTorch has it."""
    F = torch.nn.functional
    if params.is_regression:
        return lambda z, y: F.mse_loss(z[:, 0], y)
    if n_outputs == 1:
        entropy, squared = F.binary_cross_entropy_with_logits, F.mse_loss
        if params.loss == "cross-entropy":
            return lambda z, y: entropy(z[:, 0], (y + 1) / 2)
        return lambda z, y: squared(torch.sigmoid(z[:, 0]), (y + 1) / 2)
    if params.loss == "cross-entropy":
        return lambda z, y: F.cross_entropy(z, y.long())
    return lambda z, y: n_outputs * F.mse_loss(torch.softmax(z, 1), F.one_hot(y.long(), n_outputs).double())


def torch_run(X, y, params, history):
    """The network after all epochs, with the batches of `history`."""
    model = network_of(history.weights[0], params.activations)
    criterion = criterion_of(params, history.weights.sizes[-1])
    optimizer = torch_optimizer(params.optimizer, list(model.parameters()), params)
    X, y = torch.from_numpy(X[history.train]), torch.from_numpy(y[history.train])
    matrices = [layer.weight for layer in model if isinstance(layer, torch.nn.Linear)]
    for order in history.orders:
        for batch in torch.from_numpy(order.copy()).split(params.batch_size):
            optimizer.zero_grad()
            loss = criterion(model(X[batch]), y[batch])
            if params.l1 or params.l2:
                loss = loss + sum(params.l1 * W.abs().sum() + params.l2 / 2 * (W**2).sum() for W in matrices)
            loss.backward()
            optimizer.step()
    return model


def compare(**settings):
    params = MLPParams(**{"n_samples": 110, "hidden_layer_sizes": (6, 5), "n_epochs": 20, "batch_size": 12, **settings})
    X, y = data(params)
    history = train(X, y, params)
    assert history.diverged_at == -1
    model = torch_run(X, y, params, history)
    layers = [layer for layer in model if isinstance(layer, torch.nn.Linear)]
    for (W, b), layer in zip(history.weights[20], layers, strict=True):
        assert np.max(np.abs(W - layer.weight.detach().numpy().T)) < 1e-9
        assert np.max(np.abs(b - layer.bias.detach().numpy())) < 1e-9
    scores = forward(history.weights[20], X, params)[-1]
    assert np.max(np.abs(scores - model(torch.from_numpy(X)).detach().numpy())) < 1e-8
    test_y = torch.from_numpy(y[history.test])
    theirs = criterion_of(params, scores.shape[1])(torch.from_numpy(scores[history.test]), test_y)
    assert history.test_losses[20] == pytest.approx(theirs.item(), rel=1e-9)


def test_every_activation_that_learns_is_compared():
    assert set(LAYERS) == set(ACTIVATIONS) - {"step"}


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("loss", ["cross-entropy", "squared"])
@pytest.mark.parametrize("activation", LAYERS)
def test_two_classes(activation, loss, optimizer):
    compare(activation=activation, loss=loss, optimizer=optimizer, learning_rate=RATES[optimizer])


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize(
    ("dataset", "loss"),
    [("three-arms", "cross-entropy"), ("iris", "cross-entropy"), ("three-blobs", "squared"), ("bumps", "squared")],
)
def test_more_classes_and_numbers(dataset, loss, optimizer):
    compare(dataset=dataset, loss=loss, optimizer=optimizer, learning_rate=RATES[optimizer], activation="tanh")


@pytest.mark.parametrize(
    "others",
    [
        {"l1": 0.01, "l2": 0.02},
        {"hidden_layer_sizes": ()},
        {"hidden_layer_sizes": (3, 4, 5, 4, 3, 2), "layer_activations": ("tanh", "elu", "gelu"), "activation": "swish"},
        {"features": ("x1", "x2", "x1-squared", "x1x2", "sin-x2")},
        {"momentum": 0.5, "beta1": 0.8, "beta2": 0.99},
        {"batch_size": 1},
    ],
    ids=str,
)
@pytest.mark.parametrize("optimizer", ["nesterov", "adam"])
def test_other_settings(optimizer, others):
    compare(optimizer=optimizer, learning_rate=RATES[optimizer], **{"activation": "tanh", **others})
