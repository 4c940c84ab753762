"""One update in slow motion: every number on screen is that of the step."""

import json
import re
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from charts.film import Film
from charts.mlp.film import film
from charts.mlp.network import WIDTHS
from charts.mlp.rows import brief
from charts.mlp.scene import Scene, scene_of
from charts.mlp.slow import Moment, columns_at, lit_at, moments_of, unit_at
from charts.mlp.sums import came_back, step_of, sum_of
from core import Array
from core.mlp.network import forward
from core.mlp.slow_motion import slow_step_at
from core.mlp.view import MLPView
from core.mlp.weights import flatten
from locales import LANGUAGES, catalogue
from tests.charts.reading import decoded, lines_of, places

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


@every_setting
def test_the_neurons_of_the_film_show_the_numbers_of_the_step(name: str) -> None:
    """Read out of the frames: forwards what the layers hand on, backwards δ, at the end what the new network says."""
    scene, shown = filmed(name)
    step, n_layers = scene.slow, len(scene.slow.sums)
    forwards = np.concatenate([a[0] for a in step.activations])
    backwards = np.concatenate([step.activations[0][0], *(delta[0] for delta in step.deltas)])
    said = np.concatenate([a[0] for a in forward(list(step.updated), step.activations[0], scene.params)[:-1]])
    frames = decoded(shown)["panels"]["network"]["frames"]
    for moment, frame in zip(moments_of(n_layers), frames, strict=True):
        numbers = np.array([read(text) for text in frame[-4]["text"]])
        before, here = (sum(scene.params.sizes[: moment.layer + more]) for more in (0, 1))
        match moment.kind:
            case "forward":
                assert_rounded(numbers[:here], forwards[:here])
                assert np.isnan(numbers[here:]).all()
            case "backward":
                assert_rounded(numbers, np.append(forwards[:before], backwards[before:]))
            case "answer":
                assert_rounded(numbers[before:], step.predictions[0])
            case "done":
                assert_rounded(numbers[:before], said)


def assert_rounded(shown: Array, values: Array) -> None:
    """Two digits, of tiny numbers one."""
    error = np.where(np.abs(values) < 0.01, 0.5, 0.05) * np.abs(values)
    assert (np.abs(shown - values) <= error).all()
    assert (np.sign(shown) == np.sign(values)).all()


def read(text: str) -> float:
    """A number of a picture; NaN where a neuron is empty."""
    if not text:
        return float("nan")
    number, power = re.fullmatch(r"(.*?)(?:·?10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+))?", text.replace("−", "-")).groups()  # type: ignore[union-attr]
    digits = "1" if number in ("", "-") else ""
    return float(f"{number}{digits}e{(power or '0').translate(LOWERED)}")


LOWERED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.003, "0.003"),
        (-0.00031, "−0.0003"),
        (2e-5, "2·10⁻⁵"),
        (-1e-5, "−10⁻⁵"),
        (1234, "10³"),
        (9.95, "10"),
        (0, "0"),
    ],
)
def test_a_number_in_a_neuron_is_short_and_written_as_elsewhere(number: float, text: str) -> None:
    assert brief(number) == text
    assert read(text) == pytest.approx(number, rel=0.3)


def test_the_letter_for_what_stands_in_a_column_is_in_its_heading() -> None:
    panel = decoded(filmed("two classes")[1])["panels"]["network"]
    first, last = ([head.split(" · ")[1:] for head in panel["frames"][k][-5]["text"]] for k in (0, -1))
    assert (first[0], first[1:]) == (["x"], [[]] * (len(first) - 1))
    assert last[:-1] == [["x"], *[["a"]] * (len(last) - 2)]


@every_setting
def test_the_lit_lines_of_the_film_are_the_layer_s_and_have_its_signs(name: str) -> None:
    scene, shown = filmed(name)
    step, frames = scene.slow, decoded(shown)["panels"]["network"]["frames"]
    worth = {"forward": step.weights, "backward": step.gradients, "update": step.changes}
    start = np.cumsum([0, *(W.size + b.size for W, b in step.weights)])
    for moment, frame in zip(moments_of(len(step.sums)), frames, strict=True):
        parts = [np.asarray(change["parts"], int) for change in frame[: 2 * len(WIDTHS)]]
        lit = np.sort(np.concatenate(parts))
        if moment.kind in worth:
            k = moment.layer
            values = flatten(list(worth[moment.kind]))
            mine = np.arange(start[k - 1], start[k])
            assert lit.tolist() == mine[values[mine] != 0].tolist()
            assert (values[np.concatenate(parts[: len(WIDTHS)])] < 0).all()
            assert (values[np.concatenate(parts[len(WIDTHS) :])] > 0).all()
        elif moment.kind != "done":
            assert not len(lit)


