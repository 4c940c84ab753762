"""What a learner takes away from a training: a table of its epochs, its weights, a program that repeats it."""

from numpy.typing import ArrayLike

from charts.mlp.scene import Scene


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
