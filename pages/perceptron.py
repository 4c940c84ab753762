"""The perceptron lab: Rosenblatt's neuron turns its line at every mistake."""

from collections.abc import Collection, Mapping
from typing import Any, get_args

import streamlit as st

from charts import perceptron as pictures
from charts import perceptron_files as files
from charts import theme
from charts.compare import side_by_side
from charts.film import Film
from charts.perceptron_scene import Scene, plane_names, scene_of
from charts.perceptron_story import cards, checks, figures
from charts.take_away import arrays_npz, table_csv
from core import perceptron
from core.datasets import DATASETS, options
from core.iris import FEATURES
from core.perceptron import PerceptronParams
from core.perceptron_steps import VARIANTS
from ui import lab
from ui.controls import Choice, Custom, Panel, Seed, Slider, Toggle, read
from ui.i18n import Catalogue, catalogue
from ui.own_points import own_points
from ui.player import standalone_html

ALWAYS = {
    "dataset",
    "learning_rate",
    "n_epochs",
    "shuffle",
    "fit_bias",
    "variant",
    "init_scale",
    "slip",
    "seed",
}


def shown(values: Mapping[str, Any]) -> Collection[str]:
    """Fields that matter: those of the training, and the options of the chosen data set."""
    return ALWAYS | options(values["dataset"])


PANEL = Panel(
    "perceptron",
    PerceptronParams,
    (
        Choice("dataset", "data", tuple(DATASETS)),
        Choice("x1_feature", "data", FEATURES),
        Choice("x2_feature", "data", FEATURES),
        Slider("n_samples", "data", 10, 200, 10),
        Slider("separation", "data", 0.0, 8.0, 0.5),
        Custom("points", "data", own_points({"positive": theme.POSITIVE, "negative": theme.NEGATIVE})),
        Choice("variant", "model", get_args(perceptron.Variant), "buttons"),
        Toggle("fit_bias", "model"),
        Slider("init_scale", "model", 0.0, 5.0, 0.5),
        Slider("learning_rate", "training", 0.05, 2.0, 0.05),
        Slider("n_epochs", "training", 1, 100, 1),
        Toggle("shuffle", "training"),
        Seed(),
        Choice("slip", "training", get_args(perceptron.Slip)),
    ),
    shown,
)


@st.cache_resource(max_entries=128, show_spinner=False)
def run(params: PerceptronParams) -> tuple[Scene, float]:
    """The run and how many milliseconds its training takes; computed once for everybody who asks for it."""
    scene = scene_of(params)
    return scene, lab.milliseconds(lambda: perceptron.train(scene.X, scene.y, params))


@st.cache_resource(max_entries=128, show_spinner=False)
def film(params: PerceptronParams, lang: str) -> Film:
    """The film of a run in one language."""
    t = catalogue(lang)
    return pictures.film(run(params)[0], plane_names(params, t), lab.run_id(PANEL.lab, params), t)


@st.cache_resource(max_entries=32, show_spinner=False)
def compared(pinned: PerceptronParams, params: PerceptronParams, lang: str) -> Film:
    """The pinned run as A and the present one as B, on one time line."""
    return side_by_side({"A": film(pinned, lang), "B": film(params, lang)})


def code(params: PerceptronParams) -> list[Any]:
    """The functions that just ran, the rule first."""
    return [
        *(perceptron.update, perceptron.MISTAKES[params.slip], perceptron.steps, perceptron.train),
        *(perceptron.run_epochs, perceptron.epoch_in_plane, VARIANTS[params.variant]),
    ]


def downloads(t: Catalogue) -> list[lab.Download]:
    """Everything of this run, as files."""
    title = f"{t('app_name')} · {t('page_perceptron')}"
    return [
        lab.Download(t("download_table"), "perceptron.csv", "text/csv", lambda: table_csv(files.table(scene))),
        lab.Download(
            t("download_weights"),
            "perceptron.npz",
            "application/zip",
            lambda: arrays_npz(files.arrays(scene)),
        ),
        lab.Download(t("download_script"), "perceptron.py", "text/x-python", lambda: files.program(scene, title)),
        lab.Download(
            t("download_film"),
            "perceptron.html",
            "text/html",
            lambda: standalone_html(film(params, t.lang), t, title=title, lang=t.lang),
        ),
    ]


t = lab.translator()
params, (scene, milliseconds) = lab.computed(reading := read(PANEL, t), run, PerceptronParams(), t)
pinned = reading.memory.pinned
lab.show_film(compared(pinned, params, t.lang) if pinned else film(params, t.lang), reading, t)
values = {**figures(scene), "milliseconds": f"{milliseconds:.2g} ms"}
lab.figures(values, t, figures(run(pinned)[0]) if pinned else None)
lab.cards(cards(scene, t))
lab.tabs(PANEL.lab, t, code=code(params), check=lambda: checks(scene, t), take_away=downloads(t))
