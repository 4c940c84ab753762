"""A trained network, ready to be filmed: its moments, and what every neuron says all over the plane."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from charts.geometry import Window, square_window
from charts.trained import Trained
from core import Array, IntArray
from core.iris import FEATURES as MEASURED
from core.mlp.history import MLPHistory
from core.mlp.network import forward
from core.mlp.outputs import OUTPUTS
from core.mlp.params import MLPParams
from core.mlp.samples import data, inputs, positions
from core.mlp.slow_motion import SlowStep, slow_step, slow_step_at
from core.mlp.targets import Task, task_of
from core.mlp.training import train
from core.mlp.view import OUTPUT, MLPView
from core.mlp.weights import unflatten
from core.progress import Progress, silent
from core.records import frozen

CHUNK = 8  # networks at once, so that what their neurons say stays in the cache
MANY = 40  # more neurons have smaller pictures
PLANE = 64  # pixels along a side of the plane


class Fineness(NamedTuple):
    """How fine the neurons' pictures are, so that a film stays below its size."""

    side: int  # pixels
    colours: int  # an odd number, white in the middle


FEW_NEURONS = Fineness(24, 33)
MANY_NEURONS = Fineness(16, 33)


@dataclass(frozen=True, eq=False)
class Scene:
    """One training and the plane it is looked at in.

    Attributes
    ----------
    P : ndarray of shape (n, 2)
        Where the samples lie in the plane that is shown.
    X : ndarray of shape (n, n_inputs)
        What the network is shown of them.
    y : ndarray of shape (n,)
    others : ndarray of shape (n_measured,)
        Of iris, what the measurements are that the plane does not show; else empty.
    """

    params: MLPView
    P: Array
    X: Array
    y: Array
    others: Array
    history: MLPHistory

    @property
    def task(self) -> Task:
        """What the network is asked."""
        return task_of(self.params.sizes[-1], self.params.is_regression)

    @property
    def n_classes(self) -> int:
        """How many answers there are; 0 where the answer is a number."""
        return {"regression": 0, "two-classes": 2}.get(self.task, self.params.sizes[-1])

    @cached_property
    def codes(self) -> IntArray:
        """The class of every sample, counted from 0."""
        return np.searchsorted(np.unique(self.y), self.y)

    @cached_property
    def fineness(self) -> Fineness:
        n_neurons = sum(self.params.sizes[1:])
        return FEW_NEURONS if n_neurons <= MANY else MANY_NEURONS

    @property
    def frames(self) -> IntArray:
        """The epochs whose networks are drawn; along one step, the one whose network takes it."""
        return np.array([self.shown_epoch]) if self.params.axis == "slow" else self.history.frames

    @property
    def shown_epoch(self) -> int:
        """After which the step is taken that is seen in slow motion: `trained` percent of all."""
        return round(self.params.trained * self.history.n_epochs / 100)

    @property
    def n_shown(self) -> int:
        """Which of the points learnt from takes it, counted from 1; the last one where there are not so many."""
        return min(self.params.sample, len(self.history.train))

    @property
    def shown_sample(self) -> int:
        """The same one among all samples, counted from 0."""
        return int(self.history.train[self.n_shown - 1])

    @cached_property
    def slow(self) -> SlowStep:
        """The update that this sample alone would make."""
        one = slice(self.shown_sample, self.shown_sample + 1)
        with np.errstate(over="ignore", invalid="ignore"):  # a step may lead out of all numbers
            return slow_step_at(self.history, self.shown_epoch, self.X[one], self.y[one], self.params)

    @cached_property
    def after(self) -> SlowStep:
        """The same sample in the network after that update."""
        one, weights = slice(self.shown_sample, self.shown_sample + 1), list(self.slow.updated)
        with np.errstate(over="ignore", invalid="ignore"):
            return slow_step(weights, self.X[one], self.y[one], self.params)

    @cached_property
    def window(self) -> Window:
        return square_window(self.P)

    def plane(self, side: int) -> Array:
        """What the network is shown in the middle of every pixel, row by row from the top: (side², n_inputs)."""
        x0, x1, y0, y1 = self.window
        steps = (np.arange(side) + 0.5) / side
        x, y = np.meshgrid(x0 + (x1 - x0) * steps, y1 - (y1 - y0) * steps)
        return self.shown(np.column_stack([x.ravel(), y.ravel()]))

    def shown(self, places: Array) -> Array:
        """What the network is shown of places in the plane: (n, n_inputs)."""
        if not self.others.size:
            return inputs(places, self.params)
        measured = np.tile(self.others, (len(places), 1))
        measured[:, axes_of(self.params)] = places
        return measured

    def said(self, X: Array) -> Iterator[list[Array]]:
        """What every layer hands on at each frame, the output's predictions last: arrays (n, units).

        In single precision, which is enough for a picture and takes half the time.
        """
        predict = OUTPUTS[self.task, self.params.loss].predict
        X, thetas = X.astype(np.float32), self.history.weights.thetas[self.frames].astype(np.float32)
        for start in range(0, len(thetas), CHUNK):
            weights = unflatten(thetas[start : start + CHUNK], self.params.sizes)
            *hidden, scores = forward(weights, X, self.params)[1:]
            layers = [*hidden, predict(scores)]
            for k in range(len(scores)):
                yield [layer[k] for layer in layers]

    @cached_property
    def neurons(self) -> list[list[Array]]:
        """What all neurons say in their pictures: at each frame, for each layer, (side², units)."""
        return list(self.said(self.plane(self.fineness.side)))

    @cached_property
    def chosen(self) -> list[Array]:
        """What the plane shows at each frame, (PLANE², units): the chosen neuron alone, or all outputs."""
        layer, unit = self.params.shown_unit
        everything = self.said(self.plane(PLANE))
        if (layer, unit) == OUTPUT:
            return [layers[-1] for layers in everything]
        return [layers[layer - 1][:, unit - 1 : unit] for layers in everything]

    @property
    def n_made(self) -> int:
        """How many epochs changed the weights: those after a run has diverged do not."""
        h = self.history
        return h.n_epochs if h.diverged_at == -1 else h.diverged_at - 1

    @property
    def n_weights(self) -> int:
        return int(self.history.weights.thetas.shape[1])


def axes_of(params: MLPView) -> Sequence[int]:
    """Which measurements of iris are the axes of the plane."""
    return [MEASURED.index(name) for name in (params.x1_feature, params.x2_feature)]


def history_of(params: MLPParams, progress: Progress) -> MLPHistory:
    """Load the data and train."""
    return train(*data(params), params, progress)


TRAINED = Trained(history_of, most=3)  # a long one of a large network takes 30 MB


def scene_of(params: MLPView, progress: Progress = silent) -> Scene:
    """Load the data, train if that was not done, and gather what the film needs."""
    places, y = positions(params)
    X, is_iris = inputs(places, params), params.dataset == "iris"
    others = places.mean(axis=0) if is_iris else np.zeros(0)
    P = places[:, axes_of(params)] if is_iris else places
    history = TRAINED.of(params.training, progress)
    return Scene(params, frozen(P), frozen(X), frozen(y), frozen(others), history)
