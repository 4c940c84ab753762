"""The page of the network that reads digits: clicks and controls choose the same, and bad links are explained."""

import json
from typing import Any

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.testing.v1 import AppTest

from locales import LANGUAGES, catalogue
from tests.pages.test_pages import film, home, ran, run_on_screen, sent

SHORT = {"n_train": "64", "n_epochs": "1"}
SEVEN = "ABQDPDKEAgCfAcAC764"


def lab(**query: str) -> AppTest:
    return ran(home({"lang": "en"} | query).switch_page("../pages/cnn.py"))


def panels(at: AppTest) -> dict[str, Any]:
    return {panel["name"]: panel for panel in film(at)["panels"]}


def click(at: AppTest, panel: str, name: str, row: int = 0, column: int = 0) -> AppTest:
    """Press the button of that name in a panel, as the browser tells it; on a cell of it, counted from 1."""
    number = next(k for k, act in enumerate(panels(at)[panel]["acts"]) if act["name"].startswith(name))
    player = next(c for c in at.get("bidi_component") if "player" in c.proto.id)
    states = WidgetStates()
    told = {"panel": panel, "act": number, "frame": 5, "row": row, "column": column}
    states.widgets.add(id=f"$$STREAMLIT_INTERNAL_KEY_{player.proto.id}__events")
    states.widgets[0].json_trigger_value = json.dumps([{"event": "act", "value": told}])
    at._run(states)
    assert not at.exception
    return at


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_opens_alive_with_the_network_that_ships_and_says_so(lang: str) -> None:
    at, t = lab(lang=lang), catalogue(lang)
    shown = film(at)
    assert shown["poster"] == len(shown["captions"]) - 1
    assert any("750" in info.value for info in at.info)
    assert not at.warning
    assert t("question_open") not in [caption.value for caption in at.caption]


def test_a_click_on_a_cell_and_the_controls_show_the_same_sum() -> None:
    at = lab()
    before = film(at)
    click(at, "cnn_conv1", "Choose a cell of map 3 in block 1", 7, 20)
    assert film(at)["run"] == before["run"]  # so that the player stays at its frame
    assert run_on_screen(at) == {"map_cell": "1,3,7,20"}
    assert [at.number_input(key=f"cell_{part}").value for part in ("block", "map", "row", "column")] == [1, 3, 7, 20]
    click(at, "cnn_pool2", "Choose a cell of map 16 in block 2", 8, 8)
    assert run_on_screen(at) == {"map_cell": "2,16,8,8"}
    ran(at.number_input(key="cell_row").set_value(0))
    assert run_on_screen(at) == {"map_cell": "2,16,0,8"}
    assert at.slider(key="channel").value == 0
    click(at, "cnn_products", "Show the numbers of map 5")
    assert run_on_screen(at) == {"map_cell": "2,16,0,8", "channel": "5"}
    assert at.slider(key="channel").value == 5
    click(at, "cnn_kernels1", "Show what kernel 2 of block 1")
    assert run_on_screen(at) == {"map_cell": "1,2,0,0"}
    ran(at.button(key="reset").click())
    assert run_on_screen(at) == {}


def test_a_number_of_the_table_opens_its_pictures_and_a_picture_is_read() -> None:
    at = lab()
    click(at, "cnn_confusion", "Show: 4 read as 9")
    assert run_on_screen(at) == {"mistaken": "4,9"}
    assert panels(at)["cnn_errors"]["title"].startswith("4 read as 9")
    click(at, "cnn_errors", "Let the network read this 4")
    shown = run_on_screen(at)
    assert shown["digit"] == "4"
    assert at.slider(key="digit").value == 4
    assert "reads this 4 as 9" in film(at)["captions"][-1]
    ran(at.toggle(key="mistaken_one").set_value(False))
    assert "mistaken" not in run_on_screen(at)


def test_another_network_keeps_what_is_read_and_a_setting_keeps_it_too() -> None:
    at = lab(digit="3", example="5", map_cell="2,9,1,1", **SHORT)
    ran(at.slider(key="n_blocks").set_value(1))
    assert run_on_screen(at) == SHORT | {"digit": "3", "example": "5", "filters": "8"}
    at = lab(digit="3", example="5")
    ran(at.selectbox(key="favourite").set_value("logistic-pixels"))
    assert run_on_screen(at) == {"model": "logistic", "favourite": "logistic-pixels", "digit": "3", "example": "5"}
    assert "cnn_templates" in panels(at)
    assert "cnn_products" not in panels(at)


