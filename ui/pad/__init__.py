"""The point pad: a small plane in which a visitor clicks, drags and removes labelled points.

`pad.js` draws; how edits come back stands in `ui.bridge.edits`.
"""

from collections.abc import Mapping
from pathlib import Path

from core.datasets import MAX_POINTS
from ui.bridge.component import component
from ui.bridge.edits import EDITOR, Edits
from ui.points import Points, Range, checked_points, nice_range

__all__ = ["LABEL_KEYS", "nice_range", "point_pad"]

# The translated strings that the pad shows; {x1}, {x2}, {label} and {limit} are filled in by the browser.
LABEL_KEYS = (
    "pad_classes",
    "pad_class",
    "pad_plane",
    "pad_point",
    "pad_undo",
    "pad_clear",
    "pad_hint",
    "pad_hint_point",
    "pad_hint_disabled",
    "pad_full",
)

HERE = Path(__file__).parent

_component = component("point_pad", *EDITOR, HERE / "pad.js", HERE / "pad.css")


def point_pad(
    points: Points,
    *,
    key: str,
    view_range: Range,
    labels: Mapping[str, str],
    colors: Mapping[int, str],
    version: int,
    disabled: bool = False,
) -> Points | None:
    """Show the pad; return the new points if the visitor has changed them since the last run, else None.

    Parameters
    ----------
    points : tuple of (x1, x2, label)
        What the page holds now; label is one of those in `colors`.
    view_range : (low, high)
        The range of both axes; see `nice_range`.
    labels : mapping
        A translated template for each of `LABEL_KEYS`, its placeholders not yet filled in.
    colors : mapping of labels to CSS colours
        The classes: −1 and +1, or −1, 0 and +1.
    version : int
        Change it whenever the page itself replaces the points (a file, a table, a reset); never for an edit
        made in the pad.
    """
    edits = Edits[Range, Points](key, lambda edit, limits: checked_points(edit.get("points"), limits, list(colors)))
    # Within one version the range only widens here: an edit may be older than the narrower range it meets.
    low, high = edits.limits(version) or view_range
    edits.tell(version, (min(low, view_range[0]), max(high, view_range[1])))
    new = edits.latest(version)
    _component(
        key=key,
        data={
            "points": [list(point) for point in (points if new is None else new)],
            "range": list(view_range),
            "labels": {name: labels[name] for name in LABEL_KEYS},
            "colors": [[label, colors[label]] for label in sorted(colors)],
            "version": version,
            "seq": edits.seq,
            "limit": MAX_POINTS,
            "disabled": disabled,
        },
        on_edit_change=lambda: None,
    )
    return new
