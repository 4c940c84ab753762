"""The tour of the CNN: kernels that do not slide, kernels that do, a cell, one's own writing, and learning by heart."""

from charts.cnn.scene import Scene
from charts.tour import PLAY, Stop, chosen, control, panel
from core.cnn.favourites import FAVOURITES

GOOD = 0.95  # of the test digits that a moment is judged by
CHANCE = 0.15  # of the test digits; who has no more knows nothing of them
DOES_NOT_SLIDE = {**FAVOURITES["logistic-pixels"], "favourite": "logistic-pixels"}
SHUFFLED = {**FAVOURITES["shuffled-labels"], "favourite": "shuffled-labels"}


def one_place(scene: Scene) -> int | None:
    """Played to the end of a training of kernels as large as the picture."""
    return scene.n_frames - 1 if scene.params.model == "logistic" else None


def slides(scene: Scene) -> int | None:
    """Played until a network whose kernels slide has almost all digits right."""
    right = scene.history.test_accuracies >= GOOD
    return int(right.argmax()) if scene.blocks and right.any() else None


def cell(scene: Scene) -> int | None:
    """A cell of a map of the first block is chosen."""
    return chosen(bool(scene.blocks) and scene.params.map_cell[0] == 1 and scene.params.map_cell[2] > 0)


def drawn(scene: Scene) -> int | None:
    """It reads a drawing."""
    return chosen(scene.steps is not None)


def by_heart(scene: Scene) -> int | None:
    """Played to the end of a training that learnt labels without a meaning, and nothing else."""
    h = scene.history
    is_so = scene.params.slip == "shuffled-labels" and h.train_accuracies[-1] > 2 * CHANCE and h.accuracy < CHANCE
    return scene.n_frames - 1 if is_so else None


def true_labels(scene: Scene) -> int | None:
    """Played to the end of a training on true labels that reads digits that it has not learnt."""
    is_so = scene.params.slip == "none" and not scene.is_shipped and scene.history.accuracy > 2 * CHANCE
    return scene.n_frames - 1 if is_so else None


TOUR: tuple[Stop[Scene], ...] = (
    Stop(name="one-place", at=PLAY, done=one_place, sets=DOES_NOT_SLIDE),
    Stop(name="slides", at=control("model"), done=slides, leaves={"model": "cnn"}),
    Stop(name="cell", at=panel("cnn_conv1"), done=cell),
    Stop(name="drawn", at=control("reads"), done=drawn),
    Stop(name="by-heart", at=PLAY, done=by_heart, sets=SHUFFLED),
    Stop(name="true-labels", at=control("slip"), done=true_labels),
)
