"""What a training of a recurrent network costs."""

from typing import NamedTuple

from core.cost import calls
from core.guards import choice, integer, takes

UNSEEN_SIZE = 64  # sequences that every recorded network is judged by
MAX_RECORDED = 120


class Step(NamedTuple):
    """What one time step of a cell needs, forwards and backwards.

    Attributes
    ----------
    blocks : int
        Matrix products with a weight matrix of H rows.
    calls : int
        Of NumPy functions.
    elements : int
        Numbers computed one by one, for each unit of each sequence.
    """

    blocks: int
    calls: int
    elements: int


STEPS = {"rnn": Step(1, 35, 12), "gru": Step(3, 65, 45), "lstm": Step(4, 60, 55)}


@takes(cell=choice(STEPS), sequence_length=integer(1), batch_size=integer(1), n_updates=integer(0))
def training_cost(
    cell: str, sizes: tuple[int, int, int], sequence_length: int, batch_size: int, n_updates: int
) -> float:
    """In multiply-adds (`core.cost`).

    Parameters
    ----------
    cell : str
    sizes : tuple of int
        Of input, hidden state and output.
    sequence_length, batch_size, n_updates : int
    """
    recorded = min(n_updates, MAX_RECORDED) / 3  # they are only read, not learnt from
    sequences = n_updates * batch_size + recorded * UNSEEN_SIZE
    n_input, n_hidden, n_output = sizes
    step = STEPS[cell]
    products = 3 * sequences * (step.blocks * n_hidden * (n_input + n_hidden) + n_hidden * n_output)
    one_by_one = calls(step.calls * (n_updates + recorded), step.elements * sequences * n_hidden)
    return sequence_length * (products + one_by_one)


@takes(cell=choice(STEPS), sequence_length=integer(1))
def reading_cost(cell: str, sizes: tuple[int, int, int], sequence_length: int) -> float:
    """Of one network that reads one sequence, with every gradient that a film shows; in multiply-adds (`core.cost`).

    Besides the two passes these are the largest singular value of every step's Jacobian, and the derivatives of one
    answer by every input, which go back from step to step as products with those Jacobians.
    """
    n_input, n_hidden, n_output = sizes
    step = STEPS[cell]
    n_state = 2 * n_hidden if cell == "lstm" else n_hidden
    norms = 2 * n_state**3 + 400 * n_state**2 + calls(step.calls / 4)
    products = n_output * n_state * (n_state + n_input)
    elements = 2 * n_state * (step.blocks * n_hidden + n_input) + n_output * n_input
    return sequence_length * (norms + products + calls(2 * step.calls, elements))
