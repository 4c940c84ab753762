"""The plotly.js of the app has the version of the installed package, and every kind of picture that films show."""

import ast
import gzip
import inspect
import json
import re
from importlib.resources import files

from charts import plot
from locales import ROOT
from ui.assets import PLOTLY_GZ

RECIPE = ROOT / "tools" / "plotly"
WHOLE = files("plotly").joinpath("package_data", "plotly.min.js")


def test_it_has_the_version_of_the_installed_package() -> None:
    """When not: the number in tools/plotly/package.json, then `make plotly`."""
    installed = re.search(r"plotly\.js v([\d.]+)", WHOLE.read_text("utf-8")[:200])
    made = re.match(r"/\* plotly\.js ([\d.]+), ", gzip.decompress(PLOTLY_GZ.read_bytes()).decode())
    asked = json.loads((RECIPE / "package.json").read_text("utf-8"))["dependencies"]["plotly.js"]
    assert installed
    assert made
    assert installed[1] == made[1] == asked


def test_it_draws_every_kind_that_films_show() -> None:
    """A kind is named in one place, charts/plot.py; scatter is always there."""
    tree = ast.parse(inspect.getsource(plot))
    dicts = (node for node in ast.walk(tree) if isinstance(node, ast.Dict))
    pairs = ((k, v) for node in dicts for k, v in zip(node.keys, node.values, strict=True))
    shown = {v.value for k, v in pairs if getattr(k, "value", None) == "type" and isinstance(v, ast.Constant)}
    listed = set(re.findall(r"plotly\.js/lib/(\w+)", (RECIPE / "index.js").read_text("utf-8")))
    assert shown >= {"scatter", "surface"}
    assert shown - {"line"} <= listed | {"scatter"}
