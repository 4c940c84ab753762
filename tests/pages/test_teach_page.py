"""The teacher's page: a lesson is put together, kept, and handed out."""

import json
import re
from typing import Any

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.testing.v1 import AppTest

from charts.labs import LABS
from locales import LANGUAGES, catalogue
from runs.lesson import MAX_STOPS, Lesson, Stop, as_file, read_file
from runs.lesson_link import code_of, find, names
from tests.pages.source import BY_NAME
from tests.pages.test_lessons import on_page
from tests.pages.test_pages import both_languages, ran, sent, words
from tests.runs.test_lesson import long_lesson
from ui.teach.draft import EMPTY, KEY, moved, with_links, with_stop, without
from ui.teach.editor import fields_of
from ui.teach.results import SCANNABLE, SOON, embed_code, is_local, link_of, qr
from ui.worksheet import wish_of

A, B, C = Stop("perceptron", "dataset=xor"), Stop("mlp"), Stop("convolution", "side=5&frame=3")
THREE = Lesson({"en": "Three"}, (A, B, C))


def page(lesson: Lesson = EMPTY, lang: str = "en") -> AppTest:
    at = on_page("teach", lang=lang)
    at.context = {"locale": "en-US", "url": "https://school.example/see/teach?lang=en"}
    return told(at, as_file(lesson))


def told(at: AppTest, text: object) -> AppTest:
    """The page after its browser has said what it keeps."""
    (store,) = (c for c in at.get("bidi_component") if c.key == KEY)
    states = WidgetStates()
    states.widgets.add(id=f"$$STREAMLIT_INTERNAL_KEY_{store.proto.id}__events")
    states.widgets[0].json_trigger_value = json.dumps([{"event": "load", "value": {"text": text}}])
    at._run(states)
    assert not at.exception
    return at


def kept(at: AppTest) -> Lesson:
    """What the browser is given to keep; a lesson without runs is read by nothing but this page."""
    text = sent(at, KEY)["text"]
    assert text is not None
    return EMPTY if '"stops": []' in text else read_file(text)


def code_blocks(at: AppTest) -> list[str]:
    return [element.value for element in at.code]


# ---- putting it together


@both_languages
def test_the_page_begins_empty_and_says_how_to_begin(lang: str) -> None:
    at, t = on_page("teach", lang=lang), catalogue(lang)
    assert at.title[0].value == t("page_teach")
    assert t("teach_intro") in words(at)
    assert [info.value for info in at.info] == [t("teach_nothing")]
    assert sent(at, KEY)["text"] is None  # nothing is written before the browser has said what it has


def test_links_that_are_pasted_become_runs_and_what_is_none_is_said_and_kept() -> None:
    at = page()
    text = "https://school.example/see/perceptron?dataset=xor&lang=zh\n\nhello\n/mlp?tour=2&frame=3"
    ran(at.text_area(key="teach_links").set_value(text))
    ran(at.button(key="teach_add").click())
    assert [stop.run for stop in kept(at).stops] == ["perceptron?dataset=xor", "mlp?frame=3"]
    (warning,) = (element.value for element in at.warning)
    assert "`hello`" in warning
    assert at.text_area(key="teach_links").value == "hello"


def test_the_link_of_a_lesson_brings_its_runs_along() -> None:
    name = names()[0]
    lesson, errors = with_links(EMPTY, f"https://school.example/lesson?lesson={name}")
    assert (lesson, errors) == (find(name), [])
    more, errors = with_links(THREE, f"perceptron?lesson={code_of(Lesson({}, (A, A)))}&stop=2\nmlp?lesson=1.2.3")
    assert more == Lesson(THREE.title, (A, B, C, A, A))
    assert [(error.code, error.values["link"]) for error in errors] == [("unreadable", "mlp?lesson=1.2.3")]


def test_no_more_runs_are_taken_than_a_lesson_can_have() -> None:
    full = Lesson({}, (A,) * MAX_STOPS)
    lesson, errors = with_links(full, "mlp")
    assert (lesson, [error.code for error in errors]) == (full, ["too_many"])


def test_stops_are_moved_taken_out_and_changed() -> None:
    assert moved(THREE, 1, 3).stops == (B, C, A)
    assert moved(THREE, 3, 2).stops == (A, C, B)
    assert without(THREE, 2).stops == (A, C)
    assert with_stop(THREE, 2, A).stops == (A, A, C)


