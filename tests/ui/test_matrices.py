"""Reading matrices from text, giving them another shape, and browsers that cannot be trusted."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.matrices import Cells, CellsError, checked_cells, read_cells, resized, write_cells

EDGE = ((1.0, 0.0, -1.0), (2.5, 0.0, -2.5))

numbers = st.floats(-1000, 1000).map(lambda value: value + 0.0)
matrices = st.integers(1, 7).flatmap(
    lambda columns: st.lists(st.tuples(*[numbers] * columns), min_size=1, max_size=7).map(tuple)
)


def read(text: str) -> Cells:
    return read_cells(text, -1000, 1000, 7)


@pytest.mark.parametrize(
    "text",
    [
        "1 0 -1; 2.5 0 -2.5",
        "1 0 -1\n2.5 0 -2.5\n",
        "1 0 -1\r\n2.5 0 -2.5",
        "1 0 -1\r\r2.5 0 -2.5\r",
        "  1, 0, -1 ;\n\n 2.5, 0, -2.5,\n",
        "1\t0\t-1\n2.5\t0\t-2.5",
        "[[1, 0, -1], [2.5, 0, -2.5]]",
        "[[ 1.   0.  -1. ]\n [ 2.5  0.  -2.5]]",
        "[[1. 0.\n -1.]\n [2.5 0.\n -2.5]]",
        "np.array([[1, 0, -1], [2.5, 0, -2.5]], dtype=np.float32)",
        "array([[ 1. ,  0. , -1. ],\n       [ 2.5,  0. , -2.5]])",
        "tensor([[1, 0, -1], [2.5, 0, -2.5],])",
        "((1, 0, -1), (2.5, 0, -2.5))",
        "{{1, 0, -1}, {2.5, 0, -2.5}}",
        "[1, 0, -1]\n[2.5, 0, -2.5]",
        "[1 0 -1; 2.5 0 -2.5]",
        "+1 -0 −1; 25e-1 0 −2.5",
        "１，０，－１；２．５，０，－２．５",
    ],
)
def test_every_forgiven_spelling_reads_as_the_same_cells(text: str) -> None:
    cells = read(text)
    assert cells == EDGE
    assert all(math.copysign(1, value) == 1 for row in cells for value in row if value == 0)  # no −0


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("5", ((5.0,),)),
        ("[5]", ((5.0,),)),
        ("1;2;3", ((1.0,), (2.0,), (3.0,))),
        ("[1, 2, 3]", ((1.0, 2.0, 3.0),)),
        ("1000 -1000", ((1000.0, -1000.0),)),
        ("\n".join(["0 0 0 0 0 0 0"] * 7), ((0.0,) * 7,) * 7),
    ],
)
def test_other_shapes(text: str, cells: Cells) -> None:
    assert read(text) == cells


ERRORS = [
    ("", "empty", {}),
    (" \n;\t\n,", "empty", {}),
    ("[[]]", "empty", {}),
    ("1 2; 3 four", "text", {"row": 2, "column": 2, "value": "four"}),
    ("1 2\n\n3 0x10", "text", {"row": 2, "column": 2, "value": "0x10"}),
    ("1_0", "text", {"row": 1, "column": 1, "value": "1_0"}),
    ("True", "text", {"row": 1, "column": 1, "value": "True"}),
    ("1 ... 2", "text", {"row": 1, "column": 2, "value": "..."}),
    ("1, 2 3", "text", {"row": 1, "column": 2, "value": "2 3"}),
    ("z" * 100, "text", {"row": 1, "column": 1, "value": "z" * 40}),
    ("1, , 3", "hole", {"row": 1, "column": 2}),
    ("1,2\n,4", "hole", {"row": 2, "column": 1}),
    ("1\t\t3", "hole", {"row": 1, "column": 2}),
    ("1 nan", "finite", {"row": 1, "column": 2}),
    ("-inf 1", "finite", {"row": 1, "column": 1}),
    ("1; 1e400", "finite", {"row": 2, "column": 1}),
    ("1; 1e308", "outside", {"row": 2, "column": 1, "low": -1000, "high": 1000}),
    ("-1000.01", "outside", {"row": 1, "column": 1, "low": -1000, "high": 1000}),
    ("1 2 3; 4 5", "ragged", {"row": 2, "n": 2, "expected": 3}),
    ("[[1], [2, 3]]", "ragged", {"row": 2, "n": 2, "expected": 1}),
    ("1 2 3 4 5 6 7 8", "too_many", {"rows": 1, "columns": 8, "limit": 7}),
    ("1;" * 8, "too_many", {"rows": 8, "columns": 1, "limit": 7}),
    ("x " * 100_000, "too_many", {"rows": 1, "columns": 100_000, "limit": 7}),
    ("[[1, 2]", "brackets", {}),
    ("1, 2]", "brackets", {}),
    ("][", "brackets", {}),
    ("x = [[1, 2]]", "brackets", {}),
    ("[[1, 2], 3]", "brackets", {}),
]


@pytest.mark.parametrize(
    ("text", "code", "values"), ERRORS, ids=lambda value: value[:12] if isinstance(value, str) else ""
)
def test_every_bad_text_has_its_code(text: str, code: str, values: dict[str, object]) -> None:
    with pytest.raises(CellsError) as caught:
        read(text)
    assert (caught.value.code, caught.value.values) == (code, values)


@given(matrices)
def test_a_written_matrix_reads_back(cells: Cells) -> None:
    assert read(write_cells(cells)) == cells


@given(matrices, st.integers(1, 9), st.integers(1, 9))
def test_another_shape_keeps_what_overlaps_and_fills_up_with_zeros(cells: Cells, rows: int, columns: int) -> None:
    new = resized(cells, rows, columns)
    assert (len(new), {len(row) for row in new}) == (rows, {columns})
    for r, row in enumerate(new):
        for c, value in enumerate(row):
            assert value == (cells[r][c] if r < len(cells) and c < len(cells[0]) else 0)


def test_written_numbers_are_short_where_they_can_be() -> None:
    assert write_cells(((1.0, -0.5), (1 / 3, 100.0))) == "1 -0.5\n0.3333333333333333 100"


@pytest.mark.parametrize(
    "raw",
    [
        None,
        "[[1, 2], [3, 4]]",
        {"0": [1, 2]},
        [],
        [[1, 2]],
        [[1, 2], [3, 4], [5, 6]],
        [[1, 2], [3]],
        [[1, 2, 3], [4, 5, 6]],
        [[1, 2], "34"],
        [[1, 2], (3, 4)],
        [[1, 2], [3, "4"]],
        [[1, 2], [3, None]],
        [[1, 2], [3, True]],
        [[1, 2], [3, [4]]],
        [[1, 2], [3, math.nan]],
        [[1, 2], [3, math.inf]],
        [[1, 2], [3, 5.01]],
        [[1, 2], [3, 10**400]],
    ],
    ids=range(18),
)
def test_what_a_browser_sends_is_not_trusted(raw: object) -> None:
    assert checked_cells(raw, (2, 2), -5, 5) is None


def test_what_a_browser_sends_becomes_floats() -> None:
    cells = checked_cells([[1, -0.0], [-5, 5]], (2, 2), -5, 5)
    assert cells == ((1.0, 0.0), (-5.0, 5.0))
    assert all(type(value) is float and str(value) != "-0.0" for row in cells for value in row)
