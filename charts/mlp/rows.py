"""Numbers below each other, each with what it is and a bar: a sum that is worked out, or what is compared."""

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

import numpy as np

from charts import plot, theme
from charts.cells import short
from charts.panel import Panel
from charts.plot import NOTHING, Trace
from charts.story import in_tens

LABELS, NUMBERS = -1.12, 1.1  # where they end, and begin; bars reach from -1 to 1
ENDS = (-3.1, 1.9)
FEWEST = 8  # rows, so that few of them are no larger
SMALL = 12  # from so many rows on, words are smaller


class Row(NamedTuple):
    """A number and what it is; `total` are those that come of the rows above."""

    label: str
    value: float
    kind: Literal["term", "total"] = "term"


def shown(x: float) -> str:
    """A number as the pictures have it; what left all numbers is ∞."""
    return short(x) if np.isfinite(x) else "∞"


def brief(x: float) -> str:
    """The same with two digits that count, for where there is little room."""
    if not np.isfinite(x):
        return "∞"
    size = abs(x)
    if size >= 9.95:
        text = f"{x:.0f}" if size < 1000 else f"{x:.0e}"
    else:
        text = f"{x:.2g}" if size >= 0.00995 else f"{x:.1g}"
    return "0" if x == 0 else in_tens(text).replace(" × ", "·").replace("-", "−")


def rows_panel(name: str, texts: tuple[str, str], frames: Sequence[Sequence[Row]], **more: Any) -> Panel:
    """Rows at every frame; bars are drawn to the scale of the frame's largest."""
    n_rows = max(FEWEST, *(len(rows) for rows in frames))
    font = {"size": 11 if n_rows > SMALL else 13, "color": theme.INK}
    bare = {"showgrid": False, "showticklabels": False}
    across = theme.axis("", ENDS, **bare | {"zeroline": True, "zerolinecolor": theme.GRID})
    up = theme.axis("", (n_rows - 0.4, -0.6), **bare)
    look: Trace = {"orientation": "h", "width": 0.62, "hoverinfo": "skip", "showlegend": False}
    first = changes(frames[-1])
    data = [
        *(plot.bar(**first[k], **look, marker={"color": c}) for k, c in enumerate((theme.NEGATIVE, theme.POSITIVE))),
        plot.bar(**first[2], **look, marker={"color": "rgba(0,0,0,0)", "line": {"color": theme.INK, "width": 1.5}}),
        plot.scatter(**first[3], mode="text", textposition="middle left", textfont=font, hoverinfo="skip"),
        plot.scatter(**first[4], mode="text", textposition="middle right", textfont=font, hoverinfo="skip"),
    ]
    layout = theme.layout(across, up, margin={"l": 4, "r": 4, "t": 4, "b": 4}, barmode="overlay")
    title, alt = texts
    made = [changes(rows) for rows in frames]
    figure, moving = plot.figure(data, layout), list(range(len(data)))
    # drawn anew, or Plotly leaves the bars black that a frame has more than the one before
    return Panel(name, title, alt, figure, moving, made, redraw=True, **more)


def changes(rows: Sequence[Row]) -> list[Trace]:
    """Negative bars, positive bars, a frame around totals, the words, the numbers."""
    if not rows:
        rows = [Row("", 0.0)]
    values = np.array([row.value for row in rows])
    limit = float(np.abs(values[np.isfinite(values)]).max(initial=0.0)) or 1.0
    bars = np.clip(values / limit, -1, 1)
    at = np.arange(len(rows))
    total = np.array([row.kind == "total" for row in rows])
    words = [row.label for row in rows]
    numbers = [shown(row.value) if row.label else "" for row in rows]
    groups = [bars < 0, bars > 0, total]
    return [
        *({"x": bars[group].tolist(), "y": at[group].tolist()} if group.any() else NOTHING for group in groups),
        {"x": np.full(len(rows), LABELS).tolist(), "y": at.tolist(), "text": words},
        {"x": np.full(len(rows), NUMBERS).tolist(), "y": at.tolist(), "text": numbers},
    ]
