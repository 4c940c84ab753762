"""What a learner takes away from a perceptron run: a table of its updates, its weights, and what programs need."""

import numpy as np
from numpy.typing import ArrayLike

from charts.perceptron.scene import Scene
from charts.take_away import numbers, settings
from core.perceptron.criterion import perceptron_criterion


def table(scene: Scene) -> dict[str, ArrayLike]:
    """One row for each record: which sample changed the weights, when, and to what."""
    history = scene.history
    return {
        "update": list(range(history.n_updates + 1)),
        "sample_index": ["", *history.update_samples.tolist()],
        "samples_looked_at": [0, *history.update_steps.tolist()],
        "w1": history.weights[:, 0].tolist(),
        "w2": history.weights[:, 1].tolist(),
        "b": history.biases.tolist(),
    }


def arrays(scene: Scene) -> dict[str, ArrayLike]:
    """The trained weights and bias, and the data they were trained on."""
    return {"w": scene.history.weights[-1], "b": scene.history.biases[-1], "X": scene.X, "y": scene.y}


def for_programs(scene: Scene) -> dict[str, object]:
    """The run as programs are told it: settings, data, and what came of it here."""
    w, b = scene.history.weights[-1], float(scene.history.biases[-1])
    return {
        **settings(scene.params, "uses_bias", without=("points",)),
        "X": scene.X.tolist(),
        "y": scene.y.tolist(),
        "lab": numbers(perceptron_criterion(w, b, scene.X, scene.y), np.append(w, b)),
    }
