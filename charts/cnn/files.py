"""What a learner takes away from a training on digits: its moments, its weights, and what programs need."""

from numpy.typing import ArrayLike

from charts.cnn.scene import Scene
from charts.cnn.torch_layers import state_of
from core.cnn.shapes import N_CLASSES


def table(scene: Scene) -> dict[str, ArrayLike]:
    """One row for each recorded moment; the probabilities are those of the digit that is read."""
    h = scene.history
    return {
        "update": h.updates,
        "train_loss": h.train_losses,
        "test_loss": h.test_losses,
        "train_accuracy": h.train_accuracies,
        "test_accuracy": h.test_accuracies,
        **{f"probability_{k}": scene.shares[:, k] for k in range(N_CLASSES)},
    }


def arrays(scene: Scene) -> dict[str, ArrayLike]:
    """The trained weights under the names that PyTorch gives them."""
    return dict(state_of(scene.weights[-1], scene.params))


def for_programs(scene: Scene) -> dict[str, object]:
    """The trained network and the digit, and the probabilities that it gives the ten classes."""
    weights = {name: values.astype(float).tolist() for name, values in scene.weights[-1].items()}
    params = scene.params
    return {
        "image": scene.image.tolist(),
        "weights": weights,
        "stride": params.stride,
        "pooling": params.pooling,
        "active": params.active,
        "lab": scene.shares[-1].tolist(),
    }
