"""The files of networks' weights, read into PyTorch as the page prints it: the same answers."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tools.run_programs import READ
from tools.write_recipes import ANSWERS, recipes


@pytest.mark.parametrize("view", ANSWERS)
def test_what_pytorch_reads_answers_as_the_lab_does(view: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    read = [recipe for recipe in recipes(view) if recipe.framework == "pytorch"]
    assert len(read) > 4
    for recipe in read:
        recipe.write(tmp_path)
        names: dict[str, Any] = {}
        exec(recipe.text, names)
        made = (names["scores"] if "scores" in names else names["outputs"]).detach().numpy()
        assert made.shape == recipe.answers.shape
        np.testing.assert_allclose(made, recipe.answers, rtol=0, atol=READ * np.abs(recipe.answers).max())
