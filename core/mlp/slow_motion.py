"""One update in slow motion: forwards, the loss, backwards, and the step, with every number that is made on the way."""

from dataclasses import dataclass

import numpy as np

from core import Array
from core.guards import floats, integer, takes
from core.mlp.given import check_answers, network
from core.mlp.history import MLPHistory
from core.mlp.network import backpropagate, output_of, penalty
from core.mlp.params import MLPParams
from core.mlp.weights import Layer, Weights, flatten, sizes_of, unflatten
from core.optimizers import OPTIMIZERS
from core.records import Record, frozen

Arrays = tuple[Array, ...]
Layers = tuple[Layer, ...]
Memory = tuple[Array | float, Array | float]


@dataclass(frozen=True, eq=False)
class SlowStep(Record):
    """One update of a network by n samples; L layers, the output last; read-only. Without dropout.

    Attributes
    ----------
    weights : tuple of L pairs (W (n_in, n_out), b (n_out,))
        Before the update.
    sums : tuple of L ndarray of shape (n, n_out)
        z = aW + b of every layer; the last one are the scores.
    activations : tuple of L + 1 ndarray of shape (n, units)
        X, the output of every hidden layer, the scores.
    predictions : ndarray of shape (n, n_outputs)
        Probabilities; in a regression the scores themselves.
    targets : ndarray of shape (n, n_outputs)
        What they are compared with.
    losses : ndarray of shape (n,)
        Of every sample, without penalties.
    loss : float
        Their mean, plus the penalties.
    deltas : tuple of L ndarray of shape (n, n_out)
        ∂loss/∂z of every layer.
    gradients : tuple of L pairs (dW, db)
        ∂loss/∂W and ∂loss/∂b.
    changes : tuple of L pairs
        What the optimizer adds to the weights.
    updated : tuple of L pairs
        The weights after the update.
    """

    weights: Layers
    sums: Arrays
    activations: Arrays
    predictions: Array
    targets: Array
    losses: Array
    loss: float
    deltas: Arrays
    gradients: Layers
    changes: Layers
    updated: Layers


@takes(check_answers, weights=network, X=floats("n n_0"), y=floats("n"))
def slow_step(
    weights: Weights, X: Array, y: Array, params: MLPParams, state: Memory = (0.0, 0.0), t: int = 1
) -> SlowStep:
    """The update that these samples alone would make.

    Parameters
    ----------
    weights : list of (W, b)
    X : ndarray of shape (n, n_inputs)
    y : ndarray of shape (n,)
    params : MLPParams
    state : velocity and square of all weights, as `MLPHistory.state_at` has them
    t : int
        The number of the update, counted from 1.
    """
    made = backpropagate(weights, X, y, params)
    output, targets = output_of(weights, y, params)
    losses = output.losses(made.sums[-1], targets)
    before, sizes, rate = flatten(weights), sizes_of(weights), params.learning_rate
    after, _ = OPTIMIZERS[params.optimizer].step(before, flatten(made.gradients), state, t, rate, params)
    return SlowStep(
        weights=_layers(before, sizes),
        sums=tuple(map(frozen, made.sums)),
        activations=tuple(map(frozen, made.activations)),
        predictions=output.predict(made.sums[-1]),
        targets=targets,
        losses=losses,
        loss=float(np.mean(losses)) + penalty(weights, params),
        deltas=tuple(map(frozen, made.deltas)),
        gradients=_layers(flatten(made.gradients), sizes),
        changes=_layers(after - before, sizes),
        updated=_layers(after, sizes),
    )


@takes(epoch=integer(0), X=floats("n n_0"), y=floats("n"))
def slow_step_at(history: MLPHistory, epoch: int, X: Array, y: Array, params: MLPParams) -> SlowStep:
    """The same for the network after `epoch` epochs, with what its optimizer remembers there."""
    per_epoch = -(-len(history.train) // params.batch_size)
    t = epoch * per_epoch + 1
    return slow_step(history.weights[epoch], X, y, params, history.state_at(epoch), t)


def _layers(theta: Array, sizes: tuple[int, ...]) -> Layers:
    return tuple((frozen(W), frozen(b)) for W, b in unflatten(np.asarray(theta), sizes))
