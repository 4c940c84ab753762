"""What a learner takes away from a training: a table of its epochs, its weights, and what programs need."""

from numpy.typing import ArrayLike

from charts.mlp.scene import Scene
from charts.take_away import numbers, settings
from core.mlp.datasets import STREAM
from core.mlp.samples import DROPOUT, ORDER
from core.mlp.targets import targets_of
from core.mlp.training import first_weights


def table(scene: Scene) -> dict[str, ArrayLike]:
    """One row for each epoch."""
    h = scene.history
    return {
        "epoch": h.epochs,
        "train_loss": h.train_losses,
        "test_loss": h.test_losses,
        "train_accuracy": h.train_accuracies,
        "test_accuracy": h.test_accuracies,
    }


def arrays(scene: Scene) -> dict[str, ArrayLike]:
    """The trained weights, and the data they were trained on."""
    weights: dict[str, ArrayLike] = {}
    for k, (W, b) in enumerate(scene.history.weights[-1], start=1):
        weights |= {f"W{k}": W, f"b{k}": b}
    return {**weights, "X": scene.X, "y": scene.y, "train": scene.history.train, "test": scene.history.test}


def for_programs(scene: Scene) -> dict[str, object]:
    """The training as programs are told it: settings, samples, first weights, and what came of it here."""
    params, h = scene.params, scene.history
    y = scene.y[h.train]
    first = first_weights(params, params.sizes[0], params.sizes[-1])
    return {
        **settings(params, "activations", "sizes", without=("points",)),
        "task": scene.task,
        "n_epochs": scene.n_made,
        "order_seed": [params.seed, STREAM, ORDER],
        "dropout_seed": [params.seed, STREAM, DROPOUT],
        "X": scene.X[h.train].tolist(),
        "targets": targets_of(y, params.sizes[-1], scene.task).tolist(),
        "first": [[W.tolist(), b.tolist()] for W, b in first],
        "lab": numbers(float(h.train_losses[-1]), h.weights.thetas[-1]),
    }
