"""What a run does not reach is left out of its program: other cells, other losses, other activations.

The settings are known when a program is written, so that `if cell == "gru":` is decided. Three things are left out:
branches that are not taken, entries of a table of choices (a dict with names as keys, one of them chosen), and then
the functions that nobody calls any more. What is left does the same; the tests run both.
"""

import ast
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

DECIDABLE = (
    *(ast.Name, ast.Load, ast.Constant, ast.Compare, ast.BoolOp, ast.UnaryOp, ast.Tuple),
    *(ast.Eq, ast.NotEq, ast.In, ast.NotIn, ast.Is, ast.IsNot, ast.And, ast.Or, ast.Not, ast.Gt, ast.Lt),
)
STEP = 4  # blanks of indentation


def pruned(source: str, settings: Mapping[str, Any]) -> str:
    """The program without what these settings do not reach."""
    for leave_out in (_one_branch, _other_choices, _unused):
        while (shorter := leave_out(source, settings)) is not None:
            source = shorter
    return source


def _one_branch(source: str, settings: Mapping[str, Any]) -> str | None:
    """The first `if` that the settings decide, replaced by the branch that is taken."""
    lines = source.splitlines()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.If) and _is_decided(node.test, settings):
            if lines[node.lineno - 1].lstrip().startswith("elif"):
                continue  # of a chain that begins with what is not decided
            taken = node.body if _value(node.test, settings) else node.orelse
            kept = _lines_of(lines, taken, node.col_offset) if taken else []
            return _with(lines, node.lineno, _end(node), kept)
    return None


def _lines_of(lines: list[str], body: list[ast.stmt], column: int) -> list[str]:
    first, last = _start(body[0]), _end(body[-1])
    if isinstance(body[0], ast.If) and lines[first - 1].lstrip().startswith("elif"):
        return [lines[first - 1].replace("elif", "if", 1), *lines[first:last]]
    while lines[first - 2].lstrip().startswith("#"):  # a comment above belongs to what follows it
        first -= 1
    return [line[STEP:] if line.strip() else line for line in lines[first - 1 : last]]


def _is_decided(test: ast.expr, settings: Mapping[str, Any]) -> bool:
    nodes = list(ast.walk(test))
    names = {node.id for node in nodes if isinstance(node, ast.Name)}
    return all(isinstance(node, DECIDABLE) for node in nodes) and bool(names) and names <= settings.keys()


def _value(test: ast.expr, settings: Mapping[str, Any]) -> bool:
    return bool(eval(compile(ast.Expression(test), "settings", "eval"), {"__builtins__": {}}, dict(settings)))


def _other_choices(source: str, settings: Mapping[str, Any]) -> str | None:
    """The first entry that nothing chooses, taken out of a table that stands by itself, one entry a line."""
    chosen = set(_texts(dict(settings)))
    for node in ast.parse(source).body:
        if not (isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict)):
            continue
        keys = [key.value for key in node.value.keys if isinstance(key, ast.Constant)]
        if len(keys) < len(node.value.keys) or not chosen & set(keys) or node.lineno == node.end_lineno:
            continue
        for key, value in zip(node.value.keys, node.value.values, strict=True):
            if key is not None and isinstance(key, ast.Constant) and key.value not in chosen:
                return _with(source.splitlines(), key.lineno, _end(value), [])
    return None


def _unused(source: str, settings: Mapping[str, Any]) -> str | None:
    """The first function, or table of choices, that nobody names, taken out."""
    body = ast.parse(source).body
    named = [{part.id for part in ast.walk(node) if isinstance(part, ast.Name)} for node in body]
    n_naming = Counter(name for names in named for name in names)
    for node, within in zip(body, named, strict=True):
        names = _defined(node)
        if names and not any(n_naming[name] > (name in within) for name in names):
            lines = source.splitlines()
            last = _end(node)
            while last < len(lines) and not lines[last].strip():
                last += 1
            return _with(lines, _start(node), last, [])
    return None


def _defined(node: ast.stmt) -> set[str]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return {node.name}
    return set()


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _texts(item)


def _start(node: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(one.lineno for one in decorators)])


def _end(node: ast.AST) -> int:
    end = getattr(node, "end_lineno", None)
    assert isinstance(end, int)
    return end


def _with(lines: list[str], first: int, last: int, instead: list[str]) -> str:
    """The lines, counted from 1, with those from `first` to `last` replaced."""
    return "\n".join([*lines[: first - 1], *instead, *lines[last:]]) + "\n"
