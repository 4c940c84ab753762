"""What a multi-layer network computes, and how its loss depends on every weight: back-propagation.

Written as books print it, sample by row: z = aW + b, a = f(z), layer by layer (Rumelhart, Hinton & Williams 1986).
core.mlp.epochs trains with the same formulas, its buffers prepared beforehand.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from core import Array
from core.guards import floats, takes
from core.mlp.activations import ACTIVATIONS
from core.mlp.given import check_answers, check_layers, network
from core.mlp.outputs import OUTPUTS, Output
from core.mlp.targets import answers_of, targets_of, task_of
from core.mlp.weights import Layer, Weights

if TYPE_CHECKING:
    from core.mlp.params import MLPParams

Masks = Sequence[Array]


class Pass(NamedTuple):
    """One way there and back through the network, for n samples.

    Attributes
    ----------
    sums : list of ndarray of shape (n, n_out)
        z of every layer, the scores last.
    activations : list of ndarray of shape (n, units)
        X, what each hidden layer hands on (dropout included), the scores.
    deltas : list of ndarray of shape (n, n_out)
        ∂loss/∂z of every layer.
    gradients : list of (dW, db)
        Of the mean loss of the samples plus the penalties.
    """

    sums: list[Array]
    activations: list[Array]
    deltas: list[Array]
    gradients: list[Layer]


@takes(check_layers, weights=network, X=floats("n n_0"))
def forward(weights: Weights, X: Array, params: "MLPParams") -> list[Array]:
    """What every layer hands on; for stacks of networks, too, whose W has the shape (…, n_in, n_out).

    Parameters
    ----------
    weights : list of (W, b)
    X : ndarray of shape (n, n_inputs)
    params : MLPParams

    Returns
    -------
    list of ndarray of shape (…, n, units)
        X, each hidden layer's output, the scores before softmax or sigmoid.
    """
    activations = [X]
    for (W, b), name in zip(weights, params.activations, strict=False):
        activations.append(ACTIVATIONS[name].f(activations[-1] @ W + b[..., None, :]))
    W, b = weights[-1]
    return [*activations, activations[-1] @ W + b[..., None, :]]


@takes(check_answers, weights=network, X=floats("n n_0"), y=floats("n"))
def loss_gradient(
    weights: Weights, X: Array, y: Array, params: "MLPParams", masks: Masks | None = None
) -> tuple[float, list[Layer]]:
    """The mean loss of the samples with L1 and L2, and its derivative by every weight.

    Parameters
    ----------
    weights : list of (W (n_in, n_out), b (n_out,))
    X : ndarray of shape (n, n_inputs)
    y : ndarray of shape (n,)
    params : MLPParams
    masks : list of ndarray of shape (n, units), one for every hidden layer, or None
        What dropout multiplies each output with, see `dropout_masks`.

    Returns
    -------
    loss : float
    gradients : list of (dW, db), shaped as the weights
    """
    there_and_back = backpropagate(weights, X, y, params, masks)
    output, targets = output_of(weights, y, params)
    loss = float(np.mean(output.losses(there_and_back.sums[-1], targets))) + penalty(weights, params)
    return loss, there_and_back.gradients


@takes(check_answers, weights=network, X=floats("n n_0"), y=floats("n"))
def backpropagate(weights: Weights, X: Array, y: Array, params: "MLPParams", masks: Masks | None = None) -> Pass:
    """The same with all that it needs on the way, forwards and backwards (chain rule); for stacks of networks, too.

    δ of the last layer is ∂loss/∂scores; that of a layer before is (δWᵀ) f'(z); the gradients are aᵀδ and Σδ.
    """
    sums, activations = sums_and_outputs(weights, X, params, masks)
    output, targets = output_of(weights, y, params)
    delta: Array = output.derivative(sums[-1], targets) / len(X)
    deltas: list[Array] = []
    gradients: list[Layer] = []
    for k in reversed(range(len(weights))):
        W, _ = weights[k]
        deltas.insert(0, delta)
        gradients.insert(0, (activations[k].mT @ delta + penalty_slope(W, params), np.sum(delta, axis=-2)))
        if k > 0:
            delta = delta @ W.mT
            if masks is not None:
                delta = delta * masks[k - 1]
            if params.slip != "no-slope":
                delta = delta * ACTIVATIONS[params.activations[k - 1]].derivative(sums[k - 1])
    return Pass(sums, activations, deltas, gradients)


def sums_and_outputs(
    weights: Weights, X: Array, params: "MLPParams", masks: Masks | None
) -> tuple[list[Array], list[Array]]:
    """z of every layer, and what every layer hands on."""
    sums: list[Array] = []
    activations = [X]
    for k, (W, b) in enumerate(weights):
        sums.append(activations[-1] @ W + b[..., None, :])
        if k < len(params.activations):
            a = ACTIVATIONS[params.activations[k]].f(sums[-1])
            activations.append(a if masks is None else a * masks[k])
    return sums, [*activations, sums[-1]]


def output_of(weights: Weights, y: Array, params: "MLPParams") -> tuple[Output, Array]:
    """What the scores mean, and what they are compared with."""
    n_outputs = weights[-1][1].shape[-1]
    task = task_of(n_outputs, params.is_regression)
    return OUTPUTS[task, params.loss], targets_of(y, n_outputs, task)


@takes(check_layers, weights=network, X=floats("n n_0"))
def predict(weights: Weights, X: Array, params: "MLPParams") -> Array:
    """The answers, coded as y is: shape (n,), for stacks of networks (…, n)."""
    scores = forward(weights, X, params)[-1]
    return answers_of(scores, task_of(scores.shape[-1], params.is_regression))


def penalty(weights: Weights, params: "MLPParams") -> float:
    """l1 Σ|w| + l2/2 Σw² over all weights, not the biases (Tibshirani 1996; Krogh & Hertz 1992)."""
    return float(sum(params.l1 * np.sum(np.abs(W)) + params.l2 / 2 * np.sum(W**2) for W, _ in weights))


def penalty_slope(W: Array, params: "MLPParams") -> Array:
    """l1 sign(w) + l2 w"""
    return params.l1 * np.sign(W) + params.l2 * W


def dropout_masks(params: "MLPParams", n: int, rng: np.random.Generator) -> list[Array]:
    """For every hidden layer 0 with probability p, else 1 / (1 - p), so that means stay (Srivastava et al. 2014).

    Returns
    -------
    list of ndarray of shape (n, units)
    """
    kept = 1 - params.dropout
    return [(rng.random((n, units)) < kept) / kept for units in params.hidden_layer_sizes]
