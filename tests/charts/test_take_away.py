"""What a learner takes home: a table and weights that read back to the last bit, and what programs are told."""

import csv
import io
from dataclasses import fields
from typing import Any

import numpy as np

from charts.perceptron.files import arrays, table
from charts.perceptron.scene import scene_of
from charts.take_away import arrays_npz, settings, table_csv
from core.perceptron.params import PerceptronParams

RUNS: list[dict[str, Any]] = [
    {"dataset": "ring", "learning_rate": 0.35, "n_epochs": 3},
    {"dataset": "overlapping-blobs", "variant": "averaged", "init_scale": 0.5, "seed": 3, "n_epochs": 3},
    {"dataset": "iris-versicolor-virginica", "variant": "pocket", "slip": "no-bias", "n_epochs": 3},
    {"dataset": "own", "slip": "unlabelled-test", "init_scale": 2.0, "shuffle": False, "fit_bias": False},
]


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


def test_settings_are_all_fields_but_those_left_out_and_the_properties_that_are_asked_for() -> None:
    """So that a new parameter reaches the program by itself."""
    params = PerceptronParams(learning_rate=0.5, slip="no-bias")
    found = settings(params, "uses_bias", without=("points",))
    assert found.keys() == {field.name for field in fields(params)} - {"points"} | {"uses_bias"}
    assert (found["learning_rate"], found["uses_bias"]) == (0.5, False)
