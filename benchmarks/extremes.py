"""The corners of what links and controls allow: seconds, memory and film of runs with every setting at an end.

    python -m benchmarks.extremes [view …] [--corners N]

Every field of a view's sidebar is at its default, at an end of its slider or at an option of its list, at random but
the same each time; long text of many characters is among them. Runs that are refused count as refused. Each of the
others runs in a process of its own, dearest by its cost first; the ratio is the time by what the cost foretells.
"""

import argparse
import json
import random
import resource
import subprocess
import sys
import time
from typing import Any

from core.progress import silent
from core.validation import InvalidParameterError
from runs.scenes import Scenes
from runs.wishes import ARITHMETIC, FILM, VIEWS, RunWish
from tests.pages.source import BY_NAME, corner
from ui.shown import Shown

CORNERS = 12  # of each view
TRIED = 40  # times as many are drawn, and the dearest of them run


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("views", nargs="*", default=list(VIEWS))
    parser.add_argument("--corners", type=int, default=CORNERS)
    parser.add_argument("--one", help="settings as JSON: run this one of the view, here")
    asked = parser.parse_args()
    if asked.one:
        print(json.dumps(row_of(asked.views[0], json.loads(asked.one))))
        return
    print(f"{'view':22} {'CPU s':>7} {'foretold':>8} {'ratio':>6} {'MB':>6} {'film kB':>8} {'frames':>6}  settings")
    for name in asked.views:
        drawn, refused = corners(BY_NAME[name], asked.corners)
        for values in drawn:
            call = [sys.executable, "-m", "benchmarks.extremes", name, "--one", json.dumps(values)]
            done = subprocess.run(call, capture_output=True, text=True, check=False)
            row = line(json.loads(done.stdout)) if done.returncode == 0 else "FAILED"
            print(f"{name:22} {row}  {told(values)}", flush=True)
        print(f"{name:22} {refused} corners were refused")


def corners(shown: Shown[Any, Any], n: int) -> tuple[list[dict[str, Any]], int]:
    """The dearest of many corners that make a run, by their cost, and how many make none."""
    rng = random.Random(0)
    found: dict[str, tuple[float, dict[str, Any]]] = {}
    refused = 0
    for _ in range(TRIED * n):
        values = corner(shown, rng)
        try:
            cost = shown.view.cost(shown.view.params(**values))
        except (InvalidParameterError, TypeError):
            refused += 1
        else:
            found[json.dumps(values, sort_keys=True)] = (cost, values)
    return [values for _, values in sorted(found.values(), key=lambda pair: -pair[0])[:n]], refused


def row_of(name: str, values: dict[str, Any]) -> dict[str, float] | None:
    """What one run takes; nothing where it is refused with a sentence once its data are looked at."""
    try:
        return measured(name, values)
    except InvalidParameterError:
        return None


def measured(name: str, values: dict[str, Any]) -> dict[str, float]:
    """What one run takes, in this process."""
    params = VIEWS[name].params(**{field: _tuples(value) for field, value in values.items()})
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.process_time()
    run = RunWish(name, params, "zh").fulfil(Scenes(10**9), silent)
    taken = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    foretold = FILM + VIEWS[name].cost(params) / ARITHMETIC
    return {"cpu": taken, "told": foretold, "mb": peak / 1024, "film": len(run.film) / 1000, "frames": run.n_frames}


def _tuples(value: Any) -> Any:
    return tuple(map(_tuples, value)) if isinstance(value, list) else value


def line(row: dict[str, float] | None) -> str:
    if row is None:
        return "refused"
    ratio = row["cpu"] / row["told"]
    return f"{row['cpu']:7.2f} {row['told']:8.2f} {ratio:6.2f} {row['mb']:6.0f} {row['film']:8.0f} {row['frames']:6.0f}"


def told(values: dict[str, Any]) -> str:
    return " ".join(f"{field}={str(value)[:24]}" for field, value in values.items() if field != "text")


if __name__ == "__main__":
    main()
