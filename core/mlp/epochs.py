"""The training made fast: core.mlp.network with every buffer prepared beforehand, and all weights in one vector.

A column is one sample, and below the outputs of every layer stands a row of ones, so that the bias is the last row of
its W. All W are views of one vector theta: an update is one step of an optimizer, whatever the number of layers. A test
holds every weight equal to those of `core.mlp.training.updates`, which reads as books print it.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from core import Array, IntArray
from core.mlp.activations import ACTIVATIONS, slope_of
from core.mlp.network import Masks, dropout_masks
from core.mlp.outputs import OUTPUTS
from core.mlp.params import MLPParams
from core.mlp.samples import DROPOUT, stream
from core.mlp.targets import task_of
from core.mlp.weights import blocks, type_in, unflatten
from core.optimizers import OPTIMIZERS, State

Gradient = Callable[[Array, Array, Masks | None], None]


class Moment(NamedTuple):
    """theta and the optimizer's state after an epoch; the next epoch writes over theta."""

    theta: Array
    state: State[Any]


class Hidden(NamedTuple):
    """One hidden layer's functions and its buffers for a batch.

    Attributes
    ----------
    f, slope : functions of z, and of z and a
    z, d : ndarray of shape (units, B)
        The sums, and ∂loss/∂a, which becomes ∂loss/∂z.
    a : ndarray of shape (units + 1, B)
        The outputs, and a row of ones.
    outputs : ndarray of shape (units, B)
        The view of a without that row.
    """

    f: Callable[[Array], Array]
    slope: Callable[[Array, Array], Array]
    z: Array
    d: Array
    a: Array
    outputs: Array


def hidden_layers(params: MLPParams, n: int) -> list[Hidden]:
    """The hidden layers for batches of n samples."""
    made = []
    for units, name in zip(params.hidden_layer_sizes, params.activations, strict=True):
        z, d, a = np.empty((units, n)), np.empty((units, n)), np.ones((units + 1, n))
        slope = slope_of("linear" if params.slip == "no-slope" else name)
        made.append(Hidden(ACTIVATIONS[name].f, slope, z, d, a, a[:-1]))
    return made


def batch_gradient(theta: Array, gradient: Array, sizes: Sequence[int], params: MLPParams, n: int) -> Gradient:
    """For batches of n samples: a function of inputs (n_inputs + 1, n), targets (n_outputs, n) and masks.

    It fills `gradient` with the derivative of the mean loss by theta, without the penalties.
    """
    W, G, layers = blocks(theta, sizes), blocks(gradient, sizes), hidden_layers(params, n)
    derivative = OUTPUTS[task_of(sizes[-1], params.is_regression), params.loss].derivative
    scores = np.empty((sizes[-1], n))
    there = [(w.T.dot, layer) for w, layer in zip(W, layers, strict=False)]
    last = W[-1].T.dot
    back = [(w[:-1].dot, g, layer) for w, g, layer in zip(W[1:], G[1:], layers, strict=True)][::-1]

    def fill(x: Array, targets: Array, masks: Masks | None) -> None:
        a, slopes = x, []
        for k, (product, (f, slope, z, _, after, outputs)) in enumerate(there):
            product(a, z)
            a, outputs[:] = after, f(z)
            slopes.append(slope(z, outputs))
            if masks is not None:
                outputs *= masks[k]
                slopes[k] = slopes[k] * masks[k]
        last(a, scores)
        delta = derivative(scores.T, targets.T).T / n
        for product, g, layer in back:
            layer.a.dot(delta.T, g)
            product(delta, layer.d)
            delta = np.multiply(layer.d, slopes.pop(), layer.d)
        x.dot(delta.T, G[0])

    return fill


def penalties(theta: Array, sizes: Sequence[int], params: MLPParams) -> tuple[Array, Array] | None:
    """What l1 and l2 weigh for every number of theta, 0 for the biases; None without them."""
    if params.l1 == params.l2 == 0:
        return None
    is_weight = np.ones_like(theta)
    for _, b in unflatten(is_weight, sizes):
        b[:] = 0
    return params.l1 * is_weight, params.l2 * is_weight


def epochs(
    theta: Array, X: Array, targets: Array, sizes: Sequence[int], orders: IntArray, params: MLPParams
) -> Iterator[Moment]:
    """Train; yields before the first epoch and after every one.

    Parameters
    ----------
    theta : ndarray of shape (n_weights,)
        The first weights; written over.
    X : ndarray of shape (n, n_inputs)
    targets : ndarray of shape (n, n_outputs)
    sizes : sequence of int
        Of the input, every hidden layer and the output.
    orders : ndarray of shape (n_epochs, n)
    params : MLPParams
    """
    optimizer, rng, edits = OPTIMIZERS[params.optimizer], stream(params, DROPOUT), params.typed_weights
    gradient, penalty, state = np.empty_like(theta), penalties(theta, sizes, params), optimizer.start()
    n, size = len(X), params.batch_size
    fills = {m: batch_gradient(theta, gradient, sizes, params, m) for m in {size, n % size} if m}
    columns, wanted = np.vstack([X.T, np.ones(n)]), targets.T
    type_in(theta, sizes, edits, 0)
    yield Moment(theta, state)
    for epoch, order in enumerate(orders, start=1):
        x, t = columns[:, order], wanted[:, order]
        masks = [mask.T for mask in dropout_masks(params, n, rng)] if params.dropout else None
        for number, start in enumerate(range(0, n, size), start=(epoch - 1) * -(-n // size) + 1):
            batch = slice(start, min(start + size, n))
            fills[batch.stop - start](x[:, batch], t[:, batch], masks and [mask[:, batch] for mask in masks])
            if penalty is not None:
                gradient += penalty[0] * np.sign(theta) + penalty[1] * theta
            theta[:], state = optimizer.step(theta, gradient, state, number, params.learning_rate, params)
        type_in(theta, sizes, edits, epoch)
        yield Moment(theta, state)
