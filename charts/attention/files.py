"""What a learner takes away from a training: a table of its updates, its weights, and what programs need for it."""

import numpy as np
from numpy.typing import ArrayLike

from charts.attention.scene import Scene
from charts.take_away import numbers, settings
from core import Array
from core.attention.training import STREAM, first_weights, in_double_precision

DERIVED = ("n_symbols", "n_answers", "added_positions", "scale")


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


def for_programs(scene: Scene) -> dict[str, object]:
    """The training as programs are told it: settings, seeds, first weights, its end in double precision."""
    params, h = scene.params.training, scene.history
    n_made = params.n_updates if h.diverged_at == -1 else h.diverged_at - 1
    theta, loss = in_double_precision(params, n_made)
    return {
        **settings(params, *DERIVED),
        "n_made": n_made,
        "data_seeds": [[params.seed, STREAM, number] for number in (1, 2)],
        "n_unseen": params.rule.n_unseen(params),
        "first": {name: values.tolist() for name, values in first_weights(params).items()},
        "lab": {**numbers(loss, theta), "film": float(h.test_losses[-1])},
    }
