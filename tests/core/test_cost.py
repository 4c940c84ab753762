"""The cost of a run, said beforehand: it grows with the sizes as the time does, and what is too dear is refused."""

import time
from collections.abc import Callable
from typing import Any

import pytest

from charts.labs import LABS
from core.cost import CALL, ELEMENT, MAX_COST, calls
from core.progress import silent
from core.recurrent.params import RecurrentParams
from core.recurrent.training import train, unseen_batch
from core.recurrent.view import RecurrentView
from core.validation import InvalidParameterError

VIEWS = {view.name: view for lab in LABS for view in lab.views}

# Runs of every kind and size, of some tenths of a second each: their times and costs must have the same ratios.
RUNS: dict[str, tuple[str, dict[str, Any]]] = {
    "narrow LSTM": ("recurrent", {"hidden_size": 8, "n_updates": 120}),
    "wide LSTM": ("recurrent", {"hidden_size": 64, "n_updates": 60}),
    "large batches": ("recurrent", {"batch_size": 256, "n_updates": 60}),
    "long sequences": ("recurrent", {"sequence_length": 100, "n_updates": 60}),
    "wide, long, large": ("recurrent", {"hidden_size": 64, "sequence_length": 100, "batch_size": 128, "n_updates": 8}),
    "plain": ("recurrent", {"cell": "rnn", "n_updates": 200}),
    "GRU": ("recurrent", {"cell": "gru", "n_updates": 100}),
    "three cells": ("recurrent", {"compare": True, "n_updates": 60}),
    "many single updates": ("gradient-descent-data", {"dataset": "line", "n_epochs": 60, "batch_size": 1}),
    "six racers": (
        "gradient-descent",
        {"optimizers": ("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam"), "n_steps": 2000},
    ),
    "attention and its rival": ("attention", {"rival": "gru", "n_updates": 60}),
    "a kernel": ("convolution-learn", {"n_steps": 600}),
    "four points": ("perceptron", {"dataset": "xor", "n_epochs": 1000}),
    "two hundred points": ("perceptron", {"dataset": "blobs", "n_samples": 200, "separation": 0.0, "n_epochs": 400}),
}


def seconds(work: Callable[[], object]) -> float:
    """CPU time of the fastest of a few: what else the machine does counts as little as can be."""
    times = []
    for _ in range(3):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


@pytest.fixture(scope="module")
def reference() -> float:
    """Seconds for one multiply-add, from the default training of the default lab of its kind."""
    params = RecurrentParams(n_updates=60)
    return seconds(lambda: train(params)) / params.cost


@pytest.mark.parametrize("run", RUNS)
def test_a_run_takes_as_long_as_its_cost_says_within_a_factor_of_three(run: str, reference: float) -> None:
    name, settings = RUNS[run]
    view = VIEWS[name]
    params = view.params(**settings)
    seeds = iter(range(3))

    def work() -> None:
        view.scene(view.params(**settings, seed=next(seeds)), silent)

    assert 1 / 3 < seconds(work) / (view.cost(params) * reference) < 3


READ: dict[str, dict[str, Any]] = {
    "wide": {"hidden_size": 64, "sequence_length": 40, "n_updates": 12},
    "many characters": {"task": "characters", "text": "".join(map(chr, range(0x4E00, 0x4E64))), "n_updates": 30},
}


@pytest.mark.parametrize("settings", READ.values(), ids=list(READ))
def test_what_a_film_reads_of_a_network_takes_as_long_as_its_cost_says(
    settings: dict[str, Any], reference: float
) -> None:
    """Along the training the readings are dearer than the training, and they are made when the film is."""
    params = RecurrentView(axis="training", batch_size=1, **settings)
    reading = params.cost - params.training_cost(params.cell, params.n_updates)
    scene = VIEWS["recurrent"].scene(params, silent)

    def work() -> None:
        for frame in (0, *scene.kept, scene.shown_frame):
            scene.influence(scene.reading_at(frame))

    assert reading > 0.6 * params.cost
    ratio = seconds(work) / (reading * reference)
    assert 1 / 3 < ratio < 3


def test_calls_and_elements_are_counted_in_multiply_adds() -> None:
    assert calls(2) == 2 * CALL
    assert calls(1, 1000) == CALL + 1000 * ELEMENT


GROWING = {
    "hidden_size": (4, 8, 64),
    "sequence_length": (8, 20, 100),
    "batch_size": (4, 32, 256),
    "n_updates": (10, 100, 300),
}


@pytest.mark.parametrize("field", GROWING)
def test_more_of_anything_costs_more(field: str) -> None:
    base = {"n_updates": 20, "hidden_size": 8}
    costs = [RecurrentParams(**base | {field: value}).cost for value in GROWING[field]]  # type: ignore[arg-type]
    assert costs == sorted(set(costs))


def test_what_is_shown_costs_too() -> None:
    plain = RecurrentView(n_updates=50)
    assert plain.cost > RecurrentParams(n_updates=50).cost
    assert RecurrentView(n_updates=50, axis="training").cost > plain.cost
    assert RecurrentView(n_updates=50, compare=True).cost > 2 * plain.cost


DEAR = {"hidden_size": 64, "sequence_length": 100, "batch_size": 256}


@pytest.mark.parametrize("kind", [RecurrentParams, RecurrentView])
def test_what_is_too_dear_is_refused_with_what_would_fit(kind: type[RecurrentParams]) -> None:
    with pytest.raises(InvalidParameterError, match="billion multiply-adds") as refused:
        kind(n_updates=2000, **DEAR)  # type: ignore[arg-type]
    error = refused.value
    assert (error.parameter, error.code, error.value) == ("n_updates", "too_dear", 2000)
    assert error.limits["cost"] > error.limits["high"] == MAX_COST // 10**9
    fits = error.limits["fits"]
    assert kind(n_updates=fits, **DEAR).cost <= MAX_COST  # type: ignore[arg-type]
    with pytest.raises(InvalidParameterError, match="billion"):
        kind(n_updates=fits + 1, **DEAR)  # type: ignore[arg-type]


def test_all_three_cells_together_must_not_be_too_dear() -> None:
    settings = {"hidden_size": 32, "n_updates": 1000}
    assert RecurrentView(**settings).cost < MAX_COST  # type: ignore[arg-type]
    with pytest.raises(InvalidParameterError, match="billion"):
        RecurrentView(compare=True, sequence_length=40, **settings)  # type: ignore[arg-type]


def test_the_sequences_that_judge_a_run_are_not_too_dear_for_it() -> None:
    params = RecurrentParams(hidden_size=64, sequence_length=100, batch_size=1, n_updates=400)
    assert RecurrentParams(hidden_size=64, sequence_length=100, batch_size=1, n_updates=400).cost < MAX_COST
    assert unseen_batch(params).x.shape[1] == 64
