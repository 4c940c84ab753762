"""Why a training went as it did, read off its network, losses and gradients; cures are named when they worked."""

from collections.abc import Iterator, Sequence

import numpy as np

from charts.mlp.scene import Scene
from charts.story import Card, Translate, card
from charts.trials import outcome, tried, two_digits
from core.mlp.network import forward
from core.mlp.params import MLPParams
from core.mlp.samples import data
from core.mlp.symptoms import composed, constant_loss, dead_units, different_units, saturated_share
from core.mlp.training import train

MAX_TRIED = 4e9  # multiply-adds of all the trainings that a card tries: about half a second
MOST_TRIED = 5  # of them
NO_BETTER = 0.98  # of the loss of the best constant answer; above that nothing was learnt
WORSE = 1.1  # times the smallest test loss
SMALL_LOSS = 0.02  # differences below that are no matter
VANISHED = 0.01  # of the output layer's gradient
MANY = 0.5  # of the outputs


def diverged(scene: Scene, t: Translate) -> Iterator[Card]:
    """The weights ran away."""
    h, rate = scene.history, scene.params.learning_rate
    if h.diverged_at != -1:
        rates = [("learning_rate", two_digits(rate / factor)) for factor in (10, 100, 1000)]
        more = cures(scene, rates, least_constant(scene), t)
        yield card("error", "card_mlp_diverged", t, epoch=h.diverged_at, rate=f"{rate:g}", outcome=more)


def symmetric(scene: Scene, t: Translate) -> Iterator[Card]:
    """The units of a hidden layer are all equal to the end."""
    layers = alike(scene)
    if layers:
        named = t("list_gap").join(str(layer) for layer in layers)
        yield card("warning", "card_mlp_symmetric", t, layers=named)


def alike(scene: Scene) -> list[int]:
    """The hidden layers, counted from 1, of several units that are all equal at the end."""
    found = different_units(scene.history.weights[-1])
    sizes = scene.params.hidden_layer_sizes
    return [k for k, (n, size) in enumerate(zip(found, sizes, strict=True), start=1) if n == 1 < size]


def dead(scene: Scene, t: Translate) -> Iterator[Card]:
    """ReLU units that say 0 of every training sample."""
    units = dead_units(scene.history.weights[-1], scene.X[scene.history.train], scene.params)
    counts = [len(of) for of in units]
    n = sum(
        size
        for size, name in zip(scene.params.hidden_layer_sizes, scene.params.activations, strict=True)
        if name == "relu"
    )
    if any(counts) and not alike(scene):
        whole = any(count == size for count, size in zip(counts, scene.params.hidden_layer_sizes, strict=True))
        key = "card_mlp_dead_layer" if whole else "card_mlp_dead"
        by_layer = t("list_gap").join(
            t("count_in_layer", n=count, layer=k) for k, count in enumerate(counts, start=1) if count
        )
        yield card("warning" if whole else "info", key, t, dead=sum(counts), n=n, layers=by_layer)


def saturated(scene: Scene, t: Translate) -> Iterator[Card]:
    """Most of what sigmoid and tanh units say lies at the ends of their range."""
    share = saturated_share(scene.history.weights[-1], scene.X[scene.history.train], scene.params)
    if share is not None and share >= MANY:
        yield card("info", "card_mlp_saturated", t, share=f"{share:.0%}")


def vanishing(scene: Scene, t: Translate) -> Iterator[Card]:
    """The gradient of the first layer is small beside that of the output layer."""
    norms = scene.history.gradient_norms
    ratios = [float(row[0] / row[-1]) if row[-1] > 0 else 1.0 for row in norms[[0, -1]]]
    if norms.shape[1] > 2 and 0 < ratios[0] < VANISHED and scene.params.slip == "none":
        values = {"first": f"{norms[0, 0]:.2g}", "last": f"{norms[0, -1]:.2g}", "ratio": f"{ratios[0]:.2g}"}
        yield card("info", "card_mlp_vanishing", t, n=norms.shape[1], **values)


