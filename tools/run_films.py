"""Run the programs that tools/write_films.py wrote, and note their losses on the way.

    python tools/run_films.py FOLDER

It needs the frameworks and nothing of this repository. Each framework has a process of its own.
"""

import contextlib
import io
import json
import subprocess
import sys
from copy import deepcopy
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any


def noted(job: dict[str, Any]) -> list[float]:
    """The losses of a program after the passes that are asked for."""
    losses: list[float] = []
    n_passes = 0

    def note_loss() -> None:
        nonlocal n_passes
        n_passes += 1
        if n_passes in job["passes"]:
            # what draws sequences to be judged by shall draw the same ones again
            seen = {
                name: deepcopy(value) if type(value).__name__ == "Generator" else value
                for name, value in running.items()
            }
            exec(result, seen)
            losses.append(float(seen["final_loss"]))

    running: dict[str, Any] = {"__name__": "__main__", "note_loss": note_loss}
    result = compile(job["result"], "result", "exec", dont_inherit=True)
    code = compile(job["text"], f"{job['film']} {job['program']}", "exec", dont_inherit=True)
    with contextlib.redirect_stdout(io.StringIO()):
        exec(code, running)
    assert len(losses) == len(job["passes"]), f"{n_passes} passes"
    assert losses[-1] == float(running["final_loss"])
    return losses


def run_all(folder: Path, framework: str) -> None:
    """All jobs of one framework; prints a line of JSON for each."""
    for job in json.loads((folder / "films.json").read_text("utf-8"))["jobs"]:
        if job["framework"] == framework:
            print(json.dumps({"film": job["film"], "program": job["program"], "losses": noted(job)}), flush=True)


def main(folder: Path) -> None:
    """Run everything and write what was noted."""
    asked = json.loads((folder / "films.json").read_text("utf-8"))
    rows: list[dict[str, Any]] = []
    for framework in dict.fromkeys(job["framework"] for job in asked["jobs"]):
        command = [sys.executable, __file__, str(folder), framework]
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
        rows += [json.loads(line) for line in done.stdout.splitlines()]
        print(framework, "done", flush=True)
    versions = {package: version(package.replace("tensorflow", "tensorflow-cpu")) for package in asked["packages"]}
    found = {"date": date.today().isoformat(), "versions": versions, "rows": rows}
    (folder / "noted.json").write_text(json.dumps(found), "utf-8")


if __name__ == "__main__":
    if len(sys.argv) > 2:
        run_all(Path(sys.argv[1]), sys.argv[2])
    else:
        main(Path(sys.argv[1]))
