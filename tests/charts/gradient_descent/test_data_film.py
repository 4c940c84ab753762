"""The film of a fit against the run it shows: every number is read back out of the JSON that the browser gets."""

import json
import re
from functools import cache
from itertools import cycle
from typing import Any

import numpy as np
import pytest

from charts.film import MAX_FRAMES, Film, thin
from charts.gradient_descent.data.film import film
from charts.gradient_descent.data.scene import FIRST_UPDATES, Fit, fit_of
from core import Array
from core.gradient_descent.linear_models import SLIPS, SGDParams
from core.gradient_descent.regression_data import REGRESSION_DATASETS
from core.optimizers import OPTIMIZERS
from core.schedules import SCHEDULES
from locales import catalogue
from tests.charts.reading import decoded, lines_of, places, plain_of, points_of, shown

EN = catalogue("en")
MEGABYTE = 1_000_000

_optimizers, _schedules = cycle(OPTIMIZERS), cycle(SCHEDULES)
CASES: list[dict[str, Any]] = [
    {"dataset": dataset, "model": model, **fields}
    for dataset in REGRESSION_DATASETS
    for model, slips in SLIPS.items()
    for fields in (
        {"batch_size": 7, "schedule": next(_schedules)},  # a partial batch ends every epoch
        {"optimizer": next(_optimizers), "schedule": next(_schedules), "batch_size": 1, "n_epochs": 2, "seed": 3},
        {"standardize": False, "learning_rate": 0.003, "batch_size": 40, "momentum": 0.5, "optimizer": "momentum"},
        *({"slip": slip, "n_epochs": 3} for slip in slips if slip != "none"),
    )
]
DIVERGED = [
    {"dataset": "cars", "standardize": False, "learning_rate": 10.0},
    {"dataset": "cars", "standardize": False, "learning_rate": 10.0, "optimizer": "nesterov", "batch_size": 1},
    {"slip": "climb", "n_epochs": 60},
]
every_case = pytest.mark.parametrize("index", range(len(CASES)), ids=lambda k: "-".join(map(str, CASES[k].values())))


@cache
def case(index: int) -> Fit:
    return fit_of(SGDParams(**CASES[index]))


@cache
def seen(index: int) -> dict[str, Any]:
    return decoded(filmed(case(index)))


def filmed(run: Fit, lang: str = "en") -> Film:
    return film(run, "sgd", catalogue(lang))


def sampled(run: Fit) -> list[int]:
    """A dozen frames of the film, both ends among them."""
    return thin(range(run.n_frames), 12)


def answer(run: Fit, step: int, x: Array) -> Array:
    """The book's model after update `step`: w·x + b, or the sigmoid of it."""
    z = run.history.weights[step, 0] * x + run.history.biases[step]
    return z if run.params.model == "linear" else 1 / (1 + np.exp(-z))


def loss_of(run: Fit, step: int, i: Any = slice(None)) -> float:
    """Half the mean squared error, or the mean cross-entropy, of the samples i."""
    x, y = run.X[i, 0], run.y[i]
    z = run.history.weights[step, 0] * x + run.history.biases[step]
    return float(np.mean((z - y) ** 2 / 2 if run.params.model == "linear" else np.logaddexp(0, z) - y * z))


@cache
def cut(n: int, size: int, n_epochs: int, seed: int) -> list[Array]:
    """The minibatches by the book: shuffle, then cut; the rest is a batch, too."""
    rng = np.random.default_rng(seed)
    orders = [rng.permutation(n) for _ in range(n_epochs)]
    return [order[at : at + size] for order in orders for at in range(0, n, size)]


def minibatches(run: Fit) -> list[Array]:
    p = run.params
    return cut(len(run.y), p.batch_size, p.n_epochs, p.seed)


def close(actual: Any, expected: Any) -> bool:
    """Equal to six digits of the largest number around."""
    size = max(1.0, float(np.abs(expected).max(initial=0)))
    return np.shape(actual) == np.shape(expected) and np.allclose(actual, expected, rtol=0, atol=1e-5 * size)


def about(values: Any) -> Any:
    """To the four digits that a caption shows."""
    return pytest.approx([float(v) for v in values], rel=5.1e-4, abs=1e-300)


# ---- frames


