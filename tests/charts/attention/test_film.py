"""The film of a training: what its pictures show is what the network did."""

import base64
import zlib

import numpy as np
import pytest

from charts.attention.bars import products
from charts.attention.film import film
from charts.attention.maps import PALETTE, SHADES, picture
from charts.attention.scene import scene_of
from core.attention import TASKS, attention, forward
from core.attention.view import AttentionView
from locales import catalogue

T = catalogue("en")
SMALL = {"n_updates": 30, "length": 6}


@pytest.fixture(scope="module")
def scene():
    return scene_of(AttentionView(**SMALL, n_heads=2, n_layers=2))


@pytest.fixture(scope="module")
def made(scene):
    return film(scene, "run", T)


def panel(made, name):
    return next(panel for panel in made.panels if panel.name == name)


def colours_of(source):
    """The colours' numbers of a PNG that `charts.raster.png` made."""
    body = base64.b64decode(source.partition(",")[2])
    start = body.index(b"IHDR") + 4
    width, height = (int.from_bytes(body[start + 4 * k : start + 4 * k + 4]) for k in range(2))
    at = body.index(b"IDAT")
    size = int.from_bytes(body[at - 4 : at])
    return np.frombuffer(zlib.decompress(body[at + 4 : at + 4 + size]), np.uint8).reshape(height, width + 1)[:, 1:]


def test_a_frame_for_every_recorded_update(scene, made):
    assert made.times == scene.history.updates.tolist()
    assert made.n_frames == len(scene.history.updates) == 31


def test_every_map_is_the_attention_of_its_head(scene, made):
    looks = panel(made, "looks")
    assert len(looks.figure["layout"]["images"]) == 4
    for frame in (0, 17, 30):
        weights = forward(scene.history.network_at(frame), scene.tokens[None], scene.params)["weights"]
        for k, source in enumerate(looks.pictures[frame]):
            shades = colours_of(source)
            block = len(shades) // 6
            np.testing.assert_allclose(shades[::block, ::block] / (SHADES - 1), weights[k // 2, 0, k % 2], atol=0.011)


def test_what_a_causal_mask_forbids_is_grey():
    scene = scene_of(AttentionView(**SMALL, causal=True))
    shades = colours_of(picture(scene.reading.looks[0, 0], scene))
    block = len(shades) // 6
    assert np.array_equal(shades[::block, ::block] == SHADES, ~np.tri(6, dtype=bool))
    assert len(PALETTE) == SHADES + 1


def test_the_bars_are_the_dot_products_whose_softmax_are_the_weights(scene):
    layer, head = scene.params.shown_layer, scene.params.shown_head
    reading, query = scene.reading, scene.query
    scores = products(scene, reading, query)
    shares = np.exp(scores - scores.max())
    np.testing.assert_allclose(shares / shares.sum(), reading.looks[layer, head, query], rtol=1e-9)
    Q, K, V = (part[layer, head] for part in (reading.queries, reading.keys, reading.values))
    np.testing.assert_allclose(attention(Q, K, V)[1], reading.looks[layer, head], rtol=1e-9)


@pytest.mark.parametrize(("slip", "measure"), [("none", "axis_product"), ("no-root", "axis_undivided")])
def test_the_bars_say_whether_they_were_divided(slip, measure):
    view = AttentionView(**SMALL, slip=slip)
    fits = panel(film(scene_of(view), "run", T), "fits")
    assert fits.figure["layout"]["yaxis"]["title"]["text"] == T(measure)


def test_every_line_is_as_thick_as_its_weight(scene, made):
    """At each frame all weights of at least 4 % are drawn, each once, the large ones by the thick lines."""
    lines = panel(made, "lines")
    edges = (0.04, 0.12, 0.3, 0.6, 2)
    for frame in (0, 30):
        changes = lines.frames[frame][:8]
        for k, change in enumerate(changes):
            head, thickness = divmod(k, 4)
            trace = lines.figure["data"][2 + k]
            low, high = edges[thickness], edges[thickness + 1]
            looks = scene.readings[frame].looks[:, head]
            found = []
            for part in change["parts"].tolist():
                (key, query), layer = trace["x"][2 * part : 2 * part + 2], int(trace["y"][2 * part])
                found.append((layer, int(query), int(key)))
            wanted = np.argwhere((looks >= low) & (looks < high))
            assert sorted(found) == sorted(map(tuple, wanted.tolist()))


def test_the_answers_are_sorted_into_right_and_wrong(scene, made):
    *_, right, wrong, free = panel(made, "lines").frames[30]
    said = [scene.params.answers[code] for code in scene.readings[30].answers]
    is_right = scene.readings[30].answers == scene.targets
    assert right["text"] == [name * bool(good) for name, good in zip(said, is_right, strict=True)]
    assert wrong["text"] == [name * (not good) for name, good in zip(said, is_right, strict=True)]
    assert not any(free["text"])


def test_the_distribution_sums_to_one(scene, made):
    for frame in panel(made, "distribution").frames[::10]:
        tops = [max(change["y"][6 * k + 2] for change in frame) for k in range(10)]
        assert sum(tops) == pytest.approx(1)


def test_a_row_of_a_map_chooses_its_position(scene, made):
    acts = panel(made, "looks").acts
    assert len(acts) == 4 * 6
    assert acts[0].sets == {"query": 1, "layer": 1, "head": 1}
    assert acts[-1].sets == {"query": 6, "layer": 2, "head": 2}
    assert all(act.name for act in acts)


def test_the_curves_are_the_history(scene, made):
    curves = panel(made, "loss").figure["data"]
    np.testing.assert_allclose(curves[0]["y"], scene.history.losses, rtol=1e-6)
    np.testing.assert_allclose(curves[1]["y"], scene.history.test_losses, rtol=1e-6)
    right, weight = panel(made, "share").figure["data"]
    np.testing.assert_allclose(right["y"], scene.history.test_accuracies, rtol=1e-6)
    np.testing.assert_allclose(weight["y"], scene.history.test_attention, rtol=1e-6)


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_task_has_a_film_below_a_megabyte(task, lang):
    scene = scene_of(AttentionView(task=task, **TASKS[task].defaults | {"n_updates": 70}))
    made = film(scene, "run", catalogue(lang))
    assert len(zlib.compress(made.json.encode())) < 1_000_000
    assert all("{" not in caption.partition("<")[0] for caption in made.captions)
