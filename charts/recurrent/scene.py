"""A trained recurrent network and the sequence it reads, ready to be filmed: states, gradients, and who caused what."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from charts.film import thin
from charts.recurrent.reading import Reading, read
from charts.trained import Trained
from core import Array, IntArray
from core.alphabet import alphabet_of
from core.progress import Progress, part, silent
from core.recurrent.cells import CELLS
from core.recurrent.history import RecurrentHistory
from core.recurrent.losses import Mask, softmax
from core.recurrent.sensitivity import input_sensitivity
from core.recurrent.tasks import Batch
from core.recurrent.training import train, unseen_batch
from core.recurrent.view import RecurrentView, one_hot, own_sequence
from core.recurrent.writing import generate

STREAM = 6  # the characters that a network goes on with
TRAINED = Trained(train, most=8)


@dataclass(frozen=True, eq=False)
class Scene:
    """One training and one sequence.

    Attributes
    ----------
    batch : Batch
        The one sequence, with its targets.
    n_given : int
        How many of its inputs were given; the network itself wrote those after.
    others : mapping of cells to scenes
        The same with each of the three cells, when they are compared.
    """

    params: RecurrentView
    history: RecurrentHistory
    batch: Batch
    n_given: int
    others: Mapping[str, "Scene"]

    @property
    def T(self) -> int:
        return len(self.batch.x)

    @property
    def is_class(self) -> bool:
        """Whether an answer is one of several classes."""
        return self.params.rule.loss == "cross-entropy"

    @property
    def written(self) -> bool:
        """Whether the network wrote a part of the sequence itself: then no answer is right or wrong."""
        return self.n_given < self.T

    @cached_property
    def shown_frame(self) -> int:
        """The recorded update whose network reads the sequence: the one nearest to `trained` percent."""
        return frame_at(self.history, self.params.trained)

    def reading_at(self, frame: int) -> Reading:
        """How the network of a recorded update reads the sequence."""
        return read(self.params, self.history.weights_at(frame), self.batch)

    @cached_property
    def reading(self) -> Reading:
        return self.reading_at(self.shown_frame)

    @cached_property
    def first_reading(self) -> Reading:
        """Before the first update."""
        return self.reading_at(0)

    @cached_property
    def kept(self) -> list[int]:
        """The recorded updates that have a frame when the film runs along the training."""
        return thin(range(len(self.history.updates)), self.params.n_shown(self.params.cell))

    @cached_property
    def readings(self) -> list[Reading]:
        """The same sequence, read at every kept update."""
        return [self.reading_at(frame) for frame in self.kept]

    @cached_property
    def output_step(self) -> int:
        """The answer whose inputs are asked for, counted from 0: the chosen one, or the last one that counts."""
        if self.params.output_step:
            return min(self.params.output_step, self.T) - 1
        return int(np.flatnonzero(self.batch.mask[:, 0])[-1])

    def influence(self, reading: Reading) -> Array:
        """‖∂y_k/∂x_t‖ for that answer, shape (T,)."""
        return input_sensitivity(self.params.variant, reading.weights, reading.states, self.output_step)

    @cached_property
    def plane(self) -> tuple[Array, Array, Array]:
        """Mean (H,), two directions (H, 2) and the parts of the variance along them: principal components of h."""
        h = self.reading.h
        mean = h.mean(axis=0)
        _, sizes, directions = np.linalg.svd(h - mean)
        sizes = np.append(sizes, [0.0, 0.0])[:2]
        directions = np.vstack([directions, np.zeros((1, h.shape[1]))])[:2]
        total = max(float(np.sum((h - mean) ** 2)), np.finfo(float).tiny)
        return mean, directions.T, sizes**2 / total

    def path(self, reading: Reading) -> Array:
        """The states in that plane, (T + 1, 2)."""
        mean, directions, _ = self.plane
        points: Array = (reading.h - mean) @ directions
        return points

    def right(self, reading: Reading) -> Array:
        """The probability of the right class at every step, shape (T,)."""
        probabilities: Array = softmax(reading.outputs)[np.arange(self.T), self.targets]
        return probabilities

    @property
    def targets(self) -> Array | IntArray:
        """The right answers: numbers (T,), or classes (T,)."""
        return self.batch.targets[:, 0] if self.is_class else self.batch.targets[:, 0, 0]

    @property
    def mask(self) -> Mask:
        """Where an answer counts, shape (T,)."""
        return self.batch.mask[:, 0]

    def symbol(self, code: int) -> str:
        """The name of a class."""
        match self.params.task:
            case "characters":
                return alphabet_of(self.params.text)[code]
            case "first-symbol":
                return str(code + 1)
        return str(code)

    @cached_property
    def input_symbols(self) -> list[str]:
        """The name of every input, for tasks whose inputs have names."""
        x = self.batch.x[:, 0]
        codes = (x[:, 0] > 0).astype(int) if self.params.task == "parity" else np.argmax(x, axis=1)
        return [self.symbol(int(code)) for code in codes]

    @property
    def n_parameters(self) -> int:
        return int(self.history.thetas.shape[1])

    @cached_property
    def last_gradient(self) -> int:
        """The last state that has a gradient, or the last state."""
        found = np.flatnonzero(self.reading.norms)
        return int(found[-1]) if len(found) else self.T

    @cached_property
    def reach(self) -> tuple[int, float]:
        """How many steps back the last answer must look; and how much, before training, that input moves it.

        Relative to the input that moves it most.
        """
        steps = self.params.delay if self.params.task == "echo" else self.T - 1
        first = self.first_reading
        moved = input_sensitivity(self.params.variant, first.weights, first.states, self.T - 1)
        return steps, float(moved[self.T - 1 - steps] / max(moved.max(), np.finfo(float).tiny))

    @property
    def ratio(self) -> float:
        """The norm of the gradient after the first step, relative to that at the end; NaN when there is none."""
        norms = self.reading.norms
        has_one = not self.written and norms[self.last_gradient] > 0
        return float(norms[1] / norms[self.last_gradient]) if has_one else float("nan")


def frame_at(history: RecurrentHistory, percent: float) -> int:
    """The recorded update nearest to so many percent of all updates."""
    return int(np.argmin(np.abs(history.updates - percent * history.updates[-1] / 100)))


def sequence_of(params: RecurrentView, history: RecurrentHistory) -> tuple[Batch, int]:
    """The sequence to read, and how much of it was given: one of the unseen ones, or the visitor's own."""
    if not params.own:
        unseen = unseen_batch(params.training)
        return Batch(unseen.x[:, :1], unseen.targets[:, :1], unseen.mask[:, :1]), len(unseen.x)
    x = own_sequence(params)
    if params.task == "characters":
        return continued(params, history, x)
    return Batch(x, *params.rule.answers(x, params)), len(x)


def continued(params: RecurrentView, history: RecurrentHistory, x: Array) -> tuple[Batch, int]:
    """A beginning with what the trained network writes after it; every character's target is the one that came."""
    codes, n = np.argmax(x[:, 0], axis=1), x.shape[2]
    rng = np.random.default_rng([params.seed, STREAM])
    weights = history.weights_at(frame_at(history, params.trained))
    more = generate(
        params.variant, weights, codes, params.n_generated, params.temperature, rng, n, feedback=params.feedback
    )
    whole: IntArray = np.append(codes, more)
    mask = np.ones((len(whole) - 1, 1), dtype=bool)
    return Batch(one_hot(whole[:-1], n), whole[1:, None], mask), len(codes)


def scene_of(params: RecurrentView, progress: Progress = silent) -> Scene:
    """Train one cell, or all three, and read the sequence."""
    cells = list(CELLS) if params.compare else [params.cell]
    scenes: dict[str, Scene] = {}
    for n, cell in enumerate(cells):
        mine = replace(params, cell=cell)
        history = TRAINED.of(mine.training, part(progress, n, len(cells)))
        scenes[cell] = Scene(mine, history, *sequence_of(mine, history), {})
    return replace(scenes[params.cell], params=params, others=scenes if params.compare else {})
