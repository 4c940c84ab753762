"""The numbers in both lessons of the gradient-descent lab, worked out anew with the core; see test_perceptron.py."""

import math
import re
from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from itertools import combinations
from typing import Any

import numpy as np
import pytest

from core import Array
from core.gradient_descent.batches import SGDHistory
from core.gradient_descent.descent import ARRIVED, FAR, DescentHistory, DescentParams, arrivals, descend
from core.gradient_descent.landscapes import LANDSCAPES
from core.gradient_descent.linear_models import SGDParams, exact_minimum, hessian, loss, loss_gradient, train
from core.gradient_descent.regression_data import load
from core.gradient_descent.stability import (
    best_settings,
    convergence_rate,
    eigen,
    eigen_coordinates,
    largest_stable_rate,
    regime,
)
from core.optimizers import RMSPROP_ALPHA
from locales import LANGUAGES, content
from tests.claims.lessons import NUMBER, WITH_SENTENCES, parts, prose, unclaimed

PARAMS: dict[str, type[DescentParams] | type[SGDParams]] = {
    "gradient_descent/landscape": DescentParams,
    "gradient_descent/data": SGDParams,
}
SIX = ("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam")
RIDGE = (-3.0, 0.0)

LOGISTIC: dict[str, Any] = {"dataset": "iris-versicolor-virginica", "model": "logistic"}
ONE_CAR: dict[str, Any] = {"dataset": "cars", "batch_size": 1}
ALL_CARS: dict[str, Any] = {"dataset": "cars", "batch_size": 50}
IN_MILES: dict[str, Any] = {"dataset": "cars", "standardize": False}


@cache
def race(**changed: Any) -> DescentHistory:
    return descend(DescentParams(**changed))


def arrived(name: str, **changed: Any) -> int:
    """The update after which that optimizer has arrived; it must."""
    params = DescentParams(**changed)
    update = int(arrivals(race(**changed), params.surface)[params.optimizers.index(name)])
    assert update > 0
    return update


def late(name: str, **changed: Any) -> int:
    """The length of a run in which that optimizer does not arrive."""
    params = DescentParams(**changed)
    assert arrivals(race(**changed), params.surface)[params.optimizers.index(name)] == -1
    return params.n_steps


def gone(name: str, **changed: Any) -> int:
    """The update at which that optimizer diverges; it must."""
    update = int(race(**changed).diverged_at[DescentParams(**changed).optimizers.index(name)])
    assert update > 0
    return update


@cache
def data(**changed: Any) -> tuple[Array, Array]:
    params = SGDParams(**changed)
    return load(params.dataset, **{k: v for k, v in asdict(params).items() if k != "dataset"})


@cache
def run(**changed: Any) -> SGDHistory:
    return train(*data(**changed), SGDParams(**changed))


def losses(history: SGDHistory, **changed: Any) -> Array:
    """The full loss at every record."""
    model = SGDParams(**changed).model
    return np.array([loss(w, b, *data(**changed), model) for w, b in zip(history.weights, history.biases, strict=True)])


def in_last_epoch(**changed: Any) -> Array:
    """The full loss after each update of the last epoch."""
    history = run(**changed)
    return losses(history, **changed)[history.epochs == history.epochs[-1]]


def least(**changed: Any) -> float:
    """The smallest loss that a line can have."""
    return loss(*exact_minimum(*data(**changed)), *data(**changed), "linear")


def scores(**changed: Any) -> Array:
    return data(**changed)[0] @ run(**changed).weights[-1] + run(**changed).biases[-1]


def right(**changed: Any) -> int:
    return int(np.sum((scores(**changed) > 0) == (data(**changed)[1] == 1)))


def place(point: Array, digits: int) -> str:
    return f"({point[0]:.{digits}f}, {point[1]:.{digits}f})"


