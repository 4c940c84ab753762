"""The programs that are taken away: they run alone, and what NumPy makes of a run is what the lab made of it."""

import ast
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from charts.labs import LABS
from core.progress import silent
from locales import catalogue
from programs.export import CONCEPTS, HERE, filled, parts, program, source
from programs.registry import FOLDERS, FRAMEWORKS, MISSING, PROGRAMS, file_of, frameworks_of
from tools.covering_runs import RUNS
from tools.fill_programs import default_runs

VIEWS = {view.name: view for lab in LABS for view in lab.views}
EVERY_RUN = [(view, number) for view, runs in RUNS.items() for number in range(len(runs))]
FILES = [(view, framework) for view, frameworks in PROGRAMS.items() for framework in frameworks]
MOST_LINES = 85  # of code, without the block of settings
LONGER = {("cnn", "numpy"): 93}  # through convolution, pooling and a hidden layer, there and back by hand
MODULES = {"sklearn": "sklearn", "pytorch": "torch"}  # others are imported by their own name


@cache
def told(view: str, number: int) -> Mapping[str, Any]:
    """What programs are told of a run."""
    lab = VIEWS[view]
    return lab.files.for_programs(lab.scene(lab.params(**RUNS[view][number]), silent))


def run(text: str) -> dict[str, Any]:
    """What a program has made when it has ended."""
    names: dict[str, Any] = {"__name__": "__main__"}
    exec(compile(text, "program.py", "exec", dont_inherit=True), names)
    return names


def assert_is_the_labs(found: Mapping[str, Any], lab: Mapping[str, float]) -> None:
    """The same loss (or mean) and the same weights, as far as double precision goes; of digits, what is read, too."""
    names = {"loss": "final_loss", "checksum": "checksum", "reading": "reading"}
    made = {"mean": np.mean(found["theta"]), **{name: found[made] for name, made in names.items() if made in found}}
    for name in lab.keys() & made.keys():
        assert made[name] == pytest.approx(lab[name], rel=1e-9, abs=1e-9), name


@pytest.mark.parametrize(("view", "number"), EVERY_RUN)
def test_numpy_makes_the_labs_own_numbers(view: str, number: int) -> None:
    settings = told(view, number)
    assert_is_the_labs(run(program(view, "numpy", settings, "A title")), settings["lab"])


@pytest.mark.parametrize("view", RUNS)
def test_what_is_left_out_of_a_program_changes_nothing(view: str) -> None:
    for number in range(len(RUNS[view])):
        settings = told(view, number)
        whole = run(filled(source(FOLDERS[view], file_of("numpy")), settings))
        np.testing.assert_array_equal(whole["theta"], run(program(view, "numpy", settings, "A title"))["theta"])


@pytest.mark.parametrize(("view", "framework"), FILES)
def test_a_program_is_short_and_runs_through_the_concepts(view: str, framework: str) -> None:
    most = LONGER.get((view, framework), MOST_LINES)
    for number in range(len(RUNS[view])):
        settings = told(view, number)
        if frameworks_of(view)[framework](settings):
            continue
        text = program(view, framework, settings, "A title")
        cut = parts(text)
        named = [part.concept for part in cut]
        assert named[:2] == ["", "settings"]
        assert set(named) >= {"data", "model", "result"}
        assert set(named[1:]) <= set(CONCEPTS)
        code = [line for part in cut if part.concept != "settings" for line in part.text.splitlines()]
        assert sum(1 for line in code if line.strip() and not line.strip().startswith("#")) <= most
        assert unread(text) == set()


