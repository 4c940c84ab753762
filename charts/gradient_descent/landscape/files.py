"""What a learner takes away from a race: a table of its positions, its arrays, and what programs need to repeat it."""

import numpy as np
from numpy.typing import ArrayLike

from charts.gradient_descent.landscape.scene import Race
from charts.take_away import numbers, settings
from core.gradient_descent.descent import NOISE_STREAM


def table(race: Race) -> dict[str, ArrayLike]:
    """One row a record: position and loss of every optimizer."""
    columns: dict[str, ArrayLike] = {"update": list(range(race.params.n_steps + 1))}
    for k, name in enumerate(race.names):
        columns[f"{name}_x"] = race.history.positions[:, k, 0].tolist()
        columns[f"{name}_y"] = race.history.positions[:, k, 1].tolist()
        columns[f"{name}_loss"] = race.history.losses[:, k].tolist()
    return columns


def arrays(race: Race) -> dict[str, ArrayLike]:
    """Everything that was recorded."""
    history = race.history
    return {
        "optimizers": np.array(race.names),
        "positions": history.positions,
        "losses": history.losses,
        "gradients": history.gradients,
        "velocities": history.velocities,
        "squares": history.squares,
    }


def for_programs(race: Race) -> dict[str, object]:
    """The race as programs are told it: settings, how far each optimizer came, and where it was then."""
    params, h = race.params, race.history
    made = [params.n_steps if at == -1 else int(at) - 1 for at in h.diverged_at]
    return {
        **settings(params),
        "start": race.start,
        "hessian": race.surface.hessian or (),
        "n_made": dict(zip(race.names, made, strict=True)),
        "noise_seed": [params.seed, NOISE_STREAM],
        "lab": numbers(float(np.mean(h.losses[-1])), h.positions[-1]),
    }
