"""The film of one position's way through a layer: every number on it is the network's."""

import numpy as np
import pytest

from charts.attention.film import film
from charts.attention.moments import moments_of
from charts.attention.scene import scene_of
from core.attention.view import AttentionView
from locales import catalogue
from tests.charts.reading import lines_of, plain_of

T = catalogue("en")
SMALL = {"n_updates": 40, "length": 5, "axis": "position", "query": 2}


def made(**others):
    scene = scene_of(AttentionView(**SMALL, **others))
    return scene, film(scene, "run", T)


@pytest.fixture(scope="module")
def plain():
    return made(width=2)


def panel(film, name):
    return next(panel for panel in film.panels if panel.name == name)


def tops(change):
    """The heights of bars."""
    return np.array(change["y"][2::6], dtype=float)


def algebra(caption):
    """The numbers of every formula below the plain words."""
    return [line.numbers(k) for line in lines_of(caption) for k in range(len(line.formulas))]


def test_there_is_a_moment_for_every_key(plain):
    scene, film = plain
    assert [moment.kind for moment in moments_of(scene)] == [
        "read",
        "query",
        *["fit"] * 5,
        "softmax",
        "gather",
        "answer",
    ]
    assert film.n_frames == 10
    assert film.poster == 7


def test_a_key_that_the_mask_forbids_is_not_tried():
    scene, film = made(causal=True)
    assert [moment.tried for moment in moments_of(scene) if moment.kind == "fit"] == [1, 2]
    assert tops(panel(film, "fits").frames[-1][0])[2:].tolist() == [0, 0, 0]


def test_the_bars_grow_key_by_key_and_become_the_weights(plain):
    scene, film = plain
    q, K = scene.reading.queries[0, 0, 1], scene.reading.keys[0, 0]
    scores = K @ q / np.sqrt(2)
    for tried in range(1, 6):
        wanted = np.where(np.arange(5) < tried, scores, 0)
        np.testing.assert_allclose(tops(panel(film, "fits").frames[1 + tried][0]), wanted, atol=1e-12)
    shares = np.exp(scores) / np.exp(scores).sum()
    weights = panel(film, "weights").frames
    assert not tops(weights[6][0]).any()
    np.testing.assert_allclose(tops(weights[7][0]), shares, rtol=1e-9)
    np.testing.assert_allclose(scene.reading.looks[0, 0, 1], shares, rtol=1e-9)


def test_the_answer_comes_last(plain):
    scene, film = plain
    *before, last = panel(film, "distribution").frames
    assert not any(tops(change).any() for frame in before for change in frame)
    np.testing.assert_allclose(sum(map(tops, last)), scene.reading.probabilities[1], rtol=1e-9)
    *_, right, wrong, free = panel(film, "lines").frames[-1]
    said = scene.answer(int(scene.reading.answers[1]))
    texts = [row["text"] for row in (right, wrong, free)]
    assert [name for row in texts for name in row if name] == [said]
    assert all(not any(row["text"]) for row in panel(film, "lines").frames[-2][-3:])


def test_the_vector_of_width_two_is_written_out(plain):
    scene, film = plain
    weights = scene.history.network_at(scene.shown_frame)
    E, P = weights["E"][scene.tokens[1]], weights["P"][1]
    first, second = algebra(film.captions[0])
    np.testing.assert_allclose(first, E + P, rtol=1e-3)
    np.testing.assert_allclose(second, [*E, *P, *(E + P)], rtol=1e-3)


def test_a_dot_product_is_written_out(plain):
    scene, film = plain
    q, k = scene.reading.queries[0, 0, 1], scene.reading.keys[0, 0, 2]
    product, scaled = algebra(film.captions[4])
    wanted = [3, q[0], k[0], q[1], k[1], q @ k]
    np.testing.assert_allclose(product, wanted, rtol=1e-3)
    assert scaled[-1] == pytest.approx(q @ k / np.sqrt(2), rel=1e-3)


def test_softmax_and_the_sum_are_written_out(plain):
    scene, film = plain
    row, V = scene.reading.looks[0, 0, 1], scene.reading.values[0, 0]
    (softmax,) = algebra(film.captions[7])
    assert softmax[-1] == pytest.approx(row.max(), rel=1e-3)
    assert 1 / softmax[-2] == pytest.approx(row.max(), rel=1e-3)
    (found,) = algebra(film.captions[8])
    np.testing.assert_allclose(found[-2:], row @ V, rtol=1e-3)


def test_the_network_of_an_earlier_update_can_be_looked_at():
    scene, _ = made(trained=0)
    assert scene.shown_frame == 0
    later, _ = made()
    assert later.history.updates[later.shown_frame] == 40


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(
    "others",
    [
        {"n_layers": 2, "n_heads": 2, "head": 2, "feed_forward": True},
        {"n_layers": 2, "layer": 1},
        {"positions": "sinusoidal"},
        {"positions": "none", "layer_norm": True},
        {"slip": "no-root"},
        {"slip": "no-positions"},
        {"causal": True, "task": "copy", "delay": 2},
    ],
    ids=str,
)
def test_every_network_can_be_followed(others, lang):
    scene = scene_of(AttentionView(**SMALL, **others))
    made = film(scene, "run", catalogue(lang))
    assert made.n_frames == len(moments_of(scene))
    assert all(plain_of(caption).words for caption in made.captions)
