"""Data sets for networks: points of the plane with classes or numbers, Fisher's iris, and the visitor's own points.

Every maker takes the number of points and a random stream and returns positions (n, 2), the classes in turn, and y;
`load` adds the noise. The plane reaches from about -5 to 5 both ways. y is -1 and +1 for two classes, 0, 1, 2 for
three, and a number for a regression. Circle, Gaussians, spiral and plane follow the TensorFlow Playground (Smilkov
et al. 2017).
"""

from collections.abc import Callable

import numpy as np

from core import Array, IntArray
from core.datasets import Point
from core.iris import FLOWERS_PER_SPECIES, MEASUREMENTS, SPECIES
from core.validation import InvalidParameterError, check_choice

Maker = Callable[[int, np.random.Generator], tuple[Array, Array]]

STREAM = 6  # no other lab's seed repeats these numbers
N_SAMPLES = (10, 1000)
MAX_NOISE = 2
TURNS = 1.5
REACH = 5.0
CENTRE = 0.1  # of the reach
HEART_SCALE = 3.0

# three classes, eight points each, around three corners
OWN_POINTS: tuple[Point, ...] = tuple(
    (x1, x2, label)
    for label, corner_x1, corner_x2 in ((-1, -2.5, 2.5), (0, 0.0, -2.5), (1, 2.5, 2.5))
    for x1, x2 in (
        *((corner_x1 + 1.0, corner_x2), (corner_x1 - 1.0, corner_x2 + 0.5), (corner_x1, corner_x2 + 1.5)),
        *((corner_x1 + 0.5, corner_x2 - 1.0), (corner_x1 - 0.5, corner_x2 - 0.5), (corner_x1 + 1.5, corner_x2 + 0.5)),
        *((corner_x1 - 1.5, corner_x2 - 1.5), (corner_x1 + 0.5, corner_x2 + 0.5)),
    )
)
OWN_LABELS = (-1, 0, 1)


