"""What a computation costs, in multiply-adds, before it is done: a function of its sizes alone.

On arrays as small as ours NumPy spends most of its time not on multiplying but on being called, and on functions of
single numbers such as tanh. Both are counted in the multiply-adds that would take as long.
"""

CALL = 8_000  # a call of a NumPy function
ELEMENT = 8  # one number that an elementwise function computes


def calls(n: float, elements: float = 0.0) -> float:
    """The cost of n calls of NumPy functions which together compute so many numbers one by one."""
    return CALL * n + ELEMENT * elements
