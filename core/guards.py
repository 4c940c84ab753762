"""What comes into a function of core: the right numbers, or an error, never silence.

`takes` stands above a function and says what it wants; the rules stand below. Left out: the checks themselves, see
core.validation.
"""

from collections.abc import Callable, Iterable
from functools import partial, wraps
from inspect import signature
from typing import Any, ParamSpec, TypeVar

import numpy as np

from core.validation import (
    MAX_SIZE,
    InvalidParameterError,
    Sizes,
    as_array,
    as_floats,
    check_axes,
    check_boolean,
    check_choice,
    check_integer,
    check_number,
)

P = ParamSpec("P")
R = TypeVar("R")
Rule = Callable[[str, Any, Sizes], Any]
"""From a parameter's name, its value and the sizes of the axes known so far to what the function is handed."""

MAX_COUNT = 2**53  # up to here every whole number is a float


def takes(*together: Callable[..., object], **rules: Rule) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Hand a function each named argument as its rule makes it, or raise InvalidParameterError: nothing odd comes in.

    An axis that several arrays name alike has one size in all of them. An argument that is left out, or None where
    that is the default, is not looked at. The functions `together` then get the same arguments and raise when these
    do not fit each other. `bare` gives the function without its guard.
    """

    def guard(function: Callable[P, R]) -> Callable[P, R]:
        places = [
            (place, name, rules[name], parameter.default is None)
            for place, (name, parameter) in enumerate(signature(function).parameters.items())
            if name in rules
        ]

        @wraps(function)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            given: list[Any] = list(args)
            named: dict[str, Any] = kwargs
            sizes: Sizes = {}
            for place, name, rule, optional in places:
                if place < len(given):
                    given[place] = _ruled(name, given[place], rule, optional, sizes)
                elif name in named:
                    named[name] = _ruled(name, named[name], rule, optional, sizes)
            for check in together:
                check(*given, **named)
            return function(*given, **named)

        guarded.__dict__["takes"] = rules
        return guarded

    return guard


def _ruled(name: str, value: Any, rule: Rule, optional: bool, sizes: Sizes) -> Any:
    return None if optional and value is None else rule(name, value, sizes)


def bare(function: Callable[P, R]) -> Callable[P, R]:
    """The function without its guard, for the innermost loops, which know what they hand it."""
    if isinstance(function, partial):
        return partial(bare(function.func), *function.args, **function.keywords)
    inner: Callable[P, R] = getattr(function, "__wrapped__", function)
    return inner


def floats(axes: str = "...", low: float | None = None, high: float | None = None) -> Rule:
    """Real numbers as an array of float64 (float32 stays), no axis empty; a single float stays one.

    Parameters
    ----------
    axes : str
        A name or a number for each axis: “n d”, “T B 1”; “...” stands for any axes at the front.
    low, high : float, optional
        With one of them also NaN is refused.
    """
    names, bounded = axes.split(), low is not None or high is not None
    low, high = -MAX_SIZE if low is None else low, MAX_SIZE if high is None else high

    def rule(parameter: str, value: Any, sizes: Sizes) -> Any:
        if type(value) is not float or names != ["..."]:
            if type(value) is not np.ndarray or value.dtype.char not in "fd":
                value = as_floats(parameter, value)
            check_axes(parameter, value.shape, names, sizes)
        if bounded:
            array = np.asarray(value, dtype=np.float64)
            wrong = array[~((low <= array) & (array <= high))]
            if wrong.size:
                raise InvalidParameterError(parameter, "between", float(wrong[0]), low=low, high=high)
        return value

    return rule


def finite(axes: str = "...") -> Rule:
    """`floats` of at most `MAX_SIZE`."""
    return floats(axes, -MAX_SIZE, MAX_SIZE)


def whole_numbers(axes: str = "...", low: int = 0, below: str | int = MAX_COUNT) -> Rule:
    """An array of whole numbers from `low` to below a number, or the size of an axis named before."""

    def rule(parameter: str, value: Any, sizes: Sizes) -> Any:
        array = as_array(parameter, value)
        if array.size and array.dtype.kind not in "iu":
            raise InvalidParameterError(parameter, "integer_between", value, low=low, high=MAX_COUNT)
        check_axes(parameter, array.shape, axes.split(), sizes)
        high = (sizes[below] if isinstance(below, str) else below) - 1
        wrong = array[(array < low) | (array > high)]
        if wrong.size:
            raise InvalidParameterError(parameter, "integer_between", int(wrong[0]), low=low, high=high)
        return array

    return rule


def truths(axes: str) -> Rule:
    """An array of True and False, at least one True."""

    def rule(parameter: str, value: Any, sizes: Sizes) -> Any:
        array = as_array(parameter, value)
        if array.dtype.kind != "b":
            raise InvalidParameterError(parameter, "boolean", value)
        check_axes(parameter, array.shape, axes.split(), sizes)
        if not array.any():
            raise InvalidParameterError(parameter, "one_of", value, choices=("True at least once",))
        return array

    return rule


def integer(low: int, high: int = MAX_COUNT) -> Rule:
    """`check_integer` as a rule."""
    return lambda parameter, value, sizes: check_integer(parameter, value, low, high)


def number(low: float, high: float = MAX_SIZE, *, above: bool = False) -> Rule:
    """`check_number` as a rule."""
    return lambda parameter, value, sizes: check_number(parameter, value, low, high, above=above)


def choice(choices: Iterable[str]) -> Rule:
    """`check_choice` as a rule."""
    known = tuple(choices)
    return lambda parameter, value, sizes: check_choice(parameter, value, known)


def boolean(parameter: str, value: Any, sizes: Sizes) -> bool:
    """`check_boolean` as a rule."""
    return check_boolean(parameter, value)