def circle(n: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """A disc of radius 2.5 (+1) inside a ring of radii 3.5 to 5 (-1), evenly filled."""
    y = _alternating(n)
    low, high = np.where(y > 0, [[0.0], [2.5]], [[3.5], [REACH]])
    return _at(np.sqrt(rng.uniform(low**2, high**2)), rng.uniform(0, 2 * np.pi, n)), y


def xor(n: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """+1 where both coordinates have the same sign: four squares 3 wide, so far apart that two lines are enough."""
    y = _alternating(n)
    P = rng.uniform(REACH - 3, REACH, (n, 2))
    signs = rng.choice([-1.0, 1.0], n)
    return P * np.column_stack([signs, signs * y]), y


def gaussians(n: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Two round groups of standard deviation 1 around (2, 2), +1, and (-2, -2), -1: a line parts almost all."""
    y = _alternating(n)
    return 2 * y[:, None] + rng.standard_normal((n, 2)), y


def spiral(n: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Two arms of one and a half turns around each other."""
    arm, P = _arms(n, 2)
    return P, np.where(arm == 0, 1.0, -1.0)


def moons(n: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Two half circles that reach into each other."""
    y, angle = _alternating(n), rng.uniform(0, np.pi, n)
    return 3 * (_at(np.ones(n), angle) * y[:, None] + np.where(y[:, None] > 0, [-0.5, -0.25], [0.5, 0.25])), y


def checkerboard(n: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Sixteen squares 2.5 wide, white (-1) and black (+1) in turn."""
    y = _alternating(n)
    column, row = rng.integers(4, size=n), rng.integers(2, size=n)
    squares = np.column_stack([column, 2 * row + (column + (y < 0)) % 2])
    return 2.5 * (squares + rng.uniform(0.05, 0.95, (n, 2))) - REACH, y


def rings(n: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """A disc and three rings around it, the classes in turn from the inside, 0.6 apart."""
    band = np.arange(n) % 4
    return _at(1.4 * band + rng.uniform(0, 0.8, n), rng.uniform(0, 2 * np.pi, n)), np.where(band % 2, -1.0, 1.0)


def heart(n: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Inside (+1) and outside (-1) of the curve (x² + y² - 1)³ = x²y³, three times as large."""
    tries = rng.uniform(-REACH, REACH, (40 * n, 2))
    x, h = (tries / HEART_SCALE).T
    inside = (x**2 + h**2 - 1) ** 3 < x**2 * h**3
    y = _alternating(n)
    P = np.empty((n, 2))
    P[y > 0], P[y < 0] = tries[inside][: np.sum(y > 0)], tries[~inside][: np.sum(y < 0)]
    return P, y


def three_blobs(n: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Three round groups of standard deviation 0.8 at the corners of a triangle."""
    y = np.arange(n) % 3
    return _at(np.full(n, 2.5), np.pi / 2 + 2 * np.pi * y / 3) + 0.8 * rng.standard_normal((n, 2)), y.astype(float)


def three_arms(n: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """The spiral with three arms of one turn."""
    arm, P = _arms(n, 3, turns=1.0)
    return P, arm.astype(float)


def plane(n: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """y = (x1 + x2) / 10"""
    P = rng.uniform(-REACH, REACH, (n, 2))
    return P, np.sum(P, axis=1) / 10


def sine(n: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """y = sin x1, whatever x2"""
    P = rng.uniform(-REACH, REACH, (n, 2))
    return P, np.sin(P[:, 0])


def bumps(n: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Two round hills, at (2.5, 2.5) and (-2.5, -2.5), and two hollows at the other corners, each e^(-r²/3)."""
    P = rng.uniform(-REACH, REACH, (n, 2))
    towards = np.sign(P)  # the hill or hollow of the point's own quarter
    return P, np.prod(towards, axis=1) * np.exp(-np.sum((P - 2.5 * towards) ** 2, axis=1) / 3)


def _alternating(n: int) -> Array:
    return np.where(np.arange(n) % 2, 1.0, -1.0)


def _at(radius: Array, angle: Array) -> Array:
    return np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])


def _arms(n: int, n_arms: int, turns: float = TURNS) -> tuple[IntArray, Array]:
    """Point i lies on arm i mod n_arms, the further out the later it comes; the arms do not meet in the middle."""
    arm, along = np.arange(n) % n_arms, np.linspace(CENTRE, 1, -(-n // n_arms))[np.arange(n) // n_arms]
    return arm, _at(REACH * along, np.pi / 2 - 2 * np.pi * (turns * along + arm / n_arms))


TWO_CLASSES: dict[str, Maker] = {
    "circle": circle,
    "xor": xor,
    "gaussians": gaussians,
    "spiral": spiral,
    "moons": moons,
    "checkerboard": checkerboard,
    "rings": rings,
    "heart": heart,
}
THREE_CLASSES: dict[str, Maker] = {"three-blobs": three_blobs, "three-arms": three_arms}
REGRESSIONS: dict[str, Maker] = {"plane": plane, "sine": sine, "bumps": bumps}
MADE = TWO_CLASSES | THREE_CLASSES | REGRESSIONS
DATASETS = (*MADE, "iris", "own")


def load(
    dataset: str, n_samples: int, noise: float, seed: int, points: tuple[Point, ...] = OWN_POINTS
) -> tuple[Array, Array]:
    """The data set of that name.

    Parameters
    ----------
    dataset : str
    n_samples : int
        Of those that are made.
    noise : float
        The standard deviation of what is added to both coordinates, in a regression to y instead.
    seed : int
    points : tuple of (x1, x2, label)
        For "own"; labels are -1, 0 and +1, two of them or all three.

    Returns
    -------
    positions : ndarray of shape (n, 2), iris (n, 4)
    y : ndarray of shape (n,)
    """
    if check_choice("dataset", dataset, DATASETS) == "iris":
        return iris()
    if dataset == "own":
        return own(points)
    rng = np.random.default_rng([seed, STREAM])
    P, y = MADE[dataset](n_samples, rng)
    if dataset in REGRESSIONS:
        return P, y + noise * rng.standard_normal(len(y))
    return P + noise * rng.standard_normal(P.shape), y


def iris() -> tuple[Array, Array]:
    """All four measurements of 150 flowers, each with mean 0 and standard deviation 1, and the species 0, 1, 2."""
    scaled: Array = (MEASUREMENTS - np.mean(MEASUREMENTS, axis=0)) / np.std(MEASUREMENTS, axis=0)
    return scaled, np.repeat(np.arange(float(len(SPECIES))), FLOWERS_PER_SPECIES)


def own(points: tuple[Point, ...]) -> tuple[Array, Array]:
    """Two different labels become -1 and +1 in their order, three become 0, 1, 2."""
    table = np.array(points, dtype=np.float64)
    found, codes = np.unique(table[:, 2], return_inverse=True)
    if len(found) < 2:
        raise InvalidParameterError("points", "several_classes", f"only {found[0]:+g}")
    return table[:, :2], codes * 1.0 if len(found) > 2 else 2.0 * codes - 1
