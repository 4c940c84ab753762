"""A map as one small picture behind the lines of a plot, drawn once and never again while a film plays."""

import base64
import struct
import zlib

import numpy as np
from numpy.typing import NDArray

from core import Array

Colour = tuple[int, int, int]


def bands(levels: Array, palette: list[Colour]) -> NDArray[np.uint8]:
    """Which colour of the palette each cell gets; `levels` between 0 and 1."""
    indices: NDArray[np.uint8] = np.minimum((levels * len(palette)).astype(int), len(palette) - 1).astype(np.uint8)
    return indices


def ramp(low: Colour, middle: Colour, high: Colour, n: int) -> list[Colour]:
    """`n` colours from low over middle to high."""
    places, stops = np.linspace(0, 1, n), np.array([low, middle, high], dtype=float)
    mixed = np.column_stack([np.interp(places, [0, 0.5, 1], stops[:, c]) for c in range(3)]).round().astype(int)
    return [(int(r), int(g), int(b)) for r, g, b in mixed]


def png(indices: NDArray[np.uint8], palette: list[Colour]) -> str:
    """An indexed-colour PNG as a data address; row 0 of `indices` is the top (PNG specification, third edition)."""
    height, width = indices.shape
    rows = np.column_stack([np.zeros(height, np.uint8), indices])  # each row begins with its filter, 0 for none
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"PLTE", bytes(np.array(palette, np.uint8).ravel()))]
    chunks += [(b"IDAT", zlib.compress(rows.tobytes(), 9)), (b"IEND", b"")]
    body = b"".join(_chunk(kind, data) for kind, data in chunks)
    return "data:image/png;base64," + base64.b64encode(b"\x89PNG\r\n\x1a\n" + body).decode("ascii")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def ground(levels: Array, bounds: tuple[float, float, float, float], palette: list[Colour]) -> dict[str, object]:
    """A layout image that fills the map; rows of `levels` run upwards along y."""
    x0, x1, y0, y1 = bounds
    source = png(bands(levels[::-1], palette), palette)
    place = {"xref": "x", "yref": "y", "x": x0, "y": y1, "sizex": x1 - x0, "sizey": y1 - y0}
    return {"source": source, "sizing": "stretch", "layer": "below", **place}
