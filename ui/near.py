"""The controls that tell most once more, near the film: player.css shows them on a phone, where no sidebar is seen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from time import monotonic
from typing import Any

import streamlit as st

from locales import Catalogue
from ui.controls import Panel
from ui.widgets import Choice, Choices, Custom

HEARD = 3.0  # seconds after which every browser knows what is shown


@dataclass
class Twin:
    """A control near the film: what it shows, and what it has shown until just now, each with the time of its end."""

    shows: Any
    past: list[tuple[Any, float]] = field(default_factory=list)

    def show(self, value: Any) -> None:
        """From now on it shows what its field became elsewhere."""
        now = monotonic()
        self.past = [(shown, at) for shown, at in self.past if now - at < HEARD]
        if value != self.shows:
            self.past.append((self.shows, now))
        self.shows = value

    def showed(self, value: Any) -> bool:
        """Whether a browser may not have heard yet that it no longer shows this."""
        return any(shown == value and monotonic() - at < HEARD for shown, at in self.past)


def show_near(panel: Panel[Any], values: Mapping[str, Any], t: Catalogue) -> None:
    """The fields near the film once more; each moves the sidebar's with it.

    A browser that has not heard yet that a field was changed elsewhere sends along what its twin showed before, with
    whatever is moved next. That looks like a move of the twin, and is none.
    """
    twins: dict[str, Twin] = st.session_state.setdefault("twins", {})

    def follow(name: str) -> None:
        value = st.session_state[f"near_{name}"]
        if not twins[name].showed(value):
            twins[name].shows = st.session_state[name] = value

    with st.container(key="near"):
        for control in panel.drawn(values):
            if control.field in panel.near and not isinstance(control, Custom):
                name, value, key = control.field, values[control.field], f"near_{control.field}"
                twins.setdefault(name, Twin(value)).show(value)
                if st.session_state.get(key) != value or isinstance(control, Choice | Choices):
                    st.session_state[key] = value
                control.widget(t, key, partial(follow, name))
