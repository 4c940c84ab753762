"""10,000 handwritten digits of MNIST (LeCun, Cortes & Burges), 28 × 28 grey levels; where they are from: README.md."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from core import Array
from core.records import Record
from core.validation import check_integer

FILE = Path(__file__).with_name("digits.npz")
N_TRAIN = 8000
TEST_PER_DIGIT = 200


@dataclass(frozen=True, eq=False)
class Digits(Record):
    """Pictures of shape (n, 28, 28), 0 is paper and 255 is ink; labels of shape (n,), 0 to 9.

    The test half has 200 of each digit, the training half has the rest: 663 (fives) to 927 (ones) of each.
    """

    train_images: NDArray[np.uint8]
    train_labels: NDArray[np.uint8]
    test_images: NDArray[np.uint8]
    test_labels: NDArray[np.uint8]


@cache
def digits() -> Digits:
    """All of them, read once."""
    with np.load(FILE) as file:
        images, labels = file["images"], file["labels"]
    return Digits(images[:N_TRAIN], labels[:N_TRAIN], images[N_TRAIN:], labels[N_TRAIN:])


def digit(label: int, example: int) -> Array:
    """One test picture of a digit, shape (28, 28), from 0 to 1; `example` counts from 0 to 199."""
    check_integer("digit", label, 0, 9)
    check_integer("example", example, 0, TEST_PER_DIGIT - 1)
    data = digits()
    picture: Array = data.test_images[np.flatnonzero(data.test_labels == label)[example]] / 255
    return picture
