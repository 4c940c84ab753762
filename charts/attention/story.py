"""The figures, the why-cards and the checks of one training, and the question before it."""

from collections.abc import Iterator
from math import sqrt

import numpy as np

from charts.attention import causes
from charts.attention.reading import read
from charts.attention.scene import Scene
from charts.story import Card, Check, Question, Translate, card, ranges
from core.attention.network import loss_gradient
from core.attention.tasks import SOLVED
from core.attention.training import until_it_diverges
from core.attention.weights import flatten, shapes, unflatten
from core.gradient_check import gradient_check

EXACT, SMOOTH = 1e-9, 1e-6
EDGES = (0.3, 0.6, 0.95)  # between the answers to the question
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
    yield from causes.slip(scene, t)
    yield from versus_card(scene, t)
    yield outcome(scene, t)
    for cause in (causes.no_order, causes.two_hops, causes.forbidden, causes.peeking):
        yield from cause(scene, t)
    for cause in (causes.saturated, causes.heads_alike):
        yield from cause(scene, t)


def outcome(scene: Scene, t: Translate) -> Card:
    """Diverged, learnt, or how far it came."""
    h, params = scene.history, scene.params
    if h.diverged_at != -1:
        return card("error", "card_attention_diverged", t, update=h.diverged_at, rate=f"{params.learning_rate:.3g}")
    if h.solved_at != -1:
        return card("success", "card_attention_solved", t, update=h.solved_at, share=f"{SOLVED:.0%}")
    best, guessed = f"{h.test_accuracies.max():.0%}", f"{1 / params.n_answers:.0%}"
    return card("info", "card_attention_unsolved", t, n=h.n_updates, best=best, share=f"{SOLVED:.0%}", guess=guessed)


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
    """How many answers will be right? On the way of one position one does not see the end."""
    if scene.params.axis == "position":
        return None
    h = scene.history
    options = {"diverged": t("question_mlp_diverged")} | ranges([f"{edge:.0%}" for edge in EDGES], t)
    share = float(h.test_accuracies[-1])
    if h.diverged_at != -1:
        return Question(
            t("question_attention"), options, ("diverged",), t("question_attention_away", update=h.diverged_at)
        )
    answer = str(np.searchsorted(EDGES, share, side="right"))
    return Question(t("question_attention"), options, (answer,), t("question_attention_right", share=f"{share:.1%}"))


def checks(scene: Scene, t: Translate) -> Iterator[Check]:
    """Claims about this very network, each one computed anew."""
    yield formula(scene, t)
    yield gradient(scene, t)
    if scene.params.added_positions == "none" and not scene.params.causal:
        yield reordered(scene, t)
    yield same_again(scene, t)


def formula(scene: Scene, t: Translate) -> Check:
    """Every map again, one query at a time, as the formula says it."""
    reading, params, gap = scene.reading, scene.params, 0.0
    scale = 1 / sqrt(params.width // params.n_heads) if params.scale is None else params.scale
    for layer, head, query in np.ndindex(*reading.looks.shape[:3]):
        seen = query + 1 if params.causal else scene.T
        scores = reading.keys[layer, head, :seen] @ reading.queries[layer, head, query] * scale
        shares = np.exp(scores - scores.max())
        row = np.append(shares / shares.sum(), np.zeros(scene.T - seen))
        gap = max(gap, float(np.abs(row - reading.looks[layer, head, query]).max()))
    n = int(np.prod(reading.looks.shape))
    return Check(
        t("check_attention_formula"), t("check_attention_formula_measured", n=n, gap=f"{gap:.1g}"), gap <= EXACT
    )


def reordered(scene: Scene, t: Translate) -> Check:
    """Without positions the same symbols backwards get the same answers backwards."""
    scores = read(scene.history.network_at(scene.shown_frame), scene.tokens[::-1], scene.params).scores
    size = max(1.0, float(np.abs(scores).max()))
    gap = float(np.abs(scores[::-1] - scene.reading.scores).max())
    return Check(t("check_reordered"), t("check_reordered_measured", gap=f"{gap:.1g}"), gap <= EXACT * size)


def gradient(scene: Scene, t: Translate) -> Check:
    """Central differences of the loss of the sequence shown, near the first weights: trained maps are too sharp."""
    parts, params = shapes(scene.params), scene.params
    mask = scene.mask[None] if scene.mask.any() else None

    def both(theta: np.ndarray) -> tuple[float, dict[str, np.ndarray]]:
        return loss_gradient(unflatten(theta, parts), scene.tokens[None], scene.targets[None], params, mask)

    theta, rng = flatten(scene.history.network_at(0)), np.random.default_rng(0)
    theta = theta + rng.normal(scale=0.05, size=theta.shape)  # off the kinks, and the biases off 0
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
