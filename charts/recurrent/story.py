"""The figures, the why-cards and the checks of one recurrent network."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

import numpy as np

from charts.recurrent.reading import Reading
from charts.recurrent.scene import Scene
from charts.story import Card, Check, Translate, card
from core import Array
from core.gradient_check import gradient_check
from core.recurrent.cells import VARIANTS
from core.recurrent.losses import LOSSES
from core.recurrent.passes import backward, forward
from core.recurrent.training import updates
from core.recurrent.weights import flatten, shapes, spectral_radii, unflatten

EXACT, SMOOTH = 1e-9, 1e-6
VANISHED, EXPLODED = 1e-3, 1e3
LATE = 0.2  # of the updates: how the loss went at the end
OFTEN = 0.05  # of the updates were clipped
SETTING = ("waveform", "text", "sequence_length", "delay", "n_symbols")  # what makes a task hard
SEPARATOR = " · "
BEGINNING = 20  # characters
MEASURABLE = 1e-3  # of the largest gradient
AGAIN = 25  # updates that are made anew to see the same run


def figures(scene: Scene) -> dict[str, str]:
    """The numbers that matter, ready to be shown, by code name."""
    h = scene.history
    error = float(h.test_errors[-1])
    shown = {
        "unseen_loss": f"{h.test_losses[-1]:.3g}",
        "solved_at": str(h.solved_at) if h.solved_at != -1 else "—",
        "parameters": f"{scene.n_parameters:,}",
        "gradient_ratio": f"{scene.ratio:.2g}" if np.isfinite(scene.ratio) else "—",
        "clipped": f"{100 * h.clipped.mean():.0f} %",
    }
    if scene.is_class:
        shown = {"unseen_right": f"{100 * (1 - error):.0f} %"} | shown
    return shown


def cards(scene: Scene, t: Translate) -> Iterator[Card]:
    """Why the training went as it did."""
    h, params = scene.history, scene.params
    if params.slip != "none":
        yield slip_card(scene, t)
    if scene.others:
        yield compared(scene, t)
    if h.diverged_at != -1:
        yield card("error", "card_rnn_diverged", t, update=h.diverged_at, rate=f"{params.learning_rate:.3g}")
    elif h.solved_at != -1:
        yield card("success", "card_rnn_solved", t, update=h.solved_at, bound=bound_words(scene), n=int(h.updates[-1]))
    elif params.slip == "none":
        yield unsolved(scene, t)
    if params.slip == "none" and not scene.written:
        yield from gradient_cards(scene, t)
    share = float(h.clipped.mean())
    if share > OFTEN and params.clip_norm is not None:
        yield card(
            "info",
            "card_clipped",
            t,
            percent=f"{100 * share:.0f}",
            clip=f"{params.clip_norm:g}",
            largest=f"{h.grad_norms.max():.3g}",
        )
    if params.slip == "none":
        yield far_card(scene, t)


def bound_words(scene: Scene) -> str:
    """The error below which the task counts as solved."""
    bound = scene.params.rule.solved_below(scene.params)
    return f"{100 * bound:g} %" if scene.is_class else f"{bound:.2g}"


def slip_card(scene: Scene, t: Translate) -> Card:
    """What a network without feedback reaches, beside the best answer that never changes."""
    constant = scene.params.rule.baseline(scene.params)
    return card(
        "warning", "slip_note_no-feedback", t, loss=f"{scene.history.test_losses[-1]:.3g}", constant=f"{constant:.3g}"
    )


def compared(scene: Scene, t: Translate) -> Card:
    """Who solved it, and when."""
    found = [
        t(
            "compared_solved" if other.history.solved_at != -1 else "compared_not",
            name=t(f"cell_{cell}"),
            update=other.history.solved_at,
            loss=f"{other.history.test_losses[-1]:.2g}",
            n=f"{other.n_parameters:,}",
        )
        for cell, other in scene.others.items()
    ]
    return card("info", "card_compared", t, who=SEPARATOR.join(found))


def unsolved(scene: Scene, t: Translate) -> Card:
    """Not solved: how far it came; for the plain cell, why it cannot reach that far."""
    h, params = scene.history, scene.params
    values = {
        "n": int(h.updates[-1]),
        "loss": f"{h.test_losses[-1]:.3g}",
        "constant": f"{params.rule.baseline(params):.3g}",
    }
    steps, reach = scene.reach
    if params.cell == "rnn" and reach < VANISHED:
        return card("warning", "card_cannot_reach", t, **values, steps=steps, part=f"{reach:.1g}")
    before = int(np.searchsorted(h.updates, (1 - LATE) * h.updates[-1]))
    at = {"update": int(h.updates[before]), "before": f"{h.test_losses[before]:.3g}"}
    return card("warning", "card_unsolved", t, **values, **at)


def gradient_cards(scene: Scene, t: Translate) -> Iterator[Card]:
    """The gradient vanishes or explodes on its way back, with the numbers."""
    norms, last = scene.reading.norms, scene.last_gradient
    values = {"first": f"{norms[1]:.2g}", "end": f"{norms[last]:.2g}", "last": last, "ratio": f"{scene.ratio:.1g}"}
    if scene.ratio < VANISHED:
        yield card("warning", "card_vanishing", t, **values)
    elif scene.ratio > EXPLODED:
        yield card(
            "warning", "card_exploding", t, **values, radius=f"{spectral_radii(scene.reading.weights['W_h'])[-1]:.2g}"
        )


def far_card(scene: Scene, t: Translate) -> Card:
    """The setting of the task in which the plain RNN fails and a gated cell does not."""
    params, hard = scene.params, scene.params.rule.hard
    named = t("list_gap").join(
        f"{t(name)} = {option(name, value, t)}" for name, value in hard.items() if name in SETTING
    )
    key = "card_far_here" if all(getattr(params, name) == value for name, value in hard.items()) else "card_far"
    return card(
        "info", key, t, setting=named, solver=t(f"cell_{params.rule.hard_solver}"), n=hard.get("n_updates", 300)
    )


def option(name: str, value: object, t: Translate) -> str:
    """The value of a setting in words; of a text, its beginning."""
    if name == "text":
        return f"{str(value)[:BEGINNING]}…"
    return t(f"{name}_{value}") if isinstance(value, str) else str(value)


# ---- checks


def checks(scene: Scene, t: Translate) -> Iterator[Check]:
    """Claims about this very network, each one computed anew."""
    yield textbook(scene, t)
    yield weights_gradient(scene, t)
    yield input_gradient(scene, t)
    yield hidden_gradient(scene, t)
    yield same_again(scene, t)


def loss_of(scene: Scene, weights: dict[str, Array], x: Array) -> float:
    """L of the sequence for other weights or other inputs."""
    states = forward(scene.params.variant, weights, x, feedback=scene.params.feedback)
    return LOSSES[scene.params.rule.loss](states.outputs, scene.batch.targets, scene.batch.mask)[0]


def gradients_of(scene: Scene, weights: dict[str, Array], x: Array) -> dict[str, Array]:
    """∂L/∂W and ∂L/∂x by back-propagation through time."""
    states = forward(scene.params.variant, weights, x, feedback=scene.params.feedback)
    d_outputs = LOSSES[scene.params.rule.loss](states.outputs, scene.batch.targets, scene.batch.mask)[1]
    return backward(scene.params.variant, weights, states, d_outputs)[0]


def textbook(scene: Scene, t: Translate) -> Check:
    """The fast passes against one step of the cell at a time."""
    cell, reading = VARIANTS[scene.params.variant], scene.reading
    zeros: Array = np.zeros((1, scene.params.hidden_size))
    h, c, gap = zeros, zeros, 0.0
    for x, expected in zip(scene.batch.x, reading.h[1:], strict=True):
        if not scene.params.feedback:
            h, c = zeros, zeros
        result: Any = cell.step(x, h, c, reading.weights) if cell.has_c else (cell.step(x, h, reading.weights), c)
        h, c = result
        gap = max(gap, float(np.abs(h[0] - expected).max()))
    holds = gap <= EXACT * max(1.0, float(np.abs(reading.h).max()))
    return Check(t("check_textbook"), t("check_textbook_measured", n=scene.T, gap=f"{gap:.1g}"), holds)


def weights_gradient(scene: Scene, t: Translate) -> Check:
    """∂L/∂W of all weights along random directions."""
    weights, parts = scene.reading.weights, shapes(scene.history.cell, *scene.history.sizes)
    result = gradient_check(
        lambda theta: loss_of(scene, unflatten(theta, parts), scene.batch.x),
        lambda theta: flatten(
            {name: gradients_of(scene, unflatten(theta, parts), scene.batch.x)[name] for name in weights}
        ),
        flatten(weights),
        np.random.default_rng(0),
    )
    error = result.max_relative_error
    return Check(t("check_bptt"), t("check_gradient_measured", error=f"{error:.1g}"), error <= SMOOTH)


def input_gradient(scene: Scene, t: Translate) -> Check:
    """∂L/∂x of all inputs along random directions."""
    weights = scene.reading.weights
    result = gradient_check(
        lambda x: loss_of(scene, weights, x),
        lambda x: gradients_of(scene, weights, x)["x"],
        scene.batch.x,
        np.random.default_rng(0),
    )
    error = result.max_relative_error
    return Check(t("check_inputs"), t("check_gradient_measured", error=f"{error:.1g}"), error <= SMOOTH)


def hidden_gradient(scene: Scene, t: Translate) -> Check:
    """∂L/∂h of a state near the middle: the very numbers that the gradient panel draws."""
    step = middle_with_gradient(scene.reading.norms)
    result = gradient_check(
        lambda h: loss_from(scene, scene.reading, step, h),
        lambda h: scene.reading.d_hidden[step],
        scene.reading.h[step],
        np.random.default_rng(0),
    )
    error = result.max_relative_error
    return Check(t("check_hidden", step=step), t("check_gradient_measured", error=f"{error:.1g}"), error <= SMOOTH)


def middle_with_gradient(norms: Array) -> int:
    """The step nearest to the middle whose gradient has not vanished: no difference of losses could measure that."""
    steps = np.flatnonzero(norms[1:] >= MEASURABLE * norms.max()) + 1
    return int(steps[np.argmin(np.abs(steps - len(norms) // 2))])


def loss_from(scene: Scene, reading: Reading, step: int, h: Array) -> float:
    """L when the state after `step` is replaced by h, and the sequence goes on from there."""
    states, weights = reading.states, reading.weights
    mine = h @ weights["W_y"] + weights["b_y"]
    rest = forward(scene.params.variant, weights, states.x[step:], h[None], states.c[step], feedback=states.feedback)
    outputs = np.concatenate([states.outputs[: step - 1], mine[None, None], rest.outputs])
    return LOSSES[scene.params.rule.loss](outputs, scene.batch.targets, scene.batch.mask)[0]


def same_again(scene: Scene, t: Translate) -> Check:
    """The same seed makes the same run, bit by bit."""
    h = scene.history
    made = [
        update.loss
        for update in islice(
            updates(scene.params.training),
            min(AGAIN, len(h.losses)) if h.diverged_at == -1 else min(AGAIN, h.diverged_at),
        )
    ]
    holds = made == h.losses[: len(made)].tolist()
    return Check(t("check_again"), t("check_again_measured", n=len(made)), holds)
