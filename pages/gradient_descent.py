"""The gradient-descent lab: a race down a landscape, and stochastic gradient descent on real data."""

from collections.abc import Mapping
from typing import Any, get_args

from charts import descent as race_pictures
from charts import descent_files as race_files
from charts import descent_story as race_story
from charts.compare import side_by_side
from charts.descent_scene import Race, race_of
from charts.take_away import arrays_npz, table_csv
from core import descent
from core.descent import DescentParams
from core.landscapes import LANDSCAPES
from core.optimizers import OPTIMIZERS
from core.schedules import SCHEDULES
from ui import lab
from ui.controls import Choice, Choices, Control, Custom, LogSlider, Panel, Seed, Slider
from ui.place import place


def fresh(landscape: str) -> dict[str, Any]:
    """What starts anew on another landscape: the start, and a learning rate that suits it."""
    return {"start": None, "learning_rate": LANDSCAPES[landscape].learning_rates[1]}


def race_controls(values: Mapping[str, Any]) -> list[Control]:
    """The sidebar of the landscape view; ranges fit the landscape."""
    surface = LANDSCAPES[values["landscape"]]
    low, _, high = surface.learning_rates
    used = {field for name in values["optimizers"] for field in OPTIMIZERS[name].uses}
    tuned: list[Control] = [
        Slider("momentum", "training", 0.0, 0.98, 0.02),
        Slider("beta1", "training", 0.0, 0.98, 0.02),
        Slider("beta2", "training", 0.9, 0.999, 0.001),
    ]
    return [
        Choice("landscape", "data", tuple(LANDSCAPES), resets=fresh),
        *([LogSlider("condition", "data", 1.0, 100.0)] if values["landscape"] == "ravine" else []),
        Custom("start", "data", place("start", surface.start, surface.bounds)),
        Slider("noise", "data", 0.0, 2.0, 0.1),
        Choices("optimizers", "model", tuple(OPTIMIZERS)),
        LogSlider("learning_rate", "training", low, high),
        *(control for control in tuned if control.field in used),
        Choice("schedule", "training", tuple(SCHEDULES)),
        Slider("n_steps", "training", 20, 500, 20),
        *([Seed()] if values["noise"] else []),
        Choice("slip", "training", get_args(descent.Slip)),
    ]


def race_code(params: DescentParams) -> lab.Code:
    """The surface and the rules; the loop."""
    surface = params.surface
    formulas = [getattr(f, "func", f) for f in (surface.f, surface.gradient)]
    rules = [OPTIMIZERS[name].step for name in params.optimizers]
    return lab.Code([*formulas, *rules], [descent.updates, descent.descend])


def race_to_take_away(race: Race, title: str) -> list[lab.File]:
    """The race as a table, as arrays, and as a program."""
    return [
        lab.File("csv", "download_table", "text/csv", lambda: table_csv(race_files.table(race))),
        lab.File("npz", "download_arrays", "application/zip", lambda: arrays_npz(race_files.arrays(race))),
        lab.File("py", "download_script", "text/x-python", lambda: race_files.program(race, title)),
    ]


RACE = lab.Lab(
    Panel("gradient-descent", DescentParams, race_controls),
    race_of,
    race_pictures.film,
    side_by_side,
    race_story.figures,
    race_story.cards,
    race_story.checks,
    race_code,
    race_to_take_away,
    race_story.question,
)
lab.show(RACE)
