"""The page of the frameworks as a visitor meets it: every lab's run in two frameworks, links good and bad."""

import ast
import json
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from locales import LANGUAGES, ROOT, catalogue, comments, content
from programs.commented import commented
from programs.export import CONCEPTS
from programs.measured import shown
from programs.registry import FRAMEWORKS, MISSING, PROGRAMS
from tests.pages.films import film_of
from ui.frameworks_tabs import TABS, sections
from ui.side_by_side import notes

both_languages = pytest.mark.parametrize("lang", LANGUAGES)


def opened(lang: str = "en", page: str = "frameworks", tab: str = "explain", **query: str) -> AppTest:
    at = AppTest.from_file(str(ROOT / "ui" / "shell.py"), default_timeout=300)
    at.session_state["tab"] = tab
    for name, value in ({"lang": lang} | query).items():
        at.query_params[name] = value
    return ran(ran(at).switch_page(f"../pages/{page}.py"))


def ran(action: Any) -> AppTest:
    at: AppTest = action.run()
    assert not at.exception
    return at


def sent(at: AppTest, key: str) -> dict[str, Any]:
    (component,) = (c for c in at.get("bidi_component") if c.key == key)
    data: dict[str, Any] = json.loads(component.proto.json)
    return data


def code(column: dict[str, Any]) -> str:
    return "\n".join("".join(line) for line in column["lines"])


def link(at: AppTest) -> dict[str, str]:
    return dict(parse_qsl(sent(at, "address")["query"]))


@both_languages
def test_it_opens_with_the_network_in_numpy_and_pytorch(lang: str) -> None:
    at, t = opened(lang), catalogue(lang)
    assert at.title[0].value == t("page_frameworks")
    assert content("frameworks/intro", lang).strip() in [element.value for element in at.markdown]
    numpy, torch = sent(at, "reader")["columns"]
    assert (numpy["title"], torch["title"]) == ("NumPy", "PyTorch")
    assert "def gradient_of" in code(numpy)
    assert "batch_loss.backward()" in code(torch)
    assert (link(at), len(at.warning), len(at.error)) == ({}, 0, 0)


@pytest.mark.parametrize("view", PROGRAMS)
def test_every_lab_is_read_in_its_frameworks_and_every_concept_has_its_line(view: str) -> None:
    codes = list(PROGRAMS[view])
    for left, right in zip(codes[::2], [*codes[1::2], codes[0]], strict=False):
        at = opened(lab=view, left=left, right=right)
        assert (at.selectbox(key="lab").value, len(at.warning)) == (view, 0)
        columns = sent(at, "reader")["columns"]
        assert [column["title"] for column in columns] == [FRAMEWORKS[code].title for code in (left, right)]
        for column in columns:
            assert column["lines"] or column["why"]
            assert set(column["at_work"]) <= set(column["notes"]) | {"settings"}
            for line in column["at_work"].values():
                assert column["lines"][line][0].strip()


def test_a_link_brings_the_run_and_both_frameworks_along() -> None:
    query = {"left": "keras", "right": "tensorflow", "optimizer": "sgd", "hidden_layer_sizes": "5,4", "n_epochs": "10"}
    at = opened(**query)
    assert link(at) == query
    keras, tensorflow = sent(at, "reader")["columns"]
    assert "keras.optimizers.SGD" in code(keras)
    assert "w.assign_sub(learning_rate * g)" in code(tensorflow)
    ran(at.segmented_control(key="left").set_value("numpy"))
    assert link(at) == query | {"left": "numpy"}
    assert sent(at, "reader")["columns"][0]["title"] == "NumPy"


def test_another_lab_begins_with_its_default_run_and_keeps_the_frameworks_that_it_has() -> None:
    at = opened(left="tensorflow", right="pytorch", optimizer="sgd")
    ran(at.selectbox(key="lab").set_value("recurrent"))
    assert link(at) == {"lab": "recurrent", "left": "tensorflow", "right": "pytorch"}
    ran(at.selectbox(key="lab").set_value("perceptron"))
    assert link(at) == {"lab": "perceptron"}


