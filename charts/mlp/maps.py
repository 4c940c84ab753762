"""What a neuron says as the colours of a picture: white is zero, orange positive, blue negative."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from charts import raster, theme
from charts.mlp.scene import Scene
from charts.raster import Colour
from core import Array

Pixels = NDArray[np.uint8]
NOTHING = 1e-6  # what is smaller all over the picture is zero, as a mean that is taken off itself
SHADES = 20  # of each class, from unsure to sure


@cache
def palette(colours: int) -> list[Colour]:
    """So many colours, white in the middle."""
    low, high = theme.DIVERGING
    return raster.ramp(low, raster.WHITE, high, colours)


def levels(values: Array, colours: int) -> Pixels:
    """Which colour every number gets; the picture's own largest size has the strongest one.

    Parameters
    ----------
    values : ndarray of shape (n,), or (n, units) for pictures with a scale of their own each
    colours : int
    """
    half = colours // 2
    limit = np.maximum(np.abs(values).max(axis=0), NOTHING)
    found: Pixels = np.rint(half * (1 + values / limit)).astype(np.uint8)
    return found


def answers(predictions: Array, scene: Scene, colours: int) -> Pixels:
    """Which colour every answer gets, each output a picture of its own: probabilities on a fixed scale.

    Of two classes the one output is orange where +1 is likelier; of several, each output is orange where it is sure.
    """
    half = colours // 2
    if scene.task == "regression":
        shares = np.clip(predictions / scale_of(scene), -1, 1)
    else:
        shares = 2 * predictions - 1 if scene.task == "two-classes" else predictions
    found: Pixels = np.rint(half * (1 + shares)).astype(np.uint8)
    return found


def scale_of(scene: Scene) -> float:
    """The size of the strongest colour where answers are numbers."""
    return float(np.abs(scene.y).max()) or 1.0


@cache
def class_palette(n: int) -> list[Colour]:
    """Shades of every class, one class after the other, from white to its colour."""
    found: list[Colour] = []
    for colour, _ in theme.CLASSES[:n]:
        found += raster.from_white(rgb(colour), SHADES)
    return found


def rgb(colour: str) -> Colour:
    """The three parts of a colour such as #e8710a."""
    r, g, b = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return r, g, b


def winners(predictions: Array) -> Pixels:
    """The colour of the likeliest class, the stronger the surer it is: (n, K) to (n,)."""
    n, n_classes = predictions.shape
    best = np.argmax(predictions, axis=1)
    sure = (predictions[np.arange(n), best] - 1 / n_classes) / (1 - 1 / n_classes)
    found: Pixels = (best * SHADES + np.rint((SHADES - 1) * np.clip(sure, 0, 1))).astype(np.uint8)
    return found
