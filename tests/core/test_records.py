"""Nobody can change what a run left behind, not even after a cache has pickled it."""

import copy
import pickle
from dataclasses import FrozenInstanceError, dataclass
from typing import Any

import numpy as np
import pytest

from core.records import Record


@dataclass(frozen=True, eq=False)
class Run(Record):
    first: np.ndarray[Any, Any]
    second: np.ndarray[Any, Any]
    name: str = "run"


def through_pickle(protocol):
    return lambda run: pickle.loads(pickle.dumps(run, protocol))


WAYS = {
    "itself": lambda run: run,
    "copied": copy.deepcopy,
    **{f"pickled {protocol}": through_pickle(protocol) for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1)},
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_arrays_are_read_only(way):
    run = way(Run(np.arange(3.0), np.arange(4)))
    for array in (run.first, run.second):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 7
    with pytest.raises(FrozenInstanceError):
        run.name = "other"
    assert run.first.tolist() == [0, 1, 2]


def test_the_caller_keeps_a_writeable_array_of_its_own():
    mine = np.arange(3.0)
    run = Run(mine, mine[1:])
    mine[:] = 9
    assert run.first.tolist() == [0, 1, 2]
    assert run.second.tolist() == [1, 2]


def test_a_read_only_view_of_a_writeable_array_is_copied():
    mine = np.arange(3.0)
    view = mine[:]
    view.flags.writeable = False
    run = Run(view, view)
    mine[0] = 9
    assert run.first[0] == 0


def test_one_array_in_two_fields_stays_one():
    array = np.arange(3.0)
    run = Run(array, array)
    assert run.first is run.second
    again = pickle.loads(pickle.dumps(run))
    assert again.first is again.second
