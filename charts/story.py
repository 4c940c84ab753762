"""What a lab says about a run besides its film: cards that explain, and claims that are checked."""

from collections.abc import Callable
from typing import Literal, NamedTuple

Translate = Callable[..., str]


class Card(NamedTuple):
    """Something noteworthy that happened in this run, and why."""

    kind: Literal["success", "info", "warning", "error"]
    title: str
    text: str


def card(kind: Literal["success", "info", "warning", "error"], key: str, t: Translate, **values: object) -> Card:
    """The card whose words stand under `key` and `key_title`."""
    return Card(kind, t(f"{key}_title", **values), t(key, **values))


class Check(NamedTuple):
    """One claim about this very run, what was measured, and whether it holds."""

    claim: str
    measured: str
    holds: bool


class Question(NamedTuple):
    """A guess before the film: what is asked, the options by code, the right ones, and what the film will show."""

    text: str
    options: dict[str, str]
    answers: tuple[str, ...]
    why: str
