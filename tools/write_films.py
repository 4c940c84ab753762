"""Write the programs whose losses the page of the frameworks shows as a film, and put together what they found.

    python -m tools.write_films FOLDER            writes them, each with a line more that notes its loss
    python tools/run_films.py FOLDER              runs them where the frameworks are
    python -m tools.write_films FOLDER --collect  writes programs/films.json

A program's loss after so many passes of its loop is what its own last lines make of its weights; the lab's is that of
its run with so many. `make frameworks-page` does all three.
"""

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from core.gradient_descent.linear_losses import loss
from core.progress import silent
from programs.export import HERE, parts, program
from programs.registry import FRAMEWORKS, frameworks_of
from runs.wishes import VIEWS

MOST = 29  # passes that a film shows: it has four frames for each
NOTE = "note_loss()"
FIT = re.compile(r"^(\w+\.fit\(.*)epochs=n_made(.*\))$", re.MULTILINE)  # of Keras, which makes all the passes itself


@dataclass(frozen=True)
class Filmed:
    """A run whose programs are filmed.

    Parameters
    ----------
    view : str
    passes : str
        The field of its Params that says how many passes its loop makes; without one each update is a pass.
    fields : mapping
        What differs from the defaults.
    edits : mapping of names to (framework, line, another line)
        Programs in which a line is another one.
    """

    view: str
    passes: str
    fields: dict[str, Any] = field(default_factory=dict)
    edits: dict[str, tuple[str, str, str]] = field(default_factory=dict)


KERAS_ADAM = ("keras", "method = Adam(learning_rate)", "method = keras.optimizers.Adam(learning_rate)")
FILMS = {
    "mlp": Filmed("mlp", "n_epochs"),
    "mlp-slip": Filmed("mlp", "n_epochs", {"n_epochs": 200}, {"keras-defaults": KERAS_ADAM}),
    "gradient-descent-data": Filmed("gradient-descent-data", ""),
    "convolution-learn": Filmed("convolution-learn", "n_steps"),
    "recurrent": Filmed("recurrent", "n_updates"),
    "attention": Filmed("attention", "n_updates"),
}


def passes_of(film: Filmed) -> list[int]:
    """After which passes losses are noted: many at the beginning, where much happens, and the last one."""
    n = getattr(VIEWS[film.view].params(**film.fields), film.passes) if film.passes else told(film)["n_made"]
    spread = (sorted({round(float(k)) for k in np.geomspace(1, n, points)}) for points in range(n, 1, -1))
    return next(passes for passes in spread if len(passes) <= MOST)


def told(film: Filmed, **fields: Any) -> dict[str, Any]:
    """What programs are told of the run."""
    view = VIEWS[film.view]
    return dict(view.files.for_programs(view.scene(view.params(**{**film.fields, **fields}), silent)))


def labs_losses(film: Filmed) -> list[float]:
    """The lab's own losses after these passes."""
    if film.passes:
        return [told(film, **{film.passes: k})["lab"]["loss"] for k in passes_of(film)]
    view = VIEWS[film.view]
    fit = view.scene(view.params(**film.fields), silent)
    w, b, model = fit.history.weights, fit.history.biases, fit.params.model
    return [float(loss(w[k], float(b[k]), fit.X, fit.y, model)) for k in passes_of(film)]


def noting(text: str) -> tuple[str, str]:
    """The program with a line more at the end of each pass of its loop, and the lines that make its loss.

    Raises
    ------
    ValueError
        When it has no loop that can be told from the rest.
    """
    cut = parts(FIT.sub(r"for _ in range(n_made):\n    \1epochs=1\2", text))
    first = next(k for k, part in enumerate(cut) if part.concept == "loop")
    last = next(k for k, part in enumerate(cut) if part.concept == "result" and not part.text.startswith(" "))
    head, loop, result = ("".join(part.text for part in some) for some in (cut[:first], cut[first:last], cut[last:]))
    lines = loop.rstrip().splitlines()
    if not any(re.match("for ", line) for line in lines) or not lines[-1].startswith("    "):
        raise ValueError("the program's loop does not end its part")
    return f"{head}{loop.rstrip()}\n    {NOTE}\n\n{result}", result


def jobs() -> Iterator[dict[str, Any]]:
    """Every program to be run, with what is to be noted."""
    for name, film in FILMS.items():
        settings = told(film)
        for framework, cannot in frameworks_of(film.view).items():
            if cannot(settings) is None:
                text = program(film.view, framework, settings, name)
                yield _job(name, film, framework, framework, text)
                for edited, (of, line, other) in film.edits.items():
                    if of == framework:
                        assert text.count(f"\n{line}\n") == 1
                        yield _job(name, film, edited, framework, text.replace(f"\n{line}\n", f"\n{other}\n"))


def _job(name: str, film: Filmed, title: str, framework: str, text: str) -> dict[str, Any]:
    noted, result = noting(text)
    return {
        "film": name,
        "program": title,
        "framework": framework,
        "text": noted,
        "result": result,
        "passes": passes_of(film),
    }


def write(folder: Path) -> None:
    """The jobs, as tools/run_films.py reads them."""
    folder.mkdir(parents=True, exist_ok=True)
    packages = sorted({package for framework in FRAMEWORKS.values() for package in framework.packages})
    (folder / "films.json").write_text(json.dumps({"packages": packages, "jobs": list(jobs())}), "utf-8")


def collect(folder: Path) -> None:
    """The losses of programs and lab, side by side."""
    found = json.loads((folder / "noted.json").read_text("utf-8"))
    films = {}
    for name, film in FILMS.items():
        lab = labs_losses(film)
        programs = {row["program"]: row["losses"] for row in found["rows"] if row["film"] == name}
        films[name] = {
            "view": film.view,
            "fields": film.fields,
            "axis": "epoch" if film.passes == "n_epochs" else "update",
            "passes": passes_of(film),
            "lab": lab,
            "programs": programs,
        }
        for title, losses in programs.items():
            print(f"{name:20} {title:16} {max(abs(a - b) for a, b in zip(losses, lab, strict=True)):.1e}")
    text = json.dumps({"date": found["date"], "versions": found["versions"], "films": films}, indent=1)
    text = re.sub(r"\[[^\[\]]*\]", lambda numbers: " ".join(numbers[0].split()), text)
    (HERE / "films.json").write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    (collect if "--collect" in sys.argv else write)(Path(sys.argv[1]))
