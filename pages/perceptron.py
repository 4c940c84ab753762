"""The perceptron lab: Rosenblatt's neuron turns its line at every mistake."""

from collections.abc import Mapping
from typing import Any, get_args

from charts import perceptron as pictures
from charts import perceptron_files as files
from charts import perceptron_story as story
from charts import theme
from charts.compare import side_by_side
from charts.film import Film
from charts.perceptron_scene import Scene, plane_names, scene_of
from core import perceptron
from core.datasets import DATASETS, options
from core.iris import FEATURES
from core.perceptron import PerceptronParams
from core.perceptron_steps import VARIANTS
from ui import lab
from ui.controls import Panel
from ui.i18n import Catalogue
from ui.own_points import own_points
from ui.tabs import Code
from ui.widgets import Choice, Control, Custom, Seed, Slider, Toggle


def controls(values: Mapping[str, Any]) -> list[Control]:
    """The sidebar: what the chosen data set understands, the model, the training."""
    data: list[Control] = [
        Choice("x1_feature", "data", FEATURES),
        Choice("x2_feature", "data", tuple(f for f in FEATURES if f != values["x1_feature"])),
        Slider("n_samples", "data", 10, 200, 10),
        Slider("separation", "data", 0.0, 8.0, 0.5),
        Custom("points", "data", own_points({"positive": theme.POSITIVE, "negative": theme.NEGATIVE}), is_work=True),
    ]
    return [
        Choice("dataset", "data", tuple(DATASETS)),
        *(control for control in data if control.field in options(values["dataset"])),
        Choice("variant", "model", get_args(perceptron.Variant), "buttons"),
        *([Toggle("fit_bias", "model")] if values["slip"] != "no-bias" else []),
        Slider("init_scale", "model", 0.0, 5.0, 0.5),
        Slider("learning_rate", "training", 0.05, 2.0, 0.05),
        Slider("n_epochs", "training", 1, 100, 1),
        Toggle("shuffle", "training"),
        Seed(),
        Choice("slip", "training", get_args(perceptron.Slip)),
    ]


PANEL = Panel("perceptron", PerceptronParams, controls)


def film(scene: Scene, run: str, t: Catalogue) -> Film:
    return pictures.film(scene, plane_names(scene.params, t), run, t)


def code(params: PerceptronParams) -> Code:
    """The rule as books print it, and the fast version that ran."""
    test = perceptron.MISTAKES[params.slip]
    fast: list[Any] = [perceptron.train, perceptron.run_epochs, perceptron.epoch_in_plane, VARIANTS[params.variant]]
    return Code([perceptron.update, test, perceptron.steps], fast)


LAB = lab.Lab(PANEL, scene_of, film, side_by_side, story.figures, story.cards, story.checks, code, files)
lab.show(LAB)
