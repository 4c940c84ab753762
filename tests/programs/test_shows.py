"""The small programs of the frameworks page: beside each stands what it said, and its formulas say it here, too."""

import hashlib
import io
from contextlib import redirect_stdout
from functools import cache
from typing import Any

import numpy as np
import pytest

from charts.take_away import table_csv
from core.gradient_descent.landscapes import LANDSCAPES, d_rosenbrock
from core.mlp.params import MLPParams
from core.optimizers import OPTIMIZERS
from core.progress import silent
from locales import LANGUAGES
from programs.export import HERE
from programs.measured import _shows, shown, when_shown
from programs.registry import FRAMEWORKS
from runs.wishes import VIEWS
from ui.frameworks_tabs import _read, sections

FILES = sorted(HERE.glob("*/show_*.py"))
SETTINGS = [path.stem.removeprefix("show_") for path in FILES if path.parent.name == "settings"]
TRADE = [path.stem.removeprefix("show_") for path in FILES if path.parent.name == "trade"]
RUNS_HERE = ("numpy", "scipy", "pandas", "sklearn")  # what the app and its tests need, too
MARK = "# framework:"
every_setting = pytest.mark.parametrize("name", SETTINGS)


@cache
def formulas(name: str) -> dict[str, Any]:
    """What the part of a setting's program makes that needs NumPy alone."""
    text = shown("settings", name).text
    assert text.count(f"\n{MARK}") == 1
    found: dict[str, Any] = {}
    exec(text.partition(f"\n{MARK}")[0], found)
    return found


# ---- what is shown is what was run


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_output_is_that_of_the_program_as_it_stands(path: Any) -> None:
    found = _shows()["shows"][f"{path.parent.name}/{path.stem.removeprefix('show_')}"]
    digest = hashlib.blake2b(path.read_bytes(), digest_size=8).hexdigest()
    assert found["digest"] == digest, "run make frameworks-page"


def test_every_program_was_run_and_every_library_has_one() -> None:
    assert _shows()["shows"].keys() == {f"settings/{name}" for name in SETTINGS} | {f"trade/{name}" for name in TRADE}
    assert set(TRADE) == FRAMEWORKS.keys() | {"pandas", "matplotlib"}
    date, versions = when_shown()
    assert date.startswith("20")
    assert {"numpy", "torch", "keras", "tensorflow", "pandas", "matplotlib", "scipy", "scikit-learn"} == versions.keys()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_of_them_has_its_words(lang: str) -> None:
    assert sorted(sections("settings", lang)) == SETTINGS
    assert sorted(sections("trade", lang)) == TRADE
    assert all(all(_read(text)) for text in sections("settings", lang).values())


# ---- settings


@every_setting
def test_the_formulas_alone_make_the_difference_that_was_measured(name: str) -> None:
    found, example = formulas(name), shown("settings", name)
    difference = np.abs(found["theirs"] - found["ours"]).max()
    assert difference == pytest.approx(example.by_formula, rel=1e-9)
    assert difference == pytest.approx(example.by_framework, rel=2e-3)  # Keras rounds 0.9 and 0.999 to single precision
    assert f"{example.by_framework:.3g}" in example.output


@every_setting
def test_it_is_a_difference_that_matters(name: str) -> None:
    assert shown("settings", name).by_framework > 0.005 * np.abs(formulas(name)["ours"]).max()


@pytest.mark.parametrize("name", ["adam", "rmsprop", "adagrad"])
def test_the_formula_that_stands_for_the_lab_is_the_lab_s(name: str) -> None:
    found, rule = formulas(name), OPTIMIZERS[name].step
    w, state = np.zeros(3), (np.zeros(3), np.zeros(3))
    for t in range(1, 201):
        w, state = rule(w, found["gradient"](w), state, t, 0.05, MLPParams())
    np.testing.assert_allclose(w, found["ours"], rtol=1e-9)


def test_epsilon_before_the_correction_counts_32_times_at_the_first_update() -> None:
    assert round(1 / np.sqrt(1 - 0.999)) == 32
    found = formulas("adam")
    apart = np.abs(found["theirs"] - found["ours"]) / np.abs(found["ours"])
    sizes = np.abs(found["X"]).mean(axis=0)
    assert apart.argmax() == sizes.argmin() == 2


