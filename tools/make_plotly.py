"""Writes ui/player/plotly.min.js.gz: the installed plotly.js without the kinds of pictures that no film shows.

    python tools/make_plotly.py

The whole plotly.js draws maps, pies and 40 more kinds; a browser needs a second and more to start it. It is one
function of many statements, most of them modules that do nothing until another one asks for them. Here the list of the
kinds that are registered is cut down, and with it every module that nobody can ask for any more.
"""

import gzip
import re
import sys
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "ui" / "player" / "plotly.min.js.gz"
KINDS = ("bar", "heatmap", "scatter3d", "surface")  # those of charts/plot.py; scatter is always there

START = "var Plotly=(()=>{"
REGISTER = re.compile(r"\.register\(\[((?:[\w$]+\(\),?)+)\]\)")
NAME = re.compile(r"[A-Za-z_$][\w$]*")
# What may go: a module, a function, an object for a module's exports and what fills it. Of several names that one
# module sets, the last one is how it is asked for.
OWNED = re.compile(
    r"var ([\w$]+)=W\(|var (?:[\w$]+,)*([\w$]+)=Ea\("
    r"|(?:async )?function\*? ([\w$]+)\(|var ([\w$]+)=\{\};$|Fp\(([\w$]+),"
)
FUNCTION = re.compile(r"\s*(?:async )?function\b")
WORD_BEFORE_A_PATTERN = re.compile(r"\b(?:return|typeof|case|in|of|void|delete)$")
BEFORE_A_PATTERN = "(,=:[!&|?{};+-*%~^<>\n"


def end_of_text(source: str, start: int) -> int:
    """Where the text in quotes that begins here ends."""
    end = start + 1
    while source[end] != source[start]:
        end += 2 if source[end] == "\\" else 1
    return end


def end_of_pattern(source: str, start: int) -> int:
    """Where the regular expression that begins here ends; a slash between brackets is one of its characters."""
    end, in_brackets = start + 1, False
    while source[end] != "/" or in_brackets:
        match source[end]:
            case "\\":
                end += 1
            case "[":
                in_brackets = True
            case "]":
                in_brackets = False
        end += 1
    return end


def end_of_template(source: str, start: int) -> int:
    """Where a template, or the part of it that begins here, ends: at its last ` or before the { of a ${."""
    end = start + 1
    while source[end] != "`" and source[end : end + 2] != "${":
        end += 2 if source[end] == "\\" else 1
    return end if source[end] == "`" else end + 1


def statements(source: str, start: int) -> Iterator[str]:
    """The statements of a block, from its beginning to its closing brace."""
    open_ones: list[str] = []
    before = ";"
    at = start
    while open_ones or source[at] != "}":
        c = source[at]
        if c in "'\"":
            at = end_of_text(source, at)
        elif c == "`" or (c == "}" and open_ones[-1] == "`"):
            if c == "}":
                open_ones.pop()
            at = end_of_template(source, at)
            if source[at] == "{":
                open_ones.append("`")
            c = source[at]
        elif source.startswith("/*", at):
            at = source.index("*/", at) + 1
            c = before
        elif c == "/" and (before in BEFORE_A_PATTERN or WORD_BEFORE_A_PATTERN.search(source[max(0, at - 9) : at])):
            at = end_of_pattern(source, at)
        elif c in "([{":
            open_ones.append(c)
        elif c in ")]}":
            open_ones.pop()
        if not c.isspace():
            before = c
        at += 1
        if not open_ones and (c == ";" or (c == "}" and FUNCTION.match(source[start : start + 40]))):
            yield source[start:at]
            start, before = at, ";"
    yield source[start:at]


def kind_of(module: str, source: str) -> str:
    """The name of the kind that a module registers: it hands on another module, which says it."""
    inner = re.search(
        rf"[;}}]var {re.escape(module)}=W\(\(\w+,\w+\)=>\{{\"use strict\";\w+\.exports=([\w$]+)\(\)", source
    )
    text = source[source.index(f"var {inner[1]}=W(") :] if inner else ""
    name = re.search(r'moduleType:"trace",name:"(\w+)"', text)
    return name[1] if name else ""


def reduced(source: str) -> str:
    """plotly.js with the kinds of `KINDS` alone."""
    listed = REGISTER.findall(source)
    if len(listed) != 1 or source.count(START) != 1:
        raise SystemExit("This plotly.js is built otherwise than tools/make_plotly.py knows.")
    kinds = {kind_of(call.removesuffix("()"), source): call for call in reversed(listed[0].split(","))}
    source = source.replace(listed[0], ",".join(kinds[kind] for kind in KINDS))
    start = source.index(START) + len(START)
    parts = list(statements(source, start))
    owned: dict[str, list[int]] = {}
    waiting: list[int] = []
    for k, part in enumerate(parts):
        if owner := OWNED.match(part):
            owned.setdefault(owner[owner.lastindex or 0], []).append(k)
        else:
            waiting.append(k)
    kept: set[int] = set()
    while waiting:
        k = waiting.pop()
        if k not in kept:
            kept.add(k)
            waiting += [other for name in set(NAME.findall(parts[k])) for other in owned.get(name, ())]
    end = start + sum(map(len, parts))
    return source[:start] + "".join(parts[k] for k in sorted(kept)) + source[end:]


def made() -> bytes:
    """The file as it is served."""
    whole = files("plotly").joinpath("package_data", "plotly.min.js").read_text("utf-8")
    return gzip.compress(reduced(whole).encode(), compresslevel=9, mtime=0)


if __name__ == "__main__":
    TARGET.write_bytes(made())
    sys.stdout.write(f"{TARGET}: {TARGET.stat().st_size / 1e6:.2f} MB\n")
