"""Scaled dot-product attention and its gradient: the formula that everything else in this lab stands around."""

from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core import Array
from core.guards import floats, number, takes
from core.validation import InvalidParameterError

Mask = NDArray[np.bool_]


def _fits(Q: Array, K: Array, V: Array, *more: Any, **named: Any) -> None:
    _alike(Q, K=K, V=V)


def _fits_back(Q: Array, K: Array, V: Array, weights: Array, d_output: Array, scale: float | None = None) -> None:
    _alike(Q, K=K, V=V, weights=weights, d_output=d_output)


def _alike(Q: Array, **others: Array) -> None:
    for name, other in others.items():
        if other.shape[:-2] != Q.shape[:-2]:
            raise InvalidParameterError(name, "shape", other.shape, shape=f"{(*Q.shape[:-2], *other.shape[-2:])}")


def _sees_something(Q: Array, K: Array, V: Array, mask: Mask | None = None, scale: float | None = None) -> None:
    if mask is None:
        return
    wanted = (*Q.shape[:-1], K.shape[-2])
    if not isinstance(mask, np.ndarray) or mask.dtype.kind != "b":
        raise InvalidParameterError("mask", "boolean", mask)
    if mask.ndim > len(wanted) or any(n not in (1, m) for n, m in zip(mask.shape[::-1], wanted[::-1], strict=False)):
        raise InvalidParameterError("mask", "shape", mask.shape, shape=f"{wanted}")
    if not mask.any(axis=-1).all():
        raise InvalidParameterError("mask", "one_of", mask, choices=("True at least once in every row",))


@takes(_fits, _sees_something, Q=floats("... T d"), K=floats("... S d"), V=floats("... S d_v"), scale=number(0))
def attention(
    Q: Array, K: Array, V: Array, mask: Mask | None = None, scale: float | None = None
) -> tuple[Array, Array]:
    """Every query takes a mean of the values, weighted by softmax(Q Kᵀ / √d) (Vaswani et al. 2017, eq. 1).

    Parameters
    ----------
    Q : ndarray of shape (…, T, d)
    K : ndarray of shape (…, S, d)
    V : ndarray of shape (…, S, d_v)
    mask : ndarray of True and False that fits (…, T, S), optional
        True where a query may look; every query may look somewhere.
    scale : float, optional
        What the dot products are multiplied by; 1/√d if it is not given.

    Returns
    -------
    output : ndarray of shape (…, T, d_v)
    weights : ndarray of shape (…, T, S)
        Each row sums to 1; exactly 0 where a query may not look.
    """
    scores = Q @ K.swapaxes(-1, -2)
    scores *= _scale(Q, scale)
    if mask is not None:
        scores = np.where(mask, scores, -np.inf)
    scores -= scores.max(axis=-1, keepdims=True)  # so that nothing overflows; it cancels in the fraction
    weights = np.exp(scores, out=scores)
    weights /= weights.sum(axis=-1, keepdims=True)
    return weights @ V, weights


@takes(
    _fits_back,
    **{"Q": floats("... T d"), "K": floats("... S d"), "V": floats("... S v")},
    **{"weights": floats("... T S"), "d_output": floats("... T v"), "scale": number(0)},
)
def attention_backward(
    Q: Array, K: Array, V: Array, weights: Array, d_output: Array, scale: float | None = None
) -> tuple[Array, Array, Array]:
    """The gradients by queries, keys and values, from ∂L/∂output.

    Parameters
    ----------
    Q, K, V, scale
        As `attention` took them.
    weights : ndarray of shape (…, T, S)
        As it returned them.
    d_output : ndarray of shape (…, T, d_v)

    Returns
    -------
    dQ, dK, dV : ndarray
        Each in the shape of Q, K, V.
    """
    dV = weights.swapaxes(-1, -2) @ d_output
    d_weights = d_output @ V.swapaxes(-1, -2)
    mean = np.sum(d_weights * weights, axis=-1, keepdims=True)
    d_scores = weights * (d_weights - mean)  # a weight can only grow if others shrink: they sum to 1
    d_scores *= _scale(Q, scale)
    return d_scores @ K, d_scores.swapaxes(-1, -2) @ Q, dV


def _scale(Q: Array, scale: float | None) -> float:
    return 1 / sqrt(Q.shape[-1]) if scale is None else scale
