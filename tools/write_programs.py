"""Write programs of many runs, some as notebooks, and recipes that read their weights, with what the labs found.

tools/run_programs.py runs them and compares.

python -m tools.write_programs FOLDER
"""

import json
import sys
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import Any

import numpy as np

from core.progress import silent
from locales import LANGUAGES
from programs.export import program
from programs.registry import FRAMEWORKS, frameworks_of
from runs.scenes import Scenes
from runs.wishes import VIEWS, FileWish
from tools.covering_runs import RUNS
from tools.write_recipes import ANSWERS, recipes

CASES = "cases.json"


def cases() -> Iterator[dict[str, Any]]:
    """Every run as a program for every framework that can express it, with the lab's own numbers."""
    for name, runs in RUNS.items():
        for number, fields in enumerate(runs):
            view = VIEWS[name]
            told = view.files.for_programs(view.scene(view.params(**fields), silent))
            for framework, cannot in frameworks_of(name).items():
                if cannot(told) is None:
                    text = program(name, framework, told, f"{name}, run {number}")
                    yield {"view": name, "run": number, "framework": framework, "lab": told["lab"], "text": text}


def notebooks() -> Iterator[dict[str, Any]]:
    """One notebook for every view and framework, of the first run that it can express; each language in turn."""
    scenes, lang = Scenes(1), cycle(LANGUAGES)
    for name, runs in RUNS.items():
        view = VIEWS[name]
        for framework, cannot in frameworks_of(name).items():
            every = ((number, view.params(**fields)) for number, fields in enumerate(runs) if number)
            number, params = next((n, params) for n, params in every if cannot(vars(params)) is None)
            wish = FileWish(name, params, next(lang), f"{framework}.ipynb")
            lab = view.files.for_programs(view.scene(params, silent))["lab"]
            yield {"view": name, "run": number, "framework": framework, "lab": lab, "text": wish.fulfil(scenes, silent)}


def main(folder: Path) -> None:
    """Write them."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for case in cases():
        case["file"] = f"{case['view']}_{case['run']}_{case['framework']}.py"
        (folder / case["file"]).write_text(case.pop("text"), "utf-8")
        written.append(case)
    cells = []
    for case in notebooks():
        case["file"] = f"{case['view']}_{case['run']}_{case['framework']}.ipynb"
        (folder / case["file"]).write_bytes(case.pop("text"))
        cells.append(case)
    read = []
    for recipe in recipes(*ANSWERS):
        case = {"view": recipe.view, "run": recipe.run, "framework": recipe.framework}
        name = f"{recipe.view}_{recipe.run}_{recipe.framework}_recipe"
        recipe.write(folder)
        (folder / f"{name}.py").write_text(recipe.text, "utf-8")
        np.save(folder / f"{name}.npy", recipe.answers)
        read.append(case | {"file": f"{name}.py", "answers": f"{name}.npy"})
    packages = {name: framework.packages for name, framework in FRAMEWORKS.items()}
    (folder / CASES).write_text(
        json.dumps({"packages": packages, "programs": written, "notebooks": cells, "recipes": read}), "utf-8"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
