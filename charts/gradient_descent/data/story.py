"""The figures, the why-cards and the checks of one fit, and the question before it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from charts.gradient_descent.data.scene import Fit, fit_of
from charts.story import Card, Check, Question, Translate, card
from charts.trials import outcome, tried, two_digits
from core.gradient_check import gradient_check
from core.gradient_descent.linear_losses import hessian, loss, loss_gradient
from core.gradient_descent.linear_models import SGDParams

EXACT, SMOOTH = 1e-9, 1e-6
STILL_FALLING = 0.02  # part of the loss that the last tenth of the run took away
NEAR = 0.05  # above the least possible loss; nearer than this is as good as there
MAX_TRIED = 3000  # updates
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
    if fit.least is not None:
        shown["least_loss"] = f"{fit.least:.4g}"
    eigenvalues = np.linalg.eigvalsh(hessian(fit.X))
    shown["condition"] = f"{eigenvalues[-1] / eigenvalues[0]:,.3g}"
    return shown


def question(fit: Fit, t: Translate) -> Question | None:
    """How many updates will it make? Not asked of a mistake or a run without end, nor where two guesses are one."""
    n, per_epoch, n_epochs = len(fit.y), fit.history.batches.per_epoch, fit.params.n_epochs
    counts = {"epochs": n_epochs, "batches": n_epochs * per_epoch, "samples": n_epochs * n, "once": per_epoch}
    if fit.params.slip != "none" or fit.history.diverged_at != -1 or len(set(counts.values())) < len(counts):
        return None
    options = {code: f"{count:,}" for code, count in counts.items()}
    why = t("question_updates_why", n=n, size=fit.params.batch_size, each=per_epoch, epochs=n_epochs)
    return Question(t("question_updates"), options, ("batches",), why)


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
        calmer = calmer_rate(fit)
        more = "" if calmer is None else t("sentence_gap") + t("rate_stays", rate=f"{calmer:g}")
        return card("error", "card_fit_diverged_unbounded", t, update=update, rate=rate, outcome=more)
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
    if params.slip != "none":
        return
    if params.batch_size < len(fit.y) and params.schedule == "constant" and wanders(fit):
        yield _wandering(fit, t)
    elif late - fit.full_losses[-1] > STILL_FALLING * late:
        changes = [("n_epochs", 2 * params.n_epochs), ("learning_rate", two_digits(2 * params.learning_rate))]
        yield card("info", "card_falling", t, outcome=cures(fit, changes, t))


def _wandering(fit: Fit, t: Translate) -> Card:
    """Around the minimum, near enough or not."""
    params, last = fit.params, float(fit.full_losses[-1])
    if fit.least is not None and last <= (1 + NEAR) * fit.least:
        above = f"{100 * (last / fit.least - 1):.1g}"
        return card("success", "card_hovers", t, loss=f"{last:.4g}", least=f"{fit.least:.4g}", above=above)
    changes = [
        ("schedule", "cosine"),
        ("learning_rate", two_digits(params.learning_rate / 5)),
        ("batch_size", min(len(fit.y), 5 * params.batch_size)),
    ]
    return card("info", "card_wanders", t, outcome=cures(fit, changes, t))


def cures(fit: Fit, changes: Sequence[tuple[str, object]], t: Translate) -> str:
    """Which changes end at a smaller loss; nothing for runs so long that trying them would keep a visitor waiting."""
    if fit.history.n_updates > MAX_TRIED:
        return ""
    last = float(fit.full_losses[-1])
    return outcome(tried(fit.params, changes, lambda params: ends_below(params, last)), t)


def ends_below(params: SGDParams, limit: float) -> bool:
    """Whether a fit with these ends at a loss below the limit."""
    fit = fit_of(params)
    return fit.history.diverged_at == -1 and float(fit.full_losses[-1]) < limit


def calmer_rate(fit: Fit) -> float | None:
    """The first half, quarter, eighth … of the learning rate with which the fit stays finite."""
    halves = (two_digits(fit.params.learning_rate / 2**n) for n in range(1, 40))
    return next((r for r in halves if fit_of(replace(fit.params, learning_rate=r)).history.diverged_at == -1), None)


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
