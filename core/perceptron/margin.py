"""How widely two classes can be parted, and Novikoff's bound on the perceptron's updates that follows.

With z = y·(x, 1) a hyperplane w parts the data when z·w > 0 for every sample. The largest margin over unit
vectors w is the distance from the origin to the convex hull of all z, and the best w points at the nearest
point of that hull, which Philip Wolfe (1976), “Finding the nearest point in a polytope”, reaches in finitely
many steps.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from core import Array
from core.guards import boolean, finite, takes
from core.records import Record
from core.validation import check_labelled

EPS = float(np.finfo(np.float64).eps)
MAX_STEPS = 1000


@dataclass(frozen=True, eq=False)
class Margin(Record):
    """The widest separation by a hyperplane through the origin of the space of z = y·(x, 1).

    Attributes
    ----------
    gamma : float
        min z·(w, b): the distance of the closest sample; 0 when no hyperplane parts the classes.
    w : ndarray of shape (n_features,)
    b : float
        (w, b) has length 1, or 0 when gamma is 0.
    radius : float
        max ‖z‖
    """

    gamma: float
    w: Array
    b: float
    radius: float


@takes(fit_bias=boolean)
def largest_margin(X: ArrayLike, y: ArrayLike, fit_bias: bool = True) -> Margin:
    """The largest margin of a perceptron on these data; without `fit_bias` the line passes through x = 0.

    Parameters
    ----------
    X : array-like of shape (n_samples, n_features)
    y : array-like of shape (n_samples,), -1 or +1
    fit_bias : bool
    """
    X, y = check_labelled(X, y)
    Z = y[:, None] * np.column_stack([X, np.full(len(X), float(fit_bias))])
    radius = float(np.max(np.linalg.norm(Z, axis=1)))
    normal = _unit(nearest_to_origin(Z / radius)) if radius > 0 else np.zeros(Z.shape[1])
    gamma = float(np.min(Z @ normal))
    # a product z·w this small could be rounding alone; above it, w itself proves that the data are separable
    if gamma <= 2 * Z.shape[1] * EPS * radius:
        gamma, normal = 0.0, np.zeros(Z.shape[1])
    return Margin(gamma, normal[:-1], float(normal[-1]), radius)


def novikoff_bound(margin: Margin) -> float:
    """(R/γ)²: the most updates that Rosenblatt's rule can need (Novikoff 1962); infinite when γ = 0.

    For any learning rate, which only scales w and b, but not for random initial weights.
    """
    return (margin.radius / margin.gamma) ** 2 if margin.gamma > 0 else math.inf


@takes(Z=finite("n d"))
def nearest_to_origin(Z: Array) -> Array:
    """The point of the convex hull of the rows of Z that is nearest to the origin (Wolfe 1976).

    Parameters
    ----------
    Z : ndarray of shape (n, d), rows of length at most 1

    Returns
    -------
    ndarray of shape (d,)
    """
    corral = [int(np.argmin(np.sum(Z**2, axis=1)))]  # few rows; the hull's nearest point is looked for among them
    shares: Array = np.ones(1)
    x: Array = Z[corral[0]]
    for _ in range(MAX_STEPS):
        new = int(np.argmin(Z @ x))
        # nobody lies nearer in the direction of x than x itself: it is the nearest point
        if new in corral or (x - Z[new]) @ x <= 4 * EPS * np.linalg.norm(x):
            break
        corral, shares, nearer = _shrink(Z, [*corral, new], np.append(shares, 0.0))
        if nearer @ nearer >= x @ x:  # rounding is all that is left to gain
            break
        x = nearer
    return x


def _shrink(Z: Array, corral: list[int], shares: Array) -> tuple[list[int], Array, Array]:
    """Drop rows until the point of the corral's plane nearest to the origin lies inside the corral's hull."""
    while True:
        target, x = _nearest_in_plane(Z[corral])
        if np.all(target > 0):
            return corral, target, x
        # walk from the present shares towards the target, as far as none of them turns negative
        leaving = np.flatnonzero(target <= 0)
        reach = shares[leaving] / np.maximum(shares[leaving] - target[leaving], np.finfo(np.float64).tiny)
        shares = shares + np.min(reach) * (target - shares)
        shares[leaving[np.argmin(reach)]] = 0.0
        corral = [row for row, share in zip(corral, shares, strict=True) if share > 0]
        shares = shares[shares > 0]


def _nearest_in_plane(P: Array) -> tuple[Array, Array]:
    """The point of the plane through the rows of P that is nearest to the origin, and its shares of the rows.

    Shares come from least squares along the edges P[1:] - P[0]; repeated points do no harm.
    """
    U, sizes, V = np.linalg.svd(P[1:] - P[0], full_matrices=False)
    used = sizes > EPS * len(P) * np.max(sizes, initial=0.0)
    U, sizes, V = U[:, used], sizes[used], V[used]
    edge_shares = U @ ((V @ -P[0]) / sizes)
    x = P[0] - V.T @ (V @ P[0])
    x = x - V.T @ (V @ x)  # once more: a short x must be orthogonal to the edges to its own last digit
    return np.append(1 - np.sum(edge_shares), edge_shares), x


def _unit(x: Array) -> Array:
    length = np.linalg.norm(x)
    return x / length if length > 0 else x
