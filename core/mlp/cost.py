"""What a training of a multi-layer network costs."""

from collections.abc import Sequence
from itertools import pairwise
from math import ceil

from core.cost import calls

MAX_FRAMES = 61  # networks that are shown and whose gradients are looked at: every second epoch of the default run

# calls of NumPy functions: for an epoch, for an update, for a layer of an update, for a layer whose outputs drop out,
# for a softmax, and for a layer of a frame
EPOCH, UPDATE, LAYER, DROPPED, SOFTMAX, FRAME = 40, 34, 12, 6, 14, 20
PER_WEIGHT = 20  # numbers that an optimizer computes one by one
PER_UNIT = 20  # the same for the output of a unit and its slope, from little for ReLU to much for GELU


def training_cost(
    sizes: Sequence[int], n_train: int, n_test: int, batch_size: int, n_epochs: int, dropout: bool = False
) -> float:
    """In multiply-adds (`core.cost`).

    Parameters
    ----------
    sizes : sequence of int
        Of the input, every hidden layer and the output.
    n_train, n_test, batch_size, n_epochs : int
    dropout : bool
        Whether some outputs are left out.
    """
    n_weights, n_units = sum((n_in + 1) * n_out for n_in, n_out in pairwise(sizes)), sum(sizes[1:])
    n_layers, n_updates = len(sizes) - 1, ceil(n_train / batch_size)
    n_calls = UPDATE + (LAYER + DROPPED * dropout) * n_layers + SOFTMAX * (sizes[-1] > 1)
    sample = 3 * n_weights + calls(0, PER_UNIT * (1 + dropout) * n_units)
    learning = calls(EPOCH + n_calls * n_updates, PER_WEIGHT * n_weights * n_updates) + n_train * sample
    judging = (n_train + n_test) * (n_weights + calls(0, PER_UNIT * n_units))
    frame = calls(FRAME * n_layers, 2 * PER_UNIT * n_units * n_train)
    return n_epochs * (learning + judging) + min(n_epochs, MAX_FRAMES) * frame
