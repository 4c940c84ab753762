"""What is taken away: a table of the moments, and weights under PyTorch's names."""

from typing import Any

import numpy as np
import pytest

from charts.cnn.files import arrays, table
from charts.cnn.scene import scene_of
from charts.cnn.torch_layers import layers_of
from core.cnn.network import forward
from core.cnn.view import CNNView

SHORT: dict[str, Any] = {"n_train": 64, "n_epochs": 1}
KINDS: dict[str, dict[str, Any]] = {
    "cnn": {},
    "other": SHORT | {"pooling": "average", "stride": 2, "kernel_size": 3, "hidden_size": 5, "slip": "linear"},
    "one block": SHORT | {"filters": (4,), "pooling": "none"},
    "dense": SHORT | {"model": "dense"},
    "logistic": SHORT | {"model": "logistic"},
}
every_kind = pytest.mark.parametrize("kind", KINDS)


@every_kind
def test_the_table_has_a_row_a_moment(kind: str) -> None:
    scene = scene_of(CNNView(**KINDS[kind]))
    columns = table(scene)
    assert {len(np.asarray(column)) for column in columns.values()} == {scene.n_frames}
    np.testing.assert_allclose(sum(np.asarray(columns[f"probability_{k}"]) for k in range(10)), 1)


@every_kind
def test_the_weights_have_the_shapes_that_pytorch_gives_its_layers(kind: str) -> None:
    """nn.Conv2d(i, o, k) has a weight (o, i, k, k), nn.Linear(i, o) a weight (o, i); their places are their names."""
    scene = scene_of(CNNView(**KINDS[kind]))
    state = arrays(scene)
    for k, layer in enumerate(layers_of(scene.params)):
        if not layer.weight:
            assert f"{k}.weight" not in state
            continue
        inside = layer.written.split("(")[1].rstrip(")").split(", ")
        n_in, n_out = int(inside[0]), int(inside[1])
        size = (int(inside[2]),) * 2 if "Conv2d" in layer.written else ()
        assert np.shape(state[f"{k}.weight"]) == (n_out, n_in, *size)
        assert np.shape(state[f"{k}.bias"]) == (n_out,)


def test_a_dense_layer_reads_the_maps_in_the_order_in_which_pytorch_flattens_them() -> None:
    scene = scene_of(CNNView())
    state = arrays(scene)
    pooled = forward(scene.weights[-1], scene.image[None], scene.params)["pool2"]
    flat = pooled.reshape(1, -1)  # nn.Flatten: maps, then rows, then columns
    scores = flat @ np.asarray(state["7.weight"]).T + np.asarray(state["7.bias"])
    np.testing.assert_allclose(scores, scene.found[-1]["scores"], atol=1e-9)
