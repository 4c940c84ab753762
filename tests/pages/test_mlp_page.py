"""The page of the multi-layer network: what clicks in the picture choose has controls, too; bad links are explained."""

import json
from typing import Any

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.testing.v1 import AppTest

from tests.pages.test_pages import film, home, ran, run_on_screen

SMALL = {"n_samples": "40", "n_epochs": "10", "hidden_layer_sizes": "3,2"}


def lab(**query: str) -> AppTest:
    """The page, opened by a link to a short training."""
    return ran(home({"lang": "en"} | SMALL | query).switch_page("../pages/mlp.py"))


def panels(at: AppTest) -> dict[str, Any]:
    return {panel["name"]: panel for panel in film(at)["panels"]}


def click(at: AppTest, name: str, frame: int = 0) -> AppTest:
    """Click the button of that name in the picture of the network, as the browser tells it."""
    acts = panels(at)["network"]["acts"]
    number = next(k for k, act in enumerate(acts) if act["name"] == name)
    return act(at, number, frame)


def act(at: AppTest, number: int, frame: int) -> AppTest:
    player = next(c for c in at.get("bidi_component") if "player" in c.proto.id)
    states = WidgetStates()
    event = {"event": "act", "value": {"panel": "network", "act": number, "frame": frame}}
    states.widgets.add(id=f"$$STREAMLIT_INTERNAL_KEY_{player.proto.id}__events")
    states.widgets[0].json_trigger_value = json.dumps([event])
    at._run(states)
    assert not at.exception
    return at


def test_clicks_in_the_picture_and_the_controls_choose_the_same() -> None:
    at = lab()
    assert panels(at)["answers"]["title"] == "What the network answers"
    before = film(at)
    click(at, "Show neuron 3 of layer 1 in the plane")
    assert film(at)["id"] != before["id"]
    assert film(at)["run"] == before["run"]  # so that the player stays at its frame
    assert panels(at)["answers"]["title"] == "What neuron 3 of layer 1 says"
    assert at.selectbox(key="unit").value == (1, 3)
    ran(at.selectbox(key="unit").set_value((2, 1)))
    assert run_on_screen(at) == SMALL | {"unit": "2,1"}
    click(at, "Show the output in the plane")
    assert run_on_screen(at) == SMALL
    click(at, "One neuron more in layer 2")
    assert [at.slider(key=f"neurons_{k}").value for k in range(2)] == [3, 3]
    click(at, "Add a hidden layer")
    assert at.slider(key="n_layers").value == 3
    assert run_on_screen(at)["hidden_layer_sizes"] == "3,3,3"
    assert film(at)["run"] != before["run"]
    ran(at.slider(key="n_layers").set_value(1))
    click(at, "Remove the last hidden layer")
    assert at.slider(key="n_layers").value == 0
    assert "warp" not in panels(at)


def test_a_number_is_typed_for_a_weight_and_taken_back() -> None:
    at = lab()
    acts = panels(at)["network"]["acts"]
    lines = [k for k, each in enumerate(acts) if not each["name"]]
    act(at, lines[1], 4)  # from x1 to neuron 2, when frame 4 is on screen
    assert [at.number_input(key=f"weight_{part}").value for part in ("layer", "source", "target")] == [1, 1, 2]
    assert at.slider(key="typed_after").value == 4
    at.number_input[[n.label for n in at.number_input].index("A number of your own")].set_value(2.5)
    ran(at.button(key="type_it").click())
    assert run_on_screen(at)["typed_weights"] == "4,1,1,2,2.5"
    assert "2.5" in panels(at)["network"]["frames"][4][-1]["text"][1]
    ran(at.number_input(key="weight_source").set_value(0))
    assert run_on_screen(at)["weight"] == "1,0,2"
    ran(at.button(key="take_back_(4, 1, 1, 2)").click())
    assert "typed_weights" not in run_on_screen(at)
    ran(at.number_input(key="weight_layer").set_value(0))
    assert "weight" not in run_on_screen(at)


