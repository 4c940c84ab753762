"""The recipes that read files of weights into the frameworks, with what the labs' own networks answer.

`tools.write_programs` writes them beside the programs.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from charts.take_away import arrays_npz
from core import Array
from core.attention.network import forward as attention_forward
from core.cnn.network import forward as cnn_forward
from core.mlp.network import forward as mlp_forward
from core.progress import silent
from locales import catalogue
from runs.wishes import VIEWS
from tools.covering_runs import RUNS

RANDOM = {"pytorch": "torch.rand(1, 1, 28, 28)", "keras": "np.random.rand(1, 28, 28, 1)"}
PICTURE = {"pytorch": "torch.from_numpy(np.load({file!r}))[None, None]", "keras": "np.load({file!r})[None, :, :, None]"}
LARGEST = 1e30  # larger numbers leave single precision on their way


@dataclass(frozen=True, eq=False)
class Recipe:
    """A recipe for a framework with its files, and what its last variable should hold.

    Attributes
    ----------
    view : str
    run : int
        Of `tools.covering_runs.RUNS`.
    framework : str
    text : str
    files : mapping of names to bytes or ndarray
    answers : ndarray
    """

    view: str
    run: int
    framework: str
    text: str
    files: dict[str, bytes | Array]
    answers: Array

    def write(self, folder: Path) -> None:
        """The files, into a folder."""
        for name, content in self.files.items():
            if isinstance(content, bytes):
                (folder / name).write_bytes(content)
            else:
                np.save(folder / name, content)


def _cnn(scene: Any) -> Array:
    found: Array = cnn_forward(scene.weights[-1], scene.image[None], scene.params)["scores"]
    return found


def _attention(scene: Any) -> Array:
    found: Array = attention_forward(scene.history.network_at(-1), scene.tokens[None], scene.params)["scores"]
    return found


def _mlp(scene: Any) -> Array:
    return mlp_forward(scene.history.weights[-1], scene.X, scene.params)[-1]


def _recurrent(scene: Any) -> Array:
    found: Array = scene.reading.states.outputs
    return found


ANSWERS: dict[str, Callable[[Any], Array]] = {
    "mlp": _mlp,
    "cnn": _cnn,
    "recurrent": _recurrent,
    "attention": _attention,
}


def recipes(*names: str) -> Iterator[Recipe]:
    """Of every run of these views, for every framework that its weights can be read into."""
    for name in names:
        view, answers = VIEWS[name], ANSWERS[name]
        for number, fields in enumerate(RUNS[name]):
            params = view.params(**fields)
            weights = f"{name}_{number}.npz"
            texts = view.recipes(params, weights, catalogue("en"))
            if not texts:
                continue
            scene = view.scene(params, silent)
            known = answers(scene)
            if np.abs(known).max() < LARGEST:
                for framework, text in texts.items():
                    yield _recipe(name, number, framework, text, scene, weights, known)


def _recipe(name: str, number: int, framework: str, text: str, scene: Any, weights: str, answers: Array) -> Recipe:
    files: dict[str, bytes | Array] = {weights: arrays_npz(VIEWS[name].files.arrays(scene))}
    if name == "cnn":  # its recipe reads a random picture; here it reads the lab's
        files[picture := f"{name}_{number}_picture.npy"] = scene.image.astype(np.float32)
        assert text.count(RANDOM[framework]) == 1
        text = text.replace(RANDOM[framework], PICTURE[framework].format(file=picture))
    if name == "recurrent" and framework == "keras":
        answers = answers.swapaxes(0, 1)
    return Recipe(name, number, framework, text, files, answers)
