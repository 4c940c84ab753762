"""A recurrent network with certain weights reads one sequence: its states, and the gradient on its way back."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from core import Array
from core.records import frozen
from core.recurrent.cells import Weights
from core.recurrent.losses import LOSSES
from core.recurrent.params import RecurrentParams
from core.recurrent.passes import States, backward_with_c, forward
from core.recurrent.sensitivity import jacobian_norms
from core.recurrent.tasks import Batch

GATES = {1: "", 3: "rzn", 4: "ifgo"}  # how many blocks a cell's weights have, and the gates' names


@dataclass(frozen=True, eq=False)
class Reading:
    """A network with certain weights reads one sequence of T steps; L is the loss of that sequence alone.

    Attributes
    ----------
    states : States
        Of one sequence.
    loss : float
    d_outputs : ndarray of shape (T, output_size)
        ∂L/∂y of every step.
    d_hidden : ndarray of shape (T + 1, H)
        ∂L/∂h of every state.
    d_cell : ndarray of shape (T + 1, H), for cells without c (T + 1, 0)
        ∂L/∂c of every state.
    direct : ndarray of shape (T + 1, H)
        The part of ∂L/∂h that comes from the output of the same step; the rest came back from the step after.
    products : ndarray of shape (T + 1,)
        From a state to the last one, the product of the norms of all steps' Jacobians.
    """

    weights: Weights
    states: States
    loss: float
    d_outputs: Array
    d_hidden: Array
    d_cell: Array
    direct: Array
    products: Array

    @property
    def h(self) -> Array:
        """All states, shape (T + 1, H)."""
        return self.states.h[:, 0]

    @property
    def outputs(self) -> Array:
        """All outputs, shape (T, output_size)."""
        return self.states.outputs[:, 0]

    @cached_property
    def norms(self) -> Array:
        """‖∂L/∂h‖ of every state, shape (T + 1,)."""
        norms: Array = np.linalg.norm(self.d_hidden, axis=1)
        return norms

    @cached_property
    def cell_norms(self) -> Array:
        """‖∂L/∂c‖ of every state, shape (T + 1,)."""
        norms: Array = np.linalg.norm(self.d_cell, axis=1)
        return norms

    @cached_property
    def strips(self) -> dict[str, Array]:
        """The gates of every step by name, and c, each (T, H); none for the plain RNN."""
        H = self.h.shape[1]
        names = GATES[self.states.gates.shape[2] // H]
        found = {name: self.states.gates[:, 0, n * H : (n + 1) * H] for n, name in enumerate(names)}
        return found | ({"c": self.states.c[1:, 0]} if self.states.c.size else {})


def read(params: RecurrentParams, weights: Weights, batch: Batch) -> Reading:
    """Forwards and backwards through one sequence."""
    cell = params.variant
    states = forward(cell, weights, batch.x, feedback=params.feedback)
    loss, d_outputs = LOSSES[params.rule.loss](states.outputs, batch.targets, batch.mask)
    _, d_hidden, d_cell = backward_with_c(cell, weights, states, d_outputs)
    direct = np.zeros_like(d_hidden[:, 0])
    direct[1:] = d_outputs[:, 0] @ weights["W_y"].T
    norms = jacobian_norms(cell, weights, states)
    products = np.append(np.cumprod(norms[::-1])[::-1], 1.0)
    parts = (d_outputs[:, 0], d_hidden[:, 0], d_cell[:, 0], direct, products)
    return Reading(weights, states, loss, *map(frozen, parts))
