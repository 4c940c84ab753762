"""Why a training went as it did, read off its losses, its answers and its kernels."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np

from charts.cnn.begun import digits_for
from charts.cnn.scene import Scene
from charts.story import Card, Translate, card
from charts.trials import Trial, outcome, tried
from core import IntArray
from core.cnn.composing import Convolution, composed, one_layer
from core.cnn.cost import unrecorded_cost
from core.cnn.history import CNNHistory
from core.cnn.network import said_by
from core.cnn.params import MAX_EPOCHS, N_TRAIN, CNNParams
from core.cnn.shapes import N_CLASSES
from core.cnn.symptoms import dead_filters
from core.cnn.training import accuracy_without_record
from core.conv2d import conv2d
from data.digits import digits

MAX_TRIED = 7e9  # multiply-adds of each training that a card tries: less than a second
READS = 0.8  # of the test digits; a network that has learnt has more
GOOD = 0.95  # of the test digits
GAP = 0.05  # of all answers, between the digits learnt from and the test digits
CHANCE = 1 / N_CLASSES
LITTLE = 2 * CHANCE  # of the test digits; what answers no better than that has learnt nothing
SEEN = 100  # test digits that the kernels are looked at with


def shipped(scene: Scene, t: Translate) -> Iterator[Card]:
    """The run was not computed here."""
    if scene.is_shipped:
        h = scene.history
        yield card("info", "card_cnn_shipped", t, n=scene.params.n_train, updates=h.n_updates, frames=scene.n_frames)


def diverged(scene: Scene, t: Translate) -> Iterator[Card]:
    """The weights ran away."""
    h, params = scene.history, scene.params
    if h.diverged_at != -1:
        yield card("error", "card_cnn_diverged", t, update=h.diverged_at, rate=f"{params.learning_rate:g}")


def solved(scene: Scene, t: Translate) -> Iterator[Card]:
    """Most test digits are right."""
    h = scene.history
    if h.diverged_at == -1 and h.accuracy >= GOOD:
        moment = int(np.argmax(h.test_accuracies >= GOOD))
        right, n = int(np.trace(h.confusion)), len(h.predictions)
        words = {"right": right, "n": n, "share": f"{h.accuracy:.1%}", "wrong": n - right}
        if h.test_accuracies[moment] >= GOOD:
            update = int(h.updates[moment])
            yield card("success", "card_cnn_solved", t, **words, update=update, good=f"{GOOD:.0%}", judged=h.n_judged)


def nothing_learnt(scene: Scene, t: Translate) -> Iterator[Card]:
    """It answers no better than chance."""
    h = scene.history
    if h.diverged_at == -1 and h.accuracy <= LITTLE and scene.params.slip != "shuffled-labels":
        counts = np.bincount(h.predictions, minlength=N_CLASSES)
        most = int(counts.argmax())
        share, said = f"{h.accuracy:.1%}", f"{counts[most] / counts.sum():.0%}"
        yield card("warning", "card_cnn_nothing", t, share=share, most=most, said=said)


def begun(scene: Scene, t: Translate) -> Iterator[Card]:
    """It reads badly, and more of the same would help: tried."""
    h, params = scene.history, scene.params
    if h.diverged_at != -1 or h.accuracy >= READS or params.slip != "none":
        return
    trials = more_of_the_same(params.training)
    if any(trial.worked for trial in trials):
        counts = {"updates": h.n_updates, "n": params.n_train, "epochs": params.n_epochs}
        yield card("info", "card_cnn_begun", t, share=f"{h.accuracy:.1%}", **counts, outcome=outcome(trials, t))


@lru_cache(maxsize=8)
def more_of_the_same(params: CNNParams) -> list[Trial]:
    """Trainings with more epochs, and with more digits, as many as can be tried in a short time; which of them read."""
    changes = [("n_epochs", most(params, "n_epochs", MAX_EPOCHS)), ("n_train", most(params, "n_train", N_TRAIN[1]))]
    return tried(params, changes, lambda changed: accuracy_without_record(digits_for(changed), changed) >= READS)


def most(params: CNNParams, field: str, limit: int) -> int:
    """The largest of the doubled, tripled, … tenfold values of a field with which a training may be tried."""
    value: int = getattr(params, field)
    larger = (factor * value for factor in range(10, 1, -1) if factor * value <= limit)
    return next((n for n in larger if unrecorded_cost(replace(params, **{field: n})) <= MAX_TRIED), value)  # type: ignore[arg-type]


def shuffled(scene: Scene, t: Translate) -> Iterator[Card]:
    """It learnt labels that mean nothing: by heart, if at all."""
    if scene.params.slip == "shuffled-labels":
        h = scene.history
        begun, train, test = (f"{share:.1%}" for share in (h.train_accuracies[0], h.train_accuracies[-1], h.accuracy))
        yield card("warning", "card_cnn_shuffled", t, begun=begun, train=train, test=test, chance=f"{CHANCE:.0%}")


def overfitting(scene: Scene, t: Translate) -> Iterator[Card]:
    """It knows the digits it learnt from better than others."""
    h, params = scene.history, scene.params
    train, test = float(h.train_accuracies[-1]), h.accuracy
    if h.diverged_at == -1 and train - test >= GAP and params.slip == "none":
        shares = {"train": f"{train:.1%}", "test": f"{test:.1%}", "gap": f"{100 * (train - test):.1f}"}
        yield card("warning", "card_cnn_overfitting", t, **shares, n=params.n_train)


def dead(scene: Scene, t: Translate) -> Iterator[Card]:
    """Kernels that never answer."""
    if not scene.blocks or not scene.params.active or scene.history.diverged_at != -1:
        return
    found = dead_at_the_end(scene.history, scene.params.training)
    n = sum(map(len, found))
    if n:
        each = [
            t("count_in_block", n=len(kernels), block=k) for k, kernels in enumerate(found, start=1) if len(kernels)
        ]
        of = sum(scene.params.filters)
        yield card("info", "card_cnn_dead", t, dead=n, n=of, blocks=t("list_gap").join(each), seen=SEEN)


@lru_cache(maxsize=8)
def dead_at_the_end(history: CNNHistory, params: CNNParams) -> Sequence[IntArray]:
    """The kernels of every block that say 0 of the first `SEEN` test digits."""
    return dead_filters(history.weights_at(-1), digits().test_images[:SEEN] / 255, params)


def linear(scene: Scene, t: Translate) -> Iterator[Card]:
    """Without ReLU convolutions are one."""
    params = scene.params
    if params.slip != "linear":
        return
    if is_one_convolution(scene):
        whole = params.kernel_size + params.stride * (params.kernel_size - 1)
        sizes = {"size": params.kernel_size, "whole": whole}
        yield card("info", "card_cnn_one_convolution", t, **sizes, gap=f"{gap_to_one_convolution(scene):.1g}")
    elif is_one_layer(scene):
        yield card("info", "card_cnn_one_layer", t, gap=f"{gap_to_one_layer(scene):.1g}")
    else:
        yield card("info", "card_cnn_still_bends", t)


def is_one_convolution(scene: Scene) -> bool:
    """Whether nothing stands between its two convolutions."""
    params = scene.params
    return len(scene.blocks) == 2 and not params.active and params.pooling == "none"


def is_one_layer(scene: Scene) -> bool:
    """Whether nothing in it bends."""
    params = scene.params
    return not params.active and (params.model != "cnn" or params.pooling != "max")


def gap_to_one_convolution(scene: Scene) -> float:
    """How far the second maps are from those of the composed kernels, against the largest number in them."""
    weights = {name: values.astype(float) for name, values in scene.weights[-1].items()}
    images, stride = digits().test_images[:SEEN] / 255, scene.params.stride
    first, second = (Convolution(weights[f"kernels{k}"], weights[f"bias{k}"], stride) for k in (1, 2))
    one = composed(first, second)
    both = said_by("conv2", weights, images, scene.params)
    found = conv2d(images[:, None], one.kernels, one.bias, stride=one.stride)
    return float(np.abs(found - both).max() / np.abs(both).max())


def gap_to_one_layer(scene: Scene) -> float:
    """How far the scores are from those of the one layer that the network is, against the largest score."""
    images = digits().test_images[:SEEN] / 255
    W, b = one_layer(scene.weights[-1], scene.params)
    scores = said_by("scores", scene.weights[-1], images, scene.params)
    return float(np.abs(images.reshape(SEEN, -1) @ W + b - scores).max() / np.abs(scores).max())
