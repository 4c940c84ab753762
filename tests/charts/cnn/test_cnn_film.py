"""The film of a training on digits: its pictures are the layers', its cells lead to their sums, its clicks fit."""

from functools import cache
from typing import Any

import numpy as np
import pytest

from charts.captions import number
from charts.cells import short
from charts.cnn.captions import caption_of
from charts.cnn.film import film
from charts.cnn.film import panels as panels_of
from charts.cnn.kernels import Kernels
from charts.cnn.mistakes import example_of, shown
from charts.cnn.scene import Scene, scene_of
from charts.cnn.sheet import COLOURS, square
from charts.cnn.sums import channel_of, sum_at
from charts.film import Film
from core import Array
from core.activations import softmax
from core.cnn.network import forward
from core.cnn.view import CNNView
from core.conv2d import conv2d_steps
from core.drawing_text import pack
from core.strokes import Drawing, Stroke
from data.digits import digit, digits
from locales import catalogue
from tests.charts.reading import decoded
from tests.charts.test_raster import pixels_of

EN = catalogue("en")
SHORT: dict[str, Any] = {"n_train": 320, "n_epochs": 1}
SEVEN = pack(Drawing((Stroke(((60, 50), (190, 50), (110, 210)), 20),)))
SETTINGS: dict[str, dict[str, Any]] = {
    "shipped": {},
    "one block": SHORT | {"filters": (4,), "pooling": "none", "stride": 2, "kernel_size": 3},
    "average": SHORT | {"pooling": "average", "hidden_size": 5, "map_cell": (2, 3, 2, 5)},
    "linear": SHORT | {"slip": "linear", "pooling": "none", "filters": (3, 4)},
    "dense": SHORT | {"model": "dense"},
    "logistic": SHORT | {"model": "logistic", "reason": "occlusion"},
    "drawing": {"reads": "drawing", "drawing": SEVEN},
}
every_setting = pytest.mark.parametrize("name", SETTINGS)


@cache
def filmed(name: str) -> tuple[Scene, Film]:
    scene = scene_of(CNNView(**SETTINGS[name]))
    return scene, film(scene, name, EN)


def panels(name: str) -> dict[str, Any]:
    found: dict[str, Any] = decoded(filmed(name)[1])["panels"]
    return found


@every_setting
def test_a_film_has_the_panels_of_its_layers_and_stays_small(name: str) -> None:
    scene, made = filmed(name)
    names = [panel.name for panel in made.panels]
    wanted = {"cnn_input", "cnn_answer", "cnn_losses", "cnn_accuracy", "cnn_reason", "cnn_confusion", "cnn_errors"}
    assert wanted <= set(names)
    assert ("cnn_templates" in names) == (scene.params.model != "cnn")
    for k in range(1, len(scene.blocks) + 1):
        assert {f"cnn_kernels{k}", f"cnn_conv{k}"} <= set(names)
        assert (f"cnn_pool{k}" in names) == scene.has_pooling
        assert (f"cnn_relu{k}" in names) == (not scene.has_pooling and scene.params.active)
    assert len(made.json) < 2_000_000
    assert made.times == scene.history.updates.tolist()


@pytest.mark.parametrize("name", ["shipped", "average", "linear"])
def test_the_maps_are_what_the_kernels_find_sliding_over_the_digit(name: str) -> None:
    scene, _ = filmed(name)
    for frame in (0, scene.n_frames - 1):
        weights = scene.history.weights_at(frame)
        for k, kernel in enumerate(weights["kernels1"]):
            slid = [step.sum for step in conv2d_steps(scene.image[None], kernel.astype(float))]
            conv = scene.found[frame]["conv1"][0, k]
            np.testing.assert_allclose(np.reshape(slid, conv.shape) + weights["bias1"][k], conv, atol=1e-9)


