"""What an answer to a drawing costs the process that serves the pages.

`python -m benchmarks.answers` from the repository's root. Prints, asserts nothing: the milliseconds of a processor from
strokes to probabilities, in the middle of many. Beside a seven stands the longest drawing that is taken.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as app.py does, before NumPy is imported
os.environ.setdefault("OMP_NUM_THREADS", "1")

from collections.abc import Callable
from statistics import median
from time import process_time

import numpy as np

from charts.answers import answered
from charts.cnn import answers
from core.cnn.view import CNNView
from core.drawing import prepare
from core.strokes import MAX_POINTS, MAX_THICKNESS, Drawing, Stroke, raster

TIMES = 50
PARAMS = CNNView()
SEVEN = Drawing((Stroke(((60, 60), (190, 60), (110, 200)), 20), Stroke(((100, 130), (170, 130)), 20)))


def longest() -> Drawing:
    """As many points as there may be, all over the pad."""
    points = np.random.default_rng(0).integers(0, 256, (MAX_POINTS, 2)).tolist()
    return Drawing((Stroke(tuple(map(tuple, points)), MAX_THICKNESS),))


def milliseconds(work: Callable[[], object]) -> float:
    """Of a processor, the middle of many times."""
    took = []
    for _ in range(TIMES):
        started = process_time()
        work()
        took.append(1000 * (process_time() - started))
    return median(took)


def main() -> None:
    weights = answers.shipped(PARAMS)
    assert weights is not None
    for name, drawing in {"a seven": SEVEN, "the longest": longest()}.items():
        ink = raster(drawing)
        digit = prepare(ink).digit
        parts = {
            "strokes": milliseconds(lambda drawing=drawing: raster(drawing)),
            "steps": milliseconds(lambda ink=ink: prepare(ink)),
            "network": milliseconds(lambda digit=digit: answers.answer(weights, PARAMS, digit)),
            "whole answer": milliseconds(lambda drawing=drawing: answered(answers, weights, PARAMS, drawing)),
        }
        print(f"{name:12}", *(f"{part} {took:.2f} ms" for part, took in parts.items()), sep="   ")


if __name__ == "__main__":
    main()
