"""What a lab says about a run besides its film: cards that explain, and claims that are checked."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal

Translate = Callable[..., str]
RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
POWER = re.compile(r"(?<![\w.=&])(\d+(?:\.\d+)?)e([+-]\d+)\b")  # not in a link
Kind = Literal["success", "info", "warning", "error"]


def in_tens(text: str) -> str:
    """The text with its very small and very large numbers as people write them.

    >>> in_tens("1.33e-06, 1e+05"), in_tens("(?learning_rate=1e-05)")
    ('1.33 × 10⁻⁶, 10⁵', '(?learning_rate=1e-05)')
    """

    def written(found: re.Match[str]) -> str:
        power = f"10{str(int(found[2])).translate(RAISED)}"
        return power if found[1] == "1" else f"{found[1]} × {power}"

    return POWER.sub(written, text)


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
    """A guess before the film: what is asked, the options by code, the right ones, and what the film will show.

    `swatches` are pictures in Markdown that stand before options, by code.
    """

    text: str
    options: dict[str, str]
    answers: tuple[str, ...]
    why: str
    swatches: Mapping[str, str] = field(default_factory=dict)


def ranges(edges: Sequence[str], t: Translate) -> dict[str, str]:
    """The options of a question for a number: below the first edge, between two edges, at least the last one.

    Their codes are the numbers that `numpy.searchsorted(edges, number, side="right")` gives, as text.
    """
    low, *_, high = edges
    between = [t("question_between", low=a, high=b) for a, b in pairwise(edges)]
    texts = (t("question_below", high=low), *between, t("question_at_least", low=high))
    return {str(code): text for code, text in enumerate(texts)}
