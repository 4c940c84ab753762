"""The cost of a training, said beforehand: it grows as the time does."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import count

import pytest

from core.cost import MAX_COST
from core.mlp import MLPParams, data, train
from core.validation import InvalidParameterError
from tests.core.test_cost import reference as reference
from tests.core.test_cost import seconds

RUNS = {
    "default": MLPParams(n_epochs=30),
    "all alone": MLPParams(n_samples=100, batch_size=1, n_epochs=20, optimizer="sgd", hidden_layer_sizes=()),
    "six layers of sixteen": MLPParams(hidden_layer_sizes=(16,) * 6, activation="tanh", n_epochs=15),
    "all at once": MLPParams(n_samples=1000, batch_size=500, n_epochs=60),
    "all at once, six layers": MLPParams(
        n_samples=1000, batch_size=500, n_epochs=15, hidden_layer_sizes=(16,) * 6, activation="gelu"
    ),
    "three classes": MLPParams(dataset="three-arms", dropout=0.2, l2=0.01, n_epochs=15),
    "many epochs": MLPParams(n_samples=10, batch_size=5, n_epochs=400, hidden_layer_sizes=(2,)),
}


@pytest.mark.parametrize("run", RUNS)
def test_a_run_takes_as_long_as_its_cost_says_within_a_factor_of_three(run: str, reference: float) -> None:
    params, seeds = RUNS[run], count()

    def work(seeds: Iterator[int] = seeds) -> None:
        seeded = replace(params, seed=next(seeds))
        train(*data(seeded), seeded)

    ratio = seconds(work) / (params.cost * reference)
    assert 1 / 3 < ratio < 3


GROWING = {
    "n_samples": (100, 500, 1000),
    "hidden_layer_sizes": ((), (4,), (16,), (16, 16)),
    "n_epochs": (1, 10, 100),
}


@pytest.mark.parametrize("field", GROWING)
def test_more_of_anything_costs_more(field: str) -> None:
    costs = [MLPParams(**{field: value}).cost for value in GROWING[field]]  # type: ignore[arg-type]
    assert costs == sorted(set(costs))


def test_what_is_too_dear_is_refused_with_what_would_fit() -> None:
    dear = {"n_samples": 1000, "batch_size": 1, "hidden_layer_sizes": (16,) * 6}
    with pytest.raises(InvalidParameterError, match="billion multiply-adds") as refused:
        MLPParams(n_epochs=1000, **dear)  # type: ignore[arg-type]
    fits = refused.value.limits["fits"]
    assert MLPParams(n_epochs=fits, **dear).cost <= MAX_COST  # type: ignore[arg-type]
    with pytest.raises(InvalidParameterError, match="billion"):
        MLPParams(n_epochs=fits + 1, **dear)  # type: ignore[arg-type]