@every_case
def test_the_first_updates_have_a_frame_each_and_the_last_one_is_kept(index: int) -> None:
    run, body = case(index), seen(index)
    steps, last = run.steps.tolist(), len(minibatches(run))
    assert len(body["captions"]) == len(body["marks"]) == len(steps) == min(last + 1, MAX_FRAMES)
    assert all(len(panel["frames"]) == len(steps) for panel in body["panels"].values())
    assert steps[: FIRST_UPDATES + 1] == list(range(min(last, FIRST_UPDATES) + 1))
    assert steps[-1] == last == run.history.n_updates
    assert (np.diff(steps) > 0).all()
    assert 0 <= body["poster"] < len(steps)
    for k in sampled(run)[1:]:
        per_epoch = last // run.params.n_epochs
        assert body["marks"][k] == f"update {steps[k]}, epoch {(steps[k] - 1) // per_epoch + 1}"


@pytest.mark.parametrize(("n_samples", "n_epochs"), [(21, 1), (118, 1), (119, 1), (120, 1), (121, 1), (200, 25)])
def test_later_updates_are_thinned_evenly(n_samples: int, n_epochs: int) -> None:
    run = fit_of(SGDParams(dataset="line", n_samples=n_samples, batch_size=1, n_epochs=n_epochs))
    assert run.n_frames == min(n_samples * n_epochs + 1, MAX_FRAMES)
    gaps = np.diff(run.steps[FIRST_UPDATES + 1 :])
    assert max(gaps, default=0) - min(gaps, default=0) <= 1
    assert run.steps[-1] == n_samples * n_epochs


def test_a_single_update_is_a_film_of_two_frames() -> None:
    run = fit_of(SGDParams(batch_size=150, n_epochs=1))
    assert run.steps.tolist() == [0, 1]
    assert decoded(filmed(run))["poster"] == 1


def test_films_join_by_the_number_of_the_update() -> None:
    assert list(filmed(case(0)).timeline) == case(0).steps.tolist()


@pytest.mark.parametrize("index", range(0, len(CASES), 3))
def test_two_languages_are_two_films_of_one_run_with_the_same_formulas(index: int) -> None:
    one, other = (decoded(filmed(case(index), lang)) for lang in ("en", "zh"))
    assert one["id"] != other["id"]
    assert one["run"] == other["run"]
    for k in sampled(case(index)):
        lines = list(zip(lines_of(one["captions"][k]), lines_of(other["captions"][k]), strict=True))
        assert all(a.formulas == b.formulas and a.kind == b.kind for a, b in lines)
        assert all(bool(a.words) == bool(re.search("[\u4e00-\u9fff\uff0c]", b.words)) for a, b in lines)


@pytest.mark.parametrize("model", SLIPS)
def test_the_longest_film_weighs_less_than_a_megabyte(model: str) -> None:
    run = fit_of(SGDParams(dataset="line", n_samples=200, batch_size=1, n_epochs=60, model=model))
    assert run.history.n_updates == 12_000
    assert len(filmed(run, "zh").json.encode()) < MEGABYTE


# ---- data space


@every_case
def test_the_lit_points_are_the_minibatch_and_nothing_else(index: int) -> None:
    run, panel = case(index), seen(index)["panels"]["data"]
    data = np.column_stack([run.X[:, 0], run.y])
    assert close(points_of(panel, 0, EN("legend_samples")), data)
    assert len(points_of(panel, 0, EN("legend_batch"))) == 0
    for k in sampled(run)[1:]:
        assert close(points_of(panel, k, EN("legend_batch")), data[minibatches(run)[run.steps[k] - 1]])


@every_case
def test_the_line_is_that_of_the_weights_before_and_after_the_update(index: int) -> None:
    run, panel = case(index), seen(index)["panels"]["data"]
    low, high = panel["layout"]["xaxis"]["range"]
    for k in sampled(run):
        step = int(run.steps[k])
        for name, of in ((EN("legend_before"), max(step - 1, 0)), (EN(f"legend_{run.params.model}"), step)):
            x, y = points_of(panel, k, name).T
            assert close(x[[0, -1]], np.array([low, high]))
            assert close(y, answer(run, of, np.linspace(low, high, len(x))))


@every_case
def test_axes_are_fixed_and_the_samples_lie_between_them(index: int) -> None:
    run, body = case(index), seen(index)
    for panel in body["panels"].values():
        axes = [panel["layout"][axis] for axis in ("xaxis", "yaxis")]
        assert all(axis["fixedrange"] and not axis["autorange"] for axis in axes)
        assert all(axis["range"][0] < axis["range"][1] for axis in axes)
        assert {key for frame in panel["frames"] for trace in frame for key in trace} <= {"x", "y", "upto"}
    layout = body["panels"]["data"]["layout"]
    for axis, values in (("xaxis", run.X), ("yaxis", run.y)):
        low, high = layout[axis]["range"]
        assert low < values.min() <= values.max() < high
    name = layout["xaxis"]["title"]["text"]
    assert ("standardised" in name) == run.params.standardize


