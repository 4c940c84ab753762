"""What the browser of a component may send: whatever it is, the page goes on as if nothing had been said."""

import json
import math
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.testing.v1 import AppTest

from core.strokes import Drawing, Stroke
from runs.tours import Step
from ui.bridge.untrusted import LARGEST, LEVELS, is_count, is_number, is_shallow


def _page() -> None:
    import streamlit as st

    import ui.forged  # noqa: F401 as in the shell of every page
    from charts.perceptron.lab import LAB
    from core.strokes import Drawing
    from locales import catalogue
    from ui.address import address
    from ui.cells import LABEL_KEYS as CELLS_LABELS
    from ui.cells import cells_editor
    from ui.chooser import file_chooser
    from ui.draw import LABEL_KEYS as DRAW_LABELS
    from ui.draw import drawing_pad
    from ui.pad import LABEL_KEYS as PAD_LABELS
    from ui.pad import point_pad
    from ui.player import player
    from ui.teach.draft import EMPTY, draft, keep, put
    from ui.tour import show_tour, step_of

    said = st.session_state.setdefault("said", [])

    def say(*news: object) -> None:
        said.append(news)

    t = catalogue("en")
    points = point_pad(
        ((1.0, 1.0, 1),),
        key="pad",
        view_range=(-5, 5),
        labels=dict.fromkeys(PAD_LABELS, "…"),
        colors={-1: "blue", 1: "orange"},
        version=1,
    )
    cells = cells_editor(
        ((1.0, 2.0),), key="cells", labels=dict.fromkeys(CELLS_LABELS, "…"), low=-5, high=5, paint=False, version=1
    )
    labels = dict.fromkeys(DRAW_LABELS, "…")
    drawing = drawing_pad(Drawing(), key="draw", labels=labels, samples=(), address=None, version=1)
    said += [news for news in (points, cells, drawing) if news is not None]
    player("{}", t, key="player", on_pick=say, on_ask=say, on_act=say)
    address(t, {"dataset": "xor"})
    file_chooser("file", t, limits="…", megabytes=1)
    show_tour(LAB, None, t)
    if step_of(LAB).number:
        say(step_of(LAB).way, step_of(LAB).number)
    keep(t)
    if draft().stops:
        say("lesson", len(draft().stops))
        put(EMPTY)


COMPONENTS = ("pad", "cells", "draw", "player", "address", "chooser", "tour", "store")  # in the order of the page
EDITORS = ("pad", "cells", "draw")
TRIGGER = "json_trigger_value"
STROKE = {"points": [1, 2, 3, 4], "thickness": 9, "erases": False}
EDIT = {
    **{"version": 1, "seq": 1, "points": [[2, 3, -1]], "values": [[0, 2]]},
    "drawing": {"strokes": [STROKE], "ground": None},
}
PICK = {"fields": ["x"], "x": 1.5, "y": 2}
ASK = {"panel": "output", "row": 1, "column": 0}
ACT = {"panel": "network", "act": 3, "frame": 7, "row": 2, "column": 5}
CLICKS = {"pick": PICK, "ask": ASK, "act": ACT}
OPTIONAL = {("act", "row"), ("act", "column")}  # not every button is a map of cells


class Browser:
    """A browser that shows the page, and sends what it likes."""

    def __init__(self) -> None:
        self.page = AppTest.from_function(_page).run()
        self.ids = dict(zip(COMPONENTS, (c.proto.id for c in self.page.get("bidi_component")), strict=True))

    def send(self, component: str, text: str, field: str = "json_value") -> list[Any]:
        """Send a state, or a trigger; return what the page hears. What a test may set itself has been read already."""
        name = self.ids[component]
        states = WidgetStates()
        states.widgets.add(id=f"$$STREAMLIT_INTERNAL_KEY_{name}__events" if field == TRIGGER else name)
        setattr(states.widgets[0], field, text)
        said = self.page.session_state["said"]
        said.clear()
        self.page._run(states)
        assert not self.page.exception, f"{component} {text[:40]}"
        assert len(self.page.get("bidi_component")) == len(COMPONENTS)
        return list(said)

    def edit(self, editor: str, **changes: object) -> list[Any]:
        return self.send(editor, json.dumps({"edit": EDIT | changes}))

    def trigger(self, event: str, value: object) -> list[Any]:
        return self.send("player", json.dumps([{"event": event, "value": value}]), TRIGGER)


