"""What a training of an attention network costs."""

from typing import TYPE_CHECKING

from core.cost import calls

if TYPE_CHECKING:
    from core.attention.params import AttentionParams

MAX_FRAMES = 60

UPDATE, LAYER, BLOCK, NORM = 145, 112, 40, 48  # calls of NumPy functions: of an update, of a layer, of what is in it
PER_WEIGHT = 14  # numbers that Adam computes one by one


def training_cost(params: "AttentionParams", n_updates: int) -> float:
    """In multiply-adds (`core.cost`)."""
    from core.attention.weights import n_weights

    learning = calls(calls_of(params), PER_WEIGHT * n_weights(params)) + 3 * sequences_cost(params, params.batch_size)
    judging = calls(calls_of(params) / 3) + sequences_cost(params, params.rule.n_unseen(params))
    return n_updates * learning + min(n_updates + 1, MAX_FRAMES) * judging


def calls_of(params: "AttentionParams") -> float:
    """Of one update, forwards and back."""
    layer = LAYER + BLOCK * params.feed_forward + NORM * params.layer_norm * (1 + params.feed_forward)
    return UPDATE + params.n_layers * layer


def sequences_cost(params: "AttentionParams", n: int) -> float:
    """Of so many sequences, forwards."""
    T, d, m = params.length, params.width, params.hidden_size
    position = params.n_layers * (4 * d * d + 2 * T * d + 2 * m * d) + d * (params.n_symbols + params.n_answers)
    one_by_one = params.n_layers * (6 * params.n_heads * T + 10 * d + 3 * m) + 6 * params.n_answers
    return n * T * (position + calls(0, one_by_one))
