"""What is kept is bounded in bytes: answers at the desk, scenes in a worker. And what a host may set."""

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from charts.perceptron.lab import LAB
from core.perceptron.params import PerceptronParams
from runs.cache import Cache
from runs.scenes import Scenes, array_bytes
from runs.settings import CACHE_MB, STATS, WORKERS, WrongSetting, cache_bytes, has_stats, n_cores, n_workers


def test_the_answer_not_asked_for_longest_goes_first() -> None:
    cache = Cache(30)
    for key in "abc":
        cache.put(key, key.encode() * 10)
    assert cache.get("a") == b"a" * 10
    cache.put("d", b"d" * 10)
    assert [key in cache for key in "abcd"] == [True, False, True, True]
    assert (cache.size, len(cache)) == (30, 3)
    with pytest.raises(KeyError):
        cache.get("b")


def test_an_answer_larger_than_the_cache_is_not_kept_and_costs_no_other_its_place() -> None:
    cache = Cache(30)
    cache.put("a", b"a" * 20)
    cache.put("b", b"b" * 31)
    assert ("a" in cache, "b" in cache, cache.size) == (True, False, 20)


def test_a_key_is_counted_once() -> None:
    cache = Cache(30)
    for size in (5, 10, 20):
        cache.put("a", bytes(size))
    assert (cache.get("a"), cache.size, len(cache)) == (bytes(20), 20, 1)


@dataclass(eq=False)
class Holder:
    arrays: dict[str, Any]
    inner: Any = field(default=None)

    @cached_property
    def later(self) -> np.ndarray:
        return np.zeros(100)


def test_arrays_are_counted_wherever_they_are_and_each_once() -> None:
    shared = np.zeros(10)
    held = Holder({"a": shared, "b": [shared, np.zeros(5)]}, inner=(Holder({"c": shared}), "text", 3))
    assert array_bytes(held) == 8 * 15
    assert held.later.size
    assert array_bytes(held) == 8 * 115
    held.inner = held  # a circle ends
    assert array_bytes(held) == 8 * 115


def test_scenes_are_computed_once_and_go_when_there_are_too_many_bytes() -> None:
    (view,) = LAB.views
    params = [PerceptronParams(seed=seed, n_epochs=2) for seed in range(20)]
    scenes = Scenes(1_000_000)
    first, milliseconds = scenes.of(view, params[0])
    assert scenes.of(view, params[0]) == (first, milliseconds)
    assert milliseconds > 0
    few = Scenes(3 * array_bytes(first))
    for p in params:
        few.of(view, p)
        assert 1 <= len(few) <= 5
    assert len(few) < 6


def test_by_default_there_is_a_worker_a_core_and_at_least_two() -> None:
    assert n_workers({}) == max(2, n_cores())
    assert cache_bytes({}) == 256 * 2**20
    assert has_stats({}) is False


@pytest.mark.parametrize(
    ("text", "at_most"),
    [("100000 100000", 1), ("150000 100000", 2), ("20000 100000", 1), ("max 100000", 10_000), ("?", 10_000)],
)
def test_a_limit_of_the_container_counts(tmp_path: Path, text: str, at_most: int) -> None:
    (tmp_path / "cpu.max").write_text(text)
    assert n_cores(tmp_path / "cpu.max") == min(n_cores(tmp_path / "none"), at_most) >= 1


@pytest.mark.parametrize(("text", "number"), [("0", 0), ("1", 1), (" 3 ", 3), ("64", 64), ("", max(2, n_cores()))])
def test_a_host_says_how_many(text: str, number: int) -> None:
    assert n_workers({WORKERS: text}) == number


@pytest.mark.parametrize("text", ["abc", "-1", "1.5", "65", "9" * 5000, "٣", "²", "1e1"])
def test_what_is_no_number_of_workers_is_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(WrongSetting, match=rf"^{WORKERS} must be a whole number from 0 to 64, got .{{1,50}}\.$"):
        n_workers({WORKERS: text})


def test_other_settings_are_checked_alike() -> None:
    assert cache_bytes({CACHE_MB: "8"}) == 8 * 2**20
    assert has_stats({STATS: "1"}) is True
    for name, read in ((CACHE_MB, cache_bytes), (STATS, has_stats)):
        with pytest.raises(WrongSetting, match=name):
            read({name: "yes"})
