"""The time loops of the cells, forwards and backwards: what core.recurrent.cells says, for whole sequences at once.

A column is one sequence of the batch, and time is the first axis, so that one step is one block of memory. All that
a step multiplies stands in one column (h, x, 1), and all its weights in one matrix M, see core.recurrent.passes.
What does not depend on the step before is worked out for all steps together, outside the loops.
Shapes: T steps, B sequences, H hidden units, I inputs, K rows of products: H, for the LSTM and the GRU 4·H.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from core import Array


@dataclass(frozen=True)
class Loops:
    """The loop of a cell and the loop of its gradient.

    Attributes
    ----------
    forward : function of M (H + I + 1, K), columns (T + 1, H + I + 1, B), c (T + 1, H, B)
        Fills h in the columns, and c, from their entry 0 on. Returns A (T, K, B): the values of the gates, for the
        plain RNN the pre-activation, for the GRU below its gates also q = h Wₕₙ + bₕₙ.
    backward : function of M_h (H, K), A, h (T + 1, H, B), c, dh (T + 1, H, B)
        Takes in dh what the outputs add to ∂L/∂h and makes it the whole of ∂L/∂h. Returns ∂L/∂(M products) (T, K, B)
        and ∂L/∂c (T + 1, H, B), or (T + 1, 0, B) for a cell without c.
    """

    forward: Callable[[Array, Array, Array], Array]
    backward: Callable[[Array, Array, Array, Array, Array], tuple[Array, Array]]


def rnn_forward(M: Array, columns: Array, c: Array) -> Array:
    """a = M (h, x, 1), h' = tanh(a)"""
    return _rnn_forward(M, columns, np.tanh)


def relu_forward(M: Array, columns: Array, c: Array) -> Array:
    """a = M (h, x, 1), h' = max(0, a)"""
    zero = np.zeros((), M.dtype)
    return _rnn_forward(M, columns, lambda a, out: np.maximum(a, zero, out=out))


def _rnn_forward(M: Array, columns: Array, activation: Callable[[Array, Array], Array]) -> Array:
    H = M.shape[1]
    A, product = np.empty((len(columns) - 1, H, columns.shape[2]), M.dtype), M.T.dot
    for a, column, h in zip(A, columns, columns[1:, :H], strict=False):
        activation(product(column, a), h)
    return A


def rnn_backward(M_h: Array, A: Array, h: Array, c: Array, dh: Array) -> tuple[Array, Array]:
    """∂L/∂a = ∂L/∂h' (1 - h'²): the slope of tanh."""
    return _rnn_backward(M_h, 1 - h[1:] ** 2, dh), np.empty_like(c)


def relu_backward(M_h: Array, A: Array, h: Array, c: Array, dh: Array) -> tuple[Array, Array]:
    """∂L/∂a = ∂L/∂h' where a > 0, else 0."""
    return _rnn_backward(M_h, (A > 0).astype(A.dtype), dh), np.empty_like(c)


def _rnn_backward(M_h: Array, slopes: Array, dh: Array) -> Array:
    product, back = M_h.dot, np.empty_like(dh[0])
    for a, after, before in zip(slopes[::-1], dh[:0:-1], dh[-2::-1], strict=True):
        np.multiply(a, after, a)
        np.add(before, product(a, back), before)
    return slopes


def lstm_forward(M: Array, columns: Array, c: Array) -> Array:
    """c' = f c + i g, h' = o tanh(c'); all four gates by one tanh, as σ(a) = (1 + tanh(a/2)) / 2."""
    H, B, tanh, multiply, add = c.shape[1], c.shape[2], np.tanh, np.multiply, np.add
    halves = np.repeat(np.array([0.5, 0.5, 1, 0.5], M.dtype), H)
    scale = np.repeat(halves[:, None], B, axis=1)  # as large as the gates: NumPy multiplies equal shapes fastest
    shift = 1 - scale
    A, product = np.empty((len(c) - 1, 4 * H, B), M.dtype), (M * halves).T.dot
    ig, tanh_c = np.empty_like(c[0]), np.empty_like(c[0])
    gates = (A[:, k * H : (k + 1) * H] for k in range(4))
    for a, i, f, g, o, column, c_old, c_new, h in zip(A, *gates, columns, c, c[1:], columns[1:, :H], strict=False):
        tanh(product(column, a), a)
        add(multiply(a, scale, a), shift, a)
        add(multiply(f, c_old, c_new), multiply(i, g, ig), c_new)
        multiply(o, tanh(c_new, tanh_c), h)
    return A


