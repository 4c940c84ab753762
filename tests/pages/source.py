"""What every page has: the views of its lab with their controls, without drawing any of it."""

from importlib import import_module
from typing import Any

from charts.labs import LABS
from ui.shown import Shown, shown
from ui.widgets import Choices, Control

VIEWS: list[Shown[Any, Any]] = [
    view
    for lab, page in ((lab, import_module(f"pages.{lab.folder}")) for lab in LABS)
    for view in shown(lab, page.CONTROLS, page.NEAR)
]
BY_NAME = {view.name: view for view in VIEWS}


MORE = {"weight": (1, 1, 1)}  # what brings more controls, and stands on no list


def settings(view: Shown[Any, Any]) -> list[dict[str, Any]]:
    """The values of a view's sidebar: at its defaults, with each option of each list, with each slider at its end."""
    start = settled(view, view.panel.defaults())
    found = [start]
    for control in view.panel.controls(start):
        several = isinstance(control, Choices)
        if control.field in MORE:
            found.append(settled(view, start | {control.field: MORE[control.field]}))
        for value in getattr(control, "options", (getattr(control, "high", start[control.field]),)):
            found.append(settled(view, start | {control.field: (value,) if several else value}))
    return found


def controls(view: Shown[Any, Any]) -> list[Control]:
    """Every control that a view may show, the first of each field."""
    return list({c.field: c for values in settings(view) for c in view.panel.controls(values)}.values())


def settled(view: Shown[Any, Any], values: dict[str, Any]) -> dict[str, Any]:
    """The values as the page keeps them: none outside its control."""
    for control in view.panel.controls(values):
        if not control.accepts(values[control.field]):
            values = values | {control.field: control.nearest(values[control.field])}
    return values
