"""Every number that the lessons state is worked out anew with the core, and both languages say the same."""

import re
from collections.abc import Mapping
from dataclasses import asdict
from functools import cache

import numpy as np
import pytest

from charts.perceptron.scene import FIRST_SAMPLES
from core import Array
from core.datasets import load
from core.perceptron.margin import largest_margin, novikoff_bound
from core.perceptron.params import PerceptronParams
from core.perceptron.training import PerceptronHistory, steps, train
from locales import LANGUAGES, content
from tests.claims.lessons import NUMBER, WITH_SENTENCES, prose, unclaimed

LAST_SAMPLE_IN_TABLE = 4


@cache
def data(**fields: object) -> tuple[Array, Array]:
    params = PerceptronParams(**fields)  # type: ignore[arg-type]
    return load(params.dataset, **asdict(params))


@cache
def run(**fields: object) -> PerceptronHistory:
    return train(*data(**fields), PerceptronParams(**fields))  # type: ignore[arg-type]


def bound(**fields: object) -> float:
    return novikoff_bound(largest_margin(*data(**fields)))


def right(**fields: object) -> int:
    """How many samples the trained weights have on the right side, not on the line."""
    (X, y), history = data(**fields), run(**fields)
    return int(np.sum(y * (X @ history.weights[-1] + history.biases[-1]) > 0))


def row(sample: int) -> list[float]:
    """A line of the table: sample, x, y, y(w·x + b), and w and b afterwards."""
    (X, y), params = data(**FOUR), PerceptronParams(**FOUR)  # type: ignore[arg-type]
    step = list(steps(X, y, params))[sample - 1]
    return [sample, *X[sample - 1], y[sample - 1], y[sample - 1] * step.score, *step.w, step.b]


FOUR: dict[str, object] = {"dataset": "four-points", "shuffle": False}
AND: dict[str, object] = {"dataset": "and", "shuffle": False}
XOR: dict[str, object] = {"dataset": "xor", "shuffle": False}
VIRGINICA: dict[str, object] = {"dataset": "iris-versicolor-virginica"}


@cache
def facts() -> Mapping[str, str]:
    """What the claims below are filled with, all from the core."""
    margin = largest_margin(*data())
    four = list(steps(*data(**FOUR), PerceptronParams(**FOUR)))  # type: ignore[arg-type]
    numbers = {
        "first": FIRST_SAMPLES,
        "before": -four[4].score,
        # 0.0 - 0 is 0.0, while -0.0 would be written with its sign
        "after": 0.0 - (data(**FOUR)[0][0] @ four[4].w + four[4].b),
        "gain": 1 + np.sum(data(**FOUR)[0][0] ** 2),
        "iris": run().n_updates,
        "iris_slow": run(learning_rate=0.05).n_updates,
        "shorter": run().weights[-1, 0] / run(learning_rate=0.05).weights[-1, 0],
        "iris_no_bias": run(slip="no-bias").n_updates,
        "forgets": run(slip="unlabelled-test").n_updates,
        "four": run(**FOUR).n_updates,
        "four_epochs": len(run(**FOUR).mistakes_per_epoch),
        "xor": max(run(**XOR).mistakes_per_epoch),
        "far": run(dataset="blobs", separation=8.0).n_updates,
        "far_bound": bound(dataset="blobs", separation=8.0),
        "near_separation": PerceptronParams().separation,
        "near": run(dataset="blobs").n_updates,
        "near_bound": bound(dataset="blobs"),
        "and": run(**AND).n_updates,
        "and_slow": run(**AND, learning_rate=0.1).n_updates,
        "virginica": run(**VIRGINICA, variant="pocket").n_updates,
        "flowers": len(data(**VIRGINICA)[1]),
        **{v: right(**VIRGINICA, variant=v) for v in ("standard", "averaged", "pocket")},
        "own": run(dataset="own").n_updates,
    }
    filled = {name: f"{value:,.0f}".replace("-", "−") for name, value in numbers.items()}
    return filled | {"R": f"{margin.radius:.2f}", "gamma": f"{margin.gamma:.3f}", "bound": f"{bound():.0f}"}


