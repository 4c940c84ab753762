"""How the learning rate shrinks during a run: factors of the chosen rate, 1 at the first update.

t counts the updates made so far, 0 to n_steps - 1. Left out: warm-up and restarts.
"""

from collections.abc import Callable
from math import cos, pi

from core.guards import bare, choice, integer, number, takes

Schedule = Callable[[int, int], float]

INVERSE_LATE = 10  # at the end of a run the inverse schedule has come down to about 1 / (1 + INVERSE_LATE)


@takes(t=integer(0), n_steps=integer(1))
def constant(t: int, n_steps: int) -> float:
    """Always the same."""
    return 1.0


@takes(t=integer(0), n_steps=integer(1))
def step(t: int, n_steps: int) -> float:
    """A tenth after each third of the run."""
    return 0.1 ** (3 * t // n_steps)


@takes(t=integer(0), n_steps=integer(1))
def cosine(t: int, n_steps: int) -> float:
    """Half a wave from 1 down to 0 (Loshchilov & Hutter 2017, without their restarts)."""
    return (1 + cos(pi * t / n_steps)) / 2


@takes(t=integer(0), n_steps=integer(1))
def inverse(t: int, n_steps: int) -> float:
    """1 / (1 + ct): its sum grows without end, the sum of its squares does not (Robbins & Monro 1951)."""
    return 1 / (1 + INVERSE_LATE * t / n_steps)


SCHEDULES: dict[str, Schedule] = {
    "constant": bare(constant),
    "step": bare(step),
    "cosine": bare(cosine),
    "inverse": bare(inverse),
}


@takes(learning_rate=number(0, above=True), schedule=choice(SCHEDULES), n_steps=integer(1))
def learning_rates(learning_rate: float, schedule: str, n_steps: int) -> list[float]:
    """The rate of each of `n_steps` updates."""
    factor = SCHEDULES[schedule]
    return [learning_rate * factor(t, n_steps) for t in range(n_steps)]
