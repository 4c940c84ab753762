"""The figures, the why-cards and the checks of one training, and the question before it."""

from collections.abc import Iterator

import numpy as np

from charts.attention.scene import Scene
from charts.story import Card, Check, Question, Translate, card
from core.attention.network import loss_gradient
from core.attention.tasks import SOLVED
from core.attention.training import until_it_diverges
from core.attention.weights import flatten, shapes, unflatten
from core.gradient_check import gradient_check

EXACT, SMOOTH = 1e-9, 1e-6
AGAIN = 25  # updates that are made anew to see the same run


def figures(scene: Scene) -> dict[str, str]:
    """The numbers that matter, ready to be shown, by code name."""
    h = scene.history
    weight = float(h.test_attention[-1])
    return {
        "answers_right": f"{h.test_accuracies[-1]:.1%}",
        "on_source": f"{weight:.2f}" if np.isfinite(weight) else "—",
        "solved_at": str(h.solved_at) if h.solved_at != -1 else "—",
        "attention_loss": f"{h.test_losses[-1]:.3g}",
        "parameters": f"{scene.n_weights:,}",
    }


def cards(scene: Scene, t: Translate) -> Iterator[Card]:
    """Why the run went as it did."""
    h, params = scene.history, scene.params
    if params.slip != "none":
        yield card("warning", f"slip_note_{params.slip}", t)
    yield from versus_card(scene, t)
    if h.diverged_at != -1:
        yield card("error", "card_attention_diverged", t, update=h.diverged_at, rate=f"{params.learning_rate:.3g}")
    elif h.solved_at != -1:
        yield card("success", "card_attention_solved", t, update=h.solved_at, share=f"{SOLVED:.0%}")


def versus_card(scene: Scene, t: Translate) -> Iterator[Card]:
    """Who learned it, and when: attention, and the recurrent network beside it."""
    h, other = scene.history, scene.versus
    if other is None:
        return

    def how(solved_at: int, share: float) -> str:
        key = "versus_not" if solved_at == -1 else "versus_solved"
        return t(key, share=f"{SOLVED if solved_at != -1 else share:.0%}", update=solved_at)

    yield card(
        "info",
        "card_versus",
        t,
        n=f"{scene.n_weights:,}",
        attention=how(h.solved_at, float(h.test_accuracies[-1])),
        cell=t(f"cell_{scene.params.rival}"),
        m=f"{other.rival.n_weights:,}",
        hidden=other.rival.hidden_size,
        rival=how(other.solved_at, float(other.test_accuracies[-1])),
        first=f"{other.reach[0, 0]:.2g}",
        last=f"{other.reach[0, 1]:.2g}",
        reads=t("versus_reads_first") if other.rival.reads_first else t("versus_reads_along"),
    )


def question(scene: Scene, t: Translate) -> Question | None:
    """Nothing to guess yet."""
    return None


def checks(scene: Scene, t: Translate) -> Iterator[Check]:
    """Claims about this very network, each one computed anew."""
    yield gradient(scene, t)
    yield same_again(scene, t)


def gradient(scene: Scene, t: Translate) -> Check:
    """Central differences of the loss of the sequence shown against the gradient, by all weights."""
    parts, params = shapes(scene.params), scene.params
    mask = scene.mask[None] if scene.mask.any() else None

    def both(theta: np.ndarray) -> tuple[float, dict[str, np.ndarray]]:
        return loss_gradient(unflatten(theta, parts), scene.tokens[None], scene.targets[None], params, mask)

    theta, rng = flatten(scene.history.network_at(scene.shown_frame)), np.random.default_rng(0)
    theta = theta + rng.normal(scale=0.05 + 0.05 * np.abs(theta).max(), size=theta.shape)  # off the kinks
    found = gradient_check(lambda v: both(v)[0], lambda v: flatten(both(v)[1]), theta, rng)
    error = found.max_relative_error
    return Check(t("check_attention_gradient"), t("check_gradient_measured", error=f"{error:.1g}"), error <= SMOOTH)


def same_again(scene: Scene, t: Translate) -> Check:
    """The same seed makes the same run, bit by bit."""
    h = scene.history
    made = []
    for update in until_it_diverges(scene.params.training):
        made.append(update.loss)
        if len(made) == AGAIN:
            break
    holds = made == h.losses[: len(made)].tolist()
    return Check(t("check_again"), t("check_again_measured", n=len(made)), holds)
