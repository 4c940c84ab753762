"""The gradient-descent lab: a race down a landscape, and stochastic gradient descent on real data."""

from collections.abc import Mapping
from typing import Any, get_args

from charts import descent as race_pictures
from charts import descent_files as race_files
from charts import descent_story as race_story
from charts import sgd as fit_pictures
from charts import sgd_files as fit_files
from charts import sgd_story as fit_story
from charts.compare import side_by_side
from charts.descent_scene import race_of
from charts.sgd_scene import fit_of
from core import descent, linear_losses, linear_models
from core.descent import DescentParams
from core.landscapes import LANDSCAPES
from core.linear_models import SGDParams
from core.optimizers import OPTIMIZERS
from core.regression_data import REGRESSION_DATASETS, options
from core.schedules import SCHEDULES
from ui import lab
from ui.controls import Panel
from ui.place import place
from ui.tabs import Code
from ui.widgets import Choice, Choices, Control, Custom, LogSlider, Seed, Slider, Toggle

TUNED: tuple[Control, ...] = (
    Slider("momentum", "training", 0.0, 0.98, 0.02),
    Slider("beta1", "training", 0.0, 0.98, 0.02),
    Slider("beta2", "training", 0.9, 0.999, 0.001),
)


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
        Choices("optimizers", "model", tuple(OPTIMIZERS)),
        LogSlider("learning_rate", "training", low, high),
        *(control for control in TUNED if control.field in used),
        Choice("schedule", "training", tuple(SCHEDULES)),
        Slider("n_steps", "training", 20, 500, 20),
        *([Seed()] if values["noise"] else []),
        Choice("slip", "training", get_args(descent.Slip)),
    ]


def race_code(params: DescentParams) -> Code:
    """The surface and the rules; the loop."""
    surface = params.surface
    formulas = [getattr(f, "func", f) for f in (surface.f, surface.gradient)]
    rules = [OPTIMIZERS[name].step for name in params.optimizers]
    return Code([*formulas, *rules], [descent.updates, descent.descend])


RACE = lab.Lab(
    Panel("gradient-descent", DescentParams, race_controls),
    race_of,
    race_pictures.film,
    side_by_side,
    race_story.figures,
    race_story.cards,
    race_story.checks,
    race_code,
    race_files,
    race_story.question,
)


def fit_controls(values: Mapping[str, Any]) -> list[Control]:
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
        *(control for control in TUNED if control.field in used),
        Slider("batch_size", "training", 1, n, 1),
        Slider("n_epochs", "training", 1, 60, 1),
        Choice("schedule", "training", tuple(SCHEDULES)),
        Seed(),
        Choice("slip", "training", linear_models.SLIPS[values["model"]]),
    ]


def fit_code(params: SGDParams) -> Code:
    """The loss and its gradient, the rule; the loop."""
    model = linear_losses.MODELS[params.model]
    first: list[Any] = [model.predict, model.losses, linear_losses.loss_gradient, OPTIMIZERS[params.optimizer].step]
    return Code(first, [linear_models.updates, linear_models.train])


FIT = lab.Lab(
    Panel("sgd", SGDParams, fit_controls, view="data"),
    fit_of,
    fit_pictures.film,
    side_by_side,
    fit_story.figures,
    fit_story.cards,
    fit_story.checks,
    fit_code,
    fit_files,
)
lab.show_view({"landscape": RACE, "data": FIT})
