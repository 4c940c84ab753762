"""States that no widget sends: whatever a browser says to every widget and component of every page, the page goes on,
with every value as it was.
"""

import json
import math
from collections.abc import Callable, Mapping

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from streamlit.runtime.state.session_state import SessionState, WStates
from streamlit.testing.v1 import AppTest

from charts.labs import LABS
from tests.pages.test_pages import home, ran, run_on_screen
from ui import forged

Forge = Callable[[WidgetState], object]


def put(field: str, value: object) -> Forge:
    return lambda state: setattr(state, field, value)


def fill(field: str, *values: object) -> Forge:
    """An array, empty without values."""

    def forge(state: WidgetState) -> None:
        getattr(state, field).SetInParent()
        getattr(state, field).data.extend(values)

    return forge


DIGITS = "9" * 5000
DEEP = "[" * 100_000
ODD_NUMBERS = {"NaN": math.nan, "infinity": math.inf, "minus infinity": -math.inf, "huge": 1e308, "negative": -1e308}
WRONG_TEXTS = ("", "nonsense", "1", "-1", "nan", "true", "null", "{}", "[]", DIGITS, DEEP, '{"edit": {"seq": NaN}}')
TABLE_EDITS = (
    {"edited_rows": {"99": {"x1": 1}}},
    {"edited_rows": {"-1": {"x9": 1}}},
    {"edited_rows": {"x": {"x1": 1}}},
    {"edited_rows": {"0": 1}},
    {"edited_rows": {"0": {"x1": "1e999"}}},
    {"edited_rows": {"0": {"label": [1]}}},
    {"edited_rows": 1},
    {"added_rows": [{"x9": 1}]},
    {"added_rows": [1]},
    {"deleted_rows": [99]},
    {"deleted_rows": ["0"]},
    {"deleted_rows": None},
)

ROWS = f"table: {TABLE_EDITS[0]}"  # that are not there

# What no widget can have sent, whatever its kind is: of a kind of its own it is out of range, or no option.
FORGED: dict[str, Forge] = {
    "nothing": lambda state: None,
    **{f"number: {name}": put("double_value", value) for name, value in ODD_NUMBERS.items()},
    **{f"numbers: {name}": fill("double_array_value", value) for name, value in ODD_NUMBERS.items()},
    "no numbers": fill("double_array_value"),
    "too many numbers": fill("double_array_value", *range(1000)),
    "whole number": put("int_value", -(2**63)),
    "index out of range": fill("int_array_value", 2**62, -1),
    **{f"text: {text[:24]}": put("string_value", text) for text in WRONG_TEXTS},
    **{f"texts: {text[:24]}": fill("string_array_value", text) for text in WRONG_TEXTS if text != "1"},
    "many texts": fill("string_array_value", *WRONG_TEXTS),
    **{f"JSON: {text[:24]}": put("json_value", text) for text in WRONG_TEXTS},
    **{f"event: {text[:24]}": put("json_trigger_value", text) for text in WRONG_TEXTS},
    "events of nobody": put("json_trigger_value", '[{"event": "fly", "value": 1}, {"event": 7}, 7]'),
    **{f"table: {edit}": put("string_value", json.dumps(edit)) for edit in TABLE_EDITS},
    "bytes": put("bytes_value", b"\xff"),
    "trigger with a text": lambda state: setattr(state.string_trigger_value, "data", "nonsense"),
    "files that are not there": lambda state: state.file_uploader_state_value.uploaded_file_info.add(file_id="x"),
}
PAGES: dict[str, dict[str, str]] = {
    "home": {},
    **{lab.folder: {} for lab in LABS},
    "perceptron, own points": {"dataset": "own", "points": "1,2,1;3,4,-1"},
    "convolution, own picture and kernel": {"picture": "own", "kernel": "own"},
    "convolution, learning": {"view": "learn"},
    "gradient_descent, data": {"view": "data"},
    "recurrent, own text": {"task": "characters", "text": "hello"},
    "mlp, digits": {"dataset": "digits"},
}
EVERY_KIND = "perceptron, own points"
TEXTS = ("text_input", "text_area")  # where any text is what somebody may have typed


def opened(page: str) -> AppTest:
    """A page that a link opens but that has not run yet; home has."""
    at = home({"lang": "en"} | PAGES[page])
    return at if page == "home" else at.switch_page(f"../pages/{page.split(',')[0]}.py")


def kind(forge: Forge) -> str | None:
    """The field of a state that is forged."""
    state = WidgetState()
    forge(state)
    return state.WhichOneof("value")


BY_KIND: dict[str | None, list[Forge]] = {}
for each in FORGED.values():
    BY_KIND.setdefault(kind(each), []).append(each)


