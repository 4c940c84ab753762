"""The network for digits against PyTorch's in float64: scores, every gradient, and a whole training. `make parity`."""

from itertools import product

import numpy as np
import pytest
import torch

from core.cnn import CNNParams, forward, init_weights, loss_gradient
from core.cnn.network import backward, cross_entropy
from core.cnn.updates import batches, learning_rate_of, updates
from core.cnn.weights import flatten
from core.optimizers import OPTIMIZERS
from tests.parity.peers import torch_optimizer

F = torch.nn.functional
LABELS = np.array([3, 0, 9, 3, 7])
POOLINGS = {"max": F.max_pool2d, "average": F.avg_pool2d, "none": lambda x, size: x}
NETWORKS = [
    {"filters": filters, "pooling": pooling, "stride": stride, "kernel_size": kernel_size, "hidden_size": hidden_size}
    for filters, pooling, stride, kernel_size, hidden_size in product([(4,), (3, 5)], POOLINGS, [1, 2], [3, 5], [0, 6])
    if (len(filters), stride, kernel_size) != (2, 2, 5) or pooling == "none"
]
OTHERS = [{"model": "dense", "hidden_size": 7}, {"model": "logistic"}, {"slip": "linear", "filters": (3, 4)}]
RATES = {"sgd": 0.1, "momentum": 0.02, "nesterov": 0.02, "adagrad": 0.02, "rmsprop": 0.002, "adam": 0.01}


def torch_weights(weights):
    """Our weights as tensors that gather gradients."""
    return {name: torch.tensor(values, requires_grad=True) for name, values in weights.items()}


def torch_scores(w, x, params):
    """The same network in PyTorch's functions, from pictures (N, 1, 28, 28)."""
    relu = F.relu if params.active else lambda x: x
    for k in (1, 2):
        if f"kernels{k}" in w:
            x = relu(F.conv2d(x, w[f"kernels{k}"], w[f"bias{k}"], stride=params.stride))
            x = POOLINGS[params.pooling](x, 2)
    x = x.flatten(1)
    if "W_hidden" in w:
        x = relu(x @ w["W_hidden"] + w["b_hidden"])
    return x @ w["W"] + w["b"]


@pytest.mark.parametrize("settings", [*NETWORKS, *OTHERS], ids=str)
def test_scores_and_every_gradient(settings):
    params, rng = CNNParams(**settings), np.random.default_rng(4)
    weights = {name: w + 0.1 * rng.standard_normal(w.shape) for name, w in init_weights(params, rng).items()}
    images = rng.random((5, 28, 28))
    theirs, x = torch_weights(weights), torch.tensor(images[:, None], requires_grad=True)
    scores = torch_scores(theirs, x, params)
    expected = F.cross_entropy(scores, torch.from_numpy(LABELS))
    expected.backward()
    found = forward(weights, images, params)
    loss, gradients = loss_gradient(weights, images, LABELS, params)
    assert np.max(np.abs(found["scores"] - scores.detach().numpy())) < 1e-11
    assert loss == pytest.approx(expected.item(), abs=1e-11)
    for name, gradient in gradients.items():
        assert np.max(np.abs(gradient - theirs[name].grad.numpy())) < 1e-11, name
    by_pixel = backward(weights, found, cross_entropy(found["scores"], LABELS)[1], params)["images"]
    assert np.max(np.abs(by_pixel - x.grad.numpy()[:, 0])) < 1e-11


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("batch_size", [16, 40])
def test_a_training(optimizer, batch_size):
    settings = {"filters": (3, 4), "augment": False, "n_train": 100, "n_epochs": 2, "warm_up": 3}
    params = CNNParams(optimizer=optimizer, learning_rate=RATES[optimizer], batch_size=batch_size, **settings)
    rng = np.random.default_rng(5)
    images, labels = rng.random((100, 28, 28)), rng.integers(0, 10, 100)
    first = init_weights(params, rng)
    theirs = torch_weights(first)
    peer = torch_optimizer(optimizer, list(theirs.values()), params)
    for t, batch in enumerate(batches(params)):
        peer.param_groups[0]["lr"] = learning_rate_of(t, params)
        peer.zero_grad()
        x, y = torch.from_numpy(images[batch.indices][:, None]), torch.from_numpy(labels[batch.indices])
        F.cross_entropy(torch_scores(theirs, x, params), y).backward()
        peer.step()
    *_, last = updates(images, labels, params, flatten(first))
    assert last.number == params.n_updates == t + 1
    assert np.max(np.abs(last.theta - flatten({name: w.detach().numpy() for name, w in theirs.items()}))) < 1e-11
