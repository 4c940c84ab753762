"""Answers that were given, kept for whoever asks the same; bounded in bytes.

They are kept pickled: as objects they would take half as much again, and nobody knows how much until they are counted.
"""

from collections import OrderedDict
from collections.abc import Hashable


class Cache:
    """Pickled answers by key. The one that was not asked for longest goes first.

    Parameters
    ----------
    limit : int
        Bytes of all answers together. One larger than that is not kept at all.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._answers: OrderedDict[Hashable, bytes] = OrderedDict()
        self.size = 0

    def __len__(self) -> int:
        return len(self._answers)

    def __contains__(self, key: Hashable) -> bool:
        return key in self._answers

    def get(self, key: Hashable) -> bytes:
        """The answer; raises KeyError."""
        self._answers.move_to_end(key)
        return self._answers[key]

    def put(self, key: Hashable, answer: bytes) -> None:
        if key in self._answers:
            self.size -= len(self._answers.pop(key))
        if len(answer) > self._limit:
            return
        self._answers[key] = answer
        self.size += len(answer)
        while self.size > self._limit:
            self.size -= len(self._answers.popitem(last=False)[1])
