"""The figures, the why-cards and the checks of one training, and the question before it."""

from collections.abc import Iterator

import numpy as np

from charts.mlp import causes
from charts.mlp.scene import Scene
from charts.story import Card, Check, Question, Translate, card, ranges
from core.gradient_check import gradient_check
from core.mlp.network import loss_gradient
from core.mlp.params import MLPParams
from core.mlp.symptoms import different_units
from core.mlp.training import updates
from core.mlp.weights import flatten, unflatten

EXACT = 1e-9
SMOOTH = 1e-6
SOLVED = {"classes": 0.97, "numbers": 0.9}
EDGES = (0.6, 0.8, 0.95)  # between the answers to the question
SHORT = 2  # epochs that the textbook's loop makes again


def figures(scene: Scene) -> dict[str, str]:
    """The numbers that matter, ready to be shown, by code name."""
    h = scene.history
    name = "explained" if scene.task == "regression" else "test_accuracy"
    return {
        name: f"{h.test_accuracies[-1]:.1%}",
        "test_loss": f"{h.test_losses[-1]:.3g}",
        "train_loss": f"{h.train_losses[-1]:.3g}",
        "epochs": str(scene.n_made),
        "updates": f"{scene.n_made * -(-len(h.train) // scene.params.batch_size):,}",
        "parameters": f"{scene.n_weights:,}",
    }


def cards(scene: Scene, t: Translate) -> Iterator[Card]:
    """Why the run went as it did."""
    yield from _slip(scene, t)
    yield from causes.diverged(scene, t)
    yield from _solved(scene, t)
    yield from _stopped(scene, t)
    for cause in (causes.symmetric, causes.plateau, causes.vanishing, causes.overfitting):
        yield from cause(scene, t)
    for cause in (causes.dead, causes.saturated, causes.linear):
        yield from cause(scene, t)


def _slip(scene: Scene, t: Translate) -> Iterator[Card]:
    """Where no activation has a slope other than 1, to forget it changes nothing."""
    slip = scene.params.slip
    if slip != "none":
        harmless = "_harmless" if slip == "no-slope" and causes.is_linear(scene.params) else ""
        yield card("warning", f"slip_note_{slip}{harmless}", t)


def _solved(scene: Scene, t: Translate) -> Iterator[Card]:
    """Almost all answers to points are right that were not learnt from, and since when."""
    h, n = scene.history, len(scene.history.test)
    good = SOLVED["numbers" if scene.task == "regression" else "classes"]
    if h.test_accuracies[-1] < good:
        return
    since = int(np.flatnonzero(np.append(True, h.test_accuracies < good))[-1])  # the first epoch of the good end
    if scene.task == "regression":
        yield card(
            "success", "card_mlp_explained", t, share=f"{h.test_accuracies[-1]:.1%}", good=f"{good:.0%}", epoch=since
        )
    else:
        right = round(float(h.test_accuracies[-1]) * n)
        yield card("success", "card_mlp_solved", t, right=right, n=n, good=f"{good:.0%}", epoch=since)


def _stopped(scene: Scene, t: Translate) -> Iterator[Card]:
    """Which stop rule ended the run."""
    h, params = scene.history, scene.params
    if h.stopped_at == -1:
        return
    loss, share = float(h.train_losses[-1]), float(h.train_accuracies[-1])
    if params.stop_loss is not None and loss <= params.stop_loss:
        why = t("stopped_by_loss", loss=f"{loss:.3g}", limit=f"{params.stop_loss:g}")
    elif params.stop_accuracy is not None and share >= params.stop_accuracy:
        why = t("stopped_by_accuracy", share=f"{share:.1%}", limit=f"{params.stop_accuracy:.0%}")
    else:
        why = t("stopped_by_patience", n=params.patience)
    yield card("info", "card_mlp_stopped", t, epoch=h.stopped_at, n=params.n_epochs, why=why)


def question(scene: Scene, t: Translate) -> Question | None:
    """How well will this network answer what it has not learnt from? In slow motion one does not see the end."""
    if scene.params.axis == "slow":
        return None
    h, numbers = scene.history, scene.task == "regression"
    options = {"diverged": t("question_mlp_diverged")} | ranges([f"{edge:.0%}" for edge in EDGES], t)
    share = float(h.test_accuracies[-1])
    answer = "diverged" if h.diverged_at != -1 else str(np.searchsorted(EDGES, share, side="right"))
    if h.diverged_at != -1:
        why = t("question_mlp_ran_away", epoch=h.diverged_at)
    elif numbers:
        why = t("question_mlp_explained", share=f"{share:.1%}")
    else:
        why = t("question_mlp_right", right=round(share * len(h.test)), n=len(h.test), share=f"{share:.1%}")
    text = t("question_mlp_numbers" if numbers else "question_mlp_points", n=len(h.test))
    return Question(text, options, (answer,), why)


def checks(scene: Scene, t: Translate) -> Iterator[Check]:
    """Claims about this very run, each one computed anew."""
    if scene.params.slip != "no-slope":  # that one follows something else
        yield _gradient(scene, t)
    if scene.history.diverged_at != 1:  # then there is no epoch to make again
        yield _same_as_the_loop(scene, t)
    if scene.params.hidden_layer_sizes and causes.is_linear(scene.params):
        gap = causes.gap_to_one_layer(scene)
        yield Check(
            t("check_mlp_linear"), t("check_mlp_linear_measured", n=len(scene.y), gap=f"{gap:.1g}"), gap <= EXACT
        )
    if _starts_alike(scene.params):
        yield _stays_alike(scene, t)


def _starts_alike(params: MLPParams) -> bool:
    """Whether nothing tells the units of a layer apart: zeros everywhere, no chance, nothing typed."""
    zeros = params.init == "zeros" or params.slip == "zero-weights"
    return zeros and not params.dropout and not params.typed_weights and max(params.hidden_layer_sizes, default=1) > 1


def _stays_alike(scene: Scene, t: Translate) -> Check:
    """After every epoch each hidden layer has one unit only, many times."""
    weights = scene.history.weights
    most = max(max(different_units(weights[epoch])) for epoch in range(len(weights)))
    return Check(t("check_mlp_alike"), t("check_mlp_alike_measured", n=len(weights) - 1, most=most), most == 1)


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
    """The first epochs again, as books print the training; not those after which a run that diverged stood still."""
    h, params = scene.history, scene.params
    n_made = h.n_epochs if h.diverged_at == -1 else h.diverged_at - 1
    orders = h.orders[: min(SHORT, n_made)]
    last = h.weights[0]
    for weights in updates(last, scene.X[h.train], scene.y[h.train], orders, params):
        last = weights
    kept = h.weights.thetas[len(orders)]
    gap = float(np.abs(flatten(last) - kept).max())
    rounding = EXACT * max(1.0, float(np.abs(kept).max()))  # weights on their way to run off are large
    return Check(t("check_mlp_loop", n=len(orders)), t("check_mlp_loop_measured", gap=f"{gap:.1g}"), gap <= rounding)
