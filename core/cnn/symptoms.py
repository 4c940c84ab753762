"""What can be read off a training on digits: filters that are dead, and a gap between what is learnt and what is seen.

Left out: what caused it, which only another training can show.
"""

import numpy as np

from core import Array, IntArray
from core.cnn.guards import IMAGES, WEIGHTS
from core.cnn.history import CNNHistory
from core.cnn.network import forward
from core.cnn.params import CNNParams
from core.cnn.shapes import N_CLASSES, blocks
from core.cnn.weights import Weights
from core.guards import takes


@takes(weights=WEIGHTS, images=IMAGES)
def dead_filters(weights: Weights, images: Array, params: CNNParams) -> list[IntArray]:
    """The filters of every block whose map is 0 everywhere for each of these digits: no gradient reaches them.

    Parameters
    ----------
    weights : dict
    images : ndarray of shape (N, 28, 28)
    params : CNNParams

    Returns
    -------
    list of ndarray of int
        One array a block, filters counted from 0; all empty without ReLU.
    """
    if not params.active:
        return [np.zeros(0, dtype=np.int64) for _ in blocks(params)]
    found = forward(weights, images, params)
    return [np.flatnonzero(np.all(found[f"relu{k}"] == 0, axis=(0, 2, 3))) for k, _ in enumerate(blocks(params), 1)]


def overfitting_gap(history: CNNHistory) -> float:
    """By how much the share of right answers is larger among the judged digits learnt from than among the test digits.

    Both are of `n_judged` digits, so differences of a few hundredths come by chance, too.
    """
    return float(history.train_accuracies[-1] - history.test_accuracies[-1])


def mistakes(history: CNNHistory, labels: IntArray) -> IntArray:
    """The test digits that get a wrong answer at the end, as indices in their order."""
    return np.flatnonzero(history.predictions != labels)


def most_confused(history: CNNHistory) -> tuple[int, int, int]:
    """The commonest mistake: what the digit is, what the answer is, and how often; (0, 0, 0) when there is none."""
    wrong = history.confusion * (1 - np.eye(N_CLASSES, dtype=np.int64))
    label, answer = divmod(int(wrong.argmax()), N_CLASSES)
    return (label, answer, int(wrong[label, answer])) if wrong.any() else (0, 0, 0)
