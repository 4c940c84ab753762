"""Labelled points out of a file: which columns of a table are x1, x2 and the label, and which label is which of ours.

What was found out is told, so that nobody has to guess what the reader guessed.
"""

import math
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.datasets import MAX_COORDINATE, MAX_POINTS
from ui.csv_table import Table, number, read_table
from ui.points import COLUMNS, TWO_CLASSES, Points, PointsError, round_points

# What columns are called; of two names the first one counts. A y is x2 beside an x, and the label beside x1 and x2.
_X = (("x1", "x_1"), ("x2", "x_2"))
_XY = (("x",), ("y",))
_LABEL = ("label", "labels", "class", "target", "category", "标签", "类别", "分类", "类")
_INDEX = ("", "unnamed:0", "index", "id", "no", "no.", "nr", "nr.", "序号", "编号")
_YES = {"true", "t", "yes", "y", "positive", "pos", "+", "是", "真", "正", "有", "对", "阳性"}


@dataclass(frozen=True)
class CsvPoints:
    """The points of one file, rounded, and how it was read.

    Attributes
    ----------
    n_rounded : int
        How many points the rounding moved.
    header : int or None
        The line that was taken for the header.
    columns : (x1, x2, label)
        Their names in the file, or their numbers, from 1, where it has no header.
    classes : mapping of our labels to those of the file
        As the file writes them; ours ascend.
    commas : "", "decimal" or "thousands"
        What commas inside numbers were taken for.
    """

    points: Points
    n_rounded: int
    header: int | None
    columns: tuple[str, str, str]
    classes: Mapping[int, str]
    commas: str

    @property
    def has_own_names(self) -> bool:
        """Whether the labels are other ones than ours."""
        return any(_canonical(theirs) != ours for ours, theirs in self.classes.items())


def read_csv(data: bytes, labels: Sequence[int] = TWO_CLASSES) -> CsvPoints:
    """Read a file with two columns of numbers and one of labels, in any order, with or without a header.

    There are at least two different ones of them, at most as many as `labels`, of which each becomes one. Raises
    PointsError, with a code that says what is wrong; `row` counts the lines of the file.
    """
    table = read_table(data, MAX_POINTS, _is_header)
    places = _places(table, len(labels))
    names = table.header.cells if table.header else [str(k + 1) for k in range(len(table.rows[0].cells))]
    x1, x2, label = (names[place] or str(place + 1) for place in places)
    coordinates = [
        (
            _coordinate(row.cells[places[0]], table.decimal, row.line, x1),
            _coordinate(row.cells[places[1]], table.decimal, row.line, x2),
        )
        for row in table.rows
    ]
    texts = table.column(places[2])
    classes = _classes(texts, [row.line for row in table.rows], label, labels)
    ours = {_canonical(theirs): ours for ours, theirs in classes.items()}
    points: Points = tuple((a, b, ours[_canonical(text)]) for (a, b), text in zip(coordinates, texts, strict=True))
    rounded = round_points(points)
    moved = sum(before != after for before, after in zip(points, rounded, strict=True))
    commas = ("decimal" if table.decimal == "," else "thousands") if table.has_commas else ""
    header = table.header.line if table.header else None
    return CsvPoints(rounded, moved, header, (x1, x2, label), classes, commas)


def _plain(name: str) -> str:
    """A name without capitals, blanks, full-width letters and subscripts."""
    return "".join(unicodedata.normalize("NFKC", name).lower().split())


def _is_header(cells: Sequence[str]) -> bool:
    names = {_plain(cell) for cell in cells if cell}
    return (len(names) > 1 and bool(names.intersection(_LABEL))) or {"x1", "x2"} <= names or {"x", "y"} <= names


def _named(table: Table) -> dict[str, int]:
    """The columns that are known by their names."""
    names = [_plain(name) for name in table.header.cells] if table.header else []

    def find(*known: str) -> int | None:
        return next((names.index(name) for name in known if name in names), None)

    by_number = [find(*known) for known in _X]
    x1, x2 = by_number if any(place is not None for place in by_number) else [find(*known) for known in _XY]
    label = find(*_LABEL) if None in by_number else find(*_LABEL, "y")
    found = zip(COLUMNS, (x1, x2, label), strict=True)
    return {column: place for column, place in found if place is not None}


