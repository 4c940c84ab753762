"""Frozen records of arrays: what a run leaves behind can be read by everybody and changed by nobody."""

from dataclasses import dataclass, fields
from typing import Any

import numpy as np


@dataclass(frozen=True, eq=False)
class Record:
    """Base of frozen dataclasses whose arrays are read-only, also after pickling.

    Subclass it with `@dataclass(frozen=True, eq=False)`: comparing arrays with == has no single answer.
    An array that somebody else could still write to is copied; one array in two fields stays one array.
    """

    def __post_init__(self) -> None:
        copies: dict[int, np.ndarray[Any, Any]] = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if isinstance(value, np.ndarray):
                if id(value) not in copies:
                    copies[id(value)] = frozen(value)
                object.__setattr__(self, field.name, copies[id(value)])

    def __setstate__(self, state: dict[str, Any]) -> None:
        # pickle forgets that an array was read-only; the new arrays are nobody else's, so no copy is needed
        self.__dict__.update(state)
        for value in state.values():
            if isinstance(value, np.ndarray):
                value.flags.writeable = False


def frozen(array: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """The array itself when it is read-only and owns its numbers, else a read-only copy."""
    if not array.flags.writeable and array.base is None:
        return array
    copy = array.copy()
    copy.flags.writeable = False
    return copy
