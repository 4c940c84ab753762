"""The numbers in both lessons of the lab of networks that read digits, worked out anew; see test_perceptron.py."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
import pytest

from charts.cnn.scene import Scene, scene_of
from charts.cnn.story import FAR, MOVED, moved_share
from charts.cnn.sums import sum_at
from core.cnn.favourites import FAVOURITES
from core.cnn.moving import shifted
from core.cnn.view import CNNView
from data.digits import digits
from locales import LANGUAGES, content
from runs.codec import decode
from tests.claims.lessons import LINK, NUMBER, WITH_SENTENCES, links_to, prose, unclaimed


@cache
def run(name: str) -> Scene:
    return scene_of(CNNView(favourite=name, **FAVOURITES[name]))


def right(name: str) -> str:
    """The share of the test digits."""
    return f"{run(name).history.accuracy:.1%}".rstrip("%")


def known(name: str) -> str:
    """The share of the digits learnt from."""
    return f"{run(name).history.train_accuracies[-1]:.1%}".rstrip("%")


def moved(name: str) -> int:
    """Of 500 test digits."""
    assert (MOVED, FAR) == (500, 2)
    return round(MOVED * moved_share(run(name).history, run(name).params.training))


@cache
def facts() -> Mapping[str, str]:
    """What the claims are filled with."""
    scene = run("shipped")
    each = sum_at(scene, -1)
    params, kernel = scene.params, scene.weights[-1]["kernels1"][0, 0].astype(float)
    dense = run("dense-pixels").params
    assert (each.pooled.max(), each.total) == (each.pooled.max(), pytest.approx(each.pooled.max()))
    counts = {
        "weights": params.n_weights,
        "products": params.multiply_adds,
        "dense_weights": dense.n_weights,
        "updates": scene.history.n_updates,
        "n_test": len(digits().test_labels),
        "n_train": params.n_train,
        "few": FAVOURITES["few-digits"]["n_train"],
        "few_updates": run("shuffled-labels").history.n_updates,
        "linear_updates": run("linear-maps").history.n_updates,
        "moved": moved("shipped"),
        "still_moved": moved("still-digits"),
    }
    return {name: f"{value:,}" for name, value in counts.items()} | {
        "row": str(each.row + 1),
        "column": str(each.column + 1),
        "products_sum": f"{each.total - each.bias:.3f}",
        "bias": f"{-each.bias:.3f}",
        "z": f"{each.total:.3f}",
        "above": f"{kernel[:3].sum():.2f}".replace("-", "−"),
        "below": f"{kernel[4].sum():.2f}",
        "cnn": right("shipped"),
        "still": right("still-digits"),
        "few_known": known("few-digits"),
        "few_right": right("few-digits"),
        "shuffled_known": known("shuffled-labels"),
        "shuffled_right": right("shuffled-labels"),
        "linear": right("linear-maps"),
        "dead_rate": f"{FAVOURITES['dead-kernels']['learning_rate']:g}",
        "large_rate": f"{FAVOURITES['rate-too-large']['learning_rate']:g}",
    }


SAME = ("$$z={products_sum}-{bias}={z}$$",)
CLAIMS = {
    "en": (
        *SAME,
        "the strongest cell is in row {row}, column {column}",
        "The weights in the upper three rows of the first kernel add up to {above}, those in its last row to {below}",
        "The network has {weights} parameters, weights and biases, and sums up {products} products to read a digit",
        "with {dense_weights} parameters uses each weight once",
        "After the same {updates} updates of the same digits, of {n_test} test digits are right",
        "Of the first 500 test digits, each moved by 2 pixels, {moved} are right. [Without all that]: {still_moved}.",
        "{cnn} % against {still} %",
        "[{few} digits instead of {n_train}]: of those learnt from {few_known} % are right, of the test digits "
        "{few_right} %",
        "half of the {few} labels are right after {few_updates} updates, {shuffled_known} %. Of the test digits "
        "{shuffled_right} % are right, and chance is 10 %",
        "after {linear_updates} updates it has {linear} %",
        "[η = {dead_rate}]",
        "[η = {large_rate}]",
    ),
    "zh": (
        *SAME,
        "第一张图里最强的一格在第 {row} 行第 {column} 列",
        "第一个卷积核上面三行的权重加起来是 {above}，最后一行加起来是 {below}",
        "这个网络有 {weights} 个参数（权重和偏置），认一个数字要把 {products} 个乘积相加",
        "有 {dense_weights} 个参数，每个权重只用一次",
        "更新 {updates} 次之后，{n_test} 个测试数字答对的比例",
        "前 500 个测试数字各移动 2 个像素，答对 {moved} 个。[不这样做]：{still_moved} 个",
        "{cnn}% 对 {still}%",
        "[不用 {n_train} 个，只用 {few} 个数字]：学过的答对 {few_known}%，测试数字答对 {few_right}%",
        "更新 {few_updates} 次之后，{few} 个标签里它答对了一半，{shuffled_known}%。"
        "测试数字答对 {shuffled_right}%，瞎猜是 10%",
        "更新 {linear_updates} 次之后答对 {linear}%",
        "[η = {dead_rate}]",
        "[η = {large_rate}]",
    ),
}
# What the pictures are made of: pixels of a digit, of a kernel, of two, of the patch; a table's question; the task.
OF_PICTURES = {"28", "5", "9", "6", "7", "4"}


@pytest.fixture(params=LANGUAGES)
def lang(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.mark.parametrize("lang", WITH_SENTENCES)
def test_every_claim_holds_and_no_number_is_left_unchecked(lang: str) -> None:
    text = unclaimed(prose("cnn/lesson", lang), CLAIMS[lang], facts())
    text = re.sub(r"(Fergus|al\.|等) ?\d{4}", "", text)
    assert {number.lstrip("-−") for number in NUMBER.findall(text)} <= {"0", "1"} | OF_PICTURES


def test_the_table_of_networks(lang: str) -> None:
    lines = re.findall(r"^\| \[.*$", content("cnn/lesson", lang), flags=re.M)
    shown = [NUMBER.findall(LINK.sub("]", line)) for line in lines]
    wanted = []
    for name in ("shipped", "dense-pixels", "logistic-pixels"):
        params = run(name).params
        wanted.append([f"{params.n_weights:,}", f"{params.multiply_adds:,}", right(name)])
    assert shown == wanted


def test_the_window_of_the_cell_that_is_worked_out_by_hand_lies_on_an_upper_edge() -> None:
    each = sum_at(run("shipped"), -1)
    assert not each.seen[0, :3].any()
    assert (each.seen[0, 3:] > 0).all()
    assert run("shipped").label == 7


def test_large_steps_leave_one_answer_to_everything_or_end_at_the_second_batch() -> None:
    dead = run("dead-kernels").history
    assert (dead.diverged_at, len(set(dead.predictions.tolist()))) == (-1, 1)
    assert run("rate-too-large").history.diverged_at == 2


def test_with_max_pooling_a_network_without_relu_still_learns() -> None:
    scene = scene_of(CNNView(slip="linear", n_train=2000, n_epochs=1))
    assert scene.history.accuracy > 0.7
    losses = run("shuffled-labels").history.train_losses
    assert losses[-1] < losses[0]


def test_every_favourite_is_a_link(lang: str) -> None:
    opened = [decode(CNNView, query)[0] for query in links_to("cnn", "cnn/lesson", lang)]
    loaded = {
        view.favourite for view in opened if view == CNNView(favourite=view.favourite, **FAVOURITES[view.favourite])
    }
    assert loaded == FAVOURITES.keys()


def test_moving_by_hand() -> None:
    """Nine pictures of one pixel: each goes its own way, and the ninth as the first."""
    images: Any = np.zeros((9, 5, 5))
    images[:, 2, 2] = 1
    places = [tuple(np.argwhere(image)[0].tolist()) for image in shifted(images, 2)]
    assert places == [(0, 0), (0, 2), (0, 4), (2, 0), (2, 4), (4, 0), (4, 2), (4, 4), (0, 0)]
    assert not shifted(images, 3).any()
