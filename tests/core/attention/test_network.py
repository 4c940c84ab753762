"""Whole networks: what goes forwards, and that every gradient is the slope."""

from dataclasses import replace

import numpy as np
import pytest

from core.attention import AttentionParams, attention, forward, init_weights, loss_gradient
from core.attention.parts import layer_norm, sinusoids
from core.attention.weights import flatten, n_weights, shapes, unflatten
from core.gradient_check import gradient_check
from core.validation import InvalidParameterError

EVERY = {
    "plain": {},
    "causal": {"causal": True},
    "heads": {"n_heads": 2},
    "sinusoidal": {"positions": "sinusoidal"},
    "no positions": {"positions": "none"},
    "block": {"feed_forward": True},
    "norm": {"layer_norm": True},
    "no root": {"slip": "no-root", "n_heads": 4},
    "slip": {"slip": "no-positions"},
    "everything": {"causal": True, "n_heads": 2, "n_layers": 2, "feed_forward": True, "layer_norm": True},
}
of_every_kind = pytest.mark.parametrize("kind", EVERY)


def network(**others):
    """Params, weights all over the place (also where they begin at 0), tokens, targets and a mask."""
    params, rng = AttentionParams(length=6, width=8, **others), np.random.default_rng(1)
    weights = {name: rng.normal(0, 0.5, shape) for name, shape in shapes(params).items()}
    tokens, targets = rng.integers(params.n_symbols, size=(3, 6)), rng.integers(params.n_answers, size=(3, 6))
    return params, weights, tokens, targets, rng.random((3, 6)) < 0.7


@of_every_kind
def test_every_gradient_is_the_slope(kind):
    params, weights, tokens, targets, mask = network(**EVERY[kind])
    parts = shapes(params)
    check = gradient_check(
        lambda theta: loss_gradient(unflatten(theta, parts), tokens, targets, params, mask)[0],
        lambda theta: flatten(loss_gradient(unflatten(theta, parts), tokens, targets, params, mask)[1]),
        flatten(weights),
        np.random.default_rng(0),
        n_directions=40,
    )
    assert check.max_relative_error < 1e-6


@of_every_kind
def test_every_weight_has_a_gradient_that_is_its_slope(kind):
    """One direction a name, or a small array could hide behind a large one."""
    params, weights, tokens, targets, mask = network(**EVERY[kind])
    _, gradients = loss_gradient(weights, tokens, targets, params, mask)
    rng, h = np.random.default_rng(2), 1e-5
    for name, values in weights.items():
        direction = rng.normal(size=values.shape)
        ends = [
            loss_gradient({**weights, name: values + step * direction}, tokens, targets, params, mask)[0]
            for step in (h, -h)
        ]
        assert np.sum(gradients[name] * direction) == pytest.approx((ends[0] - ends[1]) / (2 * h), rel=1e-6, abs=1e-9)


def test_one_layer_is_the_formula():
    params, weights, tokens, _, _ = network()
    made = forward(weights, tokens, params)
    x = weights["E"][tokens] + weights["P"]
    Q, K, V = np.split(x @ weights["W_qkv"][0], 3, axis=-1)
    found, looked = attention(Q, K, V)
    scores = (x + found @ weights["W_o"][0]) @ weights["W_y"] + weights["b_y"]
    np.testing.assert_allclose(made["weights"][0, :, 0], looked, rtol=1e-12)
    np.testing.assert_allclose(made["scores"], scores, rtol=1e-12)
    for name, part in (("queries", Q), ("keys", K), ("values", V)):
        np.testing.assert_allclose(made[name][0, :, 0], part, rtol=1e-12)


def test_each_head_has_its_own_part_of_the_width():
    params, weights, tokens, _, _ = network(n_heads=2)
    made = forward(weights, tokens, params)
    Q, K, V = np.split(made["x"][0] @ weights["W_qkv"][0], 3, axis=-1)
    for head, part in enumerate((slice(0, 4), slice(4, 8))):
        found, looked = attention(Q[..., part], K[..., part], V[..., part])
        np.testing.assert_allclose(made["weights"][0, :, head], looked, rtol=1e-12)
        np.testing.assert_allclose(made["heads"][0, ..., part], found, rtol=1e-12)


