"""The cell editor and the widgets around it, seen from Python."""

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from locales import LANGUAGES
from ui.cells import LABEL_KEYS

# ---- the editor


def _editor_page() -> None:
    import streamlit as st

    from ui.cells import LABEL_KEYS, cells_editor, latest_edit

    state = st.session_state
    state["peeked"] = latest_edit("editor", state.get("version", 0)) if state.get("peek") else None
    state["seen"] = cells_editor(
        state.get("values", ((1.0, 2.0), (3.0, 4.0))),
        key="editor",
        labels=dict.fromkeys(LABEL_KEYS, "…"),
        low=-5,
        high=5,
        paint=False,
        version=state.get("version", 0),
    )


def _after(at: AppTest, edit: object) -> object:
    at.session_state["editor"] = {"edit": edit}
    at.run()
    assert not at.exception
    return at.session_state["seen"]


def test_the_editor_hands_each_edit_over_once() -> None:
    at = AppTest.from_function(_editor_page).run()
    assert not at.exception
    assert at.session_state["seen"] is None
    assert _after(at, {"version": 0, "seq": 2, "values": [[0, 2], [3, 4]]}) == ((0.0, 2.0), (3.0, 4.0))
    assert _after(at, {"version": 0, "seq": 2, "values": [[0, 2], [3, 4]]}) is None
    assert _after(at, {"version": 0, "seq": 1, "values": [[5, 5], [5, 5]]}) is None
    assert _after(at, {"version": 0, "seq": 3, "values": [[1, 2], [3, 4]]}) == ((1.0, 2.0), (3.0, 4.0))


def test_an_edit_that_a_page_has_asked_for_is_not_handed_over_again() -> None:
    at = AppTest.from_function(_editor_page).run()
    at.session_state["peek"] = True
    assert _after(at, {"version": 0, "seq": 1, "values": [[0, 2], [3, 4]]}) is None
    assert at.session_state["peeked"] == ((0.0, 2.0), (3.0, 4.0))
    at.run()
    assert at.session_state["peeked"] is None


def test_an_edit_of_cells_that_have_been_replaced_is_ignored() -> None:
    at = AppTest.from_function(_editor_page).run()
    at.session_state["version"] = 1
    at.session_state["values"] = ((1.0, 2.0, 3.0),)
    assert _after(at, {"version": 0, "seq": 1, "values": [[0, 2], [3, 4]]}) is None
    assert _after(at, {"version": 1, "seq": 2, "values": [[0, 2], [3, 4]]}) is None  # not the shape of this version
    assert _after(at, {"version": 1, "seq": 2, "values": [[0, 2, 3]]}) == ((0.0, 2.0, 3.0),)


@pytest.mark.parametrize(
    "edit",
    [
        None,
        "edit",
        [],
        {},
        {"version": 0, "seq": 1},
        {"version": 0, "seq": "1", "values": [[0, 2], [3, 4]]},
        {"version": 0, "seq": True, "values": [[0, 2], [3, 4]]},
        {"version": 0, "seq": 1.5, "values": [[0, 2], [3, 4]]},
        {"version": 0, "seq": 2**60, "values": [[0, 2], [3, 4]]},
        {"version": 0, "seq": 1, "values": [[0, 2], [3, 5.5]]},
        {"version": 0, "seq": 1, "values": [[0, 2], [3, "4"]]},
        {"version": 0, "seq": 1, "values": [[0, 2]]},
    ],
    ids=range(12),
)
def test_a_malformed_edit_counts_as_none(edit: object) -> None:
    assert _after(AppTest.from_function(_editor_page).run(), edit) is None


def test_the_editor_names_its_labels_once() -> None:
    assert len(set(LABEL_KEYS)) == len(LABEL_KEYS)


# ---- the widgets around it


def _typed_page() -> None:
    import streamlit as st

    from locales import catalogue
    from ui.own_cells import typed_cells

    state = st.session_state
    value = state.get("value", ((1.0, 0.0, -1.0), (2.0, 0.0, -2.0)))
    state["value"] = typed_cells("cells", -1000, 1000, 7)(value, catalogue(state.get("lang", "en")))


def _painted_page() -> None:
    import streamlit as st

    from locales import catalogue
    from ui.own_cells import painted_cells

    state = st.session_state
    example = ((1.0, 2.0), (3.0, 4.0))
    state["value"] = painted_cells("pixels", 28, example)(state.get("value", ((0.5, 0.0),)), catalogue("en"))


@pytest.fixture
def typed() -> AppTest:
    at = AppTest.from_function(_typed_page).run()
    assert not at.exception
    return at


def sent(at: AppTest) -> dict[str, Any]:
    """What the browser is told last."""
    import json

    return dict(json.loads(at.get("bidi_component")[0].proto.json))


def edit(at: AppTest, values: list[list[float]], field: str = "cells") -> None:
    told = sent(at)
    at.session_state[f"{field}_editor"] = {
        "edit": {"version": told["version"], "seq": told["seq"] + 1, "values": values}
    }
    at.run()
    assert not at.exception


def test_nothing_done_changes_nothing(typed: AppTest) -> None:
    for lang in LANGUAGES:
        typed.session_state["lang"] = lang
        typed.run()
        assert typed.session_state["value"] == ((1.0, 0.0, -1.0), (2.0, 0.0, -2.0))
        assert sent(typed)["version"] == 0
    assert [field.value for field in typed.number_input] == [2, 3]
    assert typed.text_area[0].value == "1 0 -1\n2 0 -2"


