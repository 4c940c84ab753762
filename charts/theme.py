"""Every colour and shape of the pictures, in one place.

Orange is positive (class +1), blue is negative (class −1), white is zero. Shape or dash says the same thing again, so
that colour is never alone. The four neutral colours are names rather than values: the player swaps each of them for the
page's own colour, so that one film serves the light and the dark theme.
"""

import math
from typing import Any

import numpy as np

from charts.plot import Layout
from core import Array

POSITIVE = "#e8710a"
NEGATIVE = "#2b7de9"
POSITIVE_AREA = "rgba(232, 113, 10, 0.16)"
NEGATIVE_AREA = "rgba(43, 125, 233, 0.16)"
ADDED = "#1a9e6c"  # what this step adds
ALARM = "#d62f4b"  # a mistake
PATH = "#a03fb5"  # what moves on a map: seen on its pale ground, and in the legend of either theme

INK = "#1c2024"
MUTED = "#7b828a"
GRID = "#e3e6e9"
SURFACE = "#fefefe"

N_MARKS = 5  # of a logarithmic axis that spans less than a power of ten, at most

# What the player puts in the place of each neutral colour: a CSS custom property of the page.
NEUTRALS = {
    INK: "--st-text-color",
    MUTED: "--st-gray-text-color",
    GRID: "--st-border-color",
    SURFACE: "--st-background-color",
}

# Heights from low to high: a calm ramp on which the lines stand out, the same in the light and the dark.
LOW, MIDDLE, HIGH = (96, 150, 176), (196, 218, 220), (247, 240, 226)
HEIGHTS = [[place, f"rgb{colour}"] for place, colour in ((0.0, LOW), (0.5, MIDDLE), (1.0, HIGH))]

CASING = (
    "#ffffff"  # on either side of a line on that ground, in either theme: no line is told from the ground by hue alone
)

# The ends of the scales on which white is zero. A kernel has a scale of its own: purple is negative, green is positive.
DIVERGING = ((43, 125, 233), (232, 113, 10))
DIVERGING_ENDS = ("#2b7de9", "#ffffff", "#e8710a")  # the same, as text has them, with what lies between
KERNEL = ((170, 120, 205), (96, 182, 122))
KERNEL_ENDS = ("#aa78cd", "#60b67a")  # the same, as text has them
ON_CELLS = "#11161b"  # numbers on those scales, which are the same in either theme

POSITIVE_SYMBOL = "circle"
NEGATIVE_SYMBOL = "square"

# Colours and shapes of three classes, in their order.
CLASSES = ((NEGATIVE, NEGATIVE_SYMBOL), ("#1a9e6c", "diamond"), (POSITIVE, POSITIVE_SYMBOL))


def axis(title: str, value_range: tuple[float, float], **more: Any) -> Layout:
    """One axis in the house style: its range is fixed over the whole film and cannot be dragged."""
    return {
        "title": {"text": title, "font": {"size": 13}, "standoff": 6},
        "range": list(value_range),
        "autorange": False,
        "fixedrange": True,
        "color": INK,
        "gridcolor": GRID,
        "zerolinecolor": MUTED,
        "zeroline": False,
        "ticks": "",
        "tickfont": {"size": 12},
        "automargin": False,
        "exponentformat": "power",  # as everywhere else, here and under a pointer
        **more,
    }


def log_axis(title: str, values: Array, floor: float) -> Layout:
    """A logarithmic axis for positive values, with a mark at whole powers of ten; what is below `floor` is drawn there.

    Where it spans less than one, Plotly finds the marks, or it might have none.
    """
    low, high = (float(np.log10(max(v, floor))) for v in (values.min(), values.max()))
    step = max(1, math.ceil((high - low) / 4))
    ends = (low - 0.05 * (high - low) - 0.1, high + 0.05 * (high - low) + 0.15)
    marks = {"dtick": step} if ends[1] - ends[0] >= 1 else {"nticks": N_MARKS}
    return axis(title, ends, type="log", floor=floor, **marks)


def layout(x: Layout, y: Layout, **more: Any) -> Layout:
    """The layout that every panel shares: no title (the player sets it), small margins, transparent paper.

    With `showlegend`, the player writes the names of the traces above the panel, where they cannot move its axes. The
    floor of a logarithmic axis is for the player, too: it says “at most” of what is drawn there.
    """
    floor = {"meta": {"floor": y["floor"]}} if "floor" in y else {}
    return {
        "xaxis": x,
        "yaxis": {name: value for name, value in y.items() if name != "floor"},
        **floor,
        "margin": {"l": 58, "r": 12, "t": 8, "b": 44},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"color": INK, "size": 13},
        "showlegend": False,
        "hovermode": "closest",
        "dragmode": False,
        **more,
    }