@cache
def race_facts() -> Mapping[str, str]:
    """What the claims about the landscape view are filled with."""
    params, history = DescentParams(), race()
    surface, eta, beta, n = params.surface, params.learning_rate, params.momentum, params.n_steps
    (flat, steep), _ = eigen(surface.hessian)
    best_rate, best_momentum = best_settings((flat, steep))
    ridge = {"landscape": "saddle", "start": RIDGE}
    plateau = {"landscape": "plateau", "optimizers": ("sgd", "momentum", "adagrad", "adam")}
    valley = {"landscape": "rosenbrock", "n_steps": 500}
    four = {"landscape": "himmelblau", "start": (0.0, -1.0), "learning_rate": 0.1}
    along = eigen_coordinates(history.positions[[0, n], 0], surface.hessian)[:, 0]
    assert np.ptp(race(**ridge).losses[-1]) < 1e-4
    counts = {
        "far": FAR,
        "n": n,
        "left": 100 * along[1] / along[0],
        "fast": arrived("sgd", optimizers=("sgd",), learning_rate=1.9),
        "over": gone("sgd", optimizers=("sgd",), learning_rate=2.1),
        "adds": 1 / (1 - beta),
        "ball": arrived("momentum"),
        "plain": arrived("sgd", n_steps=500),
        "longer": 1 / math.sqrt(1 - RMSPROP_ALPHA),
        "climb_sgd": gone("sgd", slip="climb"),
        "climb_ball": gone("momentum", slip="climb"),
        "climb_adam": race(slip="climb").losses[-1, 2],
        **{f"six_{name}": arrived(name, optimizers=SIX) for name in ("momentum", "nesterov", "rmsprop", "adam")},
        "six_n": late("sgd", optimizers=SIX),
        "six_adagrad": late("adagrad", optimizers=SIX),
        "best": arrived("momentum", optimizers=("momentum",), learning_rate=2.67, momentum=0.4),
        **{f"ridge_{name}": arrived(name, **ridge, noise=0.1) for name in params.optimizers},
        **{f"flat_{name}": arrived(name, **plateau) for name in ("adagrad", "adam", "momentum")},
        "valley_ball": arrived("momentum", **valley),
        "valley_adam": arrived("adam", **valley),
        "valley_n": late("sgd", **valley),
    }
    assert counts["six_n"] == counts["six_adagrad"] == n == late("sgd", **plateau)
    return {name: f"{value:,.0f}" for name, value in counts.items()} | {
        "arrived": f"{ARRIVED:g}",
        "start": f"({surface.start[0]},\\,{surface.start[1]})",
        "gradient": place(history.gradients[0, 0], 3),
        "eta": f"{eta:g}",
        "tight_gradient": place(history.gradients[0, 0], 3).replace(", ", ",\\,"),
        "first": place(history.positions[1, 0], 3).replace(", ", ",\\,"),
        "high": f"{history.losses[0, 0]:.3f}",
        "low": f"{history.losses[1, 0]:.3f}",
        "steep": f"{steep:g}",
        "flat": f"{flat:g}",
        "steep_factor": f"{1 - eta * steep:g}",
        "flat_factor": f"{1 - eta * flat:g}",
        "limit": f"{largest_stable_rate(surface, optimizer='sgd'):g}",
        "ball_limit": f"{largest_stable_rate(surface, beta):g}",
        "ripple": f"{convergence_rate(eta, beta, (flat, steep)):.3f}",
        "alpha": f"{RMSPROP_ALPHA:g}",
        "climb_factor": f"{1 + eta * steep:g}",
        "best_rate": f"{best_rate:.2f}",
        "best_momentum": f"{best_momentum:.2f}",
        "ridge_loss": f"{race(**ridge).losses[-1, 0]:.2f}",
        "flat_loss": f"{race(**plateau).losses[-1, 0]:.3f}",
        "four_sgd": place(race(**four).positions[-1, 0], 2),
        "four_adam": place(race(**four).positions[-1, 2], 2),
    }


