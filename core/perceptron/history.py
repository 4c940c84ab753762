"""The record of a perceptron run, and what each variant answers after any number of considered samples.

The working perceptron changes at its updates only: weight vector k is born with update k (vector 0 before any
sample) and stays in force until the next birth. Left out: the training itself, see core.perceptron.training.

The functions in VARIANTS take the same arguments:

V : ndarray of shape (T, d + 1), the working weights, the bias last
births : ndarray of shape (T,), after how many considered samples each of them came into force; births[0] = 0
steps : ndarray of shape (S,), the numbers of considered samples to answer for
X, y : the samples, shapes (n_samples, d) and (n_samples,)

and return the variant's weights at those steps, an ndarray of shape (S, d + 1).
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from core import Array, IntArray
from core.guards import whole_numbers
from core.records import Record

Answers = Callable[[Array, IntArray, IntArray, Array, Array], Array]


@dataclass(frozen=True, eq=False)
class PerceptronHistory(Record):
    """Every update of one run: T = n_updates + 1 records, the first before any update; read-only.

    Attributes
    ----------
    weights : ndarray of shape (T, d)
    biases : ndarray of shape (T,)
        The chosen variant's weights at the end of the life of each working weight vector.
    current_weights : ndarray of shape (T, d)
    current_biases : ndarray of shape (T,)
        The working perceptron's weights.
    update_steps : ndarray of shape (T - 1,)
        Which considered sample brought each update, counted from 1 over the whole run.
    update_samples : ndarray of shape (T - 1,)
        Index of that sample in X.
    orders : ndarray of shape (n_epochs_run, n_samples)
        The order in which each epoch went through the samples.
    mistakes_per_epoch : ndarray of shape (n_epochs_run,)
    converged : bool
        An epoch passed in which every sample was right.
    """

    weights: Array
    biases: Array
    current_weights: Array
    current_biases: Array
    update_steps: IntArray
    update_samples: IntArray
    orders: IntArray
    mistakes_per_epoch: IntArray
    converged: bool

    @property
    def n_updates(self) -> int:
        """How often the weights changed."""
        return len(self.update_steps)

    @property
    def n_steps(self) -> int:
        """How many samples were considered."""
        return self.orders.size


def in_force(births: IntArray, steps: IntArray) -> IntArray:
    """Index of the weight vector in force after so many considered samples."""
    return np.searchsorted(births, steps, side="right") - 1


def standard_at(V: Array, births: IntArray, steps: IntArray, X: Array, y: Array) -> Array:
    """The working weights themselves (Rosenblatt 1958)."""
    return V[in_force(births, steps)]


def averaged_at(V: Array, births: IntArray, steps: IntArray, X: Array, y: Array) -> Array:
    """The mean of the working weights after each considered sample (Freund & Schapire 1999)."""
    # how many samples counted for earlier vectors: the sample of its own update counts for the newborn
    before = np.maximum(births - 1, 0)
    lives = np.diff(before)[:, None]
    sums = np.vstack([np.zeros_like(V[:1]), np.cumsum(lives * V[:-1], axis=0)])
    k = in_force(births, steps)
    total = sums[k] + (steps - before[k])[:, None] * V[k]
    return np.where(steps[:, None] > 0, total / np.maximum(steps, 1)[:, None], V[:1])


def pocket_at(V: Array, births: IntArray, steps: IntArray, X: Array, y: Array) -> Array:
    """The pocketed weights: a longer run of right answers, and more of them on all data (Gallant 1990)."""
    swap_steps, pocketed = pocket_swaps(V, births, int(np.max(steps, initial=0)), X, y)
    return V[pocketed[in_force(swap_steps, steps)]]


def pocket_swaps(V: Array, births: IntArray, n_steps: int, X: Array, y: Array) -> tuple[IntArray, IntArray]:
    """When the pocket's content was replaced, and by which weight vector (the pocket algorithm with ratchet).

    Returns
    -------
    swap_steps : ndarray of shape (n_swaps + 1,), starting with 0
    pocketed : ndarray of shape (n_swaps + 1,), indices into V, starting with 0
    """
    swaps, longest_run, most_right = [(0, 0)], 0, 0
    deaths = np.append(births[1:], n_steps + 1)
    for k, (birth, death) in enumerate(zip(births.tolist(), deaths.tolist(), strict=True)):
        # the step at which its run of right answers becomes longer than the pocket's
        record_run = birth + longest_run + 1
        if record_run < min(death, n_steps + 1):
            n_right = int(np.sum(y * (X @ V[k, :-1] + V[k, -1]) > 0))
            if n_right > most_right:
                longest_run, most_right = longest_run + 1, n_right
                swaps.append((record_run, k))
    swap_steps, pocketed = np.array(swaps).T
    return swap_steps, pocketed


VARIANTS: dict[str, Answers] = {"standard": standard_at, "averaged": averaged_at, "pocket": pocket_at}


def births(history: PerceptronHistory) -> IntArray:
    """After how many considered samples each record's working weights came into force."""
    return np.append(0, history.update_steps)


def happened(history: PerceptronHistory, steps: ArrayLike, low: int = 0) -> IntArray:
    """The steps as an array, if the run has had them: from `low` to `history.n_steps`."""
    array: IntArray = whole_numbers(low=low, below=history.n_steps + 1)("steps", steps, {})
    return array


def working_at(history: PerceptronHistory, steps: ArrayLike) -> IntArray:
    """Index of the record whose working weights are in force after so many considered samples.

    Parameters
    ----------
    history : PerceptronHistory
    steps : array-like of int, shape (S,)

    Returns
    -------
    ndarray of shape (S,)
    """
    return in_force(births(history), happened(history, steps))


def considered(history: PerceptronHistory, steps: ArrayLike) -> tuple[IntArray, IntArray]:
    """Epoch (counted from 1) and index of the sample that was looked at in each of the given steps (from 1).

    Parameters
    ----------
    history : PerceptronHistory
    steps : array-like of int, shape (S,), each in 1..history.n_steps
    """
    places = happened(history, steps, low=1) - 1
    return places // history.orders.shape[1] + 1, history.orders.ravel()[places]


def cycle_length(history: PerceptronHistory) -> int | None:
    """After how many epochs the working weights come back to where they were; None if they do not.

    Coming back means going round for ever only when every epoch has the same order, so other runs give None;
    a run that converged stands still and gives None too. Weights count as equal within rounding.
    """
    if history.converged or history.n_updates == 0 or np.any(history.orders != history.orders[0]):
        return None
    n_epochs, n_samples = history.orders.shape
    at_ends = working_at(history, np.arange(n_epochs + 1) * n_samples)
    V = np.column_stack([history.current_weights, history.current_biases])
    tolerance = 1e-9 * np.max(np.abs(V))
    last = V[at_ends[-1]]
    back = np.flatnonzero(np.max(np.abs(V[at_ends[:-1]] - last), axis=1) <= tolerance)
    return n_epochs - int(back[-1]) if back.size else None
