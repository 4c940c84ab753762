"""A tour: a few stops that lead a beginner through a lab by doing. Each waits for a deed, and says what was seen.

A challenge is a stop that stands for itself: it names a goal and leaves the way to the learner.

What they say stands in `content/<lang>/<lab>/tour.md` and `challenge.md`, in their order: a heading, a few plain
sentences, behind `-` a hint, which only challenges have, and behind `>` what is said once the deed is done.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, TypeVar

S = TypeVar("S")
Deed = Callable[[S], int | None]
"""The frame of a run from which on something has been done: 0 where the choice of the run alone does it, None where
this run never shows it."""


@dataclass(frozen=True)
class Place:
    """What a stop points at: the control of a field, a panel of the film, or a button of the player."""

    kind: Literal["control", "panel", "action"]
    name: str


@dataclass(frozen=True, kw_only=True)
class Stop(Generic[S]):
    """One stop.

    Parameters
    ----------
    name : str
        Code name; there is one in its tour.
    at : Place
    done : Deed
        When the scene shows that the learner has done what the stop asks for.
    sets : mapping of fields to values, optional
        The run that it opens at its first frame: what differs from the defaults. None goes on with the run on screen.
    leaves : mapping of fields to values
        What its deed changes of the run, where a later stop goes on with that: somebody may begin there.
    view : str
        The code of the view that it opens; empty for the first one of its lab.
    """

    name: str
    at: Place
    done: Deed[S]
    sets: Mapping[str, Any] | None = None
    leaves: Mapping[str, Any] = field(default_factory=dict)
    view: str = ""


@dataclass(frozen=True, kw_only=True)
class Challenge(Stop[S]):
    """A stop whose deed is a goal.

    Parameters
    ----------
    solution : mapping of fields to values
        What one run that reaches it changes of the run that the challenge opens.
    """

    solution: Mapping[str, Any]


PLAY = Place("action", "play")


def control(field: str) -> Place:
    """The control of a field."""
    return Place("control", field)


def panel(name: str) -> Place:
    """A panel of the film."""
    return Place("panel", name)


def chosen(is_so: bool) -> int | None:
    """A deed that the choice of the run does by itself, before any frame."""
    return 0 if is_so else None
