"""What else was tried: a card may name a cure only if the run was computed anew with it, and it worked."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from math import inf
from typing import NamedTuple, TypeVar

from charts.choices import worded
from charts.story import Translate
from core.validation import InvalidParameterError

P = TypeVar("P")

MOST = 3  # cures that are named


class Trial(NamedTuple):
    """One field of the Params with another value, and whether that was enough."""

    field: str
    value: object
    worked: bool


def tried(
    params: P, changes: Iterable[tuple[str, object]], works: Callable[[P], bool], most: float = inf
) -> list[Trial]:
    """The first changes, `most` of them, each by itself; none that changes nothing, and none that is not possible."""
    trials: list[Trial] = []
    for field, value in changes:
        if len(trials) >= most:
            break
        if getattr(params, field) == value:
            continue
        try:
            changed = replace(params, **{field: value})  # type: ignore[type-var]
        except InvalidParameterError:
            continue
        trials.append(Trial(field, value, works(changed)))
    return trials


def outcome(trials: list[Trial], t: Translate) -> str:
    """Which of them worked; or that none did, and what was tried in vain. Nothing when nothing was tried."""
    if not trials:
        return ""
    helped = [trial for trial in trials if trial.worked]
    shown = helped[:MOST] or trials
    values = {field: [trial.value for trial in shown if trial.field == field] for field, *_ in shown}
    words = [
        f"{t(field)} = {t('list_gap').join(worded(field, value, t) for value in of)}" for field, of in values.items()
    ]
    key = "tried_helped" if helped else "tried_in_vain"
    return t("sentence_gap") + t(key, what=t("choice_gap").join(words))


def two_digits(number: float) -> float:
    """A number as it will be read."""
    return float(f"{number:.2g}")
