"""Values as Python writes them. Nothing that a visitor typed can become code: text becomes a literal, or nothing does.

Only plain values are written, each by its own `repr`, which escapes quotes, backslashes, line ends and all signs that
cannot be printed.
"""

from collections.abc import Mapping
from math import isfinite


def literal(value: object) -> str:
    """Python source of a value made of numbers, text, None, lists, tuples and mappings of names, in one line.

    Raises
    ------
    TypeError
        For any other object.
    ValueError
        For a number that is not finite: Python has no literal for it.
    """
    if value is None or type(value) in (bool, int):
        return repr(value)
    if type(value) is str:
        escaped = repr(value)
        return escaped if '"' in value else f'"{escaped[1:-1]}"'
    if type(value) is float:
        if not isfinite(value):
            raise ValueError(f"{value} has no literal")
        return repr(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{literal(name)}: {literal(item)}" for name, item in value.items()) + "}"
    if type(value) is list:
        return "[" + ", ".join(map(literal, value)) + "]"
    if type(value) is tuple:
        return (
            "(" + "".join(f"{literal(item)}, " for item in value).removesuffix(" " if len(value) == 1 else ", ") + ")"
        )
    raise TypeError(f"a {type(value).__name__} is not written into a program")


def comment(text: str) -> str:
    """The text as a comment of one line."""
    return "# " + "".join(sign if sign.isprintable() else " " for sign in text)
