"""One version, in one place: at the foot of every page, in what a learner takes away, and in the list of changes."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from charts.labs import LABS
from locales import LANGUAGES, ROOT, catalogue
from programs.registry import PROGRAMS
from runs.service import desk
from runs.version import VERSION
from runs.wishes import RunWish
from tests.pages.source import VIEWS
from ui.shown import Shown
from ui.taken_away import files_of, programs_of

every_language = pytest.mark.parametrize("lang", LANGUAGES)


def test_the_version_is_that_of_the_project_and_the_newest_in_the_list_of_changes() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", VERSION)
    assert tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"] == VERSION
    listed = re.findall(r"^## (\d+\.\d+\.\d+) · \d{4}-\d\d-\d\d$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.M)
    assert listed[0] == VERSION
    assert listed == sorted(listed, key=lambda version: [int(n) for n in version.split(".")], reverse=True)


def test_the_version_is_written_nowhere_else() -> None:
    texts = [
        path
        for package in ("ui", "runs", "charts", "core", "pages", "locales")
        for path in (ROOT / package).rglob("*.*")
    ]
    texts = [
        path for path in [*texts, ROOT / "app.py", ROOT / "Dockerfile"] if path.suffix in (".py", ".js", ".toml", "")
    ]
    assert len(texts) > 100
    assert [path for path in texts if VERSION in path.read_text("utf-8")] == []


def test_the_image_has_the_file_that_says_the_version() -> None:
    assert "pyproject.toml" not in (ROOT / ".dockerignore").read_text("utf-8").split()


def test_the_version_is_found_from_any_folder(tmp_path: Path) -> None:
    program = f"import sys; sys.path.insert(0, {str(ROOT)!r}); from runs.version import VERSION; print(VERSION)"
    assert subprocess.check_output([sys.executable, "-c", program], cwd=tmp_path, text=True).strip() == VERSION


@every_language
@pytest.mark.parametrize("page", ["home", *(lab.folder for lab in LABS)])
def test_every_page_ends_with_the_version(page: str, lang: str) -> None:
    at = AppTest.from_file(str(ROOT / "ui" / "shell.py"), default_timeout=30)
    at.query_params["lang"] = lang
    at.run()
    if page != "home":
        at.switch_page(f"../pages/{page}.py").run()
    assert not at.exception
    t = catalogue(lang)
    assert at.main.caption[-1].value == t("footer", app=t("app_name"), version=VERSION)


@pytest.mark.parametrize("shown", VIEWS, ids=lambda shown: shown.name)
def test_the_program_and_the_film_that_are_taken_away_name_their_version(shown: Shown) -> None:
    view = shown.view
    for lang in LANGUAGES:
        t = catalogue(lang)
        title = f"{t('app_name')} {VERSION} · {t(f'page_{view.name}')}"
        wish = RunWish(view.name, view.params(), lang)
        files = {file.ending: file.make for file in files_of(wish, t, "a test")}
        programs = {file.ending: file.make for one in programs_of(wish, t, "a test") for file in one.files}
        assert bool(programs) == (view.name in PROGRAMS)
        if programs:
            assert bytes(programs["numpy.py"]()).decode().splitlines()[0] == f"# {title}"
            assert json.loads(programs["numpy.ipynb"]())["cells"][0]["source"] == [f"# {title}"]
        page = str(files["html"]())
        assert f"<title>{title}</title>" in page
        assert f"<h1>{title}</h1>" in page
        assert f'<html lang="{t.tag}">' in page
        assert VERSION not in desk().ask(wish, "a test").result().film_json
