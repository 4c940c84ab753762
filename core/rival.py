"""A recurrent network that reads symbols and answers at every position: what other networks are compared with.

It may answer as it reads. Where an answer needs what comes later, it reads the whole sequence first, and is then asked
for the answers one after the other. How it works inside stands in core.recurrent.passes.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from core import Array, IntArray
from core.recurrent.cost import training_cost
from core.recurrent.losses import Mask, cross_entropy
from core.recurrent.passes import run_backward, run_forward
from core.recurrent.weights import init_weights, shapes

MAX_HIDDEN = 256
Weights = dict[str, Array]


@dataclass(frozen=True)
class Rival:
    """A recurrent network for a task on symbols.

    Attributes
    ----------
    cell : key of `core.recurrent.cells.CELLS`
    n_symbols, n_answers : int
    hidden_size : int
    reads_first : bool
        Whether it reads all symbols before it answers: then it takes two steps a symbol.
    """

    cell: str
    n_symbols: int
    n_answers: int
    hidden_size: int
    reads_first: bool

    @property
    def sizes(self) -> tuple[int, int, int]:
        """Of input, hidden state and output; who is asked has one input more, which says so."""
        return self.n_symbols + self.reads_first, self.hidden_size, self.n_answers

    @property
    def shapes(self) -> dict[str, tuple[int, ...]]:
        """Name and shape of all weights."""
        return shapes(self.cell, *self.sizes)

    @property
    def n_weights(self) -> int:
        """How many numbers are learnt."""
        return sum(int(np.prod(shape)) for shape in self.shapes.values())

    def cost(self, length: int, batch_size: int, n_updates: int) -> float:
        """Of a training with sequences of that length, in multiply-adds (`core.cost`)."""
        return training_cost(self.cell, self.sizes, length * (1 + self.reads_first), batch_size, n_updates)

    def first_weights(self, rng: np.random.Generator) -> Weights:
        """The weights before the first update."""
        return init_weights(self.cell, *self.sizes, rng)


def rival_of(cell: str, n_symbols: int, n_answers: int, n_weights: int, *, reads_first: bool) -> Rival:
    """The network whose number of weights is nearest."""
    every = (Rival(cell, n_symbols, n_answers, hidden, reads_first) for hidden in range(1, MAX_HIDDEN + 1))
    return min(every, key=lambda rival: abs(rival.n_weights - n_weights))


def steps_of(rival: Rival, tokens: IntArray, precision: type[np.floating[Any]]) -> Array:
    """Symbols (B, T) as inputs in columns, (steps, input_size, B): one-hot, or the one input that asks."""
    B, T = tokens.shape
    x = np.zeros((T * (1 + rival.reads_first), rival.sizes[0], B), precision)
    x[np.arange(T)[:, None], tokens.T, np.arange(B)] = 1
    x[T:, rival.n_symbols :] = 1
    return x


def answers(rival: Rival, weights: Weights, tokens: IntArray) -> Array:
    """The scores of every answer, (B, T, n_answers)."""
    x = steps_of(rival, tokens, weights["W_x"].dtype.type)
    outputs: Array = run_forward(rival.cell, weights, x).outputs[-tokens.shape[1] :]
    return outputs.transpose(2, 0, 1)


def learn(
    rival: Rival, weights: Weights, tokens: IntArray, targets: IntArray, mask: Mask
) -> tuple[float, Weights, Array]:
    """Loss, its gradient by all weights, and its gradient by what is read, (B, T, input_size).

    Parameters
    ----------
    tokens, targets : ndarray of whole numbers of shape (B, T)
    mask : ndarray of shape (B, T) of True and False
    """
    T = tokens.shape[1]
    trace = run_forward(rival.cell, weights, steps_of(rival, tokens, weights["W_x"].dtype.type))
    loss, d_answers = cross_entropy(trace.outputs[-T:].swapaxes(1, 2), targets.T, mask.T)
    d_outputs = np.zeros_like(trace.outputs)
    d_outputs[-T:] = d_answers.swapaxes(1, 2)
    slopes = run_backward(rival.cell, weights, trace, d_outputs)
    dx: Array = slopes.A[:T, : weights["W_x"].shape[1]].transpose(2, 0, 1) @ weights["W_x"].T
    return loss, {name: slopes.weights[name] for name in weights}, dx
