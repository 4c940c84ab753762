"""The figures and the why-cards of one recurrent network; its checks are in charts.recurrent.checks."""

from collections.abc import Iterator

import numpy as np

from charts.recurrent.checks import checks as checks
from charts.recurrent.scene import Scene
from charts.story import Card, Translate, card
from core.recurrent.weights import spectral_radii

VANISHED, EXPLODED = 1e-3, 1e3
LATE = 0.2  # of the updates: how the loss went at the end
OFTEN = 0.05  # of the updates were clipped
SETTING = ("waveform", "text", "sequence_length", "delay", "n_symbols")  # what makes a task hard
SEPARATOR = " · "
BEGINNING = 20  # characters


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
