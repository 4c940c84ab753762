"""How long work says how far it is, and what has come of it so far."""

from typing import Any, Protocol


class Progress(Protocol):
    """Is told the part of the work that is done, 0 … 1, and what a learner may want to know by then, by name.

    Numbers say what they are; `history` is a function that gives the record so far, `scene` one that gives the scene.
    """

    def __call__(self, fraction: float, /, **so_far: Any) -> None: ...


def silent(fraction: float, /, **so_far: Any) -> None:
    """Progress that nobody watches."""


def part(progress: Progress, n: int, of: int) -> Progress:
    """The progress of part n of so many equal ones."""

    def told(fraction: float, /, **so_far: Any) -> None:
        progress((n + fraction) / of, **so_far)

    return told