def unread(text: str) -> set[str]:
    """Names that a program sets or defines and that nothing in it reads; a loop may count for itself."""
    tree = ast.parse(text)
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    counted = [name for node in ast.walk(tree) if isinstance(node, ast.For) for name in ast.walk(node.target)]
    stored = {node.id for node in names if isinstance(node.ctx, ast.Store) and node not in counted}
    defined = {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    return {name for name in stored | defined if not name.startswith("_")} - {
        node.id for node in names if isinstance(node.ctx, ast.Load)
    }


@pytest.mark.parametrize(("view", "framework"), FILES)
def test_a_program_imports_its_framework_and_says_how_to_get_it(view: str, framework: str) -> None:
    text = source(FOLDERS[view], file_of(framework))
    imported = {
        name.split(".")[0]
        for node in ast.walk(ast.parse(text))
        for name in (
            [a.name for a in node.names] if isinstance(node, ast.Import) else [getattr(node, "module", "") or ""]
        )
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    wanted = MODULES.get(framework, framework)
    assert wanted in imported
    assert imported - sys.stdlib_module_names <= {"numpy", wanted, *(["tensorflow"] if framework == "keras" else [])}
    packages = " ".join(FRAMEWORKS[framework].packages)
    assert f'sys.exit("This program needs {FRAMEWORKS[framework].title}: pip install {packages}")' in text


def test_for_every_framework_there_is_a_program_or_a_reason() -> None:
    assert PROGRAMS.keys() == MISSING.keys() == FOLDERS.keys()
    for view, frameworks in PROGRAMS.items():
        assert sorted([*frameworks, *MISSING[view]]) == sorted(FRAMEWORKS)
    for reasons in MISSING.values():
        for reason in reasons.values():
            assert f"program_cannot_{reason}" in catalogue("en").strings


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_a_framework_that_is_not_there_is_named_in_one_line(framework: str, tmp_path: Path) -> None:
    view = next((view for view, frameworks in PROGRAMS.items() if framework in frameworks), None)
    if view is None:
        return
    file = HERE / FOLDERS[view] / f"{file_of(framework)}.py"
    # -S: without any package that was installed
    ran = subprocess.run([sys.executable, "-I", "-S", file], capture_output=True, text=True, cwd=tmp_path)
    assert ran.returncode == 1
    assert ran.stdout == ""
    assert ran.stderr.count("\n") == 1
    assert f"pip install {FRAMEWORKS[framework].packages[0]}" in ran.stderr


@pytest.mark.parametrize("view", PROGRAMS)
def test_a_file_runs_alone_as_it_stands(view: str, tmp_path: Path) -> None:
    file = HERE / FOLDERS[view] / f"{file_of('numpy')}.py"
    # -I: alone, without this repository on the path
    ran = subprocess.run([sys.executable, "-I", file], capture_output=True, text=True, cwd=tmp_path, check=True)
    assert ran.stderr == ""
    (line,) = (line for line in ran.stdout.splitlines() if line.startswith("away from the lab: "))
    assert all(float(number) < 1e-9 for number in line.removeprefix("away from the lab: ").split(" and "))


def test_the_files_hold_the_default_runs() -> None:
    for view, settings in default_runs().items():
        for framework in frameworks_of(view):
            text = source(FOLDERS[view], file_of(framework))
            assert_same(block(text), block(filled(text, settings)))


def block(text: str) -> dict[str, Any]:
    (settings,) = (part.text for part in parts(text) if part.concept == "settings")
    return {ast.unparse(node.targets[0]): ast.literal_eval(node.value) for node in ast.parse(settings).body}  # type: ignore[attr-defined]


def assert_same(a: Any, b: Any) -> None:
    """Equal but for the last digits, which another processor may round differently."""
    assert type(a) is type(b)
    if isinstance(a, dict):
        assert a.keys() == b.keys()
        for name in a:
            if name == "film":  # of single precision, whose last digits a training of many updates blows up
                assert a[name] == pytest.approx(b[name], rel=1e-3)
            else:
                assert_same(a[name], b[name])
    elif isinstance(a, list | tuple):
        assert len(a) == len(b)
        for one, other in zip(a, b, strict=True):
            assert_same(one, other)
    else:
        assert a == (pytest.approx(b, rel=1e-6, abs=1e-9) if isinstance(b, float) else b)


def test_what_was_measured_is_of_these_programs_and_within_the_bound() -> None:
    measured = json.loads((HERE / "measured.json").read_text("utf-8"))
    found = [(row["view"], row["run"], row["framework"]) for row in measured["runs"]]
    expressed = [
        (view, number, framework)
        for view, number in EVERY_RUN
        for framework, cannot in frameworks_of(view).items()
        if cannot(told(view, number)) is None
    ]
    assert sorted(found) == sorted(expressed)
    assert all(row["away"] <= measured["bound"] == 1e-9 for row in measured["runs"])
    runs = Counter((view, framework) for view, _, framework in expressed)
    assert min(number for (_, framework), number in runs.items() if framework != "sklearn") >= 6
    assert measured["versions"].keys() == {package for one in FRAMEWORKS.values() for package in one.packages}


def test_every_view_of_a_lab_has_its_folder_and_every_file_its_line() -> None:
    assert PROGRAMS.keys() == FOLDERS.keys() == RUNS.keys()
    assert PROGRAMS.keys() <= VIEWS.keys()
    there = {path.relative_to(HERE).as_posix() for path in HERE.rglob("with_*.py")}
    assert there == {f"{FOLDERS[view]}/{file_of(framework)}.py" for view, framework in FILES}
