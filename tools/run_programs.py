"""Run the programs, notebooks and recipes that tools/write_programs.py wrote; say how far each is away from the lab.

    python tools/run_programs.py FOLDER [MEASURED]

It needs the frameworks and nothing of this repository. Each framework has a process of its own for all its programs,
one for its notebooks and one for its recipes. With MEASURED, a file, it writes there what it found of programs.
It fails when a program fails or is further away than BOUND: of its loss (for a convolution the mean), its checksum,
and of digits what it reads, relative to numbers above 1. Recipes read weights into networks of single precision: for
them the bound is READ.
"""

import contextlib
import io
import json
import os
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


def cells_of(notebook: str) -> list[str]:
    """The code of its cells."""
    return ["".join(cell["source"]) for cell in json.loads(notebook)["cells"] if cell["cell_type"] == "code"]


def run(folder: Path, case: dict[str, Any]) -> dict[str, Any]:
    """Run one program, or the cells of one notebook; what they print is thrown away."""
    found: dict[str, Any] = {"__name__": "__main__"}
    text = (folder / case["file"]).read_text("utf-8")
    cells = cells_of(text) if case["file"].endswith(".ipynb") else [text]
    begun = time.perf_counter()
    with contextlib.redirect_stdout(io.StringIO()):
        for cell in cells:
            exec(compile(cell, case["file"], "exec", dont_inherit=True), found)
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
    return {**{name: case[name] for name in names}, "away": float(np.abs(made - answers).max() / np.abs(answers).max())}


WORK = {"programs": run, "notebooks": run, "recipes": read}


def run_all(folder: Path, kind: str, framework: str) -> None:
    """All programs, or all recipes, of one framework; prints a line of JSON for each."""
    os.environ["MPLBACKEND"] = "agg"
    warnings.simplefilter("error")
    warnings.filterwarnings("default", category=DeprecationWarning)  # of one framework about another
    for case in json.loads((folder / "cases.json").read_text("utf-8"))[kind]:
        if case["framework"] == framework:
            print(json.dumps(WORK[kind](folder, case)), flush=True)


def main(folder: Path, measured: Path | None) -> str | None:
    """Run everything; returns what is wrong, if something is."""
    asked = json.loads((folder / "cases.json").read_text("utf-8"))
    found: list[dict[str, Any]] = []
    wrong = []
    for kind, bound in (("programs", BOUND), ("notebooks", BOUND), ("recipes", READ)):
        wanted = {case["framework"] for case in asked[kind]}
        for framework in (name for name in asked["packages"] if name in wanted):
            begun = time.perf_counter()
            command = [sys.executable, __file__, str(folder), kind, framework]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            rows = [json.loads(line) for line in done.stdout.splitlines()]
            if kind == "programs":
                found += rows
            if done.returncode:
                wrong.append(f"{framework}, after {len(rows)} {kind}:\n{done.stderr[-2000:]}")
            wrong += [
                f"{row['view']}, run {row['run']}, {framework}, {kind}: {row['away']:.1e}"
                for row in rows
                if not row["away"] <= bound
            ]
            most, seconds = max((row["away"] for row in rows), default=0.0), time.perf_counter() - begun
            print(f"{framework:12}{len(rows):4} {kind}, {seconds:5.0f} s, at most {most:.1e} away", flush=True)
    if measured is not None:
        packages = sorted({package for names in asked["packages"].values() for package in names})
        versions = {package: version(package.replace("tensorflow", "tensorflow-cpu")) for package in packages}
        text = json.dumps(
            {"date": date.today().isoformat(), "bound": BOUND, "versions": versions, "runs": found}, indent=1
        )
        measured.write_text(text + "\n", "utf-8")
    return "\n".join(wrong) or None


if __name__ == "__main__":
    if len(sys.argv) > 3:  # a process of its own, as main starts it; never main once more
        run_all(Path(sys.argv[1]), *sys.argv[2:])
    else:
        sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None))