def plateau(scene: Scene, t: Translate) -> Iterator[Card]:
    """In the end the network answers no better than a constant would."""
    h, params = scene.history, scene.params
    loss, constant = float(h.train_losses[-1]), least_constant(scene)
    if h.diverged_at != -1 or loss < NO_BETTER * constant:
        return
    changes = [
        ("init", "he" if params.init in ("zeros", "small") else "xavier"),
        ("activation", "relu"),
        ("optimizer", "adam"),
        ("learning_rate", two_digits(10 * params.learning_rate)),
        ("learning_rate", two_digits(params.learning_rate / 10)),
    ]
    more = cures(scene, changes, 0.5 * constant, t) if params.slip == "none" else ""
    yield card("info", "card_mlp_plateau", t, loss=f"{loss:.3g}", constant=f"{constant:.3g}", outcome=more)


def overfitting(scene: Scene, t: Translate) -> Iterator[Card]:
    """The test loss rose again while the training loss went on falling."""
    h = scene.history
    best, last = int(np.argmin(h.test_losses)), float(h.test_losses[-1])
    least = float(h.test_losses[best])
    risen = last > WORSE * least and last - least > SMALL_LOSS
    if h.diverged_at == -1 and risen and h.train_losses[-1] < h.train_losses[best]:
        trains = {"train_then": f"{h.train_losses[best]:.3g}", "train": f"{h.train_losses[-1]:.3g}"}
        changes = [("l2", 0.01), ("l2", 0.03), ("dropout", 0.2)]
        more = cures(scene, changes, least, t, of_test=True)
        yield card(
            "warning",
            "card_mlp_overfitting",
            t,
            epoch=best,
            least=f"{least:.3g}",
            last=f"{last:.3g}",
            **trains,
            outcome=more,
        )


def linear(scene: Scene, t: Translate) -> Iterator[Card]:
    """Without a hidden layer, or without any activation, the scores are one weighted sum of the inputs."""
    params, n = scene.params, len(scene.params.hidden_layer_sizes)
    if n == 0:
        yield card("info", "card_mlp_one_layer", t)
    elif is_linear(params):
        yield card("info", "card_mlp_linear", t, n=n, gap=f"{gap_to_one_layer(scene):.1g}")


def is_linear(params: MLPParams) -> bool:
    """Whether no hidden layer bends anything."""
    return all(name == "linear" for name in params.activations)


def gap_to_one_layer(scene: Scene) -> float:
    """How far the network's scores are from those of the one layer that it is, against the largest."""
    weights = scene.history.weights[-1]
    W, b = composed(weights)
    scores = forward(weights, scene.X, scene.params)[-1]
    gap: float = np.abs(scores - (scene.X @ W + b)).max() / max(1.0, float(np.abs(scores).max()))
    return float(gap)


def least_constant(scene: Scene) -> float:
    """The least training loss of one and the same answer to everything."""
    h = scene.history
    return constant_loss(scene.y[h.train], h.weights[-1], scene.params)


def cures(
    scene: Scene, changes: Sequence[tuple[str, object]], limit: float, t: Translate, of_test: bool = False
) -> str:
    """Which changes, each by itself, end with a loss below the limit; of so many as can be tried in a short time."""
    params = scene.params.training
    trials = tried(params, changes, lambda changed: ends_below(changed, limit, of_test), n_tried(params))
    return outcome(trials, t)


def n_tried(params: MLPParams) -> int:
    """How many trainings a card may try."""
    return min(MOST_TRIED, int(MAX_TRIED // params.cost))


def cost_with_cures(params: MLPParams) -> float:
    """Of a run and of the trainings that a card may try for it, in multiply-adds (`core.cost`)."""
    return (1 + n_tried(params)) * params.cost


def ends_below(params: MLPParams, limit: float, of_test: bool) -> bool:
    """Whether a training with these ends, finite, with a loss below the limit."""
    h = train(*data(params), params)
    return h.diverged_at == -1 and float((h.test_losses if of_test else h.train_losses)[-1]) < limit
