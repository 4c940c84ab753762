"""What a lab says about a run besides its film: cards that explain, and claims that are checked."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Translate = Callable[..., str]
Kind = Literal["success", "info", "warning", "error"]


@dataclass(frozen=True)
class Card:
    """Something noteworthy that happened in this run, and why."""

    kind: Kind
    title: str
    text: str


def card(kind: Kind, key: str, t: Translate, **values: object) -> Card:
    """The card whose words stand under `key` and `key_title`."""
    return Card(kind, t(f"{key}_title", **values), t(key, **values))


@dataclass(frozen=True)
class Check:
    """One claim about this very run, what was measured, and whether it holds."""

    claim: str
    measured: str
    holds: bool


@dataclass(frozen=True)
class Question:
    """A guess before the film: what is asked, the options by code, the right ones, and what the film will show."""

    text: str
    options: dict[str, str]
    answers: tuple[str, ...]
    why: str
