"""One error class with one shape of sentence: which parameter, which rule, which value. No translation.

The rule is also kept as a language-neutral code with its numbers, so that a page can say the same sentence in
another language without reading the English one.
"""

from collections.abc import Iterable
from functools import partial
from numbers import Integral, Real
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from core import Array

Sizes = dict[str, int]  # of axes, by their names

MAX_SHOWN = 60
MAX_SEED = 2**32 - 1
MAX_SIZE = 1e100  # far below overflow: squares and long sums of such numbers are still finite

RULES = {
    "above_at_most": "be above {low} and at most {high}",
    "between": "be between {low} and {high}",
    "integer_between": "be a whole number between {low} and {high}",
    "boolean": "be true or false",
    "one_of": "be one of {choices}",
    "differ": "differ from {other}",
    "below_other": "be below {other}, which is {high}",
    "multiple": "be a multiple of {other}, which is {high}",
    "finite": "be finite numbers of size at most {high}",
    "real": "hold real numbers only, none of them missing",
    "named": "hold arrays under the names {names}",
    "shape": "have the shape {shape}",
    "labels": "be labelled -1 or +1",
    "both_classes": "hold both classes, -1 and +1",
    "several_classes": "hold at least two classes",
    "every_class": "leave training points of every class",
    "too_few_points": "hold at least {low} points",
    "too_large": "hold at most {high} points",
    "at_most_padded": "span at most the {high} pixels of the padded picture",
    "odd_for_same": "be odd, or “same” padding cannot be the same on both sides",
    "missing": "be chosen first",
    "packed": "be a picture as this app writes it",
    "no_ink": "show something that stands out from its paper",
    "at_most_rows": "have from 1 to {high} rows",
    "rectangular": "have rows of one length, from 1 to {high}",
    "text_length": "have {low} to {high} characters",
    "text_distinct": "hold {low} to {high} different characters",
    "known_characters": "hold only characters that the network has learned",
    "length_between": "hold {low} to {high} items",
    "length": "hold exactly {n} items",
    "symbols": "hold only symbols of this task, such as {examples}",
    "numbers": "hold numbers only",
    "bits": "hold 0 and 1 only",
    "too_dear": "be at most {fits} here, or the run takes {cost} billion multiply-adds instead of {high}",
    "two_marked": "hold two numbers marked with *",
}


class InvalidParameterError(ValueError):
    """A parameter breaks a rule: “learning_rate must be above 0 and at most 1000000, got nan.”

    Parameters
    ----------
    parameter : str
        Name of the parameter, as in the code.
    code : str
        Key of `RULES`.
    value : object
        What was received; its repr is cut to `MAX_SHOWN` characters in the message.
    **limits : object
        What the rule's template names, for example low and high.

    Attributes
    ----------
    parameter, code, value, limits
        As given, limits as a dict.
    rule : str
        The rule in English, without the word “must”.
    """

    def __init__(self, parameter: str, code: str, value: object, **limits: Any) -> None:
        self.parameter, self.code, self.value, self.limits = parameter, code, value, limits
        self.rule = RULES[code].format_map({name: _in_words(limit) for name, limit in limits.items()})
        super().__init__(f"{parameter} must {self.rule}, got {shown(value)}.")

    def __reduce__(self) -> tuple[Any, ...]:
        # the default would rebuild the error from its message alone
        return _rebuild, (self.parameter, self.code, self.value, self.limits)


def _rebuild(parameter: str, code: str, value: object, limits: dict[str, Any]) -> InvalidParameterError:
    return InvalidParameterError(parameter, code, value, **limits)


def _in_words(limit: object) -> str:
    return ", ".join(map(str, limit)) if isinstance(limit, tuple) else str(limit)


def shown(value: object) -> str:
    """The value on one line of at most `MAX_SHOWN` characters."""
    try:
        text = " ".join(repr(value).split())
    except ValueError:  # Python refuses to print integers of thousands of digits
        text = f"a {type(value).__name__} too long to print"
    return text if len(text) <= MAX_SHOWN else text[: MAX_SHOWN - 1] + "…"


def check_number(parameter: str, value: Any, low: float, high: float, *, above: bool = False) -> float:
    """A real number in [low, high], or in (low, high] with `above`, as a float; True and False are none."""
    is_number = not isinstance(value, bool) and isinstance(value, Real)
    if is_number and (low < value if above else low <= value) and value <= high:
        return float(value)
    raise InvalidParameterError(parameter, "above_at_most" if above else "between", value, low=low, high=high)


