"""What every page has: the views of its lab with their controls, without drawing any of it."""

import random
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


MORE = {"map_cell": (2, 1, 0, 0), "weight": (1, 1, 1)}  # what brings more controls, and stands on no list


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


LONG_TEXT = "".join(map(chr, range(0x4E00, 0x4E00 + 100))) * 5  # as many characters as a text may have


def corner(view: Shown[Any, Any], rng: random.Random) -> dict[str, Any]:
    """The values of a view's sidebar with most fields at an end or an option; earlier values bring later controls."""
    values = view.panel.defaults()
    for _ in range(2):
        for control in view.panel.controls(values):
            if rng.random() < 0.3:
                continue
            options = getattr(control, "options", None)
            if control.field == "text":
                values = values | {"text": LONG_TEXT}
            elif options:
                chosen = rng.choice(list(options))
                values = values | {control.field: tuple(options) if isinstance(control, Choices) else chosen}
            elif hasattr(control, "low") and hasattr(control, "high"):
                kind = type(values[control.field])
                values = values | {control.field: kind(rng.choice([control.low, control.high, control.high]))}
            elif isinstance(values[control.field], bool):
                values = values | {control.field: rng.random() < 0.5}
    return settled(view, values)
