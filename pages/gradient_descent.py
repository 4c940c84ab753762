"""The gradient-descent page: the controls of the race, and those of the fit to data."""

from collections.abc import Iterable, Mapping
from typing import Any, get_args

from charts.gradient_descent.lab import LAB
from charts.gradient_descent.landscape.scene import SWATCHES
from core.gradient_descent import descent, linear_models
from core.gradient_descent.landscapes import LANDSCAPES
from core.gradient_descent.regression_data import REGRESSION_DATASETS, options
from core.optimizers import OPTIMIZERS
from core.schedules import SCHEDULES
from ui.lab import show
from ui.place import place
from ui.widgets import Choice, Choices, Control, Custom, Group, LogSlider, Seed, Slider, Toggle


def tuned(group: Group, used: Iterable[str]) -> list[Control]:
    """What the optimizers use besides a learning rate."""
    sliders = (
        Slider("momentum", group, 0.0, 0.98, 0.02),
        Slider("beta1", group, 0.0, 0.98, 0.02),
        Slider("beta2", group, 0.9, 0.999, 0.001),
    )
    return [control for control in sliders if control.field in used]


def fresh(landscape: str) -> dict[str, Any]:
    """What starts anew on another landscape: the start, and a learning rate that suits it."""
    return {"start": None, "learning_rate": LANDSCAPES[landscape].learning_rates[1]}


def race_controls(values: Mapping[str, Any]) -> list[Control]:
    """The sidebar of the landscape view; ranges fit the landscape."""
    surface = LANDSCAPES[values["landscape"]]
    low, _, high = surface.learning_rates
    used = {field for name in values["optimizers"] for field in OPTIMIZERS[name].uses}
    return [
        Choice("landscape", "data", tuple(LANDSCAPES), resets=fresh),
        *([LogSlider("condition", "data", 1.0, 100.0)] if values["landscape"] == "ravine" else []),
        Custom("start", "data", place("start", surface.start, surface.bounds)),
        Slider("noise", "data", 0.0, 2.0, 0.1),
        Choices("optimizers", "model", tuple(OPTIMIZERS), swatch=SWATCHES.get),
        LogSlider("learning_rate", "race", low, high),
        *tuned("race", used),
        Choice("schedule", "race", tuple(SCHEDULES)),
        Slider("n_steps", "race", 20, 500, 20),
        *([Seed(group="race")] if values["noise"] else []),
        Choice("slip", "race", get_args(descent.Slip)),
    ]


def data_controls(values: Mapping[str, Any]) -> list[Control]:
    """The sidebar of the data view."""
    n_samples = {"iris-petals": 150, "cars": 50, "iris-versicolor-virginica": 100}
    n = n_samples.get(values["dataset"], values["n_samples"])
    data = [Slider("n_samples", "data", 20, 200, 10), Slider("noise", "data", 0.0, 3.0, 0.25)]
    used = OPTIMIZERS[values["optimizer"]].uses
    return [
        Choice("dataset", "data", tuple(REGRESSION_DATASETS)),
        *(control for control in data if control.field in options(values["dataset"])),
        Toggle("standardize", "data"),
        Choice("model", "model", get_args(linear_models.ModelName), "buttons"),
        Choice("optimizer", "model", tuple(OPTIMIZERS)),
        LogSlider("learning_rate", "training", 0.0001, 10.0),
        *tuned("training", used),
        Slider("batch_size", "training", 1, n, 1),
        Slider("n_epochs", "training", 1, 60, 1),
        Choice("schedule", "training", tuple(SCHEDULES)),
        Seed(),
        Choice("slip", "training", linear_models.SLIPS[values["model"]]),
    ]


CONTROLS = {"landscape": race_controls, "data": data_controls}
NEAR = {"landscape": ("landscape", "learning_rate"), "data": ("learning_rate", "batch_size")}

if __name__ == "__main__":  # Streamlit runs the page; tests only read its controls
    show(LAB, CONTROLS, NEAR)
