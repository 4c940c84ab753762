"""Which moments of a perceptron's run the film shows, and everything that is true at each of them."""

import math
from dataclasses import asdict, dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from charts.film import MAX_FRAMES, thin
from charts.story import Translate
from core import Array, IntArray
from core.datasets import load
from core.perceptron.history import PerceptronHistory, considered, working_at
from core.perceptron.margin import Margin, largest_margin, novikoff_bound
from core.perceptron.params import PerceptronParams
from core.perceptron.training import answer_at, train
from core.progress import Progress, silent
from core.records import frozen

FIRST_SAMPLES = 12  # so many samples are shown one by one, right or wrong


@dataclass(frozen=True)
class PlaneNames:
    """What the axes and the two classes of a data set are called, in the visitor's language."""

    x1: str
    x2: str
    positive: str
    negative: str


def in_words(bound: float) -> str:
    """Novikoff's bound, the same wherever it is shown."""
    return f"{bound:,.0f}" if bound >= 100 else f"{bound:.3g}"


def plane_names(params: PerceptronParams, t: Translate) -> PlaneNames:
    """Flowers by name and in centimetres, other data by x₁, x₂ and the sign of the class."""
    if not params.dataset.startswith("iris-"):
        return PlaneNames("x₁", "x₂", t("class_positive"), t("class_negative"))
    negative, positive = params.dataset.removeprefix("iris-").split("-")
    x1, x2 = (t("axis_cm", feature=t(f"x1_feature_{f}")) for f in (params.x1_feature, params.x2_feature))
    return PlaneNames(x1, x2, f"+1 {t(f'species_{positive}')}", f"−1 {t(f'species_{negative}')}")


def scene_of(params: PerceptronParams, progress: Progress = silent) -> "Scene":
    """Load the data, train, and gather what the film needs."""
    X, y = map(frozen, load(params.dataset, **asdict(params)))  # all visitors share the scene
    return Scene(X, y, params, train(X, y, params), largest_margin(X, y, params.uses_bias))


def moments(history: PerceptronHistory, limit: int = MAX_FRAMES) -> IntArray:
    """The steps (samples considered so far) at which the film has a frame; 0 is before training.

    All steps when they are few; else the first ones, then updates only, evenly thinned; first and last always.
    """
    last = history.orders.size
    if last + 1 <= limit:
        return np.arange(last + 1)
    first = list(range(FIRST_SAMPLES + 1))
    later = [int(s) for s in history.update_steps if FIRST_SAMPLES < s < last]
    return np.array([*first, *thin(later, limit - len(first) - 1), last])


@dataclass(frozen=True, eq=False)
class Scene:
    """One run at its moments: arrays whose first axis is the frame."""

    X: Array
    y: Array
    params: PerceptronParams
    history: PerceptronHistory
    margin: Margin

    @cached_property
    def steps(self) -> IntArray:
        return moments(self.history)

    @cached_property
    def before(self) -> IntArray:
        """Record in force when the sample of this frame was looked at."""
        return working_at(self.history, np.maximum(self.steps - 1, 0))

    @cached_property
    def after(self) -> IntArray:
        return working_at(self.history, self.steps)

    @cached_property
    def answer(self) -> tuple[Array, Array]:
        """The variant's own weights (F, 2) and biases (F,) at each frame."""
        return answer_at(self.history, self.X, self.y, self.steps, self.params)

    @cached_property
    def seen(self) -> tuple[IntArray, IntArray]:
        """Epoch (from 1) and sample index of each frame; of frame 0 those of the first sample."""
        return considered(self.history, np.maximum(self.steps, 1))

    @property
    def n_frames(self) -> int:
        return len(self.steps)

    @property
    def bound(self) -> float:
        """The most updates that this run can take; infinite where Novikoff's theorem does not speak."""
        from_zero = not self.history.current_weights[0].any() and not self.history.current_biases[0]
        return self.novikoff if from_zero and self.params.slip != "unlabelled-test" else math.inf

    @property
    def novikoff(self) -> float:
        """(R/γ)² of the data (Novikoff 1962)."""
        return novikoff_bound(self.margin)

    @property
    def fits_bias(self) -> bool:
        return self.params.uses_bias

    def working(self, record: int) -> tuple[Array, float]:
        """Weights (2,) and bias of the working perceptron at one record."""
        return self.history.current_weights[record], float(self.history.current_biases[record])

    def updated(self, frame: int) -> bool:
        return bool(self.after[frame] > self.before[frame])

    def is_end(self, frame: int) -> bool:
        return frame > 0 and frame == self.n_frames - 1

    def wrong(self, frame: int) -> NDArray[np.bool_]:
        """Which samples the answer at this frame has on the wrong side, or on the line: y(w·x + b) ≤ 0."""
        w, b = self.answer[0][frame], self.answer[1][frame]
        wrong: NDArray[np.bool_] = self.y * (self.X @ w + b) <= 0
        return wrong
