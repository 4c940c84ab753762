"""Forwards through a sequence and backwards through time, for every cell: states, outputs and exact gradients.

Back-propagation through time (Werbos 1990), over the whole sequence, never truncated. The time loops themselves
stand in core.recurrent.loops, one step of each cell as a formula in core.recurrent.cells. All in the weights' own
precision, float32 or float64.
"""

from dataclasses import dataclass
from typing import NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from core import Array
from core.guards import floats
from core.records import Record
from core.recurrent.cells import VARIANTS, Weights
from core.recurrent.loops import LOOPS
from core.recurrent.weights import checked

N = TypeVar("N", bound=np.generic)


@dataclass(frozen=True, eq=False)
class States(Record):
    """What a network goes through along T steps of B sequences.

    Attributes
    ----------
    x : ndarray of shape (T, B, input_size)
    h : ndarray of shape (T + 1, B, H)
        Entry 0 before the first step; outputs[t] belongs to h[t + 1].
    c : ndarray of shape (T + 1, B, H)
        The cell state of the LSTM; (T + 1, B, 0) for other cells.
    gates : ndarray of shape (T, B, G·H)
        Values of the gates side by side: i, f, g, o or r, z, n; for the plain RNN the pre-activation a.
    inner : ndarray of shape (T, B, H)
        Of the GRU, what its reset gate multiplies: h Wₕₙ + bₕₙ; (T, B, 0) for other cells.
    outputs : ndarray of shape (T, B, output_size)
        y = h W_y + b_y, for classes the scores before the softmax.
    feedback : bool
        False when every step started from zeros instead of the state before it.
    """

    x: Array
    h: Array
    c: Array
    gates: Array
    inner: Array
    outputs: Array
    feedback: bool = True


class Trace(NamedTuple):
    """A pass as the loops make it: a column is a sequence, so the last two axes are swapped.

    Attributes
    ----------
    columns : ndarray of shape (T + 1, H + input_size + 1, B)
        h, x and 1 below each other; the last x is none.
    A : ndarray of shape (T, K, B)
        What `core.recurrent.loops.Loops.forward` returns.
    c : ndarray of shape (T + 1, H, B) or (T + 1, 0, B)
    outputs : ndarray of shape (T, output_size, B)
    """

    columns: Array
    A: Array
    c: Array
    outputs: Array


class Slopes(NamedTuple):
    """Gradients as the loops make them: by the weights, by the products of M (T, K, B), by h and c (T + 1, H, B)."""

    weights: Weights
    A: Array
    h: Array
    c: Array


def forward(
    cell: str, weights: Weights, x: Array, h0: Array | None = None, c0: Array | None = None, *, feedback: bool = True
) -> States:
    """Run a network along sequences.

    Parameters
    ----------
    cell : key of `core.recurrent.cells.VARIANTS`
    weights : dict
        W_x (input_size, G·H), W_h (H, G·H), b (G·H,), W_y (H, output_size), b_y (output_size,); the GRU also b_hn (H,).
    x : ndarray of shape (T, B, input_size)
    h0, c0 : ndarray of shape (B, H) or None for zeros
        The state before the first step; c0 is the LSTM's.
    feedback : bool
        False is the slip: every step starts from zeros, as if it were a sequence of its own; h0 and c0 are not used.
    """
    weights, sizes = checked(cell, weights)
    x = floats("T B I")("x", x, sizes)
    if not feedback:
        return _linked(forward(cell, weights, unlinked(x)), x)
    h0 = None if h0 is None else floats("B H")("h0", h0, sizes)
    c0 = None if c0 is None or not VARIANTS[cell].has_c else floats("B H")("c0", c0, sizes)
    start = (None if state is None else state.T for state in (h0, c0))
    trace = run_forward(cell, weights, x.swapaxes(1, 2), *start)
    H, width = weights["W_h"].shape
    columns, A, c, outputs = (part.swapaxes(1, 2) for part in trace)
    return States(x, columns[:, :, :H], c, A[:, :, :width], A[:, :, width:], outputs)


def backward(cell: str, weights: Weights, states: States, d_outputs: Array) -> tuple[Weights, Array]:
    """All gradients of a loss, by back-propagation through time.

    Parameters
    ----------
    cell : key of `core.recurrent.cells.VARIANTS`
    weights : dict
    states : States
        From `forward` with the same cell and weights.
    d_outputs : ndarray of shape (T, B, output_size)
        ∂L/∂y of every step; zeros where an output does not count.

    Returns
    -------
    gradients : dict
        ∂L/∂W for every key of `weights`, and ∂L/∂x (T, B, input_size) as "x".
    d_hidden : ndarray of shape (T + 1, B, H)
        ∂L/∂h_t: all that h_t does to the loss, by its own output and by later steps. For the LSTM c_t is held fixed;
        `backward_with_c` says what goes through c.
    """
    gradients, d_hidden, _ = backward_with_c(cell, weights, states, d_outputs)
    return gradients, d_hidden


