"""A drawing as one short text, for Params and for links, and back.

The bytes: the side of the ground (0: none) and its levels as runs, one byte each for (level, length); then for each
stroke its thickness (128 more: it erases), how many points it has, the first of them, and from each to the next the
way; at the end two bytes of a CRC-32, by which a text that lost something on its way is found out. Numbers above 127
take two bytes, the way to the left or upwards counts as an odd number. Then base64 in the letters of addresses.
"""

import base64
import binascii
from collections.abc import Iterable, Iterator
from itertools import groupby, pairwise

from core.strokes import LEVELS, Drawing, Ground, Point, Stroke
from core.validation import InvalidParameterError

LONGEST_RUN = 256 // LEVELS
ERASES = 128
MORE = 128  # this byte is not the number's last


def pack(drawing: Drawing) -> str:
    """The text of a drawing: the same drawing has one text, and an empty one the empty text."""
    if drawing == Drawing():
        return ""
    body = bytearray(_ground_bytes(drawing.ground))
    for stroke in drawing.strokes:
        body.append(stroke.thickness + ERASES * stroke.erases)
        body += _number(len(stroke.points)) + bytes(stroke.points[0])
        for (x0, y0), (x1, y1) in pairwise(stroke.points):
            body += _number(_folded(x1 - x0)) + _number(_folded(y1 - y0))
    return base64.urlsafe_b64encode(bytes(body) + _crc(bytes(body))).decode("ascii").rstrip("=")


def unpack(text: str, parameter: str = "drawing") -> Drawing:
    """The drawing that `pack` has written; InvalidParameterError for any other text."""
    if text == "":
        return Drawing()
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        drawing = _drawing(iter(data[:-2]))
        if pack(drawing) == text:  # the CRC, too; and each drawing has one text, or equal runs would be two
            return drawing
    except (TypeError, ValueError, StopIteration):  # also InvalidParameterError, UnicodeError, binascii.Error
        pass
    raise InvalidParameterError(parameter, "packed", text)


def check_drawing(parameter: str, text: str, *, needed: bool = False) -> str:
    """A text that `unpack` reads; with `needed` not the empty one, which is “missing”: the visitor is to draw first."""
    if unpack(text, parameter) == Drawing() and needed:
        raise InvalidParameterError(parameter, "missing", text)
    return text


def _ground_bytes(ground: Ground | None) -> bytes:
    return bytes([0]) if ground is None else bytes([ground.side, *_runs(ground.levels)])


def _runs(levels: Iterable[int]) -> Iterator[int]:
    for level, run in groupby(levels):
        length = len(list(run))
        while length:
            part = min(length, LONGEST_RUN)
            yield level * LONGEST_RUN + part - 1
            length -= part


def _number(n: int) -> bytes:
    return bytes([n]) if n < MORE else bytes([MORE + n % MORE, n // MORE])


def _folded(way: int) -> int:
    return 2 * way if way >= 0 else -2 * way - 1


def _crc(body: bytes) -> bytes:
    return (binascii.crc32(body) & 0xFFFF).to_bytes(2)


def _drawing(data: Iterator[int]) -> Drawing:
    ground = _read_ground(data, next(data))
    strokes = []
    while (look := next(data, None)) is not None:
        strokes.append(_read_stroke(data, look))
    return Drawing(tuple(strokes), ground)


def _read_ground(data: Iterator[int], side: int) -> Ground | None:
    levels: list[int] = []
    while len(levels) < side * side:
        level, more = divmod(next(data), LONGEST_RUN)
        levels += [level] * (more + 1)
    return Ground(tuple(levels)) if side else None


def _read_stroke(data: Iterator[int], look: int) -> Stroke:
    n = _read_number(data)
    points: list[Point] = [(next(data), next(data))]
    while len(points) < n:
        x, y = points[-1]
        points.append((x + _unfolded(_read_number(data)), y + _unfolded(_read_number(data))))
    return Stroke(tuple(points), look % ERASES, look >= ERASES)


def _read_number(data: Iterator[int]) -> int:
    low = next(data)
    return low if low < MORE else low - MORE + MORE * next(data)


def _unfolded(n: int) -> int:
    return -(n + 1) // 2 if n % 2 else n // 2
