"""A table of text as spreadsheets, programs and people write it: its header, and rows of cells with their line numbers.

Leaves out what the columns mean. What could be read in two ways is refused, or the table says which was taken.
"""

import csv
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from ui.points import PointsError

SEPARATORS = "\t;,"  # a comma also stands inside numbers, so it comes last
LEADING = 50  # the header is among the first rows, or there is none
MAX_COLUMNS = 100

_BOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # what Excel, WPS and LibreOffice save unless told otherwise
_OTHER_FORMATS = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"%PDF", b"\x1f\x8b", b"<", b"{", b"[")
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_CONTROLS = re.compile("[\0-\x08\x0e-\x1f]")
_TOLD = re.compile(r'\s*"?sep=(\\t|.)"?[\s;,]*', re.IGNORECASE)
_EXCEL_ERROR = re.compile(r"#(N/A|DIV/0!|VALUE!|REF!|NAME\?|NUM!|NULL!)")
_NUMBERS = {  # by the sign before the fraction: an integer part in groups of three
    ".": re.compile(r"[+-]?\d{1,3}([, '’]\d{3})+(\.\d*)?"),
    ",": re.compile(r"[+-]?\d{1,3}([. '’]\d{3})+(,\d*)?"),
}


@dataclass(frozen=True)
class Row:
    """The cells of one row, and the line of the file on which it ends."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """The rows below the header, all as wide as it; without a header, all as wide as the first of them.

    `decimal` is the sign before the fraction of a number; `has_commas` says whether there are commas in any.
    """

    header: Row | None
    rows: tuple[Row, ...]
    decimal: str
    has_commas: bool

    def column(self, place: int) -> list[str]:
        return [row.cells[place] for row in self.rows]


def read_table(data: bytes, limit: int, is_header: Callable[[Sequence[str]], bool]) -> Table:
    """Read UTF-8, UTF-16 or GB18030 text, separated by tabs, semicolons, commas or blanks.

    Parameters
    ----------
    data : bytes
    limit : int
        At most so many rows below the header.
    is_header : function of the cells of a row
        Whether they are known names. Any row of names above the numbers will do, but a known one comes first.

    Raises
    ------
    PointsError
        With a code that says what is wrong; `row` counts the lines of the file.
    """
    lines = re.split("\r\n|\r|\n", _decoded(data))
    first = next(k for k, line in enumerate(lines) if line.strip())
    told = _TOLD.fullmatch(lines[first])
    if told:
        lines[first] = ""
    separator = told[1].replace("\\t", "\t") if told else _separator(lines)
    lines = [_without_comment(line, separator, is_header) for line in lines]
    try:
        rows = _rows(lines, separator)
        leading = list(islice(rows, LEADING))
        at, start = _header_place([row.cells for row in leading], is_header)
        n_rows = sum(1 for line in lines if line.strip()) - start
        if n_rows > limit:  # known before the other rows are looked at
            raise PointsError("too_many", n=n_rows, limit=limit)
        body = [*leading[start:], *rows]
    except csv.Error:  # a cell of 128 KiB, for example
        raise PointsError("not_csv") from None
    header = None if at is None else leading[at]
    if header and _has_row_names(header, body, lines):
        header = Row(header.line, ("", *header.cells))
    body = _equally_wide(header or body[0], body, separator) if body else []
    decimal, has_commas = _decimal(body, separator)
    return Table(header, tuple(body), decimal, has_commas)


def number(text: str, decimal: str) -> float | None:
    """The number that is written there, its thousands in groups or not, also with a typographic minus; or None."""
    plain = unicodedata.normalize("NFKC", text).replace("−", "-").strip()
    if _NUMBERS[decimal].fullmatch(plain):
        plain = re.sub("[ '’.]" if decimal == "," else "[ '’,]", "", plain)
    if decimal == ",":
        plain = plain.replace(".", "_").replace(",", ".")
    try:
        return None if "_" in plain else float(plain)
    except ValueError:
        return None


def _decoded(data: bytes) -> str:
    """The file as text; what is plainly another kind of file is told apart from text in another encoding."""
    start = data[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start and not data[4096:].strip():
        raise PointsError("empty")
    if start.startswith(_BOOKS):
        raise PointsError("workbook")
    if start.startswith(_OTHER_FORMATS):
        raise PointsError("not_csv")
    for encoding in ("utf-16",) if data.startswith(_UTF16_MARKS) else ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _CONTROLS.search(text[:4096]):
            raise PointsError("not_csv")
        if not text.strip():
            raise PointsError("empty")
        return text
    raise PointsError("encoding")


def _separator(lines: Sequence[str]) -> str:
    """The first of tab, semicolon and comma that parts half of the lines, better into three cells than into two."""
    filled = list(islice((line for line in lines if line.strip() and not line.startswith("#")), 20 * LEADING))
    for least in (2, 1):
        for separator in SEPARATORS:
            if filled and 2 * sum(line.count(separator) >= least for line in filled) >= len(filled):
                return separator
    return " "


def _without_comment(line: str, separator: str, is_header: Callable[[Sequence[str]], bool]) -> str:
    """The line; nothing if it is a comment, unless that is the header: so NumPy writes it."""
    if not line.lstrip().startswith("#") or _EXCEL_ERROR.match(line.lstrip()):
        return line
    text = line.lstrip("# \t")
    return text if is_header(text.split(separator)) else ""


def _rows(lines: Sequence[str], separator: str) -> Iterator[Row]:
    """The rows that are not blank."""
    reader = csv.reader(lines, delimiter=separator, skipinitialspace=True)
    for cells in reader:
        if any(cell.strip() for cell in cells):
            yield Row(reader.line_num, tuple(cell.strip() for cell in cells))


def _header_place(
    leading: Sequence[Sequence[str]], is_header: Callable[[Sequence[str]], bool]
) -> tuple[int | None, int]:
    """Which of the leading rows is the header, if any, and at which the numbers begin."""
    numbers = next((k for k, cells in enumerate(leading) if _is_data(cells)), None)
    above = leading[:numbers]
    known = next((k for k, cells in enumerate(above) if is_header(cells)), None)
    if known is not None:
        return known, known + 1
    if numbers is None:
        raise PointsError("no_numbers")
    width = len(leading[numbers])
    named = next((k for k, cells in enumerate(above) if sum(map(bool, cells)) >= width), None)
    if named is None and above and sum(map(bool, above[-1])) == width - 1 > 1:  # no name over the names of the rows
        named = len(above) - 1
    return (None, numbers) if named is None else (named, named + 1)


def _is_data(cells: Sequence[str]) -> bool:
    """Whether two cells are numbers, and it is not the line “,0,1,2” in which pandas counts nameless columns."""
    is_count = cells[0] == "" and list(cells[1:]) == [str(k) for k in range(len(cells) - 1)]
    return not is_count and sum(any(number(cell, sign) is not None for sign in ".,") for cell in cells) >= 2


def _has_row_names(header: Row, body: Sequence[Row], lines: Sequence[str]) -> bool:
    """Whether each row begins with a quoted cell that the header does not know: so R writes a table."""
    return bool(body) and all(
        len(row.cells) == len(header.cells) + 1 and lines[row.line - 1].lstrip().startswith('"') for row in body
    )


def _equally_wide(first: Row, body: Sequence[Row], separator: str) -> list[Row]:
    """The rows as wide as the first one: cells that are missing are empty, and empty ones too many are dropped."""
    width = len(first.cells)
    if width > MAX_COLUMNS:
        raise PointsError("too_many_columns", n=width, limit=MAX_COLUMNS)
    for row in body:
        n = max(k for k, cell in enumerate(row.cells, 1) if cell)
        if n > width:
            values = {"row": row.line, "n": n, "expected": width, "first": first.line}
            raise PointsError("wide_comma", **values) if separator == "," else PointsError("wide", **values)
    return [Row(row.line, (*row.cells[:width], *[""] * (width - len(row.cells)))) for row in body]


def _decimal(body: Sequence[Row], separator: str) -> tuple[str, bool]:
    """The sign before the fraction under which more cells are numbers, and whether there are commas in any."""
    cells = [unicodedata.normalize("NFKC", cell) for row in body for cell in row.cells]
    fitting = {sign: [cell for cell in cells if number(cell, sign) is not None] for sign in ".,"}
    has_commas = any("," in cell for cell in fitting["."] + fitting[","])
    # where both fit, the one of the country: semicolons part what commas cannot
    signs = ",." if has_commas and separator != "," else ".,"
    return max(signs, key=lambda sign: len(fitting[sign])), has_commas
