"""Small pictures drawn by formula, and what is done to a picture before a kernel sees it.

A picture has the shape (C, H, W), C = 1 for grey and 3 for colours, with numbers from 0 to 1.
"""

import base64
import binascii
import re
from collections.abc import Callable

import numpy as np

from core import Array
from core.guards import finite, floats, integer, takes
from core.resampling import averaging
from core.validation import InvalidParameterError

MAX_SIDE = 64
FINE = 4  # drawn so many times larger, then averaged: smooth edges
LUMA = (0.299, 0.587, 0.114)  # ITU-R BT.601: how bright red, green and blue look
PACKED = re.compile(r"([1-9][0-9]?)x([1-9][0-9]?)x([13]):([A-Za-z0-9_-]*=*)")

Shape = Callable[[Array, Array], Array]


@takes(side=integer(1, FINE * MAX_SIDE))
def places(side: int) -> tuple[Array, Array]:
    """x to the right and y downwards, both from 0 to 1, at the centres of side × side pixels."""
    centres = (np.arange(side) + 0.5) / side
    x, y = np.meshgrid(centres, centres)
    return x, y


def drawing(shape: Shape) -> Callable[[int], Array]:
    """A picture of any side from a function of the place, (H, W) or (3, H, W), drawn finely and averaged."""

    def draw(side: int) -> Array:
        fine = shape(*places(FINE * side)).astype(float)
        return shrink(fine.reshape(-1, FINE * side, FINE * side), side)

    return draw


def cross(x: Array, y: Array) -> Array:
    """Two bars of a fifth of the width."""
    inside = (np.abs(x - 0.5) < 0.4) & (np.abs(y - 0.5) < 0.4)
    bars: Array = inside & ((np.abs(x - 0.5) < 0.1) | (np.abs(y - 0.5) < 0.1))
    return bars


def circle(x: Array, y: Array) -> Array:
    """A ring."""
    ring: Array = np.abs(np.hypot(x - 0.5, y - 0.5) - 0.32) < 0.09
    return ring


def checkerboard(x: Array, y: Array) -> Array:
    """4 × 4 fields, the first one dark."""
    return (np.floor(4 * x) + np.floor(4 * y)) % 2


def gradient(x: Array, y: Array) -> Array:
    """Brighter from left to right."""
    return x


def stripes(x: Array, y: Array) -> Array:
    """Diagonal stripes."""
    return np.floor(4 * (x + y)) % 2


def balloon(x: Array, y: Array) -> Array:
    """A striped balloon over green hills, in colour."""
    blue, white = np.array([0.45, 0.70, 0.95]), np.array([0.86, 0.93, 1.0])
    sky: Array = blue[:, None, None] + (white - blue)[:, None, None] * y
    layers = [
        (np.hypot(x - 0.85, y - 0.16) < 0.09, (1.0, 0.85, 0.25)),
        (y > 0.80 + 0.07 * np.sin(7 * x + 1), (0.35, 0.62, 0.35)),
        (y > 0.90 + 0.05 * np.sin(6 * x + 3), (0.20, 0.48, 0.26)),
        ((np.abs(np.abs(x - 0.42) - 0.3 * (0.78 - y)) < 0.012) & (y > 0.5) & (y < 0.69), (0.35, 0.25, 0.18)),
        ((np.abs(x - 0.42) < 0.05) & (np.abs(y - 0.72) < 0.035), (0.55, 0.35, 0.18)),
    ]
    narrow = np.where(y < 0.36, 0.27, 0.27 * np.clip(1 - (y - 0.36) / 0.34, 0, 1) ** 0.75)
    across = (x - 0.42) / np.maximum(narrow, 1e-9)
    envelope = np.where(y < 0.36, np.hypot(x - 0.42, y - 0.36) < 0.27, (np.abs(across) < 1) & (y < 0.58))
    roundness = np.sqrt(np.maximum(0.27**2 - np.minimum(y - 0.36, 0) ** 2, 1e-9))
    bulge = np.arcsin(np.clip((x - 0.42) / np.where(y < 0.36, roundness, narrow + 1e-9), -1, 1))
    stripe = np.floor(7 * (bulge / np.pi + 0.5)) % 2
    layers += [(envelope & (stripe == 0), (0.90, 0.25, 0.20)), (envelope & (stripe == 1), (0.98, 0.75, 0.20))]
    for mask, colour in layers:
        sky = np.where(mask, np.array(colour)[:, None, None], sky)
    return sky


PICTURES: dict[str, Callable[[int], Array]] = {
    "cross": drawing(cross),
    "circle": drawing(circle),
    "checkerboard": drawing(checkerboard),
    "gradient": drawing(gradient),
    "stripes": drawing(stripes),
    "balloon": drawing(balloon),
}


@takes(image=floats("C H W"), side=integer(1))
def shrink(image: Array, side: int) -> Array:
    """The picture with its longer side at most `side` pixels, every new pixel the mean of the area it covers."""
    _, height, width = image.shape
    longest = max(height, width)
    if longest <= side:
        return image
    rows, columns = (max(1, round(n * side / longest)) for n in (height, width))
    return averaging(height, rows) @ image @ averaging(width, columns).T


@takes(image=floats("3 H W"))
def to_grey(image: Array) -> Array:
    """A colour picture (3, H, W) as a grey one (1, H, W), as bright as it looks."""
    return np.tensordot(np.array(LUMA), image, axes=1)[None]


def _can_be_packed(image: Array) -> None:
    if len(image) not in (1, 3) or max(image.shape) > MAX_SIDE:
        raise InvalidParameterError("image", "shape", image.shape, shape=f"(1 or 3, H, W) of at most {MAX_SIDE} pixels")


@takes(_can_be_packed, image=finite("C H W"))
def pack(image: Array) -> str:
    """A picture as text for Params and links: width x height x channels, then its bytes in base64, pixel by pixel."""
    channels, height, width = image.shape
    pixels = np.rint(255 * np.clip(image, 0, 1)).astype(np.uint8).transpose(1, 2, 0)
    return f"{width}x{height}x{channels}:{base64.urlsafe_b64encode(pixels.tobytes()).decode('ascii')}"


def unpack(text: str) -> Array:
    """The picture (C, H, W) that `pack` has written; InvalidParameterError for any other text."""
    found = PACKED.fullmatch(text) if isinstance(text, str) else None
    if found:
        width, height, channels = (int(n) for n in found.groups()[:3])
        try:
            pixels = np.frombuffer(base64.urlsafe_b64decode(found[4]), np.uint8)
        except binascii.Error:
            pixels = np.empty(0, np.uint8)
        if max(width, height) <= MAX_SIDE and pixels.size == width * height * channels:
            image: Array = pixels.reshape(height, width, channels).transpose(2, 0, 1) / 255
            if pack(image) == text:  # base64 also reads what it would not write
                return image
    raise InvalidParameterError("upload", "packed", text)
