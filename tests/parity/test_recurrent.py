"""The same outputs, states and gradients as torch.nn.RNN, LSTM and GRU in float64. Run by `make parity`."""

import numpy as np
import pytest
import torch

from core.recurrent.losses import LOSSES
from core.recurrent.params import RecurrentParams
from core.recurrent.passes import backward_with_c
from core.recurrent.training import VARIANTS, backward, first_weights, forward, random_streams, updates
from core.recurrent.weights import shapes, unflatten
from tests.parity.peers import torch_optimizer

SIZES = [(1, 1, 1), (3, 16, 2), (20, 9, 20)]
LAYERS = {
    "rnn": torch.nn.RNN,
    "rnn-relu": lambda *sizes, **others: torch.nn.RNN(*sizes, nonlinearity="relu", **others),
    "lstm": torch.nn.LSTM,
    "gru": torch.nn.GRU,
}


class Peer(torch.nn.Module):
    """PyTorch's layer and a linear one on top, with our weights."""

    def __init__(self, cell, weights):
        super().__init__()
        n_in, H, n_out = len(weights["W_x"]), len(weights["W_h"]), len(weights["b_y"])
        self.layer = LAYERS[cell](n_in, H, dtype=torch.float64)
        self.top = torch.nn.Linear(H, n_out, dtype=torch.float64)
        b_h = np.zeros(weights["W_h"].shape[1])  # PyTorch has two biases where one is enough
        if cell == "gru":
            b_h[2 * H :] = weights["b_hn"]
        values = {
            self.layer.weight_ih_l0: weights["W_x"].T,
            self.layer.weight_hh_l0: weights["W_h"].T,
            self.layer.bias_ih_l0: weights["b"],
            self.layer.bias_hh_l0: b_h,
            self.top.weight: weights["W_y"].T,
            self.top.bias: weights["b_y"],
        }
        for parameter, value in values.items():
            parameter.data = torch.from_numpy(np.ascontiguousarray(value))

    def forward(self, x, start=None):
        h, _ = self.layer(x, start)
        return self.top(h), h

    def gradients(self, cell):
        """By our names and in our shapes."""
        b_h = self.layer.bias_hh_l0.grad.numpy()
        found = {
            "W_x": self.layer.weight_ih_l0.grad.numpy().T,
            "W_h": self.layer.weight_hh_l0.grad.numpy().T,
            "b": self.layer.bias_ih_l0.grad.numpy(),
            "W_y": self.top.weight.grad.numpy().T,
            "b_y": self.top.bias.grad.numpy(),
        }
        return {**found, "b_hn": b_h[-self.layer.hidden_size :]} if cell == "gru" else found


@pytest.mark.parametrize("cell", VARIANTS)
@pytest.mark.parametrize("sizes", SIZES)
@pytest.mark.parametrize(("T", "B"), [(1, 1), (2, 3), (50, 8)])
def test_outputs_states_and_all_gradients(cell, sizes, T, B):
    rng = np.random.default_rng(0)
    n_in, H, n_out = sizes
    scale = 0.5 / np.sqrt(H)
    weights = {name: rng.normal(0, scale, shape) for name, shape in shapes(cell, *sizes).items()}
    x, d_outputs = rng.normal(size=(T, B, n_in)), rng.normal(size=(T, B, n_out))
    h0, c0 = rng.normal(size=(B, H)), rng.normal(size=(B, H))

    states = forward(cell, weights, x, h0, c0 if cell == "lstm" else None)
    gradients, d_hidden, d_cell = backward_with_c(cell, weights, states, d_outputs)

    peer = Peer(cell, weights)
    tx, th, tc = (torch.tensor(values, requires_grad=True) for values in (x, h0[None], c0[None]))
    outputs, h = peer(tx, (th, tc) if cell == "lstm" else th)
    outputs.backward(torch.from_numpy(d_outputs))

    assert np.max(np.abs(states.outputs - outputs.detach().numpy())) < 1e-10
    assert np.max(np.abs(states.h[1:] - h.detach().numpy())) < 1e-10
    for name, expected in peer.gradients(cell).items():
        assert np.max(np.abs(gradients[name] - expected)) < 1e-10
    assert np.max(np.abs(gradients["x"] - tx.grad.numpy())) < 1e-10
    assert np.max(np.abs(d_hidden[0] - th.grad.numpy()[0])) < 1e-10
    if cell == "lstm":
        assert np.max(np.abs(d_cell[0] - tc.grad.numpy()[0])) < 1e-10


