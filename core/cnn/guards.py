"""What comes into a function about digits: pictures, labels and weights that fit, or an error."""

from typing import Any

import numpy as np

from core.cnn.shapes import N_CLASSES
from core.guards import finite, floats, whole_numbers
from core.validation import InvalidParameterError, Sizes

IMAGES = floats("N H W", 0, 1)
IMAGE = floats("H W", 0, 1)
LABELS = whole_numbers("N", 0, N_CLASSES)
TEST_LABELS = whole_numbers("N_test", 0, N_CLASSES)
GREYS = 255
NUMBERS = finite()
MASK = floats("N n_features")


def WEIGHTS(parameter: str, value: Any, sizes: Sizes) -> dict[str, Any]:
    """A dict of arrays of finite numbers, among them the output layer's; every layer has its biases."""
    if not isinstance(value, dict) or not {"W", "b"} <= value.keys() or any(_biases(n) not in value for n in value):
        raise InvalidParameterError(parameter, "named", value, names="kernels1, bias1, …, W, b")
    return {name: NUMBERS(name, numbers, sizes) for name, numbers in value.items()}


def _biases(name: Any) -> Any:
    """The biases that belong to the weights of a name."""
    return str(name).replace("kernels", "bias").replace("W_hidden", "b_hidden")


def grey_levels(parameter: str, value: Any, sizes: Sizes) -> np.ndarray[Any, Any]:
    """Pictures (N, H, W): whole levels 0 … 255 of uint8 as they are, all else from 0 to 1."""
    if isinstance(value, np.ndarray) and value.dtype == np.uint8 and value.ndim == 3 and value.size:
        return value
    levels: np.ndarray[Any, Any] = IMAGES(parameter, value, {})  # two of them need not be as many
    return levels


def fractions(levels: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Grey levels as float32 from 0 to 1; other pictures as float32."""
    scale = np.float32(1 / GREYS) if levels.dtype == np.uint8 else np.float32(1)
    return levels * scale