# ---- parameter space


@every_case
def test_the_path_is_the_weights_and_grows_frame_by_frame(index: int) -> None:
    run, panel = case(index), seen(index)["panels"]["parameters"]
    path = np.column_stack([run.history.weights[run.steps, 0], run.history.biases[run.steps]])
    assert close(places(panel["data"][0]), path)
    assert list(panel["data"][0]["customdata"]) == list(range(run.n_frames))  # a click leads to that frame
    for k, (walked, _) in enumerate(panel["frames"]):
        assert walked == {"upto": k + 1}
        assert close(places(shown(panel, k)[1]), path[k : k + 1])


@every_case
def test_the_map_fills_its_bounds_and_holds_start_minimum_and_end(index: int) -> None:
    run, layout = case(index), seen(index)["panels"]["parameters"]["layout"]
    (image,) = layout["images"]
    w0, w1, b0, b1 = run.bounds
    assert (image["x"], image["y"]) == pytest.approx((w0, b1), rel=1e-5)
    assert (image["sizex"], image["sizey"]) == pytest.approx((w1 - w0, b1 - b0), rel=1e-5)
    assert (layout["xaxis"]["range"], layout["yaxis"]["range"]) == (
        pytest.approx([w0, w1], rel=1e-5),
        pytest.approx([b0, b1], rel=1e-5),
    )
    inside = [(0.0, 0.0), *([run.minimum] if run.minimum else [])]
    if run.params.slip != "climb":
        inside.append(run.path[-1])
    assert all(w0 < w < w1 and b0 < b < b1 for w, b in inside)


@pytest.mark.parametrize("dataset", ["iris-petals", "cars", "iris-versicolor-virginica"])
@pytest.mark.parametrize("optimizer", ["momentum", "adam"])
def test_the_map_also_holds_a_logistic_path_that_went_far(dataset: str, optimizer: str) -> None:
    fields: dict[str, Any] = {"model": "logistic", "standardize": False, "learning_rate": 10.0}
    run = fit_of(SGDParams(dataset=dataset, optimizer=optimizer, **fields))
    w0, w1, b0, b1 = run.bounds
    w, b = run.path[-1]
    assert w0 < w < w1
    assert b0 < b < b1


