"""Lines and half-planes inside a square window, drawn from the normal, so that a vertical line is a line too."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from core import Array

Window = tuple[float, float, float, float]  # x low, x high, y low, y high
Line = list[tuple[float, float]]


class Halves(NamedTuple):
    """How the line w·x + b = 0 cuts a window; each part is empty where nothing of it is in the window."""

    positive: Line
    negative: Line
    boundary: Line


def halves(w: Sequence[float] | Array, b: float, window: Window) -> Halves:
    """The two sides of the line w·x + b = 0 as polygons, and the line itself, cut to the window.

    Sutherland & Hodgman (1974), for the one half-plane and the other at once. Without a direction (w = 0) there is no
    line: the window is on one side as a whole, or on neither.
    """
    x0, x1, y0, y1 = window
    corners = [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]
    scores = [float(w[0]) * x + float(w[1]) * y + float(b) for x, y in corners]
    cut = Halves([], [], [])
    for i, (p, s) in enumerate(zip(corners, scores, strict=True)):
        q, r = corners[(i + 1) % 4], scores[(i + 1) % 4]
        if s > 0:
            cut.positive.append(p)
        elif s < 0:
            cut.negative.append(p)
        if s == 0 and (w[0] or w[1]):
            crossing = p
        elif s < 0 < r or r < 0 < s:
            part = s / (s - r)
            crossing = (p[0] + part * (q[0] - p[0]), p[1] + part * (q[1] - p[1]))
        else:
            continue
        for side in cut:
            side.append(crossing)
    return cut if len(cut.boundary) > 1 else Halves(cut.positive, cut.negative, [])


def square_window(X: Array, margin: float = 0.12) -> Window:
    """A square window that holds all points with some room around them."""
    low, high = X.min(axis=0), X.max(axis=0)
    centre = (low + high) / 2
    reach = (0.5 + margin) * max(float((high - low).max()), 1e-9 + 1e-3 * float(np.abs(centre).max()), 1e-3)
    return (
        float(centre[0] - reach),
        float(centre[0] + reach),
        float(centre[1] - reach),
        float(centre[1] + reach),
    )


def columns(points: Sequence[Sequence[float]] | Array) -> tuple[Array, Array]:
    """Points as x and y, as Plotly wants them."""
    x, y = np.asarray(points, dtype=float).T
    return x, y
