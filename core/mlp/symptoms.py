"""What can be read off a trained network: units that are dead, flat or alike, and a network that is one layer in truth.

Left out: what caused it, which only another training can show.
"""

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from core import Array, IntArray
from core.mlp.network import forward, output_of
from core.mlp.weights import Layer, Weights

if TYPE_CHECKING:
    from core.mlp.params import MLPParams

FLAT = 0.01  # nearer than this to an end of a sigmoid or a tanh its slope is at most 0.02
ENDS = {"sigmoid": (0.0, 1.0), "tanh": (-1.0, 1.0)}


def dead_units(weights: Weights, X: Array, params: "MLPParams") -> list[IntArray]:
    """The units of every hidden layer with ReLU that say 0 of every sample: no gradient reaches their weights.

    Parameters
    ----------
    weights : list of (W, b)
    X : ndarray of shape (n, n_inputs)
    params : MLPParams

    Returns
    -------
    list of ndarray of int
        One array a hidden layer, units counted from 0; empty for layers with another activation.
    """
    outputs = forward(weights, X, params)[1:-1]
    none = np.zeros(0, dtype=np.int64)
    return [
        np.flatnonzero(np.all(a == 0, axis=0)) if name == "relu" else none
        for a, name in zip(outputs, params.activations, strict=True)
    ]


def saturated_share(weights: Weights, X: Array, params: "MLPParams") -> float | None:
    """Which share of what sigmoid and tanh units say of the samples is nearer than `FLAT` to an end of their range.

    None where the network has no such units.
    """
    outputs = forward(weights, X, params)[1:-1]
    near = [
        (a < ENDS[name][0] + FLAT) | (a > ENDS[name][1] - FLAT)
        for a, name in zip(outputs, params.activations, strict=True)
        if name in ENDS
    ]
    return float(np.mean(np.concatenate(near, axis=1))) if near else None


def different_units(weights: Weights) -> list[int]:
    """How many units of each hidden layer differ in a weight that comes in, their bias, or a weight that goes out.

    >>> W = np.ones((2, 3))
    >>> different_units([(W, np.zeros(3)), (W.T[:, :1], np.zeros(1))])
    [1]
    """
    return [len(np.unique(np.vstack([W, b, after.T]), axis=1).T) for (W, b), (after, _) in pairwise(weights)]


def composed(weights: Weights) -> Layer:
    """The one layer that a network without activations is: (xW + b)V + c = x(WV) + (bV + c), again and again.

    Parameters
    ----------
    weights : list of (W (n_in, n_out), b (n_out,))

    Returns
    -------
    W : ndarray of shape (n_inputs, n_outputs)
    b : ndarray of shape (n_outputs,)
    """
    W, b = weights[0]
    for V, c in weights[1:]:
        W, b = W @ V, b @ V + c
    return W, b


def constant_loss(y: Array, weights: Weights, params: "MLPParams") -> float:
    """The least mean loss of one and the same answer to every sample: the shares of the classes, or the mean.

    Both losses of classes are proper: the shares themselves are what minimises them (Gneiting & Raftery 2007).

    Parameters
    ----------
    y : ndarray of shape (n,)
    weights : list of (W, b)
        Of the network that is asked, for the number of its outputs.
    params : MLPParams
    """
    output, targets = output_of(weights, y, params)
    mean = np.mean(targets, axis=0)
    if not params.is_regression:
        mean = np.log(mean) - (np.log(1 - mean) if len(mean) == 1 else 0)  # the score whose probability that is
    return float(np.mean(output.losses(np.broadcast_to(mean, targets.shape), targets)))
