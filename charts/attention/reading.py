"""An attention network with certain weights reads one sequence: what every layer looks at, and what it answers."""

from dataclasses import dataclass

from core import Array, IntArray
from core.activations import softmax
from core.attention.network import forward
from core.attention.params import AttentionParams
from core.attention.weights import Weights
from core.guards import bare
from core.records import Record


@dataclass(frozen=True, eq=False)
class Reading(Record):
    """One sequence of T symbols; L layers with h heads, width d.

    Attributes
    ----------
    x : ndarray of shape (L + 1, T, d)
        The vectors before the first layer and after each.
    queries, keys, values : ndarray of shape (L, h, T, d/h)
    looks : ndarray of shape (L, h, T, T)
        The attention weights, row the query, column the key.
    heads : ndarray of shape (L, T, d)
        What the heads found, side by side.
    scores : ndarray of shape (T, n_answers)
    """

    x: Array
    queries: Array
    keys: Array
    values: Array
    looks: Array
    heads: Array
    scores: Array

    @property
    def probabilities(self) -> Array:
        """Of every answer at every position, (T, n_answers)."""
        return bare(softmax)(self.scores)

    @property
    def answers(self) -> IntArray:
        """The likeliest answer at every position, (T,)."""
        found: IntArray = self.scores.argmax(axis=1)
        return found


def read(weights: Weights, tokens: IntArray, params: AttentionParams) -> Reading:
    """Forwards through one sequence (T,)."""
    made = forward(weights, tokens[None], params)
    x, q, k, v, looks, heads = (made[name][:, 0] for name in ("x", "queries", "keys", "values", "weights", "heads"))
    return Reading(x, q, k, v, looks, heads, made["scores"][0])
