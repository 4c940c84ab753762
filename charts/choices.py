"""A field of Params and its value in the visitor's words."""

from dataclasses import fields
from typing import Any, NamedTuple

from charts.story import Translate, in_tens

TYPED = ("text", "own", "upload", "drawing")  # what a visitor wrote, or a whole picture
PLACES = ("start",)
NAMED_AS = {"layer_activations": "activation"}  # whose codes have the names of another field's
BEGINNING = 20  # characters


def worded(field: str, value: object, t: Translate) -> str:
    """The value by itself: a code by its name, a number as it is, of what is long its beginning or its size."""
    match value:
        case None:
            return t(f"no_{field}")
        case tuple() if not any(value) and field not in PLACES:  # none of them
            return t(f"no_{field}")
        case bool():
            return t("switched_on" if value else "switched_off")
        case str() if field in TYPED:
            return _beginning(" ".join(value.split()))
        case str():
            return t(f"{field}_{value}")
        case int() | float():
            return in_tens(f"{value:g}").replace("-", "−")
        case tuple() if field in PLACES:
            return f"({', '.join(worded(field, number, t) for number in value)})"
        case tuple() if all(isinstance(item, str) for item in value):
            return t("list_gap").join(t(f"{NAMED_AS.get(field, field)}_{code}") for code in value)
        case (int(), *_):  # a list of numbers
            return ", ".join(worded(field, number, t) for number in value)
        case tuple():  # rows of numbers
            return f"{len(value)} × {len(value[0])}"
    raise TypeError(f"no words for {field} = {value!r}")


class Difference(NamedTuple):
    """A field in which two runs differ, and its value in each, in words."""

    field: str
    a: str
    b: str


def differences(a: Any, b: Any, t: Translate) -> list[Difference]:
    """What two Params of one kind differ in, in the order of their fields."""
    found = []
    for name in (field.name for field in fields(a)):
        mine, other = getattr(a, name), getattr(b, name)
        if mine != other:
            words = worded(name, mine, t), worded(name, other, t)
            # drawings of one size differ in what no sentence could say
            found.append(Difference(t(name), words[0], words[1] if words[0] != words[1] else t("changed")))
    return found


def _beginning(text: str) -> str:
    return f"{text[:BEGINNING]}…" if len(text) > BEGINNING else text or "—"
