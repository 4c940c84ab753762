"""What the browser of a component has sent. Nobody knows who wrote it: anything odd counts as nothing."""

from collections.abc import Mapping
from typing import Any

import streamlit as st


def sent(key: str, name: str) -> Mapping[str, Any]:
    """What the component with this key last said under this name; nothing unless that is an object."""
    state = st.session_state.get(key)
    message = state.get(name) if isinstance(state, Mapping) else None
    return message if isinstance(message, Mapping) else {}
