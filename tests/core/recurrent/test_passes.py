"""The passes through a recurrent network: by hand, step by step, and by finite differences; nothing goes astray."""

import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.gradient_check import gradient_check
from core.recurrent.cells import gru_step, lstm_step
from core.recurrent.passes import backward_with_c
from core.recurrent.training import CELLS, VARIANTS, backward, forward, init_weights
from core.recurrent.weights import FORGET_BIAS, flatten, shapes, spectral_radii, unflatten, with_spectral_radius

T, B, N_IN, H, N_OUT = 6, 4, 3, 5, 2

every_variant = pytest.mark.parametrize("cell", VARIANTS)
with_and_without_feedback = pytest.mark.parametrize("feedback", [True, False])


def network(cell, seed=0):
    """All weights and biases away from zero, a batch of sequences, a state to begin with, and ∂L/∂y."""
    rng = np.random.default_rng(seed)
    weights = {name: rng.normal(0, 0.5, shape) for name, shape in shapes(cell, N_IN, H, N_OUT).items()}
    x, d_outputs = rng.normal(size=(T, B, N_IN)), rng.normal(size=(T, B, N_OUT))
    starts = [rng.normal(size=(B, H)), rng.normal(size=(B, H)) if VARIANTS[cell].has_c else None]
    return weights, x, d_outputs, starts


def step(cell, x, h, c, weights):
    """The textbook's step; a cell without c hands None on."""
    return lstm_step(x, h, c, weights) if cell == "lstm" else (VARIANTS[cell].step(x, h, weights), None)


def test_the_cells_are_the_three_of_the_lab():
    assert {name: len(cell.gates) for name, cell in CELLS.items()} == {"rnn": 1, "lstm": 4, "gru": 3}
    assert set(VARIANTS) == {*CELLS, "rnn-relu"}


def test_two_steps_by_hand():
    # one unit with ReLU: a = 2x + 3h - 1, h = max(0, a), y = 4h + 1, from h = 0
    # x = 1: a = 2 - 1 = 1, h = 1, y = 5;  x = -0.5: a = -1 + 3 - 1 = 1, h = 1, y = 5
    weights = {
        "W_x": np.array([[2.0]]),
        "W_h": np.array([[3.0]]),
        "b": np.array([-1.0]),
        "W_y": np.array([[4.0]]),
        "b_y": np.array([1.0]),
    }
    states = forward("rnn-relu", weights, np.array([[[1.0]], [[-0.5]]]))
    assert states.h.ravel().tolist() == [0, 1, 1]
    assert states.gates.ravel().tolist() == [1, 1]
    assert states.outputs.ravel().tolist() == [5, 5]
    # L = y₂: ∂L/∂h₂ = 4, ∂L/∂a₂ = 4, ∂L/∂h₁ = 3·4 = 12, ∂L/∂a₁ = 12, ∂L/∂h₀ = 3·12 = 36
    # W_x: 12·1 + 4·(-0.5) = 10;  W_h: 12·h₀ + 4·h₁ = 4;  b: 12 + 4 = 16;  W_y: h₂ = 1;  x: 2·12 = 24, 2·4 = 8
    gradients, d_hidden = backward("rnn-relu", weights, states, np.array([[[0.0]], [[1.0]]]))
    assert d_hidden.ravel().tolist() == [36, 12, 4]
    assert {name: float(np.sum(gradients[name])) for name in weights} == {
        "W_x": 10,
        "W_h": 4,
        "b": 16,
        "W_y": 1,
        "b_y": 1,
    }
    assert gradients["x"].ravel().tolist() == [24, 8]