@every_case
def test_the_map_is_the_true_loss(index: int) -> None:
    run = case(index)
    w0, w1, b0, b1 = run.bounds
    n = len(run.surface)
    assert run.surface.shape == (n, n)
    for row, column in ((0, 0), (n // 3, n - 1), (n - 1, 5)):
        w, b = w0 + (w1 - w0) * (column + 0.5) / n, b0 + (b1 - b0) * (row + 0.5) / n
        z = w * run.X[:, 0] + b
        losses = (z - run.y) ** 2 / 2 if run.params.model == "linear" else np.logaddexp(0, z) - run.y * z
        assert run.surface[row, column] == pytest.approx(losses.mean())


@every_case
def test_a_cross_marks_the_minimum_where_there_is_a_formula(index: int) -> None:
    run, panel = case(index), seen(index)["panels"]["parameters"]
    crosses = [places(trace) for trace in panel["data"] if trace["name"] == EN("legend_minimum")]
    if run.params.model == "logistic":
        assert crosses == []
    else:
        slope, intercept = np.polyfit(run.X[:, 0], run.y, 1)
        assert close(crosses[0], np.array([[slope, intercept]]))


# ---- the two losses


@every_case
def test_both_losses_are_those_of_the_minibatch_before_and_of_all_samples_after_the_update(index: int) -> None:
    run, panel = case(index), seen(index)["panels"]["losses"]
    batch, full = (places(trace) for trace in panel["data"])
    assert close(batch[:, 0], run.steps)
    assert close(full[:, 0], run.steps)
    for k in sampled(run):
        step = int(run.steps[k])
        before = loss_of(run, step - 1, minibatches(run)[step - 1]) if step else loss_of(run, 0)
        assert batch[k, 1] == pytest.approx(max(before, 1e-9), rel=1e-5)
        assert full[k, 1] == pytest.approx(max(loss_of(run, step), 1e-9), rel=1e-5)
    assert all(frame == [{"upto": k + 1}] * 2 for k, frame in enumerate(panel["frames"]))


def test_ends_of_epochs_are_marked_until_there_are_too_many() -> None:
    def ends(**fields: Any) -> list[float]:
        layout = decoded(filmed(fit_of(SGDParams(**fields))))["panels"]["losses"]["layout"]
        return [shape["x0"] for shape in layout.get("shapes", [])]

    assert ends(batch_size=40, n_epochs=3) == [4, 8, 12]  # 150 = 3·40 + 30
    assert len(ends(batch_size=150, n_epochs=100)) == 100
    assert ends(batch_size=150, n_epochs=101) == []


# ---- captions


def test_the_first_caption_gives_the_loss_at_zero() -> None:
    (line,) = lines_of(decoded(filmed(case(0)))["captions"][0])
    assert line.numbers(0) == line.numbers(1) == [0]
    assert line.numbers(2) == about([loss_of(case(0), 0)])


@every_case
def test_captions_say_what_the_update_did_with_its_numbers(index: int) -> None:
    run, body = case(index), seen(index)
    h, p, per_epoch = run.history, run.params, len(minibatches(run)) // run.params.n_epochs
    for k in sampled(run)[1:]:
        s = int(run.steps[k])
        i = minibatches(run)[s - 1]
        first, update = lines_of(body["captions"][k])
        told = plain_of(body["captions"][k]).words
        before, after = loss_of(run, s - 1, i), loss_of(run, s, i)
        way = "falls" if after < before else "rises" if after > before else "stays"
        assert told == EN(f"told_fit_{way}", lit=EN("told_lit_one" if len(i) == 1 else "told_lit", size=len(i)))
        said = [int(n) for n in re.findall(r"\d+", first.words)]
        assert said == [s, (s - 1) % per_epoch + 1, per_epoch, (s - 1) // per_epoch + 1, len(i)]
        assert first.numbers(0) == about([loss_of(run, s - 1, i)])
        old, new = ((h.weights[r, 0], h.biases[r]) for r in (s - 1, s))
        if p.optimizer != "sgd" or p.slip == "mistakes-only":
            assert [update.numbers(0), update.numbers(1)] == [about(pair) for pair in zip(old, new, strict=True)]
            continue
        errors = answer(run, s - 1, run.X[i, 0]) - run.y[i]
        slopes = np.mean(errors * run.X[i, 0]), np.mean(errors)
        sign = 1 if p.slip == "climb" else -1
        for at, a, slope, b in zip((0, 3), old, slopes, new, strict=True):
            assert ("+" in update.formulas[at]) == (sign == 1)
            assert update.numbers(at + 1) == about([a, sign * h.learning_rates[s - 1], slope])
            assert update.numbers(at + 2) == about([b])


# ---- runs that go wrong


def numbers_in(value: Any) -> list[Any]:
    """Every number, and every null, of a frame's traces."""
    if isinstance(value, dict):
        return [n for item in value.values() for n in numbers_in(item)]
    if isinstance(value, list):
        return [n for item in value for n in numbers_in(item)]
    return np.ravel(value).tolist() if isinstance(value, np.ndarray) else [value]


@pytest.mark.parametrize("fields", DIVERGED, ids=str)
def test_a_run_that_diverges_makes_a_film_of_numbers_and_says_when(fields: dict[str, Any]) -> None:
    run = fit_of(SGDParams(**fields))
    h, made = run.history, filmed(run)
    body = decoded(made)
    json.loads(made.json, parse_constant=lambda word: pytest.fail(f"{word} in the film"))
    assert 1 < h.diverged_at <= h.n_updates
    assert np.isfinite(run.surface).all()
    for panel in body["panels"].values():
        for frame in panel["frames"][1:]:  # in frame 0 no point is lit
            assert None not in numbers_in(frame)
            assert np.isfinite(numbers_in(frame)).all()
    curves = [*body["panels"]["parameters"]["data"][:2], *body["panels"]["losses"]["data"]]
    assert all(len(places(curve)) == len(curve["x"]) for curve in curves)
    for k in range(1, run.n_frames):
        lines = lines_of(body["captions"][k])
        if run.steps[k] < h.diverged_at:
            assert lines[0].kind is None
        else:
            told = plain_of(body["captions"][k])
            assert (lines, told.kind, told.words) == ([], "bad", EN("told_fit_diverged", update=h.diverged_at))


def test_only_a_run_that_diverged_says_so() -> None:
    assert EN("told_fit_diverged", update=0).endswith("diverged.")
    assert not any("diverged" in text for text in seen(0)["captions"])