@cache
def data_facts() -> Mapping[str, str]:
    """What the claims about the data view are filled with."""
    (X, y), history, params = data(), run(), SGDParams()
    batch, full = history.batches[0], loss_gradient(np.zeros(1), 0.0, *data(), "linear")
    asked = loss_gradient(np.zeros(1), 0.0, X[batch], y[batch], "linear")
    low, high = np.linalg.eigvalsh(hessian(data(**IN_MILES)[0]))
    slip, climbing = LOGISTIC | {"slip": "mistakes-only"}, losses(run(slip="climb"), slip="climb")
    sure = 1 / (1 + np.exp(-scores(**slip)))
    slow = IN_MILES | ALL_CARS | {"learning_rate": 0.007, "n_epochs": 50}
    restless, calm, ball = (
        in_last_epoch(**ONE_CAR, **more) for more in ({}, {"schedule": "inverse"}, {"optimizer": "momentum"})
    )
    counts = {
        "n": len(y),
        "batch": len(batch),
        "per_epoch": history.batches.per_epoch,
        "looked": params.n_epochs * len(y),
        "partial": len(run(batch_size=100).batches[1]),
        "condition": high / low,
        "halving": math.ceil(math.log(0.5) / math.log(1 - 2 * low / high)),
        "climb_n": run(slip="climb").n_updates,
        "slip_right": right(**slip),
        "cured_right": right(**LOGISTIC),
        "flowers": len(data(**LOGISTIC)[1]),
        "single": run(batch_size=1).n_updates,
        "whole": run(batch_size=150).n_updates,
        "miles": run(**IN_MILES).diverged_at,
        "slow_n": run(**slow).n_updates,
        "at_once": 1 + np.argmax(losses(run(**ALL_CARS, learning_rate=1.0), **ALL_CARS)[1:] < least(**ALL_CARS) + 1e-9),
        "ball_high": np.max(ball),
        "ball_start": losses(run(**ONE_CAR), **ONE_CAR)[0],
    }
    return {name: f"{value:,.0f}" for name, value in counts.items()} | {
        "g": f"({asked[0][0]:.3f},{asked[1]:.3f})",
        "eta": f"{params.learning_rate:g}",
        "first": place(np.array([history.weights[1, 0], history.biases[1]]), 3),
        "all_say": place(np.array([full[0][0], full[1]]), 3),
        "least": f"{least():.4f}",
        "wild_low": f"{np.min(restless):.1f}",
        "wild_high": f"{np.max(restless):.1f}",
        "car_least": f"{least(**ONE_CAR):.1f}",
        "calm_low": f"{np.min(calm):.1f}",
        "calm_high": f"{np.max(calm):.1f}",
        "curved": f"{high:.0f}",
        "less_curved": f"{low:.3f}",
        "limit": f"{2 / high:.4f}",
        "one": f"{np.linalg.eigvalsh(hessian(data(dataset='cars')[0])).max():g}",
        "climb_from": f"{climbing[0]:.2f}",
        "climb_to": f"{climbing[-1] / 1e9:.1f}",
        "climb_to_zh": f"{climbing[-1] / 1e8:.0f}",
        "sure_low": f"{np.min(sure):.2f}",
        "sure_high": f"{np.max(sure):.2f}",
        "slip_loss": f"{losses(run(**slip), **slip)[-1]:.3f}",
        "cured_loss": f"{losses(run(**LOGISTIC), **LOGISTIC)[-1]:.3f}",
        "slow_b": f"{run(**slow).biases[-1]:.2f}",
        "true_b": f"{exact_minimum(*data(**IN_MILES))[1]:.2f}",
    }


FACTS = {"gradient_descent/landscape": race_facts, "gradient_descent/data": data_facts}