@pytest.mark.parametrize("cell", VARIANTS)
def test_the_gradient_by_every_hidden_state(cell):
    """Step by step with PyTorch's cells, whose states keep their gradients."""
    rng = np.random.default_rng(1)
    T, B, H = 12, 4, 6
    weights = {name: rng.normal(0, 0.4, shape) for name, shape in shapes(cell, 2, H, 1).items()}
    x, d_outputs = rng.normal(size=(T, B, 2)), rng.normal(size=(T, B, 1))
    _, d_hidden = backward(cell, weights, forward(cell, weights, x), d_outputs)
    peer, state, visited, loss = Peer(cell, weights), None, [], 0.0
    for t in range(T):
        _, state = peer.layer(torch.from_numpy(x[t : t + 1]), state)
        h = state[0] if cell == "lstm" else state
        h.retain_grad()
        visited.append(h)
        loss = loss + (peer.top(h[0]) * torch.from_numpy(d_outputs[t])).sum()
    loss.backward()
    for t, h in enumerate(visited, start=1):
        assert np.max(np.abs(d_hidden[t] - h.grad.numpy()[0])) < 1e-10


@pytest.mark.parametrize("loss", LOSSES)
def test_losses(loss):
    rng = np.random.default_rng(2)
    y, mask = rng.normal(size=(7, 5, 4)), rng.random((7, 5)) < 0.6
    targets = rng.normal(size=(7, 5, 4)) if loss == "squared" else rng.integers(4, size=(7, 5))
    ours, d_outputs = LOSSES[loss](y, targets, mask)
    ty = torch.tensor(y, requires_grad=True)
    criterion = torch.nn.functional.mse_loss if loss == "squared" else torch.nn.functional.cross_entropy
    theirs = criterion(ty[torch.from_numpy(mask)], torch.from_numpy(targets[mask]))
    theirs.backward()
    assert abs(ours - theirs.item()) < 1e-10
    assert np.max(np.abs(d_outputs - ty.grad.numpy())) < 1e-10


@pytest.mark.parametrize("task", ["echo", "parity", "adding", "characters"])
def test_a_training_goes_the_way_of_torchs_adam_and_clipping(task):
    params = RecurrentParams(task=task, cell="rnn", activation="relu", n_updates=40, clip_norm=0.3, learning_rate=0.01)
    weights, rng = first_weights(params), random_streams(params)[1]
    peer = Peer("rnn-relu", weights)
    peer.layer.bias_hh_l0.requires_grad = False
    used = [parameter for parameter in peer.parameters() if parameter.requires_grad]
    optimizer = torch_optimizer("adam", used, Settings(params.learning_rate))
    for update in updates(params):
        expected = {
            "W_x": peer.layer.weight_ih_l0.detach().numpy().T,
            "W_h": peer.layer.weight_hh_l0.detach().numpy().T,
            "W_y": peer.top.weight.detach().numpy().T,
        }
        found = unflatten(update.theta, shapes("rnn", *params.sizes))
        for name, values in expected.items():
            np.testing.assert_allclose(found[name], values, rtol=0, atol=1e-6)  # PyTorch clips by ‖g‖ + 1e-6
        batch = params.rule.batch(params, rng)
        optimizer.zero_grad()
        mask = torch.from_numpy(batch.mask.copy())
        y, targets = peer(torch.from_numpy(batch.x.copy()))[0][mask], torch.from_numpy(batch.targets.copy())[mask]
        squared = params.rule.loss == "squared"
        loss = torch.nn.functional.mse_loss(y, targets) if squared else torch.nn.functional.cross_entropy(y, targets)
        assert update.loss == pytest.approx(loss.item(), rel=1e-5)
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(used, params.clip_norm)
        assert update.gradient_norm == pytest.approx(norm.item(), rel=1e-4)
        optimizer.step()


class Settings:
    """What `torch_optimizer` asks of parameters."""

    def __init__(self, learning_rate):
        self.learning_rate, self.momentum, self.beta1, self.beta2 = learning_rate, 0.0, 0.9, 0.999
