"""What the browser of a component has sent. Nobody knows who wrote it: anything odd counts as nothing."""

from collections.abc import Mapping
from typing import Any

import streamlit as st
from streamlit.components.v2.bidi_component import serialization
from streamlit.runtime.state import session_state

from ui.bridge.untrusted import is_shallow


def sent(key: str, name: str) -> Mapping[str, Any]:
    """What the component with this key last said under this name; nothing unless that is an object."""
    state = st.session_state.get(key)
    message = state.get(name) if isinstance(state, Mapping) else None
    return message if isinstance(message, Mapping) else {}


def _forgiving(owner: object, reader: str) -> None:
    """Let a text say nothing that this reader of JSON cannot read, or that nests too deep for whoever reads on."""
    read = getattr(owner, reader)

    def attempt(*args: Any) -> Any:
        try:
            value = read(*args)
        except (ValueError, TypeError, RecursionError):
            return None
        return value if is_shallow(value) else None

    setattr(owner, reader, attempt)


# Streamlit reads the JSON before any code of ours and lets most errors through: an integer of 5,000 digits or 100,000
# brackets would end the run, with a traceback in the log. tests/ui/test_bridge.py says when a new version moves these.
_forgiving(session_state, "unpack_widget_state_value")
_forgiving(serialization, "handle_deserialize")
_forgiving(serialization.BidiComponentSerde, "deserialize")
