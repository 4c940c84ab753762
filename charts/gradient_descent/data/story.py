"""The figures, the why-cards and the checks of one fit."""

from collections.abc import Iterator

import numpy as np

from charts.gradient_descent.data.scene import Fit
from charts.story import Card, Check, Translate, card
from core.gradient_check import gradient_check
from core.gradient_descent.linear_losses import hessian, loss, loss_gradient

EXACT, SMOOTH = 1e-9, 1e-6
STILL_FALLING = 0.02  # part of the loss that the last tenth of the run took away
STANDS_STILL = 1e-6  # a path this short is none


def figures(fit: Fit) -> dict[str, str]:
    """The numbers that matter, ready to be shown, by code name."""
    h = fit.history
    shown = {
        "updates": f"{fit.n_shown:,}",
        "epochs": str(fit.params.n_epochs),
        "per_epoch": str(h.batches.per_epoch),
        "full_loss": f"{fit.full_losses[-1]:.4g}",
    }
    if fit.minimum is not None:
        w, b = fit.minimum
        shown["least_loss"] = f"{loss(np.array([w]), b, fit.X, fit.y, 'linear'):.4g}"
    eigenvalues = np.linalg.eigvalsh(hessian(fit.X))
    shown["condition"] = f"{eigenvalues[-1] / eigenvalues[0]:,.3g}"
    return shown


def largest_rate(fit: Fit) -> float:
    """2/λmax of the full loss; for the logistic loss, whose curvature is at most a quarter of it, 8/λmax is safe."""
    scale = 8 if fit.params.model == "logistic" else 2
    return float(scale / np.linalg.eigvalsh(hessian(fit.X))[-1])


def wanders(fit: Fit) -> bool:
    """Whether the last tenth of the path goes on walking without getting far."""
    tail = fit.path[-max(3, fit.n_frames // 10) :]
    walked = float(np.linalg.norm(np.diff(tail, axis=0), axis=1).sum())
    return walked > STANDS_STILL and float(np.linalg.norm(tail[-1] - tail[0])) < walked / 2


def _diverged(fit: Fit, t: Translate) -> Card:
    """Theory's largest rate is that of plain descent; for the other optimizers none is promised."""
    update, rate = int(fit.history.diverged_at), f"{fit.params.learning_rate:.3g}"
    if fit.params.optimizer != "sgd":
        return card("error", "card_fit_diverged_unbounded", t, update=update, rate=rate)
    return card("error", "card_fit_diverged", t, update=update, rate=rate, stable=f"{largest_rate(fit):.3g}")


def cards(fit: Fit, t: Translate) -> Iterator[Card]:
    """Why the fit went as it did."""
    h, params = fit.history, fit.params
    if params.slip != "none":
        yield card("warning", f"slip_note_{params.slip}", t)
    if h.diverged_at != -1:
        if params.slip == "none":
            yield _diverged(fit, t)
        return
    remainder = len(fit.y) % params.batch_size
    if remainder:
        yield card("info", "card_partial", t, n=len(fit.y), size=params.batch_size, rest=remainder)
    late = fit.full_losses[-max(2, fit.n_frames // 10)]
    if params.slip == "none" and late - fit.full_losses[-1] > STILL_FALLING * late:
        yield card("info", "card_falling", t)
    elif params.batch_size < len(fit.y) and params.schedule == "constant" and params.slip == "none" and wanders(fit):
        yield card("info", "card_wanders", t)


def checks(fit: Fit, t: Translate) -> Iterator[Check]:
    """Claims about this very fit, each one computed anew."""
    yield _gradient(fit, t)
    yield _whole_epochs(fit, t)
    if fit.params.optimizer == "sgd" and fit.params.slip in ("none", "climb"):
        yield _steps(fit, t)


def _gradient(fit: Fit, t: Translate) -> Check:
    model = fit.params.model
    last = fit.n_shown
    theta = np.append(fit.history.weights[last], fit.history.biases[last])
    result = gradient_check(
        lambda v: loss(v[:-1], float(v[-1]), fit.X, fit.y, model),
        lambda v: np.append(*loss_gradient(v[:-1], float(v[-1]), fit.X, fit.y, model)),
        theta,
        np.random.default_rng(0),
    )
    error = result.max_relative_error
    return Check(t("check_gradient"), t("check_gradient_measured", error=f"{error:.1g}"), error <= SMOOTH)


def _whole_epochs(fit: Fit, t: Translate) -> Check:
    """Every epoch uses every sample exactly once."""
    orders = np.sort(fit.history.batches.orders, axis=1)
    holds = bool((orders == np.arange(len(fit.y))).all())
    return Check(t("check_epochs"), t("check_epochs_measured", epochs=len(orders), n=len(fit.y)), holds)


def _steps(fit: Fit, t: Translate) -> Check:
    """w after − w before = −η ∂L/∂w, at every update."""
    h, sign, gap = fit.history, 1 if fit.params.slip == "climb" else -1, 0.0
    for step in range(1, fit.n_shown + 1):
        dw, db = fit.batch_gradient(step)
        moved = np.append(h.weights[step] - h.weights[step - 1], h.biases[step] - h.biases[step - 1])
        rule = sign * h.learning_rates[step - 1] * np.append(dw, db)
        gap = max(gap, float(np.abs(moved - rule).max()) / max(1.0, float(np.abs(h.weights[step]).max())))
    return Check(t("check_rules"), t("check_rules_measured", n=fit.n_shown, gap=f"{gap:.1g}"), gap <= EXACT)
