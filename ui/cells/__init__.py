"""The cell editor: a small matrix of numbers that a visitor types, or paints.

`cells.js` draws and knows nothing of Streamlit; `adapter.js` joins it to a component. The browser keeps its own
numbers and counts its edits (`seq`); Python counts its replacements (`version`), and those win.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import streamlit as st

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

_HERE = Path(__file__).parent


def _read(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


_component = st.components.v2.component(
    "cells_editor",
    html='<div data-role="cells-root"></div>\n',
    css=_read("cells.css"),
    js=_read("cells.js") + _read("adapter.js"),  # one module: the adapter calls the mount() above it
    isolate_styles=False,
)


@dataclass(frozen=True)
class _Seen:
    """What Python knows of one editor: what it sent last, and the last edit that it took."""

    version: int
    seq: int
    shape: tuple[int, int]
    low: float
    high: float


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
        Squares to paint from 0 (black) to 1 (white), instead of a field to type in for each number.
    version : int
        Change it whenever the page itself replaces the cells (a preset, another shape); never for an edit made here.
    """
    edited = latest_edit(key, version)
    old = st.session_state.get(_memory(key))
    shape = len(values), len(values[0])
    seen = _Seen(version, 0 if old is None else old.seq, shape, low, high)
    st.session_state[_memory(key)] = seen
    _component(
        key=key,
        data={
            "values": [list(row) for row in edited or values],
            "labels": {name: labels[name] for name in LABEL_KEYS},
            "low": low,
            "high": high,
            "paint": paint,
            "version": version,
            "seq": seen.seq,
        },
        on_edit_change=lambda: None,
    )
    return edited


def latest_edit(key: str, version: int) -> Cells | None:
    """The cells as the visitor has just changed them, for a page that must know before it shows the editor again.

    Each edit is handed over once, here or by `cells_editor`. What the browser sends is not trusted: anything odd, or
    made of cells that the page has replaced since, counts as no edit.
    """
    seen, state = st.session_state.get(_memory(key)), st.session_state.get(key)
    edit = state.get("edit") if isinstance(state, Mapping) else None
    if seen is None or not isinstance(edit, Mapping) or not edit.get("version") == version == seen.version:
        return None
    seq = edit.get("seq")
    if isinstance(seq, bool) or not isinstance(seq, int) or not seen.seq < seq < 2**53:
        return None
    cells = checked_cells(edit.get("values"), seen.shape, seen.low, seen.high)
    if cells is not None:
        st.session_state[_memory(key)] = replace(seen, seq=seq)
    return cells


def _memory(key: str) -> str:
    return f"_{key}_seen"