# Each must stand in the lesson exactly once, all minus signs alike, and no number may stand there that is not among
# them.
RACE_FORMULAS = (
    "$${start}-{eta}\\cdot{tight_gradient}={first}$$",
    "\\eta<2/\\lambda_{{\\max}}={limit}$$",
    "$1/(1-\\beta)={adds}$",
    "$2(1+\\beta)/\\lambda_{{\\max}}={ball_limit}$",
    "$z^2-(1+\\beta-\\eta\\lambda)z+\\beta=0$",
    "$\\sqrt\\beta\\approx{ripple}$",
    "$\\alpha={alpha}$",
    "$1/\\sqrt{{1-\\alpha}}={longer}$",
)
DATA_FORMULAS = (
    "$(\\hat y-y)^2/2$",
    "$\\mathbf{{g}}={g}$",
    "$2/\\lambda_{{\\max}}={limit}$",
)
CLAIMS: dict[tuple[str, str], tuple[str, ...]] = {
    ("gradient_descent/landscape", "en"): (
        *RACE_FORMULAS,
        "The same race in 3-D",
        "less than {arrived} map widths",
        "more than {far} map widths",
        "the gradient is {gradient}",
        "The first update, with $\\eta={eta}$, is",
        "falls from {high} to {low}",
        "$\\lambda={steep}$ across and $\\lambda={flat}$ along",
        "With $\\eta={eta}$ the factors are {steep_factor} and {flat_factor}: after {n} updates, {left}% of",
        "[At 1.9] the run swings from wall to wall and arrives after {fast} updates",
        "[At 2.1] it diverges at update {over}",
        "momentum arrives after {ball} updates, plain descent would need {plain}",
        "division by 0",
        "factor is now {climb_factor}",
        "diverges at update {climb_sgd}, momentum at {climb_ball}",
        "a loss of {climb_adam} after {n} updates",
        "RMSProp arrives after {six_rmsprop} updates, Nesterov {six_nesterov}, momentum {six_momentum}, "
        "Adam {six_adam}; plain",
        "not in {six_n}.",
        "[The best of the chart]: {best} updates. Theory says $\\eta={best_rate}$ and $\\beta={best_momentum}$",
        "all three end at loss {ridge_loss}",
        "arrives after {ridge_sgd} updates, Adam {ridge_adam}, momentum {ridge_momentum}",
        "its loss is still {flat_loss}. AdaGrad arrives after {flat_adagrad} updates, Adam {flat_adam}, "
        "momentum {flat_momentum}",
        "momentum arrives after {valley_ball} updates, Adam {valley_adam}, plain descent not in {valley_n}",
        "plain descent ends near {four_sgd}, Adam near {four_adam}",
    ),
    ("gradient_descent/landscape", "zh"): (
        *RACE_FORMULAS,
        "不到 {arrived} 个地图宽度",
        "远到 {far} 个地图宽度",
        "梯度是 {gradient}",
        "取 $\\eta={eta}$，第一次更新",
        "从 {high} 降到 {low}",
        "横向 $\\lambda={steep}$，纵向 $\\lambda={flat}$",
        "$\\eta={eta}$ 时，这两个数是 {steep_factor} 和 {flat_factor}：更新 {n} 次以后，纵向还剩 {left}% 的路",
        "[取 1.9]，它在两壁之间来回跳，更新 {fast} 次后到达",
        "[取 2.1]，第 {over} 次更新就发散",
        "动量法更新 {ball} 次就到达，普通梯度下降要 {plain} 次",
        "除以 0",
        "每次乘以 {climb_factor}",
        "在第 {climb_sgd} 次更新发散，动量法在第 {climb_ball} 次",
        "更新 {n} 次后，损失是 {climb_adam}",
        "RMSProp 更新 {six_rmsprop} 次到达，Nesterov {six_nesterov} 次，动量法 {six_momentum} 次，Adam {six_adam} 次；",
        "在 {six_n} 次内到不了",
        "[图上最好的一点]：更新 {best} 次。理论值是 $\\eta={best_rate}$、$\\beta={best_momentum}$",
        "三个都停在损失 {ridge_loss}",
        "更新 {ridge_sgd} 次到达，Adam {ridge_adam} 次，动量法 {ridge_momentum} 次",
        "损失仍有 {flat_loss}。AdaGrad 更新 {flat_adagrad} 次到达，Adam {flat_adam} 次，动量法 {flat_momentum} 次",
        "动量法更新 {valley_ball} 次到达，Adam {valley_adam} 次，普通梯度下降 {valley_n} 次也到不了",
        "普通梯度下降停在 {four_sgd} 附近，Adam 停在 {four_adam} 附近",
    ),
    ("gradient_descent/data", "en"): (
        *DATA_FORMULAS,
        "the width of {n} iris petals",
        "The first {batch} flowers",
        "with $\\eta={eta}$ the weights become {first}. All {n} would have said {all_say}",
        "here {per_epoch} of {batch}. At fixed weights the mean of these {per_epoch} gradients",
        "The minimum is {least}.",
        "Each row has looked at {looked} samples",
        "At 100, the second batch of an epoch has only {partial} flowers",
        "between {wild_low} and {wild_high} in the last epoch; the minimum is {car_least}",
        "stays between {calm_low} and {calm_high}",
        "eigenvalues are {curved} and {less_curved}, a condition number of {condition}",
        "needs {halving} updates to halve",
        "both eigenvalues are {one}",
        "rises from {climb_from} to {climb_to} billion in {climb_n} updates",
        "has {slip_right} of {flowers} flowers right",
        "between {sure_low} and {sure_high}, its loss is {slip_loss}",
        "{cured_right} right, loss {cured_loss}",
        "[all {n}]: a wild path of {single} updates, a straight one of {whole}",
        "with $\\eta={eta}$ it diverges at update {miles}",
        "after {slow_n} updates $b$ is {slow_b}, but the minimum is at {true_b}",
        "[Standardised, η = 1]: both curvatures are {one}, so {at_once} update arrives",
        "the loss reaches {ball_high}, almost the {ball_start} of the start",
    ),
    ("gradient_descent/data", "zh"): (
        *DATA_FORMULAS,
        "拟合 {n} 片鸢尾花瓣",
        "最先的 {batch} 朵花",
        "取 $\\eta={eta}$，权重就变成 {first}。若问全部 {n} 朵，答案是 {all_say}",
        "这里是 {per_epoch} 批，每批 {batch} 个。权重不动时，这 {per_epoch} 个梯度",
        "最小值是 {least}。",
        "每一行都看过 {looked} 个样本",
        "批量大小为 100 时，每轮的第二批只有 {partial} 朵花",
        "在 {wild_low} 到 {wild_high} 之间，而最小值是 {car_least}",
        "保持在 {calm_low} 到 {calm_high} 之间",
        "特征值是 {curved} 和 {less_curved}，条件数为 {condition}",
        "更新 {halving} 次，距离才减半",
        "两个特征值就都是 {one}",
        "{climb_n} 次更新里，损失从 {climb_from} 升到 {climb_to_zh} 亿",
        "在 {flowers} 朵花中也对了 {slip_right} 朵",
        "在 {sure_low} 到 {sure_high} 之间，损失是 {slip_loss}",
        "对 {cured_right} 朵，损失是 {cured_loss}",
        "[全部 {n} 朵]：一条路乱走 {single} 步，另一条直走 {whole} 步",
        "$\\eta={eta}$，第 {miles} 次更新就发散",
        "更新 {slow_n} 次后 $b$ 是 {slow_b}，而最低点在 {true_b}",
        "[标准化，η = 1]：两个曲率都是 {one}，所以更新 {at_once} 次就到了",
        "高到 {ball_high}，几乎回到开始时的 {ball_start}",
    ),
}