def worked(scene: Scene, layer: int) -> int:
    """The neuron that is worked out where none was chosen: the loss depends on it most, or else it says most."""
    deltas, outputs = scene.slow.deltas[layer - 1][0].tolist(), scene.slow.activations[layer][0].tolist()
    sizes = [abs(value) for value in (deltas if any(deltas) else outputs)]
    return sizes.index(max(sizes))


def test_no_dead_neuron_is_worked_out_where_another_one_learns() -> None:
    scene = scene_of(MLPView(axis="slow", trained=100, n_epochs=20))
    shown = film(scene, "alive", EN)
    poster = moments_of(len(scene.slow.sums))[shown.poster]
    deltas = np.abs(scene.slow.deltas[poster.layer - 1][0])
    assert deltas[0] == 0 < deltas.max()  # the first one is dead for this sample
    (delta, *_), _ = (line.numbers(-1) for line in lines_of(shown.captions[shown.poster]))
    assert abs(delta) == pytest.approx(deltas.max(), rel=1e-3)
    chosen = replace(scene.params, unit=(poster.layer, 1))
    assert unit_at(scene_of(chosen), poster) == 1


@every_setting
def test_the_bars_of_the_film_add_up_to_the_sum(name: str) -> None:
    scene, shown = filmed(name)
    frames = decoded(shown)["panels"]["one_sum"]["frames"]
    for moment, frame in zip(moments_of(len(scene.slow.sums)), frames, strict=True):
        if moment.kind != "forward":
            continue
        labels = frame[3]["text"]
        bars = np.zeros(len(labels))
        for x, y in np.concatenate([places(trace) for trace in frame[:2]]):
            bars[int(y)] = x
        z = labels.index("z")
        assert z == scene.params.sizes[moment.layer - 1] + 1  # every weight and the bias come before it
        assert bars[:z].sum() == pytest.approx(bars[z], abs=1e-5)
        assert read(frame[4]["text"][z]) == pytest.approx(
            scene.slow.sums[moment.layer - 1][0, worked(scene, moment.layer)], rel=0.006
        )


def told_by(scene: Scene, moment: Moment, penalized: bool) -> list[float]:
    """The last number of every line of algebra."""
    step, k = scene.slow, moment.layer
    j = worked(scene, k) if k else 0
    match moment.kind:
        case "input":
            return [step.activations[0][0, -1]]
        case "forward":
            return [step.sums[k - 1][0, j], *([step.activations[k][0, j]] if k < len(step.sums) else [])]
        case "answer":
            return [step.predictions[0].max()]
        case "loss":
            return [step.losses[0], *([step.loss] if penalized else [])]
        case "backward":
            return [step.deltas[k - 1][0, j], step.gradients[k - 1][0][0, j]]
        case "update":
            return [step.updated[k - 1][0][0, j]]
        case "done":
            return []


@pytest.mark.parametrize("more", [{}, {"optimizer": "sgd"}, {"l1": 0.02, "l2": 0.1}])
@every_setting
def test_captions_hold_the_numbers_of_the_step(name: str, more: dict[str, Any]) -> None:
    scene = scene_of(MLPView(**QUICK | SETTINGS[name] | more))
    step, shown = scene.slow, film(scene, name, EN)
    for moment, caption in zip(moments_of(len(step.sums)), shown.captions, strict=True):
        lines, _k = lines_of(caption), moment.layer
        expected = told_by(scene, moment, "l1" in more)
        last = [line.numbers(-1)[-1] for line in lines if line.formulas]
        assert last == pytest.approx(expected, rel=1e-3, abs=1e-12)


