"""The trainings of this process: made once, and gone on with where they were given up."""

from collections.abc import Generator
from dataclasses import dataclass
from inspect import GEN_SUSPENDED, getgeneratorstate
from typing import Any, cast

from charts.trained import Trained
from core import Array
from core.cnn.history import CNNHistory
from core.cnn.params import CNNParams
from core.cnn.training import Data, Moment, Step, data_for, steps, told
from core.cnn.training import history_of as record_of
from core.progress import Progress
from data.cnn_run import PARAMS, shipped
from data.digits import digits


@dataclass(frozen=True, eq=False)
class Begun:
    """A training on its way: what it learns from, what was recorded so far, and the steps that are still to come."""

    data: Data
    made: list[Moment]
    steps: Generator[Step]


UNFINISHED: dict[CNNParams, Begun] = {}
"""The last training that was given up before its end: whoever asks for it again, looking at something else or in
another language, need not begin anew."""


def history_of(params: CNNParams, progress: Progress) -> CNNHistory:
    """Train on the digits that ship with the app, or go on with it; one training ships with it, too."""
    if params == PARAMS:
        return shipped()
    begun = UNFINISHED.pop(params, None) or _begun(params)

    def tell(fraction: float, /, **so_far: Any) -> None:
        progress(fraction, **so_far, history=lambda: record_of(begun.made, begun.data, params, over=False))

    try:
        for moment in told(begun.steps, tell):
            begun.made.append(moment)
    finally:
        if getgeneratorstate(begun.steps) == GEN_SUSPENDED:  # it did not end, nor fail: it was told to stop
            UNFINISHED.clear()
            UNFINISHED[params] = begun
    return record_of(begun.made, begun.data, params)


def _begun(params: CNNParams) -> Begun:
    data = digits_for(params)
    return Begun(data, [], steps(data, params))


def digits_for(params: CNNParams) -> Data:
    """The digits of the app that a run with these settings learns from and is tested with."""
    known = digits()
    images, test_images = cast(Array, known.train_images), cast(Array, known.test_images)  # grey levels are taken, too
    return data_for(images, known.train_labels, test_images, known.test_labels, params)


TRAINED = Trained(history_of, most=2)  # the largest take 20 MB
