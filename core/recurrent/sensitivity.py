"""How one step passes a gradient on to the step before, and which inputs an output owes most to.

Both are derivatives worked out from a real pass, never a model of how gradients ought to decay (Bengio, Simard &
Frasconi 1994; Pascanu, Mikolov & Bengio 2013).
"""

from collections.abc import Callable

import numpy as np

from core import Array
from core.recurrent.cells import Weights
from core.recurrent.passes import States
from core.recurrent.weights import checked
from core.validation import check_integer


def jacobian_norms(cell: str, weights: Weights, states: States, sample: int = 0) -> Array:
    """How much a step can stretch a change of the state before it: ‖∂s_t / ∂s_{t-1}‖₂, the largest singular value.

    The state s is h; for the LSTM it is h and c together, as both are handed on. A gradient at the last step is
    never longer at an earlier step than itself times the product of these norms between the two.

    Parameters
    ----------
    cell : key of `core.recurrent.cells.VARIANTS`
    weights : dict
    states : States
        From `forward`.
    sample : int
        Which sequence.

    Returns
    -------
    ndarray of shape (T,)
        Entry t belongs to the step from h[t] to h[t + 1].
    """
    check_integer("sample", sample, 0, states.x.shape[1] - 1)
    if not states.feedback:
        return np.zeros(len(states.x))
    norms: Array = np.linalg.norm(jacobians(cell, weights, states, sample), ord=2, axis=(1, 2))
    return norms


def jacobians(cell: str, weights: Weights, states: States, sample: int = 0) -> Array:
    """∂s_t / ∂s_{t-1} of every step, (T, H, H), for the LSTM (T, 2·H, 2·H) with h first; rows belong to s_t."""
    weights, _ = checked(cell, weights)
    check_integer("sample", sample, 0, states.x.shape[1] - 1)
    parts = (states.h, states.c, states.gates, states.inner)
    return JACOBIANS[cell](weights["W_h"], *(part[:, sample] for part in parts))


def rnn_driven(W: Array, h: Array, c: Array, gates: Array, inner: Array) -> Array:
    """∂h' by what W multiplies, h or x: (1 - h'²) Wᵀ, row by row."""
    return _rows(1 - h[1:] ** 2) * W.T


def relu_driven(W: Array, h: Array, c: Array, gates: Array, inner: Array) -> Array:
    """Wᵀ in the rows where a > 0."""
    return _rows(1.0 * (gates > 0)) * W.T


def lstm_driven(W: Array, h: Array, c: Array, gates: Array, inner: Array) -> Array:
    """Derivatives of h' = o tanh(c') and, below them, of c' = f c + i g by what W multiplies, h or x."""
    (i, f, g, o), (U_i, U_f, U_g, U_o) = np.split(gates, 4, axis=1), np.split(W.T, 4)
    tanh_c = np.tanh(c[1:])
    dc = _rows(g * i * (1 - i)) * U_i + _rows(c[:-1] * f * (1 - f)) * U_f + _rows(i * (1 - g**2)) * U_g
    dh = _rows(tanh_c * o * (1 - o)) * U_o + _rows(o * (1 - tanh_c**2)) * dc
    return np.concatenate([dh, dc], axis=1)


def lstm_jacobians(W_h: Array, h: Array, c: Array, gates: Array, inner: Array) -> Array:
    """By h as W_h drives it; by c as f hands c on and o shows it."""
    (_, f, _, o), tanh_c = np.split(gates, 4, axis=1), np.tanh(c[1:])
    dc_dc = _rows(f) * np.eye(f.shape[1])
    by_c = np.concatenate([_rows(o * (1 - tanh_c**2)) * dc_dc, dc_dc], axis=1)
    return np.concatenate([lstm_driven(W_h, h, c, gates, inner), by_c], axis=2)


def gru_driven(W: Array, h: Array, c: Array, gates: Array, inner: Array, through_r: bool = False) -> Array:
    """Derivatives of h' = (1 - z) n + z h by what W multiplies, with n = tanh(aₙ + r q): x in aₙ, h in q, through r."""
    (r, z, n), (U_r, U_z, U_n) = np.split(gates, 3, axis=1), np.split(W.T, 3)
    dn = _rows(1 - n**2) * (_rows(inner * r * (1 - r)) * U_r + (_rows(r) if through_r else 1) * U_n)
    return _rows(1 - z) * dn + _rows((h[:-1] - n) * z * (1 - z)) * U_z


def gru_jacobians(W_h: Array, h: Array, c: Array, gates: Array, inner: Array) -> Array:
    """By h as W_h drives it, and as z hands it on."""
    z = np.split(gates, 3, axis=1)[1]
    return gru_driven(W_h, h, c, gates, inner, through_r=True) + _rows(z) * np.eye(z.shape[1])


def _rows(factors: Array) -> Array:
    """(T, H) as (T, H, 1): a factor for every row of T matrices."""
    return factors[:, :, None]


Derivatives = Callable[[Array, Array, Array, Array, Array], Array]
JACOBIANS: dict[str, Derivatives] = {
    "rnn": rnn_driven,
    "lstm": lstm_jacobians,
    "gru": gru_jacobians,
    "rnn-relu": relu_driven,
}
BY_INPUT: dict[str, Derivatives] = {
    "rnn": rnn_driven,
    "lstm": lstm_driven,
    "gru": gru_driven,
    "rnn-relu": relu_driven,
}


def input_sensitivity(cell: str, weights: Weights, states: States, output_step: int, sample: int = 0) -> Array:
    """Which inputs mattered: ‖∂y_k / ∂x_t‖, the root of the sum of squares over all parts of y_k and x_t.

    Parameters
    ----------
    cell : key of `core.recurrent.cells.VARIANTS`
    weights : dict
    states : States
        From `forward`.
    output_step : int
        k; inputs after it get 0.
    sample : int
        Which sequence.

    Returns
    -------
    ndarray of shape (T,)
    """
    weights, _ = checked(cell, weights)
    T, k = len(states.x), output_step
    check_integer("output_step", output_step, 0, T - 1)
    check_integer("sample", sample, 0, states.x.shape[1] - 1)
    first = 0 if states.feedback else k
    h, c = (part[first : k + 2, sample].copy() for part in (states.h, states.c))
    if not states.feedback:  # every step starts from zeros
        h[0], c[0] = 0, 0
    parts = h, c, states.gates[first : k + 1, sample], states.inner[first : k + 1, sample]
    by_input, by_state = BY_INPUT[cell](weights["W_x"], *parts), JACOBIANS[cell](weights["W_h"], *parts)
    by_h = weights["W_y"].T
    slope = np.zeros((len(by_h), by_state.shape[1]))  # ∂y_k by the state after step t
    slope[:, : by_h.shape[1]] = by_h
    norms = np.zeros(T)
    for t in range(k, first - 1, -1):
        norms[t] = np.linalg.norm(slope @ by_input[t - first])
        slope = slope @ by_state[t - first]
    return norms
