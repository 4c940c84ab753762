"""How far the programs were away from the lab when they were run last, and with which versions: programs/measured.json.

`make frameworks MEASURED=programs/measured.json` measures anew.
"""

import json
from dataclasses import dataclass
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
