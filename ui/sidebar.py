"""The sidebar of a lab: its controls in the groups Data, Model and Training, drawn and read.

A page lists its controls; which are shown, and what happens on a change of the language or of the page, is here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.validation import InvalidParameterError
from locales import Catalogue
from runs.wishes import RunWish
from ui.controls import Panel
from ui.memory import Along, Memory, opened, put
from ui.widgets import GROUPS, Choice, Choices, Control, Custom, Group, Slider

P = TypeVar("P")
Drawn = dict[str, DeltaGenerator | None]  # the controls that are there already, with a place below the one of `Along`


@dataclass(frozen=True)
class Reading(Generic[P]):
    """What the sidebar says: Params, or the reason why its values make none; and what was wrong with the link."""

    params: P | None
    error: InvalidParameterError | None
    memory: Memory
    actions: DeltaGenerator  # the row above the controls: what is done with the run as a whole


def read(panel: Panel[P], query: Mapping[str, str], t: Catalogue) -> Reading[P]:
    """Draw the sidebar and read it; on arrival it says what the query asks for."""
    memory = opened(panel, query)
    values = memory.values
    with st.container() if panel.locked else st.sidebar:  # nothing stands in the sidebar of a run without controls
        actions = st.container(horizontal=True, key="actions")
        drawn: Drawn = {}
        for group in GROUPS:
            if _next(panel, group, drawn, values):
                st.markdown(f"## {t(f'group_{group}')}")
            _draw_all(panel, group, memory, drawn, t)
            if _next(panel, group, drawn, values, folded=True):
                with st.expander(t("more_controls"), key=f"more_{group}"):
                    _draw_all(panel, group, memory, drawn, t, folded=True)
        _tell_along(panel, memory, drawn, t)
    seen = panel.that_matter(values)
    memory.is_new = memory.is_new and seen == memory.opened
    try:
        return Reading(panel.kind(**seen), None, memory, actions)
    except InvalidParameterError as error:
        return Reading(None, error, memory, actions)


def _draw_all(
    panel: Panel[Any], group: Group, memory: Memory, drawn: Drawn, t: Catalogue, *, folded: bool = False
) -> None:
    """Draw those controls of a group that are folded away, or those that are not, and take their values."""
    while control := _next(panel, group, drawn, memory.values, folded=folded):
        drawn[control.field] = None
        _take(control, _draw(control, memory.values[control.field], t), memory, drawn)
        if memory.along and memory.along.source == control.field:
            drawn[control.field] = st.empty()


def _next(
    panel: Panel[Any], group: Group, drawn: Drawn, values: Mapping[str, Any], *, folded: bool = False
) -> Control | None:
    """The next control of the group; a value that has just been taken may change which controls matter."""
    here = (c for c in panel.drawn(values) if c.group == group and (c.field in panel.folded) == folded)
    return next((c for c in here if c.field not in drawn), None)


def _take(control: Control, value: Any, memory: Memory, drawn: Drawn) -> None:
    """Keep the value of a control, and start anew what depends on it; the page, too, if some of that stands above."""
    values = memory.values
    # what is made by hand may be typed anew and come out equal
    changed = value is not values[control.field] if isinstance(control, Custom) else value != values[control.field]
    values[control.field] = value
    if changed and isinstance(control, Slider | Choice | Choices | Custom):
        new = control.resets(value)
        along = [name for name in new if new[name] != values[name]]
        put(values, new)
        if along:
            memory.along = Along(control.field, along, dict(values))
        if drawn.keys() & new.keys():
            st.rerun()


def _tell_along(panel: Panel[Any], memory: Memory, drawn: Drawn, t: Catalogue) -> None:
    """Say below a control which others changed with it, which may stand far from it, until something else changes."""
    along = memory.along
    if along is None or along.values != memory.values:
        memory.along = None
        return
    place = drawn.get(along.source)
    names = [t(control.field) for control in panel.drawn(memory.values) if control.field in along.fields]
    if place is not None and names:
        place.caption(t("set_along", names=t("list_gap").join(names)))


def _draw(control: Control, value: Any, t: Catalogue) -> Any:
    if isinstance(control, Custom):
        with st.container(key=f"custom_{control.field}"):
            return control.draw(value, t)
    there = st.session_state.get(control.field)
    kept = value if there is None or not control.accepts(there) else there  # None where no browser has drawn it yet
    # The range may depend on another control, and have changed.
    wanted = kept if control.accepts(kept) else control.nearest(kept)
    # What is written the browser shows at once, in place of what the visitor has chosen meanwhile. Lists alone need it
    # on every run: without it they forget their value one run after their labels changed language.
    if there != wanted or isinstance(control, Choice | Choices):
        st.session_state[control.field] = wanted
    return control.widget(t)


def show_after(panel: Panel[Any], values: Mapping[str, Any], wish: RunWish | None, t: Catalogue) -> None:
    """What controls show of the run that is on screen."""
    for control in panel.drawn(values):
        if isinstance(control, Custom):
            control.after(wish, t)