def check_integer(parameter: str, value: object, low: int, high: int) -> int:
    """A whole number in [low, high] as an int; numpy integers are welcome, True, False and 2.0 are not."""
    if not isinstance(value, bool) and isinstance(value, Integral) and low <= int(value) <= high:
        return int(value)
    raise InvalidParameterError(parameter, "integer_between", value, low=low, high=high)


def check_boolean(parameter: str, value: object) -> bool:
    """True or False, also numpy's, as a bool."""
    if isinstance(value, bool | np.bool_):
        return bool(value)
    raise InvalidParameterError(parameter, "boolean", value)


def check_choice(parameter: str, value: object, choices: Iterable[str]) -> str:
    """One of the given strings."""
    choices = tuple(choices)
    if isinstance(value, str) and value in choices:
        return value
    raise InvalidParameterError(parameter, "one_of", value, choices=choices)


def as_floats(parameter: str, value: Any) -> Array:
    """Real numbers as an array of floats: of float64, unless they have come as float32."""
    array = as_array(parameter, value)
    if array.dtype.kind == "O" and all(isinstance(item, Real) for item in array.flat):
        try:
            array = array.astype(np.float64)
        except OverflowError as error:
            raise InvalidParameterError(parameter, "finite", value, high=MAX_SIZE) from error
    if array.dtype.kind not in "biuf":  # text, complex numbers, dates
        raise InvalidParameterError(parameter, "real", value)
    numbers: Array = array if array.dtype == np.float32 else array.astype(np.float64, copy=False)
    return numbers


def as_array(parameter: str, value: Any) -> Any:
    """What NumPy makes of it, a view where it can; an array with gaps is refused, which NumPy would fill."""
    parts = value if isinstance(value, list | tuple) else (value,)
    try:
        array = np.asarray(value)
    except (TypeError, ValueError, OverflowError) as error:  # rows of different lengths
        raise InvalidParameterError(parameter, "real", value) from error
    if any(np.ma.is_masked(part) for part in parts):
        raise InvalidParameterError(parameter, "real", value)
    return array


def _is_size(sizes: Sizes, name: str, n: int) -> bool:
    return n == (int(name) if name.isdigit() else sizes.setdefault(name, n))


def check_axes(parameter: str, shape: tuple[int, ...], names: list[str], sizes: Sizes) -> None:
    """Fit a shape to the names of its axes, and note the sizes of those that are new."""
    own = shape
    if names and names[0] == "...":
        names = names[1:]
        own = shape[max(0, len(shape) - len(names)) :]
    wanted = [sizes.get(name, name) for name in names]
    if len(own) == len(names) and 0 not in own and all(map(partial(_is_size, sizes), names, own)):
        return
    axes = ", ".join(map(str, wanted)) + "," * (len(wanted) == 1)
    raise InvalidParameterError(parameter, "shape", shape, shape=f"({axes})")


def check_array(parameter: str, value: ArrayLike, n_axes: int) -> Array:
    """Finite numbers of at most `MAX_SIZE` as a float64 array with that many axes, none of them empty."""
    array = as_floats(parameter, value).astype(np.float64, copy=False)
    check_axes(parameter, array.shape, ["n_samples", "n_features"][:n_axes], {})
    wrong = array[~(np.abs(array) <= MAX_SIZE)]  # NaN compares as not small enough
    if wrong.size:
        raise InvalidParameterError(parameter, "finite", float(wrong[0]), high=MAX_SIZE)
    return array


def check_labelled(X: ArrayLike, y: ArrayLike) -> tuple[Array, Array]:
    """Samples of two classes as float64 arrays.

    Parameters
    ----------
    X : array-like of shape (n_samples, n_features)
    y : array-like of shape (n_samples,), -1 or +1

    Returns
    -------
    X : ndarray of shape (n_samples, n_features)
    y : ndarray of shape (n_samples,)
    """
    X, y = check_array("X", X, 2), check_array("y", y, 1)
    if len(y) != len(X):
        raise InvalidParameterError("y", "shape", y.shape, shape=f"({len(X)},) of X's samples")
    if len(y) < 2:
        raise InvalidParameterError("X", "too_few_points", len(X), low=2)
    check_labels("y", y)
    return X, y


def check_labels(parameter: str, y: Array) -> None:
    """Every label is -1 or +1, and both are there."""
    wrong = y[np.abs(y) != 1]
    if wrong.size:
        raise InvalidParameterError(parameter, "labels", float(wrong[0]))
    if np.all(y == y[0]):
        raise InvalidParameterError(parameter, "both_classes", f"only {y[0]:+.0f}")
