"""The perceptron's film against the run it shows: every number is read back out of the JSON that the browser gets."""

import re
from functools import cache
from itertools import product
from typing import Any, get_args

import numpy as np
import pytest

from charts import theme
from charts.film import MAX_FRAMES, Film, thin
from charts.perceptron.film import film
from charts.perceptron.scene import FIRST_SAMPLES, Scene, moments, plane_names, scene_of
from core import Array
from core.datasets import DATASETS
from core.perceptron.params import PerceptronParams, Slip, Variant
from core.perceptron.training import Step, initial_weights, steps
from locales import catalogue
from tests.charts.reading import decoded, lines_of, places_so_far, plain_of, points_of, shown

EN = catalogue("en")
MEGABYTE = 1_000_000

Case = tuple[str, str, str]
# Every pair of a dataset, a variant and a slip is in one of them.
CASES: list[Case] = [
    (dataset, variant, get_args(Slip)[(i + j) % len(get_args(Slip))])
    for (i, dataset), (j, variant) in product(enumerate(DATASETS), enumerate(get_args(Variant)))
]
every_case = pytest.mark.parametrize("case", CASES, ids="/".join)


@cache
def scene(case: Case) -> Scene:
    """A run with a learning rate that shows; from a random start where the slip would do nothing from zero."""
    dataset, variant, slip = case
    start: dict[str, Any] = {"init_scale": 1.0} if slip == "unlabelled-test" else {}
    fields: dict[str, Any] = {"dataset": dataset, "variant": variant, "slip": slip}
    return scene_of(PerceptronParams(**fields, **start, learning_rate=0.35, n_epochs=8))


def filmed(run: Scene, lang: str = "en") -> Film:
    t = catalogue(lang)
    return film(run, plane_names(run.params, t), "perceptron", t)


@cache
def seen(case: Case) -> dict[str, Any]:
    return decoded(filmed(scene(case)))


@cache
def oracle(case: Case) -> list[Step]:
    """The book's loop: what each considered sample did. The first entry is the start."""
    run = scene(case)
    w, b = initial_weights(2, run.params, np.random.default_rng(run.params.seed))
    return [Step(1, -1, 0.0, False, w, b), *steps(run.X, run.y, run.params)]


def sampled(run: Scene) -> list[int]:
    """Two dozen frames of the film, both ends among them."""
    return thin(range(run.n_frames), 24)


def close(actual: Any, expected: Any, size: float) -> bool:
    """Equal to six digits of the largest number around."""
    return np.shape(actual) == np.shape(expected) and bool(np.allclose(actual, expected, rtol=0, atol=1e-5 * size))


def in_order(points: Array) -> Array:
    return points[np.lexsort(points.T)]


# ---- frames


@every_case
def test_a_frame_is_a_moment_and_moments_are_left_out_only_when_there_are_too_many(case: Case) -> None:
    run, body = scene(case), seen(case)
    assert len(body["captions"]) == len(body["marks"]) == len(run.steps) <= MAX_FRAMES
    assert all(len(panel["frames"]) == len(run.steps) for panel in body["panels"].values())
    assert (run.steps[0], run.steps[-1]) == (0, run.history.n_steps)
    assert (np.diff(run.steps) > 0).all()
    if run.history.n_steps < MAX_FRAMES:
        assert len(run.steps) == run.history.n_steps + 1
    else:
        assert run.steps[: FIRST_SAMPLES + 1].tolist() == list(range(FIRST_SAMPLES + 1))
        assert set(run.steps[FIRST_SAMPLES + 1 : -1]) <= set(run.history.update_steps)
        updates = [u for u in run.history.update_steps if FIRST_SAMPLES < u < run.history.n_steps]
        assert len(run.steps) == min(MAX_FRAMES, FIRST_SAMPLES + 2 + len(updates))


@pytest.mark.parametrize("limit", [20, 57, MAX_FRAMES])
def test_the_film_is_full_when_there_are_more_updates_than_frames(limit: int) -> None:
    history = scene(("ring", "standard", "none")).history
    assert history.n_updates > MAX_FRAMES
    assert len(moments(history, limit)) == limit


def test_the_poster_is_an_update_before_the_end() -> None:
    run = scene_of(PerceptronParams())
    poster = filmed(run).poster
    assert 0 < poster < run.n_frames - 1
    assert run.steps[poster] in run.history.update_steps


def test_a_run_without_an_update_opens_at_its_end() -> None:
    run = scene_of(PerceptronParams(slip="unlabelled-test"))
    assert filmed(run).poster == run.n_frames - 1


