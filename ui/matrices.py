"""Small matrices of numbers as plain tuples: text in and out, another shape, checking what a browser sent.

Leaves out drawing and every sentence on screen: errors carry a language-neutral code and its values.
"""

import math
import re
import unicodedata
from typing import Any

from ui.bridge.untrusted import is_number

Cells = tuple[tuple[float, ...], ...]

_ARRAY = re.compile(r"\b(?:\w+\.)?(?:array|tensor)(?=\s*\[)")
_DTYPE = re.compile(r",\s*dtype\s*=\s*[\w.]+")
_INNERMOST = re.compile(r"\[([^\[\]]*)\]")
_SHOWN = 40


class CellsError(ValueError):
    """A text that is no matrix we take: a code, and the values that the sentence for this code names."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(f"{code} {values}" if values else code)
        self.code = code
        self.values = values


def read_cells(text: str, low: float, high: float, max_side: int) -> Cells:
    """Read rows of numbers, in one of the ways in which people write them.

    Rows end with a line or a semicolon, numbers with a comma, a tab or a blank; or all of it stands in the brackets of
    NumPy and Python, [[1, 0, -1], [1, 0, -1]], also as NumPy prints it.

    Raises
    ------
    CellsError
        With a code that says what is wrong; rows and columns count from 1.
    """
    rows = [_split(line) for line in _lines(_plain(text)) if line.strip(" \t,")]
    if not rows:
        raise CellsError("empty")
    columns = max(map(len, rows))
    if max(len(rows), columns) > max_side:  # known before a single number is parsed
        raise CellsError("too_many", rows=len(rows), columns=columns, limit=max_side)
    for row, cells in enumerate(rows, 1):
        if len(cells) != len(rows[0]):
            raise CellsError("ragged", row=row, n=len(cells), expected=len(rows[0]))
    return tuple(
        tuple(_number(cell, row, column, low, high) for column, cell in enumerate(cells, 1))
        for row, cells in enumerate(rows, 1)
    )


def write_cells(cells: Cells) -> str:
    """The text, a line a row, that `read_cells` reads back to the very same numbers."""
    return "\n".join(" ".join(repr(float(value)).removesuffix(".0") for value in row) for row in cells)


def resized(cells: Cells, rows: int, columns: int) -> Cells:
    """The same cells in another shape: what does not fit is cut off below and on the right, what is new is 0."""
    wide = [(*row[:columns], *[0.0] * (columns - len(row))) for row in cells[:rows]]
    return (*wide, *[(0.0,) * columns] * (rows - len(wide)))


def checked_cells(raw: object, shape: tuple[int, int], low: float, high: float) -> Cells | None:
    """The cells if `raw`, which a browser sent, is a matrix of this shape with numbers from low to high; else None."""
    rows, columns = shape
    if not isinstance(raw, list) or len(raw) != rows:
        return None
    if not all(isinstance(row, list) and len(row) == columns for row in raw):
        return None
    if not all(is_number(value, low, high) for row in raw for value in row):
        return None
    return tuple(tuple(float(value) + 0.0 for value in row) for row in raw)  # + 0.0: −0 becomes 0


def _plain(text: str) -> str:
    """Full-width signs, typographic minus signs, all line ends and all kinds of brackets as one kind of each."""
    text = unicodedata.normalize("NFKC", text).replace("−", "-").replace("\r\n", "\n").replace("\r", "\n")
    return text.translate(str.maketrans("(){}", "[][]"))


def _lines(text: str) -> list[str]:
    """One text a row, the brackets gone."""
    if "[" not in text and "]" not in text:
        return re.split("[;\n]", text)
    text = _DTYPE.sub("", _ARRAY.sub("", text))
    groups = _INNERMOST.findall(text)
    if not _is_nested(text) or _INNERMOST.sub("", text).strip(" \t\n,;[]"):
        raise CellsError("brackets")
    if len(groups) == 1:  # [1 0 -1; 1 0 -1]
        return re.split("[;\n]", groups[0])
    return [group.replace("\n", " ") for group in groups]  # NumPy breaks its long rows


def _is_nested(text: str) -> bool:
    """Whether every bracket that opens also closes."""
    depth = 0
    for sign in re.findall(r"[\[\]]", text):
        depth += 1 if sign == "[" else -1
        if depth < 0:
            return False
    return depth == 0


def _split(line: str) -> list[str]:
    """The cells of a row; between two commas, or two tabs, there may be nothing."""
    for separator in (",", "\t"):
        if separator in line:
            cells = [cell.strip() for cell in line.strip(" ").split(separator)]
            return cells if cells[-1] else cells[:-1]
    return line.split()


def _number(text: str, row: int, column: int, low: float, high: float) -> float:
    place = {"row": row, "column": column}
    if not text:
        raise CellsError("hole", **place)
    try:
        value = float(text if "_" not in text else "")
    except ValueError:
        raise CellsError("text", **place, value=text[:_SHOWN]) from None
    if not math.isfinite(value):
        raise CellsError("finite", **place)
    if not low <= value <= high:
        raise CellsError("outside", **place, low=low, high=high)
    return value + 0.0  # −0 becomes 0
