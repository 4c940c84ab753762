"""Run the programs and recipes that tools/write_programs.py wrote, and say how far each one is away from the lab.

    python tools/run_programs.py FOLDER [MEASURED]

It needs the frameworks and nothing of this repository. Each framework has a process of its own, in which all its
programs run one after the other. With MEASURED, a file, it writes there what it found. It fails when a program fails or
is further away than BOUND: of its loss (for a convolution the mean), its checksum, and of digits what it reads,
relative to numbers above 1. Recipes read weights into networks of single precision: for them the bound is READ.
"""

import contextlib
import io
import json
import subprocess
import sys
import time
import warnings
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

BOUND = 1e-9
READ = 1e-5  # of the largest answer


def away(found: dict[str, Any], lab: dict[str, float]) -> float:
    """The largest difference."""
    value = ("loss", found["final_loss"]) if "loss" in lab else ("mean", found["theta"].mean())
    pairs = [value, *((name, found[name]) for name in ("checksum", "reading") if name in lab)]
    return float(max(abs(made - lab[name]) / max(1.0, abs(lab[name])) for name, made in pairs))


def run(folder: Path, case: dict[str, Any]) -> dict[str, Any]:
    """Run one program; what it prints is thrown away."""
    found: dict[str, Any] = {"__name__": "__main__"}
    code = compile((folder / case["file"]).read_text("utf-8"), case["file"], "exec", dont_inherit=True)
    begun = time.perf_counter()
    with contextlib.redirect_stdout(io.StringIO()):
        exec(code, found)
    seconds = time.perf_counter() - begun
    names = ("view", "run", "framework")
    return {**{name: case[name] for name in names}, "away": away(found, case["lab"]), "seconds": round(seconds, 2)}


def read(folder: Path, case: dict[str, Any]) -> dict[str, Any]:
    """Run one recipe in the folder of its files."""
    import numpy as np

    found: dict[str, Any] = {"__name__": "__main__"}
    with contextlib.chdir(folder):
        exec(compile(Path(case["file"]).read_text("utf-8"), case["file"], "exec", dont_inherit=True), found)
        answers = np.load(case["answers"])
    made = found["scores" if "scores" in found else "outputs"]
    made = np.asarray(made.detach() if hasattr(made, "detach") else made)
    assert made.shape == answers.shape, (made.shape, answers.shape)
    names = ("view", "run", "framework")
    return {**{name: case[name] for name in names}, "read": float(np.abs(made - answers).max() / np.abs(answers).max())}


def run_all(folder: Path, framework: str) -> None:
    """All programs and recipes of one framework; prints a line of JSON for each."""
    warnings.simplefilter("error")
    warnings.filterwarnings("default", category=DeprecationWarning)  # of one framework about another
    asked = json.loads((folder / "cases.json").read_text("utf-8"))
    for work, cases in ((run, asked["cases"]), (read, asked["recipes"])):
        for case in cases:
            if case["framework"] == framework:
                print(json.dumps(work(folder, case)), flush=True)


def main(folder: Path, measured: Path | None) -> str | None:
    """Run everything; returns what is wrong, if something is."""
    asked = json.loads((folder / "cases.json").read_text("utf-8"))
    found: list[dict[str, Any]] = []
    wrong = []
    for framework in asked["packages"]:
        begun = time.perf_counter()
        command = [sys.executable, __file__, str(folder), "--framework", framework]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        rows = [json.loads(line) for line in done.stdout.splitlines()]
        programs, recipes = ([row for row in rows if kind in row] for kind in ("away", "read"))
        found += programs
        if done.returncode:
            wrong.append(f"{framework}, after {len(rows)} programs and recipes:\n{done.stderr[-2000:]}")
        wrong += [_told(row, "away") for row in programs if not row["away"] <= BOUND]
        wrong += [_told(row, "read") for row in recipes if not row["read"] <= READ]
        seconds = time.perf_counter() - begun
        print(f"{framework:12}{_most(programs, 'away')} programs, {_most(recipes, 'read')} recipes, {seconds:5.0f} s")
    if measured is not None:
        packages = sorted({package for names in asked["packages"].values() for package in names})
        versions = {package: version(package.replace("tensorflow", "tensorflow-cpu")) for package in packages}
        text = json.dumps(
            {"date": date.today().isoformat(), "bound": BOUND, "versions": versions, "runs": found}, indent=1
        )
        measured.write_text(text + "\n", "utf-8")
    return "\n".join(wrong) or None


def _told(row: dict[str, Any], kind: str) -> str:
    return f"{row['view']}, run {row['run']}, {row['framework']}, {kind}: {row[kind]:.1e}"


def _most(rows: list[dict[str, Any]], kind: str) -> str:
    """How many there are, and how far away at most."""
    return f"{len(rows):4} (at most {max((row[kind] for row in rows), default=0.0):.1e} away)"


if __name__ == "__main__":
    if "--framework" in sys.argv:
        run_all(Path(sys.argv[1]), sys.argv[3])
    else:
        sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None))