def test_a_run_that_a_framework_cannot_express_is_said_with_the_reason() -> None:
    t = catalogue("en")
    at = opened(slip="no-slope", n_epochs="10", hidden_layer_sizes="3")
    numpy, torch = sent(at, "reader")["columns"]
    assert numpy["lines"]
    assert (torch["lines"], torch["why"]) == (
        [],
        t("program_cannot", framework="PyTorch", reason=t("program_cannot_no_slope")),
    )


BAD = [
    ({"lab": "gpt"}, "problem_unreadable", "gpt"),
    ({"left": "jax"}, "problem_unreadable", "jax"),
    ({"learning_rate": "abc"}, "problem_unreadable", "abc"),
    ({"learning_rate": "-1"}, "problem_invalid", "-1"),
    ({"colour": "red"}, "problem_unknown", "colour"),
]


@both_languages
@pytest.mark.parametrize(("query", "key", "named"), BAD, ids=lambda value: str(value)[:30])
def test_a_bad_link_gets_one_sentence_and_the_default(query: dict[str, str], key: str, named: str, lang: str) -> None:
    at = opened(lang, **query)
    (warning,) = (element.value for element in at.warning)
    assert warning.removeprefix("- ").startswith(catalogue(lang)(key).split("{")[0])
    assert f"`{named}`" in warning
    assert all(column["lines"] for column in sent(at, "reader")["columns"])
    ran(at.segmented_control(key="right").set_value("numpy"))
    assert not at.warning


@both_languages
def test_a_link_to_a_framework_that_the_lab_is_not_written_for_is_told_why(lang: str) -> None:
    at, t = opened(lang, lab="perceptron", right="keras"), catalogue(lang)
    reason = t(f"program_cannot_{MISSING['perceptron']['keras']}")
    assert [warning.value for warning in at.warning] == [f"- {t('program_cannot', framework='Keras', reason=reason)}"]
    assert [column["title"] for column in sent(at, "reader")["columns"]] == ["NumPy", "PyTorch"]


def test_a_change_of_the_language_keeps_the_run_and_the_frameworks() -> None:
    at = opened(lab="convolution", left="scipy", right="keras", stride="2")
    before = link(at)
    for lang in ("zh", "en", "zh"):
        ran(at.segmented_control(key="lang").set_value(lang))
        assert at.title[0].value == catalogue(lang)("page_frameworks")
        assert link(at) == before
    ran(at.segmented_control(key="left").set_value("numpy"))
    assert link(at) == before | {"left": "numpy"}


@pytest.mark.parametrize(
    ("page", "query"), [("perceptron", {"dataset": "xor"}), ("gradient_descent", {"view": "data"})]
)
def test_every_lab_leads_here_with_its_run_and_from_here_back(page: str, query: dict[str, str]) -> None:
    at = opened(page=page, tab="take_away", **query)
    there = leading_to(at, "frameworks")
    assert there["lab"] in PROGRAMS
    at = opened(**there)
    back = leading_to(at, page.replace("_", "-"))
    assert back == query | {"seed": "0", "lang": "en"}  # named, or a lab that was visited opens as it was left


def leading_to(at: AppTest, address: str) -> dict[str, str]:
    """What the link of the page to this address says."""
    (found,) = (element.proto for element in at.get("page_link") if urlsplit(element.proto.page).path == address)
    return dict(parse_qsl(found.query_string))


@both_languages
def test_every_framework_says_of_every_concept_what_it_does_and_what_it_hides(lang: str) -> None:
    for framework in FRAMEWORKS:
        found = notes(framework, lang)
        assert {"data", "model", "result"} <= found.keys() <= set(CONCEPTS)
        assert list(found) == list(notes(framework, "en"))


def test_what_a_visitor_typed_is_shown_as_text_and_never_as_code() -> None:
    text = "a'b" + '"c {x} <b> ${y} `z` \\ end end'
    at = opened(lab="recurrent", task="characters", text=text, n_updates="5")
    assert not at.warning
    for column in sent(at, "reader")["columns"]:
        (line,) = (code for code, _ in column["lines"] if code.startswith("text = "))
        assert ast.literal_eval(line.removeprefix("text = ")) == text


# ---- the film


def player_film(at: AppTest) -> dict[str, Any]:
    found: dict[str, Any] = film_of(sent(at, "player"))
    return found


