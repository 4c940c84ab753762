"""Checks for single values that a browser sent. JSON has huge integers, and Python's reader also takes NaN."""

from typing import TypeGuard

LARGEST = 2**53 - 1  # up to here every integer is one in JavaScript, too
LEVELS = 8  # of lists and objects in one another; we send four


def is_number(value: object, low: float = -LARGEST, high: float = LARGEST) -> TypeGuard[float]:
    """Whether this is a number from low to high; `True` is none, and a comparison with NaN is false."""
    return isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high


def is_count(value: object) -> TypeGuard[int]:
    """Whether this is a whole number from 0 on."""
    return isinstance(value, int) and is_number(value, 0)


def is_shallow(value: object, levels: int = LEVELS) -> bool:
    """Whether lists and objects do not stand too deep in one another; what is just read might not be copied again."""
    if not isinstance(value, list | dict):
        return True
    items = value.values() if isinstance(value, dict) else value
    return levels > 0 and all(is_shallow(item, levels - 1) for item in items)