@of_every_kind
def test_shapes_are_as_promised(kind):
    params, weights, tokens, _, _ = network(**EVERY[kind])
    made, (L, h) = forward(weights, tokens, params), (params.n_layers, params.n_heads)
    assert made["x"].shape == (L + 1, 3, 6, 8)
    assert made["weights"].shape == (L, 3, h, 6, 6)
    assert made["queries"].shape == made["keys"].shape == made["values"].shape == (L, 3, h, 6, 8 // h)
    assert made["scores"].shape == (3, 6, params.n_answers)
    np.testing.assert_allclose(made["weights"].sum(axis=-1), 1, rtol=1e-12)


@pytest.mark.parametrize("others", [{}, {"n_heads": 2, "n_layers": 2, "feed_forward": True, "layer_norm": True}])
def test_without_positions_the_same_symbols_in_another_order_get_the_same_answers(others):
    """This is why positions are needed; with them it does not hold."""
    order = [3, 0, 5, 1, 4, 2]
    params, weights, tokens, _, _ = network(positions="none", **others)
    made, turned = forward(weights, tokens, params), forward(weights, tokens[:, order], params)
    np.testing.assert_allclose(turned["scores"], made["scores"][:, order], atol=1e-13)
    np.testing.assert_allclose(turned["weights"], made["weights"][..., order, :][..., order], atol=1e-13)
    params, weights, tokens, _, _ = network(**others)
    made, turned = forward(weights, tokens, params), forward(weights, tokens[:, order], params)
    assert np.max(np.abs(turned["scores"] - made["scores"][:, order])) > 0.1


def test_with_a_causal_mask_no_answer_depends_on_what_comes_later():
    params, weights, tokens, _, _ = network(causal=True, n_layers=2)
    later = tokens.copy()
    later[:, 4:] = (later[:, 4:] + 1) % params.n_symbols
    made, other = forward(weights, tokens, params), forward(weights, later, params)
    assert np.array_equal(made["scores"][:, :4], other["scores"][:, :4])
    assert np.max(np.abs(made["scores"][:, 4:] - other["scores"][:, 4:])) > 0.1
    assert np.all(made["weights"][..., ~np.tri(6, dtype=bool)] == 0)


def test_the_slip_without_positions_is_a_network_without_positions():
    params = AttentionParams()
    assert shapes(replace(params, slip="no-positions")) == shapes(replace(params, positions="none"))
    assert "P" in shapes(params)


def test_layer_norm_by_hand():
    # mean 2, deviations -1, 0, 1, variance 2/3
    n, r = layer_norm(np.array([[1.0, 2.0, 3.0]]))
    np.testing.assert_allclose(n, [[-(1.5**0.5), 0, 1.5**0.5]], rtol=1e-4)
    np.testing.assert_allclose(r, [[(2 / 3 + 1e-5) ** -0.5]], rtol=1e-12)


def test_sinusoids_by_hand():
    waves = sinusoids(3, 4)
    np.testing.assert_allclose(waves[0], [0, 1, 0, 1])
    np.testing.assert_allclose(waves[2], [np.sin(2), np.cos(2), np.sin(0.02), np.cos(0.02)])
    assert sinusoids(3, 5).shape == (3, 5)


def test_the_first_weights_are_drawn_as_wide_as_said():
    params = AttentionParams(width=64, feed_forward=True, length=40, n_updates=1)
    weights = init_weights(params, np.random.default_rng(0))
    assert {name: values.shape for name, values in weights.items()} == shapes(params)
    assert sum(values.size for values in weights.values()) == n_weights(params)
    for name, deviation in {
        "E": 0.5,
        "P": 0.5,
        "W_qkv": 1 / 8,
        "W_o": 1 / 8,
        "W_1": 1 / 8,
        "W_2": 1 / 128**0.5,
    }.items():
        assert np.std(weights[name]) == pytest.approx(deviation, rel=0.06)
    assert not any(weights[name].any() for name in ("b_1", "b_2", "b_y"))


def test_what_does_not_fit_is_refused():
    params, weights, tokens, targets, _ = network()
    less = {name: values for name, values in weights.items() if name != "P"}
    for odd in (less, {**weights, "W_1": weights["W_o"]}, {**weights, "W_o": weights["W_o"][0]}, None, []):
        with pytest.raises(InvalidParameterError):
            forward(odd, tokens, params)
    for odd in (tokens[0], tokens + 10, tokens - 10, tokens + 0.5, np.zeros((1, 7), int)):
        with pytest.raises(InvalidParameterError):
            forward(weights, odd, params)
    for odd in (targets[:1], targets + 10):
        with pytest.raises(InvalidParameterError):
            loss_gradient(weights, tokens, odd, params)
    for odd in (np.zeros((3, 6), bool), np.ones((3, 6)), np.ones((3, 5), bool)):
        with pytest.raises(InvalidParameterError):
            loss_gradient(weights, tokens, targets, params, odd)
