"""What a learner takes away from a training: a table of its updates, its weights, a program that repeats it."""

import numpy as np
from numpy.typing import ArrayLike

from charts.attention.scene import Scene
from charts.take_away import Source, script, settings
from core import Array, alphabet, named_weights, optimizers
from core.activations import log_softmax, softmax
from core.attention import dot_product, network, parts, sequences, tasks, training, weights

MAIN = """
Batch = namedtuple("Batch", "tokens targets mask")
OPTIMIZERS = {{"adam": SimpleNamespace(step=adam, start=lambda: (0.0, 0.0))}}
ATTENTION, ATTENTION_BACKWARD = attention, attention_backward
bare = lambda function: function
{names}
params.rule = SimpleNamespace(batch={batch}, n_unseen=lambda settings: {n_unseen})

unseen = unseen_batch(params)
for update in islice(updates(params), {n_made}):
    pass
scores = run(unflatten(update.theta, shapes(params)), unseen.tokens, params).scores
answers, asked = np.argmax(scores, axis=2), unseen.mask[:, {judged_from}:]
right = np.mean((answers == unseen.targets)[:, {judged_from}:][asked])
print(f"after {{update.number}} updates {{right:.1%}} of the answers to unseen sequences are right")
"""
DRAWN: dict[str, list[Source]] = {
    "reverse": [sequences.digits, sequences.reversed_answers],
    "copy": [sequences.digits, sequences.copied_answers],
    "largest": [sequences.distinct, sequences.largest_answers],
    "recall": [sequences.pairs, sequences.pair_answers],
    "recall-two": [sequences.letters_and_digits, sequences.letter_answers],
    "sort": [sequences.digits, sequences.sorted_answers],
    "characters": [],
}
HELPERS: dict[str, list[Source]] = {
    "largest": [sequences._shuffled],
    "recall": [sequences._shuffled, sequences._asked, sequences._looked_up, sequences.pair_sources],
    "recall-two": [
        *(sequences._shuffled, sequences._asked, sequences._looked_up),
        *(sequences.letter_sources, sequences._n_pairs),
    ],
    "characters": [alphabet.alphabet_of, alphabet.encode, sequences.characters],
}
NETWORK: list[Source] = [
    named_weights.flatten, named_weights.unflatten, weights.shapes, weights.init_weights,
    log_softmax, softmax, dot_product.attention, dot_product.attention_backward, dot_product._scale,
    parts.split_heads, parts.join_parts, parts.join_heads, parts.part_heads, parts.layer_norm,
    parts.layer_norm_backward, parts.times, parts.outer, parts.summed, parts.by_symbol, parts.sinusoids,
    parts.look_back, network.Gathered, network.Thought, network.Pass, network.embed, network.run, network.norm,
    network.norm_backward, network.gather, network.think, network.learn, network.think_backward,
    network.gather_backward, network.cross_entropy,
]  # fmt: skip
TRAINING: list[Source] = [
    optimizers.adam, training.AdamSettings, training.Update, training.random_streams, training.first_weights,
    training._Judges, training.unseen_batch, training.updates,
]  # fmt: skip
DERIVED = ("n_symbols", "n_answers", "hidden_size", "added_positions", "scale")


def table(scene: Scene) -> dict[str, ArrayLike]:
    """One row an update; what the unseen sequences said only where the film looked."""
    h = scene.history

    def at(values: Array) -> Array:
        column = np.full(len(h.losses), np.nan)
        column[h.updates] = values
        return column

    return {
        "update": list(range(len(h.losses))),
        "batch_loss": h.losses,
        "unseen_loss": at(h.test_losses),
        "unseen_right": at(h.test_accuracies),
        "weight_on_sources": at(h.test_attention),
    }


def arrays(scene: Scene) -> dict[str, ArrayLike]:
    """The learnt weights, the sequence shown, and its attention weights at every frame."""
    looks = [reading.looks for reading in scene.readings]
    return {
        **scene.history.network_at(-1),
        "tokens": scene.tokens,
        "updates": scene.history.updates,
        "attention": looks,
    }


def program(scene: Scene, title: str) -> str:
    """A program that needs NumPy alone, trains the network again and prints how much of the unseen is right."""
    params, h = scene.params.training, scene.history
    right = DRAWN[params.task]
    batch = f"drawn({right[0].__name__}, {right[1].__name__})" if right else "characters"
    names: dict[str, object] = {"DIGITS": sequences.DIGITS, "NUMBERS": sequences.NUMBERS, "LETTERS": sequences.LETTERS}
    names |= {"VALUES": sequences.VALUES, "STREAM": training.STREAM, "SPREAD": weights.SPREAD, "EPS": optimizers.EPS}
    constants = {**names, "BASE": parts.BASE, "NORM_EPS": parts.NORM_EPS}
    return script(
        title,
        imports=[
            "from collections import namedtuple",
            "from itertools import islice",
            "from math import prod, sqrt",
            "from types import SimpleNamespace",
            "from typing import NamedTuple",
        ],
        values={**constants, "params": settings(params, *DERIVED)},
        sources=[*NETWORK, *right, *HELPERS.get(params.task, []), tasks.drawn, *TRAINING],
        main=MAIN.format(
            names="",
            batch=batch,
            n_unseen=params.rule.n_unseen(params),
            judged_from=params.rule.judged_from,
            n_made=h.n_updates + 1 if h.diverged_at == -1 else h.diverged_at,
        ),
    )
