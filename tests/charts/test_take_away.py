"""What a learner takes home: a table and weights that read back to the last bit, a program that needs NumPy alone."""

import csv
import io
import subprocess
import sys
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from charts.perceptron.files import arrays, program, table
from charts.perceptron.scene import scene_of
from charts.take_away import arrays_npz, script, settings, table_csv
from core.perceptron.training import PerceptronParams

RUNS: list[dict[str, Any]] = [
    {"dataset": "ring", "learning_rate": 0.35, "n_epochs": 3},
    {"dataset": "overlapping-blobs", "variant": "averaged", "init_scale": 0.5, "seed": 3, "n_epochs": 3},
    {"dataset": "iris-versicolor-virginica", "variant": "pocket", "slip": "no-bias", "n_epochs": 3},
    {"dataset": "own", "slip": "unlabelled-test", "init_scale": 2.0, "shuffle": False, "fit_bias": False},
]


@pytest.mark.parametrize("fields", RUNS, ids=lambda fields: fields["dataset"])
def test_the_program_alone_prints_the_same_weights(fields: dict[str, Any], tmp_path: Path) -> None:
    run = scene_of(PerceptronParams(**fields))
    file = tmp_path / "perceptron.py"
    file.write_text(program(run, "看见学习 · Perceptron"), "utf-8")
    # -I: alone, without this repository on the path
    ran = subprocess.run([sys.executable, "-I", file], capture_output=True, text=True, cwd=tmp_path, check=True)
    assert ran.stdout.splitlines() == [
        f"updates: {run.history.n_updates}",
        f"w = {run.history.weights[-1].tolist()}",
        f"b = {run.history.biases[-1].item()}",
    ]
    assert run.history.n_updates > 0


def test_the_table_has_a_row_for_every_record_to_the_last_bit() -> None:
    history = scene_of(PerceptronParams(**RUNS[1])).history
    rows = list(csv.DictReader(io.StringIO(table_csv(table(scene_of(PerceptronParams(**RUNS[1])))))))
    assert list(rows[0]) == ["update", "sample_index", "samples_looked_at", "w1", "w2", "b"]
    assert rows[0]["sample_index"] == ""  # no sample brought the start

    def column(name: str) -> list[float]:
        return [float(row[name]) for row in rows if row[name]]

    np.testing.assert_array_equal(column("update"), range(history.n_updates + 1))
    np.testing.assert_array_equal(column("sample_index"), history.update_samples)
    np.testing.assert_array_equal(column("samples_looked_at"), [0, *history.update_steps])
    np.testing.assert_array_equal(np.column_stack([column("w1"), column("w2")]), history.weights)
    np.testing.assert_array_equal(column("b"), history.biases)


def test_the_weights_and_the_data_read_back() -> None:
    run = scene_of(PerceptronParams())
    with np.load(io.BytesIO(arrays_npz(arrays(run)))) as saved:
        assert set(saved) == {"w", "b", "X", "y"}
        np.testing.assert_array_equal(saved["w"], run.history.weights[-1])
        assert saved["b"] == run.history.biases[-1]
        np.testing.assert_array_equal(saved["X"], run.X)
        np.testing.assert_array_equal(saved["y"], run.y)


def doubled(x: float) -> float:
    return 2 * x


def test_a_script_defines_its_values_before_the_functions_that_use_them() -> None:
    values = {"X": np.array([0.1, 1e-17]), "params": {"rate": 0.5, "name": "a'b"}, "n": 3}
    text = script(
        "Title",
        imports=["from types import SimpleNamespace"],
        values=values,
        sources=[doubled],
        main="\ny = doubled(n)\n",
    )
    names: dict[str, Any] = {}
    exec(compile(text, "script", "exec"), names)
    assert names["__doc__"] == "Title"
    assert names["y"] == 6
    assert names["X"].tolist() == [0.1, 1e-17]
    assert (names["params"].rate, names["params"].name) == (0.5, "a'b")


def test_settings_are_all_fields_but_those_left_out_and_the_properties_that_are_asked_for() -> None:
    """So that a new parameter reaches the program by itself."""
    params = PerceptronParams(learning_rate=0.5, slip="no-bias")
    found = settings(params, "uses_bias", without=("points",))
    assert found.keys() == {field.name for field in fields(params)} - {"points"} | {"uses_bias"}
    assert (found["learning_rate"], found["uses_bias"]) == (0.5, False)
