"""Minibatch by minibatch the same weights and losses as torch.nn with torch.optim. Run by `make parity`."""

import numpy as np
import pytest
import torch

from core.gradient_descent.linear_models import SGDParams, train
from core.gradient_descent.regression_data import load
from core.optimizers import OPTIMIZERS
from tests.parity.peers import torch_optimizer


def torch_run(X, y, params, history):
    """Weights after each update, and each minibatch's loss before it, with the batches of `history`."""
    X, y = torch.from_numpy(X), torch.from_numpy(y)
    layer = torch.nn.Linear(X.shape[1], 1, dtype=torch.float64)
    torch.nn.init.zeros_(layer.weight)
    torch.nn.init.zeros_(layer.bias)
    criterion = {
        "linear": lambda z, y: torch.nn.functional.mse_loss(z, y) / 2,
        "logistic": torch.nn.functional.binary_cross_entropy_with_logits,
    }[params.model]
    optimizer = torch_optimizer(params.optimizer, list(layer.parameters()), params)
    rows, losses = [np.zeros(X.shape[1] + 1)], []
    for batch, rate in zip(history.batches, history.learning_rates, strict=True):
        optimizer.param_groups[0]["lr"] = rate
        optimizer.zero_grad()
        indices = torch.from_numpy(batch.copy())
        loss = criterion(layer(X[indices])[:, 0], y[indices])
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        rows.append(np.append(layer.weight.detach().numpy(), layer.bias.detach().numpy()))
    return np.array(rows), np.array(losses)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize("batch_size", [1, 12, 50])
@pytest.mark.parametrize(
    ("model", "dataset", "schedule"),
    [
        ("linear", "cars", "constant"),
        ("linear", "iris-petals", "inverse"),
        ("logistic", "iris-versicolor-virginica", "constant"),
        ("logistic", "two-groups", "cosine"),
    ],
)
def test_the_same_weights_and_losses(model, dataset, schedule, optimizer, batch_size):
    params = SGDParams(
        dataset=dataset,
        model=model,
        optimizer=optimizer,
        learning_rate=0.03,
        schedule=schedule,
        batch_size=batch_size,
        n_epochs=4,
    )
    X, y = load(dataset, model=model)
    history = train(X, y, params)
    rows, losses = torch_run(X, y, params, history)
    assert history.diverged_at == -1
    assert np.max(np.abs(np.column_stack([history.weights, history.biases]) - rows)) < 1e-9
    np.testing.assert_allclose(history.batch_losses[1:], losses, rtol=1e-9, atol=1e-12)
