"""A race down a landscape: several optimizers from one start, each update with the gradient where it stands.

`updates` is the descent as books print it; `descend` runs it for every optimizer and keeps everything.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple, get_args

import numpy as np

from core import Array, IntArray
from core.gradient_descent.landscapes import DEFAULT_CONDITION, LANDSCAPES, MAX_CONDITION, Landscape, ravine
from core.guards import bare, number, takes
from core.optimizers import MAX_BETA2, MAX_MOMENTUM, MAX_RATE, OPTIMIZERS, Optimizer, Settings
from core.records import Record
from core.schedules import SCHEDULES, learning_rates
from core.validation import MAX_SEED, InvalidParameterError, check_choice, check_integer, check_number

Slip = Literal["none", "climb"]

MAX_STEPS = 2000
MAX_NOISE = 1000
FAR = 1000  # map widths: whoever is further out does not come back
NOISE_STREAM = 4  # the noise has a stream of its own, so that another lab's seed does not repeat it
ARRIVED = 0.02  # map widths


@dataclass(frozen=True)
class DescentParams:
    """Everything that determines a race.

    `start` None is the landscape's own start. `noise` is the standard deviation of the Gaussian noise on both
    coordinates of every gradient, at each update the same for all optimizers. `condition` shapes the ravine only;
    `momentum` is for "momentum" and "nesterov", `beta1` and `beta2` are for "adam". The slip "climb" turns the sign
    of every step.
    """

    landscape: str = "ravine"
    condition: float = DEFAULT_CONDITION
    start: tuple[float, float] | None = None
    noise: float = 0.0
    optimizers: tuple[str, ...] = ("sgd", "momentum", "adam")
    learning_rate: float = LANDSCAPES["ravine"].learning_rates[1]
    schedule: str = "constant"
    momentum: float = 0.9
    beta1: float = 0.9
    beta2: float = 0.999
    n_steps: int = 120
    slip: Slip = "none"
    seed: int = 0

    def __post_init__(self) -> None:
        checked = {
            "landscape": check_choice("landscape", self.landscape, LANDSCAPES),
            "condition": check_number("condition", self.condition, 1, MAX_CONDITION),
            "noise": check_number("noise", self.noise, 0, MAX_NOISE),
            "optimizers": check_optimizers(self.optimizers),
            "learning_rate": check_number("learning_rate", self.learning_rate, 0, MAX_RATE, above=True),
            "schedule": check_choice("schedule", self.schedule, SCHEDULES),
            "momentum": check_number("momentum", self.momentum, 0, MAX_MOMENTUM),
            "beta1": check_number("beta1", self.beta1, 0, MAX_MOMENTUM),
            "beta2": check_number("beta2", self.beta2, 0, MAX_BETA2),
            "n_steps": check_integer("n_steps", self.n_steps, 1, MAX_STEPS),
            "slip": check_choice("slip", self.slip, get_args(Slip)),
            "seed": check_integer("seed", self.seed, 0, MAX_SEED),
            "start": check_start(self.start, LANDSCAPES[self.landscape].bounds),
        }
        for name, value in checked.items():  # numpy's numbers become Python's: equal runs compare equal
            object.__setattr__(self, name, value)

    @property
    def surface(self) -> Landscape:
        """The landscape itself."""
        return ravine(self.condition) if self.landscape == "ravine" else LANDSCAPES[self.landscape]


def check_optimizers(names: object) -> tuple[str, ...]:
    """Different names of optimizers, at least one."""
    if not isinstance(names, list | tuple) or not names:
        raise InvalidParameterError("optimizers", "one_of", names, choices=tuple(OPTIMIZERS))
    checked = tuple(check_choice("optimizers", name, OPTIMIZERS) for name in names)
    if len(set(checked)) < len(checked):
        raise InvalidParameterError("optimizers", "differ", checked, other="each other")
    return checked


def check_start(start: object, bounds: tuple[float, float, float, float]) -> tuple[float, float] | None:
    """A place on the map, or None."""
    if start is None:
        return None
    if not isinstance(start, list | tuple | np.ndarray) or np.shape(start) != (2,):
        raise InvalidParameterError("start", "shape", start, shape="(2,): x, y")
    x_low, x_high, y_low, y_high = bounds
    return check_number("start", start[0], x_low, x_high), check_number("start", start[1], y_low, y_high)


@dataclass(frozen=True, eq=False)
class DescentHistory(Record):
    """Every update of every optimizer, in the order of `DescentParams.optimizers`; read-only and finite.

    A run diverges when an update takes it further than `FAR` map widths from the middle of the map. That update is
    not made: from there on the run stays where it was, and its gradients, velocities and squares are 0.

    Attributes
    ----------
    positions : ndarray of shape (n_steps + 1, n_optimizers, 2)
        Record 0 is the start.
    losses : ndarray of shape (n_steps + 1, n_optimizers)
        The height there.
    gradients : ndarray of shape (n_steps, n_optimizers, 2)
        Entry t is what update t + 1 used, noise included: taken at positions[t].
    velocities, squares : ndarray of shape (n_steps, n_optimizers, 2)
        The state after update t + 1; 0 for the optimizers that keep none.
    learning_rates : ndarray of shape (n_steps,)
        The rate of update t + 1.
    diverged_at : ndarray of shape (n_optimizers,)
        The update, counted from 1, that would have gone too far; -1 where none did.
    """

    positions: Array
    losses: Array
    gradients: Array
    velocities: Array
    squares: Array
    learning_rates: Array
    diverged_at: IntArray


class Update(NamedTuple):
    """One update: where it led, by which gradient, and the state it left."""

    x: float
    y: float
    dx: float
    dy: float
    velocity_x: float
    velocity_y: float
    square_x: float
    square_y: float


def updates(
    surface: Landscape,
    optimizer: Optimizer,
    start: tuple[float, float],
    rates: Sequence[float],
    noise: Sequence[Sequence[float]],
    settings: Settings,
) -> Iterator[Update]:
    """Roll down from `start`, one update for each rate; end early before an update that goes too far.

    Plain numbers: on two coordinates Python is many times faster than NumPy.
    """
    (x_low, x_high, y_low, y_high), (x, y) = surface.bounds, start
    x_middle, y_middle, limit = (x_low + x_high) / 2, (y_low + y_high) / 2, FAR * (x_high - x_low)
    step, gradient = optimizer.step, surface.gradient
    x_state = y_state = optimizer.start()
    for t, (rate, (noise_x, noise_y)) in enumerate(zip(rates, noise, strict=True), start=1):
        dx, dy = gradient(x, y)
        dx, dy = dx + noise_x, dy + noise_y
        x, x_state = step(x, dx, x_state, t, rate, settings)
        y, y_state = step(y, dy, y_state, t, rate, settings)
        if not (abs(x - x_middle) <= limit and abs(y - y_middle) <= limit):  # NaN is too far, too
            return
        yield Update(x, y, dx, dy, x_state[0], y_state[0], x_state[1], y_state[1])


def noise_of(params: DescentParams) -> Array:
    """What is added to the gradient at each update, shape (n_steps, 2)."""
    rng = np.random.default_rng([params.seed, NOISE_STREAM])
    return params.noise * rng.standard_normal((params.n_steps, 2))


def descend(params: DescentParams) -> DescentHistory:
    """Let every optimizer of `params` run, all with the same noise."""
    n_steps = params.n_steps
    surface = replace(params.surface, gradient=bare(params.surface.gradient))
    start = surface.start if params.start is None else params.start
    rates = learning_rates(params.learning_rate, params.schedule, n_steps)
    signed = [-rate for rate in rates] if params.slip == "climb" else rates
    noise = noise_of(params).tolist()

    table = np.zeros((n_steps, len(params.optimizers), len(Update._fields)))
    diverged_at = np.full(len(params.optimizers), -1)
    for k, name in enumerate(params.optimizers):
        run = list(updates(surface, OPTIMIZERS[name], start, signed, noise, params))
        table[: len(run), k] = np.array(run).reshape(-1, table.shape[2])
        if len(run) < n_steps:
            diverged_at[k] = len(run) + 1
            table[len(run) :, k, :2] = run[-1][:2] if run else start

    start_row = np.broadcast_to(start, (1, len(params.optimizers), 2))
    positions = np.concatenate([start_row, table[:, :, :2]])
    losses = surface.f(positions[..., 0], positions[..., 1])
    gradients, velocities, squares = table[:, :, 2:4], table[:, :, 4:6], table[:, :, 6:]
    return DescentHistory(positions, losses, gradients, velocities, squares, np.array(rates), diverged_at)


@takes(radius=number(0, above=True))
def arrivals(history: DescentHistory, surface: Landscape, radius: float = ARRIVED) -> IntArray:
    """The update after which each optimizer stays near one minimum to the end of the run.

    Parameters
    ----------
    history : DescentHistory
    surface : Landscape
    radius : float
        What near means, in map widths.

    Returns
    -------
    ndarray of shape (n_optimizers,)
        0 when the start was near already; -1 where the end is not near any minimum.
    """
    x_low, x_high, *_ = surface.bounds
    offsets = history.positions[:, :, None] - np.array(surface.minima)
    away = np.sqrt(np.sum(offsets**2, axis=-1)) > radius * (x_high - x_low)
    # the record after the last one that is away from that minimum
    stays = np.max(np.where(away, np.arange(1, len(away) + 1)[:, None, None], 0), axis=0)
    first = np.min(stays, axis=1)
    return np.where(first < len(away), first, -1)
