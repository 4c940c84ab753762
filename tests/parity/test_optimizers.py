"""After 500 steps in float64 every optimizer stands where PyTorch's stands. Run by `make parity`, not `make test`."""

import numpy as np
import pytest
import torch

from core.gradient_descent.descent import DescentParams, descend
from core.gradient_descent.landscapes import LANDSCAPES
from core.guards import bare
from core.optimizers import OPTIMIZERS
from tests.parity.peers import torch_optimizer

N_STEPS = 500


def torch_path(params, name, rates, gradient):
    """The positions that torch.optim visits; `gradient` is asked with the number of the update and its position."""
    p = torch.tensor(params.start or params.surface.start, dtype=torch.float64, requires_grad=True)
    optimizer = torch_optimizer(name, [p], params, maximize=params.slip == "climb")
    path = [p.detach().numpy().copy()]
    for t, rate in enumerate(rates):
        optimizer.param_groups[0]["lr"] = rate
        # maximize turns the gradient, ours turns the step: the same, as every rule here is odd in the gradient
        p.grad = torch.from_numpy(gradient(t, p.tolist()))
        optimizer.step()
        path.append(p.detach().numpy().copy())
    return np.array(path)


def own_gradient(params, noise):
    """Our gradient where torch stands, plus the same noise."""
    return lambda t, p: np.array(params.surface.gradient(*p)) + noise[t]


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize("landscape", LANDSCAPES)
@pytest.mark.parametrize(
    "others",
    [
        {},
        {"noise": 0.05, "schedule": "cosine", "seed": 5},
        {"momentum": 0.5, "beta1": 0.8, "beta2": 0.99, "schedule": "step"},
    ],
    ids=["defaults", "noise", "other-settings"],
)
def test_500_steps(name, landscape, others):
    rate = LANDSCAPES[landscape].learning_rates[1]
    params = DescentParams(landscape, optimizers=(name,), learning_rate=rate, n_steps=N_STEPS, **others)
    history = descend(params)
    slopes = np.stack(params.surface.gradient(*history.positions[:-1, 0].T), axis=-1)
    noise = (params.noise > 0) * (history.gradients[:, 0] - slopes)
    expected = torch_path(params, name, history.learning_rates, own_gradient(params, noise))
    assert history.diverged_at[0] == -1
    assert np.max(np.abs(history.positions[:, 0] - expected)) < 1e-9


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_climbing_is_torchs_maximize(name):
    params = DescentParams("bumps", optimizers=(name,), learning_rate=0.003, n_steps=N_STEPS, slip="climb")
    history = descend(params)
    expected = torch_path(params, name, history.learning_rates, own_gradient(params, np.zeros((N_STEPS, 2))))
    assert np.max(np.abs(history.positions[:, 0] - expected)) < 1e-9


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize("landscape", LANDSCAPES)
@pytest.mark.parametrize("which", [0, 1, 2], ids=["low", "default", "high"])
def test_500_steps_with_the_very_same_gradients(name, landscape, which):
    # At high rates some runs are chaotic: they blow the last bit up until two right programs part. Fed with one list
    # of gradients, the rules themselves must agree at every rate.
    rate = LANDSCAPES[landscape].learning_rates[which]
    params = DescentParams(landscape, optimizers=(name,), learning_rate=rate, n_steps=N_STEPS, noise=0.1)
    history = descend(params)
    n_made = N_STEPS if history.diverged_at[0] == -1 else int(history.diverged_at[0]) - 1
    gradients = history.gradients[:, 0]
    expected = torch_path(params, name, history.learning_rates[:n_made], lambda t, p: gradients[t].copy())
    np.testing.assert_allclose(history.positions[: n_made + 1, 0], expected, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("landscape", LANDSCAPES)
def test_gradients_are_what_autograd_says_where_the_formula_can_be_traced(landscape):
    if landscape in ("plateau", "bumps"):  # exp and cos of NumPy: written once more
        formula = {
            "plateau": lambda x, y: 1 - torch.exp(-((x - 1) ** 2 + (y + 1) ** 2) / 2),
            "bumps": lambda x, y: (x**2 + y**2) / 10 + 1 - (torch.cos(torch.pi * x) + torch.cos(torch.pi * y)) / 2,
        }[landscape]
    else:
        formula = bare(LANDSCAPES[landscape].f)
    x_low, x_high, y_low, y_high = LANDSCAPES[landscape].bounds
    rng = np.random.default_rng(0)
    x, y = rng.uniform(x_low, x_high, 300), rng.uniform(y_low, y_high, 300)
    tx, ty = (torch.tensor(values, requires_grad=True) for values in (x, y))
    formula(tx, ty).sum().backward()
    dx, dy = LANDSCAPES[landscape].gradient(x, y)
    np.testing.assert_allclose(dx, tx.grad.numpy(), rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(dy, ty.grad.numpy(), rtol=1e-12, atol=1e-12)
