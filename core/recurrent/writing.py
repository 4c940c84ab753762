"""A trained network goes on by itself: each answer becomes its next input."""

import numpy as np

from core import Array, IntArray
from core.alphabet import MAX_LENGTH
from core.guards import floats, integer, number, takes, whole_numbers
from core.recurrent.cells import Weights
from core.recurrent.losses import softmax
from core.recurrent.passes import States, forward
from core.validation import InvalidParameterError

MAX_TEMPERATURE = 10


@takes(n=integer(1), temperature=number(0, MAX_TEMPERATURE), input_size=integer(1))
def generate(
    cell: str,
    weights: Weights,
    seed_codes: IntArray,
    n: int,
    temperature: float,
    rng: np.random.Generator,
    input_size: int,
    *,
    feedback: bool = True,
) -> IntArray:
    """Continue a text: read its beginning, then draw n characters, one after the other.

    Parameters
    ----------
    cell : key of `core.recurrent.cells.VARIANTS`
    weights : dict
    seed_codes : ndarray of shape (n_read,), at least one
        The beginning, from `core.alphabet.encode`.
    n : int
    temperature : float
        The scores are divided by it before the softmax: below 1 bolder, above 1 more random; 0 takes the likeliest.
    rng : numpy.random.Generator
    input_size : int
        The size of the alphabet.
    feedback : bool
        False for a network with the slip.

    Returns
    -------
    ndarray of shape (n,)
        The codes of what follows the beginning.
    """
    seed_codes = whole_numbers(below=input_size)("seed_codes", seed_codes, {})
    if seed_codes.size == 0:
        raise InvalidParameterError("seed_codes", "text_length", 0, low=1, high=MAX_LENGTH)
    one_hot, written = np.eye(input_size), np.zeros(n, dtype=np.int64)
    states = forward(cell, weights, one_hot[seed_codes][:, None], feedback=feedback)
    for k in range(n):
        written[k] = draw(states.outputs[-1, 0], temperature, rng)
        states = _next(cell, weights, states, one_hot[[[written[k]]]])
    return written


@takes(scores=floats("C"), temperature=number(0, MAX_TEMPERATURE))
def draw(scores: Array, temperature: float, rng: np.random.Generator) -> int:
    """One class, drawn with the probabilities softmax(scores / temperature); the likeliest when that is 0."""
    if temperature == 0:
        return int(np.argmax(scores))
    with np.errstate(over="ignore"):  # next to 0 everything but the likeliest gets a share of 0
        shares = np.cumsum(softmax((scores - np.max(scores)) / temperature))
    return min(int(np.searchsorted(shares, rng.random(), side="right")), len(scores) - 1)


@takes(x=floats("T 1 1"), n=integer(1))
def continue_wave(cell: str, weights: Weights, x: Array, n: int, *, feedback: bool = True) -> Array:
    """Continue a curve: read x (T, 1, 1), then take every answer for the next value; n values, shape (n,)."""
    values = np.zeros(n)
    states = forward(cell, weights, x, feedback=feedback)
    for k in range(n):
        values[k] = states.outputs[-1, 0, 0]
        states = _next(cell, weights, states, states.outputs[-1:])
    return values


def _next(cell: str, weights: Weights, states: States, x: Array) -> States:
    """One more step from where `states` ends."""
    return forward(cell, weights, x, states.h[-1], states.c[-1], feedback=states.feedback)
