"""Params ⇄ query string: one pure codec for every frozen dataclass of parameters.

Values are written without regard to language (``variant=averaged``, ``hidden_layer_sizes=8,8``,
``points=1,2,1;3,4,-1``) and defaults are left out, so a link is short and reads the same everywhere. What a link says
wrongly falls back to the default, and is reported, never raised.
"""

import types
from collections.abc import Collection, Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, fields
from functools import cache
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from core.validation import InvalidParameterError
from runs.links import plain, tidy

MAX_VALUE_LENGTH = 8_000  # characters of one value; 200 points need at most 6,000
MAX_LINKED_ITEMS = 200  # a longer list (own points) does not travel in a link
MAX_PROBLEMS = 4  # a link full of nonsense is answered in a few sentences
SHOWN_LENGTH = 40
OF_A_PAGE = frozenset({"lang", "tour", "challenge", "lesson", "stop", "embed", "embed_options"})  # and not of a run
WITHOUT = "without"  # in a link: the names of the fields that it could not carry
RESERVED = frozenset({"frame", "pinned", "view", WITHOUT}) | OF_A_PAGE

P = TypeVar("P")


@dataclass(frozen=True)
class Problem:
    """One thing that a link says wrongly.

    `code` is “unknown” (no such parameter), “unreadable” (not of its type), “invalid” (`error` says why), “outside”
    (possible, but not on this page), “unsent” (too long for the link) or “pinned” (`error` says why there is no such
    run to compare with); “more” counts in `value` what is not listed one by one.
    """

    code: Literal["unknown", "unreadable", "invalid", "outside", "unsent", "pinned", "more"]
    name: str
    value: str
    error: InvalidParameterError | None = None


def encode(params: Any, start: Any = None) -> dict[str, str]:
    """The fields of `params` that differ from their defaults, or from those of `start`; as text, without `left_out`."""
    skipped = left_out(params)
    return {
        field.name: _write(getattr(params, field.name))
        for field in fields(params)
        if field.name not in skipped
        and getattr(params, field.name) != (default_of(field) if start is None else getattr(start, field.name))
    }


def linked(params: Any, lacking: Collection[str] = ()) -> dict[str, str]:
    """What a link says of `params`: the same, and the names of what it cannot carry, or never got."""
    names = dict.fromkeys([*left_out(params), *lacking])
    return encode(params) | ({WITHOUT: ",".join(names)} if names else {})


def unsent(query: Mapping[str, str]) -> list[str]:
    """The names of the fields that a link says it could not carry, and does not."""
    names = plain(query.get(WITHOUT, "")).split(",")
    return [name for name in names if name and name not in query]


def left_out(params: Any) -> list[str]:
    """Names of the fields that are too long for a link."""
    return too_long({field.name: getattr(params, field.name) for field in fields(params)})


def too_long(values: Mapping[str, Any]) -> list[str]:
    """Names of the values that are too long for a link."""
    long = {name for name, value in values.items() if isinstance(value, tuple) and len(value) > MAX_LINKED_ITEMS}
    return [name for name, value in values.items() if name in long or len(_write(value)) > MAX_VALUE_LENGTH]


def decode(kind: type[P], query: Mapping[str, str]) -> tuple[P, list[Problem]]:
    """Params from a query, and what was wrong with the query.

    One wrong value costs nothing but itself, and one that was bent on its way means what it meant before.
    """
    hints = _hints(cast(Any, kind))
    values: dict[str, Any] = {}
    problems = [
        Problem("unknown", _shown(name), _shown(text))
        for name, text in query.items()
        if name not in hints and name not in RESERVED
    ]
    problems += [Problem("unsent", name, "") for name in dict.fromkeys(unsent(query)) if name in hints]
    for name in (name for name in hints if name in query):
        try:
            values[name] = _understood(cast(Any, kind), name, hints[name], query[name])
        except (ValueError, OverflowError):
            problems.append(Problem("unreadable", name, _shown(query[name])))
    params, wrong = _fitting(kind, values)
    for name, error in wrong.items():
        # where something else is only missing, the value is right, as it was understood
        problems.append(
            Problem("invalid", name, values[name] if error.code == "missing" else _shown(query[name]), error)
        )
    if len(problems) > MAX_PROBLEMS:
        rest = len(problems) - MAX_PROBLEMS
        problems = [*problems[:MAX_PROBLEMS], Problem("more", "", str(rest))]
    return params, problems


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)