@pytest.fixture
def browser() -> Iterator[Browser]:
    """It ignores nothing for a wrong reason: after all the nonsense, what is well formed is heard."""
    shown = Browser()
    yield shown
    assert shown.edit("pad") == [((2.0, 3.0, -1),)]
    assert shown.edit("cells") == [((0.0, 2.0),)]
    assert shown.edit("draw") == [Drawing((Stroke(((1, 2), (3, 4)), 9),))]
    assert shown.trigger("pick", PICK) == [(["x"], 1.5, 2)]
    assert shown.trigger("ask", ASK) == [("output", 1, 0)]
    assert shown.trigger("act", ACT) == [("network", 3, 7, (2, 5))]


@pytest.mark.parametrize(
    ("sent", "heard"),
    [
        ({"way": "tour", "stop": 2}, [("tour", 2)]),
        ({"way": "tour", "stop": 0}, []),
        *(({"way": "tour", "stop": odd}, []) for odd in (-1, 99, True, "1", None, 0.5, 10**400)),
        *(({"way": odd, "stop": 1}, []) for odd in ("home", "", 1, None, ["tour"], {})),
        ({"stop": 2}, []),
        ({}, []),
        ("2", []),
    ],
    ids=str,
)
def test_only_a_stop_of_the_tour_can_be_gone_to(sent: object, heard: list[Any]) -> None:
    shown = Browser()
    shown.page.session_state["tours"] = {"perceptron": Step("tour", 1 if heard else 0)}
    assert shown.send("tour", json.dumps([{"event": "go", "value": sent}], default=str), TRIGGER) == heard


DEEP_LESSON = f'{{"see-it-learn-lesson": 1, "stops": {"[" * 900 + "]" * 900}}}'
LESSON = '{"see-it-learn-lesson": 1, "stops": [{"run": "mlp"}]}'


@pytest.mark.parametrize(
    ("sent", "heard"),
    [
        ({"text": LESSON}, [("lesson", 1)]),
        *(({"text": odd}, []) for odd in (None, 1, True, [LESSON], {"a": LESSON}, "", "{", "[" * 100_000, DEEP_LESSON)),
        ({}, []),
        (LESSON, []),
    ],
    ids=lambda value: str(value)[:40],
)
def test_only_a_lesson_is_taken_from_what_a_browser_keeps(sent: object, heard: list[Any]) -> None:
    shown = Browser()
    assert shown.send("store", json.dumps([{"event": "load", "value": sent}]), TRIGGER) == heard


def silence(table: Iterable[Any]) -> dict[Any, list[Any]]:
    """What is heard when every row of the table is ignored."""
    return {name: [] for name in table}


DIGITS = "9" * 5000  # more than Python turns into a number
TEXTS = {
    "nothing": "",
    "no JSON": "nonsense",
    "half": '{"edit": ',
    "null": "null",
    "number": "1",
    "text": '"edit"',
    "list": "[1, [2], null]",
    "NaN": "[NaN, Infinity]",
    "digits": DIGITS,
    "digits inside": f'{{"edit": {{"version": 1, "seq": {DIGITS}}}}}',
    "deep": "[" * 100_000,
    "deep object": '{"edit": ' * 100_000,
    # Python reads about 950 levels, and copies about 450
    **{f"deep list {n}": f'{{"edit": {"[" * n + "]" * n}}}' for n in (9, 100, 400, 500, 900, 950)},
    **{f"deep event {n}": f'[{{"event": "pick", "value": {"[" * n + "]" * n}}}]' for n in (9, 100, 400, 500, 900, 950)},
}


@pytest.mark.parametrize("component", COMPONENTS)
def test_a_text_that_says_nothing_is_ignored(browser: Browser, component: str) -> None:
    for field in ("json_value", TRIGGER, "string_value"):
        assert {name: browser.send(component, text, field) for name, text in TEXTS.items()} == silence(TEXTS)


