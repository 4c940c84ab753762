"""The lists among the settings of a multi-layer network, checked: layers, features, activations, typed weights."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

import numpy as np

from core.mlp.features import FEATURES
from core.mlp.weights import Edit
from core.validation import InvalidParameterError, check_choice, check_integer, check_number

Number = TypeVar("Number", int, float)

MAX_LAYERS = 6
MAX_UNITS = 16
MAX_TYPED = 1000
MAX_EDITS = 50


def check_optional(
    parameter: str, value: Any, check: Callable[[str, Any, Any, Any], Number], low: Number, high: Number
) -> Number | None:
    """None, or what the check says."""
    return None if value is None else check(parameter, value, low, high)


def check_list(parameter: str, value: Any, low: int, high: int) -> tuple[Any, ...]:
    """A list, no text, of so many items, as a tuple."""
    if not isinstance(value, list | tuple | np.ndarray):
        raise InvalidParameterError(parameter, "shape", value, shape=f"of a list of {low} to {high} items")
    if not low <= len(value) <= high:
        raise InvalidParameterError(parameter, "length_between", len(value), low=low, high=high)
    return tuple(value)


def check_sizes(sizes: Any) -> tuple[int, ...]:
    """The number of units of every hidden layer; none at all is logistic, softmax or linear regression."""
    listed = check_list("hidden_layer_sizes", sizes, 0, MAX_LAYERS)
    return tuple(check_integer("hidden_layer_sizes", size, 1, MAX_UNITS) for size in listed)


def check_names(parameter: str, names: Any, choices: Iterable[str]) -> tuple[str, ...]:
    """Names for the first hidden layers, one each."""
    choices = tuple(choices)
    return tuple(check_choice(parameter, name, choices) for name in check_list(parameter, names, 0, MAX_LAYERS))


def check_features(names: Any) -> tuple[str, ...]:
    """Different features, at least one."""
    listed = check_list("features", names, 1, len(FEATURES))
    checked = tuple(check_choice("features", name, FEATURES) for name in listed)
    if len(set(checked)) < len(checked):
        raise InvalidParameterError("features", "differ", checked, other="each other")
    return checked


def check_edits(parameter: str, edits: Any, sizes: Sequence[int], n_epochs: int) -> tuple[Edit, ...]:
    """Typed weights that this network has, in a run of so many epochs."""
    return tuple(_check_edit(parameter, edit, sizes, n_epochs) for edit in check_list(parameter, edits, 0, MAX_EDITS))


def _check_edit(parameter: str, edit: Any, sizes: Sequence[int], n_epochs: int) -> Edit:
    if not isinstance(edit, list | tuple | np.ndarray) or len(edit) != 5:
        raise InvalidParameterError(parameter, "shape", edit, shape="(n, 5): epoch, layer, i, j, value")
    epoch, layer, source, target, value = edit
    epoch = check_integer(parameter, epoch, 0, n_epochs)
    layer = check_integer(parameter, layer, 1, len(sizes) - 1)
    source = check_integer(parameter, source, 0, sizes[layer - 1])
    target = check_integer(parameter, target, 1, sizes[layer])
    return epoch, layer, source, target, check_number(parameter, value, -MAX_TYPED, MAX_TYPED)
