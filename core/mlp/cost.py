"""What a training of a multi-layer network costs."""

from collections.abc import Sequence
from itertools import pairwise
from math import ceil

from core.cost import calls

# calls of NumPy functions, and numbers computed one by one, for one update
UPDATE, LAYER = 14, 9
PER_WEIGHT, PER_UNIT = 6, 2


def training_cost(sizes: Sequence[int], n_train: int, n_test: int, batch_size: int, n_epochs: int) -> float:
    """In multiply-adds (`core.cost`).

    Parameters
    ----------
    sizes : sequence of int
        Of the input, every hidden layer and the output.
    n_train, n_test, batch_size, n_epochs : int
    """
    n_weights = sum((n_in + 1) * n_out for n_in, n_out in pairwise(sizes))
    n_units, n_updates = sum(sizes[1:]), ceil(n_train / batch_size)
    learning = calls((UPDATE + LAYER * len(sizes[1:])) * n_updates, PER_WEIGHT * n_weights * n_updates)
    learning += 3 * n_train * n_weights + calls(0, PER_UNIT * n_train * n_units)
    judging = calls(2 * len(sizes), 2 * (n_train + n_test) * n_units) + (n_train + n_test) * n_weights
    return n_epochs * (learning + judging)
