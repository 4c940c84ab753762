"""A run as a program: the file of its lab and framework, with the run's settings in it."""

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from programs.literals import comment, literal
from programs.prune import pruned
from programs.registry import FOLDERS, file_of

HERE = Path(__file__).resolve().parent
CONCEPTS = ("settings", "data", "model", "loss", "gradient", "update", "loop", "result")
MARK = re.compile(rf"\s*# ({'|'.join(CONCEPTS)})(:|$)")
GAP = re.compile(r"\n{4,}")
LONG = 120  # columns: a longer line of settings is left alone by formatters


@dataclass(frozen=True)
class Part:
    """Lines of a program that belong to one concept; those before the first one, to none ("")."""

    concept: str
    text: str


@cache
def source(folder: str, file: str) -> str:
    """The program as it stands in `programs/<folder>/`."""
    return (HERE / folder / f"{file}.py").read_text("utf-8")


def parts(program: str) -> list[Part]:
    """The program cut at its comments that name a concept."""
    found: list[tuple[str, list[str]]] = [("", [])]
    for line in program.splitlines(keepends=True):
        if mark := MARK.match(line):
            found.append((mark[1], []))
        found[-1][1].append(line)
    return [Part(concept, "".join(lines)) for concept, lines in found]


def filled(program: str, settings: Mapping[str, Any]) -> str:
    """The program with these settings in its block, each in the place of the one of its name.

    Raises
    ------
    KeyError
        When the block asks for a setting that is not there.
    """
    cut = parts(program)
    (at,) = (k for k, part in enumerate(cut) if part.concept == "settings")
    block = cut[at].text
    lines = block.splitlines()
    for number, name, why in _lines_of(block):
        line = f"{name} = {literal(settings[name])}{why}"
        lines[number] = f"{line}  # fmt: skip" if len(line) > LONG else line
    whole = "\n".join(lines) + "\n"
    return "".join([*(part.text for part in cut[:at]), whole, *(part.text for part in cut[at + 1 :])])


def program(view: str, framework: str, settings: Mapping[str, Any], title: str) -> str:
    """The program of a run, without what this run does not reach; `title` is its first line, as a comment.

    Parameters
    ----------
    view, framework : str
        Keys of `programs.registry.PROGRAMS`.
    settings : mapping
        What the lab's `for_programs` says of the run.
    """
    cut = parts(filled(source(FOLDERS[view], file_of(framework)), settings))
    (at,) = (k for k, part in enumerate(cut) if part.concept == "settings")
    head, block, rest = ("".join(part.text for part in some) for some in (cut[:at], cut[at : at + 1], cut[at + 1 :]))
    rest = pruned(rest, settings)
    return comment(title) + "\n" + head + _without_idle(block, rest) + GAP.sub("\n\n\n", rest)


def _without_idle(block: str, rest: str) -> str:
    """The block without those settings that nothing in the rest reads: to change them would change nothing."""
    names = [node for node in ast.walk(ast.parse(rest)) if isinstance(node, ast.Name)]
    read = {node.id for node in names if isinstance(node.ctx, ast.Load)}
    lines = block.splitlines(keepends=True)  # as `filled` wrote them
    return "".join(line for line in lines if line.startswith("#") or line.partition(" = ")[0] in read or line == "\n")


@cache
def _lines_of(block: str) -> list[tuple[int, str, str]]:
    """Number, name and comment of every line of a block that sets something."""
    lines, found = block.splitlines(), []
    for node in ast.parse(block).body:
        assert isinstance(node, ast.Assign)
        assert node.lineno == node.end_lineno
        why = lines[node.lineno - 1].encode()[node.value.end_col_offset :].decode().removesuffix("  # fmt: skip")
        found.append((node.lineno - 1, _name(node), why))
    return found


def _name(node: ast.Assign) -> str:
    """What a line of the block sets."""
    (target,) = node.targets
    assert isinstance(target, ast.Name)
    return target.id
