"""Labelled points of the plane as plain tuples: CSV in and out, rounding, checking what a browser sent.

A point is `(x1, x2, label)` with label −1 or +1. Leaves out drawing and every sentence on screen: errors
carry a language-neutral code and its values, and the page turns them into words.
"""

import csv
import math
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from core.datasets import MAX_COORDINATE, MAX_POINTS, Point
from ui.bridge.untrusted import is_number

Points = tuple[Point, ...]
Range = tuple[float, float]

COLUMNS = ("x1", "x2", "label")
DECIMALS = 2
DEFAULT_RANGE: Range = (-5.0, 5.0)

_OTHER_FORMATS = (
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"RIFF",
    b"%PDF",
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"<",
    b"{",
    b"[",
)
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_CONTROL_BYTES = bytes(set(range(32)) - set(b"\t\n\r\x0b\x0c"))


class PointsError(ValueError):
    """Points that cannot be used: a code, and the values that the sentence for this code names."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(f"{code} {values}" if values else code)
        self.code = code
        self.values = values


@dataclass(frozen=True)
class CsvPoints:
    """The points of one file, rounded, and how many of them the rounding moved."""

    points: Points
    n_rounded: int


def round_points(points: Iterable[Point]) -> Points:
    """The same points with both coordinates rounded to two decimals (and −0 written as 0)."""
    return tuple((round(x1, DECIMALS) + 0.0, round(x2, DECIMALS) + 0.0, label) for x1, x2, label in points)


def write_csv(points: Iterable[Point]) -> str:
    """The text of a file that `read_csv` reads back to the very same points."""
    return "".join(f"{a},{b},{c}\n" for a, b, c in (COLUMNS, *points))


def read_csv(data: bytes) -> CsvPoints:
    """Read a file with the columns x1, x2 and label, in any order, among any others.

    Parameters
    ----------
    data : bytes
        UTF-8 text, separated by commas, semicolons or tabs. Labels are −1 and 1, or 0 and 1.

    Raises
    ------
    PointsError
        With a code that says what is wrong; `row` counts the lines of the file, the header being row 1.
    """
    lines = _lines(_decoded(data))
    n_rows = sum(1 for line in lines if line.strip()) - 1
    if n_rows > MAX_POINTS:  # known before a single number is parsed
        raise PointsError("too_many", n=n_rows, limit=MAX_POINTS)
    points = _relabelled(list(_rows(lines)))
    require_trainable(points)
    rounded = round_points(points)
    return CsvPoints(rounded, sum(before != after for before, after in zip(points, rounded, strict=True)))


def require_trainable(points: Points) -> None:
    """Raise PointsError unless there are two points or more and both classes are among them."""
    if len(points) < 2:
        raise PointsError("too_few", n=len(points))
    if len({label for _, _, label in points}) < 2:
        raise PointsError("one_class", value=points[0][2])


def checked_points(raw: object, view_range: Range) -> Points | None:
    """The rounded points if `raw`, which a browser sent, is a list of them inside `view_range`; else None."""
    if not isinstance(raw, list) or len(raw) > MAX_POINTS or not all(_is_point(item, view_range) for item in raw):
        return None
    return round_points((float(x1), float(x2), int(label)) for x1, x2, label in raw)


def nice_range(points: Iterable[Point]) -> Range:
    """One range for both axes that holds all points: (−5, 5) if it can, else round numbers with a margin."""
    values = [value for x1, x2, _ in points for value in (x1, x2)]
    if not values or (DEFAULT_RANGE[0] <= min(values) and max(values) <= DEFAULT_RANGE[1]):
        return DEFAULT_RANGE
    low, high = min(values), max(values)
    centre, half = (low + high) / 2, max(0.55 * (high - low), 1.0)  # a margin of 5 % on each side
    step = _nice_step(half / 10)
    low, high = math.floor((centre - half) / step) * step, math.ceil((centre + half) / step) * step
    return max(round(low, DECIMALS), -MAX_COORDINATE), min(round(high, DECIMALS), MAX_COORDINATE)


def _nice_step(size: float) -> float:
    """The smallest of 1, 2, 5 times a power of ten that is not below `size`."""
    power = 10.0 ** math.floor(math.log10(size))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= size * (1 - 1e-9))


def _is_point(item: object, view_range: Range) -> bool:
    if not isinstance(item, list | tuple) or len(item) != 3:
        return False
    x1, x2, label = item
    return all(is_number(x, *view_range) for x in (x1, x2)) and is_number(label) and label in (-1, 1)


def _decoded(data: bytes) -> str:
    """The file as text; what is plainly another kind of file is told apart from text in another encoding."""
    start = data[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start and not data[4096:].strip():
        raise PointsError("empty")
    if start.startswith(_UTF16_MARKS):
        raise PointsError("encoding")
    if start.startswith(_OTHER_FORMATS) or len(start.translate(None, _CONTROL_BYTES)) < len(start):
        raise PointsError("not_csv")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise PointsError("encoding") from None


def _lines(text: str) -> list[str]:
    """Split at the line ends of Windows, Unix and old Macs, and at nothing else."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _rows(lines: list[str]) -> Iterator[tuple[int, float, float, int]]:
    """Yield (row number, x1, x2, label) for every line that is not blank; a label may still be 0."""
    header = next(line for line in lines if line.strip())
    separator = max(",;\t", key=header.count)
    reader = csv.reader(lines, delimiter=separator, skipinitialspace=True)
    try:
        filled = ((reader.line_num, cells) for cells in reader if any(cell.strip() for cell in cells))
        places = _places(next(filled)[1])
        for row, cells in filled:
            x1, x2, label = (cells[place].strip() if place < len(cells) else "" for place in places)
            yield (
                row,
                _number(x1, row, "x1", separator),
                _number(x2, row, "x2", separator),
                _label(label, row),
            )
    except csv.Error:  # a cell of 128 KiB, for example
        raise PointsError("not_csv") from None


def _places(header: list[str]) -> list[int]:
    """Where x1, x2 and label stand; capitals, spaces, full-width and subscript digits are forgiven."""
    names = ["".join(unicodedata.normalize("NFKC", name).lower().split()) for name in header]
    for column in COLUMNS:
        if column not in names:
            raise PointsError("missing_column", column=column)
    return [names.index(column) for column in COLUMNS]


def _number(text: str, row: int, column: str, separator: str) -> float:
    value = _parsed(text if separator == "," else text.replace(",", "."))  # 1,5 where commas do not separate
    if value is None:
        raise PointsError("not_a_number", row=row, column=column, value=text[:40])
    if not math.isfinite(value):
        raise PointsError("not_finite", row=row, column=column)
    if abs(value) > MAX_COORDINATE:
        raise PointsError("too_large", row=row, column=column, limit=MAX_COORDINATE)
    return value


def _label(text: str, row: int) -> int:
    value = _parsed(text)
    if value not in (-1, 0, 1):
        raise PointsError("label", row=row, value=text[:40])
    return int(value)


def _parsed(text: str) -> float | None:
    """The number that is written there (also with a typographic minus), or None."""
    try:
        return None if "_" in text else float(text.replace("−", "-"))
    except ValueError:
        return None


def _relabelled(rows: list[tuple[int, float, float, int]]) -> Points:
    """Read 0 as −1 where only 0 and 1 occur; a 0 beside a −1 is an error."""
    labels = {label for *_, label in rows}
    if {-1, 0} <= labels:
        row = next(row for row, *_, label in rows if label == 0)
        raise PointsError("label", row=row, value="0")
    return tuple((x1, x2, label or -1) for _, x1, x2, label in rows)