def test_another_network_forgets_what_was_typed_for_the_last_one() -> None:
    at = lab(typed_weights="4,1,1,2,2.5", weight="1,1,2", unit="1,3")
    assert run_on_screen(at)["typed_weights"] == "4,1,1,2,2.5"
    ran(at.slider(key="neurons_0").set_value(2))
    assert run_on_screen(at) == SMALL | {"hidden_layer_sizes": "2,2"}


def with_points(at: AppTest, *points: list[float]) -> AppTest:
    """The lab after the plane of one's own points came to hold these."""
    seq = at.session_state["seq"] = at.session_state["seq"] + 1 if "seq" in at.session_state else 1
    at.session_state["points"] = {"edit": {"version": 0, "seq": seq, "points": list(points)}}
    return ran(at)


def test_own_points_may_have_three_classes_and_a_class_that_goes_takes_its_typed_weight_along() -> None:
    at = lab(dataset="own", hidden_layer_sizes="3", batch_size="2", train_fraction="0.8")
    assert [trace["name"] for trace in panels(at)["answers"]["data"]][:3] == ["−1", "0", "+1"]
    pairs = [[-1, 0, -1], [-1, 1, -1], [-1, 2, -1], [1, 0, 1], [1, 1, 1], [1, 2, 1]]
    third = [[3, 0, 0], [3, 1, 0], [3, 2, 0], [3, 3, 0]]
    with_points(at, *pairs, *third)
    assert [trace["name"] for trace in panels(at)["answers"]["data"]][:3] == ["−1", "0", "+1"]
    ran(at.number_input(key="weight_layer").set_value(2))
    ran(at.number_input(key="weight_target").set_value(3))
    ran(at.button(key="type_it").click())
    assert run_on_screen(at)["typed_weights"] == "0,2,0,3,0"
    with_points(at, *pairs)
    assert "typed_weights" not in run_on_screen(at)
    assert [trace["name"] for trace in panels(at)["answers"]["data"]][:2] == ["−1", "+1"]
    with_points(at, *pairs[:3], *third)
    assert [trace["name"] for trace in panels(at)["answers"]["data"]][:2] == ["−1", "0"]
    assert not at.warning


def test_a_shorter_training_lets_go_of_what_was_typed_behind_its_end() -> None:
    at = lab(n_epochs="30", typed_weights="4,1,1,2,2.5;25,1,1,2,1")
    ran(at.slider(key="n_epochs").set_value(20))
    assert run_on_screen(at)["typed_weights"] == "4,1,1,2,2.5"
    assert not at.warning
    ran(at.button(key="reset").click())
    assert run_on_screen(at) == {}


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ({"hidden_layer_sizes": "4,4,4,4,4,4,4"}, "0 to 6"),
        ({"hidden_layer_sizes": "17"}, "between 1 and 16"),
        ({"hidden_layer_sizes": "eight"}, "eight"),
        ({"batch_size": "100"}, "100"),
        ({"train_fraction": "0.1", "dataset": "three-arms", "n_samples": "10", "batch_size": "1"}, "0.1"),
        ({"dataset": "sine", "loss": "cross-entropy"}, "squared"),
        ({"learning_rate": "0"}, "0"),
        ({"typed_weights": "1,9,9,9,9"}, "1,9,9,9,9"),
        ({"features": "x3"}, "x3"),
        ({"unit": "2,3"}, "Neuron"),  # the second layer has two
        ({"weight": "4,1,1"}, "4,1,1"),
        ({"weight": "1,3,1"}, "1,3,1"),
        ({"weight": "2,1,0"}, "2,1,0"),
    ],
)
def test_a_bad_link_gets_one_sentence_and_a_film(query: dict[str, str], named: str) -> None:
    at = lab(**query)
    assert len(at.warning) == 1, [each.value for each in at.warning]
    assert named in at.warning[0].value
    assert panels(at)["network"]


def test_the_film_of_a_rate_that_overflows_has_only_numbers() -> None:
    at = lab(learning_rate="10", optimizer="sgd", dataset="sine", loss="squared", activation="relu")
    assert "ran away" in film(at)["captions"][-1]
    assert "null" not in json.dumps([curve["y"] for curve in panels(at)["mlp_losses"]["data"]])
