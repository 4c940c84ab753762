"""How a run is written into a program: values as literals, and nothing that is not reached."""

import ast
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from programs import export
from programs.export import filled, parts
from programs.literals import comment, literal
from programs.prune import pruned

NASTY = [
    *("'", '"', "\\", "\\\\'", "\n", "\r\n", "\u2028", "\u2029", "\x85", "{}", "{0}", "{{x}}", "%s", "${x}", "\x00"),
    *("'''", '"""', "# comment", "\ud800", "'; import os; '", '"\nimport os\n"', "e\u0301", "\u202e", "{% x %}"),
]
plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.lists(inner).map(tuple) | st.dictionaries(st.text(), inner),
)
SOURCE = '''"""A program."""

# settings: two of them
text = "a"  # why
size = 1

# data: none
print(text)
'''


@given(plain)
def test_a_literal_reads_back_and_is_one_line(value: Any) -> None:
    written = literal(value)
    assert len(written.splitlines()) == 1
    assert ast.literal_eval(written) == value


@pytest.mark.parametrize("text", NASTY)
def test_no_text_becomes_code(text: str) -> None:
    program = filled(SOURCE, {"text": text, "size": 2})
    tree = ast.parse(program)
    assert [type(node).__name__ for node in tree.body] == ["Expr", "Assign", "Assign", "Expr"]
    assign = tree.body[1]
    assert isinstance(assign, ast.Assign)
    assert ast.literal_eval(assign.value) == text
    assert "  # why\n" in program
    assert len(ast.parse(f"{comment(text)}\nx = 1\n").body) == 1


@pytest.mark.parametrize("value", [np.float64(1.0), np.arange(3), object(), {1, 2}, b"x", len])
def test_what_is_no_plain_value_is_refused(value: object) -> None:
    with pytest.raises(TypeError, match="is not written into a program"):
        literal([value])


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_number_without_a_literal_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="no literal"):
        literal((value,))


def test_a_setting_that_is_missing_is_an_error() -> None:
    with pytest.raises(KeyError, match="size"):
        filled(SOURCE, {"text": "b"})


def test_a_setting_that_nothing_reads_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "source", lambda folder, file: SOURCE)
    written = export.program("mlp", "numpy", {"text": "b", "size": 2}, "Of one\nline")
    assert written.splitlines()[0] == "# Of one line"
    assert "size" not in written
    assert 'text = "b"  # why\n' in written


def test_parts_are_cut_at_concepts_and_put_together_again() -> None:
    cut = parts(SOURCE + "for _ in ():\n    # gradient: none\n    pass\n# a data point\n# lossless\n")
    assert [part.concept for part in cut] == ["", "settings", "data", "gradient"]
    assert "".join(part.text for part in cut).startswith(SOURCE)


def test_the_branch_that_is_taken_stays() -> None:
    source = (
        'if cell == "rnn":\n    a = 1\nelif cell == "lstm":\n    # two\n    a = 2\n\n    b = 2\nelse:\n    a = 3\n'
        "print(a)\n"
    )
    assert pruned(source, {"cell": "rnn"}) == "a = 1\nprint(a)\n"
    assert pruned(source, {"cell": "lstm"}) == "# two\na = 2\n\nb = 2\nprint(a)\n"
    assert pruned(source, {"cell": "gru"}) == "a = 3\nprint(a)\n"
    assert pruned(source, {"other": "gru"}) == source


def test_a_condition_about_more_than_settings_stays() -> None:
    source = "if size and x:\n    y = 1\nif f(size):\n    y = 2\nif True:\n    y = 3\n"
    source += "if x:\n    y = 4\nelif size:\n    y = 5\n"
    assert pruned(source, {"size": 1}) == source


def test_of_a_table_of_choices_the_chosen_ones_stay_with_what_they_call() -> None:
    f = "def f():\n    return 1\n\n\n"
    g = "def g():\n    return 2\n\n\n"
    source = f + g + 'T = {\n    "f": f,\n    "g": lambda: (\n        g()\n    ),\n}\nT[name]()\n'
    assert pruned(source, {"name": "f"}) == f + 'T = {\n    "f": f,\n}\nT[name]()\n'
    assert "def f" not in pruned(source, {"names": ("g",)})
    assert pruned(source, {"name": "h"}) == source  # no table of this choice
