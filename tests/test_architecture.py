"""The arrows between the packages, the purity of the core and the budgets for size, read with ast.

    app.py ─▶ server ─▶ pages ─▶ ui ─▶ runs ─▶ charts ─▶ core
                                       runs ─▶ locales    charts ─▶ data ─▶ core
                                       runs ─▶ programs

A lab's packages import no other lab's: what two labs use stands beside the packages.
"""

import ast
import io
import sys
import tokenize
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import pytest

import charts.labs
from locales import LANGUAGES
from ui.menu import OTHERS, UNLISTED

ROOT = Path(__file__).resolve().parent.parent

# What each package may import besides the standard library. A page may import everything but another page.
MAY_IMPORT = {
    "core": {"core", "numpy"},
    "data": {"data", "core", "numpy"},
    "charts": {"charts", "core", "data", "numpy", "pandas", "latex2mathml"},
    "locales": {"locales"},
    "programs": {"programs"},
    "runs": {"runs", "charts", "core", "locales", "programs", "numpy"},
    "ui": {"ui", "runs", "charts", "core", "locales", "programs", "numpy", "pandas", "streamlit", "PIL", "segno"},
    "pages": {"ui", "charts", "core", "locales", "streamlit"},
    "server": {"server", "ui", "pages", "runs", "charts", "core", "locales", "streamlit", "starlette", "anyio"},
    "app.py": {"server", "ui", "streamlit", "starlette"},
}

# The packages that have one package a lab, and which labs there are.
WITH_LABS = ("core", "charts")
LABS = {lab.folder for lab in charts.labs.LABS}
# Labs that have their maths already and get their page next.
BEGUN: set[str] = set()
# Flat modules that only pass on a lab's module, by the name that it is known by outside: nobody here needs them.
PASSED_ON = {"descent", "landscapes", "linear_models", "sequences", "stability"}

# The core neither reads nor writes nor looks at a clock, and its randomness is handed in.
IMPURE_MODULES = {
    *(
        "datetime",
        "http",
        "io",
        "logging",
        "os",
        "pathlib",
        "random",
        "shutil",
        "socket",
        "sqlite3",
        "subprocess",
    ),
    *("sys", "tempfile", "threading", "time", "urllib", "warnings"),
}
IMPURE_CALLS = {"print", "open", "input", "exec", "eval", "__import__"}
IMPURE_METHODS = {
    *("open", "read_text", "read_bytes", "write_text", "write_bytes", "tofile", "fromfile", "genfromtxt"),
    *("load", "loadtxt", "save", "savetxt", "savez", "savez_compressed", "seterr"),
}
OWN_RANDOMNESS = {"default_rng", "Generator", "PCG64", "SeedSequence"}

MAX_FILE_LINES = {"core": 200, "data": 200, "charts": 200, "runs": 200, "ui": 200, "pages": 100, "server": 200}
MAX_FUNCTION_LINES = {"core": 25, "charts": 40}


def sources(package: str) -> dict[str, str]:
    """Every source file of a package (or that one file), by its path from the root; never empty.

    The scripts data/make_*.py and the programs that visitors take away are left out: the app never runs them, and
    they may need more than it does.
    """
    place = ROOT / package
    files = [place] if place.is_file() else sorted(place.rglob("*.py"))
    files = [
        file
        for file in files
        if not (file.match("data/make_*.py") or file.match("with_*.py") or file.match("show_*.py"))
    ]
    found = {file.relative_to(ROOT).as_posix(): file.read_text("utf-8") for file in files}
    assert any(text.strip() for text in found.values()), f"nothing to check in {package}"
    return found


