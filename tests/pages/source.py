"""The parts of a page without the page: what it defines, before it begins to draw."""

import ast
from functools import cache
from types import ModuleType
from typing import Any

from ui.i18n import ROOT
from ui.lab import Lab
from ui.widgets import Choices, Control

PAGES = sorted(path.stem for path in (ROOT / "pages").glob("*.py"))


@cache
def definitions(page: str) -> ModuleType:
    """A page up to the line where it begins to draw: `t = …`, or a call of something."""
    path = ROOT / "pages" / f"{page}.py"
    body = ast.parse(path.read_text("utf-8")).body
    start = next(n for n, node in enumerate(body) if _draws(node))
    module = ModuleType(f"pages.{page}")
    exec(compile(ast.Module(body[:start], []), path, "exec"), module.__dict__)
    return module


def labs() -> list[Lab[Any, Any]]:
    """The labs of all pages."""
    return [value for page in PAGES for value in vars(definitions(page)).values() if isinstance(value, Lab)]


def _draws(node: ast.stmt) -> bool:
    match node:
        case ast.Expr(value=ast.Call()) | ast.Assign(targets=[ast.Name(id="t")]):
            return True
    return False


def settings(lab: Lab[Any, Any]) -> list[dict[str, Any]]:
    """The values of a lab's sidebar: at its defaults, with each option of each list, with each slider at its end."""
    start = _settled(lab, lab.panel.defaults())
    found = [start]
    for control in lab.panel.controls(start):
        several = isinstance(control, Choices)
        for value in getattr(control, "options", (getattr(control, "high", start[control.field]),)):
            found.append(_settled(lab, start | {control.field: (value,) if several else value}))
    return found


def controls(lab: Lab[Any, Any]) -> list[Control]:
    """Every control that a lab may show, the first of each field."""
    return list({c.field: c for values in settings(lab) for c in lab.panel.controls(values)}.values())


def _settled(lab: Lab[Any, Any], values: dict[str, Any]) -> dict[str, Any]:
    """The values as the page keeps them: none outside its control."""
    for control in lab.panel.controls(values):
        if not control.accepts(values[control.field]):
            values = values | {control.field: control.nearest(values[control.field])}
    return values
