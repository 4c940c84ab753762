"""The figures, the why-cards and the checks of a training on digits, and the question before it."""

from collections.abc import Iterator
from functools import lru_cache

import numpy as np

from charts.cnn import causes
from charts.cnn.scene import Scene
from charts.cnn.sums import sum_at
from charts.story import Card, Check, Question, Translate, card, ranges
from core.cnn.fast import scores_of
from core.cnn.history import CNNHistory
from core.cnn.moving import shifted
from core.cnn.network import forward, loss_gradient, said_by
from core.cnn.params import CNNParams
from core.cnn.weights import flatten, unflatten
from core.conv2d import conv2d_steps
from core.gradient_check import gradient_check
from data.digits import digits

SMOOTH = 1e-6
EXACT = 1e-9
ROUNDED = 1e-5  # of the largest score: the training computes in float32
N_CHECKED = 4
MOVED, FAR = 500, 2  # test digits, and pixels
EDGES = (0.5, 0.9, 0.95, 0.98)


def figures(scene: Scene) -> dict[str, str]:
    """The numbers that matter."""
    h, params = scene.history, scene.params
    return {
        "digits_right": f"{h.accuracy:.1%}",
        "digits_moved_right": f"{moved_share(h, params.training):.1%}",
        "digits_train_right": f"{h.train_accuracies[-1]:.1%}",
        "parameters": f"{params.n_weights:,}",
        "digit_products": f"{params.multiply_adds:,}",
        "updates": f"{h.n_updates:,}",
    }


@lru_cache(maxsize=8)
def moved_share(history: CNNHistory, params: CNNParams) -> float:
    """Of the first `MOVED` test digits, each moved by `FAR` pixels, the share of right answers at the end."""
    data = digits()
    scores = scores_of(history.thetas[-1], shifted(data.test_images[:MOVED] / 255, FAR), params)
    return float(np.mean(scores.argmax(axis=1) == data.test_labels[:MOVED]))


def cards(scene: Scene, t: Translate) -> Iterator[Card]:
    """Why the run went as it did."""
    if scene.params.slip != "none":
        yield card("warning", f"slip_note_{scene.params.slip}", t)
    told = (
        *(causes.shipped, causes.diverged, causes.shuffled, causes.linear, causes.nothing_learnt),
        *(causes.begun, causes.overfitting, causes.dead, causes.solved),
    )
    for tell in told:
        yield from tell(scene, t)


def question(scene: Scene, t: Translate) -> Question | None:
    """How many test digits will be right? Not asked of the network that the page opens with, which is alive already."""
    if scene.is_shipped:
        return None
    h, n = scene.history, len(scene.history.predictions)
    options = {"diverged": t("question_mlp_diverged")} | ranges([f"{edge:.0%}" for edge in EDGES], t)
    ran_away = h.diverged_at != -1
    answer = "diverged" if ran_away else str(np.searchsorted(EDGES, h.accuracy, side="right"))
    right = int(np.trace(h.confusion))
    why = t("question_cnn_right", right=right, n=n, share=f"{h.accuracy:.1%}")
    if ran_away:
        why = t("question_cnn_ran_away", update=h.diverged_at)
    return Question(t("question_cnn", n=n), options, (answer,), why)


def checks(scene: Scene, t: Translate) -> Iterator[Check]:
    """Claims about this very run, each one computed anew."""
    yield _gradient(scene, t)
    if scene.blocks:
        yield _slides(scene, t)
        if scene.params.stride == 1:
            yield _moves_along(scene, t)
    yield _same_answers(scene, t)
    if causes.is_one_convolution(scene):
        gap = causes.gap_to_one_convolution(scene)
        yield Check(t("check_cnn_composed"), t("check_cnn_composed_measured", gap=f"{gap:.1g}"), gap <= EXACT)
    if causes.is_one_layer(scene):
        gap = causes.gap_to_one_layer(scene)
        yield Check(t("check_cnn_one_layer"), t("check_cnn_composed_measured", gap=f"{gap:.1g}"), gap <= EXACT)


def _gradient(scene: Scene, t: Translate) -> Check:
    """Central differences of the loss of a few digits against back-propagation, near the trained weights."""
    rng, shapes = np.random.default_rng(0), scene.history.shapes
    theta = scene.history.thetas[-1].astype(float)
    theta = theta + rng.normal(scale=1e-3, size=theta.shape)  # off the kinks
    images, labels = digits().test_images[:N_CHECKED] / 255, digits().test_labels[:N_CHECKED].astype(int)

    def loss(v: np.ndarray) -> float:
        return loss_gradient(unflatten(v, shapes), images, labels, scene.params)[0]

    def gradient(v: np.ndarray) -> np.ndarray:
        return flatten(loss_gradient(unflatten(v, shapes), images, labels, scene.params)[1])

    error = gradient_check(loss, gradient, theta, rng).max_relative_error
    return Check(t("check_cnn_gradient"), t("check_gradient_measured", error=f"{error:.1g}"), error <= SMOOTH)


def _slides(scene: Scene, t: Translate) -> Check:
    """The first map by the loop that slides window by window, as in the convolution lab."""
    weights, conv = scene.weights[-1], scene.found[-1]["conv1"][0, 0]
    kernel, bias = weights["kernels1"][0].astype(float), float(weights["bias1"][0])
    steps = conv2d_steps(scene.image[None], kernel, stride=scene.params.stride)
    slid = bias + np.array([step.sum for step in steps]).reshape(conv.shape)
    total = sum_at(scene, -1).total
    block, number = scene.shown_map
    shown = float(scene.found[-1][f"conv{block}"][0, number - 1][scene.cells[-1]])
    gap = max(float(np.abs(slid - conv).max()), abs(total - shown))
    measured = t("check_cnn_slides_measured", n=conv.size, gap=f"{gap:.1g}")
    return Check(t("check_cnn_slides"), measured, gap <= EXACT * max(1.0, float(np.abs(conv).max()), abs(shown)))


def _moves_along(scene: Scene, t: Translate) -> Check:
    """The digit a pixel further down and to the right: so are its maps."""
    moved = np.roll(scene.image, (1, 1), axis=(0, 1))
    weights = scene.weights[-1]
    before, after = (forward(weights, image[None], scene.params)["conv1"][0] for image in (scene.image, moved))
    gap = float(np.abs(after[:, 1:, 1:] - before[:, :-1, :-1]).max())
    rounding = EXACT * max(1.0, float(np.abs(before).max()))
    return Check(t("check_cnn_moves"), t("check_cnn_moves_measured", gap=f"{gap:.1g}"), gap <= rounding)


def _same_answers(scene: Scene, t: Translate) -> Check:
    """The answers to the first test digits by the network as books print it."""
    images = digits().test_images[: causes.SEEN] / 255
    scores = said_by("scores", scene.weights[-1], images, scene.params)
    said = scene.history.predictions[: causes.SEEN].astype(int)
    lead = scores.max(axis=1) - scores[np.arange(len(said)), said]
    gap = float(lead.max() / np.abs(scores).max())
    measured = t("check_cnn_answers_measured", n=len(said), gap=f"{gap:.1g}")
    return Check(t("check_cnn_answers"), measured, gap <= ROUNDED)
