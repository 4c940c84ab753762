"""Data sets in the plane for two classes: X of shape (n_samples, 2) and y of -1 and +1.

Every function works without arguments; `load` hands each one only the options it understands. Iris with
all four features is in core.iris.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cache
from inspect import signature
from numbers import Real
from typing import Any, TypeGuard

import numpy as np

from core import Array
from core.iris import FEATURES, FLOWERS_PER_SPECIES, MEASUREMENTS, SPECIES
from core.validation import MAX_SEED, InvalidParameterError, check_choice, check_integer, check_number

Point = tuple[float, float, int]

MAX_SAMPLES = 1000
MAX_POINTS = 1000
MAX_COORDINATE = 1_000_000
MAX_SEPARATION = 20
STREAM = 2  # data and training draw from different streams of one seed

DEFAULT_POINTS: tuple[Point, ...] = (
    (-2.5, 1.0, -1),
    (-1.5, -2.0, -1),
    (0.5, -3.0, -1),
    (-0.5, 2.5, 1),
    (2.0, 0.5, 1),
    (3.0, 2.5, 1),
)


def iris_setosa_versicolor(
    *, x1_feature: str = "sepal-length", x2_feature: str = "petal-length"
) -> tuple[Array, Array]:
    """Fifty setosa (-1), then fifty versicolor (+1), two measurements in centimetres: separable."""
    return _two_species("setosa", "versicolor", x1_feature, x2_feature)


def iris_versicolor_virginica(
    *, x1_feature: str = "sepal-length", x2_feature: str = "petal-length"
) -> tuple[Array, Array]:
    """Fifty versicolor (-1), then fifty virginica (+1), two measurements in centimetres: not separable."""
    return _two_species("versicolor", "virginica", x1_feature, x2_feature)


def _two_species(negative: str, positive: str, x1_feature: str, x2_feature: str) -> tuple[Array, Array]:
    columns = [FEATURES.index(name) for name in check_features(x1_feature, x2_feature)]
    rows = [SPECIES.index(species) * FLOWERS_PER_SPECIES for species in (negative, positive)]
    X = np.vstack([MEASUREMENTS[row : row + FLOWERS_PER_SPECIES, columns] for row in rows])
    return X, np.repeat([-1.0, 1.0], FLOWERS_PER_SPECIES)


def blobs(*, n_samples: int = 100, separation: float = 4.0, seed: int = 0) -> tuple[Array, Array]:
    """Two round Gaussian blobs of unit variance whose centres lie `separation` apart on the diagonal."""
    separation = check_number("separation", separation, 0, MAX_SEPARATION)
    y, rng = _alternating(n_samples, seed)
    towards_positive = np.array([1.0, 1.0]) / np.sqrt(2)
    return rng.standard_normal((len(y), 2)) + y[:, None] * separation / 2 * towards_positive, y


def overlapping_blobs(*, n_samples: int = 100, seed: int = 0) -> tuple[Array, Array]:
    """The two blobs so close, 1.5 apart, that no line can part them."""
    return blobs(n_samples=n_samples, separation=1.5, seed=seed)


def ring(*, n_samples: int = 100, seed: int = 0) -> tuple[Array, Array]:
    """A disc of radius 1 (+1) inside a ring of radii 1.5 to 2.5 (-1), both evenly filled."""
    y, rng = _alternating(n_samples, seed)
    low, high = np.where(y > 0, [[0.0], [1.0]], [[1.5], [2.5]])
    radius = np.sqrt(rng.uniform(low**2, high**2))  # area grows with the radius squared
    angle = rng.uniform(0, 2 * np.pi, len(y))
    return np.column_stack([radius * np.cos(angle), radius * np.sin(angle)]), y


def _alternating(n_samples: int, seed: int) -> tuple[Array, np.random.Generator]:
    """Labels -1, +1, -1, …, and a random stream other than the one a training with the same seed uses."""
    n_samples = check_integer("n_samples", n_samples, 4, MAX_SAMPLES)
    seed = check_integer("seed", seed, 0, MAX_SEED)
    return np.where(np.arange(n_samples) % 2, 1.0, -1.0), np.random.default_rng([seed, STREAM])


def and_gate() -> tuple[Array, Array]:
    """+1 where both inputs are 1."""
    return _gate(False, False, False, True)


def or_gate() -> tuple[Array, Array]:
    """+1 where at least one input is 1."""
    return _gate(False, True, True, True)


def xor_gate() -> tuple[Array, Array]:
    """+1 where exactly one input is 1: the smallest data that no line can part."""
    return _gate(False, True, True, False)


def _gate(*truth: bool) -> tuple[Array, Array]:
    """The corners (0,0), (0,1), (1,0), (1,1) with that truth column."""
    return np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]), np.where(truth, 1.0, -1.0)


def four_points() -> tuple[Array, Array]:
    """(1,2) and (2,3) against (3,4) and (4,5): few enough to follow with pencil and paper."""
    return np.array([[1.0, 2.0], [2.0, 3.0], [3.0, 4.0], [4.0, 5.0]]), np.array([-1.0, -1.0, 1.0, 1.0])


def own(*, points: Iterable[Iterable[float]] = DEFAULT_POINTS) -> tuple[Array, Array]:
    """The visitor's own points, each (x1, x2, label)."""
    table = np.array(check_points(points), dtype=np.float64)
    return table[:, :2], table[:, 2]


