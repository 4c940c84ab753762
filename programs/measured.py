"""How far the programs were away from the lab when they were run last, and with which versions: programs/measured.json.

`make frameworks MEASURED=programs/measured.json` measures anew.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from programs.export import HERE
from programs.registry import FRAMEWORKS


@dataclass(frozen=True)
class Measured:
    """What was found for the programs of a lab's view and a framework.

    Attributes
    ----------
    away : float
        The largest difference, relative to numbers above 1.
    n_runs : int
    requirements : tuple of str
        What pip installs, with the versions that were measured.
    """

    away: float
    n_runs: int
    requirements: tuple[str, ...]


@cache
def _found() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((HERE / "measured.json").read_text("utf-8"))
    return found


def measured(view: str, framework: str) -> Measured:
    """What was found for a key of `programs.registry.PROGRAMS` and a framework that it has."""
    rows = [row for row in _found()["runs"] if (row["view"], row["framework"]) == (view, framework)]
    versions = _found()["versions"]
    requirements = tuple(f"{package}=={versions[package]}" for package in FRAMEWORKS[framework].packages)
    return Measured(max(row["away"] for row in rows), len(rows), requirements)


@dataclass(frozen=True)
class Noted:
    """The losses that the programs of a run were seen to have, pass by pass: programs/films.json.

    Attributes
    ----------
    axis : str
        What a pass of the loop is: "epoch" or "update".
    passes, lab : list
        After which passes, and the lab's losses then.
    programs : mapping of codes to lists
        Keys of `programs.registry.FRAMEWORKS`, and programs of which a line was another one.
    date : str
    versions : mapping of packages to str
    """

    axis: str
    passes: list[int]
    lab: list[float]
    programs: dict[str, list[float]]
    date: str
    versions: dict[str, str]


@cache
def _films() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((HERE / "films.json").read_text("utf-8"))
    return found


def noted(name: str) -> Noted | None:
    """What was noted of the default run of a view, or of another run of a name of its own; None where nothing was."""
    found = _films()["films"].get(name)
    if found is None:
        return None
    fields = {each: found[each] for each in ("axis", "passes", "lab", "programs")}
    return Noted(**fields, date=_films()["date"], versions=_films()["versions"])


PICTURES = {"svg": "image/svg+xml", "png": "image/png", "pdf": "application/pdf"}
"""In which forms Matplotlib wrote its picture, by their endings."""


@dataclass(frozen=True)
class Shown:
    """A small program, `programs/<folder>/show_<name>.py`, and what it said when it was run: programs/shown.json.

    Attributes
    ----------
    text, output : str
    by_formula, by_framework : float
        Of a setting: the largest difference that it makes, as formulas have it and as a framework has it.
    table : mapping, optional
        Of pandas: the columns, and the rows of the table that it made.
    pictures : mapping of endings to bytes
        Of Matplotlib: what it drew.
    """

    text: str
    output: str
    by_formula: float = 0.0
    by_framework: float = 0.0
    table: Mapping[str, Any] | None = None
    pictures: Mapping[str, bytes] = field(default_factory=dict)


@cache
def _shows() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((HERE / "shown.json").read_text("utf-8"))
    return found


def when_shown() -> tuple[str, Mapping[str, str]]:
    """The day on which the small programs were run, and the versions of what they need."""
    return _shows()["date"], _shows()["versions"]


@cache
def shown(folder: str, name: str) -> Shown:
    """A program of programs/settings or programs/trade."""
    found = _shows()["shows"][f"{folder}/{name}"]
    numbers = dict(zip(("by_formula", "by_framework"), found.get("numbers", ()), strict=False))
    drawn = {ending: (HERE / folder / f"losses.{ending}").read_bytes() for ending in PICTURES if name == "matplotlib"}
    text = (HERE / folder / f"show_{name}.py").read_text("utf-8")
    return Shown(text, found["output"], **numbers, table=found.get("table"), pictures=drawn)
