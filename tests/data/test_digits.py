"""The digits are those of their source, every one of them once, and the split is fair."""

import hashlib

import numpy as np
import pytest

from core.validation import InvalidParameterError
from data.digits import FILE, N_TRAIN, TEST_PER_DIGIT, digit, digits

# Of all pictures of a digit in the order of the package mnist 1.1.0, as `data/make_digits.py` prints them.
SOURCE = {
    0: (1001, "f98e03f78971b43e2f7878d768f0ab0fc851165d7c6f86c272e1c522718bc7bf"),
    1: (1127, "b29e743f09ef15882dcb25ee50fdb43188261cdfe05d7c514a71635d21fc776f"),
    2: (991, "d1ed195098c57bca5cbcfc42c2f0c100e80c6d559c3858f681df6c8d13058d90"),
    3: (1032, "e1240578b263cf94097fa2a43910a8842237aa038e0a5fe3ee4df93b3aa5f108"),
    4: (980, "ae705eaaa4e9a00f83fcc473cb2f0efd63d7c8c0bee26f9d92cd829eb17c4d2d"),
    5: (863, "bfa02882640d96b4d9116c5f59933d9beda0b51cbcd22410754f488345719f9d"),
    6: (1014, "992883cbb7f2b45f469a1c349c45285bbbc9cbbe1f1f14cd25087edde8a720a8"),
    7: (1070, "b81bfd13479d03524ccec569069ba18c43f1aa33e63ccfe6f0892c8e0a028b28"),
    8: (944, "c7ee0550476aa452301ee9708d49d95ed57263a59e9b1b2a4f1eda649674709f"),
    9: (978, "73da6c83fcaa5e157c43812cc7a02dbf6f16ed663197c8dd0bc2098d6e40a0ea"),
}


@pytest.mark.parametrize("label", SOURCE)
def test_the_pictures_of_a_digit_are_those_of_the_source(label: int) -> None:
    with np.load(FILE) as file:
        images, labels, places = file["images"], file["labels"], file["places"]
    of_digit = images[labels == label][np.argsort(places[labels == label])]
    assert len(of_digit) == SOURCE[label][0]
    assert np.array_equal(np.sort(places[labels == label]), np.arange(len(of_digit)))
    assert hashlib.sha256(of_digit.tobytes()).hexdigest() == SOURCE[label][1]


def test_the_halves_are_as_large_as_they_say_and_the_test_half_is_balanced() -> None:
    data = digits()
    assert data.train_images.shape == (8000, 28, 28)
    assert data.test_images.shape == (2000, 28, 28)
    assert data.train_images.dtype == data.test_images.dtype == np.uint8
    assert np.bincount(data.test_labels).tolist() == [TEST_PER_DIGIT] * 10
    expected = [n - TEST_PER_DIGIT for n, _ in SOURCE.values()]
    assert np.bincount(data.train_labels).tolist() == expected
    assert sum(expected) == N_TRAIN
    assert (min(expected), max(expected)) == (663, 927)


def test_no_picture_is_in_both_halves() -> None:
    data = digits()
    train = {image.tobytes() for image in data.train_images}
    assert not any(image.tobytes() in train for image in data.test_images)


def test_the_digits_are_mixed() -> None:
    data = digits()
    for labels in (data.train_labels[:100], data.test_labels[:100]):
        assert len(set(labels.tolist())) == 10


def test_a_single_digit_is_a_test_picture_from_0_to_1() -> None:
    picture = digit(7, 3)
    data = digits()
    np.testing.assert_array_equal(picture * 255, data.test_images[data.test_labels == 7][3])
    assert (picture.min(), picture.max() <= 1) == (0, True)
    assert picture.dtype == np.float64


@pytest.mark.parametrize("label", range(10))
def test_the_first_and_the_last_test_picture_of_a_digit_can_be_had(label: int) -> None:
    data = digits()
    of_digit = data.test_images[data.test_labels == label]
    np.testing.assert_array_equal(digit(label, 0), of_digit[0] / 255)
    np.testing.assert_array_equal(digit(label, TEST_PER_DIGIT - 1), of_digit[-1] / 255)


@pytest.mark.parametrize(("label", "example"), [(10, 0), (-1, 0), (0, 200), (0, -1), (0.5, 0)])
def test_a_digit_that_is_not_there_is_refused(label: int, example: int) -> None:
    with pytest.raises(InvalidParameterError):
        digit(label, example)


@pytest.mark.parametrize("name", ["train_images", "train_labels", "test_images", "test_labels"])
def test_nobody_can_write_to_what_all_share(name: str) -> None:
    with pytest.raises(ValueError, match="read-only"):
        getattr(digits(), name)[0] = 1


def test_the_file_is_read_once() -> None:
    assert digits() is digits()
