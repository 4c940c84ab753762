"""Losses of sequences of answers with their gradients, and the error that says whether a task is solved.

Only the answers that count, those under the mask, enter; each of them weighs the same.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core import Array, IntArray
from core.activations import log_softmax as log_softmax
from core.activations import softmax as softmax
from core.guards import choice, floats, takes, truths, whole_numbers

Mask = NDArray[np.bool_]
Loss = Callable[[Array, Any, Mask], tuple[float, Array]]


@takes(outputs=floats("T B O"), targets=floats("T B O"), mask=truths("T B"))
def squared(outputs: Array, targets: Array, mask: Mask) -> tuple[float, Array]:
    """The mean of (y - target)² and its derivative by every output.

    Parameters
    ----------
    outputs, targets : ndarray of shape (T, B, output_size)
    mask : ndarray of shape (T, B)
    """
    differences = (outputs - targets) * mask[:, :, None]
    n = np.count_nonzero(mask) * outputs.shape[2]
    return float(np.sum(differences**2) / n), 2 * differences / n


@takes(outputs=floats("T B C"), targets=whole_numbers("T B", below="C"), mask=truths("T B"))
def cross_entropy(outputs: Array, targets: IntArray, mask: Mask) -> tuple[float, Array]:
    """The mean of -ln softmax(y)[target] and its derivative by every output: softmax(y) - one-hot(target).

    Parameters
    ----------
    outputs : ndarray of shape (T, B, n_classes)
    targets : ndarray of whole numbers of shape (T, B)
    mask : ndarray of shape (T, B)
    """
    log_p = log_softmax(outputs)
    t, b = np.nonzero(mask)
    right = targets[t, b]
    d_outputs = np.exp(log_p) * mask[:, :, None]
    d_outputs[t, b, right] -= 1
    return float(-np.mean(log_p[t, b, right])), d_outputs / len(t)


LOSSES: dict[str, Loss] = {"squared": squared, "cross-entropy": cross_entropy}


@takes(loss=choice(LOSSES), outputs=floats("T B O"), mask=truths("T B"))
def error(loss: str, outputs: Array, targets: Array | IntArray, mask: Mask) -> float:
    """What a task is judged by: the squared loss itself, for classes the share of wrong answers."""
    if loss == "squared":
        return LOSSES[loss](outputs, targets, mask)[0]
    return float(np.mean(np.argmax(outputs, axis=2)[mask] != targets[mask]))