def test_a_sum_that_begins_at_0_makes_all_first_steps_alike() -> None:
    found = formulas("adagrad")
    g = found["gradient"](np.zeros(3))
    first, other = (np.abs(found[name](np.zeros(3), 0, np.zeros(3), g, 1)[0]) for name in ("here", "there"))
    np.testing.assert_allclose(first, 0.05, rtol=1e-4)
    assert other[2] < 0.01 * other[0]
    assert round(np.sqrt(1e-7), 4) == 0.0003  # RMSprop's, under the root


def test_where_the_probability_is_clipped_nothing_is_learnt() -> None:
    found = formulas("bce_clipping")
    assert found["theirs"].max() == pytest.approx(16.118, abs=1e-3)
    clipped = found["p"] == 1 - 1e-7
    assert clipped.tolist() == [False, False, True, True]


def test_each_array_by_itself_turns_the_step() -> None:
    ours, theirs = formulas("clipnorm")["ours"], formulas("clipnorm")["theirs"]
    cosine = ours @ theirs / np.linalg.norm(ours) / np.linalg.norm(theirs)
    assert cosine < 0.99


def test_same_padding_looks_one_cell_farther() -> None:
    found = formulas("same_padding")
    assert found["ours"].shape == found["theirs"].shape
    found["image"][:] = np.arange(36.0).reshape(6, 6)
    found["kernel"][:] = 0
    found["kernel"][0, 0] = 1
    first, other = found["slid"](1, 1), found["slid"](0, 1)
    assert other[1, 1] - first[1, 1] == 7  # one row and one column


# ---- tools of the trade


def test_the_history_is_that_of_the_lab_s_network() -> None:
    view = VIEWS["mlp"]
    table = table_csv(view.files.table(view.scene(view.params(), silent)))
    kept = np.genfromtxt(HERE / "trade" / "history.csv", delimiter=",", names=True)
    made = np.genfromtxt(io.StringIO(table), delimiter=",", names=True)
    assert kept.dtype.names == made.dtype.names
    for name in kept.dtype.names:
        np.testing.assert_allclose(kept[name], made[name], rtol=1e-9)


@pytest.mark.parametrize("name", TRADE)
def test_it_has_about_ten_lines(name: str) -> None:
    code = shown("trade", name).text.split('"""')[2]
    lines = [line for line in code.splitlines() if line.strip() and not line.startswith("#")]
    assert 4 <= len(lines) <= 12


@pytest.mark.parametrize("name", RUNS_HERE)
def test_where_it_runs_here_it_says_the_same(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(HERE / "trade")
    said = io.StringIO()
    with redirect_stdout(said):
        exec(shown("trade", name).text, {})
    assert said.getvalue().rstrip("\n") == shown("trade", name).output


def test_the_table_is_the_one_that_is_printed() -> None:
    example = shown("trade", "pandas")
    assert example.table is not None
    assert len(example.table["data"]) == 6
    for row in example.table["data"]:
        assert all(f"{number:.4f}" in example.output for number in row[1:])


def test_the_picture_is_a_drawing_and_no_more() -> None:
    pictures = shown("trade", "matplotlib").pictures
    assert pictures.keys() == {"svg", "png", "pdf"}
    assert pictures["svg"].lstrip().startswith(b"<?xml")
    assert b"<script" not in pictures["svg"]
    assert (pictures["png"][:4], pictures["pdf"][:4]) == (b"\x89PNG", b"%PDF")
    assert max(map(len, pictures.values())) < 60_000


def test_plain_descent_needs_thousands_of_steps_where_the_others_need_tens() -> None:
    p, n = np.array(LANDSCAPES["rosenbrock"].start), 0
    assert p.tolist() == [-1.2, 1.0]
    while np.hypot(*(p - 1)) > 1e-3:
        p, n = p - 0.2 * np.array(d_rosenbrock(*p)), n + 1
    assert n > 5000
    steps = [int(line.split("after ")[1].split(" steps")[0]) for line in shown("trade", "scipy").output.splitlines()]
    assert max(steps) < 100
