"""The page of the network that reads digits: its controls."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, get_args

from charts.answers import samples
from charts.cnn.lab import LAB
from core.cnn import params
from core.cnn.favourites import FAVOURITES
from core.cnn.view import N_EXAMPLES, CNNView, Reads, Reason, Scale
from core.optimizers import OPTIMIZERS
from ui.kernels import filters, fitting, map_cell, mistaken, other_filters, poolings
from ui.lab import show
from ui.own_drawing import own_drawing
from ui.widgets import Choice, Control, Custom, LogSlider, Seed, Slider, Toggle

WORK = ("reads", "digit", "example", "drawing", "scale", "reason")  # what a setting leaves as it is
CONSTANTS = {"momentum": ("momentum",), "nesterov": ("momentum",), "adam": ("beta1", "beta2")}


def setting(favourite: str) -> dict[str, Any]:
    """A favourite, all else at its default; what is read, and how, stays."""
    defaults = {name: value for name, value in asdict(CNNView()).items() if name not in ("favourite", *WORK)}
    return {**defaults, **FAVOURITES[favourite]}


def of_network(values: Mapping[str, Any]) -> list[Control]:
    """What belongs to the model that is trained."""
    if values["model"] == "logistic":
        return []
    hidden = Slider("hidden_size", "model", 0, params.MAX_HIDDEN, 1)
    if values["model"] == "dense":
        return [hidden]
    return [
        Custom("filters", "model", filters, resets=lambda numbers: other_filters(values, numbers)),
        Slider("kernel_size", "model", *params.KERNEL_SIZES, 2, lambda n: fitting(values, kernel_size=n)),
        Choice("pooling", "model", poolings(values), "buttons"),
        Slider("stride", "model", 1, params.MAX_STRIDE, 1, lambda n: fitting(values, stride=n)),
        hidden,
    ]


def read(values: Mapping[str, Any]) -> list[Control]:
    """Which digit it reads."""
    if values["reads"] == "drawing":
        return [own_drawing("drawing", samples())]
    return [Slider("digit", "data", 0, 9, 1), Slider("example", "data", 0, N_EXAMPLES - 1, 1)]


def looked_at(values: Mapping[str, Any]) -> list[Control]:
    """Which cell of which map is worked out, and of a cell that sums up many maps, which of them is shown."""
    if values["model"] != "cnn":
        return []
    cell = Custom("map_cell", "data", map_cell(values))
    is_deep = len(values["filters"]) > 1 and values["map_cell"][0] > 1
    return [cell, *([Slider("channel", "data", 0, values["filters"][0], 1)] if is_deep else [])]


def controls(values: Mapping[str, Any]) -> list[Control]:
    """The sidebar; only what matters to this model and this optimizer."""
    constants = [name for name in ("momentum", "beta1", "beta2") if name in CONSTANTS.get(values["optimizer"], ())]
    return [
        Choice("favourite", "data", tuple(FAVOURITES), resets=setting),
        Choice("reads", "data", get_args(Reads), "buttons"),
        *read(values),
        Slider("n_train", "data", *params.N_TRAIN, 10),
        Toggle("augment", "data"),
        Choice("model", "model", get_args(params.Model), "buttons"),
        *of_network(values),
        Slider("dropout", "model", 0.0, params.MAX_DROPOUT, 0.05),
        Choice("reason", "data", get_args(Reason), "buttons"),
        Choice("scale", "data", get_args(Scale), "buttons"),
        *looked_at(values),
        Custom("mistaken", "data", mistaken),
        Choice("optimizer", "training", tuple(OPTIMIZERS)),
        *(Slider(name, "training", 0.0, 0.999, 0.001) for name in constants),
        LogSlider("learning_rate", "training", 0.0001, 10.0),
        Slider("batch_size", "training", 1, min(params.MAX_BATCH_SIZE, values["n_train"]), 1),
        Slider("n_epochs", "training", 1, params.MAX_EPOCHS, 1),
        Slider("warm_up", "training", 0, params.MAX_WARM_UP, 10),
        Toggle("decay", "training"),
        Seed(),
        Choice("slip", "training", get_args(params.Slip)),
    ]


CONTROLS = {"": controls}
NEAR = {"": ("digit", "example")}
FOLDED = {
    "": (
        *(
            "scale",
            "map_cell",
            "channel",
            "mistaken",
            "n_train",
            "augment",
            "kernel_size",
            "pooling",
            "stride",
            "hidden_size",
        ),
        *("dropout", "optimizer", "momentum", "beta1", "beta2", "batch_size", "warm_up", "decay", "seed"),
    )
}

if __name__ == "__main__":  # Streamlit runs the page; tests only read its controls
    show(LAB, CONTROLS, NEAR, FOLDED)