# Each must stand in the lesson exactly once, and no number may stand there that is not among them.
SAME = (
    "({R}/{gamma})^2\\approx{bound}",
    "$1^2+2^2+1={gain}$",
    "$1\\cdot((-1)\\cdot3+(-2)\\cdot4-1)=-12$",
    "$\\mathbf{{w}}\\leftarrow(-1,-2)+(3,4)=(2,2)$",
)
CLAIMS = {
    "en": (
        *SAME,
        "the first {first} samples",
        "Sample 3 in full",
        "lifts (1, 2) from {before} to {after}",
        "the one on sample 3 made sample 1 wrong again",
        "The run needs {iris}.",
        "nothing ever changes]: {forgets} updates",
        "The flowers allow that: {iris_no_bias} updates",
        "through {four} updates to epoch {four_epochs}, which has no mistake",
        "{xor} mistakes in every epoch",
        "{far} update is enough, the bound is {far_bound}",
        "separation back at {near_separation} it takes {near}, the bound is {near_bound}",
        "[The flowers with η = 0.05]: {iris_slow} updates",
        "$\\mathbf{{w}}$ is {shorter} times shorter",
        "[AND with η = 0.1]: {and_slow} updates, but {and} with η = 1, because the computer rounds 0.1",
        "no rest after {virginica} updates",
        "the pocket has {pocket} of {flowers} right, the averaged line {averaged}, the last working line {standard}",
        "[Your own points]: {own} updates",
    ),
    "zh": (
        *SAME,
        "前 {first} 个样本",
        "样本 3 的完整算式",
        "把 (1, 2) 从 {before} 提高到 {after}",
        "样本 3 的那次更新，又让样本 1 变错了",
        "实际只更新了 {iris} 次",
        "什么都不会改变]：更新 {forgets} 次",
        "更新 {iris_no_bias} 次就停",
        "经过 {four} 次更新，到第 {four_epochs} 轮不再出错",
        "每一轮都有 {xor} 个错误",
        "更新 {far} 次就够了，上界是 {far_bound}",
        "把间距调回 {near_separation}，就要更新 {near} 次，上界是 {near_bound}",
        "η = 0.05]：同样更新 {iris_slow} 次",
        "短到了原来的 1/{shorter}",
        "η = 0.1]：更新 {and_slow} 次，而 η = 1 时要 {and} 次，因为计算机里的 0.1",
        "更新 {virginica} 次仍停不下来",
        "在 {flowers} 朵花中，平均感知机对了 {averaged} 朵，最后的当前直线只对 {standard} 朵；口袋算法对了 {pocket} 朵",
        "[自己的点]：更新 {own} 次",
    ),
}


