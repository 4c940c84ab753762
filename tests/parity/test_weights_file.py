"""The file of a network's weights, read into PyTorch with the three lines that the page prints: the same answers."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from charts.cnn.files import arrays
from charts.cnn.scene import scene_of
from charts.cnn.torch_layers import recipe
from charts.take_away import arrays_npz
from core.cnn.network import forward
from core.cnn.view import CNNView
from data.digits import digits

SHORT: dict[str, Any] = {"n_train": 64, "n_epochs": 1}


@pytest.mark.parametrize(
    "settings",
    [
        {},
        SHORT | {"pooling": "average", "stride": 2, "kernel_size": 3, "hidden_size": 5},
        SHORT | {"filters": (4,), "pooling": "none", "slip": "linear"},
        SHORT | {"model": "dense"},
        SHORT | {"model": "logistic"},
    ],
)
def test_three_lines_read_the_weights_into_pytorch(
    settings: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = scene_of(CNNView(**settings))
    (tmp_path / "cnn.npz").write_bytes(arrays_npz(arrays(scene)))
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {"np": np, "torch": torch, "nn": nn}
    lines = recipe(scene.params, "cnn.npz")
    assert len(lines.splitlines()) == 3
    exec(lines, names)
    assert names["scores"].shape == (1, 10)
    images = digits().test_images[:20] / 255
    ours = forward(scene.weights[-1], images, scene.params)["scores"]
    with torch.no_grad():
        theirs = names["net"](torch.from_numpy(images[:, None]).float()).numpy()
    np.testing.assert_allclose(theirs, ours, atol=1e-5 * np.abs(ours).max())
