"""The film of a recurrent network: what it draws is what the cell's printed equations and their derivatives give."""

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np
import pytest

from charts import theme
from charts.film import MAX_FRAMES, Film
from charts.recurrent.film import film
from charts.recurrent.scene import Reading, Scene, scene_of
from core import Array
from core.alphabet import alphabet_of
from core.recurrent.cells import VARIANTS
from core.recurrent.sequences import listening
from core.recurrent.tasks import TASKS
from core.recurrent.training import train, unseen_batch
from core.recurrent.view import RecurrentView
from locales import LANGUAGES, catalogue
from tests.charts.reading import decoded, lines_of, places, plain_of, shown
from tests.charts.test_raster import opened

EN = catalogue("en")
SHORT: dict[str, Any] = {"n_updates": 40, "hidden_size": 6, "sequence_length": 12}
TEXT: dict[str, Any] = {"task": "characters", "text": "abcab cab! ", "n_updates": 40, "hidden_size": 8}
VIEWS: dict[str, dict[str, Any]] = {
    "default": {},
    "rnn": {**SHORT, "cell": "rnn", "delay": 3, "trained": 30, "output_step": 9},
    "relu": {**SHORT, "cell": "rnn", "activation": "relu", "task": "adding"},
    "gru": {**SHORT, "cell": "gru", "task": "first-symbol", "output_step": 4},
    "parity": {**SHORT, "cell": "gru", "task": "parity", "spectral_radius": 0.5},
    "wave": {**SHORT, "task": "wave", "waveform": "sawtooth", "sequence_length": 25, "trained": 0},
    "text": {**TEXT, "sequence_length": 14},
    "two units": {**SHORT, "hidden_size": 2, "clip_norm": 0.03},
    "own numbers": {**SHORT, "cell": "rnn", "own": "0.5 -1 2 0.25 3 -0.5 7 1"},
    "own wave": {**SHORT, "task": "wave", "own": "0 0.5 0.9 1 0.9 0.5 0 -0.5"},  # nobody knows what comes after its end
    "own bits": {**SHORT, "task": "parity", "cell": "rnn", "own": "1 0 1 1"},
    "no feedback": {**SHORT, "cell": "gru", "slip": "no-feedback"},
    "diverged": {**SHORT, "cell": "rnn", "activation": "relu", "clip_norm": None, "learning_rate": 1000.0},
    "longest": {"task": "wave", "sequence_length": 100, "n_updates": 10, "hidden_size": 4, "cell": "gru"},
}
every_view = pytest.mark.parametrize("name", VIEWS)
CLASSES = [name for name in VIEWS if TASKS[VIEWS[name].get("task", "echo")].loss == "cross-entropy"]
NUMBERS = [name for name in VIEWS if name not in CLASSES]


@cache
def scene(name: str, **more: Any) -> Scene:
    return scene_of(RecurrentView(**VIEWS[name] | more))


@cache
def seen(name: str, **more: Any) -> dict[str, Any]:
    """The film as the browser gets it."""
    return decoded(film(scene(name, **more), name, EN))