def backward_with_c(cell: str, weights: Weights, states: States, d_outputs: Array) -> tuple[Weights, Array, Array]:
    """What `backward` returns and ∂L/∂c_t (T + 1, B, H), also by h_t = o tanh(c_t); (T + 1, B, 0) without c."""
    weights, sizes = checked(cell, weights)
    floats("T B I")("states", states.x, sizes)
    d_outputs = floats("T B O")("d_outputs", d_outputs, sizes)
    if not states.feedback:
        return _backward_unlinked(cell, weights, states, d_outputs)
    T, B, n_inputs = states.x.shape
    x = np.concatenate([states.x, np.zeros((1, B, n_inputs))])
    columns = np.concatenate([states.h, x, np.ones((T + 1, B, 1))], axis=2)
    A = np.concatenate([states.gates, states.inner], axis=2)
    W_x, parts = weights["W_x"], (columns, A, states.c, states.outputs)
    trace = Trace(*(np.ascontiguousarray(part.swapaxes(1, 2), W_x.dtype) for part in parts))
    slopes = run_backward(cell, weights, trace, d_outputs.swapaxes(1, 2).astype(W_x.dtype))
    dx = slopes.A[:, : W_x.shape[1]].swapaxes(1, 2) @ W_x.T
    return {**slopes.weights, "x": dx}, slopes.h.swapaxes(1, 2), slopes.c.swapaxes(1, 2)


def run_forward(cell: str, weights: Weights, x: Array, h0: Array | None = None, c0: Array | None = None) -> Trace:
    """`forward` in columns: x of shape (T, input_size, B), h0 and c0 of shape (H, B)."""
    T, n_inputs, B = x.shape
    M, H = joined(weights), len(weights["W_h"])
    columns = np.ones((T + 1, H + n_inputs + 1, B), M.dtype)
    columns[:T, H:-1], columns[T, H:-1] = x, 0
    c = np.empty((T + 1, H if VARIANTS[cell].has_c else 0, B), M.dtype)
    columns[0, :H] = 0 if h0 is None else h0
    c[0] = 0 if c0 is None else c0
    A = LOOPS[cell].forward(M, columns, c)
    outputs = np.matmul(weights["W_y"].T, columns[1:, :H])
    outputs += weights["b_y"][:, None]
    return Trace(columns, A, c, outputs)


def run_backward(cell: str, weights: Weights, trace: Trace, d_outputs: Array) -> Slopes:
    """`backward` in columns: d_outputs of shape (T, output_size, B)."""
    M, H = joined(weights), len(weights["W_h"])
    h = trace.columns[:, :H]
    dh = np.zeros(h.shape, M.dtype)
    np.matmul(weights["W_y"], d_outputs, out=dh[1:])
    dA, dc = LOOPS[cell].backward(M[:H], trace.A, h, trace.c, dh)
    flat_dy = flat(d_outputs)
    gradients = split(flat(trace.columns[:-1]) @ flat(dA).T, weights)
    gradients["W_y"], gradients["b_y"] = flat(h[1:]) @ flat_dy.T, flat_dy.sum(axis=1)
    return Slopes(gradients, dA, dh, dc)


def joined(weights: Weights) -> Array:
    """The weights of a step below each other, W_h, W_x, b: the matrix M (H + input_size + 1, K) for columns (h, x, 1).

    The GRU's W_hn and b_hn stand in columns of their own, as r multiplies them before x W_xn + b_n are added.
    """
    M = np.vstack([weights["W_h"], weights["W_x"], weights["b"]])
    if "b_hn" not in weights:
        return M
    H = len(weights["W_h"])
    inner = np.zeros((len(M), H), M.dtype)
    inner[:H], inner[-1] = M[:H, 2 * H :], weights["b_hn"]
    M[:H, 2 * H :] = 0
    return np.hstack([M, inner])


def split(dM: Array, weights: Weights) -> Weights:
    """∂L/∂M as gradients by W_x, W_h, b and b_hn: `joined` undone."""
    H, width = weights["W_h"].shape
    gradients = {"W_x": dM[H:-1, :width], "W_h": dM[:H, :width], "b": dM[-1, :width]}
    if "b_hn" in weights:
        gradients["W_h"] = np.hstack([dM[:H, : 2 * H], dM[:H, width:]])
        gradients["b_hn"] = dM[-1, width:]
    return gradients


def flat(array: Array) -> Array:
    """(T, n, B) as (n, T·B), so that a sum over steps and sequences is one matrix product."""
    return array.swapaxes(0, 1).reshape(array.shape[1], -1)


def unlinked(array: NDArray[N]) -> NDArray[N]:
    """(T, B, …) as (1, T·B, …): every step a sequence of its own."""
    return array.reshape(1, array.shape[0] * array.shape[1], *array.shape[2:])


def _linked(states: States, x: Array) -> States:
    """T·B sequences of one step each as B sequences of T steps; before the first step stand zeros."""
    T, B, _ = x.shape

    def rows(array: Array) -> Array:
        return array.reshape(T, B, array.shape[-1])

    def after_zeros(array: Array) -> Array:
        return np.concatenate([np.zeros((1, B, array.shape[2]), array.dtype), rows(array[1])])

    h, c = after_zeros(states.h), after_zeros(states.c)
    return States(x, h, c, rows(states.gates), rows(states.inner), rows(states.outputs), feedback=False)


def _backward_unlinked(cell: str, weights: Weights, states: States, d_outputs: Array) -> tuple[Weights, Array, Array]:
    """Nothing goes back: every step is a sequence of its own, from zeros that depend on nothing."""

    def from_zeros(array: Array) -> Array:
        after = unlinked(array[1:])
        return np.concatenate([np.zeros_like(after), after])

    def linked(slopes: Array, like: Array) -> Array:
        return np.concatenate([np.zeros_like(like[:1]), slopes[1].reshape(like[1:].shape)])

    x, gates, inner, outputs = map(unlinked, (states.x, states.gates, states.inner, states.outputs))
    alone = States(x, from_zeros(states.h), from_zeros(states.c), gates, inner, outputs)
    gradients, dh, dc = backward_with_c(cell, weights, alone, unlinked(d_outputs))
    gradients["x"] = gradients["x"].reshape(states.x.shape)
    return gradients, linked(dh, states.h), linked(dc, states.c)
