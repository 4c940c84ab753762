"""What a learner takes away from a training on digits: its moments, its weights, and what programs need."""

from base64 import b64encode
from typing import cast
from zlib import compress

import numpy as np
from numpy.typing import ArrayLike, NDArray

from charts.cnn.scene import Scene
from charts.cnn.torch_layers import state_of
from charts.take_away import numbers, settings
from core import Array
from core.cnn.beginning import beginning
from core.cnn.samples import DROPOUT, INIT, STREAM
from core.cnn.shapes import N_CLASSES, n_hidden, shapes
from data.digits import digits


def table(scene: Scene) -> dict[str, ArrayLike]:
    """One row for each recorded moment; the probabilities are those of the digit that is read."""
    h = scene.history
    return {
        "update": h.updates,
        "train_loss": h.train_losses,
        "test_loss": h.test_losses,
        "train_accuracy": h.train_accuracies,
        "test_accuracy": h.test_accuracies,
        **{f"probability_{k}": scene.shares[:, k] for k in range(N_CLASSES)},
    }


def arrays(scene: Scene) -> dict[str, ArrayLike]:
    """The trained weights under the names that PyTorch gives them."""
    return dict(state_of(scene.weights[-1], scene.params))


def for_programs(scene: Scene) -> dict[str, object]:
    """The first updates and the trained network as programs are told them, and what came of both here."""
    params, known = scene.params.training, digits()
    begun = beginning(cast(Array, known.train_images), known.train_labels, params)
    weights = {name: values.astype(float).tolist() for name, values in scene.weights[-1].items()}
    return {
        **settings(params, "active", "n_updates"),
        "n_blocks": len(scene.blocks),
        "hidden": n_hidden(params),
        "shapes": shapes(params),
        "init_seed": [params.seed, STREAM, INIT],
        "dropout_seed": [params.seed, STREAM, DROPOUT],
        "digits": _packed(known.train_images[begun.indices]),
        "labels": begun.labels.tolist(),
        "moves": [part.tolist() for part in begun.moves] if begun.moves else None,
        "sizes": begun.sizes,
        "image": scene.image.tolist(),
        "trained": weights,
        "lab": {**numbers(begun.loss, begun.theta), "reading": numbers(0.0, scene.shares[-1])["checksum"]},
    }


def _packed(levels: NDArray[np.uint8]) -> str:
    """Grey levels of uint8 as text: a quarter of what they take as numbers."""
    return b64encode(compress(levels.tobytes(), 9)).decode()
