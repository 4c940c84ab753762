"""A trained network goes on by itself: each answer becomes the next symbol that it reads."""

import numpy as np

from core import Array, IntArray
from core.activations import softmax
from core.attention.network import run
from core.attention.params import AttentionParams
from core.attention.weights import Weights
from core.guards import bare

MAX_TEMPERATURE = 10


def write(
    weights: Weights, tokens: IntArray, n: int, temperature: float, rng: np.random.Generator, params: AttentionParams
) -> IntArray:
    """Continue a text: read the last `length` symbols, draw the next one, and again.

    Parameters
    ----------
    weights : dict
    tokens : ndarray of whole numbers of shape (n_read,), at least one
    n : int
        How many symbols to write.
    temperature : float
        The scores are divided by it before the softmax: below 1 bolder, above 1 more random; 0 takes the likeliest.
    rng : numpy.random.Generator
    params : AttentionParams

    Returns
    -------
    ndarray of shape (n,)
    """
    whole = tokens.tolist()
    for dice in rng.random(n):
        scores = run(weights, np.array([whole[-params.length :]]), params).scores[0, -1]
        whole.append(draw(scores, temperature, float(dice)))
    return np.array(whole[len(tokens) :], dtype=np.int64)


def draw(scores: Array, temperature: float, dice: float) -> int:
    """The class that a number from 0 to 1 falls on, when each has the share softmax(scores / temperature) of it."""
    if temperature == 0:
        return int(np.argmax(scores))
    with np.errstate(over="ignore"):  # next to 0 everything but the likeliest gets a share of 0
        shares = np.cumsum(bare(softmax)((scores - np.max(scores)) / temperature))
    return min(int(np.searchsorted(shares, dice, side="right")), len(scores) - 1)