def _places(table: Table, most: int) -> list[int]:
    """Where x1, x2 and label stand: by their names, and those without a known name by what is in them."""
    found = _named(table)
    if len(found) == 3:
        return [found[column] for column in COLUMNS]
    if not table.rows:
        raise PointsError("too_few", n=0)
    columns = {k: table.column(k) for k in range(len(table.rows[0].cells))}
    free = [k for k, cells in columns.items() if any(cells) and k not in found.values()]
    if free and free[0] == 0 and _is_index(table, len(free) > 3 - len(found)):
        free = free[1:]
    numbers = [k for k in free if _is_numeric(columns[k], table.decimal)]
    if "label" not in found:
        words = [k for k in free if k not in numbers]
        label = words or (numbers if len(free) == 1 else _few_valued(columns, numbers, most))
        if len(label) == 1 and len(free) == 3 - len(found):
            found["label"] = label[0]
            numbers = [k for k in numbers if k != label[0]]
    missing = [column for column in COLUMNS if column not in found]
    if "label" not in missing and len(numbers) == len(missing):
        return [(found | dict(zip(missing, numbers, strict=True)))[column] for column in COLUMNS]
    if found and len(free) < 3 - len(found):
        raise PointsError("missing_column", column=missing[0])
    raise PointsError("columns", n=len(columns))


def _is_index(table: Table, is_one_too_many: bool) -> bool:
    """Whether the first column only counts the rows: pandas and R write one, and many a spreadsheet has one."""
    if table.header and _plain(table.header.cells[0]) in _INDEX:
        return True
    counted = [number(cell, table.decimal) for cell in table.column(0)]
    return is_one_too_many and any(counted == [start + k for k in range(len(counted))] for start in (0, 1))


def _is_numeric(cells: Sequence[str], decimal: str) -> bool:
    return 2 * sum(number(cell, decimal) is not None for cell in cells) >= len(cells)


def _few_valued(columns: Mapping[int, Sequence[str]], places: Sequence[int], most: int) -> list[int]:
    """The one column with at least two different values and no more than that; else the last one."""
    few = [k for k in places if 2 <= len(set(map(_canonical, columns[k]))) <= most]
    return few if len(few) == 1 else list(places[-1:])


def _coordinate(text: str, decimal: str, row: int, column: str) -> float:
    if not text:
        raise PointsError("empty_cell", row=row, column=column)
    value = number(text, decimal)
    if value is None:
        raise PointsError("not_a_number", row=row, column=column, value=text)
    if not math.isfinite(value):
        raise PointsError("not_finite", row=row, column=column)
    if abs(value) > MAX_COORDINATE:
        raise PointsError("too_large", row=row, column=column, limit=MAX_COORDINATE)
    return value


def _canonical(label: str) -> str | float:
    """A label as it is compared: a number by its value (1, +1 and 1,0 are one label), a word without its capitals."""
    value = number(label.replace(",", "."), ".")
    return _plain(label) if value is None else value


def _classes(texts: Sequence[str], rows: Sequence[int], column: str, labels: Sequence[int]) -> dict[int, str]:
    """Which labels of ours are which of the file's.

    Numbers ascend as ours do, and ours stay as they are where a third class would have a place. Of words the “no” is
    below the “yes”, or else the one that comes later below the one that comes earlier.
    """
    seen: dict[str | float, str] = {}
    for text, row in zip(texts, rows, strict=True):
        label = _canonical(text)
        if not text or label != label:  # nan
            raise PointsError("no_label", row=row, column=column)
        if label not in seen and len(seen) == len(labels):
            first, second = list(seen.values())[:2]
            if len(labels) == 2:
                raise PointsError("third_label", row=row, value=text, first=first, second=second)
            raise PointsError("fourth_label", row=row, value=text, first=first, second=second)
        seen.setdefault(label, text)
    if len(seen) < 2:
        if len(texts) < 2:
            raise PointsError("too_few", n=len(texts))
        raise PointsError("one_class", value=next(iter(seen.values())))
    ordered = _ordered(list(seen))
    if len(labels) > len(seen) and set(ordered) <= set(labels):
        return {int(label): seen[label] for label in ordered}
    ours = labels if len(seen) == len(labels) else (labels[0], labels[-1])
    return {label: seen[theirs] for label, theirs in zip(ours, ordered, strict=True)}


def _ordered(found: list[str | float]) -> list[str | float]:
    numbers = [label for label in found if isinstance(label, float)]
    if len(numbers) == len(found):
        return sorted(numbers)
    is_answered = len(found) == 2 and found[1] in _YES and found[0] not in _YES
    return found if is_answered else found[::-1]
