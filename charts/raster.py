"""A map as one small picture behind the lines of a plot, drawn once and never again while a film plays."""

import base64
import struct
import zlib

import numpy as np
from numpy.typing import NDArray

from charts import theme
from core import Array

Colour = tuple[int, int, int]

WHITE, OUTSIDE = (255, 255, 255), (150, 157, 163)
STEPS = 255  # colours from one end to the other, zero in the middle
SHARP = 240  # pixels along the longer side of a picture made of cells


def bands(levels: Array, palette: list[Colour]) -> NDArray[np.uint8]:
    """Which colour of the palette each cell gets; `levels` between 0 and 1."""
    indices: NDArray[np.uint8] = np.minimum((levels * len(palette)).astype(int), len(palette) - 1).astype(np.uint8)
    return indices


def ramp(low: Colour, middle: Colour, high: Colour, n: int) -> list[Colour]:
    """`n` colours from low over middle to high."""
    places, stops = np.linspace(0, 1, n), np.array([low, middle, high], dtype=float)
    mixed = np.column_stack([np.interp(places, [0, 0.5, 1], stops[:, c]) for c in range(3)]).round().astype(int)
    return [(int(r), int(g), int(b)) for r, g, b in mixed]


def from_white(end: Colour, n: int) -> list[Colour]:
    """`n` colours from white to the end."""
    return ramp(WHITE, end, end, 2 * n - 1)[:n]


def levels(heights: Array) -> Array:
    """What the colours of a map show: heights on a scale that tells valleys apart, 0 … 1."""
    above = np.sqrt(np.maximum(heights - heights.min(), 0))
    return np.asarray(above / max(float(above.max()), 1e-12))


PALETTE = ramp(theme.LOW, theme.MIDDLE, theme.HIGH, 24)  # heights, low to high


def png(indices: NDArray[np.uint8], palette: list[Colour], clear: bool = False) -> str:
    """An indexed-colour PNG as a data address; row 0 of `indices` is the top (PNG specification, third edition).

    With `clear` the page is seen through the last colour.
    """
    alpha = [(b"tRNS", bytes([255] * (len(palette) - 1) + [0]))] if clear else []
    return _png(indices, 3, (b"PLTE", bytes(np.array(palette, np.uint8).ravel())), *alpha)


def _png(pixels: NDArray[np.uint8], colour_type: int, *chunks: tuple[bytes, bytes]) -> str:
    """Pixels of shape (height, width), or (height, width, 3) for true colour, which is type 2."""
    height, width = pixels.shape[:2]
    lines = pixels.reshape(height, -1)
    rows = np.column_stack([np.zeros(height, np.uint8), lines])  # each row begins with its filter, 0 for none
    header = struct.pack(">IIBBBBB", width, height, 8, colour_type, 0, 0, 0)
    packed = zlib.compress(rows.tobytes(), 6)  # level 9: up to 8 times the time, for 7 % fewer bytes
    parts = [(b"IHDR", header), *chunks, (b"IDAT", packed), (b"IEND", b"")]
    body = b"".join(_chunk(kind, data) for kind, data in parts)
    return "data:image/png;base64," + base64.b64encode(b"\x89PNG\r\n\x1a\n" + body).decode("ascii")


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def cells(values: Array, limit: float, ends: tuple[Colour, Colour], outside: NDArray[np.bool_] | None = None) -> str:
    """A matrix as a picture, one square a cell, row 0 at the top: white is zero, the two `ends` are -limit and +limit.

    Cells that lie `outside` are grey.
    """
    low, high = ends
    half = STEPS // 2
    palette = [*ramp(low, WHITE, high, STEPS), OUTSIDE]
    indices = np.rint(half * (1 + np.clip(values / limit, -1, 1))).astype(np.uint8)
    if outside is not None:
        indices[outside] = STEPS
    return png(sharp(indices), palette)


def colours(image: Array, outside: NDArray[np.bool_]) -> str:
    """A picture in its own colours, shape (3, H, W), values from 0 to 1; cells that lie `outside` are grey."""
    pixels = np.rint(255 * np.clip(image, 0, 1)).astype(np.uint8).transpose(1, 2, 0)
    pixels[outside] = OUTSIDE
    return _png(sharp(pixels), 2)


def sharp(indices: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Every cell as a block of pixels, or a browser would blur one cell into the next."""
    size = max(1, -(-SHARP // max(indices.shape[:2])))
    return indices.repeat(size, axis=0).repeat(size, axis=1)


def ground(levels: Array, bounds: tuple[float, float, float, float], palette: list[Colour]) -> dict[str, object]:
    """A layout image that fills the map; rows of `levels` run upwards along y."""
    x0, x1, y0, y1 = bounds
    source = png(bands(levels[::-1], palette), palette)
    place = {"xref": "x", "yref": "y", "x": x0, "y": y1, "sizex": x1 - x0, "sizey": y1 - y0}
    return {"source": source, "sizing": "stretch", "layer": "below", **place}
