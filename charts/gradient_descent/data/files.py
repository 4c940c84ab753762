"""What a learner takes away from a fit: a table of its updates, its arrays, and what programs need to repeat it."""

import numpy as np
from numpy.typing import ArrayLike

from charts.gradient_descent.data.scene import Fit
from charts.take_away import numbers, settings
from core.gradient_descent.linear_losses import loss


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


def for_programs(fit: Fit) -> dict[str, object]:
    """The run as programs are told it: settings, data, and what came of it here."""
    w, b = fit.history.weights[-1], float(fit.history.biases[-1])
    return {
        **settings(fit.params),
        "n_made": fit.n_shown,
        "X": fit.X.tolist(),
        "y": fit.y.tolist(),
        "lab": numbers(loss(w, b, fit.X, fit.y, fit.params.model), np.append(w, b)),
    }
