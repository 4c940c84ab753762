"""The scenes that a process keeps, for what is asked about a run later."""

from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import is_dataclass
from time import perf_counter
from typing import Any, TypeVar

import numpy as np

from charts.lab import View
from core.progress import Progress, silent

P = TypeVar("P")
S = TypeVar("S")
Watch = Callable[[Callable[[], S]], Mapping[str, Any]]


def nobody(scene: Callable[[], Any]) -> Mapping[str, Any]:
    """Does not look at the scene so far."""
    return {}


class Scenes:
    """Scenes by view and Params. When they hold too many bytes, the one that was not used for longest goes first.

    Parameters
    ----------
    limit : int
        Bytes of the arrays of all scenes together; the newest one stays however large it is.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._kept: OrderedDict[tuple[str, Any], tuple[Any, float]] = OrderedDict()
        self._sizes: dict[tuple[str, Any], int] = {}

    def __len__(self) -> int:
        return len(self._kept)

    def of(self, view: View[P, S], params: P, progress: Progress = silent, watch: Watch[S] = nobody) -> tuple[S, float]:
        """The scene of a run, and how many milliseconds it took when it was computed.

        Parameters
        ----------
        watch : function of a function that gives the scene so far
            What it makes of it is told with the progress.
        """

        def told(fraction: float, /, scene: Callable[[], S] | None = None, **so_far: Any) -> None:
            progress(fraction, **so_far, **({} if scene is None else watch(scene)))

        key = (view.name, params)
        if key not in self._kept:
            self._make_room()
            started = perf_counter()
            scene = view.scene(params, told)
            self._kept[key] = scene, 1000 * (perf_counter() - started)
        self._kept.move_to_end(key)
        return self._kept[key]

    def _make_room(self) -> None:
        """Before the next scene, not after: a scene grows when its film is made."""
        for key in self._kept.keys() - self._sizes.keys():
            self._sizes[key] = array_bytes(self._kept[key][0])
        while sum(self._sizes.values()) > self._limit:
            key, _ = self._kept.popitem(last=False)
            del self._sizes[key]


def array_bytes(value: Any) -> int:
    """Bytes of all arrays that a value of records, mappings and sequences holds, each counted once."""
    return sum({id(array): array.nbytes for array in _arrays(value, set())}.values())


def _arrays(value: Any, seen: set[int]) -> Iterator[np.ndarray]:
    if id(value) in seen:
        return
    seen.add(id(value))
    match value:
        case np.ndarray():
            yield value
        case Mapping():
            for item in value.values():
                yield from _arrays(item, seen)
        case list() | tuple():
            for item in value:
                yield from _arrays(item, seen)
        case _ if is_dataclass(value):
            yield from _arrays(vars(value), seen)