def test_the_same_run_is_the_same_film() -> None:
    params = PerceptronParams(dataset="ring", variant="pocket")
    assert filmed(scene_of(params)).json == filmed(scene_of(params)).json


@pytest.mark.parametrize("case", CASES[::4], ids="/".join)
def test_two_languages_are_two_films_of_one_run_with_the_same_formulas(case: Case) -> None:
    one, other = (decoded(filmed(scene(case), lang)) for lang in ("en", "zh"))
    assert one["id"] != other["id"]
    assert one["run"] == other["run"]
    for english, chinese in zip(one["captions"], other["captions"], strict=True):
        lines = list(zip(lines_of(english), lines_of(chinese), strict=True))
        assert all(a.formulas == b.formulas and a.kind == b.kind for a, b in lines)
        assert all(bool(a.words) == bool(re.search("[\u4e00-\u9fff\uff0c]", b.words)) for a, b in lines)


OWN = tuple((k % 14 * 0.31, k // 14 * 0.37, 1 if k * k % 7 > 2 else -1) for k in range(200))
BIGGEST: list[dict[str, Any]] = [
    {},
    {"dataset": "ring", "variant": "averaged"},
    {"dataset": "blobs", "separation": 0.0, "variant": "pocket", "init_scale": 5.0},
    {"dataset": "overlapping-blobs", "slip": "no-bias"},
    {"dataset": "iris-versicolor-virginica", "variant": "averaged"},
    {
        "dataset": "own",
        "points": tuple((k % 14 * 0.31, k // 14 * 0.37, 1 if k * k % 7 > 2 else -1) for k in range(200)),
    },
]


@pytest.mark.parametrize("fields", BIGGEST, ids=lambda fields: fields.get("dataset", "the default run"))
def test_a_film_weighs_less_than_a_megabyte(fields: dict[str, Any]) -> None:
    size = {"n_samples": 200, "n_epochs": 100} if fields else {}
    assert len(filmed(scene_of(PerceptronParams(**size, **fields)), "zh").json.encode()) < MEGABYTE


# ---- axes


@every_case
def test_axes_are_fixed_and_everything_lies_between_them(case: Case) -> None:
    body = seen(case)
    for panel in body["panels"].values():
        assert {key for frame in panel["frames"] for trace in frame for key in trace} <= {"x", "y", "upto"}
        axes = [panel["layout"][axis] for axis in ("xaxis", "yaxis")]
        assert all(axis["fixedrange"] and not axis["autorange"] for axis in axes)
        low, high = np.array([axis["range"] for axis in axes]).T
        arrows = {EN("legend_w"), EN("legend_added"), EN("legend_w_before")}  # those of the plane may point out of it
        drawn = [places_so_far(s) for k in sampled(scene(case)) for s in shown(panel, k) if s.get("name") not in arrows]
        points = np.concatenate(drawn)
        if axes[1].get("type") == "log":
            points = np.column_stack([points[:, 0], np.log10(points[:, 1])])
        room = 1e-5 * (np.abs(low) + np.abs(high))
        assert ((low - room <= points) & (points <= high + room)).all(), panel["name"]


# ---- (a) the plane


@every_case
def test_the_plane_shows_the_data_the_line_the_sample_and_the_mistakes(case: Case) -> None:
    run, plane = scene(case), seen(case)["panels"]["plane"]
    names = plane_names(run.params, EN)
    size = float(np.abs(run.X).max()) + 1
    window = np.array([plane["layout"][axis]["range"] for axis in ("xaxis", "yaxis")])
    corners = np.array([[x, y] for x in window[0] for y in window[1]])
    line = EN("legend_line" if run.params.variant == "standard" else "legend_working")
    for k in sampled(run):
        now, before = oracle(case)[run.steps[k]], oracle(case)[max(run.steps[k] - 1, 0)]
        drawn = points_of(plane, k, line)
        scores = corners @ now.w + now.b
        touches = not now.w.any() or (scores == 0).any()  # a line along an edge is seen, one at a corner is not
        assert touches or len(drawn) == (2 if scores.min() < 0 < scores.max() else 0)
        assert close(drawn @ now.w + now.b, np.zeros(len(drawn)), size * (1 + np.abs(now.w).max()))
        ghost = points_of(plane, k, EN("legend_before"))
        assert len(ghost) == 0 or now.mistake
        assert close(ghost @ before.w + before.b, np.zeros(len(ghost)), size * (1 + np.abs(before.w).max()))
        assert close(points_of(plane, k, EN("legend_sample")), run.X[[now.sample]] if k else np.zeros((0, 2)), size)
        assert close(points_of(plane, k, names.positive), run.X[run.y > 0], size)
        assert close(points_of(plane, k, names.negative), run.X[run.y < 0], size)
        if run.params.variant == "standard":
            wrong = run.X[run.y * (run.X @ now.w + now.b) <= 0]
            assert close(in_order(points_of(plane, k, EN("legend_wrong"))), in_order(wrong), size)


@every_case
def test_at_the_end_the_plane_is_shaded_and_marked_by_the_trained_weights(case: Case) -> None:
    run, plane = scene(case), seen(case)["panels"]["plane"]
    w, b = run.history.weights[-1], run.history.biases[-1]
    size, last = float(np.abs(run.X).max()) + 1, run.n_frames - 1
    tolerance = 1e-5 * size * (1 + np.abs(w).max() + abs(b))
    positive, negative = (points_of(plane, last, c) for c in (theme.POSITIVE_AREA, theme.NEGATIVE_AREA))
    assert len(positive) + len(negative) >= 4 * bool(w.any())
    assert (positive @ w + b >= -tolerance).all()
    assert (negative @ w + b <= tolerance).all()
    wrong = run.X[run.y * (run.X @ w + b) <= 0]
    assert close(in_order(points_of(plane, last, EN("legend_wrong"))), in_order(wrong), size)
    if run.params.variant != "standard":
        line = points_of(plane, last, EN(f"legend_{run.params.variant}"))
        assert close(line @ w + b, np.zeros(len(line)), size * (1 + np.abs(w).max()))


@every_case
def test_what_an_update_adds_closes_the_triangle(case: Case) -> None:
    run, plane = scene(case), seen(case)["panels"]["plane"]
    span = float(np.ptp(plane["layout"]["xaxis"]["range"]))
    longest = max(float(np.linalg.norm(oracle(case)[s].w)) for s in run.steps)
    n_triangles = 0
    for k in sampled(run):
        now, before = oracle(case)[run.steps[k]], oracle(case)[max(run.steps[k] - 1, 0)]
        old, added, new = (points_of(plane, k, EN(f"legend_{name}")) for name in ("w_before", "added", "w"))
        assert len(added) == (len(new) if now.mistake else 0)
        assert len(old) == (len(new) if now.mistake and before.w.any() else 0)
        if not len(new):
            continue
        scale = 0.3 * span / longest
        assert close(new[1] - new[0], scale * now.w, span)
        if len(added):
            change = run.params.learning_rate * run.y[now.sample] * run.X[now.sample]
            assert close(added[1] - added[0], scale * change, span)
            assert close(added[1], new[1], span)
            assert close(added[0], old[1] if len(old) else new[0], span)
            n_triangles += 1
    assert n_triangles or run.history.n_updates == 0 or longest == 0


# ---- (b) mistakes and updates


@every_case
def test_mistakes_are_counted_epoch_by_epoch(case: Case) -> None:
    run, panel = scene(case), seen(case)["panels"]["mistakes"]
    history, n = run.history, len(run.y)
    for k in sampled(run)[1:]:
        epochs, so_far = places_so_far(shown(panel, k)[1]).T
        assert epochs.tolist() == list(range(1, oracle(case)[run.steps[k]].epoch + 1))
        assert so_far.sum() == sum(step.mistake for step in oracle(case)[: run.steps[k] + 1])
    assert so_far.tolist() == history.mistakes_per_epoch.tolist()
    whole = shown(panel, 0)[0]
    assert places_so_far(whole)[:, 1].tolist() == history.mistakes_per_epoch.tolist()
    for epoch, frame in enumerate(whole["customdata"], start=1):  # a click leads to the last frame of that epoch
        assert run.steps[frame] <= epoch * n
        assert frame == run.n_frames - 1 or run.steps[frame + 1] > epoch * n


@every_case
def test_updates_are_counted_and_the_bound_is_drawn_where_it_holds(case: Case) -> None:
    run, panel = scene(case), seen(case)["panels"]["updates"]
    for k in sampled(run):
        points = places_so_far(shown(panel, k)[1])
        count = sum(step.mistake for step in oracle(case)[: run.steps[k] + 1])
        assert points[-1].tolist() == [run.steps[k], count] if count else len(points) == 0
    bounds = [trace["y"][0] for trace in panel["data"] if trace["line"].get("dash") == "dash"]
    labels = [label["y"] for label in panel["layout"].get("annotations", [])]
    np.testing.assert_allclose(labels, np.log10(bounds), rtol=1e-5)
    speaks = run.margin.gamma > 0 and run.params.slip != "unlabelled-test"
    assert bounds == ([pytest.approx((run.margin.radius / run.margin.gamma) ** 2, rel=1e-5)] if speaks else [])
    assert all(run.history.n_updates <= bound for bound in bounds)


# ---- (c) the weights


@every_case
def test_the_path_of_the_weights_is_the_history_and_each_step_is_an_update(case: Case) -> None:
    run, panel = scene(case), seen(case)["panels"]["weights"]
    path = np.array([oracle(case)[s].w for s in run.steps])
    size = float(np.abs(path).max()) + 1
    assert close(places_so_far(shown(panel, run.n_frames - 1)[1]), path, size)
    assert close(places_so_far(shown(panel, 0)[0]), path, size)
    assert np.array_equal(shown(panel, 0)[0]["customdata"], range(run.n_frames))
    for k in sampled(run):
        now = oracle(case)[run.steps[k]]
        _, walked, old, added, new = map(places_so_far, shown(panel, k))
        assert close(walked, path[: k + 1], size)
        assert close(new, [(0, 0), now.w] if now.w.any() else np.zeros((0, 2)), size)
        if len(added):
            change = run.params.learning_rate * run.y[now.sample] * run.X[now.sample]
            assert now.mistake
            assert close(added, [now.w - change, now.w], size)
            assert close(old, [(0, 0), now.w - change] if (now.w != change).any() else np.zeros((0, 2)), size)


# ---- captions


def passed_over(case: Case, k: int) -> str:
    """What a caption says of the samples that have no frame, counted anew."""
    run = scene(case)
    skipped = range(int(run.steps[k - 1]) + 1, int(run.steps[k]))
    n_updates = sum(oracle(case)[s].mistake for s in skipped)
    kind = "silent" if run.params.slip == "unlabelled-test" else "right"
    if not skipped:
        return ""
    if n_updates:
        return EN("passed_updates", n=len(skipped), n_updates=n_updates) + " "
    return EN(f"passed_{kind}", n=len(skipped)) + " "


@every_case
def test_captions_say_what_the_loop_did_with_its_numbers(case: Case) -> None:
    run, body = scene(case), seen(case)
    labelled, fits_bias, eta = run.params.slip != "unlabelled-test", run.fits_bias, run.params.learning_rate
    n = len(run.y)
    for k in sampled(run)[1:]:
        s = int(run.steps[k])
        now, before = oracle(case)[s], oracle(case)[s - 1]
        x, y = run.X[now.sample], float(run.y[now.sample])
        lines = lines_of(body["captions"][k])
        test = lines[0]
        place = (s - 1) % n + 1
        assert test.words.startswith(passed_over(case, k) + EN("caption_sample", epoch=now.epoch, place=place, n=n))
        assert body["marks"][k] == EN("mark_sample", sample=place, epoch=now.epoch)
        assert test.kind == ("bad" if now.mistake else "good" if labelled else None)
        assert test.numbers(1) == about(
            [*([y] if labelled else []), before.w[0], x[0], before.w[1], x[1], *([before.b] if fits_bias else [])]
        )
        score = y * now.score if labelled else now.score
        assert test.numbers(2) == about([score, 0])
        relation = ("≤" if now.mistake else ">") if labelled else ("<" if now.mistake else "≥")
        assert relation in test.formulas[2]
        if now.mistake:
            update = lines[1]
            assert update.numbers(1) == about([*before.w, eta, y, *x])
            assert update.numbers(2) == about(now.w)
            assert len(update.formulas) == (5 if fits_bias else 3)
            if fits_bias:
                assert update.numbers(4) == about([before.b, eta, y, now.b])


def about(values: Any) -> Any:
    """To the four digits that a caption shows."""
    return pytest.approx([float(v) for v in values], rel=5.1e-4, abs=1e-300)


@every_case
def test_the_sentence_of_a_frame_is_true_of_it(case: Case) -> None:
    run, captions = scene(case), seen(case)["captions"]
    for k in range(1, run.n_frames):
        said, i = plain_of(captions[k]).words.partition(". Epoch ")[0], int(run.seen[1][k])
        (before, b), (after, b_after) = run.working(int(run.before[k])), run.working(int(run.after[k]))
        x, y = run.X[i], float(run.y[i])
        score = float(before @ x + b)
        assert ("+1" in said or "versicolor" in said) == (y > 0) or "virginica" in case[0]
        assert ("nothing c" in said) == (bool((before == after).all()) and b == b_after)
        assert not ("on the right side" in said and y * score <= 0)
        assert not ("on the wrong side" in said and y * score >= 0)
        assert not ("exactly on the line" in said and (score or not before.any()))
        assert ("w was zero" in said) <= (not before.any())
        assert ("only b changes" in said) <= (bool((before == after).all()) and b != b_after)
        for word, sign in (("turns towards", 1), ("turns away", -1)):
            if word in said:
                assert sign * (cosine(after, x) - cosine(before, x)) > 0
        for word, sign in (("step towards", 1), ("step away", -1)):
            assert word not in said or sign * float((after - before) @ x) > 0
        for word, sign in (("direction of this point", 1), ("opposite direction", -1)):
            assert word not in said or cosine(after, x) == pytest.approx(sign)


def cosine(a: Any, b: Any) -> float:
    lengths = float(np.linalg.norm(a) * np.linalg.norm(b))
    return float(a @ b) / lengths if lengths else 0.0


@every_case
def test_the_last_caption_says_how_it_ended(case: Case) -> None:
    run = scene(case)
    w, b = run.history.weights[-1], float(run.history.biases[-1])
    n_right = int(np.sum(run.y * (run.X @ w + b) > 0))
    caption = seen(case)["captions"][-1]
    *_, answer = lines_of(caption)
    ending = plain_of(caption)
    n_epochs, last = len(run.history.mistakes_per_epoch), int(run.history.mistakes_per_epoch[-1])
    if run.history.converged:
        assert ending.words.endswith(EN("ending_converged", n_epochs=n_epochs, n_updates=run.history.n_updates))
    elif last:
        assert ending.words.endswith(EN("ending_out_of_epochs", n_epochs=n_epochs, last=last))
    else:
        assert ending.words.endswith(EN("ending_silent", n_epochs=n_epochs, n_wrong=len(run.y) - n_right, n=len(run.y)))
    if run.params.variant != "standard":
        assert EN("caption_right_on", n_right=n_right, n=len(run.y)) in answer.words
        assert answer.numbers(0) == about([*w, *([b] if run.fits_bias else [])])


@pytest.mark.parametrize(
    ("fields", "words", "rule"),
    [
        ({}, "all weights are zero", "y(𝐰·𝐱+b)≤0⇒𝐰←𝐰+ηy𝐱 b←b+ηy"),
        ({"init_scale": 1.0}, "the weights are random", "y(𝐰·𝐱+b)≤0⇒𝐰←𝐰+ηy𝐱 b←b+ηy"),
        ({"fit_bias": False}, "all weights are zero", "y(𝐰·𝐱)≤0⇒𝐰←𝐰+ηy𝐱"),
        ({"slip": "no-bias"}, "all weights are zero", "y(𝐰·𝐱)≤0⇒𝐰←𝐰+ηy𝐱"),
        ({"slip": "unlabelled-test"}, "all weights are zero", "𝐰·𝐱+b<0⇒𝐰←𝐰+ηy𝐱 b←b+ηy"),
    ],
)
def test_the_first_caption_states_the_rule_that_will_run(fields: dict[str, Any], words: str, rule: str) -> None:
    first = filmed(scene_of(PerceptronParams(**fields))).captions[0]
    (law,) = lines_of(first)
    assert words in plain_of(first).words
    assert law.formulas == rule.split()


@pytest.mark.parametrize(
    ("fields", "lang", "expected"),
    [
        ({}, "en", ("sepal length (cm)", "petal length (cm)", "+1 versicolor", "−1 setosa")),
        ({"x1_feature": "petal-width"}, "zh", ("花瓣宽度（厘米）", "花瓣长度（厘米）", "+1 变色鸢尾", "−1 山鸢尾")),
        ({"dataset": "xor"}, "en", ("x₁", "x₂", "class +1", "class −1")),
        ({"dataset": "own"}, "zh", ("x₁", "x₂", "类别 +1", "类别 −1")),
    ],
)
def test_axes_and_classes_are_named_in_the_visitors_language(
    fields: dict[str, Any], lang: str, expected: tuple[str, ...]
) -> None:
    names = plane_names(PerceptronParams(**fields), catalogue(lang))
    assert (names.x1, names.x2, names.positive, names.negative) == expected
