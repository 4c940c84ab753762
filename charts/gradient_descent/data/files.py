"""What a learner takes away from a fit: a table of its updates, its arrays, a program that repeats it."""

from numpy.typing import ArrayLike

from charts.gradient_descent.data.scene import Fit
from charts.take_away import Source, script, settings
from core.gradient_descent import linear_losses, linear_models
from core.optimizers import ADAGRAD_EPS, EPS, OPTIMIZERS, RMSPROP_ALPHA

MAIN = """
ADAGRAD_EPS, RMSPROP_ALPHA, EPS = {constants}
MODELS = {{params.model: SimpleNamespace(predict={predict})}}
OPTIMIZERS = {{params.optimizer: SimpleNamespace(step={step}, start=lambda: (0.0, 0.0))}}

theta = np.zeros(Z.shape[1])
for theta in updates(Z, y, batches, rates, params):
    pass
*w, b = theta.tolist()
print(f"w = {{w}}")
print(f"b = {{b}}")
"""


def table(fit: Fit) -> dict[str, ArrayLike]:
    """One row a record: epoch, weights, and the loss of the update's minibatch."""
    h = fit.history
    return {
        "update": list(range(h.n_updates + 1)),
        "epoch": h.epochs.tolist(),
        "w": h.weights[:, 0].tolist(),
        "b": h.biases.tolist(),
        "batch_loss": h.batch_losses.tolist(),
    }


def arrays(fit: Fit) -> dict[str, ArrayLike]:
    """Weights, losses, and the data."""
    h = fit.history
    return {"w": h.weights, "b": h.biases, "batch_losses": h.batch_losses, "X": fit.X, "y": fit.y}


def program(fit: Fit, title: str) -> str:
    """A program that needs NumPy alone, makes the same updates and prints the same final weights."""
    params, n = fit.params, fit.n_shown
    step, model = OPTIMIZERS[params.optimizer].step, linear_losses.MODELS[params.model]
    sources: list[Source] = [model.predict, step, linear_models.updates]
    return script(
        title,
        imports=["from types import SimpleNamespace"],
        values={
            "Z": linear_losses.with_ones(fit.X),
            "y": fit.y,
            "rates": fit.history.learning_rates[:n].tolist(),
            "batches": [fit.batch(k).tolist() for k in range(1, n + 1)],
            "params": settings(params),
        },
        sources=sources,
        main=MAIN.format(
            constants=f"{ADAGRAD_EPS}, {RMSPROP_ALPHA}, {EPS}", predict=model.predict.__name__, step=step.__name__
        ),
    )
