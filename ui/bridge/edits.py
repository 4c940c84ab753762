"""What a visitor changes in an editor, the Python side of editor.js.

The browser keeps its own value, so that quick edits are never lost, and counts its edits (`seq`); Python counts its
replacements (`version`), and those win.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

import streamlit as st

from ui.bridge.component import HERE
from ui.bridge.messages import sent
from ui.bridge.untrusted import is_count

L = TypeVar("L")
V = TypeVar("V")

EDITOR = (HERE / "editor.js", HERE / "editor.css")  # go before the files of an editor


@dataclass(frozen=True)
class _Told(Generic[L]):
    """What the browser was told last, with the limits that its edits must keep, and the last edit that was taken."""

    version: int
    limits: L
    seq: int


class Edits(Generic[L, V]):
    """The edits made in the editor with this key, each of them handed over once.

    Parameters
    ----------
    key : str
        The key of the component, whose script says `page.keep("edit", {version, seq, …})`.
    read : function of an edit and the limits
        The value that the edit holds, or None if it is none within the limits; nothing in the edit is to be trusted.
    """

    def __init__(self, key: str, read: Callable[[Mapping[str, Any], L], V | None]) -> None:
        self._key = key
        self._memory = f"_{key}_seen"
        self._read = read

    @property
    def _told(self) -> _Told[L] | None:
        told: _Told[L] | None = st.session_state.get(self._memory)
        return told

    @property
    def seq(self) -> int:
        """The number of the last edit that was taken."""
        return 0 if self._told is None else self._told.seq

    def limits(self, version: int) -> L | None:
        """The limits that were told with this version; None if the browser has not heard of it yet."""
        told = self._told
        return None if told is None or told.version != version else told.limits

    def tell(self, version: int, limits: L) -> None:
        """Remember what the browser is told now."""
        st.session_state[self._memory] = _Told(version, limits, self.seq)

    def latest(self, version: int) -> V | None:
        """The value as the visitor has just changed it; None without news, or if the page has replaced it since."""
        told, edit = self._told, sent(self._key, "edit")
        if told is None or not (is_count(edit.get("version")) and is_count(edit.get("seq"))):
            return None
        if not edit["version"] == version == told.version or edit["seq"] <= told.seq:
            return None
        value = self._read(edit, told.limits)
        if value is not None:
            st.session_state[self._memory] = replace(told, seq=edit["seq"])
        return value
