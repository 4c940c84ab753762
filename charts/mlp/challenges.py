"""The challenges of the network: few neurons for the spiral, none for the circle, and noise not learnt by heart."""

from charts.mlp.scene import Scene
from charts.tour import Challenge, control
from core.mlp.favourites import FAVOURITES

FEW = 8  # hidden neurons
SOLVED = 0.95  # of the test points
NOISY = {**FAVOURITES["overfitting"], "favourite": "overfitting"}
CALM = 220 / 270  # of the test points of noisy data


def tested(scene: Scene, good: float) -> int | None:
    """Played to the end of a training that has so many test points right."""
    ends = scene.params.axis == "training" and scene.history.test_accuracies[-1] >= good
    return len(scene.frames) - 1 if ends and scene.n_classes else None


def small(scene: Scene) -> int | None:
    """The spiral, with few hidden neurons."""
    params = scene.params
    is_small = params.dataset == "spiral" and sum(params.hidden_layer_sizes) <= FEW
    return tested(scene, SOLVED) if is_small else None


def bent_inputs(scene: Scene) -> int | None:
    """The circle, without any hidden layer."""
    params = scene.params
    return tested(scene, SOLVED) if params.dataset == "circle" and not params.hidden_layer_sizes else None


def not_by_heart(scene: Scene) -> int | None:
    """The noisy circle, from as few points, by a network that could learn them by heart."""
    params, noisy = scene.params, type(scene.params)(**NOISY)
    same = ("dataset", "n_samples", "noise", "train_fraction", "hidden_layer_sizes", "seed")
    as_it_was = all(getattr(params, name) == getattr(noisy, name) for name in same)
    return tested(scene, CALM) if as_it_was else None


CHALLENGES: tuple[Challenge[Scene], ...] = (
    Challenge(
        name="small",
        at=control("features"),
        done=small,
        sets={"hidden_layer_sizes": (4,)},
        solution={**FAVOURITES["sines"], "favourite": "sines"},
    ),
    Challenge(
        name="bent-inputs",
        at=control("features"),
        done=bent_inputs,
        sets={"dataset": "circle", "n_samples": 200, "hidden_layer_sizes": ()},
        solution={"features": ("x1-squared", "x2-squared")},
    ),
    Challenge(name="not-by-heart", at=control("l2"), done=not_by_heart, sets=NOISY, solution={"l2": 0.03}),
)
