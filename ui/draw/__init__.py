"""The drawing pad: a square to draw a digit in, with what a network says of it.

`ink.js` puts strokes on a canvas, `answer.js` asks the server for the digit and the answer (server/answers.py),
`draw.js` is the pad; how edits come back stands in `ui.bridge.edits`.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from core.strokes import MAX_POINTS, MAX_STROKES, Drawing, Ground
from core.validation import InvalidParameterError
from ui.bridge.component import DRAWER_JS, component
from ui.bridge.edits import EDITOR, Edits
from ui.strokes import from_plain, ground_text, to_plain

# The translated strings that the pad shows; {digit} and {percent} are filled in by the browser.
LABEL_KEYS = (
    "draw_pad",
    "draw_tools",
    "draw_pen",
    "draw_eraser",
    "draw_thickness",
    "draw_undo",
    "draw_redo",
    "draw_clear",
    "draw_samples",
    "draw_sample",
    "draw_hint",
    "draw_hint_up",
    "draw_hint_down",
    "draw_full",
    "draw_empty",
    "draw_answer",
    "draw_no_answer",
    "draw_bars",
    "draw_step_ink",
    "draw_step_boxed",
    "draw_step_digit",
    "draw_step_ink_alt",
    "draw_step_boxed_alt",
    "draw_step_digit_alt",
)

HERE = Path(__file__).parent

_component = component(
    "drawing_pad", *EDITOR, DRAWER_JS, HERE / "ink.js", HERE / "answer.js", HERE / "draw.js", HERE / "draw.css"
)


def drawing_pad(
    drawing: Drawing,
    *,
    key: str,
    labels: Mapping[str, str],
    samples: Sequence[Ground],
    address: str | None,
    version: int,
) -> Drawing | None:
    """Show the pad; return the new drawing if the visitor has changed it since the last run, else None.

    Parameters
    ----------
    drawing : Drawing
        What the page holds now.
    labels : mapping
        A translated template for each of `LABEL_KEYS`, its placeholders not yet filled in.
    samples : sequence of Ground
        A picture of each digit from 0 to 9, to start from.
    address : str, optional
        Where the browser asks what the network says (`runs.address.answer_address`); None where there is no network.
    version : int
        Change it whenever the page itself replaces the drawing (a file, a link, a reset); never for an edit made here.
    """
    edits = _edits(key)
    new = edits.latest(version)
    edits.tell(version, None)
    _component(
        key=key,
        data={
            "drawing": to_plain(drawing if new is None else new),
            "samples": [ground_text(ground) for ground in samples],
            "address": address,
            "limits": {"points": MAX_POINTS, "strokes": MAX_STROKES},
            "labels": {name: labels[name] for name in LABEL_KEYS},
            "version": version,
            "seq": edits.seq,
        },
        on_edit_change=lambda: None,
    )
    return new


def latest_edit(key: str, version: int) -> Drawing | None:
    """The drawing as the visitor has just changed it, for a page that must know before it shows the pad again.

    Each edit is handed over once, here or by `drawing_pad`.
    """
    return _edits(key).latest(version)


def _edits(key: str) -> Edits[None, Drawing]:
    return Edits(key, lambda edit, limits: _checked(edit))


def _checked(edit: Mapping[str, Any]) -> Drawing | None:
    try:
        return from_plain(edit.get("drawing"))
    except InvalidParameterError:
        return None