def test_an_edit_shows_everywhere_and_comes_back_as_it_was(typed: AppTest) -> None:
    edit(typed, [[5, 0, -1], [2, 0, -2]])
    assert typed.session_state["value"] == ((5.0, 0.0, -1.0), (2.0, 0.0, -2.0))
    assert typed.text_area[0].value == "5 0 -1\n2 0 -2"
    typed.run()
    assert sent(typed) | {"labels": {}} == {
        **{"values": [[5, 0, -1], [2, 0, -2]], "labels": {}, "low": -1000, "high": 1000},
        **{"paint": False, "version": 0, "seq": 1},
    }


def test_another_shape_keeps_the_cells_that_overlap(typed: AppTest) -> None:
    typed.number_input[0].set_value(3).run()
    assert typed.session_state["value"] == ((1.0, 0.0, -1.0), (2.0, 0.0, -2.0), (0.0, 0.0, 0.0))
    typed.number_input[1].set_value(2).run()
    assert typed.session_state["value"] == ((1.0, 0.0), (2.0, 0.0), (0.0, 0.0))
    assert typed.text_area[0].value == "1 0\n2 0\n0 0"
    edit(typed, [[1, 7], [2, 0], [0, 0]])
    assert typed.session_state["value"] == ((1.0, 7.0), (2.0, 0.0), (0.0, 0.0))


def test_an_edit_and_another_shape_at_once_are_both_kept(typed: AppTest) -> None:
    typed.number_input[0].set_value(1)
    edit(typed, [[5, 0, -1], [2, 0, -2]])
    assert typed.session_state["value"] == ((5.0, 0.0, -1.0),)


def test_a_text_replaces_the_cells_and_their_shape(typed: AppTest) -> None:
    typed.text_area[0].set_value("[[1, 2], [3, 4], [5, 6]]").run()
    assert typed.session_state["value"] == ((1.0, 2.0), (3.0, 4.0), (5.0, 6.0))
    assert [field.value for field in typed.number_input] == [3, 2]
    assert sent(typed)["values"] == [[1, 2], [3, 4], [5, 6]]
    assert typed.text_area[0].value == "[[1, 2], [3, 4], [5, 6]]"


def test_a_bad_text_gets_a_sentence_and_nothing_is_lost(typed: AppTest) -> None:
    typed.text_area[0].set_value("1 **x** 3").run()
    assert "Row 1, column 2: `**x**` is not a number. The last good numbers" in typed.error[0].value
    assert typed.session_state["value"] == ((1.0, 0.0, -1.0), (2.0, 0.0, -2.0))
    edit(typed, [[9, 0, -1], [2, 0, -2]])  # the text waits to be put right
    assert (typed.text_area[0].value, len(typed.error)) == ("1 **x** 3", 1)
    typed.text_area[0].set_value("1 2 3").run()
    assert (typed.session_state["value"], len(typed.error)) == (((1.0, 2.0, 3.0),), 0)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("text", [" ", "1,,2", "x", "nan", "1e308", "1 2;3", "1 2 3 4 5 6 7 8", "[[1]"])
def test_every_mistake_has_its_sentence(typed: AppTest, lang: str, text: str) -> None:
    typed.session_state["lang"] = lang
    typed.text_area[0].set_value(text).run()
    assert not typed.exception
    assert len(typed.error) == 1
    assert "{" not in typed.error[0].value


def test_cells_that_the_page_replaces_show_everywhere(typed: AppTest) -> None:
    typed.text_area[0].set_value("1 x").run()
    typed.session_state["value"] = ((4.0,),)
    typed.run()
    assert typed.session_state["value"] == ((4.0,),)
    assert ([field.value for field in typed.number_input], typed.text_area[0].value) == ([1, 1], "4")
    assert (sent(typed)["values"], len(typed.error)) == ([[4]], 0)


def test_an_edit_of_cells_that_the_page_has_replaced_is_ignored(typed: AppTest) -> None:
    typed.session_state["value"] = ((4.0, 5.0, 6.0), (7.0, 8.0, 9.0))
    typed.session_state["cells_editor"] = {"edit": {"version": 0, "seq": 1, "values": [[0, 0, 0], [0, 0, 0]]}}
    for _ in range(2):
        typed.run()
        assert typed.session_state["value"] == ((4.0, 5.0, 6.0), (7.0, 8.0, 9.0))
        assert (sent(typed)["values"], sent(typed)["version"]) == ([[4, 5, 6], [7, 8, 9]], 1)


def test_few_pixels_are_typed_and_many_are_painted() -> None:
    at = AppTest.from_function(_painted_page).run()
    assert sent(at)["paint"] is False
    at.number_input[1].set_value(6).run()
    assert sent(at)["paint"] is True
    edit(at, [[0.5, 0, 0, 0, 0, 1]], "pixels")
    assert at.session_state["value"] == ((0.5, 0.0, 0.0, 0.0, 0.0, 1.0),)
    at.number_input[1].set_value(5).run()
    assert sent(at)["paint"] is False
    assert at.number_input[0].max == 28


@pytest.mark.parametrize(
    ("value", "kept"), [(((1.0, 2.0), (3.0, 4.0)), (0.0, 0.0)), (((1.0, 2.0), (3.0, 5.0)), (1.0, 2.0))]
)
def test_a_canvas_begins_without_the_example_and_with_what_the_visitor_made(
    value: Any, kept: tuple[float, ...]
) -> None:
    at = AppTest.from_function(_painted_page)
    at.session_state["value"] = value
    at.run()
    at.number_input[0].set_value(5).run()
    assert at.session_state["value"][0] == (1.0, 2.0)  # still typed, so still there to be read
    at.number_input[0].set_value(2).run()
    at.number_input[1].set_value(6).run()
    assert at.session_state["value"][0] == (*kept, 0.0, 0.0, 0.0, 0.0)
