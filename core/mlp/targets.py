"""What is asked of a network: to part two classes, to part several, or to say a number.

y is -1 or +1 for two classes, 0, …, K - 1 for K classes, and any number for a regression. A network for two classes or
for numbers has one output, one for K classes has K of them.
"""

from typing import Literal

import numpy as np

from core import Array
from core.validation import InvalidParameterError

Task = Literal["two-classes", "classes", "regression"]
MAX_CLASSES = 10


def n_outputs_of(y: Array, regression: bool) -> int:
    """How many outputs these answers need; classes are checked.

    Parameters
    ----------
    y : ndarray of shape (n,)
    regression : bool
        Whether the answers are numbers, not classes.
    """
    found = sorted(set(y.tolist()))
    if regression or found == [-1, 1]:
        return 1
    if len(found) < 2:
        raise InvalidParameterError("y", "several_classes", f"only {y[0]:+g}")
    if found != list(range(len(found))) or len(found) > MAX_CLASSES:
        raise InvalidParameterError("y", "one_of", found, choices=("-1 and +1", f"0, 1, … up to {MAX_CLASSES - 1}"))
    return len(found)


def task_of(n_outputs: int, regression: bool) -> Task:
    """What a network with so many outputs is asked."""
    if regression:
        return "regression"
    return "two-classes" if n_outputs == 1 else "classes"


def targets_of(y: Array, n_outputs: int, task: Task) -> Array:
    """What the last layer's scores are compared with, see core.mlp.outputs.

    Parameters
    ----------
    y : ndarray of shape (n,)
    n_outputs : int
    task : "two-classes", "classes" or "regression"

    Returns
    -------
    ndarray of shape (n, n_outputs)
    """
    if task == "classes":
        one_hot: Array = np.eye(n_outputs)[y.astype(int)]
        return one_hot
    return (y[:, None] + 1) / 2 if task == "two-classes" else y[:, None]


def answers_of(scores: Array, task: Task) -> Array:
    """What the network says: the class of the largest score, coded as y is, or the number.

    Parameters
    ----------
    scores : ndarray of shape (…, n, n_outputs)
    task : "two-classes", "classes" or "regression"

    Returns
    -------
    ndarray of shape (…, n)
    """
    if task == "classes":
        largest: Array = np.argmax(scores, axis=-1).astype(float)
        return largest
    score: Array = scores[..., 0]
    return np.where(score > 0, 1.0, -1.0) if task == "two-classes" else score