def panel(name: str, which: str, **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = seen(name, **more)["panels"][which]
    return found


def trace(panel: dict[str, Any], k: int, key: str, **values: Any) -> dict[str, Any]:
    """The trace of this name at frame k."""
    (found,) = (each for each in shown(panel, k) if each.get("name") == EN(key, **values))
    return found


def n_shown(panel: dict[str, Any], k: int, at: int) -> int:
    """How many points of a trace that is revealed point by point are there at frame k."""
    x, upto = shown(panel, k)[at]["x"], shown(panel, k)[at]["upto"]
    return sum(value is not None for value in list(x)[:upto])


def close(actual: Any, expected: Any) -> bool:
    """Equal to six digits of the largest number around."""
    size = max(1.0, float(np.abs(expected).max(initial=0)))
    return np.shape(actual) == np.shape(expected) and np.allclose(actual, expected, rtol=0, atol=1e-5 * size)


# ---- by the book


def weights_of(run: Scene) -> dict[str, Array]:
    """The weights after the part of the training that is asked for, of a training of its own."""
    history = train(run.params.training)
    wanted = run.params.trained / 100 * history.n_updates
    return history.weights_at(int(np.abs(history.updates - wanted).argmin()))


def states_by_hand(run: Scene, weights: dict[str, Array], x: Array) -> tuple[list[Array], list[Array]]:
    """h and c, one step of the cell after the other; each of shape (H,), from zeros on."""
    cell, zeros = VARIANTS[run.params.variant], np.zeros((1, run.params.hidden_size))
    h, c = [zeros], [zeros]
    for row in x:
        before, memory = (h[-1], c[-1]) if run.params.feedback else (zeros, zeros)
        if cell.has_c:
            new, memory = cell.step(row[None], before, memory, weights)
            h, c = [*h, new], [*c, memory]
        else:
            h = [*h, cell.step(row[None], before, weights)]
    return [each[0] for each in h], [each[0] for each in c]


@cache
def by_hand(name: str, **more: Any) -> tuple[dict[str, Array], Array, Array, Array]:
    """Weights, h (T + 1, H), c and outputs (T, n) of the sequence that is shown."""
    run = scene(name, **more)
    weights = weights_of(run)
    h, c = states_by_hand(run, weights, run.batch.x[:, 0])
    return weights, np.array(h), np.array(c), np.array(h)[1:] @ weights["W_y"] + weights["b_y"]


def probabilities(scores: Array) -> Array:
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    result: Array = powers / powers.sum(axis=-1, keepdims=True)
    return result


def loss_by_hand(run: Scene, outputs: Array) -> float:
    """Over the answers that count: the mean of (y - target)², or of -ln p of the right class."""
    counts, targets = run.batch.mask[:, 0], run.batch.targets[:, 0]
    if targets.ndim == 1:
        right = probabilities(outputs)[np.arange(len(outputs)), targets]
        return float(-np.log(right[counts]).mean())
    return float(((outputs - targets)[counts] ** 2).mean())


def loss_from(name: str, step: int, h: Array, **more: Any) -> float:
    """The loss when the state after `step` is h, and the network reads on."""
    run = scene(name, **more)
    weights, _, c, outputs = by_hand(name, **more)
    cell, outputs = VARIANTS[run.params.variant], outputs.copy()
    state, memory = h[None], c[step : step + 1] if cell.has_c else None
    for k in range(max(step - 1, 0), run.T):
        if k >= step and cell.has_c:
            state, memory = cell.step(run.batch.x[k], state, memory, weights)
        elif k >= step:
            state = cell.step(run.batch.x[k], state, weights)
        outputs[k] = state[0] @ weights["W_y"] + weights["b_y"]
    return loss_by_hand(run, outputs)


def slope(f: Any, x: Array) -> Array:
    """Central differences along every coordinate."""
    h = 1e-6 * np.eye(len(x))
    return np.array([(f(x + step) - f(x - step)) / 2e-6 for step in h])


# ---- frames


def moments(name: str, **more: Any) -> list[tuple[str, int]]:
    """What every mark says: on the way forwards or backwards, at which step."""
    known = {EN(key, step=step): (key, step) for key in ("mark_forward", "mark_back") for step in range(101)}
    return [known[mark] for mark in seen(name, **more)["marks"]]


@every_view
def test_the_film_goes_through_the_sequence_and_then_all_the_way_back(name: str) -> None:
    there = [step for key, step in moments(name) if key == "mark_forward"]
    back = [step for key, step in moments(name) if key == "mark_back"]
    T = scene(name).T
    assert [key for key, _ in moments(name)] == ["mark_forward"] * len(there) + ["mark_back"] * len(back)
    assert (there[0], there[-1], back[0]) == (0, T, T)
    assert back[-1] <= 1
    assert len(there) + len(back) <= MAX_FRAMES
    if 2 * T + 2 <= MAX_FRAMES:
        assert there == list(range(T + 1))
        assert back == list(range(T, back[-1] - 1, -1))
    else:
        assert max(np.diff(there)) == -min(np.diff(back)) == 2
    step = there[seen(name)["poster"]]  # on the way there, or there is none
    assert scene(name).mask[step - 1]
    assert not any(scene(name).mask[later - 1] for later in there if later > step)


@every_view
def test_every_panel_has_every_frame_on_axes_that_stay(name: str) -> None:
    for axis in ("sequence", "training"):
        body = seen(name, axis=axis)
        assert body["captions"]
        for panel in body["panels"].values():
            assert len(panel["frames"]) == len(body["captions"]) == len(body["marks"])
            for key in ("xaxis", "yaxis"):
                low, high = panel["layout"][key]["range"]
                assert panel["layout"][key]["fixedrange"]
                assert low != high
                assert np.isfinite([low, high]).all()


@every_view
def test_the_browser_gets_numbers_alone(name: str) -> None:
    """Nulls stand only where a pen is lifted or a value is too small for a logarithmic axis."""
    for axis in ("sequence", "training"):
        made = film(scene(name, axis=axis), name, EN)
        json.loads(made.json, parse_constant=lambda word: pytest.fail(f"{word} in the film"))
        for panel in decoded(made)["panels"].values():
            if panel["name"] != "gradient":
                for each in panel["data"]:
                    if each.get("fill") != "toself":
                        values = [v for key in ("x", "y") for v in np.ravel(each.get(key, [])).tolist()]
                        assert [v for v in values if v is not None and not np.isfinite(v)] == []


def test_films_keep_their_budgets() -> None:
    large: dict[str, Any] = {"sequence_length": 100, "hidden_size": 32, "n_updates": 200, "batch_size": 4}
    runs = [
        scene_of(RecurrentView(task=task, axis=axis, **large))
        for task in ("wave", "characters")
        for axis in ("sequence", "training")
    ]
    for t in map(catalogue, LANGUAGES):
        assert len(film(scene("default"), "", t).json.encode()) < 400_000
        assert all(len(film(run, "", t).json.encode()) < 1_000_000 for run in runs)


@pytest.mark.parametrize("axis", ["sequence", "training"])
@pytest.mark.parametrize("name", ["rnn", "gru", "text", "two units"])
def test_two_languages_are_two_films_of_one_run_with_the_same_formulas(name: str, axis: str) -> None:
    one, other = (decoded(film(scene(name, axis=axis), name, catalogue(lang))) for lang in ("en", "zh"))
    assert one["id"] != other["id"]
    assert one["run"] == other["run"]
    for a, b in zip(one["captions"], other["captions"], strict=True):
        for left, right in zip(lines_of(a), lines_of(b), strict=True):
            assert (left.formulas, left.kind) == (right.formulas, right.kind)
            assert bool(left.words) == bool(re.search("[\u4e00-\u9fff，]", right.words))


# ---- the sequence


def test_the_sequence_is_one_that_was_never_trained_on_or_the_visitors_own() -> None:
    for name in ("default", "gru", "text"):
        run = scene(name)
        np.testing.assert_array_equal(run.batch.x[:, 0], unseen_batch(run.params.training).x[:, 0])
    np.testing.assert_array_equal(scene("own numbers").batch.x.ravel(), [0.5, -1, 2, 0.25, 3, -0.5, 7, 1])
    np.testing.assert_array_equal(scene("own numbers").batch.targets.ravel(), [0, 0, 0, 0, 0, 0.5, -1, 2])  # 5 later
    np.testing.assert_array_equal(scene("own bits").batch.targets.ravel(), [1, 1, 0, 1])


@pytest.mark.parametrize("name", NUMBERS)
def test_inputs_targets_and_answers_stand_over_their_steps(name: str) -> None:
    run, drawn = scene(name), panel(name, "sequence")
    steps, x = np.arange(1, run.T + 1), run.batch.x[:, 0]
    *_, outputs = by_hand(name)
    counts = run.batch.mask[:, 0]
    last = len(drawn["frames"]) - 1
    rings = places(trace(drawn, last, "legend_target"))
    assert close(rings, np.column_stack([steps, run.batch.targets[:, 0, 0]])[counts])
    assert close(places(trace(drawn, last, "legend_output")), np.column_stack([steps, outputs[:, 0]]))
    keys = ["legend_input", "legend_marked"] if run.params.task == "adding" else ["legend_input"]
    tops = {}
    for key in keys:
        corners = places(trace(drawn, last, key)).reshape(-1, 5, 2)
        for bar in corners:
            tops[round(bar[:, 0].mean())] = bar[np.abs(bar[:, 1]).argmax(), 1]
            assert bar[:, 1].min() <= 0 <= bar[:, 1].max()
    assert close([tops[step] for step in steps], x[:, 0])
    if run.params.task == "adding":
        marked = places(trace(drawn, last, "legend_marked")).reshape(-1, 5, 2)
        assert sorted(round(bar[:2, 0].mean()) for bar in marked) == (np.flatnonzero(x[:, 1]) + 1).tolist()


def symbols(run: Scene) -> str:
    """The names of the classes."""
    match run.params.task:
        case "characters":
            return alphabet_of(run.params.text).replace(" ", "␣")
        case "first-symbol":
            return "12345678"
    return "01"


def height_of(trace: dict[str, Any]) -> float:
    """Where a row of symbols stands."""
    (height,) = set(places(trace)[:, 1].tolist())
    return float(height)


@pytest.mark.parametrize("name", CLASSES)
def test_symbols_stand_over_their_steps_and_below_them_the_probability_of_the_right_one(name: str) -> None:
    run, drawn = scene(name), panel(name, "sequence")
    *_, outputs = by_hand(name)
    names, targets, counts = symbols(run), run.batch.targets[:, 0], run.batch.mask[:, 0]
    x = run.batch.x[:, 0]
    inputs = x[:, 0] > 0 if run.params.task == "parity" else x.argmax(axis=1)
    rows = {round(height_of(each), 3): each for each in drawn["data"] if each.get("mode") == "text"}
    axis = drawn["layout"]["yaxis"]
    words = dict(zip(axis["ticktext"], np.ravel(axis["tickvals"]).tolist(), strict=True))
    text = {
        key: list(rows[round(words[EN(key)], 3)]["text"])[-run.T :] for key in ("row_input", "row_answer", "row_right")
    }
    assert text["row_input"] == [names[int(code)] for code in inputs]
    assert text["row_answer"] == [names[code] for code in outputs.argmax(axis=1)]
    assert text["row_right"] == [names[code] if c else "" for code, c in zip(targets, counts, strict=True)]
    p = probabilities(outputs)[np.arange(run.T), targets]
    curve = places(trace(drawn, -1, "legend_right"))
    assert close(curve, np.column_stack([np.arange(1, run.T + 1), p]))


@every_view
def test_answers_appear_one_by_one_and_stay_while_the_gradient_travels(name: str) -> None:
    drawn, T = panel(name, "sequence"), scene(name).T
    for k, (key, step) in enumerate(moments(name)):
        band, *answers = drawn["frames"][k]
        assert answers
        assert [n_shown(drawn, k, at) for at in drawn["traces"][1:]] == [T if key == "mark_back" else step] * len(
            answers
        )
        assert places(band)[:, 0].mean() == pytest.approx(step, abs=0.3)  # the first corner counts twice
        assert places(band)[:, 0].min() == step - 0.5


def test_a_click_on_a_step_asks_for_its_answer_and_one_on_the_loss_for_its_network() -> None:
    assert panel("default", "sequence")["pick"][0] == "output_step"
    drawn = panel("default", "loss")
    assert drawn["pick"][0] == "trained"
    low, high = drawn["layout"]["xaxis"]["range"]  # the axis is in percent, as the control is
    assert low < 0 < 100 < high


# ---- the maps


def mean_cells(image: Array, rows: int, columns: int) -> Array:
    """The value in the middle of every cell of a picture."""
    down, across = image.shape[0] / rows, image.shape[1] / columns
    assert (down, across) == (int(down), int(across))
    blocks = image.reshape(rows, int(down), columns, int(across))
    assert (blocks == blocks[:, :1, :, :1]).all()  # every cell has one colour
    result: Array = blocks[:, 0, :, 0]
    return result


def picture(drawn: dict[str, Any], rows: int, columns: int) -> Array:
    """What a map shows, read from its colours: numbers from -1 to 1."""
    (image,) = drawn["layout"]["images"]
    assert (image["x"], image["y"], image["sizex"], image["sizey"]) == (-0.5, 0.5, columns, rows)
    assert drawn["layout"]["yaxis"]["range"] == [rows + 0.5, 0.5]  # the first unit on top
    indices, palette = opened(image["source"])
    assert palette[0] == theme.DIVERGING[0]
    assert palette[127] == (255, 255, 255)
    assert palette[254] == theme.DIVERGING[1]
    return mean_cells(indices, rows, columns) / 127.0 - 1


@every_view
def test_the_map_of_the_state_is_the_state(name: str) -> None:
    h = by_hand(name)[1]
    limit = np.abs(h).max() or 1
    np.testing.assert_allclose(picture(panel(name, "hidden"), h.shape[1], len(h)), h.T / limit, atol=0.5 / 127 + 1e-6)
    scale = panel(name, "hidden")["scale"]
    assert (scale["low"], tuple(scale["colours"])) == (f"−{scale['high']}", theme.DIVERGING_ENDS)
    assert float(scale["high"]) == pytest.approx(limit, rel=5e-3)


def gates_by_hand(name: str) -> list[Array]:
    """i, f, g, o and c, or r, z and n, each (T, H), from the printed equations."""
    run = scene(name)
    weights, h, c, _ = by_hand(name)
    H, x = run.params.hidden_size, run.batch.x[:, 0]
    before = h[:-1] if run.params.feedback else np.zeros_like(h[:-1])
    from_x, from_h = x @ weights["W_x"] + weights["b"], before @ weights["W_h"]

    def sigmoid(a: Array) -> Array:
        result: Array = 1 / (1 + np.exp(-a))
        return result

    if run.params.cell == "lstm":
        i, f, g, o = np.split(from_x + from_h, 4, axis=1)
        return [sigmoid(i), sigmoid(f), np.tanh(g), sigmoid(o), c[1:]]
    r, z = np.split(sigmoid(from_x + from_h)[:, : 2 * H], 2, axis=1)
    n = np.tanh(from_x[:, 2 * H :] + r * (from_h[:, 2 * H :] + weights["b_hn"]))
    return [r, z, n]


@every_view
def test_the_strips_are_the_gates_each_under_its_name(name: str) -> None:
    run = scene(name)
    if run.params.cell == "rnn":
        assert "gates" not in seen(name)["panels"]
        return
    drawn, expected = panel(name, "gates"), gates_by_hand(name)
    H, T = run.params.hidden_size, run.T
    names = list("ifgoc" if run.params.cell == "lstm" else "rzn")
    values = picture(drawn, len(names) * H, T + 1)
    axis = drawn["layout"]["yaxis"]
    assert list(axis["ticktext"]) == names
    for label, middle, gate in zip(names, np.ravel(axis["tickvals"]), expected, strict=True):
        top = round(middle - 0.5 - H / 2)
        limit = np.abs(gate).max() if label == "c" else 1.0
        np.testing.assert_allclose(values[top : top + H, 1:], gate.T / limit, atol=0.5 / 127 + 1e-6)
    assert (values[:, 0] == 0).all()


@every_view
@pytest.mark.parametrize("which", ["hidden", "gates"])
def test_a_map_is_covered_where_nothing_has_happened_yet(name: str, which: str) -> None:
    if which not in seen(name)["panels"]:
        assert scene(name).params.cell == "rnn"
        return
    drawn, T = panel(name, which), scene(name).T
    assert not drawn["redraw"]
    for k, (key, step) in enumerate(moments(name)):
        cover, outline = (places(change) for change in drawn["frames"][k])
        assert shown(drawn, k)[drawn["traces"][0]]["fillcolor"] == theme.SURFACE
        if key == "mark_back" or step == T:
            assert len(cover) == 0
        else:
            assert (cover[:, 0].min(), cover[:, 0].max() >= T + 0.5) == (step + 0.5, True)
            low, high = sorted(drawn["layout"]["yaxis"]["range"])
            assert (cover[:, 1].min(), cover[:, 1].max()) == (low, high)
        assert (outline[:, 0].min(), outline[:, 0].max()) == (step - 0.5, step + 0.5)


def test_few_units_show_their_numbers() -> None:
    drawn, h = panel("two units", "state"), by_hand("two units")[1]
    for k, (_, step) in enumerate(moments("two units")):
        (numbers,) = (each["text"] for each in shown(drawn, k) if each.get("mode") == "text")
        assert [float(n.replace("−", "-")) for n in numbers] == pytest.approx(h[step].tolist(), rel=5e-3, abs=1e-9)
    colours = [each["fillcolor"] for each in shown(drawn, 5)[:2]]
    assert len(set(colours)) == 2
    assert "state" not in seen("default")["panels"]


# ---- the path of the state


@every_view
def test_the_path_is_the_state_in_its_two_principal_components(name: str) -> None:
    h, drawn = by_hand(name)[1], panel(name, "trajectory")
    last = len(drawn["frames"]) - 1
    points = places(trace(drawn, last, "legend_states"))
    values, vectors = np.linalg.eigh(np.cov(h.T))
    for axis, key in enumerate(("xaxis", "yaxis")):
        expected = (h - h.mean(axis=0)) @ vectors[:, -1 - axis]
        assert close(np.abs(points[:, axis]), np.abs(expected)) or values[-1 - axis] < 1e-20
        percent = re.findall(r"(\d+) ?%", drawn["layout"][key]["title"]["text"])[0]
        assert float(percent) == pytest.approx(100 * max(values[-1 - axis], 0) / values.sum(), abs=0.51)
    for k, (way, step) in enumerate(moments(name)):
        assert drawn["frames"][k][0] == {"upto": scene(name).T + 1 if way == "mark_back" else step + 1}
        assert close(places(trace(drawn, k, "legend_state")), points[step : step + 1])
        assert close(places(trace(drawn, k, "legend_first_state")), points[:1])


# ---- the gradient


def curve(drawn: dict[str, Any], k: int, key: str) -> dict[int, float]:
    """A curve over the time axis by its steps; what is too small for the axis is left out."""
    return {round(step): float(y) for step, y in places(trace(drawn, k, key)).tolist()}


@pytest.mark.parametrize("name", [name for name in VIEWS if name not in ("default", "longest")])
def test_the_gradient_by_the_state_is_what_central_differences_say(name: str) -> None:
    run, h = scene(name), by_hand(name)[1]
    drawn = curve(panel(name, "gradient"), len(moments(name)) - 1, "legend_dh")
    if not run.params.feedback:
        own = {t + 1 for t in np.flatnonzero(run.batch.mask[:, 0])}
        assert {step for step, norm in drawn.items() if norm > 1e-12} == own  # nothing comes back
        return
    largest = max(drawn.values())
    for step in sorted({0, 1, run.T // 2, run.T - 1, run.T}):
        norm = float(np.linalg.norm(slope(lambda h, step=step: loss_from(name, step, h), h[step])))
        # a film's numbers have six digits
        assert drawn.get(step, 0.0) == pytest.approx(norm, rel=5.1e-6, abs=1e-6 * max(largest, 1.0))


@pytest.mark.parametrize("name", ["rnn", "relu", "gru"])
def test_the_product_is_that_of_the_jacobians_by_central_differences(name: str) -> None:
    run, (weights, h, _, _) = scene(name), by_hand(name)
    cell = VARIANTS[run.params.variant]
    drawn = curve(panel(name, "gradient"), len(moments(name)) - 1, "legend_product")
    product = 1.0
    assert drawn[run.T] == 1
    for step in range(run.T - 1, -1, -1):
        x = run.batch.x[step]
        jacobian = slope(lambda h, x=x: cell.step(x, h[None], weights)[0], h[step])
        product *= np.linalg.norm(jacobian, ord=2)
        assert drawn.get(step, 0.0) == pytest.approx(product, rel=1e-4, abs=1e-15)


def test_the_bound_holds_one_step_cannot_stretch_more_than_its_jacobian() -> None:
    """In a task whose only answer is the last one, the gradient is at most its end times the product."""
    run, drawn = scene("relu"), panel("relu", "gradient")
    last = len(moments("relu")) - 1
    norms, products = curve(drawn, last, "legend_dh"), curve(drawn, last, "legend_product")
    assert run.params.task == "adding"
    assert all(norm <= norms[run.T] * products[step] * (1 + 1e-5) for step, norm in norms.items())


@every_view
def test_the_gradient_grows_from_the_right_on_the_way_back_alone(name: str) -> None:
    drawn, T = panel(name, "gradient"), scene(name).T
    assert drawn["layout"]["yaxis"]["type"] == "log"
    x = [step for step in list(trace(drawn, 0, "legend_dh")["x"]) if step is not None]
    assert x == list(range(T, -1, -1))
    for k, (key, step) in enumerate(moments(name)):
        revealed = [at for at, change in zip(drawn["traces"], drawn["frames"][k], strict=True) if "upto" in change]
        expected = T - step + 1 if key == "mark_back" else 0
        assert [n_shown(drawn, k, at) for at in revealed] == [expected] * (
            3 if scene(name).params.cell == "lstm" else 2
        )


@pytest.mark.parametrize("name", ["rnn", "gru", "text"])
def test_the_gradient_before_the_training_stands_beside_it(name: str) -> None:
    untrained = {**VIEWS[name], "trained": 0}
    first = decoded(film(scene_of(RecurrentView(**untrained)), "", EN))["panels"]["gradient"]
    drawn, last = panel(name, "gradient"), len(moments(name)) - 1
    assert curve(drawn, last, "legend_untrained") == pytest.approx(curve(first, last, "legend_dh"), rel=1e-5)


def test_a_gradient_that_vanishes_altogether_leaves_a_gap_and_no_error() -> None:
    drawn = panel("no feedback", "gradient")
    assert len(curve(drawn, 0, "legend_dh")) < scene("no feedback").T
    low, high = drawn["layout"]["yaxis"]["range"]
    assert low < high


# ---- which inputs mattered


@every_view
def test_the_bars_are_the_derivatives_of_the_chosen_answer(name: str) -> None:
    run, drawn = scene(name), panel(name, "influence")
    weights = by_hand(name)[0]
    counted = np.flatnonzero(run.batch.mask[:, 0])
    k = VIEWS[name].get("output_step", counted[-1] + 1) - 1
    x = run.batch.x[:, 0]

    def answer(flat: Array) -> Array:
        h = states_by_hand(run, weights, flat.reshape(x.shape))[0]
        result: Array = h[k + 1] @ weights["W_y"] + weights["b_y"]
        return result

    derivatives = slope(answer, x.ravel()).reshape(*x.shape, -1)
    bars = drawn["data"][0]
    assert np.ravel(bars["x"]).tolist() == list(range(1, run.T + 1))
    np.testing.assert_allclose(bars["y"], np.sqrt((derivatives**2).sum(axis=(1, 2))), rtol=1e-4, atol=1e-7)
    assert EN("panel_influence", step=k + 1) == drawn["title"]


def test_an_answer_after_the_end_is_the_last_one() -> None:
    assert panel("own bits", "influence", output_step=90)["title"] == EN("panel_influence", step=4)


# ---- the training


@every_view
def test_the_losses_are_those_of_the_training(name: str) -> None:
    run, drawn = scene(name), panel(name, "loss")
    h = train(run.params.training)
    curves = {key: places(trace(drawn, 0, key)) for key in ("legend_each_batch", "legend_unseen", "legend_constant")}
    part = 100 / h.n_updates
    assert close(curves["legend_each_batch"][:, 0], part * np.arange(h.n_updates + 1))
    np.testing.assert_allclose(curves["legend_each_batch"][:, 1], h.losses, rtol=1e-5)
    assert close(curves["legend_unseen"][:, 0], part * h.updates)
    np.testing.assert_allclose(curves["legend_unseen"][:, 1], h.test_losses, rtol=1e-5)
    np.testing.assert_allclose(curves["legend_constant"][:, 1], run.params.rule.baseline(run.params), rtol=1e-5)
    ((at, loss),) = places(trace(drawn, 0, "legend_network"))
    frame = int(np.abs(h.updates - run.params.trained / 100 * h.n_updates).argmin())
    assert (at, loss) == pytest.approx((part * h.updates[frame], h.test_losses[frame]), rel=1e-5)
    solved = [each for each in drawn["data"] if each.get("name") == EN("legend_solved")]
    assert [round(float(np.ravel(each["x"])[0]) / part) for each in solved] == [h.solved_at] * (h.solved_at != -1)


def test_a_run_that_was_solved_says_so_in_the_picture() -> None:
    names = [each.get("name") for each in panel("default", "loss")["data"]]
    assert EN("legend_solved") in names


@pytest.mark.parametrize(("which", "name"), [("loss", "no feedback"), ("loss", "default"), ("gradient", "longest")])
def test_a_logarithmic_axis_has_marks_however_short_it_is(which: str, name: str) -> None:
    axis = panel(name, which)["layout"]["yaxis"]
    low, high = axis["range"]
    if high - low < 1:  # Plotly finds them
        assert (axis.get("dtick"), axis["nticks"]) == (None, 5)
    else:
        assert len(np.arange(np.ceil(low), high, axis["dtick"])) >= 1


def test_the_loss_of_a_network_without_a_memory_hardly_moves() -> None:
    low, high = panel("no feedback", "loss")["layout"]["yaxis"]["range"]
    assert high - low < 1  # so its axis is a short one


# ---- along the training


def kept_readings(name: str) -> Iterator[tuple[int, int, Reading]]:
    """Frame, recorded update, and what the network of that update makes of the sequence, worked out anew."""
    run = scene(name, axis="training")
    for k, mark in enumerate(seen(name, axis="training")["marks"]):
        update = int(re.findall(r"\d+", mark)[0])
        yield k, update, run.reading_at(run.history.updates.tolist().index(update))


TRAINED = [name for name in VIEWS if name not in ("longest", "wave")]


@pytest.mark.parametrize("name", TRAINED)
def test_along_the_training_every_recorded_update_has_its_own_picture(name: str) -> None:
    run, body = scene(name, axis="training"), seen(name, axis="training")
    panels = body["panels"]
    found = list(kept_readings(name))
    updates = [update for _, update, _ in found]
    assert (updates[0], updates[-1]) == (0, run.history.n_updates)
    limit = max(np.abs(reading.h).max() for *_, reading in found) or 1
    assert panels["hidden"]["redraw"]
    for k, _, reading in found[:: max(1, len(found) // 7)] + found[-1:]:
        (z,) = (change["z"] for change in panels["hidden"]["frames"][k])
        np.testing.assert_allclose(np.asarray(z) / 127.0 - 1, reading.h.T / limit, atol=0.5 / 127 + 1e-6)
        norms = curve(panels["gradient"], k, "legend_dh")
        assert norms == pytest.approx({s: n for s, n in enumerate(reading.norms) if n > 1e-16}, rel=1e-4)
        answers = shown(panels["sequence"], k)
        if run.is_class:
            right = probabilities(reading.outputs)[np.arange(run.T), run.batch.targets[:, 0]]
            (line,) = (each for each in answers if each.get("name") == EN("legend_right"))
            assert close(places(line)[:, 1], right)
        else:
            (line,) = (each for each in answers if each.get("name") == EN("legend_output"))
            assert close(places(line)[:, 1], reading.outputs[:, 0])
        np.testing.assert_allclose(shown(panels["influence"], k)[0]["y"], run.influence(reading), rtol=1e-4, atol=1e-9)


@pytest.mark.parametrize("name", TRAINED)
def test_along_the_training_the_mark_runs_down_the_loss(name: str) -> None:
    run, drawn = scene(name, axis="training"), panel(name, "loss", axis="training")
    h = run.history
    for k, update, _ in kept_readings(name):
        ((at, loss),) = places(trace(drawn, k, "legend_network"))
        frame = h.updates.tolist().index(update)
        assert (at, loss) == pytest.approx((100 * update / h.n_updates, h.test_losses[frame]), rel=1e-5)
    assert list(trace(drawn, 0, "legend_unseen")["customdata"]) == list(range(len(drawn["frames"])))


def test_along_the_training_the_caption_gives_the_losses_and_says_what_was_clipped() -> None:
    run, body = scene("two units", axis="training"), seen("two units", axis="training")
    h, clip = run.history, run.params.clip_norm
    assert clip is not None
    said = {False: 0, True: 0}
    for k, update, reading in kept_readings("two units"):
        first, *rest = lines_of(body["captions"][k])
        assert str(update) in first.words
        assert first.numbers(0) == pytest.approx([h.test_losses[k]], rel=5e-4)
        assert first.numbers(1) == pytest.approx([reading.loss], rel=5e-4)
        if update == h.n_updates:
            assert rest == []
            continue
        norm = h.grad_norms[update]
        said[norm > clip] += 1
        if norm > clip:
            assert rest[0].words == EN("caption_clipped")
            assert rest[0].numbers(0) == pytest.approx([norm, clip], rel=5e-4)
            assert rest[0].numbers(1) == pytest.approx([clip / norm], rel=5e-4)
        else:
            assert rest[0].words == EN("caption_unclipped")
            assert rest[0].numbers(0) == pytest.approx([norm], rel=5e-4)
    assert min(said.values()) > 0


def test_along_the_training_a_run_that_diverged_stands_still_and_says_when() -> None:
    run, body = scene("diverged", axis="training"), seen("diverged", axis="training")
    at = run.history.diverged_at
    assert at > 0
    for k, update, _ in kept_readings("diverged"):
        told = plain_of(body["captions"][k])
        assert (told.kind == "bad") == (update >= at)
        if update >= at:
            assert told.words == EN("told_fit_diverged", update=at)


def test_a_solved_run_is_called_so_from_that_update_on() -> None:
    run = scene("default", axis="training")
    for k, update, _ in kept_readings("default"):
        told, solved = plain_of(seen("default", axis="training")["captions"][k]), update >= run.history.solved_at > 0
        assert (told.kind == "good") == solved
        key = "told_solved" if solved else "told_not_yet" if update else "told_untrained"
        assert told.words == (EN(key, update=update) if update else EN(key))


# ---- captions along the sequence


@every_view
def test_the_first_caption_prints_the_cells_equations(name: str) -> None:
    (equations,) = lines_of(seen(name)["captions"][0])
    assert plain_of(seen(name)["captions"][0]).words == EN("told_rnn_start")
    assert equations.words.rstrip(" ,") == EN("caption_every_step")
    wanted = {"rnn": "tanh", "rnn-relu": "max", "lstm": "ct=f⊙ct−1+i⊙g", "gru": "ht=(1−z)⊙n+z⊙ht−1"}
    joined = "".join(equations.formulas).replace("-", "−").replace(",", "")
    expected = wanted[scene(name).params.variant]
    if not scene(name).params.feedback:  # zeros stand where the state before would
        expected = expected.replace("ct−1", "0").replace("ht−1", "0")
        assert "t−1" not in joined
    assert expected in joined


def why_not_counted(run: Scene, step: int) -> str:
    """The reason by the task's own rule (core.recurrent.sequences)."""
    task = run.params.task
    if task == "echo":
        assert step <= run.params.delay
        return EN("caption_not_counted_echo", delay=run.params.delay)
    if task == "adding":
        assert step < run.T
        return EN("caption_not_counted_adding")
    assert step == run.T or step <= listening(run.T)
    return EN("caption_not_counted_last" if step == run.T else "caption_not_counted_listening")


@pytest.mark.parametrize("name", NUMBERS)
def test_a_forward_caption_gives_input_answer_and_target(name: str) -> None:
    run, (_, _, _, outputs) = scene(name), by_hand(name)
    for k, (key, step) in enumerate(moments(name)):
        if key == "mark_back" or step == 0:
            continue
        first, (*_, last) = plain_of(seen(name)["captions"][k]), lines_of(seen(name)["captions"][k])
        said = [float(n.replace("−", "-")) for n in re.findall(r"[-−]?\d+\.?\d*(?:e-?\d+)?", first.words)]
        assert said[0] == step
        inputs = run.batch.x[step - 1, 0]
        assert said[1 : 1 + len(inputs)] == pytest.approx(inputs.tolist(), rel=5e-3, abs=1e-12)
        assert last.numbers(0)[-1] == pytest.approx(outputs[step - 1, 0], rel=5e-4, abs=1e-9)
        if run.batch.mask[step - 1, 0]:
            target = run.batch.targets[step - 1, 0, 0]
            assert last.numbers(1) == pytest.approx([target], rel=5e-4, abs=1e-9)
            near = abs(outputs[step - 1, 0] - target) <= 0.1
            assert first.kind == ("good" if near else "bad")
            assert EN("told_near" if near else "told_off") in first.words
        else:
            assert why_not_counted(run, step) in first.words


@pytest.mark.parametrize("name", CLASSES)
def test_a_forward_caption_says_what_the_network_answers_and_what_is_right(name: str) -> None:
    run, (_, _, _, outputs) = scene(name), by_hand(name)
    names, p = symbols(run), probabilities(outputs)
    for k, (key, step) in enumerate(moments(name)):
        if key == "mark_back" or step == 0:
            continue
        told, (*_, last) = plain_of(seen(name)["captions"][k]), lines_of(seen(name)["captions"][k])
        right, guess = run.batch.targets[step - 1, 0], outputs[step - 1].argmax()
        assert EN("caption_says", symbol=names[guess]) in told.words
        if run.batch.mask[step - 1, 0]:
            assert told.kind == ("good" if guess == right else "bad")
            assert last.numbers(0) == pytest.approx([p[step - 1, right]], rel=5e-4)
        else:
            assert why_not_counted(run, step) in told.words


def vectors(formula: str) -> list[list[float]]:
    """The vectors of numbers in a formula, in brackets."""
    found = re.findall(r"\((-?\d[^()]*)\)", formula.replace("·10^", "e"))
    return [[float(n) for n in re.findall(r"-?\d+\.?\d*(?:e-?\d+)?", text)] for text in found]


@pytest.mark.parametrize("cell", ["rnn", "lstm", "gru"])
@pytest.mark.parametrize("slip", ["none", "no-feedback"])
def test_with_few_units_the_caption_works_out_every_number(cell: str, slip: str) -> None:
    more = {"cell": cell, "slip": slip}
    run, (_, h, _, _) = scene("two units", **more), by_hand("two units", **more)
    for k, (key, step) in enumerate(moments("two units", **more)):
        if key == "mark_back" or step == 0:
            continue
        formulas = ["".join(line.formulas) for line in lines_of(seen("two units", **more)["captions"][k])[:-1]]
        for formula in formulas:
            numbers = vectors(formula)
            assert all(len(values) == 2 for values in numbers)
        assert vectors(formulas[-1])[-1] == pytest.approx(h[step].tolist(), rel=1e-3, abs=1e-6)
        gate = vectors(formulas[0])
        inside, value = np.sum(gate[:3], axis=0), np.array(gate[-1])
        outside = np.tanh(inside) if cell == "rnn" else 1 / (1 + np.exp(-inside))
        np.testing.assert_allclose(value, outside, atol=2e-3)
        if slip != "none":
            assert gate[1] == [0, 0]  # nothing comes from the state before
            assert EN("caption_no_feedback") in plain_of(seen("two units", **more)["captions"][k]).words
    assert run.params.hidden_size == 2


def test_with_few_units_the_lstm_works_out_its_memory() -> None:
    c = by_hand("two units")[2]
    for k, (key, step) in enumerate(moments("two units")):
        if key == "mark_forward" and step:
            formulas = ["".join(line.formulas) for line in lines_of(seen("two units")["captions"][k])[:-1]]
            f, before, i, g, after = vectors(next(each for each in formulas if each.startswith("ct")))
            np.testing.assert_allclose(after, c[step], rtol=1e-3, atol=1e-6)
            np.testing.assert_allclose(before, c[step - 1], rtol=1e-3, atol=1e-6)
            np.testing.assert_allclose(np.multiply(f, before) + np.multiply(i, g), after, atol=2e-3)


@pytest.mark.parametrize("name", ["rnn", "gru", "two units", "text", "no feedback"])
def test_a_backward_caption_splits_the_gradient_in_its_own_part_and_what_came_back(name: str) -> None:
    run, (weights, _, _, outputs) = scene(name), by_hand(name)
    norms = curve(panel(name, "gradient"), len(moments(name)) - 1, "legend_dh")
    counted, targets = run.batch.mask[:, 0], run.batch.targets[:, 0]
    if run.is_class:
        by_y = (probabilities(outputs) - np.eye(outputs.shape[1])[targets]) / counted.sum()
    else:
        by_y = 2 * (outputs - targets) / counted.sum()
    own = np.vstack([np.zeros(weights["W_y"].shape[0]), (by_y * counted[:, None]) @ weights["W_y"].T])
    end = max(step for step, norm in norms.items() if norm > 1e-12)
    for k, (key, step) in enumerate(moments(name)):
        if key != "mark_back":
            continue
        rule, numbers = lines_of(seen(name)["captions"][k])
        here, later = norms.get(step, 0.0), norms.get(step + 1, 0.0)
        way = "smaller" if here < later else "larger" if here > later else "same" if here else "none"
        told = plain_of(seen(name)["captions"][k]).words
        assert told == EN("told_back_start" if step == run.T else f"told_back_{way}", step=step)
        assert "∂L" in rule.formulas[0]
        direct, came, total = (numbers.numbers(n)[-1] for n in range(3))
        assert direct == pytest.approx(np.linalg.norm(own[step]), rel=1e-3, abs=1e-12)
        assert total == pytest.approx(norms.get(step, 0.0), rel=1e-3, abs=1e-12)
        assert abs(direct - came) - 1e-3 * direct <= total <= (direct + came) * (1 + 1e-3) + 1e-15
        if step == run.T or not run.params.feedback:
            assert came == 0
        assert (EN("caption_ratio", last=end) in numbers.words) == (step < end) == (len(numbers.formulas) == 4)
        if step < end:
            assert numbers.numbers(3) == pytest.approx([norms.get(step, 0.0) / norms[end]], rel=1e-3, abs=1e-12)


# ---- text that goes on by itself


WRITTEN: dict[str, Any] = {**VIEWS["text"], "own": "ab", "n_generated": 12, "temperature": 0.5, "seed": 1}


@cache
def written(**more: Any) -> Scene:
    return scene_of(RecurrentView(**WRITTEN | more))


def test_a_beginning_is_continued_and_each_character_is_the_next_input() -> None:
    run, drawn = written(), decoded(film(written(), "", EN))["panels"]["sequence"]
    rows = [list(each["text"])[1:] for each in drawn["data"] if each.get("mode") == "text"]
    assert len("ab") + 12 - 1 == run.T
    inputs = next(row for row in rows if row[:2] == ["a", "b"] and len(row) == run.T)
    targets = [symbols(run)[code] for code in run.batch.targets[:, 0]]
    assert inputs[1:] == targets[:-1]
    assert targets in rows


@pytest.mark.parametrize("trained", [0, 50, 100])
def test_at_temperature_zero_the_network_that_is_shown_writes_the_likeliest(trained: int) -> None:
    run = written(temperature=0.0, trained=trained)
    given = len("ab")
    assert run.batch.targets[given - 1 :, 0].tolist() == run.reading.outputs[given - 1 :].argmax(axis=1).tolist()


def test_the_same_seed_writes_the_same_text_and_another_temperature_another_one() -> None:
    first, again, hot = written(), scene_of(RecurrentView(**WRITTEN)), written(temperature=5.0)
    np.testing.assert_array_equal(first.batch.targets, again.batch.targets)
    assert first.batch.targets.tolist() != hot.batch.targets.tolist()


@pytest.mark.parametrize("temperature", [0.0, 0.5, 2.0])
def test_the_bars_are_the_likeliest_next_characters(temperature: float) -> None:
    run = written(temperature=temperature)
    body = decoded(film(run, "", EN))
    drawn = body["panels"]["next"]
    shares = probabilities(run.reading.outputs / (temperature or 1.0))
    known = {EN("mark_forward", step=step): step for step in range(101)}
    for k, mark in enumerate(body["marks"]):
        step = known[mark]
        (names,) = (each["text"] for each in shown(drawn, k) if each.get("mode") == "text")
        bars = [float(np.ravel(each["x"])[1]) for each in shown(drawn, k) if each.get("mode") == "lines"]
        if step == 0:
            assert set(names) == {""}
            assert set(bars) == {0.0}
            continue
        p = shares[step - 1]
        assert bars == pytest.approx(sorted(p, reverse=True)[:5], rel=1e-4, abs=1e-9)
        assert [p[symbols(run).index(name)] for name in names] == pytest.approx(bars, rel=1e-4, abs=1e-9)


def test_the_caption_gives_the_text_so_far() -> None:
    run, body = written(), decoded(film(written(), "", EN))
    names = symbols(run)
    text = "ab" + "".join(names[code] for code in run.batch.targets[1:, 0])
    assert len(text) == len("ab") + 12
    for step in range(1, run.T + 1):
        said = plain_of(body["captions"][step]).words
        assert said.endswith(EN("caption_so_far", text=text[: step + 1].replace("␣", " ")))
        key = "caption_listens" if step < 2 else "caption_writes"
        assert EN(key, symbol=text[step]) in said


def test_what_the_network_wrote_itself_has_no_right_answer_and_no_gradient() -> None:
    body = decoded(film(written(), "", EN))
    assert "gradient" not in body["panels"]
    assert len(body["marks"]) == written().T + 1
    assert len(lines_of(body["captions"][-1])) == 1
    assert EN("caption_right") not in "".join(body["captions"])


# ---- three cells


@cache
def compared(axis: str) -> tuple[Scene, Film]:
    run = scene_of(RecurrentView(**SHORT, compare=True, axis=axis, cell="gru"))
    return run, film(run, "compared", EN)


@pytest.mark.parametrize("axis", ["sequence", "training"])
def test_three_cells_stand_side_by_side_on_one_time_line(axis: str) -> None:
    run, made = compared(axis)
    body = decoded(made)
    names = [EN(f"cell_{cell}") for cell in ("rnn", "lstm", "gru")]
    for which in ("sequence", "hidden", "gradient", "loss"):
        three = [body["panels"][f"{which}-{name}"] for name in names]
        assert [panel["columns"] for panel in three] == [4, 4, 4]
        assert all(name in panel["title"] for name, panel in zip(names, three, strict=True))
        assert len({str(panel["layout"]["yaxis"]["range"]) for panel in three}) == 1
    for cell, name in zip(("rnn", "lstm", "gru"), names, strict=True):
        alone = scene_of(RecurrentView(**SHORT, axis=axis, cell=cell))
        own = decoded(film(alone, "", EN))
        assert len(own["captions"]) == made.n_frames
        assert own["panels"]["loss"]["frames"] == body["panels"][f"loss-{name}"]["frames"]
        assert str(own["panels"]["sequence"]["frames"]) == str(body["panels"][f"sequence-{name}"]["frames"])
        assert all(a in b for a, b in zip(own["captions"], body["captions"], strict=True))
    assert body["run"] == "compared"
    assert 0 < body["poster"] < made.n_frames
    assert len(made.json.encode()) < 1_000_000
    assert run.params.cell == "gru"


def test_the_three_cells_read_the_same_sequences() -> None:
    run, _ = compared("sequence")
    rnn, lstm, gru = (run.others[cell] for cell in ("rnn", "lstm", "gru"))
    for other in (lstm, gru):
        np.testing.assert_array_equal(other.batch.x, rnn.batch.x)
    assert len({other.history.thetas.shape for other in (rnn, lstm, gru)}) == 3


# ---- the run behind it


def test_a_view_of_the_same_training_trains_no_second_time() -> None:
    first = scene("rnn", seed=4)
    for more in ({"trained": 77}, {"axis": "training"}, {"output_step": 2}, {"own": "1 2 3 4"}):
        assert scene("rnn", seed=4, **more).history is first.history
    assert scene("rnn", seed=5).history is not first.history


def test_the_work_is_reported_from_its_beginning_to_its_end() -> None:
    parts: list[float] = []
    scene_of(RecurrentView(**SHORT, compare=True, seed=987), parts.append)
    assert parts == sorted(parts)
    assert 0 <= parts[0] < 0.2
    assert parts[-1] == 1
    assert len(parts) > 30


@pytest.mark.parametrize("n_updates", [1, 7, 119, 120, 500])
def test_any_part_of_any_training_can_be_shown(n_updates: int) -> None:
    for trained in (0, 33, 100):
        run = scene_of(
            RecurrentView(**SHORT | {"n_updates": n_updates, "batch_size": 1, "cell": "rnn", "trained": trained})
        )
        shown_update = run.history.updates[run.shown_frame]
        gaps = np.diff(run.history.updates).max()
        assert abs(shown_update - trained / 100 * n_updates) <= gaps / 2
