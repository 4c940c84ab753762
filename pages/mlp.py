"""The page of the multi-layer network: its controls."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, get_args

from charts import theme
from charts.mlp.lab import LAB
from core.iris import FEATURES as MEASURED
from core.iris import MEASUREMENTS
from core.mlp import features, params, weights
from core.mlp.activations import ACTIVATIONS
from core.mlp.datasets import DATASETS, N_SAMPLES, OWN_LABELS, REGRESSIONS
from core.mlp.favourites import DEFAULT, FAVOURITES
from core.mlp.view import NO_WEIGHT, OUTPUT, Axis, MLPView
from core.optimizers import OPTIMIZERS
from ui.lab import show
from ui.layers import layer_activations, layers
from ui.neurons import in_the_picture, left
from ui.optional import optional
from ui.own_points import own_points
from ui.widgets import Choice, Choices, Control, Custom, LogSlider, Seed, Slider

ANEW: dict[str, Any] = {"unit": OUTPUT, "weight": NO_WEIGHT, "typed_weights": ()}


def data_controls(values: Mapping[str, Any]) -> list[Control]:
    """The data set and what it understands, and what the network is shown of it."""
    made = values["dataset"] not in ("iris", "own")
    shown: list[Control] = [Choices("features", "data", tuple(features.FEATURES), resets=lambda codes: ANEW)]
    if values["dataset"] == "iris":
        others = tuple(name for name in MEASURED if name != values["x1_feature"])
        shown = [Choice("x1_feature", "data", MEASURED), Choice("x2_feature", "data", others)]
    sizes: list[Control] = [Slider("n_samples", "data", *N_SAMPLES, 10), Slider("noise", "data", 0.0, 2.0, 0.05)]
    looks = zip(OWN_LABELS, theme.CLASSES, strict=True)
    own = own_points({label: colour for label, (colour, _) in looks})
    return [
        Choice("favourite", "data", tuple(FAVOURITES), resets=setting),
        Choice("dataset", "data", tuple(DATASETS), resets=fitting),
        *(sizes if made else []),
        *(
            [Custom("points", "data", own, is_work=True, resets=lambda points: left(values, points=points))]
            if values["dataset"] == "own"
            else []
        ),
        Slider("train_fraction", "data", 0.1, 0.9, 0.1),
        *shown,
    ]


def setting(favourite: str) -> dict[str, Any]:
    """A favourite, all else at its default; the visitor's own points stay."""
    defaults = {name: value for name, value in asdict(MLPView()).items() if name not in ("favourite", "points")}
    return {**defaults, **FAVOURITES[favourite]}


def fitting(dataset: str) -> dict[str, Any]:
    """What starts anew with another data set: a regression has a loss of its own, and other inputs other weights."""
    return {"loss": "squared" if dataset in REGRESSIONS else "cross-entropy", "favourite": DEFAULT, **ANEW}


def n_train(values: Mapping[str, Any]) -> int:
    """How many samples it learns from: no batch is larger, but there is one of two."""
    fixed = {"iris": len(MEASUREMENTS), "own": len(values["points"])}
    n: int = fixed.get(values["dataset"], values["n_samples"])
    return max(2, round(float(values["train_fraction"]) * n))


def controls(values: Mapping[str, Any]) -> list[Control]:
    """The sidebar; only what matters to this data set and this optimizer."""
    hidden = values["hidden_layer_sizes"]
    regression = values["dataset"] in REGRESSIONS
    losses = ("squared",) if regression else get_args(params.Loss)
    stops = [name for name in STOPS if not (regression and name == "stop_accuracy")]  # no answer is right or wrong
    constants = [name for name in ("momentum", "beta1", "beta2") if name in CONSTANTS.get(values["optimizer"], ())]
    one_step = [Slider("trained", "model", 0, 100, 1), Slider("sample", "model", 1, n_train(values), 1)]
    return [
        *data_controls(values),
        Custom("hidden_layer_sizes", "model", layers, resets=lambda value: ANEW),
        Choice("activation", "model", tuple(ACTIVATIONS)),
        *([Custom("layer_activations", "model", layer_activations(hidden, values["activation"]))] if hidden else []),
        Choice("init", "model", tuple(weights.INITS)),
        Choice("axis", "model", get_args(Axis), "buttons"),
        *(one_step if values["axis"] == "slow" else []),
        *in_the_picture(values),
        Choice("loss", "training", losses, "buttons"),
        Choice("optimizer", "training", tuple(OPTIMIZERS)),
        *(Slider(name, "training", 0.0, 0.999, 0.001) for name in constants),
        LogSlider("learning_rate", "training", 0.001, 10.0),
        Slider("batch_size", "training", 1, min(100, n_train(values)), 1),
        Slider("n_epochs", "training", 10, params.MAX_EPOCHS, 10, lambda n: left(values, n_epochs=n)),
        Slider("l1", "training", 0.0, 0.1, 0.001),
        Slider("l2", "training", 0.0, 0.1, 0.001),
        Slider("dropout", "training", 0.0, params.MAX_DROPOUT, 0.05),
        *(Custom(name, "training", optional(name, STOPS[name], none_first=False)) for name in stops),
        Seed(),
        Choice("slip", "training", get_args(params.Slip)),
    ]


STOPS = {
    "stop_loss": (0.001, 0.01, 0.03, 0.1, 0.3),
    "stop_accuracy": (0.9, 0.95, 0.98, 0.99, 1.0),
    "patience": (5, 10, 20, 50),
}
CONSTANTS = {"momentum": ("momentum",), "nesterov": ("momentum",), "adam": ("beta1", "beta2")}
CONTROLS = {"": controls}
NEAR = {"": ("dataset", "learning_rate")}

if __name__ == "__main__":  # Streamlit runs the page; tests only read its controls
    show(LAB, CONTROLS, NEAR)