def test_the_order_is_changed_and_a_removed_run_comes_back() -> None:
    at = page(THREE)
    radio = at.radio[0]
    assert [option.split("**")[1] for option in radio.options] == ["Perceptron", "Multi\\-layer network", "Convolution"]
    ran(radio.set_value(2))
    ran(at.button(key="teach_up").click())
    assert kept(at).stops == (B, A, C)
    assert at.button(key="teach_up").disabled
    ran(at.button(key="teach_down").click())
    ran(at.button(key="teach_down").click())
    assert kept(at).stops == (A, C, B)
    ran(at.button(key="teach_remove").click())
    assert kept(at).stops == (A, C)
    ran(at.button(key="teach_undo").click())
    assert kept(at).stops == (A, C, B)
    ran(at.button(key="teach_anew").click())
    assert kept(at) == EMPTY
    ran(at.button(key="teach_undo").click())
    assert kept(at).stops == (A, C, B)


def test_the_list_says_in_words_what_a_run_changes() -> None:
    stops = (A, Stop("gradient-descent", "view=data"), Stop("mlp", "n_epochs=0"), Stop("warp", "x=1"))
    (order,) = (radio for radio in page(Lesson({}, stops)).radio if radio.label == catalogue("en")("teach_stops"))
    assert [option.replace("\\", "") for option in order.options] == [
        "1. **Perceptron** · Data set: XOR",
        "2. **Gradient descent on data**",
        "3. **Multi-layer network**",  # what it cannot be, it is by default
        "4. **warp** · x=1",
    ]


@both_languages
def test_what_is_said_and_hidden_at_a_stop_is_in_the_lesson(lang: str) -> None:
    at, t = page(THREE, lang), catalogue(lang)
    boxes = {box.label: box for box in at.text_area}
    ran(boxes[f"{t('teach_text')} · English"].set_value(" Watch **w**. "))
    ran({box.label: box for box in at.text_area}[f"{t('teach_text')} · 中文"].set_value("看 **w**。"))
    ran({box.label: box for box in at.text_area}[f"{t('teach_question')} · 中文"].set_value("为什么？"))
    ran({box.label: box for box in at.text_area}[f"{t('teach_answer')} · English"].set_value("XOR."))
    ran({pills.label: pills for pills in at.pills}[t("teach_hidden")].set_value(["seed", "dataset"]))
    ran({pills.label: pills for pills in at.pills}[t("teach_hidden_tabs")].set_value(["code"]))
    ran(at.toggle[0].set_value(True))
    first = kept(at).stops[0]
    assert first.text == {"en": "Watch **w**.", "zh": "看 **w**。"}
    assert (first.question, first.answer) == ({"zh": "为什么？"}, {"en": "XOR."})
    assert (first.hidden, first.hidden_tabs, first.locked) == (("seed", "dataset"), ("code",), True)
    ran({box.label: box for box in at.text_area}[f"{t('teach_text')} · English"].set_value(""))
    assert kept(at).stops[0].text == {"zh": "看 **w**。"}
    assert kept(at).stops[1:] == (B, C)


def test_the_title_and_the_language_belong_to_the_whole() -> None:
    at, t = page(THREE), catalogue("en")
    boxes = {box.label: box for box in at.text_input}
    ran(boxes[f"{t('teach_title')} · 中文"].set_value("三次"))
    assert kept(at).title == {"en": "Three", "zh": "三次"}
    switch = {str(control.label): control for control in at.segmented_control}
    ran(switch[t("teach_lang")].set_value("zh"))
    assert kept(at).lang == "zh"
    ran({str(control.label): control for control in at.segmented_control}[t("teach_lang")].set_value("free"))
    assert kept(at).lang is None


def test_what_is_hidden_and_not_known_stays_hidden() -> None:
    at = page(Lesson({}, (Stop("perceptron", hidden=("warp", "seed")), Stop("warp", hidden=("a",)))))
    hidden = catalogue("en")("teach_hidden")
    ran({pills.label: pills for pills in at.pills}[hidden].set_value(["n_epochs"]))
    assert kept(at).stops[0].hidden == ("warp", "n_epochs")
    ran(at.radio[0].set_value(2))
    assert kept(at).stops[1].hidden == ("a",)


@pytest.mark.parametrize("lab", LABS, ids=lambda lab: lab.address)
def test_of_every_view_all_controls_can_be_hidden(lab: Any) -> None:
    for view in lab.views:
        panel = BY_NAME[view.name].panel
        fields = {control.field for control in panel.controls(panel.defaults())}
        assert fields <= {name for name in fields_of(Stop(lab.address, f"view={view.code}")) if name in catalogue("en")}


@both_languages
def test_a_lesson_that_is_there_is_a_beginning(lang: str) -> None:
    at = page(THREE, lang)
    ran(at.button(key=f"teach_take_{names()[0]}").click())
    assert kept(at) == find(names()[0])
    ran(at.button(key="teach_undo").click())
    at.file_uploader(key="teach_file").upload("a.json", as_file(Lesson({}, (C,))).encode(), "application/json")
    ran(at)
    ran(at.button(key="teach_take_file").click())
    assert kept(at).stops == (C,)


# ---- what the browser keeps


