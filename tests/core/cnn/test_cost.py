"""The cost of a training on digits, said beforehand: it grows as the time does."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import count

import pytest

from core.cnn import CNNParams, train
from data.digits import digits
from tests.core.test_cost import reference as reference
from tests.core.test_cost import seconds

RUNS = {
    "as by default": CNNParams(n_train=480, n_epochs=1),
    "all alone": CNNParams(n_train=500, batch_size=1, n_epochs=1, stride=2, kernel_size=3),
    "large batches": CNNParams(n_train=1500, batch_size=256, n_epochs=1, augment=False),
    "many filters": CNNParams(n_train=200, filters=(16, 16), n_epochs=1),
    "large maps": CNNParams(n_train=100, filters=(8, 8), pooling="none", n_epochs=1),
    "small maps": CNNParams(n_train=2000, stride=2, kernel_size=3, n_epochs=1, pooling="average"),
    "one block, dropout": CNNParams(n_train=1000, filters=(4,), dropout=0.5, hidden_size=32, n_epochs=1),
    "dense": CNNParams(model="dense", n_epochs=1),
    "logistic": CNNParams(model="logistic", n_train=4000, n_epochs=1, batch_size=16),
}


@pytest.mark.parametrize("run", RUNS)
def test_a_run_takes_as_long_as_its_cost_says_within_a_factor_of_three(run: str, reference: float) -> None:
    params, data, seeds = RUNS[run], digits(), count()

    def work(seeds: Iterator[int] = seeds) -> None:
        seeded = replace(params, seed=next(seeds))
        train(data.train_images, data.train_labels, data.test_images, data.test_labels, seeded)

    ratio = seconds(work) / (params.cost * reference)
    assert 1 / 3 < ratio < 3


GROWING = {
    "n_train": (500, 2000, 8000),
    "filters": ((2,), (4,), (4, 4), (16, 16)),
    "hidden_size": (10, 30, 64),
    "n_epochs": (1, 3, 10),
}


@pytest.mark.parametrize("field", GROWING)
def test_more_of_anything_costs_more(field: str) -> None:
    costs = [CNNParams(**{field: value}).cost for value in GROWING[field]]  # type: ignore[arg-type]
    assert costs == sorted(set(costs))


def test_smaller_batches_and_more_pixels_cost_more() -> None:
    assert CNNParams(batch_size=4).cost > CNNParams().cost
    assert CNNParams(pooling="none").cost > CNNParams().cost > CNNParams(stride=2, kernel_size=3).cost