DATASETS: dict[str, Callable[..., tuple[Array, Array]]] = {
    "iris-setosa-versicolor": iris_setosa_versicolor,
    "iris-versicolor-virginica": iris_versicolor_virginica,
    "blobs": blobs,
    "overlapping-blobs": overlapping_blobs,
    "and": and_gate,
    "or": or_gate,
    "xor": xor_gate,
    "ring": ring,
    "four-points": four_points,
    "own": own,
}


@cache
def options(name: str) -> frozenset[str]:
    """The keyword names that a data set understands."""
    return frozenset(signature(DATASETS[check_choice("dataset", name, DATASETS)]).parameters)


def load(name: str, **available: Any) -> tuple[Array, Array]:
    """The data set of that name, made from those of the `available` options that it understands."""
    dataset = DATASETS[check_choice("dataset", name, DATASETS)]
    return dataset(**{option: available[option] for option in options(name) & available.keys()})


def check_features(x1_feature: str, x2_feature: str) -> tuple[str, str]:
    """Two different names of iris measurements."""
    x1_feature = check_choice("x1_feature", x1_feature, FEATURES)
    x2_feature = check_choice("x2_feature", x2_feature, FEATURES)
    if x1_feature == x2_feature:
        raise InvalidParameterError("x2_feature", "differ", x2_feature, other="x1_feature")
    return x1_feature, x2_feature


def check_points(points: object, labels: tuple[int, ...] = (-1, 1)) -> tuple[Point, ...]:
    """Points as a tuple of (x1, x2, label): finite, at least two, not too many, two of the labels among them."""
    if not _is_sequence(points):
        raise InvalidParameterError("points", "shape", points, shape="(n, 3): x1, x2, label")
    if len(points) < 2:
        raise InvalidParameterError("points", "too_few_points", len(points), low=2)
    if len(points) > MAX_POINTS:
        raise InvalidParameterError("points", "too_large", len(points), high=MAX_POINTS)
    checked = tuple(_check_point(point, labels) for point in points)
    if len({label for _, _, label in checked}) < 2:
        code = "both_classes" if labels == (-1, 1) else "several_classes"
        raise InvalidParameterError("points", code, f"only {checked[0][2]:+d}")
    return checked


def _is_sequence(value: object) -> TypeGuard[Sequence[Any]]:
    # an array of no axes has no length, a masked one hides what is missing
    if isinstance(value, np.ndarray):
        return value.ndim > 0 and not np.ma.is_masked(value)
    return isinstance(value, list | tuple)


def _check_point(point: object, labels: tuple[int, ...]) -> Point:
    if not _is_sequence(point) or len(point) != 3:
        raise InvalidParameterError("points", "shape", point, shape="(n, 3): x1, x2, label")
    *coordinates, label = point
    x1, x2 = (check_number("points", value, -MAX_COORDINATE, MAX_COORDINATE) for value in coordinates)
    if isinstance(label, bool) or not isinstance(label, Real) or label not in labels:
        if labels == (-1, 1):
            raise InvalidParameterError("points", "labels", label)
        raise InvalidParameterError("points", "one_of", label, choices=labels)
    return x1, x2, int(float(label))