def test_a_run_that_was_added_on_the_page_of_a_lab_is_there_without_its_language_and_its_tour() -> None:
    data = json.loads(as_file(THREE))
    data["stops"].append({"run": "mlp?lang=zh&tour=2&embed=true&frame=4"})
    at = told(page(THREE), json.dumps(data))
    assert kept(at) == Lesson(THREE.title, (*THREE.stops, Stop("mlp", "frame=4")))
    assert at.radio[0].value == 4


@pytest.mark.parametrize("text", [7, None, "{", "[]", "x" * 1_000_001, {"a": 1}])
def test_what_is_kept_and_is_no_lesson_takes_nothing_away(text: object) -> None:
    assert kept(told(page(THREE), text)) == THREE


# ---- what comes out


@both_languages
def test_the_link_the_frame_and_the_files_are_the_lesson(lang: str) -> None:
    at, t = page(THREE, lang), catalogue(lang)
    link, embed = code_blocks(at)
    assert link == f"https://school.example/see/perceptron?lesson={code_of(THREE)}&stop=1"
    assert find(link.split("lesson=")[1].split("&")[0]) == THREE
    assert embed == embed_code(link, "Three")
    assert re.search(r'src="[^"]*&amp;stop=1&amp;embed=true"', embed)
    labels = [button.label for button in at.get("download_button")]
    assert labels == [
        t("teach_qr_file"),
        t("teach_file"),
        *(t("teach_sheet", language=language.name) for language in LANGUAGES.values()),
    ]


def test_a_long_lesson_comes_as_a_file_and_a_longer_link_has_no_code_to_scan() -> None:
    t = catalogue("en")
    long = long_lesson(40)
    at = page(long)
    assert SCANNABLE < len(code_blocks(at)[0]) < 6_200
    assert t("teach_qr_too_long") in [caption.value for caption in at.caption]
    longer = long_lesson(200)
    at = page(longer)
    assert code_blocks(at) == []
    assert any("6,000" in info.value for info in at.info)
    (query,) = [link.proto.query_string for link in at.get("page_link") if "lesson=" in link.proto.query_string]
    assert query.startswith("lesson=file-")


@both_languages
def test_a_worksheet_that_takes_its_time_says_how_long(lang: str) -> None:
    def said(lesson: Lesson) -> list[str]:
        start = catalogue(lang)("teach_sheet_takes").partition("{")[0]
        return [caption.value for caption in page(lesson, lang).caption if caption.value.startswith(start)]

    dear = Stop("recurrent", "sequence_length=100&hidden_size=32&batch_size=32&n_updates=190&task=echo")
    assert said(THREE) == []
    (caption,) = said(Lesson({}, (dear,) * 5))
    seconds = 5 * wish_of(dear, lang).seconds
    assert seconds > SOON
    assert re.findall(r"\d+", caption) == [str(round(seconds))]


@both_languages
def test_a_lesson_that_has_a_name_here_is_handed_out_by_it(lang: str) -> None:
    at = page(find("tutorial"), lang)
    link, _ = code_blocks(at)
    assert link == "https://school.example/see/mlp?lesson=tutorial&stop=1"
    assert catalogue(lang)("teach_link_named") in words(at)
    assert catalogue(lang)("teach_link") in words(page(THREE, lang))
    assert catalogue(lang)("teach_link_local") not in words(at)


@pytest.mark.parametrize("host", ["localhost:8501", "127.0.0.1", "127.1.2.3:80", "[::1]:8501", "app.localhost"])
def test_an_address_that_every_computer_has_for_itself_is_told_from_one_that_leads_here(host: str) -> None:
    assert is_local(f"http://{host}/perceptron?lesson=x")
    assert not is_local(f"http://school.example/perceptron?host={host}")


@pytest.mark.parametrize("host", ["192.168.0.7:8501", "10.0.0.1", "[fd00::1]", "school", "localhost.example"])
def test_an_address_in_the_network_is_none_of_this_computer_alone(host: str) -> None:
    assert not is_local(f"http://{host}/perceptron?lesson=x")


def test_the_code_to_scan_is_dark_on_light_with_a_rim() -> None:
    picture = qr("https://school.example/perceptron?lesson=" + "A" * 1000)
    assert picture.startswith('<svg xmlns="http://www.w3.org/2000/svg"')
    assert "#000" in picture
    assert "#fff" in picture


def test_the_title_of_a_lesson_stays_a_title_in_the_frame() -> None:
    code = embed_code("https://a.example/mlp?lesson=x&stop=1", '"><script>alert(1)</script>')
    assert "<script>" not in code


def test_the_link_is_below_the_address_of_the_app() -> None:
    assert link_of(THREE, "x").endswith("/perceptron?lesson=x&stop=1")
    assert link_of(Lesson({}, (Stop("warp"),)), "x").endswith("/lesson?lesson=x&stop=1")
