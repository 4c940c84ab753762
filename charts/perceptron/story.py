"""The figures, the why-cards and the checks of one perceptron run, and the question before it."""

import math
from collections.abc import Iterator

import numpy as np

from charts.perceptron.scene import Scene, in_words
from charts.story import Card, Check, Question, Translate, card, ranges
from core.gradient_check import gradient_check
from core.perceptron.criterion import perceptron_criterion, perceptron_criterion_gradient
from core.perceptron.history import cycle_length
from core.perceptron.margin import largest_margin
from core.perceptron.training import steps

EXACT = 1e-12
SMOOTH = 1e-6
EDGES = (10, 20, 50)  # updates, between the answers to the question


def figures(scene: Scene) -> dict[str, str]:
    """The numbers that matter, ready to be shown, by code name."""
    history = scene.history
    right = 1 - float(scene.wrong(scene.n_frames - 1).mean())  # a point on the line is not right, as in the rule
    return {
        "accuracy": f"{right:.1%}",
        "updates": f"{history.n_updates:,}",
        "epochs": str(len(history.mistakes_per_epoch)),
        "bound": in_words(scene.bound) if math.isfinite(scene.bound) else "—",
        "parameters": str(history.weights.shape[1] + int(scene.params.uses_bias)),
    }


def cards(scene: Scene, t: Translate) -> Iterator[Card]:
    """Why the run went as it did."""
    history, separable = scene.history, scene.margin.gamma > 0
    n_wrong = int(scene.wrong(scene.n_frames - 1).sum())
    last, n_epochs = int(history.mistakes_per_epoch[-1]), len(history.mistakes_per_epoch)
    if scene.params.slip != "none":
        harmless = "_harmless" if scene.params.slip == "no-bias" and not n_wrong else ""
        yield card("warning", f"slip_note_{scene.params.slip}{harmless}", t, n_wrong=n_wrong, n=len(scene.y))
    if _contradictory(scene):
        yield card("warning", "card_contradiction", t)
    if history.converged:
        yield card("success", "card_converged", t, n_epochs=n_epochs, n_updates=history.n_updates)
    elif scene.params.slip == "unlabelled-test":
        return  # its rule follows no theorem
    elif separable and not n_wrong:
        yield card("info", "card_almost", t)
    elif separable:
        yield card("info", "card_more_epochs", t, last=last, bound=in_words(scene.novikoff))
    else:
        counted = t("sentence_gap") + t("mistakes_counted", n_wrong=n_wrong, n=len(scene.y))
        if scene.params.uses_bias:
            yield card("info", "card_no_line", t, last=last, counted=counted)
        else:
            key = "bias_is_enough" if largest_margin(scene.X, scene.y, True).gamma > 0 else "bias_is_not_enough"
            yield card("info", "card_no_line_through_origin", t, last=last, counted=counted, bias=t(key))
        if not any(part[-1].any() for part in scene.answer):
            yield card("info", "card_all_zero", t, n=len(scene.y))
        if scene.params.variant != "standard":
            yield card("info", f"card_answer_{scene.params.variant}", t, n_right=len(scene.y) - n_wrong, n=len(scene.y))
        period = cycle_length(history)
        if period is not None:
            yield card("info", "card_cycle", t, period=period)


def _contradictory(scene: Scene) -> bool:
    """Whether two samples of different classes lie in the same place."""
    positive = {tuple(x) for x in scene.X[scene.y > 0]}
    return any(tuple(x) in positive for x in scene.X[scene.y < 0])


def question(scene: Scene, t: Translate) -> Question | None:
    """How many updates until it comes to rest? Not asked of a mistake, nor of points that a visitor places."""
    h = scene.history
    if scene.params.slip != "none" or scene.params.dataset == "own":
        return None
    values = {"n": f"{h.n_updates:,}", "n_epochs": len(h.mistakes_per_epoch)}
    options = ranges([str(edge) for edge in EDGES], t) | {"never": t("question_rests_never", **values)}
    if not h.converged:
        return Question(t("question_rests"), options, ("never",), t("question_rests_not", **values))
    right = str(int(np.searchsorted(EDGES, h.n_updates, side="right")))
    return Question(t("question_rests"), options, (right,), t("question_rests_after", **values))


def checks(scene: Scene, t: Translate) -> Iterator[Check]:
    """Claims about this very run, each one computed anew."""
    yield _same_as_the_loop(scene, t)
    if scene.params.slip != "unlabelled-test":  # that one changes the weights for right samples, too
        yield _updates_are_gradient_steps(scene, t)
    yield _gradient(scene, t)
    if math.isfinite(scene.bound):
        yield _within_bound(scene, t)


def _same_as_the_loop(scene: Scene, t: Translate) -> Check:
    V = np.column_stack([scene.history.current_weights, scene.history.current_biases])
    again = (np.append(s.w, s.b) for s in steps(scene.X, scene.y, scene.params) if s.mistake)
    W = [V[0], *again]
    gap = float(np.abs(np.array(W) - V).max()) if len(W) == len(V) else math.inf
    measured = t("check_loop_measured", n=len(W), gap=f"{gap:.1g}")
    return Check(t("check_loop"), measured, gap <= EXACT)


def _updates_are_gradient_steps(scene: Scene, t: Translate) -> Check:
    """w_k+1 − w_k = −η ∂L_i/∂w for the sample i of each update, L_i = max(0, −y_i(w·x_i + b))."""
    history = scene.history
    i = history.update_samples
    moved = np.diff(history.current_weights, axis=0)
    step = scene.params.learning_rate * scene.y[i, None] * scene.X[i]
    scale = max(1.0, float(np.abs(history.current_weights).max()))
    gap = float(np.abs(moved - step).max(initial=0.0)) / scale
    return Check(t("check_steps"), t("check_steps_measured", n=len(i), gap=f"{gap:.1g}"), gap <= EXACT)


def _gradient(scene: Scene, t: Translate) -> Check:
    """Central differences of the criterion Σ max(0, −y(w·x + b)) against its gradient, at the trained weights."""
    start = np.append(scene.history.weights[-1], scene.history.biases[-1])
    rng = np.random.default_rng(0)
    theta = start + rng.normal(scale=0.1 + 0.1 * np.abs(start).max(), size=start.shape)  # off the kinks

    def criterion(v: np.ndarray) -> float:
        return perceptron_criterion(v[:-1], v[-1], scene.X, scene.y)

    def gradient(v: np.ndarray) -> np.ndarray:
        dw, db = perceptron_criterion_gradient(v[:-1], v[-1], scene.X, scene.y)
        return np.append(dw, db)

    result = gradient_check(criterion, gradient, theta, rng)
    measured = t("check_gradient_measured", error=f"{result.max_relative_error:.1g}")
    return Check(t("check_gradient"), measured, result.max_relative_error <= SMOOTH)


def _within_bound(scene: Scene, t: Translate) -> Check:
    n, margin = scene.history.n_updates, scene.margin
    measured = t(
        "check_bound_measured",
        n=n,
        bound=f"{scene.bound:.6g}",
        radius=f"{margin.radius:.4g}",
        gamma=f"{margin.gamma:.4g}",
    )
    return Check(t("check_bound"), measured, n <= scene.bound)
