"""Run the small programs of programs/settings and programs/trade, and keep what they said: programs/shown.json.

    .venv-frameworks/bin/python tools/run_shows.py

It needs the frameworks and nothing of this repository. Each program has a process of its own. A picture that a program
saves is kept beside it.
"""

import hashlib
import json
import os
import subprocess
import sys
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

PROGRAMS = Path(__file__).resolve().parent.parent / "programs"
PACKAGES = ("keras", "matplotlib", "numpy", "pandas", "scikit-learn", "scipy", "tensorflow", "torch")
NUMBERS = """
import json, numpy as np
print("numbers", json.dumps([float(np.abs(theirs - ours).max()), float(np.abs(made - ours).max())]))
"""
TABLE = """
print("table", table.reset_index().to_json(orient="split", index=False))
"""
QUIET = {"TF_CPP_MIN_LOG_LEVEL": "3", "TF_ENABLE_ONEDNN_OPTS": "0", "KERAS_BACKEND": "tensorflow", "MPLBACKEND": "Agg"}


def shown(path: Path) -> dict[str, Any]:
    """What a program printed; of a setting its numbers, too, and of pandas its table."""
    text = path.read_text("utf-8")
    more = NUMBERS if path.parent.name == "settings" else TABLE if path.stem == "show_pandas" else ""
    command = [sys.executable, "-c", text + more]
    environment = {**os.environ, **QUIET, "SOURCE_DATE_EPOCH": "0"}
    done = subprocess.run(command, cwd=path.parent, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{path.name}:\n{done.stderr[-2000:]}")
    lines = done.stdout.splitlines()
    found: dict[str, Any] = {"digest": hashlib.blake2b(text.encode(), digest_size=8).hexdigest()}
    for name in ("numbers", "table"):
        said = [line.removeprefix(f"{name} ") for line in lines if line.startswith(f"{name} ")]
        if said:
            found[name] = json.loads(said[0])
            lines = [line for line in lines if not line.startswith(f"{name} ")]
    return {**found, "output": "\n".join(lines)}


def main() -> None:
    """Run them all."""
    shows = {}
    for path in sorted(PROGRAMS.glob("*/show_*.py")):
        shows[f"{path.parent.name}/{path.stem.removeprefix('show_')}"] = shown(path)
        print(path.name, flush=True)
    versions = {package: version(package.replace("tensorflow", "tensorflow-cpu")) for package in PACKAGES}
    found = {"date": date.today().isoformat(), "versions": versions, "shows": shows}
    (PROGRAMS / "shown.json").write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
