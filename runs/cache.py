"""Answers that were given, kept for whoever asks the same; bounded in bytes."""

from collections import OrderedDict
from collections.abc import Hashable
from typing import Any


class Cache:
    """Values by key, with their size. The one that was not asked for longest goes first.

    Parameters
    ----------
    limit : int
        Bytes of all values together. A value larger than that is not kept at all.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._values: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self.size = 0

    def __len__(self) -> int:
        return len(self._values)

    def __contains__(self, key: Hashable) -> bool:
        return key in self._values

    def get(self, key: Hashable) -> Any:
        """The value; raises KeyError."""
        value, _ = self._values[key]
        self._values.move_to_end(key)
        return value

    def put(self, key: Hashable, value: Any, size: int) -> None:
        if key in self._values:
            self.size -= self._values.pop(key)[1]
        if size > self._limit:
            return
        self._values[key] = value, size
        self.size += size
        while self.size > self._limit:
            self.size -= self._values.popitem(last=False)[1][1]
