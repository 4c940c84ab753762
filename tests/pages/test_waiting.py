"""What a page says while a run is awaited, when the visitor stops it, and when there is none."""

from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

import ui.playable
import ui.waiting
from locales import LANGUAGES, ROOT, catalogue
from runs.tickets import Outlook, RunFailed, TooBusy
from tests.pages.films import film_of
from tests.pages.test_pages import sent
from ui.waiting import _bar, _words

every_language = pytest.mark.parametrize("lang", LANGUAGES)


def opened(lang: str, **query: str) -> AppTest:
    at = AppTest.from_file(str(ROOT / "ui" / "shell.py"), default_timeout=300)
    for name, value in ({"lang": lang} | query).items():
        at.query_params[name] = value
    at.run()
    return at.switch_page("../pages/perceptron.py").run()


@every_language
def test_who_waits_is_told_how_many_are_before_how_far_it_is_and_how_long_it_takes(lang: str) -> None:
    t = catalogue(lang)
    assert _words(Outlook(3, 0.0, 7.4), t, tells=False) == t("run_waits", ahead=3, seconds="7")
    assert _words(Outlook(None, 0.42, 5.6), t, tells=False) == t("computing_long", percent="42", seconds="6")
    assert _words(Outlook(None, 0.97, 0.2), t, tells=False) == t("computing", percent="97")
    so_far = " · ".join([t("so_far_loss", value="0.12"), t("so_far_accuracy", value="96.5%")])
    known = Outlook(None, 0.42, 5.6, {"loss": 0.1234, "accuracy": 0.9649})
    assert _words(known, t, tells=False) == t("computing_long", percent="42", seconds="6")
    assert _words(known, t, tells=True) == f"{t('computing_long', percent='42', seconds='6')} · {so_far}"


@every_language
def test_a_stopped_run_leaves_the_last_one_and_can_be_had_after_all(lang: str) -> None:
    at, t = opened(lang), catalogue(lang)
    before = sent(at, "player")["film"]
    memory = at.session_state["labs"]["perceptron"]
    at.slider(key="n_epochs").set_value(7)
    memory.stopped = type(memory.good)(n_epochs=7)
    at.run()
    assert [info.value for info in at.info][:1] == [t("run_stopped") + t("sentence_gap") + t("picture_stays")]
    assert sent(at, "player")["film"] == before
    assert at.slider(key="n_epochs").value == 7
    at.button(key="run_after_all").click().run()
    assert film_of(sent(at, "player"))["run"] == "perceptron?n_epochs=7"
    assert not at.exception


@every_language
@pytest.mark.parametrize(("error", "key"), [(RunFailed, "run_failed"), (TooBusy, "too_busy")])
def test_a_run_that_cannot_be_had_is_one_sentence_and_the_page_goes_on(
    lang: str, error: type[Exception], key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    at, t = opened(lang), catalogue(lang)

    def fails(*arguments: Any) -> None:
        raise error

    with monkeypatch.context() as broken:
        broken.setattr(ui.playable, "answer_to", fails)
        at.slider(key="n_epochs").set_value(7).run()
        assert [message.value for message in at.error] == [t(key)]
        assert not at.exception
    at.slider(key="n_epochs").set_value(8).run()
    assert (len(at.error), len(at.exception)) == (0, 0)
    assert film_of(sent(at, "player"))["run"] == "perceptron?n_epochs=8"


def test_two_answers_that_are_long_in_coming_have_a_bar_each(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, seconds in (("PATIENCE", -1.0), ("PAUSE", 0.0), ("NEWS", -1.0)):
        monkeypatch.setattr(ui.waiting, name, seconds)
    at = AppTest.from_file(str(ROOT / "ui" / "shell.py"), default_timeout=300)
    at.session_state["tab"] = "check"
    at.query_params["n_epochs"] = "9"
    at.run()
    at.switch_page("../pages/perceptron.py").run()
    assert not at.exception


def test_the_bar_says_whether_it_has_told_how_the_run_is_going(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, seconds in (("PATIENCE", -1.0), ("NEWS", -1.0)):
        monkeypatch.setattr(ui.waiting, name, seconds)
    going = Outlook(None, 0.2, 3.0, {"loss": 0.5})
    with _bar(catalogue("en"), None) as show:
        assert not show(going)  # soon it is over
    monkeypatch.setattr(ui.waiting, "LONG", -1.0)
    with _bar(catalogue("en"), None) as show:
        assert not show(Outlook(2, 0.0, 3.0))
        assert not show(Outlook(None, 0.1, 3.0))
        assert show(going)


def test_a_page_may_wait_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    at, waited = opened("en"), []

    class Ticket:
        """Of a desk that always takes a moment, and has no answer at first."""

        def __init__(self, ticket: Any) -> None:
            self._ticket, self._looks = ticket, 0

        def __enter__(self) -> "Ticket":
            self._ticket.__enter__()
            return self

        def __exit__(self, *exception: object) -> None:
            self._ticket.__exit__(*exception)

        def __getattr__(self, name: str) -> Any:
            return getattr(self._ticket, name)

        def result(self, timeout: float) -> Any:
            self._looks += 1
            if self._looks == 1:
                raise TimeoutError
            waited.append(1)
            if len(waited) == 1:
                raise RunFailed
            return self._ticket.result()

    real = ui.waiting.desk()
    monkeypatch.setattr(ui.waiting, "PATIENCE", -1.0)
    monkeypatch.setattr(ui.waiting, "desk", lambda: type("Desk", (), {"ask": lambda _, *a: Ticket(real.ask(*a))})())
    at.slider(key="n_epochs").set_value(9).run()
    assert not at.exception
    assert len(waited) == 2
    assert [message.value for message in at.error] == [catalogue("en")("run_failed")]