def test_the_picture_of_a_layer_has_each_map_in_its_place_and_its_colours_are_its_numbers() -> None:
    scene, _ = filmed("shipped")
    values = scene.found[-1]["conv1"][0]
    sheet = square(len(values), *values.shape[1:])
    pixels = pixels_of(panels("shipped")["cnn_conv1"]["pictures"][-1][0])
    for k, numbers in enumerate(values):
        x, y = sheet.corner(k)
        red, blue = (pixels[y : y + sheet.rows, x : x + sheet.columns, c].astype(int) for c in (0, 2))
        half_a_colour = np.abs(values).max() / (COLOURS // 2)
        assert (red > blue)[numbers > half_a_colour].all()
        assert (red < blue)[numbers < -half_a_colour].all()


def test_the_bars_are_the_softmax_of_the_scores() -> None:
    scene, _ = filmed("shipped")
    panel = panels("shipped")["cnn_answer"]
    for frame in (0, 20, scene.n_frames - 1):
        scores = forward(scene.history.weights_at(frame), scene.image[None], scene.params)["scores"][0]
        right, others, words = panel["frames"][frame]
        assert right["x"][0] == pytest.approx(softmax(scores)[scene.label], abs=1e-5)
        assert np.asarray(others["x"]) == pytest.approx(np.delete(softmax(scores), scene.label), abs=1e-5)
        assert len(words["text"]) == 10


@pytest.mark.parametrize("name", ["shipped", "one block", "average", "linear"])
@pytest.mark.parametrize("block", [1, 2])
def test_a_cell_depends_on_the_pixels_in_its_frame_and_on_no_others(name: str, block: int) -> None:
    scene, _ = filmed(name)
    if block > len(scene.blocks):
        assert name == "one block"
        return
    rng = np.random.default_rng(0)
    weights = {key: np.abs(rng.normal(size=values.shape)) + 0.1 for key, values in scene.weights[-1].items()}
    side = scene.blocks[block - 1].side
    for row, column in ((0, 0), (side - 1, side // 2), (side // 3, side - 1)):
        top, left, size = scene.field(block, row, column)
        for image, depends in ((inside(top, left, size), True), (1 - inside(top, left, size), False)):
            said, of_paper = (
                forward(weights, picture[None], scene.params)[f"conv{block}"][0, 0, row, column]
                for picture in (image, np.zeros((28, 28)))
            )
            assert (said > of_paper) == depends
        for corner in ((top, left), (top + size - 1, left + size - 1)):
            dot = np.zeros((28, 28))
            dot[corner] = 1
            assert forward(weights, dot[None], scene.params)[f"conv{block}"][0, 0, row, column] > of_paper


def inside(top: int, left: int, size: int) -> Array:
    """Ink in a square, and paper elsewhere."""
    image = np.zeros((28, 28))
    image[top : top + size, left : left + size] = 1
    return image


@pytest.mark.parametrize("name", ["shipped", "one block", "average", "linear"])
def test_the_sum_that_is_shown_is_the_cells_number_at_every_frame(name: str) -> None:
    scene, _ = filmed(name)
    block, number = scene.shown_map
    texts = [frame[2]["text"][0].replace("−", "-").split("<br>") for frame in panels(name)["cnn_products"]["frames"]]
    for frame in range(scene.n_frames):
        conv = scene.found[frame][f"conv{block}"][0, number - 1]
        row, column = scene.cells[frame]
        assert sum_at(scene, frame).total == pytest.approx(conv[row, column], abs=1e-9)
        assert f"z = Σ + b = {short(conv[row, column]).replace('−', '-')}" in texts[frame]


def test_without_a_choice_the_strongest_cell_is_shown_and_a_chosen_one_stays() -> None:
    scene, _ = filmed("shipped")
    for frame, (row, column) in enumerate(scene.cells):
        conv = scene.found[frame]["conv1"][0, 0]
        assert conv[row, column] == conv.max()
    chosen, _ = filmed("average")
    assert set(chosen.cells) == {(1, 4)}


@pytest.mark.parametrize("channel", [0, 1, 8, 16])
def test_of_a_cell_that_sums_up_many_maps_one_is_shown_with_its_numbers_and_all_with_their_sums(channel: int) -> None:
    scene = scene_of(CNNView(**SETTINGS["average"] | {"channel": channel}))
    each, shown_one = sum_at(scene, -1), channel_of(scene)
    largest = int(np.abs(each.channel_sums).argmax())
    assert shown_one == (largest if channel == 0 else min(channel, 8) - 1)
    panel = decoded(film(scene, "channel", EN))["panels"]["cnn_products"]
    cells, sums, told = (trace["text"] for trace in panel["frames"][-1])
    products = np.array([float(text.replace("−", "-")) for text in cells]).reshape(3, 5, 5)
    np.testing.assert_allclose(products[0], each.seen[shown_one], atol=0.005)
    np.testing.assert_allclose(products[1], each.kernel[shown_one], atol=0.005)
    np.testing.assert_allclose(products[2], each.products[shown_one], atol=0.005)
    assert sums == [short(value) for value in each.channel_sums.tolist()]
    assert told[0].startswith(f"map {shown_one + 1}: Σ = {sums[shown_one]}<br>")
    assert [act.sets for act in film(scene, "channel", EN).acts["cnn_products"]] == [
        {"channel": k} for k in range(1, 9)
    ]


@pytest.mark.parametrize("filters", [(8, 16), (16, 16), (16, 2), (2, 16)])
def test_the_layers_of_one_kernel_are_shown_large_and_those_of_all_kernels_small(filters: tuple[int, ...]) -> None:
    scene = scene_of(CNNView(**SHORT | {"filters": filters, "map_cell": (2, 2, 0, 0)}))
    panel = next(panel for panel in panels_of(scene, EN) if panel.name == "cnn_kernels2")
    kernels, (n_in, n) = scene.weights[-1]["kernels2"], filters
    place = Kernels(n, n_in, 5)
    large, small = (pixels_of(source).astype(int) for source in panel.pictures[-1])
    for c in range(n_in):
        for sheet, picture, at in ((place.large, large, c), (place.small, small, place.layer(1, c))):
            x, y = sheet.corner(at)
            green, blue = (picture[y : y + 5, x : x + 5, k] for k in (1, 2))
            strong = np.abs(kernels[1, c]) > 0.1 * np.abs(kernels).max()
            assert ((green > blue) == (kernels[1, c] > 0))[strong].all()
    assert len(panel.acts) == n
    (x0, y0, x1, y1), across, up = panel.acts[1].place, panel.figure["layout"]["xaxis"], panel.figure["layout"]["yaxis"]
    assert across["range"][0] <= x0 < x1 <= across["range"][1]
    assert up["range"][1] <= y0 < y1 <= up["range"][0]


@every_setting
def test_every_click_sets_what_the_page_can_show(name: str) -> None:
    _, made = filmed(name)
    acts = [act for of_panel in made.acts.values() for act in of_panel]
    assert acts
    for act in acts:
        CNNView(**SETTINGS[name] | act.set_by((0, 0), 0))
        CNNView(**SETTINGS[name] | act.set_by(act.cells, 0))
    maps = [act for panel in made.panels if "conv" in panel.name or "pool" in panel.name for act in panel.acts]
    assert all(act.takes == "map_cell" for act in maps)


def test_a_pooled_cell_leads_to_a_cell_that_is_pooled_into_it() -> None:
    _, made = filmed("shipped")
    (pool,) = (panel for panel in made.panels if panel.name == "cnn_pool1")
    assert pool.acts[0].cells == (24, 24)
    chosen = scene_of(CNNView(**pool.acts[4].set_by((7, 10), 0)))
    assert (chosen.shown_map, chosen.cells[-1]) == ((1, 5), (6, 9))
    each = sum_at(chosen, -1)
    pooled = chosen.found[-1]["pool1"][0, 4, 3, 4]
    assert each.pooled.max() == pytest.approx(pooled)
    assert np.abs(each.pooled - max(each.total, 0)).min() < 1e-12


def test_the_table_counts_the_pictures_that_its_cells_open() -> None:
    scene, _ = filmed("shipped")
    table = scene.history.confusion
    assert table.sum() == len(digits().test_labels)
    for row, column in np.argwhere(table)[::7].tolist():
        look = scene_of(CNNView(mistaken=(row, column)))
        assert len(shown(look)) == table[row, column]
        assert (digits().test_labels[shown(look)] == row).all()
    assert len(shown(scene)) == table.sum() - np.trace(table)


def test_a_mistake_that_is_clicked_is_read_by_the_network_and_misread() -> None:
    _, made = filmed("shipped")
    (errors,) = (panel for panel in made.panels if panel.name == "cnn_errors")
    assert len(errors.acts) == 40
    for act in errors.acts[::13]:
        scene = scene_of(CNNView(**act.sets))
        assert scene.answers[-1] != scene.label
        np.testing.assert_array_equal(scene.image, digit(act.sets["digit"], act.sets["example"]))
    indices = np.flatnonzero(digits().test_labels == 4)
    assert [example_of(int(index)) for index in indices[:3]] == [0, 1, 2]


def test_whoever_looks_at_something_else_trains_no_second_time() -> None:
    first = scene_of(CNNView(**SETTINGS["average"]))
    for more in (
        {"digit": 3},
        {"map_cell": (1, 1, 1, 1)},
        {"scale": "film"},
        {"reason": "occlusion"},
        {"mistaken": (4, 9)},
    ):
        assert scene_of(CNNView(**SETTINGS["average"] | more)).history is first.history
    assert scene_of(CNNView(**SETTINGS["average"] | {"seed": 5})).history is not first.history


@pytest.mark.parametrize(("scale", "axes"), [("map", (2, 3)), ("layer", (1, 2, 3)), ("film", (0, 1, 2, 3))])
def test_the_strongest_colour_is_that_of_the_largest_number_of_its_scale(scale: Any, axes: tuple[int, ...]) -> None:
    scene = scene_of(CNNView(**SETTINGS["average"] | {"scale": scale}))
    made = decoded(film(scene, scale, EN))["panels"]["cnn_conv1"]
    values = scene.maps("conv1")
    largest = np.abs(values).max(axis=axes, keepdims=True) * np.ones_like(values)
    if scale == "film":
        largest = np.full_like(values, max(np.abs(scene.maps(f"conv{k}")).max() for k in (1, 2)))
    sheet = square(8, 24, 24)
    pixels = pixels_of(made["pictures"][-1][0]).astype(int)
    for k in range(8):
        x, y = sheet.corner(k)
        strength = 255 - pixels[y : y + 24, x : x + 24].min(axis=2)
        share = np.abs(values[-1, k]) / largest[-1, k]
        full = {True: 255 - 10, False: 255 - 43}
        ends = np.where(values[-1, k] > 0, full[True], full[False])
        np.testing.assert_allclose(strength, ends * share, atol=6)


def test_a_drawing_is_shown_as_it_becomes_a_digit_and_nobody_knows_what_it_is() -> None:
    scene, made = filmed("drawing")
    assert scene.label is None
    (read,) = (panel for panel in made.panels if panel.name == "cnn_input")
    assert read.columns == 6
    assert "7" in EN("told_cnn_drawing", said=int(scene.answers[-1]), share="")
    assert "right" not in made.captions[-1].split("test digits")[0]


def test_an_own_training_tells_its_end_at_its_end_alone_and_no_title_gives_it_away() -> None:
    own, shipped = panels("average"), panels("shipped")
    for name in ("cnn_confusion", "cnn_errors"):
        told = ["".join(frame[0]["text"]) for frame in own[name]["frames"]]
        said = [frame[1]["text"][0] for frame in own[name]["frames"]]
        assert set(said[:-1]) == {EN("counted_at_the_end" if name == "cnn_confusion" else "comes_at_the_end")}
        assert said[-1] not in said[:-1]
        assert [bool(text) for text in told] == [False] * (len(told) - 1) + [True]
        assert len({pictures[0] for pictures in own[name]["pictures"][:-1]}) == 1
        assert own[name]["pictures"][-1] != own[name]["pictures"][0]
        assert not any(sign.isdigit() for sign in own[name]["title"])
        assert all("".join(frame[0]["text"]) for frame in shipped[name]["frames"])


def test_a_probability_too_small_for_a_float_is_written_with_its_power_of_e() -> None:
    fields = {"learning_rate": 100.0, "model": "logistic", "warm_up": 0, "n_train": 60, "batch_size": 10, "n_epochs": 1}
    scene = scene_of(CNNView(**fields, decay=False))
    scores = scene.found[-1]["scores"][0]
    exponent = float(np.delete(scores, 7).max() - scores[7])
    assert exponent > 710  # the others are no float any more
    told = caption_of(scene, scene.n_frames - 1, EN)
    assert "<mi>i</mi><mi>n</mi><mi>f</mi>" not in told
    assert f"<mn>{number(exponent)}</mn>" in told
