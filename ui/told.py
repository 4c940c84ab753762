"""A value that several widgets show together, kept in step with what changes it elsewhere."""

from collections.abc import Mapping
from typing import Any

import streamlit as st


def tell(field: str, value: Any, widgets: Mapping[str, Any]) -> None:
    """Before the widgets are drawn: give them their parts of the value if they did not make it themselves.

    Parameters
    ----------
    field : str
    value : Any
        What it is now: perhaps changed in the picture, by a link, by a reset.
    widgets : mapping of keys to values
        Every key that the widgets may have, and what each shows of the value.
    """
    if st.session_state.get(f"{field}_told") != value:
        st.session_state.update(widgets)
    for key in widgets:  # written on every run: see ui.sidebar
        st.session_state[key] = st.session_state.get(key, widgets[key])


def made(field: str, before: Any, value: Any) -> Any:
    """After they were drawn: the value that they make, the same object where nothing changed."""
    st.session_state[f"{field}_told"] = value
    return before if value == before else value