ODD = {
    "null": None,
    "bool": True,
    "number as text": "1",
    "list": [1],
    "object": {"1": 1},
    "NaN": math.nan,
    "infinity": math.inf,
    "beyond a double": 10**400,
    "beyond an integer": 2**53,
    "fraction": 0.5,
    "negative": -1,
}
NO_NUMBERS = {name: odd for name, odd in ODD.items() if name not in ("fraction", "negative")}


@pytest.mark.parametrize("editor", EDITORS)
@pytest.mark.parametrize("field", ["version", "seq"])
def test_an_edit_that_is_not_counted_is_ignored(browser: Browser, editor: str, field: str) -> None:
    assert {name: browser.edit(editor, **{field: odd}) for name, odd in ODD.items()} == silence(ODD)


@pytest.mark.parametrize("editor", EDITORS)
def test_an_edit_of_something_else_than_numbers_is_ignored(browser: Browser, editor: str) -> None:
    heard = {
        (name, depth): browser.edit(editor, points=points, values=values, drawing=drawing)
        for name, odd in NO_NUMBERS.items()
        for depth, (points, values, drawing) in enumerate(
            [
                (odd, odd, odd),
                ([odd], [odd], {"strokes": [odd]}),
                ([[1, odd, 1]], [[1, odd]], {"strokes": [STROKE | {"points": [1, odd]}]}),
            ]
        )
    }
    assert heard == silence(heard)


@pytest.mark.parametrize("editor", EDITORS)
def test_an_edit_with_something_missing_is_ignored(browser: Browser, editor: str) -> None:
    for field in ("version", "seq", {"pad": "points", "cells": "values", "draw": "drawing"}[editor]):
        edit = {name: value for name, value in EDIT.items() if name != field}
        assert browser.send(editor, json.dumps({"edit": edit})) == []


@pytest.mark.parametrize("event", CLICKS)
def test_a_click_that_is_no_object_is_ignored(browser: Browser, event: str) -> None:
    odd = ODD | {"empty": {}, "in a list": [PICK, ASK]}
    assert {name: browser.trigger(event, value) for name, value in odd.items()} == silence(odd)


@pytest.mark.parametrize(
    ("event", "field", "odd"),
    [
        ("pick", "fields", ODD),
        ("pick", "x", NO_NUMBERS),
        ("pick", "y", NO_NUMBERS),
        ("ask", "panel", {name: value for name, value in ODD.items() if name != "number as text"}),
        ("ask", "row", ODD),
        ("ask", "column", ODD),
        ("act", "panel", {name: value for name, value in ODD.items() if name != "number as text"}),
        ("act", "act", ODD),
        ("act", "frame", ODD),
        ("act", "row", ODD),
        ("act", "column", ODD),
    ],
    ids=["fields", "x", "y", "asked panel", "row", "column", "panel", "act", "frame", "act's row", "act's column"],
)
def test_a_click_with_something_odd_in_it_is_ignored(
    browser: Browser, event: str, field: str, odd: dict[str, object]
) -> None:
    good = CLICKS[event]
    assert {name: browser.trigger(event, good | {field: value}) for name, value in odd.items()} == silence(odd)
    if (event, field) not in OPTIONAL:
        assert browser.trigger(event, {name: value for name, value in good.items() if name != field}) == []


def test_numbers_are_told_from_what_only_looks_like_them() -> None:
    assert is_number(0.5)
    assert is_number(-LARGEST)
    assert not any(is_number(value) for value in (True, "1", None, math.nan, math.inf, -math.inf, 10**400))
    assert is_count(0)
    assert is_count(LARGEST)
    assert not any(is_count(value) for value in (True, -1, 1.0, LARGEST + 1))


def test_deep_and_wide_are_told_apart() -> None:
    deep: object = [1] * 1000
    for _ in range(LEVELS - 1):
        deep = {"more": [0], "deep": deep}
    assert is_shallow(deep)
    assert not is_shallow([deep])
    assert not is_shallow({"": deep})
