"""What a trained network says of a drawing, without anything that a film needs."""

import numpy as np

from charts.cnn.scene import Scene
from charts.lab import Learned
from core import Array
from core.activations import softmax
from core.cnn.network import forward
from core.cnn.view import CNNView
from data.cnn_run import PARAMS
from data.cnn_run import shipped as shipped_run


def shipped(params: CNNView) -> Learned | None:
    """The weights of the run that ships with the app, where this is one of its views."""
    return shipped_run().weights_at(-1) if params.training == PARAMS else None


def learned(scene: Scene) -> Learned:
    """The weights at the end."""
    return scene.history.weights_at(-1)


def answer(weights: Learned, params: CNNView, digit: Array) -> Array:
    """The probability of every class, shape (10,)."""
    image = np.clip(digit, 0, 1)  # sums of parts may miss 1 by a last bit
    shares: Array = softmax(forward(dict(weights), image[None], params)["scores"])[0]
    return shares
