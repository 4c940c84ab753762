"""The page of the multi-layer network: its controls."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, get_args

from charts.mlp.lab import LAB
from core.iris import FEATURES as MEASURED
from core.iris import MEASUREMENTS
from core.mlp import features, params, weights
from core.mlp.activations import ACTIVATIONS
from core.mlp.datasets import DATASETS, N_SAMPLES, REGRESSIONS, THREE_CLASSES
from core.mlp.favourites import DEFAULT, FAVOURITES
from core.mlp.view import NO_WEIGHT, OUTPUT, MLPView
from core.optimizers import OPTIMIZERS
from ui.lab import show
from ui.layers import layer_activations, layers
from ui.neurons import typed_weights, unit, weight
from ui.optional import optional
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
    return [
        Choice("favourite", "data", tuple(FAVOURITES), resets=setting),
        Choice("dataset", "data", tuple(DATASETS), resets=fitting),
        *(sizes if made else []),
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


def n_outputs(values: Mapping[str, Any]) -> int:
    """How many numbers it answers with."""
    labels = {label for *_, label in values["points"]}
    return 3 if values["dataset"] in (*THREE_CLASSES, "iris") or (values["dataset"], len(labels)) == ("own", 3) else 1


def in_the_picture(values: Mapping[str, Any]) -> list[Control]:
    """What clicks in the picture of the network choose, too."""
    hidden, chosen = values["hidden_layer_sizes"], values["weight"]
    sizes = (n_inputs(values), *hidden, n_outputs(values))
    after: list[Control] = [Slider("typed_after", "model", 0, values["n_epochs"], 1)] if chosen != NO_WEIGHT else []
    return [
        *([Slider("warped", "model", 0, len(hidden), 1)] if len(hidden) > 1 else []),
        Custom("unit", "model", unit(hidden)),
        Custom("weight", "model", weight(sizes)),
        *after,
        Custom("typed_weights", "model", typed_weights(chosen, values["typed_after"]), is_work=True),
    ]


def n_inputs(values: Mapping[str, Any]) -> int:
    """How many numbers the network is shown."""
    return len(MEASURED) if values["dataset"] == "iris" else len(values["features"])


def controls(values: Mapping[str, Any]) -> list[Control]:
    """The sidebar; only what matters to this data set and this optimizer."""
    hidden = values["hidden_layer_sizes"]
    losses = ("squared",) if values["dataset"] in REGRESSIONS else get_args(params.Loss)
    constants = [name for name in ("momentum", "beta1", "beta2") if name in CONSTANTS.get(values["optimizer"], ())]
    return [
        *data_controls(values),
        Custom("hidden_layer_sizes", "model", layers, resets=lambda value: ANEW),
        Choice("activation", "model", tuple(ACTIVATIONS)),
        *([Custom("layer_activations", "model", layer_activations(hidden, values["activation"]))] if hidden else []),
        Choice("init", "model", tuple(weights.INITS)),
        *in_the_picture(values),
        Choice("loss", "training", losses, "buttons"),
        Choice("optimizer", "training", tuple(OPTIMIZERS)),
        *(Slider(name, "training", 0.0, 0.999, 0.001) for name in constants),
        LogSlider("learning_rate", "training", 0.001, 10.0),
        Slider("batch_size", "training", 1, min(100, n_train(values)), 1),
        Slider("n_epochs", "training", 10, params.MAX_EPOCHS, 10),
        Slider("l1", "training", 0.0, 0.1, 0.001),
        Slider("l2", "training", 0.0, 0.1, 0.001),
        Slider("dropout", "training", 0.0, params.MAX_DROPOUT, 0.05),
        *(Custom(name, "training", optional(name, STOPS[name], none_first=False)) for name in STOPS),
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

if __name__ == "__main__":  # Streamlit runs the page; tests only read its controls
    show(LAB, CONTROLS)
