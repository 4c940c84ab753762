"""Given the same weights, everything is PyTorch's in float64: one layer's formula, whole networks, and a training.

Run by `make parity`.
"""

import numpy as np
import pytest
import torch
from torch.nn.functional import cross_entropy, layer_norm, scaled_dot_product_attention

from core.attention import TASKS, AttentionParams, attention, attention_backward, forward, loss_gradient
from core.attention.parts import sinusoids
from core.attention.training import AdamSettings, first_weights, random_streams
from core.attention.weights import flatten, shapes, unflatten
from core.optimizers import adam

TOLERANCE = 1e-10


@pytest.mark.parametrize("scale", [None, 1.0])
@pytest.mark.parametrize("causal", [False, True])
@pytest.mark.parametrize("shape", [(5, 4), (2, 5, 4), (2, 3, 5, 4)])
def test_the_formula_and_its_gradient(shape, causal, scale):
    rng = np.random.default_rng(0)
    Q, K, V, d_output = (rng.normal(size=shape) for _ in range(4))
    mask = np.tri(shape[-2], dtype=bool) if causal else None
    output, weights = attention(Q, K, V, mask, scale)
    theirs = [torch.tensor(x, requires_grad=True) for x in (Q, K, V)]
    found = scaled_dot_product_attention(*theirs, is_causal=causal, scale=scale)
    found.backward(torch.tensor(d_output))
    np.testing.assert_allclose(output, found.detach().numpy(), atol=TOLERANCE)
    for ours, other in zip(attention_backward(Q, K, V, weights, d_output, scale), theirs, strict=True):
        np.testing.assert_allclose(ours, other.grad.numpy(), atol=TOLERANCE)


def test_fewer_queries_than_keys_and_wider_values():
    rng = np.random.default_rng(0)
    Q, K, V = rng.normal(size=(2, 3, 4)), rng.normal(size=(2, 5, 4)), rng.normal(size=(2, 5, 6))
    found = scaled_dot_product_attention(*map(torch.tensor, (Q, K, V)))
    np.testing.assert_allclose(attention(Q, K, V)[0], found.numpy(), atol=TOLERANCE)


def torch_scores(w, tokens, params):
    """The same network of PyTorch's own functions."""
    B, T = tokens.shape
    x, h = w["E"][torch.from_numpy(tokens.copy())], params.n_heads

    def normed(x):
        return layer_norm(x, (params.width,)) if params.layer_norm else x

    if "P" in w:
        x = x + w["P"][:T]
    elif params.added_positions == "sinusoidal":
        x = x + torch.from_numpy(sinusoids(T, params.width))
    for k in range(params.n_layers):
        q, key, v = (part.view(B, T, h, -1).transpose(1, 2) for part in (normed(x) @ w["W_qkv"][k]).chunk(3, dim=-1))
        found = scaled_dot_product_attention(q, key, v, is_causal=params.causal, scale=params.scale)
        x = x + found.transpose(1, 2).reshape(B, T, -1) @ w["W_o"][k]
        if params.feed_forward:
            x = x + torch.relu(normed(x) @ w["W_1"][k] + w["b_1"][k]) @ w["W_2"][k] + w["b_2"][k]
    return x @ w["W_y"] + w["b_y"]


KINDS = {
    "plain": {},
    "causal": {"causal": True},
    "heads": {"n_heads": 4},
    "block": {"feed_forward": True},
    "norm": {"layer_norm": True},
    "both": {"layer_norm": True, "feed_forward": True, "causal": True},
    "layers": {"n_layers": 3, "n_heads": 2, "layer_norm": True, "feed_forward": True, "causal": True},
    "sinusoidal": {"positions": "sinusoidal"},
    "no positions": {"positions": "none", "n_layers": 2},
    "no root": {"slip": "no-root", "n_heads": 2},
    "recall": {"task": "recall", "length": 10},
    "text": {"task": "characters", "length": 12, "causal": True},
}


@pytest.mark.parametrize("kind", KINDS)
def test_scores_loss_and_every_gradient(kind):
    params = AttentionParams(**KINDS[kind])
    rng = np.random.default_rng(3)
    weights = {name: rng.normal(0, 0.4, shape) for name, shape in shapes(params).items()}
    batch = params.rule.batch(params, rng)
    theirs = {name: torch.tensor(values, requires_grad=True) for name, values in weights.items()}
    scores = torch_scores(theirs, batch.tokens, params)
    counted = torch.from_numpy(batch.mask.copy())
    loss = cross_entropy(scores[counted], torch.from_numpy(batch.targets.copy())[counted])
    loss.backward()
    ours, gradients = loss_gradient(weights, batch.tokens, batch.targets, params, batch.mask)
    made = forward(weights, batch.tokens, params)
    np.testing.assert_allclose(made["scores"], scores.detach().numpy(), atol=TOLERANCE)
    assert ours == pytest.approx(loss.item(), abs=TOLERANCE)
    for name, gradient in gradients.items():
        np.testing.assert_allclose(gradient, theirs[name].grad.numpy(), atol=TOLERANCE, err_msg=name)


@pytest.mark.parametrize("task", TASKS)
def test_twenty_updates_end_at_the_same_weights(task):
    """Our gradients and our Adam against autograd and torch.optim.Adam, with the same batches."""
    params = AttentionParams(task=task, **TASKS[task].defaults | {"n_updates": 20})
    parts, rng = shapes(params), random_streams(params)[1]
    theta, state = flatten(first_weights(params)), (0.0, 0.0)
    theirs = {name: torch.tensor(w.copy(), requires_grad=True) for name, w in first_weights(params).items()}
    optimizer = torch.optim.Adam(theirs.values(), lr=params.learning_rate)
    for t in range(1, 21):
        batch = params.rule.batch(params, rng)
        _, gradients = loss_gradient(unflatten(theta, parts), batch.tokens, batch.targets, params, batch.mask)
        theta, state = adam(theta, flatten(gradients), state, t, params.learning_rate, AdamSettings())
        optimizer.zero_grad()
        counted = torch.from_numpy(batch.mask.copy())
        targets = torch.from_numpy(batch.targets.copy())
        cross_entropy(torch_scores(theirs, batch.tokens, params)[counted], targets[counted]).backward()
        optimizer.step()
    for name, values in unflatten(theta, parts).items():
        np.testing.assert_allclose(values, theirs[name].detach().numpy(), atol=1e-8, err_msg=name)