def _fitting(kind: type[P], values: dict[str, Any]) -> tuple[P, dict[str, InvalidParameterError]]:
    """Params of as many of the values as fit together, and why the others were left out."""
    kept = dict(values)
    wrong: dict[str, InvalidParameterError] = {}
    while True:
        try:
            return kind(**kept), wrong
        except InvalidParameterError as error:
            name = error.parameter if error.parameter in kept else _culprit(kind, kept)
            if error.code == "packed" and kept[name] != (whole := "".join(tidy(kept[name]).split())):
                kept[name] = whole  # a picture is one word, also where a mail has broken it
                continue
            wrong[name] = error
            del kept[name]


def _culprit(kind: type[Any], kept: dict[str, Any]) -> str:
    """What must give way where the core names a parameter that stands at its default: what the link puts beside it.

    That is a value which is refused by itself, or else the last one without which the others are taken.
    """
    alone = (name for name in kept if _refusal(kind, {name: kept[name]}))
    cures = (name for name in reversed(kept) if not _refusal(kind, {k: v for k, v in kept.items() if k != name}))
    return next(alone, None) or next(cures, list(kept)[-1])


def _refusal(kind: type[Any], values: dict[str, Any]) -> InvalidParameterError | None:
    try:
        kind(**values)
    except InvalidParameterError as error:
        return error
    return None


def _understood(kind: type[Any], name: str, hint: Any, text: str) -> Any:
    """The value that a text means as it stands; if it means none, the one that it means when it is mended."""
    readable: list[Any] = []
    for form in dict.fromkeys((text, *_mended(kind, name, hint, text))):
        try:
            value = _read(hint, form)
        except (ValueError, OverflowError):
            continue
        refusal = _refusal(kind, {name: value})
        if refusal is None or refusal.code == "missing":  # something else is to come, the value itself is right
            return value
        readable.append(value)
    if not readable:
        raise ValueError("not of its type")
    return readable[0]


def _mended(kind: type[Any], name: str, hint: Any, text: str) -> Iterator[str]:
    yield tidy(text)
    if hint is not str:
        yield plain(text)
    elif (refusal := _refusal(kind, {name: text})) and refusal.value == text:  # a choice? Other texts keep their case
        yield from (code for code in refusal.limits.get("choices", ()) if plain(code) == plain(text))


def default_of(field: Field[Any]) -> Any:
    """The default of a dataclass field."""
    if field.default is not MISSING:
        return field.default
    if field.default_factory is not MISSING:
        return field.default_factory()
    raise TypeError(f"every field of Params has a default, {field.name} has none")


def _shown(text: str) -> str:
    return text if len(text) <= SHOWN_LENGTH else f"{text[:SHOWN_LENGTH]}…"


def _write(value: Any) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case None:
            return "none"
        case float():
            return repr(value).removesuffix(".0")
        case tuple() if any(isinstance(item, tuple) for item in value):
            return ";".join(_write(item) for item in value)
        case tuple():
            return ",".join(_write(item) for item in value)
        case _:
            return str(value)


def _read(hint: Any, text: str) -> Any:
    """`text` as a value of the type `hint`; ValueError when it is none."""
    if len(text) > MAX_VALUE_LENGTH:
        raise ValueError("too long")
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Literal:
        return text  # the dataclass itself knows its choices
    if origin in (Union, types.UnionType):
        (inner,) = (a for a in arguments if a is not type(None))
        return None if text == "none" else _read(inner, text)
    if origin is tuple:
        return _read_tuple(arguments, text)
    if hint is bool:
        return _read_boolean(text)
    return hint(text)


def _read_tuple(arguments: tuple[Any, ...], text: str) -> tuple[Any, ...]:
    separator = ";" if get_origin(arguments[0]) is tuple else ","
    parts = text.split(separator) if text else []
    if arguments[-1] is Ellipsis:
        return tuple(_read(arguments[0], part) for part in parts)
    if len(parts) != len(arguments):
        raise ValueError(f"{len(arguments)} values wanted")
    return tuple(_read(hint, part) for hint, part in zip(arguments, parts, strict=True))


def _read_boolean(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError("true or false wanted")
    return text == "true"
