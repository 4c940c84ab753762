"""The challenges of the CNN: a digit that it misreads, few weights, and no ReLU."""

from charts.cnn.scene import Scene
from charts.tour import Challenge, control

FEW = 1500  # parameters
GOOD = 0.9  # of the test digits


def misread(scene: Scene) -> int | None:
    """Played to the end: the network of the app takes a test digit for another one."""
    if not scene.is_shipped or scene.label is None:
        return None
    return scene.n_frames - 1 if scene.answers[-1] != scene.label else None


def few_weights(scene: Scene) -> int | None:
    """Played to the end of a training that reads most test digits with few parameters."""
    is_small = scene.params.model == "cnn" and scene.params.n_weights <= FEW and scene.history.accuracy >= GOOD
    return scene.n_frames - 1 if is_small else None


def without_relu(scene: Scene) -> int | None:
    """Played to the end of a training that reads most test digits without ReLU."""
    bends = scene.params.slip == "linear" and scene.params.model == "cnn" and scene.history.accuracy >= GOOD
    return scene.n_frames - 1 if bends else None


CHALLENGES: tuple[Challenge[Scene], ...] = (
    Challenge(name="misread", at=control("example"), done=misread, sets={}, solution={"digit": 3, "example": 11}),
    Challenge(
        name="few-weights",
        at=control("filters"),
        done=few_weights,
        sets={"n_train": 2000, "n_epochs": 2},
        solution={"filters": (4, 4), "n_epochs": 5},
    ),
    Challenge(
        name="without-relu",
        at=control("pooling"),
        done=without_relu,
        sets={"slip": "linear", "pooling": "average", "n_epochs": 1, "favourite": "linear-maps"},
        solution={"pooling": "max"},
    ),
)
