"""The film of a training: every neuron's picture, every weight's line, and what clicks set."""

import re
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from charts import theme
from charts.film import Film
from charts.mlp.film import film
from charts.mlp.maps import rgb
from charts.mlp.network import WIDTHS
from charts.mlp.places import LARGEST, Edge, Places
from charts.mlp.plane import pale, plane_panel
from charts.mlp.scene import Scene, scene_of
from core.mlp.datasets import OWN_LABELS, OWN_POINTS
from core.mlp.view import MLPView
from locales import catalogue
from tests.charts.reading import decoded

EN = catalogue("en")
SETTINGS: dict[str, dict[str, Any]] = {
    "small": {"n_epochs": 5, "hidden_layer_sizes": (3, 2)},
    "no hidden layer": {"n_epochs": 5, "hidden_layer_sizes": ()},
    "iris": {"n_epochs": 5, "dataset": "iris", "hidden_layer_sizes": (4,)},
    "numbers": {"n_epochs": 5, "dataset": "sine", "loss": "squared", "hidden_layer_sizes": (4,)},
}
every_setting = pytest.mark.parametrize("name", SETTINGS)


@cache
def filmed(name: str) -> tuple[Scene, Film]:
    scene = scene_of(MLPView(**SETTINGS[name]))
    return scene, film(scene, name, EN)


@every_setting
def test_every_weight_is_one_line_of_its_sign_at_every_frame(name: str) -> None:
    scene, shown = filmed(name)
    panel = decoded(shown)["panels"]["network"]
    thetas = scene.history.weights.thetas[scene.frames]
    for theta, changes in zip(thetas, panel["frames"], strict=True):
        parts = [np.asarray(change["parts"], int) for change in changes[: 2 * len(WIDTHS)]]
        assert sorted(np.concatenate(parts).tolist()) == list(range(len(theta)))
        assert (theta[np.concatenate(parts[: len(WIDTHS)])] < 0).all()
        assert (theta[np.concatenate(parts[len(WIDTHS) :])] >= 0).all()


@pytest.mark.parametrize("sizes", [(2, 1), (2, 3, 2, 1), (4, 3), (7, 16, 16, 16, 16, 16, 16, 3)])
def test_the_lines_stand_in_the_order_of_the_weights_and_fit_into_bytes(sizes: tuple[int, ...]) -> None:
    places = Places(sizes)
    edges = list(places.edges())
    assert [places.index(edge) for edge in edges] == list(range(len(edges)))
    ends = np.array([places.ends(edge) for edge in edges])
    assert ends.min() >= 0
    assert ends.max() <= LARGEST
    assert len({tuple(row) for row in ends.tolist()}) == len(edges)


def test_the_number_of_the_chosen_weight_is_the_one_that_is_trained() -> None:
    edge = Edge(2, 0, 1)
    scene = scene_of(MLPView(**SETTINGS["small"], weight=tuple(edge)))
    shown = decoded(film(scene, "chosen", EN))["panels"]["network"]
    b = [scene.history.weights[epoch][1][1][0] for epoch in scene.frames]
    texts = [frame[-1]["text"][1].replace("−", "-") for frame in shown["frames"]]
    assert [float(text) for text in texts] == pytest.approx(b, rel=0.01)


def test_clicks_choose_neurons_and_weights_and_change_the_layers() -> None:
    scene, shown = filmed("small")
    acts = shown.acts["network"]
    sets = [act.sets for act in acts]
    assert [s["unit"] for s in sets if "unit" in s] == [(1, 1), (1, 2), (1, 3), (2, 1), (2, 2), (0, 0)]
    assert len([s for s in sets if "hidden_layer_sizes" not in s and "weight" in s]) == scene.n_weights
    layers = [s["hidden_layer_sizes"] for s in sets if "hidden_layer_sizes" in s]
    assert layers == [(2, 2), (4, 2), (3, 1), (3, 3), (3,), (3, 2, 2)]
    for act in acts:
        MLPView(**SETTINGS["small"] | act.sets)
    assert all(act.moment == "typed_after" for act in acts if not act.name)


@every_setting
def test_a_film_has_a_picture_a_frame_and_the_panels_that_its_data_allow(name: str) -> None:
    scene, shown = filmed(name)
    panels = {panel.name: panel for panel in shown.panels}
    assert ("confusion" in panels) == (scene.n_classes > 0)
    assert ("warp" in panels) == bool(scene.params.hidden_layer_sizes)
    assert all(len(sources) == len(scene.params.sizes) - 1 for sources in panels["network"].pictures)
    assert len(shown.json) < 2_000_000


def test_whoever_looks_at_another_neuron_or_weight_or_at_one_update_trains_no_second_time() -> None:
    first = scene_of(MLPView(**SETTINGS["small"], seed=4))
    for more in ({"unit": (1, 2)}, {"weight": (1, 1, 1)}, {"warped": 1}, {"axis": "slow", "sample": 3}):
        assert scene_of(MLPView(**SETTINGS["small"], seed=4, **more)).history is first.history
    assert scene_of(MLPView(**SETTINGS["small"], seed=5)).history is not first.history


def test_own_points_of_any_two_labels_keep_their_colours_in_the_plane() -> None:
    """Blue is −1, green is 0, orange is +1, as where they are set; the ground goes from one to the other."""
    looks = dict(zip(OWN_LABELS, theme.CLASSES, strict=True))
    for pair in ((-1, 0), (0, 1), (-1, 1)):
        points = tuple((x, y, label) for x, y, label in OWN_POINTS if label in pair)
        scene = scene_of(MLPView(dataset="own", points=points, batch_size=4, hidden_layer_sizes=(2,), n_epochs=2))
        panel = plane_panel(scene, EN)
        shown = [(trace["name"], trace["marker"]["color"], trace["marker"]["symbol"]) for trace in panel.figure["data"]]
        names = ["0" if label == 0 else f"{label:+d}".replace("-", "−") for label in pair]
        assert shown[:2] == [(name, *looks[label]) for name, label in zip(names, pair, strict=True)]
        assert panel.scale is not None
        ends = [tuple(map(int, re.findall(r"\d+", colour))) for colour in panel.scale.colours]
        assert ends[::2] == [pale(rgb(looks[label][0])) for label in pair]
        assert (panel.scale.low, panel.scale.high) == tuple(f"surely {name}" for name in names)


@every_setting
def test_every_picture_of_the_network_says_what_its_colours_mean(name: str) -> None:
    scene, _ = filmed(name)
    for axis in ("training", "slow"):
        shown = film(replace(scene, params=replace(scene.params, axis=axis)), name, EN)
        panels = {panel.name: panel for panel in shown.panels}
        legend = {trace["name"] for trace in panels["network"].figure["data"] if trace.get("showlegend")}
        assert len(legend) == 2
        for panel in (panels["network"], panels["answers"]):
            assert panel.figure["layout"]["showlegend"]
            assert panel.scale is not None
            assert len(panel.scale.colours) >= 2
