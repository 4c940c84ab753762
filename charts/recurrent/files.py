"""What a learner takes away from a recurrent network: its training, its weights, and what programs need for it."""

import numpy as np
from numpy.typing import ArrayLike

from charts.recurrent.scene import Scene
from charts.take_away import numbers, settings
from core.recurrent.training import STREAM, UNSEEN_SIZE, first_weights, in_double_precision


def table(scene: Scene) -> dict[str, ArrayLike]:
    """One row an update; where cells are compared, the columns of each under its name."""
    if not scene.others:
        return columns(scene)
    each = {cell: columns(other) for cell, other in scene.others.items()}
    joint: dict[str, ArrayLike] = {"update": columns(scene)["update"]}
    return joint | {
        f"{cell}_{name}": values for cell, of in each.items() for name, values in of.items() if name != "update"
    }


def columns(scene: Scene) -> dict[str, ArrayLike]:
    """Of one training: loss, gradient, and what the unseen sequences said where the film looked."""
    h = scene.history
    unseen = dict(
        zip(h.updates.tolist(), zip(h.test_losses.tolist(), h.test_errors.tolist(), strict=True), strict=True)
    )
    n = len(h.losses)
    return {
        "update": list(range(n)),
        "batch_loss": h.losses.tolist(),
        "gradient_norm": [*h.grad_norms.tolist(), None],
        "clipped": [*h.clipped.tolist(), None],
        "unseen_loss": [unseen.get(k, (None, None))[0] for k in range(n)],
        "unseen_error": [unseen.get(k, (None, None))[1] for k in range(n)],
    }


def arrays(scene: Scene) -> dict[str, ArrayLike]:
    """Those of the network; where cells are compared, of each under its name."""
    if not scene.others:
        return arrays_of_one(scene)
    each = {cell: arrays_of_one(other) for cell, other in scene.others.items()}
    return {f"{cell}_{name}": values for cell, of in each.items() for name, values in of.items()}


def arrays_of_one(scene: Scene) -> dict[str, ArrayLike]:
    """The trained weights, the sequence, and what the network makes of it."""
    states = scene.reading.states
    return {
        **scene.reading.weights,
        "x": scene.batch.x,
        "targets": scene.batch.targets,
        "h": states.h,
        "outputs": states.outputs,
        "d_hidden": scene.reading.d_hidden,
        "batch_losses": scene.history.losses,
    }


def for_programs(scene: Scene) -> dict[str, object]:
    """The training as programs are told it: settings, seeds, first weights, its end in double precision."""
    params, h = scene.params.training, scene.history
    n_made = params.n_updates if h.diverged_at == -1 else h.diverged_at - 1
    theta, loss = in_double_precision(params, n_made)
    return {
        **settings(params),
        "n_made": n_made,
        "data_seeds": [[params.seed, STREAM, number] for number in (1, 2)],
        "n_unseen": UNSEEN_SIZE,
        "first": {name: np.asarray(values).tolist() for name, values in first_weights(params).items()},
        "lab": {**numbers(loss, theta), "film": float(h.test_losses[-1])},
    }
