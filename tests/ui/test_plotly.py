"""The plotly.js of the app is the installed one, without the kinds of pictures that no film shows."""

import ast
import gzip
import inspect

import pytest

from charts import plot
from tools.make_plotly import KINDS, made, reduced, statements
from ui.assets import PLOTLY_GZ


def test_it_is_made_of_the_installed_one():
    """When not: `python tools/make_plotly.py`."""
    assert gzip.decompress(PLOTLY_GZ.read_bytes()) == gzip.decompress(made())


def test_it_draws_every_kind_that_films_show():
    """A kind is named in one place: charts/plot.py."""
    tree = ast.parse(inspect.getsource(plot))
    dicts = (node for node in ast.walk(tree) if isinstance(node, ast.Dict))
    pairs = ((k, v) for node in dicts for k, v in zip(node.keys, node.values, strict=True))
    shown = {v.value for k, v in pairs if getattr(k, "value", None) == "type" and isinstance(v, ast.Constant)}
    assert shown >= {"scatter", "surface"}
    assert shown - {"line"} <= {"scatter", *KINDS}


def test_a_block_is_read_statement_by_statement():
    parts = [
        "var a=W(()=>{x(\"};\",'\\'};')});",
        "function f(){return/[/}]};/.test(`};${`${1}}`}`)}",
        "var b=1/2/3,c={d:()=>{}};",
        "a/*};*/();",
        "return f()",
    ]
    assert list(statements("".join(parts) + "}rest};", 0)) == parts


def test_a_plotly_of_another_make_is_refused():
    with pytest.raises(SystemExit, match="built otherwise"):
        reduced("var Plotly=(()=>{return 1})();")
