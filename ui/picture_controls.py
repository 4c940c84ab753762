"""The controls of a picture and of a kernel, for every lab that convolves."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from core.convolution.pictures import unpack
from core.convolution.slide import EDGE, KERNEL_NAMES, MAX_CELL, MAX_OWN_SIDE, NINE, PICTURE_NAMES
from core.kernels import MAX_SIZE, SIZED, kernel_of
from locales import Catalogue
from ui.own_cells import painted_cells, typed_cells
from ui.upload import uploaded_picture
from ui.widgets import Choice, Control, Custom, Seed, Slider

DIGIT_SIDE = 28  # pixels of a digit of MNIST
TELLING_SIDE = 48  # pixels at which one knows what a photo shows
LEAST_SIDE = 5
CANVAS = ((0.0,) * 12,) * 12  # what one begins to paint on


def picture_controls(values: Mapping[str, Any], widest: int) -> list[Control]:
    """The picture, and what it can be told; what is typed or painted has a size of its own."""
    picture = values["picture"]
    longest = min(DIGIT_SIDE, widest) if picture == "digit" else widest

    def telling(upload: str) -> Mapping[str, Any]:
        """A picture from a file is shown so large that one knows it, and no larger than it is."""
        largest = max(unpack(upload).shape[1:])
        return {"side": max(LEAST_SIDE, min(TELLING_SIDE, widest, largest))}

    by_name: dict[str, list[Control]] = {
        "digit": [Slider("digit", "data", 0, 9, 1), Slider("example", "data", 0, 199, 1)],
        "own": [Custom("pixels", "data", painted_cells("pixels", MAX_OWN_SIDE, NINE), is_work=True)],
        "upload": [Custom("upload", "data", uploaded_picture("upload"), is_work=True, resets=telling)],
    }
    side: list[Control] = [] if picture == "own" else [Slider("side", "data", LEAST_SIDE, longest, 1)]

    def chosen(code: str) -> Mapping[str, Any]:
        """Who chooses to paint gets something to paint on; the numbers that links begin with are not in the way."""
        if code == "upload" and values["upload"]:  # it was here before, and others may have needed another size
            return telling(values["upload"])
        return {"pixels": CANVAS} if code == "own" and values["pixels"] == NINE else {}

    return [Choice("picture", "data", PICTURE_NAMES, resets=chosen), *by_name.get(picture, []), *side]


def kernel_controls(values: Mapping[str, Any]) -> list[Control]:
    """The preset with its numbers; who changes a number has a kernel of their own."""
    kernel, shown = values["kernel"], values["cells"]
    if kernel != "own":
        numbers = kernel_of(kernel, values["kernel_size"], np.random.default_rng(values["seed"]))
        shown = tuple(map(tuple, numbers.tolist()))

    def draw(value: Any, t: Catalogue) -> Any:
        new = typed_cells("cells", -MAX_CELL, MAX_CELL, MAX_SIZE)(shown, t)
        return value if new == shown else new

    return [
        # its own numbers begin as those of the preset; a preset needs none of them
        Choice("kernel", "model", KERNEL_NAMES, resets=lambda code: {"cells": shown if code == "own" else EDGE}),
        *([Slider("kernel_size", "model", 1, MAX_SIZE, 1)] if kernel in SIZED else []),
        Custom("cells", "model", draw, resets=lambda cells: {"kernel": "own"}),
        *([Seed("seed", "model")] if kernel == "random" else []),
    ]