class Browser:
    """A browser that sends what it likes for all widgets and components of a page, and for some that are not there."""

    def __init__(self, page: str) -> None:
        self.at = ran(opened(page))
        elements = [e for e in (*self.at.main, *self.at.sidebar) if getattr(getattr(e, "proto", None), "id", "")]
        self.typed = {e.proto.id for e in elements if e.type in TEXTS}
        self.ids = sorted({e.proto.id for e in elements})
        self.ids += [f"$$STREAMLIT_INTERNAL_KEY_{e.proto.id}__events" for e in self.at.get("bidi_component")]
        self.ids += ["$$ID-0123456789abcdef-nobody", "$$ID-0123456789abcdef-None", "nobody", "labs", ""]

    def forgeries(self) -> list[dict[str, Forge]]:
        """Some for every name at a time, until each has had all of its own kind, and one of each of the others."""
        metadata = self.at._session_state._state._new_widget_state.widget_metadata
        own = {name: metadata[name].value_type if name in metadata else None for name in self.ids}
        lists = {
            name: [forge for kind, them in BY_KIND.items() for forge in (them if kind == own[name] else them[:1])]
            for name in self.ids
        }
        n_rounds = max(map(len, lists.values()))
        return [{name: them[k % len(them)] for name, them in lists.items()} for k in range(n_rounds)]

    def forged(self, forges: Mapping[str, Forge]) -> WidgetStates:
        states = WidgetStates()
        for name, forge in forges.items():
            state = states.widgets.add(id=name)
            forge(state)
            if name in self.typed and state.WhichOneof("value") == "string_value":
                del states.widgets[-1]
        return states


def shown(at: AppTest) -> dict[str, object]:
    """What the page says to its components: the run, where it is, the visitor's own points and cells."""
    said = {component.key: json.loads(component.proto.json) for component in at.get("bidi_component")}
    return {str(key): data | {"session": None} for key, data in said.items()}


def goes_on(at: AppTest, before: dict[str, object], log: pytest.LogCaptureFixture, name: str) -> None:
    assert not at.exception, name
    # Streamlit's table says with a traceback, as a warning, which edits it has left out
    assert not [r for r in log.records if r.exc_info and not r.name.endswith("data_editor")], name
    now = shown(at)
    assert now.keys() == before.keys(), name
    assert {key: data for key, data in now.items() if data != before[key]} == {}, name


@pytest.mark.parametrize("page", [page for page in PAGES if page != EVERY_KIND])
def test_a_page_goes_on_as_it_was_whatever_is_sent(page: str, caplog: pytest.LogCaptureFixture) -> None:
    browser = Browser(page)
    before = shown(browser.at)
    assert len(browser.ids) > 8
    for k, forges in enumerate(browser.forgeries()):
        browser.at._run(browser.forged(forges))
        goes_on(browser.at, before, caplog, f"round {k}")


def test_whatever_is_sent_to_all_at_once_a_page_with_widgets_of_every_kind_goes_on(
    caplog: pytest.LogCaptureFixture,
) -> None:
    browser = Browser(EVERY_KIND)
    before = shown(browser.at)
    for name, forge in FORGED.items():
        browser.at._run(browser.forged(dict.fromkeys(browser.ids, forge)))
        goes_on(browser.at, before, caplog, name)


@pytest.mark.parametrize("name", ["nothing", "numbers: NaN", "no numbers", "many texts", f"JSON: {DIGITS[:24]}", ROWS])
def test_a_page_opens_as_ever_whatever_is_sent_before_it_has_widgets(
    name: str, caplog: pytest.LogCaptureFixture
) -> None:
    browser = Browser(EVERY_KIND)
    at = opened(EVERY_KIND)
    at._run(browser.forged(dict.fromkeys(browser.ids, FORGED[name])))
    goes_on(at, shown(browser.at), caplog, name)


def test_what_a_widget_can_have_sent_is_heard() -> None:
    at = ran(opened("perceptron"))
    rate, epochs, seed = at.slider(key="learning_rate"), at.slider(key="n_epochs"), at.number_input(key="seed")
    states = WidgetStates()
    states.widgets.add(id=rate.proto.id).double_array_value.data.append(0.35)
    states.widgets.add(id=epochs.proto.id).double_array_value.data.append(7)
    states.widgets.add(id=seed.proto.id).double_value = 3
    at._run(states)
    assert run_on_screen(at) == {"learning_rate": "0.35", "n_epochs": "7", "seed": "3"}
    states.widgets[2].double_value = math.nan
    states.widgets[0].double_array_value.data[0] = 0.5
    at._run(states)  # one that is refused keeps none of the others out
    assert run_on_screen(at) == {"learning_rate": "0.5", "n_epochs": "7", "seed": "3"}


def test_streamlit_still_reads_what_arrives_through_the_methods_that_ask_first() -> None:
    states = WidgetStates()
    states.widgets.add(id="nobody").double_value = 1
    states.widgets.add(id="$$ID-0123456789abcdef-somebody").double_value = 1
    session = SessionState()
    session.set_widgets_from_proto(states)
    assert list(session._new_widget_state) == ["$$ID-0123456789abcdef-somebody"]
    assert WStates.__getitem__ is forged._read_own
