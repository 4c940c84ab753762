"""How one step passes a gradient on to the step before, and which inputs an output owes most to.

Both are derivatives worked out from a real pass, never a model of how gradients ought to decay (Bengio, Simard &
Frasconi 1994; Pascanu, Mikolov & Bengio 2013).
"""

from collections.abc import Callable

import numpy as np

from core import Array
from core.recurrent.cells import Weights
from core.recurrent.passes import States, backward, forward
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


def rnn_jacobians(W_h: Array, h: Array, c: Array, gates: Array, inner: Array) -> Array:
    """(1 - h'²) Wₕᵀ, row by row."""
    return _rows(1 - h[1:] ** 2) * W_h.T


def relu_jacobians(W_h: Array, h: Array, c: Array, gates: Array, inner: Array) -> Array:
    """Wₕᵀ in the rows where a > 0."""
    return _rows(1.0 * (gates > 0)) * W_h.T


def lstm_jacobians(W_h: Array, h: Array, c: Array, gates: Array, inner: Array) -> Array:
    """Derivatives of c' = f c + i g and h' = o tanh(c') by h and by c."""
    (i, f, g, o), (U_i, U_f, U_g, U_o) = np.split(gates, 4, axis=1), np.split(W_h.T, 4)
    tanh_c = np.tanh(c[1:])
    dc_dh = _rows(g * i * (1 - i)) * U_i + _rows(c[:-1] * f * (1 - f)) * U_f + _rows(i * (1 - g**2)) * U_g
    dc_dc = _rows(f) * np.eye(f.shape[1])
    through_c = _rows(o * (1 - tanh_c**2))
    dh_dh = _rows(tanh_c * o * (1 - o)) * U_o + through_c * dc_dh
    return np.block([[dh_dh, through_c * dc_dc], [dc_dh, dc_dc]])


def gru_jacobians(W_h: Array, h: Array, c: Array, gates: Array, inner: Array) -> Array:
    """Derivatives of h' = (1 - z) n + z h by h, with n = tanh(aₙ + r q)."""
    (r, z, n), (U_r, U_z, U_n) = np.split(gates, 3, axis=1), np.split(W_h.T, 3)
    dn_dh = _rows(1 - n**2) * (_rows(inner * r * (1 - r)) * U_r + _rows(r) * U_n)
    dz_dh = _rows(z * (1 - z)) * U_z
    return _rows(1 - z) * dn_dh + _rows(h[:-1] - n) * dz_dh + _rows(z) * np.eye(z.shape[1])


def _rows(factors: Array) -> Array:
    """(T, H) as (T, H, 1): a factor for every row of T matrices."""
    return factors[:, :, None]


JACOBIANS: dict[str, Callable[[Array, Array, Array, Array, Array], Array]] = {
    "rnn": rnn_jacobians,
    "lstm": lstm_jacobians,
    "gru": gru_jacobians,
    "rnn-relu": relu_jacobians,
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
    T, n_outputs = len(states.x), states.outputs.shape[2]
    check_integer("output_step", output_step, 0, T - 1)
    check_integer("sample", sample, 0, states.x.shape[1] - 1)

    def copies(array: Array) -> Array:  # a copy of the sequence for every part of the output
        return np.repeat(array[:, [sample]], n_outputs, axis=1)

    start = (None, None) if not states.feedback else (copies(states.h)[0], copies(states.c)[0])
    again = forward(cell, weights, copies(states.x), *start, feedback=states.feedback)
    d_outputs = np.zeros((T, n_outputs, n_outputs))
    d_outputs[output_step] = np.eye(n_outputs)
    gradients, _ = backward(cell, weights, again, d_outputs)
    norms: Array = np.linalg.norm(gradients["x"], axis=(1, 2))
    return norms
