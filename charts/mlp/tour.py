"""The tour of the multi-layer network: what one neuron cannot do, what a hidden layer adds, why the start matters."""

from charts.mlp.scene import Scene
from charts.tour import PLAY, Stop, control
from core.mlp.favourites import FAVOURITES

LEARNT = 0.95  # of the points that it learns from are right
ONE_NEURON = {**FAVOURITES["xor-none"], "favourite": "xor-none"}
TWO_HIDDEN = {**FAVOURITES["xor-two"], "favourite": "xor-two"}


def failed(scene: Scene) -> int | None:
    """Played to the end of a training of one neuron that has not learnt it."""
    alone = not scene.params.hidden_layer_sizes and scene.params.axis == "training"
    return len(scene.frames) - 1 if alone and scene.history.train_accuracies[-1] < LEARNT else None


def learnt(scene: Scene) -> int | None:
    """Played until a network with a hidden layer has almost all points right."""
    if not scene.params.hidden_layer_sizes or scene.params.axis != "training":
        return None
    right = scene.history.train_accuracies[scene.frames] >= LEARNT
    return int(right.argmax()) if right.any() else None


def stuck(scene: Scene) -> int | None:
    """Played to the end of a training that has moved nothing but the bias of the output."""
    if scene.params.slip != "zero-weights" or scene.params.axis != "training":
        return None
    thetas = scene.history.weights.thetas
    n_outputs = scene.params.sizes[-1]
    return len(scene.frames) - 1 if not thetas[-1][:-n_outputs].any() else None


TOUR: tuple[Stop[Scene], ...] = (
    Stop(name="failed", at=PLAY, done=failed, sets=ONE_NEURON),
    Stop(name="learnt", at=control("hidden_layer_sizes"), done=learnt),
    Stop(name="stuck", at=PLAY, done=stuck, sets=TWO_HIDDEN | {"slip": "zero-weights"}),
    Stop(name="restarted", at=control("slip"), done=learnt),
)