def test_two_steps_of_tanh_by_hand():
    # a = x + h/2 from h = 0, y = h: h₁ = tanh(1), h₂ = tanh(tanh(1)/2); the slope of tanh is 1 - h²
    # L = y₂: ∂L/∂h₁ = (1 - h₂²)/2, ∂L/∂x₁ = ∂L/∂h₁ (1 - h₁²), ∂L/∂x₂ = 1 - h₂²
    one = np.ones((1, 1))
    weights = {"W_x": one, "W_h": one / 2, "b": np.zeros(1), "W_y": one, "b_y": np.zeros(1)}
    states = forward("rnn", weights, np.array([[[1.0]], [[0.0]]]))
    h1 = np.tanh(1)
    h2 = np.tanh(h1 / 2)
    np.testing.assert_allclose(states.h.ravel(), [0, h1, h2])
    gradients, d_hidden = backward("rnn", weights, states, np.array([[[0.0]], [[1.0]]]))
    np.testing.assert_allclose(d_hidden[1:].ravel(), [(1 - h2**2) / 2, 1])
    np.testing.assert_allclose(gradients["x"].ravel(), [(1 - h2**2) / 2 * (1 - h1**2), 1 - h2**2])


def test_a_step_of_the_lstm_by_hand():
    # all pre-activations 0 but the gate g's, which is x: i = f = o = 1/2, g = tanh(1), c = 2/2 + tanh(1)/2
    weights = {"W_x": np.array([[0.0, 0, 1, 0]]), "W_h": np.zeros((1, 4)), "b": np.zeros(4)}
    h, c = lstm_step(np.ones((1, 1)), np.ones((1, 1)), np.full((1, 1), 2.0), weights)
    assert c.item() == pytest.approx(1 + np.tanh(1) / 2)
    assert h.item() == pytest.approx(np.tanh(1 + np.tanh(1) / 2) / 2)


def test_a_step_of_the_gru_by_hand():
    # r and z from 0: both 1/2; n = tanh(x + (3h + 4)/2) = tanh(1 + 5) with h = 2: b_hn stands inside the product
    weights = {
        "W_x": np.array([[0.0, 0, 1]]),
        "W_h": np.array([[0.0, 0, 3]]),
        "b": np.zeros(3),
        "b_hn": np.array([4.0]),
    }
    h = gru_step(np.ones((1, 1)), np.full((1, 1), 2.0), weights)
    assert h.item() == pytest.approx((np.tanh(6) + 2) / 2)


@every_variant
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_the_loops_do_what_the_textbook_says(cell, dtype):
    weights, x, _, (h, c) = network(cell)
    states = forward(cell, {name: values.astype(dtype) for name, values in weights.items()}, x, h, c)
    tolerance = 1e-13 if dtype == np.float64 else 1e-5
    np.testing.assert_allclose(states.h[0], h, rtol=1e-6)
    for t in range(T):
        h, c = step(cell, x[t], h, c, weights)
        np.testing.assert_allclose(states.h[t + 1], h, rtol=0, atol=tolerance)
        np.testing.assert_allclose(states.outputs[t], h @ weights["W_y"] + weights["b_y"], rtol=0, atol=2 * tolerance)
        if c is not None:
            np.testing.assert_allclose(states.c[t + 1], c, rtol=0, atol=tolerance)


@every_variant
def test_without_feedback_every_step_starts_from_zeros(cell):
    weights, x, _, _ = network(cell)
    states = forward(cell, weights, x, feedback=False)
    zeros = np.zeros((B, H))
    for t in range(T):
        h, _ = step(cell, x[t], zeros, zeros, weights)
        np.testing.assert_allclose(states.h[t + 1], h, rtol=0, atol=1e-13)
    assert not states.h[0].any()


@every_variant
def test_the_gates_are_those_of_the_equations(cell):
    weights, x, _, starts = network(cell)
    states = forward(cell, weights, x, *starts)
    parts = np.split(states.gates, len(VARIANTS[cell].gates), axis=2)
    before, after = states.h[:-1], states.h[1:]
    if cell == "lstm":
        i, f, g, o = parts
        np.testing.assert_allclose(states.c[1:], f * states.c[:-1] + i * g, atol=1e-13)
        np.testing.assert_allclose(after, o * np.tanh(states.c[1:]), atol=1e-13)
    elif cell == "gru":
        _, z, n = parts
        np.testing.assert_allclose(after, (1 - z) * n + z * before, atol=1e-13)
        np.testing.assert_allclose(states.inner, before @ weights["W_h"][:, 2 * H :] + weights["b_hn"], atol=1e-13)
    else:
        np.testing.assert_allclose(after, np.tanh(parts[0]) if cell == "rnn" else np.maximum(parts[0], 0), atol=1e-13)


