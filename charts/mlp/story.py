"""The figures, the why-cards and the checks of one training."""

from collections.abc import Iterator

import numpy as np

from charts.mlp.scene import Scene
from charts.story import Card, Check, Translate, card
from core.gradient_check import gradient_check
from core.mlp.network import loss_gradient
from core.mlp.training import updates
from core.mlp.weights import flatten, unflatten

EXACT = 1e-9
SMOOTH = 1e-6
SHORT = 2  # epochs that the textbook's loop makes again


def figures(scene: Scene) -> dict[str, str]:
    """The numbers that matter, ready to be shown, by code name."""
    h = scene.history
    name = "explained" if scene.task == "regression" else "test_accuracy"
    return {
        name: f"{h.test_accuracies[-1]:.1%}",
        "test_loss": f"{h.test_losses[-1]:.3g}",
        "train_loss": f"{h.train_losses[-1]:.3g}",
        "epochs": str(h.n_epochs),
        "parameters": f"{scene.n_weights:,}",
    }


def cards(scene: Scene, t: Translate) -> Iterator[Card]:
    """Why the run went as it did."""
    h = scene.history
    if scene.params.slip != "none":
        yield card("warning", f"slip_note_{scene.params.slip}", t)
    if h.diverged_at != -1:
        yield card("error", "card_mlp_diverged", t, epoch=h.diverged_at)


def checks(scene: Scene, t: Translate) -> Iterator[Check]:
    """Claims about this very run, each one computed anew."""
    if scene.params.slip != "no-slope":  # that one follows something else
        yield _gradient(scene, t)
    yield _same_as_the_loop(scene, t)


def _gradient(scene: Scene, t: Translate) -> Check:
    """Central differences of the training loss against back-propagation, near the trained weights."""
    sizes, rng = scene.history.weights.sizes, np.random.default_rng(0)
    theta = scene.history.weights.thetas[-1]
    theta = theta + rng.normal(scale=0.1 + 0.1 * np.abs(theta).max(), size=theta.shape)  # off the kinks
    learnt = scene.history.train
    X, y = scene.X[learnt], scene.y[learnt]

    def loss(v: np.ndarray) -> float:
        return loss_gradient(unflatten(v, sizes), X, y, scene.params)[0]

    def gradient(v: np.ndarray) -> np.ndarray:
        return flatten(loss_gradient(unflatten(v, sizes), X, y, scene.params)[1])

    error = gradient_check(loss, gradient, theta, rng).max_relative_error
    return Check(t("check_mlp_gradient"), t("check_gradient_measured", error=f"{error:.1g}"), error <= SMOOTH)


def _same_as_the_loop(scene: Scene, t: Translate) -> Check:
    """The first epochs again, as books print the training."""
    h, params = scene.history, scene.params
    orders = h.orders[: min(SHORT, h.n_epochs)]
    last = h.weights[0]
    for weights in updates(last, scene.X[h.train], scene.y[h.train], orders, params):
        last = weights
    gap = float(np.abs(flatten(last) - h.weights.thetas[len(orders)]).max())
    return Check(t("check_mlp_loop", n=len(orders)), t("check_mlp_loop_measured", gap=f"{gap:.1g}"), gap <= EXACT)
