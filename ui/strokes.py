"""Drawings as they travel to the browser and back: plain lists, and the picture below the strokes as its text."""

from typing import Any

from core.drawing_text import pack, unpack
from core.strokes import Drawing, Ground, Stroke
from core.validation import InvalidParameterError


def to_plain(drawing: Drawing) -> dict[str, Any]:
    """For JSON: of each stroke the points as x, y, x, y, …"""
    strokes = [
        {
            "points": [coordinate for point in stroke.points for coordinate in point],
            "thickness": stroke.thickness,
            "erases": stroke.erases,
        }
        for stroke in drawing.strokes
    ]
    return {"strokes": strokes, "ground": None if drawing.ground is None else ground_text(drawing.ground)}


def ground_text(ground: Ground) -> str:
    """The text of a drawing without strokes."""
    return pack(Drawing((), ground))


def from_plain(raw: object) -> Drawing:
    """The drawing that somebody has sent; InvalidParameterError for anything else."""
    if not isinstance(raw, dict) or not isinstance(raw.get("strokes"), list):
        raise InvalidParameterError("drawing", "packed", raw)
    ground = raw.get("ground")
    return Drawing(
        tuple(_stroke(stroke) for stroke in raw["strokes"]), None if ground is None else unpack(ground).ground
    )


def _stroke(raw: object) -> Stroke:
    flat = raw.get("points") if isinstance(raw, dict) else None
    if not isinstance(raw, dict) or not isinstance(flat, list) or len(flat) % 2:
        raise InvalidParameterError("drawing", "packed", raw)
    return Stroke(tuple(zip(flat[::2], flat[1::2], strict=True)), raw.get("thickness", 0), raw.get("erases", False))
