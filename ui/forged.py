"""States that no widget of ours sends: they count as not sent, so that every value stays as the visitor left it.

Nobody knows who wrote what arrives over the websocket, and Streamlit believes it: a text for a slider, NaN for a whole
number or an integer of 5,000 digits end the run with a traceback, on screen or in the log. It has no hook for this.
So the two methods through which all of it goes, for widgets and components alike, first ask here: the one that takes
what arrived, and the one that reads it. tests/ui/test_forged.py says when a new version goes other ways.
"""

from typing import Any

from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.runtime.state.common import WidgetMetadata, is_element_id
from streamlit.runtime.state.session_state import STREAMLIT_INTERNAL_KEY_PREFIX, Serialized, WStates

from ui.bridge.untrusted import is_shallow

# Kinds whose value a widget would send back as it came; others have many spellings.
PLAIN = ("double_value", "int_value", "double_array_value", "int_array_value", "string_array_value")

_take, _read = WStates.set_widget_from_proto, WStates.__getitem__


def _take_own(states: WStates, widget_state: WidgetState) -> None:
    """Take what a widget or a component can have sent. Left out is what was refused: Streamlit calls it a change, too.

    Other names than theirs would stand among those of the session's own values.
    """
    key = widget_state.id
    if is_element_id(key) or key.startswith(STREAMLIT_INTERNAL_KEY_PREFIX):
        _take(states, widget_state)
        if key in states.widget_metadata and key not in states:
            del states[key]


def _read_own(states: WStates, key: str) -> Any:
    """What a widget has sent, if it can have sent it; raises KeyError if not, as for a widget that has sent nothing."""
    state, widget = states.states.get(key), states.widget_metadata.get(key)
    if not isinstance(state, Serialized) or widget is None:
        return _read(states, key)
    kind = state.value.WhichOneof("value")
    if kind != widget.value_type and not (kind is None and widget.clearable):
        raise KeyError(key)
    try:
        value = _read(states, key)
        if is_shallow(value) and (kind not in PLAIN or _sent(getattr(state.value, kind)) == _would_send(widget, value)):
            return value
    except Exception:  # every reader refuses in its own words what it cannot read
        pass
    finally:
        states.widget_metadata[key] = widget  # reading what was emptied makes Streamlit forget the widget's kind
    states.states[key] = state
    raise KeyError(key)


def _sent(plain: Any) -> list[Any]:
    return list(plain.data) if hasattr(plain, "data") else [plain]


def _would_send(widget: WidgetMetadata[Any], value: Any) -> list[Any]:
    """What a widget sends for this value; what came is something else if it was out of range, NaN, or no option."""
    plain = widget.serializer(value)
    return plain if isinstance(plain, list) else [plain]


WStates.set_widget_from_proto = _take_own  # type: ignore[assignment,method-assign]
WStates.__getitem__ = _read_own  # type: ignore[method-assign]
