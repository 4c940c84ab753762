"""A fit by stochastic gradient descent at the moments that the film shows."""

from dataclasses import asdict, dataclass
from functools import cached_property

import numpy as np

from charts.film import MAX_FRAMES, thin
from core import Array, IntArray
from core.gradient_descent.batches import SGDHistory
from core.gradient_descent.linear_losses import exact_minimum, loss, loss_gradient, loss_surface
from core.gradient_descent.linear_models import SGDParams, train
from core.gradient_descent.regression_data import load
from core.progress import Progress, silent
from core.records import frozen

FIRST_UPDATES = 20  # so many updates are shown one by one
GRID = 120  # cells of the loss map along each side
ROOM = 0.25  # around the path, as a part of its extent


@dataclass(frozen=True, eq=False)
class Fit:
    """One run: X of shape (n, 1), y of shape (n,), and everything that was recorded."""

    params: SGDParams
    X: Array
    y: Array
    history: SGDHistory

    @cached_property
    def steps(self) -> IntArray:
        """The updates that have a frame: the first ones, later ones evenly thinned, the last one."""
        last = self.history.n_updates
        first = list(range(min(last, FIRST_UPDATES) + 1))
        later = list(range(len(first), last + 1))
        return np.array([*first, *thin(later, MAX_FRAMES - len(first))])

    @property
    def n_frames(self) -> int:
        return len(self.steps)

    @property
    def n_shown(self) -> int:
        """Updates that were made before the run diverged, or all."""
        at = self.history.diverged_at
        return self.history.n_updates if at == -1 else at - 1

    @cached_property
    def path(self) -> Array:
        """(w, b) at every frame, shape (F, 2)."""
        return np.column_stack([self.history.weights[self.steps, 0], self.history.biases[self.steps]])

    @cached_property
    def full_losses(self) -> Array:
        """The loss of all samples at every frame, shape (F,)."""
        h, model = self.history, self.params.model
        return np.array([loss(h.weights[t], float(h.biases[t]), self.X, self.y, model) for t in self.steps])

    @cached_property
    def minimum(self) -> tuple[float, float] | None:
        """(w, b) of the smallest loss, where there is a formula for it."""
        if self.params.model != "linear":
            return None
        w, b = exact_minimum(self.X, self.y)
        return float(w[0]), b

    @property
    def least(self) -> float | None:
        """The smallest loss, where there is a formula for it."""
        if self.minimum is None:
            return None
        w, b = self.minimum
        return loss(np.array([w]), b, self.X, self.y, self.params.model)

    @cached_property
    def bounds(self) -> tuple[float, float, float, float]:
        """The part of the (w, b) plane that the map shows: the path as far as it stays sensible, and the minimum."""
        points = [self.path, np.zeros((1, 2))] + ([np.array([self.minimum])] if self.minimum else [])
        places = np.vstack(points)
        reach = 50 * (1 + float(np.abs(places[-1]).max())) if self.minimum else np.inf
        low, high = np.clip(places, -reach, reach).min(axis=0), np.clip(places, -reach, reach).max(axis=0)
        room = ROOM * np.maximum(high - low, 0.5)
        return float(low[0] - room[0]), float(high[0] + room[0]), float(low[1] - room[1]), float(high[1] + room[1])

    @cached_property
    def surface(self) -> Array:
        """The true loss over the map, shape (GRID, GRID), rows along b."""
        w0, w1, b0, b1 = self.bounds
        centres = (np.arange(GRID) + 0.5) / GRID
        return loss_surface(self.X, self.y, self.params.model, w0 + (w1 - w0) * centres, b0 + (b1 - b0) * centres)

    def batch(self, step: int) -> IntArray:
        """Indices of the samples of update `step`, counted from 1; none for step 0."""
        return self.history.batches[step - 1] if step else np.array([], dtype=int)

    def batch_gradient(self, step: int) -> tuple[Array, float]:
        """The gradient that update `step` followed."""
        i, h = self.batch(step), self.history
        w, b = h.weights[step - 1], float(h.biases[step - 1])
        return loss_gradient(w, b, self.X[i], self.y[i], self.params.model)


def fit_of(params: SGDParams, progress: Progress = silent) -> Fit:
    """Load the data, train, and gather what the film needs."""
    X, y = map(frozen, load(params.dataset, **asdict(params)))  # all visitors share the scene
    return Fit(params, X, y, train(X, y, params, progress))
