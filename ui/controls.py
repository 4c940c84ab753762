"""The sidebar of a lab: one widget a field of its Params, in the groups Data, Model and Training.

A page lists its controls; everything else (where values come from, which are shown, what happens on a change of the
language or of the page) is here. Widgets are keyed by field name; labels are translated, values never are.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, ClassVar, Generic, Literal, TypeVar
from urllib.parse import parse_qsl

import streamlit as st

from core.validation import InvalidParameterError
from ui.codec import Problem, decode, default_of
from ui.i18n import Catalogue

Group = Literal["data", "model", "training"]
GROUPS: tuple[Group, ...] = ("data", "model", "training")
P = TypeVar("P")


@dataclass(frozen=True)
class Slider:
    """A number that a learner may move between `low` and `high`."""

    field: str
    group: Group
    low: float
    high: float
    step: float

    def accepts(self, value: Any) -> bool:
        return bool(self.low <= value <= self.high)

    def widget(self, t: Catalogue) -> Any:
        return st.slider(
            t(self.field), self.low, self.high, step=self.step, key=self.field, help=t(f"{self.field}_help")
        )


@dataclass(frozen=True)
class Choice:
    """One of a few codes; `look` is a list that opens, or buttons side by side."""

    field: str
    group: Group
    options: tuple[str, ...]
    look: Literal["list", "buttons"] = "list"

    def accepts(self, value: Any) -> bool:
        return value in self.options

    def widget(self, t: Catalogue) -> Any:
        def name(code: str) -> str:
            return t(f"{self.field}_{code}")

        label, key, more = t(self.field), self.field, t(f"{self.field}_help")
        if self.look == "list":
            return st.selectbox(label, self.options, format_func=name, key=key, help=more, filter_mode=None)
        return st.segmented_control(label, self.options, format_func=name, key=key, help=more, required=True)


@dataclass(frozen=True)
class Toggle:
    """Yes or no."""

    field: str
    group: Group

    def accepts(self, value: Any) -> bool:
        return isinstance(value, bool)

    def widget(self, t: Catalogue) -> Any:
        return st.toggle(t(self.field), key=self.field, help=t(f"{self.field}_help"))


@dataclass(frozen=True)
class Seed:
    """The seed, with a button that draws other random numbers."""

    field: str = "seed"
    group: Group = "training"
    high: ClassVar[int] = 9999

    def accepts(self, value: Any) -> bool:
        return bool(0 <= value <= self.high)

    def widget(self, t: Catalogue) -> Any:
        return st.number_input(t(self.field), 0, self.high, key=self.field, help=t(f"{self.field}_help"))


@dataclass(frozen=True)
class Custom:
    """A control that needs more than one widget: `draw(value, t)` shows it and returns the new value."""

    field: str
    group: Group
    draw: Callable[[Any, Catalogue], Any]

    def accepts(self, value: Any) -> bool:
        return True


Control = Slider | Choice | Toggle | Seed | Custom


@dataclass(frozen=True)
class Panel(Generic[P]):
    """The controls of one lab.

    Parameters
    ----------
    lab : str
        Code name of the lab, also its address.
    kind : type
        Its Params.
    controls : tuple of Control
        In the order of the sidebar.
    shown : callable
        Names of the fields that matter, given the values so far; the others are hidden and stay at their defaults.
    view : str
        What the link calls this panel when its page has several; empty for the first one.
    """

    lab: str
    kind: type[P]
    controls: tuple[Control, ...]
    shown: Callable[[Mapping[str, Any]], Collection[str]]
    view: str = ""

    def defaults(self) -> dict[str, Any]:
        return {field.name: default_of(field) for field in fields(self.kind)}  # type: ignore[arg-type]

    def that_matter(self, values: Mapping[str, Any]) -> dict[str, Any]:
        shown = self.shown(values)
        return {name: value for name, value in values.items() if name in shown}


@dataclass
class Memory:
    """What a session remembers of a lab while the visitor is on other pages."""

    values: dict[str, Any]
    opened: dict[str, Any]  # the values that mattered when the page was opened by its link
    problems: list[Problem]
    frame: str | None = None  # the frame that the link asks for, as it stands there
    is_new: bool = True  # the run is still the one that the link opened
    good: Any = None  # the last Params that made a run
    pinned: Any = None  # Params of the run to compare with


@dataclass(frozen=True)
class Reading(Generic[P]):
    """What the sidebar says: Params, or the reason why its values make none; and what was wrong with the link."""

    params: P | None
    error: InvalidParameterError | None
    memory: Memory


def read(panel: Panel[P], t: Catalogue) -> Reading[P]:
    """Draw the sidebar and read it."""
    memory = _open(panel)
    values = memory.values
    with st.sidebar:
        for group in GROUPS:
            st.markdown(f"#### {t(f'group_{group}')}")
            for control in panel.controls:
                if control.group == group and control.field in panel.shown(values):
                    values[control.field] = _draw(control, values[control.field], t)
        _buttons(panel, memory, t)
    seen = panel.that_matter(values)
    memory.is_new = memory.is_new and seen == memory.opened
    try:
        return Reading(panel.kind(**seen), None, memory)
    except InvalidParameterError as error:
        return Reading(None, error, memory)


def _open(panel: Panel[Any]) -> Memory:
    """The values of this lab in this session; on arrival those of the link, or those from the last visit."""
    memories: dict[str, Memory] = st.session_state.setdefault("labs", {})
    if st.session_state.get("open_lab") == panel.lab:
        return memories[panel.lab]
    st.session_state["open_lab"] = panel.lab
    for control in panel.controls:
        st.session_state.pop(control.field, None)  # another lab may have a control of this name
    query = st.query_params.to_dict()
    if query.get("view", "") != panel.view:  # the link opened another view of this page
        query = {}
    if panel.lab not in memories or panel.defaults().keys() & query.keys():
        memories[panel.lab] = _from_link(panel, query)
    return memories[panel.lab]


def _from_link(panel: Panel[Any], query: Mapping[str, str]) -> Memory:
    params, problems = decode(panel.kind, query)
    values = asdict(params)
    for control in panel.controls:
        if not control.accepts(values[control.field]):
            problems.append(Problem("outside", control.field, query[control.field]))
            values[control.field] = panel.defaults()[control.field]
    memory = Memory(values, panel.that_matter(values), problems, query.get("frame"))
    if "pinned" in query:
        memory.pinned, wrong = decode(panel.kind, dict(parse_qsl(query["pinned"])))
        problems += wrong
    return memory


def _draw(control: Control, value: Any, t: Catalogue) -> Any:
    if isinstance(control, Custom):
        return control.draw(value, t)
    # Written on every run: without it list widgets forget their value one run after their labels changed language.
    st.session_state[control.field] = st.session_state.get(control.field, value)
    return control.widget(t)


def _buttons(panel: Panel[Any], memory: Memory, t: Catalogue) -> None:
    def put(**values: Any) -> None:
        memory.values.update(values)
        for name in values:
            st.session_state.pop(name, None)

    def new_seed() -> None:
        put(seed=(memory.values["seed"] + 1) % (Seed.high + 1))

    def reset() -> None:
        put(**panel.defaults())

    def pin() -> None:
        memory.pinned = memory.good if memory.pinned is None else None

    with st.container(horizontal=True):
        st.button(t("new_seed"), key="new_seed", on_click=new_seed, help=t("new_seed_help"))
        st.button(t("reset"), key="reset", on_click=reset, help=t("reset_help"))
        name = "pin" if memory.pinned is None else "unpin"
        st.button(t(name), key="pin", on_click=pin, help=t(f"{name}_help"))