@every_variant
@with_and_without_feedback
def test_gradients_by_finite_differences(cell, feedback):
    weights, x, d_outputs, starts = network(cell)
    rng = np.random.default_rng(1)

    def loss(weights, x, starts):
        return np.sum(forward(cell, weights, x, *starts, feedback=feedback).outputs * d_outputs)

    def gradients(weights, x, starts):
        states = forward(cell, weights, x, *starts, feedback=feedback)
        slopes, d_hidden, d_cell = backward_with_c(cell, weights, states, d_outputs)
        return {**slopes, "h0": d_hidden[0], "c0": d_cell[0]}

    def check(at, replaced, name):
        result = gradient_check(lambda v: loss(*replaced(v)), lambda v: gradients(*replaced(v))[name], at, rng)
        assert result.max_relative_error < 1e-6
        return result

    for name in weights:
        check(weights[name], lambda v, name=name: ({**weights, name: v}, x, starts), name)
    check(x, lambda v: (weights, v, starts), "x")
    begun = check(starts[0], lambda v: (weights, x, [v, starts[1]]), "h0")
    assert np.any(begun.analytic) == feedback
    if starts[1] is not None:
        check(starts[1], lambda v: (weights, x, [starts[0], v]), "c0")


@every_variant
def test_d_hidden_is_the_gradient_of_what_follows(cell):
    """∂L/∂h_t: the loss of the steps after t, begun anew from a moved h_t, plus that of h_t's own output."""
    weights, x, d_outputs, starts = network(cell)
    states = forward(cell, weights, x, *starts)
    _, d_hidden = backward(cell, weights, states, d_outputs)
    for t in range(1, T):
        c = states.c[t] if VARIANTS[cell].has_c else None

        def rest(h, t=t, c=c):
            own = np.sum((h @ weights["W_y"]) * d_outputs[t - 1])
            return own + np.sum(forward(cell, weights, x[t:], h, c).outputs * d_outputs[t:])

        check = gradient_check(rest, lambda h, t=t: d_hidden[t], states.h[t], np.random.default_rng(t))
        assert check.max_relative_error < 1e-6


@every_variant
@with_and_without_feedback
def test_shapes(cell, feedback):
    weights, x, d_outputs, _ = network(cell)
    states = forward(cell, weights, x, feedback=feedback)
    gradients, d_hidden, d_cell = backward_with_c(cell, weights, states, d_outputs)
    n_gates, n_c = len(VARIANTS[cell].gates), H if VARIANTS[cell].has_c else 0
    assert states.h.shape == d_hidden.shape == (T + 1, B, H)
    assert states.c.shape == d_cell.shape == (T + 1, B, n_c)
    assert states.gates.shape == (T, B, n_gates * H)
    assert states.inner.shape == (T, B, H if cell == "gru" else 0)
    assert states.outputs.shape == (T, B, N_OUT)
    assert {name: values.shape for name, values in gradients.items()} == {
        **{name: values.shape for name, values in weights.items()},
        "x": x.shape,
    }


@given(seed=st.integers(0, 10_000), cell=st.sampled_from(sorted(VARIANTS)), n=st.integers(1, 5))
def test_a_sequence_in_two_parts_is_the_sequence_in_one(seed, cell, n):
    weights, x, _, starts = network(cell, seed)
    whole = forward(cell, weights, x, *starts)
    first = forward(cell, weights, x[:n], *starts)
    second = forward(cell, weights, x[n:], first.h[-1], first.c[-1])
    np.testing.assert_allclose(np.concatenate([first.outputs, second.outputs]), whole.outputs, rtol=1e-9, atol=1e-9)


