"""The numbers in both lessons of the multi-layer network lab, worked out anew with the core; see test_perceptron.py."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
import pytest

from core.mlp import MLPHistory, MLPParams, data, forward, slow_step_at, train
from core.mlp.activations import ACTIVATIONS
from core.mlp.favourites import FAVOURITES
from core.mlp.symptoms import different_units
from core.mlp.view import MLPView
from locales import LANGUAGES, content
from runs.codec import decode
from tests.claims.lessons import LINK, NUMBER, WITH_SENTENCES, links_to, prose, unclaimed

SEEDS = 20
GOOD = 0.97
DEEP: dict[str, Any] = {"hidden_layer_sizes": (16,) * 6, "n_epochs": 30}
RACE: dict[str, Any] = {"n_epochs": 40}
PATIENT: dict[str, Any] = {"optimizer": "adam", "learning_rate": 0.01, "n_epochs": 200}


@cache
def run(**changed: Any) -> MLPHistory:
    params = MLPParams(**changed)
    return train(*data(params), params)


def favourite(name: str, **changed: Any) -> MLPHistory:
    return run(**{**FAVOURITES[name], **changed})


def right(history: MLPHistory) -> int:
    """How many test points."""
    return round(float(history.test_accuracies[-1]) * len(history.test))


def first_share(history: MLPHistory) -> float:
    """Of the output layer's gradient, what the first layer has before the training."""
    return float(history.gradient_norms[0, 0] / history.gradient_norms[0, -1])


def solved(n_hidden: int) -> int:
    """How many seeds solve XOR with so many hidden units."""
    runs = (favourite("xor-two", hidden_layer_sizes=(n_hidden,), seed=seed) for seed in range(SEEDS))
    return sum(history.test_accuracies[-1] >= GOOD for history in runs)


def spreads(init: str) -> list[float]:
    """The standard deviation of what each hidden layer says before the training."""
    params = MLPParams(**DEEP, init=init)
    history = run(**DEEP, init=init)
    X = data(params)[0][history.train]
    return [float(a.std()) for a in forward(history.weights[0], X, params)[1:-1]]


def by_hand() -> dict[str, str]:
    """The first update of XOR with two hidden units, by its first training point alone."""
    params, history = MLPParams(**FAVOURITES["xor-two"]), favourite("xor-two")
    X, y = data(params)
    first = history.train[[0]]
    step = slow_step_at(history, 0, X[first], y[first], params)
    assert y[first] == 1
    (W, _), (V, _) = step.weights
    numbers = {
        **{f"x{i}": x for i, x in enumerate(step.activations[0][0], start=1)},
        **{f"w{i}": w for i, w in enumerate(W[:, 0], start=1)},
        **{f"v{i}": v for i, v in enumerate(V[:, 0], start=1)},
        **{f"a{i}": a for i, a in enumerate(step.activations[1][0], start=1)},
        **{f"d{i}": d for i, d in enumerate(step.deltas[0][0], start=1)},
        "z1": step.sums[0][0, 0],
        "score": step.sums[1][0, 0],
        "p": step.predictions[0, 0],
        "loss": step.loss,
        "delta": step.deltas[1][0, 0],
        "slope": step.gradients[0][0][0, 0],
        "after": step.updated[0][0][0, 0],
    }
    return {name: f"{value:.3f}" for name, value in numbers.items()} | {"eta": f"{step.changes[0][0][0, 0]:.2g}"}


