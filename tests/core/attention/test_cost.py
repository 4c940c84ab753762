"""The cost of a training, said beforehand: it grows as the time does."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import count

import pytest

from core.attention import TASKS, AttentionParams, train
from tests.core.test_cost import reference as reference
from tests.core.test_cost import seconds

RUNS = {
    "default": AttentionParams(n_updates=100),
    "long and causal": AttentionParams(length=48, causal=True, n_updates=25),
    "wide": AttentionParams(width=128, n_heads=8, n_updates=25),
    "four layers": AttentionParams(n_layers=4, feed_forward=True, layer_norm=True, n_updates=30),
    "large batches": AttentionParams(batch_size=256, n_updates=40),
    "alone": AttentionParams(batch_size=1, n_updates=300),
    "pairs": AttentionParams(task="recall", **TASKS["recall"].defaults | {"n_updates": 50}),
    "text": AttentionParams(task="characters", **TASKS["characters"].defaults | {"n_updates": 60}),
}


@pytest.mark.parametrize("run", RUNS)
def test_a_run_takes_as_long_as_its_cost_says_within_a_factor_of_three(run: str, reference: float) -> None:
    params, seeds = RUNS[run], count()

    def work(seeds: Iterator[int] = seeds) -> None:
        train(replace(params, seed=next(seeds)))

    assert 1 / 3 < seconds(work) / (params.cost * reference) < 3


GROWING = {
    "length": (2, 8, 40),
    "width": (4, 16, 64),
    "n_layers": (1, 2, 4),
    "batch_size": (4, 32, 256),
    "n_updates": (10, 100, 300),
}


@pytest.mark.parametrize("field", GROWING)
def test_more_of_anything_costs_more(field: str) -> None:
    costs = [AttentionParams(**{"n_updates": 20} | {field: value}).cost for value in GROWING[field]]  # type: ignore[arg-type]
    assert costs == sorted(set(costs))
