"""What a computation costs, in multiply-adds, before it is done: a function of its sizes alone.

On arrays as small as ours NumPy spends most of its time not on multiplying but on being called, and on functions of
single numbers such as tanh. Both are counted in the multiply-adds that would take as long.
"""

from bisect import bisect
from collections.abc import Callable
from math import ceil

from core.validation import InvalidParameterError

MAX_COST = 80_000_000_000  # multiply-adds of a run: eight to ten seconds of one core
CALL = 8_000  # a call of a NumPy function
ELEMENT = 8  # one number that an elementwise function computes


def calls(n: float, elements: float = 0.0) -> float:
    """The cost of n calls of NumPy functions which together compute so many numbers one by one."""
    return CALL * n + ELEMENT * elements


def check_cost(parameter: str, value: int, cost_of: Callable[[int], float], most: int = MAX_COST) -> None:
    """Refuse a run that takes so long that nobody waits for it, and say what would fit.

    Parameters
    ----------
    parameter : str
        What the run takes longer with, for example its number of epochs.
    value : int
        At least 1.
    cost_of : function of such a value, returns multiply-adds
    most : int
        Multiply-adds; more where a learner expects to wait and is told meanwhile what has come of it.
    """
    if cost_of(value) <= most:
        return
    cost, high = ceil(cost_of(value) / 1e9), most // 10**9
    fits = max(1, bisect(range(1, value), float(most), key=cost_of))
    raise InvalidParameterError(parameter, "too_dear", value, cost=cost, high=high, fits=fits)