@cache
def facts() -> Mapping[str, str]:
    """What the claims are filled with."""
    over = favourite("overfitting")
    counts = {
        "none": right(favourite("xor-none")),
        "two": right(favourite("xor-two")),
        "of": len(favourite("xor-two").test),
        "seeds": SEEDS,
        "good": round(100 * GOOD),
        "solved2": solved(2),
        "solved4": solved(4),
        "sines": right(favourite("sines")),
        "no_sines": right(favourite("sines", features=("x1", "x2"))),
        "width": FAVOURITES["sines"]["hidden_layer_sizes"][0],
        "linear": right(favourite("linear")),
        "n": len(run(**RACE).test),
        "zeros": right(favourite("zeros")),
        "six": right(favourite("six-sigmoid")),
        "six_relu": right(favourite("six-sigmoid", activation="relu")),
        # processors round otherwise, and 200 epochs later the third digit is another one
        "adam_six": (right(favourite("six-sigmoid", **PATIENT)) - 1) // 10 * 10,
        "adam_epochs": PATIENT["n_epochs"],
        "six_epochs": FAVOURITES["six-sigmoid"]["n_epochs"],
        "over_n": len(over.train),
        "over_all": len(over.test),
        "over": right(over),
        "over_at": int(np.argmin(over.test_losses)),
        "calm": right(favourite("overfitting", l2=0.03)),
        "arms": right(run(dataset="three-arms", **RACE)),
        "race": RACE["n_epochs"],
        **{name: right(run(optimizer=name, **RACE)) for name in OPTIMIZERS},
    }
    assert over.train_accuracies[-1] == 1
    return {name: str(value) for name, value in counts.items()} | {
        **by_hand(),
        "rate": f"{MLPParams().learning_rate:g}",
        "steepest": f"{ACTIVATIONS['sigmoid'].derivative(np.zeros(1))[0]:g}",
        "share": f"{first_share(favourite('six-sigmoid')):.2g}",
        "share_relu": f"{first_share(favourite('six-sigmoid', activation='relu')):.2g}",
        "adam_rate": f"{PATIENT['learning_rate']:g}",
        "adam_loss": f"{favourite('six-sigmoid', **PATIENT).train_losses[-1]:.1f}",
        "sgd_loss": f"{favourite('six-sigmoid', n_epochs=PATIENT['n_epochs']).train_losses[-1]:.3f}",
        "over_least": f"{over.test_losses.min():.3f}",
        "over_last": f"{over.test_losses[-1]:.3f}",
        "calm_loss": f"{favourite('overfitting', l2=0.03).test_losses[-1]:.3f}",
    }


OPTIMIZERS = ("sgd", "adagrad", "nesterov", "momentum", "rmsprop", "adam")

# Each must stand in the lesson exactly once, and no number may stand there that is not among them.
SAME = (
    "$\\mathbf{{x}}=({x1},{x2})$",
    "$$z_1={w1}\\cdot{x1}{w2}\\cdot{x2}={z1},\\qquad a_1=\\tanh z_1={a1}$$",
    "$a_2={a2}$",
    "${v1}\\cdot{a1}{v2}\\cdot({a2})={score}$",
    "$p=\\sigma({score})={p}$",
    "$-\\ln p={loss}$",
    "$$\\delta=p-1={delta},\\qquad\\delta_1={delta}\\cdot{v1}\\cdot(1-a_1^2)={d1},\\qquad\\delta_2={d2}$$",
    "$x_1\\delta_1={slope}$",
)
CLAIMS = {
    "en": (
        *SAME,
        "[with no hidden layer] {none} of {of} test points are right",
        "there one line is enough: {two} of {of}",
        "of {seeds} seeds {solved2} have at least {good} of {of} right with two hidden neurons",
        "all {solved4} with four",
        "needs one layer of {width}: {sines} of {n}. [Without them]: {no_sines}",
        "the circle stays unsolved: {linear} of {of}",
        "Adam's first step is $\\eta={eta}$, and {w1} becomes {after}",
        "32 neurons do the work of two; {zeros} of {n} are right",
        "Six layers of 16 ReLU neurons",
        "The slope of the sigmoid is at most {steepest}",
        "the gradient of the first layer is {share} of the output layer's",
        "{six_epochs} epochs teach nothing, {six} of {of} are right",
        "the share is {share_relu}, and all {six_relu} are right",
        "[With Adam and η = {adam_rate}] the same six layers do learn, slowly: after {adam_epochs} epochs the training "
        "loss is about {adam_loss}, and more than {adam_six} of the {of} are right. Plain descent still has {sgd_loss} "
        "then",
        "[Two layers of 16, and {over_n} noisy points]: all {over_n} are right at the end",
        "but only {over} of the {over_all} test points",
        "smallest after {over_at} epochs, {over_least}, and climbs to {over_last}",
        "[An L2 penalty of 0.03]: {calm} right, loss {calm_loss}",
        "[Three arms]: {arms} of {n}",
        "after {race} epochs with the same η = {rate}, of {n} test points are right: [SGD] {sgd}, AdaGrad {adagrad}, "
        "Nesterov {nesterov}, momentum {momentum}, RMSProp {rmsprop}, Adam {adam}",
        "[{over_n} noisy points]: move",
    ),
    "zh": (
        *SAME,
        "[没有隐藏层]，{of} 个测试点只答对 {none} 个",
        "在那里一条直线就够了：{two} 个全对",
        "{seeds} 个种子里，两个隐藏神经元有 {solved2} 个答对至少 {good}%，四个隐藏神经元则 {solved4} 个都做到",
        "只要一层 {width} 个神经元：{n} 个对 {sines} 个。[不加]：{no_sines} 个",
        "圆还是分不开：{of} 个对 {linear} 个",
        "Adam 的第一步长 $\\eta={eta}$，于是 {w1} 变成 {after}",
        "32 个神经元只抵得上两个，{n} 个点对 {zeros} 个",
        "六层、每层 16 个 ReLU 神经元",
        "sigmoid 的斜率最大是 {steepest}",
        "第一层的梯度只有输出层的 {share} 倍",
        "{six_epochs} 轮什么也没教会，{of} 个点对 {six} 个",
        "这个比值是 {share_relu}，{six_relu} 个全对",
        "[换成 Adam，η = {adam_rate}]，同样的六层就学起来了，只是慢：{adam_epochs} 轮之后训练损失约为 {adam_loss}，"
        "{of} 个对了 {adam_six} 多个。普通的梯度下降这时还停在 {sgd_loss}",
        "[两层各 16 个神经元，{over_n} 个带噪声的点]：最后 {over_n} 个全对，但 {over_all} 个测试点只对 {over} 个",
        "测试损失在 {over_at} 轮之后最小，是 {over_least}，后来升到 {over_last}",
        "[L2 正则化取 0.03]：对 {calm} 个，损失 {calm_loss}",
        "[三臂螺旋]：{n} 个对 {arms} 个",
        "同样的 η = {rate}，{race} 轮之后，{n} 个测试点答对：[SGD] {sgd}，AdaGrad {adagrad}，"
        "Nesterov {nesterov}，动量法 {momentum}，RMSProp {rmsprop}，Adam {adam}",
        "[{over_n} 个带噪声的点]：调",
    ),
}


