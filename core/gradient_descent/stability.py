"""What theory says about gradient descent with momentum on a quadratic, one eigen-direction at a time.

In the eigen-direction of eigenvalue λ the distance from the minimum follows a recurrence of two terms; the roots of
its characteristic polynomial say everything (Polyak 1964; Goh 2017, “Why Momentum Really Works”, Distill). Left out:
the adaptive methods, for which no such theory holds.
"""

import numpy as np
from numpy.typing import ArrayLike

from core import Array, IntArray
from core.gradient_descent.landscapes import Hessian, Landscape
from core.guards import finite, floats, number, takes
from core.validation import MAX_SIZE, InvalidParameterError

REGIMES = ("monotone", "one-step", "ripples", "oscillating", "diverging")
ROUNDING = 1e-9
SMALLEST = 1 / MAX_SIZE


@takes(hessian=finite("3"))
def eigen(hessian: Hessian) -> tuple[Array, Array]:
    """Curvatures and directions of a quadratic.

    Parameters
    ----------
    hessian : f_xx, f_xy, f_yy

    Returns
    -------
    eigenvalues : ndarray of shape (2,), ascending: the flat direction first
    eigenvectors : ndarray of shape (2, 2)
        Unit vectors as columns, each with its larger coordinate positive.
    """
    f_xx, f_xy, f_yy = hessian
    eigenvalues, vectors = np.linalg.eigh(np.array([[f_xx, f_xy], [f_xy, f_yy]]))
    larger = vectors[np.argmax(np.abs(vectors), axis=0), [0, 1]]
    return eigenvalues, vectors * np.sign(larger)


@takes(positions=floats("... 2"), hessian=finite("3"))
def eigen_coordinates(positions: Array, hessian: Hessian) -> Array:
    """Positions measured from a quadratic's minimum at (0, 0) along its eigen-directions, the flat one first.

    Parameters
    ----------
    positions : ndarray of shape (..., 2)
    hessian : f_xx, f_xy, f_yy

    Returns
    -------
    ndarray of shape (..., 2)
    """
    _, eigenvectors = eigen(hessian)
    return np.asarray(positions @ eigenvectors)


@takes(momentum=number(0, 1))
def largest_stable_rate(landscape: Landscape, momentum: float = 0.0, optimizer: str = "momentum") -> float | None:
    """The learning rate that must not be reached on a quadratic; None where theory gives none.

    "sgd": 2 / λmax · "momentum": 2(1 + β) / λmax · "nesterov": 2(1 + β) / ((1 + 2β) λmax)
    """
    bounds = {
        "sgd": 2.0,
        "momentum": 2 * (1 + momentum),
        "nesterov": 2 * (1 + momentum) / (1 + 2 * momentum),
    }
    if landscape.hessian is None or optimizer not in bounds:
        return None
    eigenvalues, _ = eigen(landscape.hessian)
    return bounds[optimizer] / float(eigenvalues[-1])


def _has_directions(learning_rate: Array, momentum: Array, eigenvalues: Array) -> None:
    if np.size(eigenvalues) == 0:
        raise InvalidParameterError("eigenvalues", "shape", np.shape(eigenvalues), shape="(d,)")


@takes(_has_directions, learning_rate=floats(), momentum=floats(low=0), eigenvalues=floats())
def convergence_rate(learning_rate: ArrayLike, momentum: ArrayLike, eigenvalues: ArrayLike) -> Array:
    """By what factor the distance shrinks per update in the long run, in the slowest of the eigen-directions.

    The larger |root| of z² - (1 + β - ηλ) z + β: √β for complex roots, else (|T| + √(T² - 4β)) / 2 with
    T = 1 + β - ηλ. At 1 and above nothing converges.

    Parameters
    ----------
    learning_rate, momentum : array-like, broadcast against each other
    eigenvalues : array-like of shape (d,), or a number

    Returns
    -------
    ndarray of their common shape
    """
    eta, beta = np.asarray(learning_rate)[..., None], np.asarray(momentum)[..., None]
    T = np.abs(1 + beta - eta * np.atleast_1d(eigenvalues))
    # where the roots are complex the second square root is 0 and the first term is the larger one
    factors = np.maximum(np.sqrt(beta), (T + np.sqrt(np.maximum(T * T - 4 * beta, 0))) / 2)
    return np.asarray(np.max(factors, axis=-1))


@takes(learning_rate=floats(), momentum=floats(low=0), eigenvalue=floats(low=0))
def regimes(learning_rate: ArrayLike, momentum: ArrayLike, eigenvalue: ArrayLike) -> IntArray:
    """How the distance behaves in the eigen-direction of `eigenvalue` > 0, as indices into `REGIMES`.

    With the roots of z² - (1 + β - ηλ) z + β:

    diverging : a root has |z| >= 1, that is ηλ >= 2(1 + β); the distance does not go to 0
    one-step : both roots are 0, that is β = 0 and ηλ = 1; a single update arrives
    ripples : the roots are complex; the distance swings around 0 and shrinks by √β per update
    monotone : the roots are real and not negative; started at rest, it never gets to the other side
    oscillating : the roots are real and not positive; started at rest, it changes sides with every update

    Parameters
    ----------
    learning_rate, momentum, eigenvalue : array-like, broadcast against each other

    Returns
    -------
    ndarray of their common shape
    """
    beta = np.asarray(momentum)
    a = np.asarray(learning_rate) * np.asarray(eigenvalue)
    T = 1 + beta - a
    tests = [
        a >= 2 * (1 + beta) * (1 - ROUNDING),
        (beta == 0) & (np.abs(T) <= ROUNDING),
        4 * beta * (1 - ROUNDING) > T * T,
        T >= 0,
    ]
    names = ("diverging", "one-step", "ripples", "monotone")
    return np.select(tests, [REGIMES.index(name) for name in names], REGIMES.index("oscillating"))


@takes(learning_rate=number(-MAX_SIZE), momentum=number(0), eigenvalue=number(0))
def regime(learning_rate: float, momentum: float, eigenvalue: float) -> str:
    """The name of one regime, see `regimes`."""
    return REGIMES[int(regimes(learning_rate, momentum, eigenvalue))]


@takes(eigenvalues=floats("d", low=SMALLEST))
def best_settings(eigenvalues: ArrayLike) -> tuple[float, float]:
    """The learning rate and momentum that converge fastest on a quadratic (Polyak 1964).

    η = (2 / (√λmin + √λmax))², β = ((√λmax - √λmin) / (√λmax + √λmin))²
    """
    low, high = np.sqrt(np.min(eigenvalues)), np.sqrt(np.max(eigenvalues))
    return float((2 / (low + high)) ** 2), float(((high - low) / (high + low)) ** 2)
