"""What a learner takes away from a race: a table of its positions, its arrays, a program that repeats it."""

from functools import partial

import numpy as np
from numpy.typing import ArrayLike

from charts.gradient_descent.landscape.scene import Race
from charts.take_away import Source, script, settings
from core import optimizers
from core.gradient_descent import descent, landscapes

IMPORTS = [
    "import math",
    "from functools import partial",
    "from types import SimpleNamespace",
    "from typing import NamedTuple",
]
MAIN = """
ADAGRAD_EPS, RMSPROP_ALPHA, EPS = {constants}
f = partial({f}, **dict(options))
surface = SimpleNamespace(gradient=partial({gradient}, **dict(options)), bounds=bounds)

for name, step in {{{steps}}}.items():
    optimizer = SimpleNamespace(step=step, start=lambda: (0.0, 0.0))
    run = list(updates(surface, optimizer, start, rates, noise, settings))
    x, y = run[-1][:2] if run else start
    print(f"{{name}} = [{{x!r}}, {{y!r}}]  # after {{len(run)}} updates, loss {{f(x, y):.6g}}")
"""


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


def program(race: Race, title: str) -> str:
    """A program that computes the race again and prints where every optimizer ended."""
    params, surface = race.params, race.surface
    f, gradient = (g.func if isinstance(g, partial) else g for g in (surface.f, surface.gradient))
    steps = {name: optimizers.OPTIMIZERS[name].step for name in race.names}
    sign = -1 if params.slip == "climb" else 1
    helpers: list[Source] = [landscapes._exp, landscapes._sin, landscapes._cos, landscapes._beale_residuals]
    return script(
        title,
        imports=IMPORTS,
        values={
            "start": race.start,
            "bounds": surface.bounds,
            "rates": (sign * race.history.learning_rates).tolist(),
            "noise": descent.noise_of(params).tolist() if params.noise else [(0.0, 0.0)] * params.n_steps,
            "settings": settings(params),
            "options": tuple(surface.f.keywords.items()) if isinstance(surface.f, partial) else (),
            "FAR": descent.FAR,
        },
        sources=[*helpers, f, gradient, *steps.values(), descent.Update, descent.updates],
        main=MAIN.format(
            constants=f"{optimizers.ADAGRAD_EPS}, {optimizers.RMSPROP_ALPHA}, {optimizers.EPS}",
            f=f.__name__,
            gradient=gradient.__name__,
            steps=", ".join(f'"{name}": {step.__name__}' for name, step in steps.items()),
        ),
    )