def lstm_backward(M_h: Array, A: Array, h: Array, c: Array, dh: Array) -> tuple[Array, Array]:
    """∂L/∂c' gains ∂L/∂h' o (1 - tanh²c'); it goes on to i, f and g, and by the factor f to c; ∂L/∂h' goes to o."""
    T, (H, B), multiply, add = len(A), h.shape[1:], np.multiply, np.add
    i, f, g, o = (A[:, k * H : (k + 1) * H] for k in range(4))
    tanh_c = np.tanh(c[1:])
    to_c = o * (1 - tanh_c**2)
    slopes = np.empty((T, 4, H, B), A.dtype)
    slopes[:, 0] = g * i * (1 - i)
    slopes[:, 1] = c[:-1] * f * (1 - f)
    slopes[:, 2] = i * (1 - g**2)
    slopes[:, 3] = tanh_c * o * (1 - o)
    dc, da, product, back = np.zeros_like(c), slopes.reshape(T, 4 * H, B), M_h.dot, np.empty_like(h[0])
    for t in range(T - 1, -1, -1):
        after, dc_after = dh[t + 1], dc[t + 1]
        add(dc_after, multiply(after, to_c[t], back), dc_after)
        multiply(slopes[t, :3], dc_after, slopes[t, :3])
        multiply(slopes[t, 3], after, slopes[t, 3])
        multiply(dc_after, f[t], dc[t])
        add(dh[t], product(da[t], back), dh[t])
    return da, dc


def gru_forward(M: Array, columns: Array, c: Array) -> Array:
    """h' = n + z (h - n) with n = tanh(aₙ + r q); σ(a) = (1 + tanh(a/2)) / 2."""
    H, B, tanh, multiply, add = M.shape[1] // 4, columns.shape[2], np.tanh, np.multiply, np.add
    half = np.array(0.5, M.dtype)
    halves = np.repeat(np.array([0.5, 0.5, 1, 1], M.dtype), H)
    A, product = np.empty((len(columns) - 1, 4 * H, B), M.dtype), (M * halves).T.dot
    rz, h = A[:, : 2 * H], columns[:, :H]
    blocks = (A[:, k * H : (k + 1) * H] for k in range(4))
    for a, both, r, z, n, q, column, old, new in zip(A, rz, *blocks, columns, h, h[1:], strict=False):
        product(column, a)
        add(multiply(tanh(both, both), half, both), half, both)
        tanh(add(n, multiply(r, q, new), n), n)
        add(n, multiply(z, np.subtract(old, n, new), new), new)
    return A


def gru_backward(M_h: Array, A: Array, h: Array, c: Array, dh: Array) -> tuple[Array, Array]:
    """∂L/∂aₙ = ∂L/∂h' (1 - z)(1 - n²), from there to r by q and to q by r; to z by h - n, to h by z."""
    T, (H, B), multiply, add = len(A), h.shape[1:], np.multiply, np.add
    r, z, n, q = (A[:, k * H : (k + 1) * H] for k in range(4))
    slopes = np.empty((T, 4, H, B), A.dtype)
    slopes[:, 2] = (1 - z) * (1 - n**2)
    slopes[:, 0] = slopes[:, 2] * q * r * (1 - r)
    slopes[:, 1] = (h[:-1] - n) * z * (1 - z)
    slopes[:, 3] = slopes[:, 2] * r
    da, product, back = slopes.reshape(T, 4 * H, B), M_h.dot, np.empty_like(h[0])
    for t in range(T - 1, -1, -1):
        after, before = dh[t + 1], dh[t]
        multiply(slopes[t], after, slopes[t])
        add(before, multiply(after, z[t], back), before)
        add(before, product(da[t], back), before)
    return da, np.empty_like(c)


LOOPS: dict[str, Loops] = {
    "rnn": Loops(rnn_forward, rnn_backward),
    "lstm": Loops(lstm_forward, lstm_backward),
    "gru": Loops(gru_forward, gru_backward),
    "rnn-relu": Loops(relu_forward, relu_backward),
}
