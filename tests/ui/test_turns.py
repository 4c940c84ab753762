"""Two scripts of a session, the old one that ends and the new one that begins, do not get into each other's way."""

import threading

import pytest
from streamlit.runtime.scriptrunner_utils.exceptions import StopException
from streamlit.runtime.state import SafeSessionState, SessionState

import ui.turns  # noqa: F401 what is tested

MOMENT = 0.2  # seconds that a thread has to come between, if nothing holds it up
PATIENCE = 60.0  # seconds; a thread that nothing holds up needs none of them


def go_on() -> None:
    """Nobody wants this script to stop."""


def test_what_the_old_script_writes_waits_until_the_new_one_has_read(monkeypatch: pytest.MonkeyPatch) -> None:
    state = SessionState()
    old, new = SafeSessionState(state, go_on), SafeSessionState(state, go_on)
    old["first"], old["second"] = 1, 2
    writer = threading.Thread(target=old.__setitem__, args=("how it went", True))
    name_of = SessionState._get_widget_id

    def slowly(self: SessionState, key: str) -> str:
        if writer.ident is None:
            writer.start()
            writer.join(MOMENT)
        return name_of(self, key)

    monkeypatch.setattr(SessionState, "_get_widget_id", slowly)
    new.on_script_will_rerun(None)  # without turns: RuntimeError, dictionary changed size during iteration
    writer.join()
    assert (new["first"], new["second"], new["how it went"]) == (1, 2, True)


def test_a_script_that_was_told_to_stop_while_it_waited_changes_nothing_and_keeps_nobody() -> None:
    state, orders = SessionState(), iter([False, True])  # asked before it waits, and when it has its turn

    def stop_when_told() -> None:
        if next(orders):
            raise StopException

    old, new = SafeSessionState(state, stop_when_told), SafeSessionState(state, go_on)
    with pytest.raises(StopException):
        old["learning_rate"] = 0.1
    writer = threading.Thread(target=new.__setitem__, args=("learning_rate", 0.2))
    writer.start()
    writer.join(PATIENCE)
    assert not writer.is_alive()
    assert new["learning_rate"] == 0.2


def test_a_script_that_has_its_turn_may_ask_again() -> None:
    safe = SafeSessionState(SessionState(), go_on)
    with safe.query_params():
        safe["seed"] = 3
    assert safe["seed"] == 3