def imports(path: str, source: str) -> Iterator[str]:
    """The full dotted name of every module that the source imports, wherever the import stands."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parts = PurePosixPath(path).parent.parts
            above = ".".join(parts[: len(parts) - node.level + 1]) if node.level else ""
            origin = ".".join(filter(None, (above, node.module)))
            yield from (f"{origin}.{alias.name}" for alias in node.names)


def wrong_imports(path: str, source: str) -> list[str]:
    """The imports that run against the arrows."""
    allowed = MAY_IMPORT.get(path, MAY_IMPORT.get(PurePosixPath(path).parts[0], set())) | sys.stdlib_module_names
    return [f"{path} imports {name}" for name in imports(path, source) if name.split(".")[0] not in allowed]


def foreign_labs(path: str, source: str) -> list[str]:
    """The imports of another lab, in a file that stands in the package of one."""
    folders = PurePosixPath(path).parts[1:-1]
    if not folders or folders[0] not in LABS:
        return []
    found = [name.split(".") for name in imports(path, source)]
    names = {".".join(parts) for parts in found if parts[0] in WITH_LABS and len(parts) > 1}
    foreign = (LABS | PASSED_ON) - {folders[0]}
    others = {name for name in names if name.split(".")[1] in foreign}
    return [f"{path} imports {name}" for name in sorted(others)]


def impurities(path: str, source: str) -> list[str]:
    """Whatever in the source reads, writes, looks at a clock or keeps state that others share."""
    found = [name for name in imports(path, source) if name.split(".")[0] in IMPURE_MODULES]
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Global(names=names):
                found += names
            case ast.Call(func=ast.Name(id=name)) if name in IMPURE_CALLS:
                found.append(name)
            case ast.Call(func=ast.Attribute(attr=name)) if name in IMPURE_METHODS:
                found.append(name)
            case ast.Attribute(value=ast.Attribute(attr="random"), attr=name) if name not in OWN_RANDOMNESS:
                found.append(f"random.{name}")
            case ast.ImportFrom(module="numpy.random", names=names):
                found += [alias.name for alias in names if alias.name not in OWN_RANDOMNESS]
    return [f"{path}: {what}" for what in found]


def code_lines(source: str) -> set[int]:
    """The numbers of the lines that hold code: no blank lines, comments or docstrings."""
    layout = {
        tokenize.COMMENT,
        tokenize.NL,
        tokenize.NEWLINE,
        tokenize.INDENT,
        tokenize.DEDENT,
        tokenize.ENDMARKER,
    }
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    lines = {n for t in tokens if t.type not in layout for n in range(t.start[0], t.end[0] + 1)}
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Expr(value=ast.Constant(value=str())):
                lines -= set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return lines


def long_functions(path: str, source: str, limit: int) -> list[str]:
    """The functions with more lines of code than the limit, methods and inner functions too."""
    lines = code_lines(source)
    sizes = {
        f"{path}:{node.lineno} {node.name}": len(lines & set(range(node.lineno, (node.end_lineno or 0) + 1)))
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    return [f"{name} has {size} lines" for name, size in sizes.items() if size > limit]


@pytest.mark.parametrize("package", MAY_IMPORT)
def test_imports_follow_the_arrows(package: str) -> None:
    assert [line for path, source in sources(package).items() for line in wrong_imports(path, source)] == []


@pytest.mark.parametrize("package", WITH_LABS)
def test_no_lab_imports_another_one(package: str) -> None:
    assert [line for path, source in sources(package).items() for line in foreign_labs(path, source)] == []


FOLDERS_A_LAB = [*WITH_LABS, "tests/core", "tests/charts", *(f"content/{lang}" for lang in LANGUAGES)]


@pytest.mark.parametrize("package", FOLDERS_A_LAB)
def test_everything_of_a_lab_is_in_folders_of_its_name(package: str) -> None:
    found = {path.name for path in (ROOT / package).iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert LABS <= found <= LABS | BEGUN | {*OTHERS, "lessons"}
    assert {path.stem for path in (ROOT / "pages").glob("*.py")} == LABS | {"home", *OTHERS, *UNLISTED}


def test_the_core_is_pure() -> None:
    assert [line for path, source in sources("core").items() for line in impurities(path, source)] == []


@pytest.mark.parametrize(("package", "limit"), MAX_FILE_LINES.items())
def test_files_are_short(package: str, limit: int) -> None:
    sizes = {path: len(code_lines(source)) for path, source in sources(package).items()}
    assert {path: size for path, size in sizes.items() if size > limit} == {}


@pytest.mark.parametrize(("package", "limit"), MAX_FUNCTION_LINES.items())
def test_functions_are_short(package: str, limit: int) -> None:
    found = [line for path, source in sources(package).items() for line in long_functions(path, source, limit)]
    assert found == []


# The checks themselves, on sources small enough to judge by eye.


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("core/a.py", "import streamlit"),
        ("core/a.py", "from charts import film"),
        ("core/a.py", "def f():\n    import scipy.linalg"),
        ("core/deep/a.py", "from ...ui import t"),
        ("charts/a.py", "import streamlit as st"),
        ("charts/a.py", "import plotly.graph_objects as go"),
        ("charts/a.py", "from locales import catalogue"),
        ("charts/a.py", "from runs.codec import encode"),
        ("runs/a.py", "import streamlit"),
        ("runs/a.py", "from ui.widgets import Slider"),
        ("data/a.py", "from charts.film import Film"),
        ("data/a.py", "import pandas"),
        ("core/a.py", "from data.digits import digits"),
        ("ui/a.py", "from data.digits import digit"),
        ("ui/a.py", "import pages.home"),
        ("pages/a.py", "from data.digits import digit"),
        ("pages/a.py", "import numpy as np"),
        ("pages/a.py", "from pages.b import draw"),
        ("pages/a.py", "from . import b"),
        ("pages/a.py", "from server.http import not_found"),
        ("ui/a.py", "import server.assets"),
        ("charts/a.py", "from server.assets import asset"),
        ("server/a.py", "import numpy as np"),
        ("app.py", "import core.perceptron.training"),
    ],
)
def test_a_wrong_import_is_seen(path: str, source: str) -> None:
    assert len(wrong_imports(path, source)) == 1


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("core/perceptron/a.py", "from core.recurrent.cells import Cell"),
        ("core/perceptron/a.py", "from core import recurrent"),
        ("core/gradient_descent/a.py", "from core.descent import descend"),
        ("charts/recurrent/a.py", "import charts.perceptron.film"),
        ("charts/gradient_descent/data/a.py", "from core.perceptron.training import train"),
    ],
)
def test_another_lab_is_seen(path: str, source: str) -> None:
    assert len(foreign_labs(path, source)) == 1


def test_a_lab_of_ones_own_is_left_alone() -> None:
    own = "from core.recurrent.cells import Cell\nfrom core import conv2d\nfrom charts.film import Film"
    assert foreign_labs("charts/recurrent/a.py", own) == []
    assert foreign_labs("charts/labs.py", own) == []


def test_a_right_import_is_left_alone() -> None:
    assert wrong_imports("core/a.py", "import math\nimport numpy as np\nfrom core.b import c\nfrom . import d") == []
    assert wrong_imports("pages/a.py", "from ui.lab import lab\nfrom charts.a import film\nimport core.a") == []
    assert wrong_imports("ui/a.py", "from charts.film import Film") == []
    assert wrong_imports("server/a.py", "from charts.labs import LABS\nfrom starlette.routing import Route") == []
    assert wrong_imports("data/a.py", "import pathlib\nimport numpy as np\nfrom core.records import Record") == []


@pytest.mark.parametrize(
    "source",
    [
        "print(1)",
        "open('x')",
        "import time",
        "from pathlib import Path",
        "np.loadtxt(f)",
        "np.random.seed(0)",
        "x = np.random.rand(3)",
        "from numpy.random import rand",
        "def f():\n    global n\n    n = 1",
    ],
)
def test_an_impurity_is_seen(source: str) -> None:
    assert len(impurities("core/a.py", source)) == 1


def test_purity_is_left_alone() -> None:
    source = "rng: np.random.Generator = np.random.default_rng(seed)\nx = rng.random(3)\nnp.sum(x)"
    assert impurities("core/a.py", source) == []


def test_lines_of_code_are_counted_without_blanks_comments_and_docstrings() -> None:
    source = '"""Doc.\n\nMore."""\n\n# why\nx = 1  # one\n\n\ndef f():\n    """Doc."""\n    return """a\nb"""\n'
    assert code_lines(source) == {6, 9, 11, 12}


def test_a_long_function_is_seen() -> None:
    source = "class A:\n    def f(self):\n        a = 1\n        # why\n        return a\n"
    assert long_functions("core/a.py", source, 2) == ["core/a.py:2 f has 3 lines"]
    assert long_functions("core/a.py", source, 3) == []


def test_only_the_scripts_that_make_data_are_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules[__name__], "ROOT", tmp_path)
    for package in ("data", "charts"):
        (tmp_path / package).mkdir()
        for name in ("a.py", "make_a.py"):
            (tmp_path / package / name).write_text("x = 1\n")
    assert list(sources("data")) == ["data/a.py"]
    assert list(sources("charts")) == ["charts/a.py", "charts/make_a.py"]


def test_nothing_to_check_is_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules[__name__], "ROOT", tmp_path)
    (tmp_path / "core").mkdir()
    with pytest.raises(AssertionError, match="nothing to check in core"):
        sources("core")