@both_languages
def test_the_film_plays_above_the_programs_with_a_concept_for_every_frame(lang: str) -> None:
    at, t = opened(lang), catalogue(lang)
    assert len(player_film(at)["captions"]) == len(sent(at, "reader")["frames"]) == 119
    assert any("torch 2" in caption.value and "2026" in caption.value for caption in at.caption)
    assert t("film_of_default") not in [caption.value for caption in at.caption]


def test_another_run_is_told_that_the_film_is_of_the_measured_one() -> None:
    at, t = opened(n_epochs="10", hidden_layer_sizes="3"), catalogue("en")
    assert t("film_of_default") in [caption.value for caption in at.caption]
    assert player_film(at)["id"] == player_film(opened())["id"]


def test_a_lab_without_a_film_says_so() -> None:
    at = opened(lab="perceptron")
    assert catalogue("en")("no_film_of_programs") in [caption.value for caption in at.caption]
    assert sent(at, "reader")["frames"] == []
    assert [component.key for component in at.get("bidi_component")].count("player") == 0


def test_the_slip_adds_a_program_and_stands_in_the_link() -> None:
    at, t = opened(), catalogue("en")
    ran(at.toggle(key="slip_keras").set_value(True))
    assert link(at) == {"film": "slip"}
    assert [warning.value for warning in at.warning] == [t("slip_note_keras")]
    names = [trace.get("name") for trace in player_film(at)["panels"][0]["data"]]
    assert t("keras_defaults") in names
    assert t("film_of_slip", n_epochs=200) in [caption.value for caption in at.caption]
    at = opened(film="slip", frame="3")
    assert (sent(at, "player")["start"], at.toggle(key="slip_keras").value) == (3, True)
    ran(at.toggle(key="slip_keras").set_value(False))
    assert (link(at), len(at.warning)) == ({}, 0)


def test_a_frame_that_the_film_has_not_is_said() -> None:
    at = opened(frame="500")
    assert "118" in at.warning[0].value
    assert sent(at, "player")["start"] == 118


# ---- below the programs


@both_languages
def test_the_lesson_is_open_at_first(lang: str) -> None:
    at = opened(lang)
    assert [tab.label for tab in at.tabs] == [catalogue(lang)(f"tab_{tab}") for tab in TABS]
    assert content("frameworks/lesson", lang).strip() in [element.value for element in at.markdown]


@both_languages
def test_every_setting_shows_both_variants_its_error_and_the_program_that_made_it(lang: str) -> None:
    at = opened(lang, tab="settings")
    for name in sections("settings", lang):
        ran(at.pills(key="setting").set_value(name))
        title, here, there, why = sections("settings", lang)[name].strip().split("\n")
        error = f"{shown('settings', name).by_framework:.3g}"
        assert [row for row in words(at).splitlines() if row.startswith(f"| {title} | {error} ")]
        assert f"**{here[2:]}**" in words(at)
        ran(at.toggle(key=f"setting_{name}").set_value(True))
        assert f"**{there[2:]}**" in words(at)
        assert f"**{error}**" in words(at)
        assert why[2:] in words(at)
        program = commented(shown("settings", name).text, comments(lang))
        assert [shown("settings", name).output, program.strip()] == [code.value for code in at.code]


@both_languages
def test_every_tool_of_the_trade_stands_beside_what_it_said(lang: str) -> None:
    at = opened(lang, tab="trade")
    code = [element.value for element in at.code]
    for name in sections("trade", lang):
        assert sections("trade", lang)[name].strip() in [element.value for element in at.markdown]
        assert commented(shown("trade", name).text, comments(lang)).strip() in code
        if name not in ("pandas", "matplotlib"):
            assert shown("trade", name).output in code
    assert at.dataframe[0].value.shape == (6, 5)
    assert len(at.image) == 1
    assert len(at.get("download_button")) == 3


def test_the_programs_are_taken_away_here_too() -> None:
    at = opened(tab="take_away", lab="convolution", stride="2", dilation="2")
    labels = [button.label for button in at.get("download_button")]
    t = catalogue("en")
    assert labels == [t("download_program", framework="NumPy"), t("download_notebook", framework="NumPy")]
    assert t("program_cannot", framework="Keras", reason=t("program_cannot_stride_and_dilation")) in [
        caption.value for caption in at.caption
    ]


def words(at: AppTest) -> str:
    return "\n".join(str(element.value) for element in at.markdown)