@pytest.fixture(params=LANGUAGES)
def lang(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=PARAMS)
def lesson(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.parametrize("lang", WITH_SENTENCES)
def test_every_claim_holds_and_no_number_is_left_unchecked(lesson: str, lang: str) -> None:
    text = unclaimed(prose(lesson, lang).replace("−", "-"), CLAIMS[lesson, lang], FACTS[lesson]())
    text = re.sub(r"[A-Z][a-z]+( 和 Monro)?[ (（]+\d{4}", "", text)  # years
    left = {number.lstrip("-") for number in NUMBER.findall(text)}
    assert left <= {"0", "1"}  # of formulas, labels and starts from zero


def test_the_table_of_batch_sizes(lang: str) -> None:
    head, *lines = (line for line in content("gradient_descent/data", lang).splitlines() if re.match(r"\| [^-]", line))
    assert NUMBER.findall(head) == [str(SGDParams().n_epochs)]
    for line, size in zip(lines, (1, 10, 100, 150), strict=True):
        history = run(batch_size=size)
        per_epoch, n_updates, last = history.batches.per_epoch, history.n_updates, history.full_losses[-1]
        assert line == f"| {size} | {per_epoch} | {n_updates:,} | {last:.4f} |"
        assert sum(map(len, history.batches)) == int(data_facts()["looked"].replace(",", ""))


def test_the_first_step_in_the_ravine_goes_mostly_across() -> None:
    along, across = eigen_coordinates(np.diff(race().positions[:2, 0], axis=0)[0], DescentParams().surface.hessian)
    assert abs(across) > 10 * abs(along)


def test_below_the_limit_the_run_swings_across_and_above_it_grows() -> None:
    bend = DescentParams().surface.hessian
    for rate, grows in ((1.9, False), (2.1, True)):
        across = eigen_coordinates(race(optimizers=("sgd",), learning_rate=rate).positions[:20, 0], bend)[:, 1]
        assert np.all(across[1:] * across[:-1] < 0)
        assert (abs(across[-1]) > abs(across[0])) == grows


def test_the_closed_form_is_what_happens() -> None:
    params = DescentParams()
    (flat, steep), _ = eigen(params.surface.hessian)
    along = eigen_coordinates(race().positions[:, 0], params.surface.hessian)
    factors = 1 - params.learning_rate * np.array([flat, steep])
    np.testing.assert_allclose(along, factors ** np.arange(params.n_steps + 1)[:, None] * along[0], atol=1e-12)


def test_at_the_defaults_momentum_ripples_in_both_directions() -> None:
    params = DescentParams()
    curvatures, _ = eigen(params.surface.hessian)
    assert {regime(params.learning_rate, params.momentum, curvature) for curvature in curvatures} == {"ripples"}


def test_the_first_steps_of_the_adaptive_methods() -> None:
    rate = DescentParams().learning_rate
    first = np.abs(np.diff(race(optimizers=SIX).positions[:2], axis=0))[0] / rate
    np.testing.assert_allclose(first[[3, 5]], 1, atol=1e-7)
    np.testing.assert_allclose(first[4], float(race_facts()["longer"]), atol=1e-6)


def test_nothing_pulls_sideways_on_the_ridge_and_two_minima_are_reached_from_one_start() -> None:
    assert np.all(race(landscape="saddle", start=RIDGE).positions[..., 1] == 0)
    ends = race(landscape="himmelblau", start=(0.0, -1.0), learning_rate=0.1).positions[-1, [0, 2]]
    minima = np.array(LANDSCAPES["himmelblau"].minima)
    assert len(minima) == 4
    nearest = np.argmin(np.linalg.norm(ends[:, None] - minima, axis=-1), axis=1)
    assert nearest[0] != nearest[1]


def test_the_mean_of_equal_batches_is_the_full_gradient() -> None:
    (X, y), history = data(), run()
    first_epoch = history.batches[: history.batches.per_epoch]
    assert {len(batch) for batch in first_epoch} == {10}
    w, b = np.array([0.3]), -0.2  # any fixed weights
    each = np.array([np.append(*loss_gradient(w, b, X[i], y[i], "linear")) for i in first_epoch])
    np.testing.assert_allclose(each.mean(axis=0), np.append(*loss_gradient(w, b, X, y, "linear")), atol=1e-12)


def test_the_variance_of_a_batch() -> None:
    g = np.random.default_rng(0).normal(size=7)
    for B in range(1, 8):
        means = [np.mean(batch) for batch in combinations(g, B)]
        assert np.mean(means) == pytest.approx(np.mean(g))
        assert np.var(means) == pytest.approx(np.var(g) / B * (7 - B) / 6)


def test_without_noise_in_the_data_a_constant_rate_settles() -> None:
    assert max(in_last_epoch(dataset="line", noise=0.0, batch_size=1)) < 1e-20


@pytest.mark.parametrize("lang", WITH_SENTENCES)
def test_every_source_is_used_and_every_name_with_a_year_has_its_source(lesson: str, lang: str) -> None:
    text, sources = parts(content(lesson, lang))
    used = set(re.findall(r"[A-Z][a-z]+ ?[(（]?(\d{4})\b", text))
    listed = set(re.findall(r"[(（](\d{4})[)）]", sources))
    assert used <= listed
    assert listed - used <= {"1936", "1930"}  # the data
