"""One update in slow motion: every number on screen is that of the step."""

import json
from functools import cache
from typing import Any

import numpy as np
import pytest

from charts.film import Film
from charts.mlp.film import film
from charts.mlp.rows import brief
from charts.mlp.scene import Scene, scene_of
from charts.mlp.slow import Moment, columns_at, lit_at, moments_of
from charts.mlp.sums import came_back, step_of, sum_of
from core.mlp.slow_motion import slow_step_at
from core.mlp.view import MLPView
from locales import LANGUAGES, catalogue
from tests.charts.reading import decoded, lines_of

EN = catalogue("en")
QUICK: dict[str, Any] = {"axis": "slow", "n_epochs": 3, "trained": 60, "sample": 7}
SETTINGS: dict[str, dict[str, Any]] = {
    "two classes": {"hidden_layer_sizes": (3, 2)},
    "three classes": {"dataset": "three-blobs", "hidden_layer_sizes": (4,), "loss": "squared"},
    "numbers": {"dataset": "sine", "loss": "squared", "hidden_layer_sizes": (3,), "activation": "swish"},
    "no hidden layer": {"hidden_layer_sizes": ()},
    "six layers": {"hidden_layer_sizes": (2,) * 6, "activation": "tanh", "init": "xavier"},
    "no slope": {"hidden_layer_sizes": (3, 2), "slip": "no-slope"},
    "zeros": {"hidden_layer_sizes": (3, 2), "slip": "zero-weights"},
    "iris": {"dataset": "iris", "hidden_layer_sizes": (3,)},
}
every_setting = pytest.mark.parametrize("name", SETTINGS)


@cache
def filmed(name: str) -> tuple[Scene, Film]:
    scene = scene_of(MLPView(**QUICK | SETTINGS[name]))
    return scene, film(scene, name, EN)


@every_setting
def test_the_step_is_the_one_that_this_sample_would_make_there(name: str) -> None:
    scene, _ = filmed(name)
    i = scene.history.train[6]
    step = slow_step_at(scene.history, 2, scene.X[i : i + 1], scene.y[i : i + 1], scene.params)
    for mine, theirs in zip(scene.slow.updated, step.updated, strict=True):
        np.testing.assert_array_equal(mine[0], theirs[0])
    assert scene.shown_epoch == 2


@every_setting
def test_numbers_stand_in_the_neurons_as_soon_as_they_are_known(name: str) -> None:
    scene, shown = filmed(name)
    panel = decoded(shown)["panels"]["network"]
    for moment, frame in zip(moments_of(len(scene.slow.sums)), panel["frames"], strict=True):
        columns = columns_at(scene, moment)
        numbers = frame[-4]["text"]
        flat = [
            text
            for values, n in zip(columns, scene.params.sizes, strict=True)
            for text in ([brief(each) for each in values.numbers.tolist()] or [""] * n)
        ]
        assert numbers == flat
        if moment.kind == "forward":
            assert numbers[-1] == "" or moment.layer == len(scene.slow.sums)


@every_setting
def test_the_terms_that_are_worked_out_add_up(name: str) -> None:
    scene, _ = filmed(name)
    for k, z in enumerate(scene.slow.sums, start=1):
        for j in range(z.shape[1]):
            rows = sum_of(scene, scene.slow, k, j, EN)
            terms = [row.value for row in rows if row.kind == "term"]
            total = next(row.value for row in rows if row.kind == "total")
            assert sum(terms) == pytest.approx(total) == pytest.approx(z[0, j])
    for k, delta in enumerate(scene.slow.deltas, start=1):
        for j in range(delta.shape[1]):
            assert came_back(scene, k, j)[-1].value == pytest.approx(delta[0, j])
            moved = [row.value for row in step_of(scene, k, j)]
            W, b = scene.slow.changes[k - 1]
            assert moved == pytest.approx([*W[:, j], b[j]])


@every_setting
def test_the_lit_lines_are_weights_gradients_and_changes(name: str) -> None:
    scene, _ = filmed(name)
    W, b = scene.slow.gradients[0]
    lit = lit_at(scene, Moment("backward", 1))
    np.testing.assert_array_equal(lit.values, [*W.ravel(), *b])
    np.testing.assert_array_equal(lit.edges, np.arange(W.size + b.size))


@pytest.mark.parametrize("lang", LANGUAGES)
@every_setting
def test_captions_are_whole_and_the_film_is_small(name: str, lang: str) -> None:
    scene, _ = filmed(name)
    shown = film(scene, name, catalogue(lang))
    assert shown.n_frames == 3 * len(scene.slow.sums) + 4
    assert len(shown.json) < 500_000
    for caption in shown.captions:
        assert caption.startswith("<p>")
        lines_of(caption)
        assert "{" not in caption
    json.loads(shown.json)


def test_the_last_sample_stands_for_those_that_are_not_there() -> None:
    scene = scene_of(MLPView(axis="slow", n_samples=20, n_epochs=2, sample=500))
    assert scene.shown_sample == scene.history.train[-1]
