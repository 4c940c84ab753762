"""What the pad shows of a drawing: how it becomes a digit, and what a trained network says of that."""

import base64
from functools import cache
from typing import Any

import numpy as np

from charts.lab import Answers, Learned
from core import Array
from core.drawing import drawn, ground_of
from core.strokes import Drawing, Ground
from data.digits import digit

DECIMALS = 6  # of a probability
SAMPLE = 2  # which of each digit's test pictures


def answered(answers: Answers[Any], learned: Learned, params: Any, drawing: Drawing) -> dict[str, Any]:
    """The steps and the answer, ready for JSON.

    Returns
    -------
    dict
        "box" and "shift" as `core.drawing.Steps` has them; "boxed" and "digit" as a byte a pixel, row by row, in
        base64; "probabilities", one a class. InvalidParameterError where there is no ink.
    """
    steps = drawn(drawing)
    probabilities = answers.answer(learned, params, steps.digit)
    return {
        "box": list(steps.box),
        "boxed": _bytes(steps.boxed),
        "shift": list(steps.shift),
        "digit": _bytes(steps.digit),
        "probabilities": [round(float(probability), DECIMALS) for probability in probabilities],
    }


@cache
def samples() -> tuple[Ground, ...]:
    """A picture of each digit from the test set, to draw on."""
    return tuple(ground_of(digit(label, SAMPLE)) for label in range(10))


def _bytes(picture: Array) -> str:
    return base64.b64encode(np.rint(255 * picture).astype(np.uint8).tobytes()).decode("ascii")
