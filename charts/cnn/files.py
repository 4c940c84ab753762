"""What a learner takes away from a training on digits: its moments, its weights, and what programs need."""

from numpy.typing import ArrayLike

from charts.cnn.scene import Scene
from charts.cnn.torch_layers import state_of
from charts.take_away import numbers
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
    """The trained network and the digit as programs are told them, and what it answers here."""
    weights = {name: values.astype(float).tolist() for name, values in scene.weights[-1].items()}
    shares, params = scene.shares[-1], scene.params
    return {
        "stride": params.stride,
        "pooling": params.pooling,
        "active": params.active,
        "image": scene.image.tolist(),
        "blocks": [[weights[f"kernels{k}"], weights[f"bias{k}"]] for k, _ in enumerate(scene.blocks, start=1)],
        "hidden": [weights["W_hidden"], weights["b_hidden"]] if "W_hidden" in weights else None,
        "output": [weights["W"], weights["b"]],
        "lab": {"mean": float(shares.mean()), "checksum": numbers(0.0, shares)["checksum"]},
    }
