"""One script at a time has the state of a session.

A visitor's deed stops the script that runs and starts another one at once, so for a moment there are two. Streamlit
guards the state with a lock, but each script has a lock of its own: the old one, which notes at its end how it went,
changed the state while the new one went through it, and the deed was lost with an error in the log (“dictionary changed
size during iteration”). So the scripts of a session share a lock here, and a script that was told to stop while it
waited for its turn changes nothing any more. tests/ui/test_turns.py says when a new version goes other ways.
"""

import threading
from collections.abc import Callable
from weakref import WeakValueDictionary

from streamlit.runtime.state import SessionState
from streamlit.runtime.state.safe_session_state import SafeSessionState

_begin = SafeSessionState.__init__
_locks: WeakValueDictionary[int, threading.RLock] = WeakValueDictionary()  # by the state's id, while a script has it
_one_more = threading.Lock()


class Turn:
    """A lock, as a context manager, for a script that may go on: it raises what tells the script to stop."""

    def __init__(self, lock: threading.RLock, may_go_on: Callable[[], None]) -> None:
        self._lock, self._may_go_on = lock, may_go_on

    def __enter__(self) -> None:
        self._lock.acquire()
        try:
            self._may_go_on()
        except BaseException:
            self._lock.release()
            raise

    def __exit__(self, *error: object) -> None:
        self._lock.release()


def _begin_in_turn(safe: SafeSessionState, state: SessionState, yield_callback: Callable[[], None]) -> None:
    _begin(safe, state, yield_callback)
    with _one_more:
        lock = _locks.setdefault(id(state), threading.RLock())
    object.__setattr__(safe, "_lock", Turn(lock, yield_callback))


SafeSessionState.__init__ = _begin_in_turn  # type: ignore[assignment,method-assign]