@pytest.fixture(params=LANGUAGES)
def lang(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.parametrize("lang", WITH_SENTENCES)
def test_every_claim_holds_and_no_number_is_left_unchecked(lang: str) -> None:
    text = unclaimed(prose("perceptron/lesson", lang), CLAIMS[lang], facts())
    text = re.sub(r"(Rosenblatt|Novikoff|Schapire|Gallant) \d{4}", "", text)
    text = text.replace("+2b", "")  # of the proof that XOR has no line
    left = {number.lstrip("-−") for number in NUMBER.findall(text)}
    assert left <= {"0", "1"}  # labels, signs and zero weights


def test_the_table_of_the_first_samples(lang: str) -> None:
    lines = re.findall(r"^\| \d.*$", content("perceptron/lesson", lang), flags=re.M)
    numbers = [[float(n.replace("−", "-")) for n in NUMBER.findall(line)] for line in lines]
    assert numbers == [row(sample) for sample in range(1, LAST_SAMPLE_IN_TABLE + 1)]
    assert ["✗" in line for line in lines] == [row(sample)[4] <= 0 for sample in (1, 2, 3, 4)]


def test_the_sum_of_sample_3_is_that_of_the_table() -> None:
    _, x1, x2, y, score, *w, b = row(3)
    assert y * (-1 * x1 - 2 * x2 - 1) == score == -12
    assert row(2)[5:] == [-1, -2, -1]
    assert ([-1 + x1, -2 + x2], -1 + 1) == (w, b) == ([2, 2], 0)


def test_the_update_on_sample_3_makes_sample_1_wrong_again() -> None:
    (X, y), history = data(**FOUR), run(**FOUR)
    scores = y[0] * (history.weights @ X[0] + history.biases)
    assert scores[1] > 0 >= scores[2]
    assert history.update_samples[1] == 2
    assert float(facts()["gain"]) == scores[3] - scores[2]  # the next mistake, from −6 to 0


def test_the_next_mistake_is_the_frame_of_its_link() -> None:
    history = run(**FOUR)
    assert history.update_steps[2] == 5  # all samples are shown, so frame 5 is the fifth sample looked at
    assert history.n_steps < 120


def test_the_learning_rate_changes_nothing_from_zero_weights_but_does_from_random_ones() -> None:
    fast, slow = run(), run(learning_rate=0.05)
    np.testing.assert_array_equal(fast.update_steps, slow.update_steps)
    np.testing.assert_allclose(slow.weights * 20, fast.weights, atol=1e-9)
    np.testing.assert_allclose(slow.biases * 20, fast.biases, atol=1e-9)
    assert run(init_scale=5.0).n_updates != run(init_scale=5.0, learning_rate=0.05).n_updates


def test_and_differs_at_a_tenth_because_a_score_misses_zero() -> None:
    scores = [s.score for s in steps(*data(**AND), PerceptronParams(**AND, learning_rate=0.1))]  # type: ignore[arg-type]
    assert any(0 < abs(score) < 1e-15 for score in scores)
    # a power of two is exact, and then the learning rate plays no role at all
    np.testing.assert_array_equal(run(**AND).orders, run(**AND, learning_rate=0.125).orders)
    np.testing.assert_array_equal(run(**AND).update_steps, run(**AND, learning_rate=0.125).update_steps)


def test_xor_has_no_line_and_goes_round_through_zero() -> None:
    history = run(**XOR)
    assert largest_margin(*data(**XOR)).gamma == 0
    assert set(history.mistakes_per_epoch) == {4}
    np.testing.assert_array_equal(history.weights[::4], 0)
    np.testing.assert_array_equal(history.biases[::4], 0)


def test_only_the_runs_that_are_said_to_stop_stop() -> None:
    assert run(**FOUR).converged
    assert run(slip="no-bias").converged
    assert run(dataset="own").converged
    assert not run(**VIRGINICA).converged
    assert not run(slip="unlabelled-test").converged


def test_without_a_bias_the_corner_of_and_is_a_mistake_in_every_epoch() -> None:
    run_steps = list(steps(*data(**AND), PerceptronParams(**AND, slip="no-bias")))  # type: ignore[arg-type]
    corner = [s for s in run_steps if s.sample == 0]
    assert len(corner) == PerceptronParams().n_epochs
    assert all(s.mistake and s.score == 0 for s in corner)


def test_an_orange_point_among_the_blue_squares_leaves_no_line() -> None:
    X, y = data(dataset="own")
    blue = X[y < 0]
    assert len(blue) == 3
    inside = blue.mean(axis=0)
    assert largest_margin(np.vstack([X, inside]), np.append(y, 1.0)).gamma == 0


def test_the_home_page_opens_with_five_sentences(lang: str) -> None:
    text = content("home", lang).strip()
    ends = re.findall(r"[.!?](?=\s|$)|[。！？]", text)
    assert len(ends) == 5
    assert text.endswith(ends[-1])
    assert not re.search(r"^[#*-]", text, flags=re.M)