@given(seed=st.integers(0, 10_000), cell=st.sampled_from(sorted(VARIANTS)), factor=st.floats(-3, 3))
def test_gradients_are_linear_in_what_comes_from_the_outputs(seed, cell, factor):
    weights, x, d_outputs, starts = network(cell, seed)
    states = forward(cell, weights, x, *starts)
    once, d_hidden = backward(cell, weights, states, d_outputs)
    scaled, d_scaled = backward(cell, weights, states, factor * d_outputs)
    for name in once:
        np.testing.assert_allclose(scaled[name], factor * once[name], rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(d_scaled, factor * d_hidden, rtol=1e-9, atol=1e-9)


@every_variant
def test_sequences_of_a_batch_do_not_touch_each_other(cell):
    weights, x, d_outputs, starts = network(cell)
    together = forward(cell, weights, x, *starts)
    alone = forward(cell, weights, x[:, [2]], *(None if start is None else start[[2]] for start in starts))
    np.testing.assert_allclose(alone.h[:, 0], together.h[:, 2], atol=1e-13)
    d_outputs = d_outputs * (np.arange(B) == 2)[:, None]
    gradients, d_hidden = backward(cell, weights, together, d_outputs)
    assert not np.delete(gradients["x"], 2, axis=1).any()
    assert not np.delete(d_hidden, 2, axis=1).any()


def test_nothing_of_the_states_can_be_written_and_the_input_stays_as_it_was():
    weights, x, d_outputs, _ = network("lstm")
    before = x.copy(), {name: values.copy() for name, values in weights.items()}
    states = pickle.loads(pickle.dumps(forward("lstm", weights, x)))
    backward("lstm", weights, states, d_outputs)
    for name in ("x", "h", "c", "gates", "inner", "outputs"):
        with pytest.raises(ValueError, match="read-only"):
            getattr(states, name)[...] = 0
    np.testing.assert_array_equal(x, before[0])
    for name, values in weights.items():
        np.testing.assert_array_equal(values, before[1][name])


@every_variant
def test_float32_weights_give_float32_passes(cell):
    weights, x, d_outputs, starts = network(cell)
    exact = backward(cell, weights, forward(cell, weights, x, *starts), d_outputs)[0]
    single = {name: values.astype(np.float32) for name, values in weights.items()}
    states = forward(cell, single, x, *starts)
    assert states.h.dtype == states.outputs.dtype == np.float32
    for name, values in backward(cell, single, states, d_outputs)[0].items():
        assert values.dtype == np.float32
        np.testing.assert_allclose(values, exact[name], rtol=1e-3, atol=1e-4)


# ---- weights


@pytest.mark.parametrize("cell", CELLS)
def test_first_weights(cell):
    weights = init_weights(cell, 40, 50, 30, np.random.default_rng(0))
    assert {name: values.shape for name, values in weights.items()} == shapes(cell, 40, 50, 30)
    for name in ("W_x", "W_h", "W_y"):
        assert 0.99 / np.sqrt(50) < np.max(np.abs(weights[name])) <= 1 / np.sqrt(50)
    for name in sorted({"b_y", "b_hn"} & set(weights)):
        assert not weights[name].any()
    by_gate = dict(zip(CELLS[cell].gates, weights["b"].reshape(-1, 50), strict=True))
    assert {gate: np.unique(bias).tolist() for gate, bias in by_gate.items()} == {
        gate: [FORGET_BIAS if gate == "f" else 0.0] for gate in CELLS[cell].gates
    }


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("size", [1, 7])
def test_the_spectral_radius_of_every_gate_is_the_one_asked_for(cell, size):
    W_h = init_weights(cell, 2, size, 1, np.random.default_rng(3))["W_h"]
    scaled = with_spectral_radius(W_h, 1.25)
    for k in range(len(CELLS[cell].gates)):
        block = scaled[:, k * size : (k + 1) * size]
        assert np.max(np.abs(np.linalg.eigvals(block))) == pytest.approx(1.25)
    np.testing.assert_allclose(spectral_radii(scaled), 1.25)


@pytest.mark.parametrize("cell", CELLS)
def test_one_vector_of_all_weights_and_back(cell):
    weights = init_weights(cell, 2, 3, 4, np.random.default_rng(0))
    theta = flatten(weights)
    again = unflatten(np.stack([theta, 2 * theta]), shapes(cell, 2, 3, 4))
    for name, values in weights.items():
        np.testing.assert_array_equal(again[name], [values, 2 * values])
