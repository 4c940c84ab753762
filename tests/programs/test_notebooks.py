"""The notebooks that are taken away: valid, and their cells run one after the other to the lab's own numbers.

Those for the frameworks are run by `make frameworks`, with Matplotlib itself.
"""

import json
import sys
from types import ModuleType
from typing import Any

import nbformat
import pytest

from core.progress import silent
from locales import LANGUAGES
from programs.registry import PROGRAMS
from runs.scenes import Scenes
from runs.wishes import VIEWS, FileWish
from tools.covering_runs import RUNS


class Drawn(ModuleType):
    """Stands in for Matplotlib, which the app does not need: remembers what is plotted."""

    def __init__(self) -> None:
        super().__init__("matplotlib.pyplot")
        self.lines: dict[str, tuple[list[float], list[float]]] = {}

    def plot(self, x: list[float], y: list[float], style: str, *, label: str) -> None:
        self.lines[label] = x, y

    def __getattr__(self, name: str) -> Any:
        if name in ("xlabel", "legend", "show"):
            return lambda *texts: None
        raise AttributeError(name)


def notebook(view: str, number: int, framework: str, lang: str) -> dict[str, Any]:
    """The notebook, which nbformat finds to be one."""
    params = VIEWS[view].params(**RUNS[view][number])
    text = FileWish(view, params, lang, f"{framework}.ipynb").fulfil(Scenes(1), silent)
    nbformat.validate(nbformat.reads(text, as_version=nbformat.NO_CONVERT))
    made: dict[str, Any] = json.loads(text)
    return made


@pytest.mark.parametrize("view", PROGRAMS)
def test_the_cells_run_to_the_labs_numbers_and_draw_its_history(view: str, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = Drawn()
    parent = ModuleType("matplotlib")
    parent.pyplot = drawn  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "matplotlib", parent)
    monkeypatch.setitem(sys.modules, "matplotlib.pyplot", drawn)
    names: dict[str, Any] = {"__name__": "__main__"}
    for cell in notebook(view, 1, "numpy", "en")["cells"]:
        if cell["cell_type"] == "code":
            exec(compile("".join(cell["source"]), "cell", "exec", dont_inherit=True), names)
    assert names["checksum"] == pytest.approx(names["lab"]["checksum"], rel=1e-9, abs=1e-9)
    assert drawn.lines
    for x, y in drawn.lines.values():
        assert 2 <= len(x) == len(y) <= 300


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_notebook_has_lines_that_compile_and_prose_without_links_into_the_app(lang: str) -> None:
    made = notebook("recurrent", 5, "pytorch", lang)  # a text with quotes, backslash and braces
    for cell in made["cells"]:
        assert all(line.endswith("\n") for line in cell["source"][:-1])
        if cell["cell_type"] == "code":
            compile("".join(cell["source"]), "cell", "exec")
    prose = "".join(line for cell in made["cells"] if cell["cell_type"] == "markdown" for line in cell["source"])
    assert "$" in prose
    assert "](/" not in prose
    assert "](?" not in prose
