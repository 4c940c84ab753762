"""How long work says how far it is."""

from collections.abc import Callable

Progress = Callable[[float], None]  # is told the part of the work that is done, 0 … 1


def silent(fraction: float) -> None:
    """Progress that nobody watches."""
