"""Kernels by name: the presets of image processing, and families that come in several sizes."""

from math import comb

import numpy as np

from core import Array
from core.guards import integer, takes
from core.records import frozen
from core.validation import check_choice, check_integer

MAX_SIZE = 7


@takes(size=integer(1, MAX_SIZE))
def identity(size: int) -> Array:
    """1 in the middle, 0 around it: the picture stays as it is."""
    kernel = np.zeros((size, size))
    kernel[(size - 1) // 2, (size - 1) // 2] = 1
    return kernel


@takes(size=integer(1, MAX_SIZE))
def box(size: int) -> Array:
    """The mean of the window."""
    return np.full((size, size), 1 / size**2)


@takes(size=integer(1, MAX_SIZE))
def gaussian(size: int) -> Array:
    """Binomial weights, which come near a bell: (1, 2, 1)/4 across and down for size 3."""
    weights = np.array([comb(size - 1, k) for k in range(size)]) / 2 ** (size - 1)
    return np.outer(weights, weights)


def _fixed(*rows: tuple[float, float, float]) -> Array:
    return frozen(np.array(rows, dtype=float))


FAMILIES = {"identity": identity, "box": box, "gaussian": gaussian}
SIZED = (*FAMILIES, "random")

# Sobel and Feldman (1968), as in Duda and Hart (1973), p. 271, for the first two edges.
KERNELS: dict[str, Array] = {
    **{name: frozen(family(3)) for name, family in FAMILIES.items()},
    "sharpen": _fixed((0, -1, 0), (-1, 5, -1), (0, -1, 0)),
    "sobel-x": _fixed((-1, 0, 1), (-2, 0, 2), (-1, 0, 1)),
    "sobel-y": _fixed((-1, -2, -1), (0, 0, 0), (1, 2, 1)),
    "laplacian": _fixed((0, 1, 0), (1, -4, 1), (0, 1, 0)),
    "emboss": _fixed((-2, -1, 0), (-1, 1, 1), (0, 1, 2)),
    "vertical-edge": _fixed((1, 0, -1), (1, 0, -1), (1, 0, -1)),
}


def kernel_of(name: str, size: int, rng: np.random.Generator) -> Array:
    """A kernel by its name: of the asked size where it comes in several, else 3 × 3; "random" is standard normal."""
    check_choice("kernel", name, (*KERNELS, "random"))
    check_integer("kernel_size", size, 1, MAX_SIZE)
    if name == "random":
        return rng.standard_normal((size, size))
    return FAMILIES[name](size) if name in FAMILIES else KERNELS[name]
