"""Write the programs of many runs, and the recipes that read their weights, into a folder, with what the labs found.

tools/run_programs.py runs them and compares.

python -m tools.write_programs FOLDER
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from charts.labs import LABS
from core.progress import silent
from programs.export import program
from programs.registry import FRAMEWORKS, frameworks_of
from tools.covering_runs import RUNS
from tools.write_recipes import ANSWERS, recipes

CASES = "cases.json"


def cases() -> Iterator[dict[str, Any]]:
    """Every run as a program for every framework that can express it, with the lab's own numbers."""
    views = {view.name: view for lab in LABS for view in lab.views}
    for name, runs in RUNS.items():
        for number, fields in enumerate(runs):
            view = views[name]
            told = view.files.for_programs(view.scene(view.params(**fields), silent))
            for framework, cannot in frameworks_of(name).items():
                if cannot(told) is None:
                    text = program(name, framework, told, f"{name}, run {number}")
                    yield {"view": name, "run": number, "framework": framework, "lab": told["lab"], "text": text}


def main(folder: Path) -> None:
    """Write them."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for case in cases():
        case["file"] = f"{case['view']}_{case['run']}_{case['framework']}.py"
        (folder / case["file"]).write_text(case.pop("text"), "utf-8")
        written.append(case)
    read = []
    for recipe in recipes(*ANSWERS):
        case = {"view": recipe.view, "run": recipe.run, "framework": recipe.framework}
        name = f"{recipe.view}_{recipe.run}_{recipe.framework}_recipe"
        recipe.write(folder)
        (folder / f"{name}.py").write_text(recipe.text, "utf-8")
        np.save(folder / f"{name}.npy", recipe.answers)
        read.append(case | {"file": f"{name}.py", "answers": f"{name}.npy"})
    packages = {name: framework.packages for name, framework in FRAMEWORKS.items()}
    (folder / CASES).write_text(json.dumps({"packages": packages, "programs": written, "recipes": read}), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
