"""What a learner takes away from a perceptron run: a table of its updates, its weights, a program that repeats it."""

from numpy.typing import ArrayLike

from charts.perceptron.scene import Scene
from charts.take_away import script, settings
from core.perceptron import history as perceptron_steps
from core.perceptron import training as perceptron

MAIN = """
MISTAKES = {{params.slip: {test}}}

run = list(steps(X, y, params))
start = initial_weights(X.shape[1], params, np.random.default_rng(params.seed))
V = np.array([np.append(*start), *(np.append(step.w, step.b) for step in run if step.mistake)])
births = np.array([0, *(k for k, step in enumerate(run, start=1) if step.mistake)])
*w, b = {variant}(V, births, np.array([len(run)]), X, y)[0].tolist()

print(f"updates: {{len(V) - 1}}")
print(f"w = {{w}}")
print(f"b = {{b}}")
"""


def table(scene: Scene) -> dict[str, ArrayLike]:
    """One row for each record: which sample changed the weights, when, and to what."""
    history = scene.history
    return {
        "update": list(range(history.n_updates + 1)),
        "sample_index": ["", *history.update_samples.tolist()],
        "samples_looked_at": [0, *history.update_steps.tolist()],
        "w1": history.weights[:, 0].tolist(),
        "w2": history.weights[:, 1].tolist(),
        "b": history.biases.tolist(),
    }


def arrays(scene: Scene) -> dict[str, ArrayLike]:
    """The trained weights and bias, and the data they were trained on."""
    return {"w": scene.history.weights[-1], "b": scene.history.biases[-1], "X": scene.X, "y": scene.y}


def program(scene: Scene, title: str) -> str:
    """A program that needs NumPy alone, computes the run again and prints the same final weights."""
    test = perceptron.MISTAKES[scene.params.slip]
    variant = perceptron_steps.VARIANTS[scene.params.variant]
    return script(
        title,
        imports=["from types import SimpleNamespace", "from typing import NamedTuple"],
        values={
            "X": scene.X,
            "y": scene.y,
            "params": settings(scene.params, "uses_bias", without=("points",)),
        },
        sources=[
            *(perceptron.Step, test, perceptron.steps, perceptron.update, perceptron.dot),
            *(perceptron.initial_weights, perceptron.epoch_orders),
            *(perceptron_steps.in_force, perceptron_steps.pocket_swaps, variant),
        ],
        main=MAIN.format(test=test.__name__, variant=variant.__name__),
    )
