"""The perceptron page: its controls."""

from collections.abc import Mapping
from typing import Any, get_args

from charts import theme
from charts.perceptron.lab import LAB
from core.datasets import DATASETS, options
from core.iris import FEATURES
from core.perceptron.params import Slip, Variant
from ui.lab import show
from ui.own_points import own_points
from ui.widgets import Choice, Control, Custom, Seed, Slider, Toggle


def controls(values: Mapping[str, Any]) -> list[Control]:
    """The sidebar: what the chosen data set understands, the model, the training."""
    data: list[Control] = [
        Choice("x1_feature", "data", FEATURES),
        Choice("x2_feature", "data", tuple(f for f in FEATURES if f != values["x1_feature"])),
        Slider("n_samples", "data", 10, 200, 10),
        Slider("separation", "data", 0.0, 8.0, 0.5),
        Custom("points", "data", own_points({-1: theme.NEGATIVE, 1: theme.POSITIVE}), is_work=True),
    ]
    return [
        Choice("dataset", "data", tuple(DATASETS)),
        *(control for control in data if control.field in options(values["dataset"])),
        Choice("variant", "model", get_args(Variant), "buttons"),
        *([Toggle("fit_bias", "model")] if values["slip"] != "no-bias" else []),
        Slider("init_scale", "model", 0.0, 5.0, 0.5),
        Slider("learning_rate", "training", 0.05, 2.0, 0.05),
        Slider("n_epochs", "training", 1, 100, 1),
        Toggle("shuffle", "training"),
        Seed(),
        Choice("slip", "training", get_args(Slip)),
    ]


CONTROLS = {"": controls}
NEAR = {"": ("dataset", "learning_rate")}

if __name__ == "__main__":  # Streamlit runs the page; tests only read its controls
    show(LAB, CONTROLS, NEAR)
