"""Links that were passed on: what chats, mails and hands did to them on the way is undone."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.perceptron.params import PerceptronParams
from core.recurrent.view import RecurrentView
from core.validation import InvalidParameterError
from runs.codec import RESERVED, Problem, decode, encode
from runs.links import ADDED, ADDED_PREFIXES, nested, plain, read_nested, read_query, tidy
from tests.pages.source import BY_NAME, VIEWS
from ui.memory import Memory, from_link


def opened(query: str, view: str = "perceptron") -> Memory:
    """What a session remembers of a lab that was opened with this query."""
    return from_link(BY_NAME[view].panel, dict(parse_qsl(query, keep_blank_values=True)))


SENT = "dataset=xor&variant=averaged&shuffle=false&learning_rate=0.5&seed=7&frame=3"
BENT = {
    "a full stop": f"{SENT}.",
    "a bracket": f"{SENT})",
    "a bracket and a full stop": f"{SENT}).",
    "Chinese": f"{SENT}。",
    "the sentence goes on": f"{SENT}，大家看看",
    "HTML": SENT.replace("&", "&amp;"),
    "HTML twice": SENT.replace("&", "&amp;amp;"),
    "upper case": SENT.upper(),
    "Python": SENT.replace("false", "False"),
    "a blank behind": SENT.replace("averaged", "averaged%20"),
    "two lines": SENT.replace("learning_rate", "learn%0A%20ing_rate").replace("averaged", "aver%0D%0Aaged"),
    "a messenger": f"{SENT}&from=timeline&isappinstalled=0&nsukey=a%2Fb",
    "counters": f"utm_source=mail&{SENT}&utm_Medium=x&fbclid=Iw.AR&gclid=1&mc_cid=2",
}


@pytest.mark.parametrize("way", BENT)
def test_what_a_link_says_survives_its_way(way: str) -> None:
    sent, bent = opened(SENT), opened(BENT[way])
    assert bent.problems == []
    assert (bent.opened, bent.frame) == (sent.opened, "3")


def test_what_means_something_as_it_stands_is_not_touched() -> None:
    """A text may end with a full stop, or be written in capitals."""
    for text in ("ABC.", "a 。b", "x)"):
        query = urlencode({"task": "characters", "text": text, "own": text[0]})
        assert opened(query, "recurrent").values["text"] == text
    assert decode(RecurrentView, {"task": "Echo", "own": "0.5 0.1 0 1 2 3."})[0].own == "0.5 0.1 0 1 2 3."


def test_what_means_nothing_is_still_said_as_it_stands() -> None:
    _, (problem,) = decode(PerceptronParams, {"variant": "Avaraged."})
    assert (problem.code, problem.value) == ("invalid", "Avaraged.")


def test_of_a_name_that_comes_twice_the_one_as_we_write_it_counts() -> None:
    assert read_query({"Seed": "1", "seed": "2", "SEED": "3"}) == {"seed": "2"}


def test_no_name_of_ours_is_taken_for_something_added() -> None:
    names = {name for view in VIEWS for name in view.panel.defaults()} | RESERVED | {"v"}
    assert not names & ADDED
    assert not [name for name in names if name.startswith(ADDED_PREFIXES) or name != plain(name)]


@given(st.text(max_size=30))
def test_what_is_tidy_stays(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)
    assert tidy(text) in text
    assert plain(plain(text)) == plain(text)


# ---- a pinned run

queries = st.dictionaries(st.sampled_from(["seed", "text", "points"]), st.text(max_size=20))


@given(queries)
def test_a_nested_query_comes_back_also_when_it_was_decoded_on_the_way(query: dict[str, str]) -> None:
    text = nested(query)
    assert read_nested(text) == query
    assert read_nested(unquote(text)) == query
    assert not set(text) & set("&=%# +?")


PINNED = (
    ("perceptron", {"dataset": "own", "points": ((1.0, 2.0, 1), (3.0, 4.0, -1)), "learning_rate": 0.25}),
    ("recurrent", {"task": "characters", "text": "a=1&b=2~c:3!d%26e+f", "own": "a"}),
)


@pytest.mark.parametrize(("view", "settings"), PINNED)
def test_a_link_that_a_chat_decodes_keeps_its_pinned_run(view: str, settings: dict[str, Any]) -> None:
    pinned = BY_NAME[view].panel.kind(**settings)
    link = urlencode({"seed": "3", "pinned": nested(encode(pinned))})
    for passed_on in (link, unquote(link)):
        memory = opened(passed_on, view)
        assert memory.problems == []
        assert memory.pinned == pinned
        assert {
            name: value for name, value in memory.values.items() if value != BY_NAME[view].panel.defaults()[name]
        } == {"seed": 3}


def test_a_pinned_run_is_read_in_the_form_of_older_versions_also_through_html() -> None:
    old = urlencode({"dataset": "xor", "seed": "4"})
    for form in (old, old.replace("&", "&amp;")):
        pinned = opened(urlencode({"pinned": form})).pinned
        assert (pinned.dataset, pinned.seed) == ("xor", 4)


def test_a_pinned_run_that_cannot_be_is_left_out_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: PerceptronParams) -> None:
        raise InvalidParameterError("seed", "between", 5, low=0, high=1)

    def decoded(kind: type[Any], query: Mapping[str, str]) -> tuple[Any, list[Problem]]:
        found = decode(kind, query)
        if "seed" in query:
            monkeypatch.setattr(PerceptronParams, "__post_init__", refuse)  # what the controls allow of it makes no run
        return found

    monkeypatch.setattr("ui.memory.decode", decoded)
    memory = opened("pinned=seed:5")
    assert [problem.code for problem in memory.problems] == ["pinned"]
    assert memory.pinned is None


# ---- views


@pytest.mark.parametrize(
    ("view", "name", "is_known"),
    [
        ("gradient-descent", "landscape", True),
        ("gradient-descent", "", True),
        ("gradient-descent", "datas", False),
        ("gradient-descent-data", "Data.", True),
        ("convolution", "slide", True),
        ("perceptron", "", True),
        ("perceptron", "data", False),
    ],
)
def test_an_unknown_view_is_said_and_the_rest_of_the_link_is_kept(view: str, name: str, is_known: bool) -> None:
    memory = opened(urlencode({"view": name, "seed": "5"}), view)
    assert [problem.name for problem in memory.problems] == ([] if is_known else ["view"])
    assert memory.values["seed"] == 5
