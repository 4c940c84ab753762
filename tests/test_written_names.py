"""What documents, docstrings and comments name is there: files by their paths, code by its dotted names.

A name that moves leaves its old address behind in many sentences. Here each of them is looked up.
"""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = "app|benchmarks|charts|content|core|data|deploy|docs|locales|pages|runs|server|tests|tools|ui"
PACKAGES = "core data charts locales programs runs ui pages server tests benchmarks tools"
CODE = tuple(PACKAGES.split())
# Where words are searched for names: documents between backticks, code in docstrings and comments.
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("data/*.md"), *ROOT.glob("deploy/*.md")])
SOURCES = sorted([ROOT / "app.py", *(path for package in CODE for path in (ROOT / package).rglob("*.py"))])
SCRIPTS = sorted((ROOT / "ui").rglob("*.js"))

PATH = re.compile(rf"(?<![\w/.-])(?:{FOLDERS})/[\w./<>*-]*[\w>*/]")
DOTTED = re.compile(r"(?<![\w/.*-])(?:core|charts|locales|runs|ui|pages|server)(?:\.[A-Za-z_]\w*)+(?![\w/])")
ENDINGS = ("py", "js", "css", "html", "toml", "md")  # `charts.py` would be a file, not a name


def words_of(path: Path) -> str:
    """The sentences of a file that may name others."""
    text = path.read_text("utf-8")
    match path.suffix:
        case ".md":
            return "\n".join(_marked(text))
        case ".js":
            return "\n".join(re.findall(r"//(.*)$", text, flags=re.M))
        case _:
            return "\n".join([*_comments(text), *_docstrings(text)])


def _marked(text: str) -> Iterator[str]:
    """What stands between backticks, where links lead, and blocks of code."""
    for code, link in re.findall(r"`([^`\n]+)`|\]\(([^)#?:\s]+)\)", text):
        yield code or link
    yield from re.findall(r"^ {4}.*$", text, flags=re.M)


def _comments(source: str) -> Iterator[str]:
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    yield from (token.string for token in tokens if token.type == tokenize.COMMENT)


def _docstrings(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            yield ast.get_docstring(node) or ""


def missing_paths(text: str, near: Path = ROOT) -> list[str]:
    """The paths that lead nowhere; what stands between < and > may be anything."""
    found = (re.sub(r"<\w+>", "*", path) for path in PATH.findall(text))
    return [path for path in found if not any(ROOT.glob(path)) and not any(near.glob(path))]


def missing_names(text: str) -> list[str]:
    """The dotted names that nothing bears."""
    return [name for name in DOTTED.findall(text) if name.split(".")[-1] not in ENDINGS and not _exists(name)]


def _exists(name: str) -> bool:
    parts = name.split(".")
    for n in range(len(parts), 0, -1):
        try:
            found = import_module(".".join(parts[:n]))
        except ModuleNotFoundError:
            continue
        for part in parts[n:]:
            if not hasattr(found, part):
                return part in getattr(found, "__annotations__", {})
            found = getattr(found, part)
        return True
    return False


@pytest.mark.parametrize("path", [*DOCUMENTS, *SCRIPTS], ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_path_and_name_that_is_written_exists(path: Path) -> None:
    text = words_of(path)
    assert missing_paths(text, path.parent) + missing_names(text) == []


def test_every_path_and_name_in_docstrings_and_comments_exists() -> None:
    here = Path(__file__)
    wrong = {
        path.relative_to(ROOT).as_posix(): found
        for path in SOURCES
        if path != here and path.name != "test_architecture.py"
        for words in (words_of(path),)
        if (found := missing_paths(words, path.parent) + missing_names(words))
    }
    assert wrong == {}


@pytest.mark.parametrize("text", ["charts/convolution_maps.py", "see charts/<lab>/maps_of.py", "docs/none.md"])
def test_a_path_that_leads_nowhere_is_seen(text: str) -> None:
    assert len(missing_paths(text)) == 1


@pytest.mark.parametrize("text", ["`core.recurrent_cells.VARIANTS`", "see ui.controls.reed.", "core.optimizers.sgdx"])
def test_a_name_that_nothing_bears_is_seen(text: str) -> None:
    assert len(missing_names(text)) == 1


def test_what_exists_is_left_alone() -> None:
    text = "`charts/<lab>/lab.py`, `ui/player/player.js`; `ui.sidebar.read` and charts.film.Film.json. core.records."
    assert missing_paths(text) + missing_names(text) == []
