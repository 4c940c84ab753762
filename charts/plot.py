"""Plotly's figures as plain dictionaries, in the form in which plotly.js reads them.

A graph object checks every attribute each time it is made, and that took half the time of a film. Here a test gives
every kind of panel to Plotly once, with its validation on (tests/charts/test_plot.py). A dictionary has no magic
underscores: `line={"color": …}`, never `line_color=…`.
"""

from collections.abc import Sequence
from typing import Any, TypedDict

import numpy as np

Values = Sequence[Any] | np.ndarray
Trace = dict[str, Any]  # a trace, or what a frame changes in it
Layout = dict[str, Any]  # a layout, or a part of one

NOTHING: Trace = {"x": [None], "y": [None]}  # one point nowhere keeps the entry in the legend


class FigureDict(TypedDict):
    """A figure: its traces from the back to the front, and its layout."""

    data: Sequence[Trace]
    layout: Layout


def figure(data: Sequence[Trace], layout: Layout) -> FigureDict:
    """A figure; of its layout what is empty is left out, as the flat axes of a picture in 3-D."""
    return {"data": data, "layout": {name: part for name, part in layout.items() if part not in ({}, [])}}


def scatter(x: Values, y: Values, mode: str, **look: Any) -> Trace:
    """Points, lines, areas or words. Without a mode plotly.js would choose it by the number of points."""
    return {"type": "scatter", "x": x, "y": y, "mode": mode, **look}


def scatter3d(x: Values, y: Values, z: Values, mode: str, **look: Any) -> Trace:
    return {"type": "scatter3d", "x": x, "y": y, "z": z, "mode": mode, **look}


def bar(x: Values, y: Values, **look: Any) -> Trace:
    return {"type": "bar", "x": x, "y": y, **look}


def heatmap(z: np.ndarray, **look: Any) -> Trace:
    """A cell a number; `z` has shape (rows, columns)."""
    return {"type": "heatmap", "z": z, **look}


def surface(x: Values, y: Values, z: np.ndarray, **look: Any) -> Trace:
    """Heights over a grid; `z` has shape (len(y), len(x)), or all three have the same."""
    return {"type": "surface", "x": x, "y": y, "z": z, **look}
