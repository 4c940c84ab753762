"""Six ways to use a gradient, with PyTorch's rules and defaults. One formula serves floats and arrays alike.

A state is a pair: the velocity (for Adam the mean gradient) and the accumulated square of the gradient; a method
that needs one of them only leaves the other alone. Left out: weight decay, dampening, AMSGrad, centred RMSProp.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from core import Array
from core.guards import bare, floats, integer, number, takes

Number = TypeVar("Number", float, Array)
State = tuple[Number, Number]

# what the labs allow
MAX_RATE = 1_000_000
MAX_MOMENTUM = 0.999
MAX_BETA2 = 0.99999

ADAGRAD_EPS = 1e-10
RMSPROP_ALPHA = 0.99
EPS = 1e-8

UPDATE = {"p": floats(), "g": floats(), "t": integer(1), "learning_rate": number(-MAX_RATE, MAX_RATE)}


class Settings(Protocol):
    """What the rules may ask of a lab's parameters."""

    @property
    def momentum(self) -> float:
        """How much of the velocity stays, in [0, 1)."""

    @property
    def beta1(self) -> float:
        """How much of Adam's mean gradient stays, in [0, 1)."""

    @property
    def beta2(self) -> float:
        """How much of Adam's mean square stays, in [0, 1)."""


@takes(**UPDATE)
def sgd(
    p: Number, g: Number, state: State[Number], t: int, learning_rate: float, settings: Settings
) -> tuple[Number, State[Number]]:
    """Plain gradient descent: p ← p - ηg (Cauchy 1847; with noisy gradients Robbins & Monro 1951)."""
    return p - learning_rate * g, state


@takes(**UPDATE)
def momentum(
    p: Number, g: Number, state: State[Number], t: int, learning_rate: float, settings: Settings
) -> tuple[Number, State[Number]]:
    """The heavy ball: v ← βv + g, p ← p - ηv (Polyak 1964)."""
    v, s = state
    v = settings.momentum * v + g
    return p - learning_rate * v, (v, s)


@takes(**UPDATE)
def nesterov(
    p: Number, g: Number, state: State[Number], t: int, learning_rate: float, settings: Settings
) -> tuple[Number, State[Number]]:
    """Momentum that looks ahead: v ← βv + g, p ← p - η(g + βv) (Nesterov 1983, in PyTorch's form)."""
    v, s = state
    v = settings.momentum * v + g
    return p - learning_rate * (g + settings.momentum * v), (v, s)


@takes(**UPDATE)
def adagrad(
    p: Number, g: Number, state: State[Number], t: int, learning_rate: float, settings: Settings
) -> tuple[Number, State[Number]]:
    """Every coordinate at its own pace: s ← s + g², p ← p - ηg / (√s + ε) (Duchi, Hazan & Singer 2011)."""
    v, s = state
    s = s + g * g
    return p - learning_rate * g / (s**0.5 + ADAGRAD_EPS), (v, s)


@takes(**UPDATE)
def rmsprop(
    p: Number, g: Number, state: State[Number], t: int, learning_rate: float, settings: Settings
) -> tuple[Number, State[Number]]:
    """AdaGrad that forgets: s ← αs + (1 - α)g², p ← p - ηg / (√s + ε) (Tieleman & Hinton 2012)."""
    v, s = state
    s = RMSPROP_ALPHA * s + (1 - RMSPROP_ALPHA) * g * g
    return p - learning_rate * g / (s**0.5 + EPS), (v, s)


@takes(**UPDATE)
def adam(
    p: Number, g: Number, state: State[Number], t: int, learning_rate: float, settings: Settings
) -> tuple[Number, State[Number]]:
    """Both at once: m ← β₁m + (1 - β₁)g, s ← β₂s + (1 - β₂)g², p ← p - ηm̂ / (√ŝ + ε) (Kingma & Ba 2015).

    m̂ = m / (1 - β₁ᵗ) and ŝ = s / (1 - β₂ᵗ) make up for the start from zero.
    """
    beta1, beta2 = settings.beta1, settings.beta2
    m, s = state
    m = beta1 * m + (1 - beta1) * g
    s = beta2 * s + (1 - beta2) * g * g
    m_hat = m / (1 - beta1**t)
    s_hat = s / (1 - beta2**t)
    return p - learning_rate * m_hat / (s_hat**0.5 + EPS), (m, s)


@dataclass(frozen=True)
class Optimizer:
    """A rule and what it keeps between two updates.

    Attributes
    ----------
    step : function of p, g, state, t, learning_rate, settings, returns p, state
        Update number t, counted from 1; p and g are floats, or arrays of floats of one shape.
    has_velocity : bool
    has_square : bool
        Which half of the state the rule uses.
    uses : tuple of str
        The fields of `Settings` that change its path.
    """

    step: Callable[..., tuple[Any, State[Any]]]
    has_velocity: bool = False
    has_square: bool = False
    uses: tuple[str, ...] = ()

    @staticmethod
    def start() -> State[float]:
        """At rest, nothing accumulated; a plain 0 fits every shape."""
        return 0.0, 0.0


OPTIMIZERS: dict[str, Optimizer] = {  # without their guards: a run makes thousands of updates
    "sgd": Optimizer(bare(sgd)),
    "momentum": Optimizer(bare(momentum), has_velocity=True, uses=("momentum",)),
    "nesterov": Optimizer(bare(nesterov), has_velocity=True, uses=("momentum",)),
    "adagrad": Optimizer(bare(adagrad), has_square=True),
    "rmsprop": Optimizer(bare(rmsprop), has_square=True),
    "adam": Optimizer(bare(adam), has_velocity=True, has_square=True, uses=("beta1", "beta2")),
}
