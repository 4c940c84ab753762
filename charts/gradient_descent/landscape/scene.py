"""A race at the moments that the film shows."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from charts import swatch
from charts.film import MAX_FRAMES, thin
from core import Array, IntArray
from core.gradient_descent.descent import DescentHistory, DescentParams, descend
from core.gradient_descent.landscapes import Landscape
from core.optimizers import OPTIMIZERS
from core.progress import Progress, silent

GRID = 61  # points of the map along each side
FLOOR = 1e-12  # of the highest loss: below this a logarithmic axis shows nothing new


class Style(NamedTuple):
    """Colour, dash and symbol of an optimizer, the same in every panel."""

    colour: str
    dash: str
    symbol: str


STYLES = {
    "sgd": Style("#d1495b", "solid", "circle"),
    "momentum": Style("#2b7de9", "dash", "square"),
    "nesterov": Style("#7b4fc9", "dot", "diamond"),
    "adagrad": Style("#1a9e6c", "dashdot", "triangle-up"),
    "rmsprop": Style("#c77d0a", "longdash", "triangle-down"),
    "adam": Style("#0e9aa7", "longdashdot", "star"),
}


SWATCHES = {name: swatch.line(style.colour, style.dash) for name, style in STYLES.items()}


@dataclass(frozen=True, eq=False)
class Race:
    """One race: arrays whose first axis is the record."""

    params: DescentParams
    history: DescentHistory

    @property
    def surface(self) -> Landscape:
        return self.params.surface

    @property
    def names(self) -> tuple[str, ...]:
        return self.params.optimizers

    @property
    def has_velocity(self) -> bool:
        """Whether one of the optimizers remembers where it was going."""
        return any(OPTIMIZERS[name].has_velocity for name in self.names)

    @property
    def has_square(self) -> bool:
        """Whether one of the optimizers remembers how large gradients were."""
        return any(OPTIMIZERS[name].has_square for name in self.names)

    @cached_property
    def steps(self) -> IntArray:
        """The updates that have a frame."""
        return np.array(thin(range(self.params.n_steps + 1), MAX_FRAMES))

    @property
    def n_frames(self) -> int:
        return len(self.steps)

    @property
    def start(self) -> tuple[float, float]:
        return self.surface.start if self.params.start is None else self.params.start

    @cached_property
    def grid(self) -> tuple[Array, Array, Array]:
        """The map: x (GRID,), y (GRID,) and the heights (GRID, GRID), rows along y."""
        x_low, x_high, y_low, y_high = self.surface.bounds
        x, y = np.linspace(x_low, x_high, GRID), np.linspace(y_low, y_high, GRID)
        return x, y, np.asarray(self.surface.f(*np.meshgrid(x, y)))

    def heights(self, n: int) -> Array:
        """The landscape on a grid of n × n cells, rows along y."""
        x_low, x_high, y_low, y_high = self.surface.bounds
        centres = (np.arange(n) + 0.5) / n
        x, y = np.meshgrid(x_low + (x_high - x_low) * centres, y_low + (y_high - y_low) * centres)
        return np.asarray(self.surface.f(x, y))

    @property
    def floor(self) -> float:
        """The smallest loss that the logarithmic axis shows."""
        return FLOOR * float(max(self.grid[2].max(), self.history.losses[0].max()))

    def diverged(self, k: int, step: int) -> bool:
        """Whether optimizer k has diverged by that update."""
        at = int(self.history.diverged_at[k])
        return at != -1 and step >= at


def race_of(params: DescentParams, progress: Progress = silent) -> Race:
    """Run the race and gather what its film needs."""
    return Race(params, descend(params))
