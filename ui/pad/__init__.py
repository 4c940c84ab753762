"""The point pad: a small plane in which a visitor clicks, drags and removes labelled points.

`pad.js` draws and knows nothing of Streamlit; `adapter.js` joins it to a component. The browser keeps its own
points, so that quick clicks are never lost, and numbers its edits (`seq`); Python numbers its replacements
(`version`), and those win.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import streamlit as st

from core.datasets import MAX_POINTS
from ui.points import Points, Range, checked_points, nice_range

__all__ = ["LABEL_KEYS", "nice_range", "point_pad"]

# The translated strings that the pad shows; {x1}, {x2}, {label} and {limit} are filled in by the browser.
LABEL_KEYS = (
    "pad_classes",
    "pad_positive",
    "pad_negative",
    "pad_plane",
    "pad_point",
    "pad_undo",
    "pad_clear",
    "pad_hint",
    "pad_hint_point",
    "pad_hint_disabled",
    "pad_full",
)

_HERE = Path(__file__).parent


def _read(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


_component = st.components.v2.component(
    "point_pad",
    html='<div data-role="pad-root"></div>\n',
    css=_read("pad.css"),
    js=_read("pad.js") + _read("adapter.js"),  # one module: the adapter calls the mount() above it
    isolate_styles=False,
)


@dataclass(frozen=True)
class _Seen:
    """What Python knows of one pad: its last replacement, the last edit it took, the widest range so far."""

    version: int
    seq: int
    low: float
    high: float


def point_pad(
    points: Points,
    *,
    key: str,
    view_range: Range,
    labels: Mapping[str, str],
    colors: Mapping[str, str],
    version: int,
    disabled: bool = False,
) -> Points | None:
    """Show the pad; return the new points if the visitor has changed them since the last run, else None.

    Parameters
    ----------
    points : tuple of (x1, x2, label)
        What the page holds now; label is −1 or +1.
    view_range : (low, high)
        The range of both axes; see `nice_range`.
    labels : mapping
        A translated template for each of `LABEL_KEYS`, its placeholders not yet filled in.
    colors : mapping with the keys "positive" and "negative"
        CSS colours of the two classes.
    version : int
        Change it whenever the page itself replaces the points (a file, a table, a reset); never for an edit
        made in the pad.
    """
    seen = _remember(key, version, view_range)
    new = _new_points(st.session_state.get(key), seen)
    if new is not None:
        seen, points = new
        st.session_state[_memory(key)] = seen
    _component(
        key=key,
        data={
            "points": [list(point) for point in points],
            "range": list(view_range),
            "labels": {name: labels[name] for name in LABEL_KEYS},
            "colors": {"positive": colors["positive"], "negative": colors["negative"]},
            "version": version,
            "seq": seen.seq,
            "limit": MAX_POINTS,
            "disabled": disabled,
        },
        on_edit_change=lambda: None,
    )
    return None if new is None else points


def _memory(key: str) -> str:
    return f"_{key}_seen"


def _remember(key: str, version: int, view_range: Range) -> _Seen:
    """Bring the memory of this pad up to date, and return it.

    Within one version the range only widens here: an edit may be older than the narrower range it meets.
    """
    old = st.session_state.get(_memory(key))
    low, high = view_range
    if old is not None and old.version == version:
        low, high = min(low, old.low), max(high, old.high)
    seen = _Seen(version, 0 if old is None else old.seq, low, high)
    st.session_state[_memory(key)] = seen
    return seen


def _new_points(state: object, seen: _Seen) -> tuple[_Seen, Points] | None:
    """What the browser's state says that is new. It is not trusted: anything odd counts as nothing."""
    edit = state.get("edit") if isinstance(state, Mapping) else None
    if not isinstance(edit, Mapping) or edit.get("version") != seen.version:
        return None
    seq = edit.get("seq")
    if isinstance(seq, bool) or not isinstance(seq, int) or not seen.seq < seq < 2**53:
        return None
    points = checked_points(edit.get("points"), (seen.low, seen.high))
    return None if points is None else (_Seen(seen.version, seq, seen.low, seen.high), points)
