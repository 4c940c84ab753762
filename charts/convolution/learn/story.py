"""The figures, the why-cards and the checks of a kernel that is learnt, and the question before it."""

from collections.abc import Iterator

import numpy as np

from charts.convolution.learn.scene import Fit, fit_of
from charts.story import Card, Check, Question, Translate, card
from charts.trials import outcome, tried, two_digits
from core import Array
from core.conv2d import conv2d, same_padding
from core.convolution.learn import KernelFitParams, kernel_hessian, loss_and_gradient
from core.gradient_check import gradient_check

EXACT, SMOOTH = 1e-9, 1e-6
SHARES = (0.001, 0.1, 1.0)  # of the first loss, between the answers to the question
FOUND = 0.05  # of the target's largest weight; a kernel this near everywhere is found
MANY_STEPS = 400
VARIED = "circle"  # a picture with edges in all directions
SEEN = 1e-4  # of the largest curvature; below it the picture says next to nothing about a direction


def gap(fit: Fit) -> float:
    """The largest difference between a weight that was learnt and the target's, relative to its largest weight."""
    target = framed(fit.history.target_kernel, fit.params.kernel_size)
    return float(np.abs(fit.history.kernels[fit.n_updates] - target).max() / np.abs(target).max())


def framed(kernel: Array, size: int) -> Array:
    """A kernel in the middle of a larger one, zeros around it; or the middle of it."""
    room = (size - len(kernel)) // 2
    return np.pad(kernel, room) if room >= 0 else kernel[-room:room, -room:room]


def question(fit: Fit, t: Translate) -> Question:
    """How far will the loss fall?"""
    codes = ("thousandth", "tenth", "falls", "grows")
    first, last = float(fit.history.losses[0]), float(fit.history.losses[fit.n_updates])
    share = np.inf if fit.history.diverged_at != -1 else last / first if first else 0.0
    right = codes[int(np.searchsorted(SHARES, share, side="right"))]
    options = {code: t(f"question_loss_{code}") for code in codes}
    why = t("question_loss_why", first=f"{first:.3g}", last=f"{last:.3g}", n=fit.n_updates)
    return Question(t("question_loss"), options, (right,), why)


def figures(fit: Fit) -> dict[str, str]:
    """The numbers that matter, ready to be shown, by code name."""
    curvatures = np.linalg.eigvalsh(kernel_hessian(fit.image, fit.params.kernel_size))
    return {
        "updates": str(fit.n_updates),
        "first_loss": f"{fit.history.losses[0]:.3g}",
        "last_loss": f"{fit.history.losses[fit.n_updates]:.3g}",
        "parameters": str(fit.params.kernel_size**2),
        "stable_rate": f"{2 / curvatures[-1]:.3g}" if curvatures[-1] > 0 else "—",
    }


def cards(fit: Fit, t: Translate) -> Iterator[Card]:
    """Why the fit went as it did."""
    params, h = fit.params, fit.history
    if fit.largest > 1:
        yield card("info", "card_picture_scaled", t, largest=f"{fit.largest:g}")
    curvatures = np.linalg.eigvalsh(kernel_hessian(fit.image, params.kernel_size))
    unseen = int(np.count_nonzero(curvatures <= SEEN * curvatures[-1]))
    first, last = (f"{h.losses[k]:.3g}" for k in (0, fit.n_updates))
    if h.diverged_at != -1 or h.losses[-1] > h.losses[0]:
        rate, stable = f"{params.learning_rate:.3g}", f"{2 / curvatures[-1]:.3g}"
        if h.diverged_at == -1:
            yield card("error", "card_kernel_grows", t, first=first, last=last, rate=rate, stable=stable)
        else:
            yield card("error", "card_kernel_diverged", t, update=h.diverged_at, rate=rate, stable=stable)
    elif params.kernel_size < len(h.target_kernel):
        least = f"{least_loss(fit):.3g}"
        sizes = {"size": params.kernel_size, "target": len(h.target_kernel)}
        yield card("info", "card_kernel_small", t, **sizes, least=least, loss=last)
    elif gap(fit) <= FOUND:
        yield card("success", "card_kernel_found", t, gap=f"{100 * gap(fit):.2g}")
    elif unseen:
        more = outcome(tried(params, [("picture", VARIED)], finds), t)
        yield card("info", "card_kernel_unseen", t, unseen=unseen, n=len(curvatures), outcome=more)
    else:
        faster = [("learning_rate", two_digits(factor * params.learning_rate)) for factor in (2, 5)]
        more = outcome(tried(params, [("n_steps", max(MANY_STEPS, params.n_steps)), *faster], finds), t)
        yield card("info", "card_kernel_not_yet", t, gap=f"{100 * gap(fit):.3g}", outcome=more)


def finds(params: KernelFitParams) -> bool:
    """Whether a fit with these finds the kernel."""
    fit = fit_of(params)
    return fit.history.diverged_at == -1 and gap(fit) <= FOUND


def least_loss(fit: Fit) -> float:
    """The loss at the bottom of the bowl: where its gradient, which is linear in the kernel, is 0."""
    size = fit.params.kernel_size
    slope = loss_and_gradient(fit.image, np.zeros((size, size)), fit.history.target)[1].ravel()
    best = np.linalg.lstsq(kernel_hessian(fit.image, size), -slope)[0]
    return loss_and_gradient(fit.image, best.reshape(size, size), fit.history.target)[0]


def checks(fit: Fit, t: Translate) -> Iterator[Check]:
    """Claims about this very fit, each one computed anew."""
    last = fit.n_updates
    result = gradient_check(
        lambda k: loss_and_gradient(fit.image, k, fit.history.target)[0],
        lambda k: loss_and_gradient(fit.image, k, fit.history.target)[1],
        fit.history.kernels[0],
        np.random.default_rng(0),
    )
    error = result.max_relative_error
    yield Check(t("check_kernel_gradient"), t("check_gradient_measured", error=f"{error:.1g}"), error <= SMOOTH)
    yield slides(fit, t)
    loss = float(np.mean((fit.output(last) - fit.history.target) ** 2))
    holds = abs(loss - fit.history.losses[last]) <= EXACT * max(1.0, loss)
    yield Check(t("check_fit_loss"), t("check_fit_loss_measured", loss=f"{loss:.4g}"), holds)


def slides(fit: Fit, t: Translate) -> Check:
    """The gradient is itself a convolution: the padded picture with the error map as its kernel."""
    window = fit.error(0)[None, None]
    slid = conv2d(fit.padded[None, None], window)[0, 0]
    size = float(np.abs(fit.history.gradients[0]).max())
    difference = float(np.abs(slid - fit.history.gradients[0]).max())
    assert slid.shape[0] == 2 * same_padding(fit.params.kernel_size) + 1
    return Check(
        t("check_slides"),
        t("check_slides_measured", n=slid.size, gap=f"{difference:.1g}"),
        difference <= EXACT * max(1.0, size),
    )