def test_a_stride_that_leaves_no_room_for_pooling_takes_a_smaller_kernel() -> None:
    at = lab(**SHORT)
    ran(at.slider(key="stride").set_value(2))
    assert run_on_screen(at) == SHORT | {"stride": "2", "kernel_size": "3"}
    assert not at.warning
    ran(at.slider(key="kernel_size").set_value(5))
    assert run_on_screen(at) == SHORT
    assert not at.warning


def test_a_drawing_in_a_link_is_read() -> None:
    at = lab(reads="drawing", drawing=SEVEN)
    assert panels(at)["cnn_input"]["columns"] == 6
    assert "reads your drawing as 7" in film(at)["captions"][-1]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_without_a_drawing_the_page_invites_to_draw_whether_by_link_or_by_hand(lang: str) -> None:
    linked, by_hand = lab(lang=lang, reads="drawing"), lab(lang=lang)
    ran(by_hand.button_group(key="reads").set_value("drawing"))
    for at in (linked, by_hand):
        assert not at.warning
        assert [info.value for info in at.info][:1] == [catalogue(lang)("drawing_invite")]
        assert panels(at)["cnn_input"]["columns"] == 3  # the network that ships reads a test digit meanwhile
        assert sent(at, "drawing_pad")["drawing"] == {"strokes": [], "ground": None}
    assert linked.button_group(key="reads").value == "drawing"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_two_networks_play_on_one_time_line_with_their_weights_and_products(lang: str) -> None:
    at = lab(lang=lang, model="dense", pinned="model=logistic", **SHORT)
    names = [panel["name"] for panel in film(at)["panels"]]
    assert {"cnn_answer-A", "cnn_answer-B"} <= set(names)
    shown = {metric.label: (metric.value, metric.delta) for metric in at.metric}
    assert shown[catalogue(lang)("figure_parameters")] == ("6,370", "A: 7,850")
    assert shown[catalogue(lang)("figure_digit_products")] == ("6,352", "A: 7,840")


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ({"n_train": "0"}, "0"),
        ({"n_train": "1000000"}, "1000000"),
        ({"filters": "0"}, "0"),
        ({"filters": "64,8"}, "64"),
        ({"filters": "4,4,4"}, "4,4,4"),
        ({"filters": "many"}, "many"),
        ({"kernel_size": "4"}, "4"),
        ({"kernel_size": "29"}, "29"),
        ({"stride": "2"}, "2"),
        ({"batch_size": "100", "n_train": "50", "n_epochs": "1"}, "100"),
        ({"learning_rate": "0"}, "0"),
        ({"digit": "10"}, "10"),
        ({"example": "200"}, "200"),
        ({"map_cell": "1,1"}, "1,1"),
        ({"map_cell": "1,99,0,0"}, "99"),
        ({"mistaken": "4"}, "4"),
        ({"drawing": "nonsense"}, "nonsense"),
        ({"model": "forest"}, "forest"),
    ],
)
def test_a_bad_link_gets_one_sentence_and_a_film(query: dict[str, str], named: str) -> None:
    at = lab(**query)
    assert len(at.warning) == 1, [each.value for each in at.warning]
    assert named in at.warning[0].value
    assert panels(at)["cnn_input"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_few_controls_are_in_front_and_the_rest_is_folded_away(lang: str) -> None:
    at, t = lab(lang=lang), catalogue(lang)
    folds = [fold for fold in at.sidebar.expander if fold.label == t("more_controls")]
    assert len(folds) == 3
    inside = {widget.key for fold in folds for widget in (*fold.slider, *fold.select_slider, *fold.toggle)}
    assert {"n_train", "augment", "batch_size", "stride", "dropout", "warm_up", "beta1"} <= inside
    in_front = {slider.key for slider in (*at.sidebar.slider, *at.sidebar.select_slider)} - inside
    assert in_front == {"digit", "example", "n_blocks", "kernels_0", "kernels_1", "learning_rate", "n_epochs"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_recipes_for_the_weights_stand_where_these_are_taken_away(lang: str) -> None:
    at = home({"lang": lang})
    at.session_state["tab"] = "take_away"
    at = ran(at.switch_page("../pages/cnn.py"))
    recipes = [code.value for code in at.code if 'np.load("cnn_cnn.npz")' in code.value]
    assert [recipe.splitlines()[-1].split("# ")[1] for recipe in recipes] == [catalogue(lang)("recipe_digit")] * 2
    intros = [catalogue(lang)("recipe_intro", framework=name) for name in ("PyTorch", "Keras")]
    assert {*intros, catalogue(lang)("programs_intro_beginning")} <= {text.value for text in at.markdown}