@pytest.fixture(params=LANGUAGES)
def lang(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.parametrize("lang", WITH_SENTENCES)
def test_every_claim_holds_and_no_number_is_left_unchecked(lang: str) -> None:
    text = unclaimed(prose("mlp/lesson", lang), CLAIMS[lang], facts())
    text = re.sub(r"(Williams|Bengio|al\.|等) ?\d{4}", "", text)
    text = text.replace("L2", "")
    assert {number.lstrip("-−") for number in NUMBER.findall(text)} <= {"0", "1"}


def test_the_table_of_the_first_weights(lang: str) -> None:
    lines = re.findall(r"^\| \[.*$", content("mlp/lesson", lang), flags=re.M)
    numbers = [NUMBER.findall(LINK.sub("]", line)) for line in lines]
    expected = []
    for init in ("small", "xavier", "he"):
        history, said = run(**DEEP, init=init), spreads(init)
        expected.append([f"{said[0]:.3g}", f"{said[-1]:.3g}", str(right(history)), str(len(history.test))])
    assert numbers == expected


def test_zero_weights_leave_one_neuron_a_layer() -> None:
    history = favourite("zeros")
    assert MLPParams(**FAVOURITES["zeros"]).hidden_layer_sizes == (16, 16)  # 32 neurons
    assert different_units(history.weights[-1]) == [1, 1]


def test_six_sigmoid_layers_learn_nothing() -> None:
    for epochs in ({}, {"n_epochs": PATIENT["n_epochs"]}):
        assert favourite("six-sigmoid", **epochs).train_losses[-1] == pytest.approx(np.log(2), abs=1e-3)


def test_links_open_the_runs_that_the_claims_are_about() -> None:
    shown = [decode(MLPView, query)[0].training for query in links_to("mlp", "mlp/lesson", "en")]
    changed: list[dict[str, Any]] = [
        {**FAVOURITES["sines"], "features": ("x1", "x2")},
        {**FAVOURITES["six-sigmoid"], "activation": "relu"},
        {**FAVOURITES["six-sigmoid"], **PATIENT},
        {**FAVOURITES["overfitting"], "l2": 0.03},
        {"dataset": "three-arms", **RACE},
        {"optimizer": "sgd", **RACE},
        *({**DEEP, "init": init} for init in ("small", "xavier", "he")),
    ]
    assert all(MLPParams(**settings) in shown for settings in changed)


def test_every_favourite_is_a_link(lang: str) -> None:
    opened = [decode(MLPView, query)[0] for query in links_to("mlp", "mlp/lesson", lang)]
    loaded = {
        view.favourite for view in opened if view == MLPView(favourite=view.favourite, **FAVOURITES[view.favourite])
    }
    assert loaded == FAVOURITES.keys() - {"spiral"}


def test_lessons_lead_from_the_perceptron_and_back(lang: str) -> None:
    there = links_to("mlp", "perceptron/lesson", lang)
    (params,) = [decode(MLPView, query)[0] for query in there]
    assert params == MLPView(favourite="xor-two", **FAVOURITES["xor-two"])
    assert {"dataset": "xor", "shuffle": "false", "lang": lang} in links_to("perceptron", "mlp/lesson", lang)
    assert links_to("mlp", "gradient_descent/landscape", lang)