def test_the_gradient_of_a_caption_is_the_product_and_the_slope_of_the_penalties() -> None:
    scene = scene_of(MLPView(**QUICK | SETTINGS["two classes"], l1=0.02, l2=0.1))
    k = len(scene.slow.sums)
    caption = film(scene, "penalties", EN).captions[moments_of(k).index(Moment("backward", k))]
    line = lines_of(caption)[1]
    a, delta, slope, dw = line.numbers(1) + line.numbers(2)
    w = scene.slow.weights[-1][0][0, 0]
    assert slope == pytest.approx(0.02 * np.sign(w) + 0.1 * w, rel=1e-3)
    assert dw == pytest.approx(a * delta + slope, rel=2e-3)


def test_two_two_one_by_hand() -> None:
    """The example of tests/core/mlp/test_network.py through the film, with its arithmetic: x = (1, 1/2), class +1."""
    shaped = {"hidden_layer_sizes": (2,), "activation": "sigmoid", "optimizer": "sgd", "learning_rate": 1.0}
    points = ((1.0, 0.5, 1), (1.0, 0.5, 1), (1.0, 0.5, 1), (-1.0, -1.0, -1), (-1.0, -1.0, -1), (-1.0, -1.0, -1))
    W1, b1, W2, b2 = [[1.0, -1.0], [0.0, 2.0]], [-1.0, 0.0], [[2.0], [-2.0]], [0.0]
    typed = [
        (0, layer, i + 1, j + 1, w)
        for layer, W in ((1, W1), (2, W2))
        for i, row in enumerate(W)
        for j, w in enumerate(row)
    ]
    typed += [(0, layer, 0, j + 1, w) for layer, b in ((1, b1), (2, b2)) for j, w in enumerate(b)]
    run = {"dataset": "own", "points": points, "batch_size": 1, "train_fraction": 0.7, "n_epochs": 1}
    view = MLPView(axis="slow", typed_weights=tuple(typed), **run, **shaped)
    first = scene_of(view)
    ours = int(np.flatnonzero(first.y[first.history.train] == 1)[0]) + 1
    shown = decoded(film(scene_of(replace(view, sample=ours)), "by hand", EN))["panels"]
    rows = {
        moment: list(zip(frame[3]["text"], frame[4]["text"], strict=True))
        for moment, frame in zip(moments_of(2), shown["one_sum"]["frames"], strict=True)
    }
    neurons = dict(zip(moments_of(2), (frame[-4]["text"] for frame in shown["network"]["frames"]), strict=True))
    # z = 1·1 + 0·1/2 - 1 = 0, a = 1/2 for either neuron; 2/2 - 2/2 = 0, p = 1/2, L = ln 2
    assert [n for _, n in rows[Moment("forward", 1)]] == ["1", "0", "−1", "0", "0.5"]
    assert neurons[Moment("forward", 2)] == ["1", "0.5", "0.5", "0.5", "0"]
    assert neurons[Moment("answer", 2)][-1] == "0.5"
    assert rows[Moment("loss", 2)][-1] == ("L", "0.693")
    # δ = p - 1 = -1/2; δ of the hidden ones (2, -2)·(-1/2)·1/4 = (-1/4, 1/4)
    assert rows[Moment("backward", 2)] == [("p", "0.5"), ("−t", "−1"), ("δ = p − t", "−0.5")]
    assert rows[Moment("backward", 1)] == [
        ("w₁·δ₁ = 2 · (−0.5)", "−1"),
        ("Σ", "−1"),
        ("δ = Σ·f′(z) = −1 · 0.25", "−0.25"),
    ]
    assert neurons[Moment("backward", 1)] == ["1", "0.5", "−0.25", "0.25", "−0.5"]
    # w - 1·∂L/∂w with ∂L/∂w = x δ = (-1/4, -1/8), ∂L/∂b = -1/4; in the output a δ = (-1/4, -1/4) and -1/2
    assert rows[Moment("update", 1)] == [
        ("w₁: 1 → 1.25   Δ", "0.25"),
        ("w₂: 0 → 0.125   Δ", "0.125"),
        ("b: −1 → −0.75   Δ", "0.25"),
    ]
    assert [n for _, n in rows[Moment("update", 2)]] == ["0.25", "0.25", "0.5"]
