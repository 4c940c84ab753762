"""The cell editor: a small matrix of numbers that a visitor types, or paints.

`cells.js` draws; how edits come back stands in `ui.bridge.edits`.
"""

from collections.abc import Mapping
from pathlib import Path

from ui.bridge.component import component
from ui.bridge.edits import EDITOR, Edits
from ui.matrices import Cells, checked_cells

__all__ = ["LABEL_KEYS", "cells_editor", "latest_edit"]

# The translated strings that the editor shows; {row}, {column}, {value}, {low} and {high} are filled in by the browser.
LABEL_KEYS = (
    "cells_cell",
    "cells_pixel",
    "cells_grid",
    "cells_canvas",
    "cells_brush",
    "cells_undo",
    "cells_clear",
    "cells_hint_type",
    "cells_hint_paint",
    "cells_kept",
    "cells_error_hole",
    "cells_error_text",
    "cells_error_finite",
    "cells_error_outside",
    "sentence_gap",
)

HERE = Path(__file__).parent
Limits = tuple[tuple[int, int], float, float]  # the shape, the least and the largest number

_component = component("cells_editor", *EDITOR, HERE / "cells.js", HERE / "cells.css")


def cells_editor(
    values: Cells,
    *,
    key: str,
    labels: Mapping[str, str],
    low: float,
    high: float,
    paint: bool,
    version: int,
) -> Cells | None:
    """Show the editor; return the new cells if the visitor has changed them since the last run, else None.

    Parameters
    ----------
    values : tuple of rows, each a tuple of numbers
        What the page holds now; every row is equally long.
    labels : mapping
        A translated template for each of `LABEL_KEYS`, its placeholders not yet filled in.
    low, high : float
        A number outside is refused by the browser, with a sentence, and by this function.
    paint : bool
        Squares to paint, from 0 (white) to the largest number (orange), instead of a field to type in for each number.
    version : int
        Change it whenever the page itself replaces the cells (a preset, another shape); never for an edit made here.
    """
    edits = _edits(key)
    edited = edits.latest(version)
    edits.tell(version, ((len(values), len(values[0])), low, high))
    _component(
        key=key,
        data={
            "values": [list(row) for row in edited or values],
            "labels": {name: labels[name] for name in LABEL_KEYS},
            "low": low,
            "high": high,
            "paint": paint,
            "version": version,
            "seq": edits.seq,
        },
        on_edit_change=lambda: None,
    )
    return edited


def latest_edit(key: str, version: int) -> Cells | None:
    """The cells as the visitor has just changed them, for a page that must know before it shows the editor again.

    Each edit is handed over once, here or by `cells_editor`.
    """
    return _edits(key).latest(version)


def _edits(key: str) -> Edits[Limits, Cells]:
    return Edits(key, lambda edit, limits: checked_cells(edit.get("values"), *limits))
