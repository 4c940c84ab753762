"""The list of labs: every view is said whole, and is found by its name, its link and its lesson."""

import importlib
import re
from typing import Any

import pytest

from charts import theme
from charts.lab import Lab, View
from charts.labs import LABS
from charts.take_away import source_of
from core.progress import silent
from locales import LANGUAGES, catalogue
from tests.charts.reading import plain_of

VIEWS = [(lab, view) for lab in LABS for view in lab.views]
every_view = pytest.mark.parametrize(("lab", "view"), VIEWS, ids=[view.name for _, view in VIEWS])

# Names that links, lessons of other courses and issues use; they stay importable.
KNOWN_NAMES = (
    "core.perceptron.PerceptronParams",
    "core.perceptron.train",
    "core.descent.descend",
    "core.linear_models.train",
    "core.convolution.conv2d",
    "core.pooling.max_pool2d",
    "core.kernels.KERNELS",
    "core.recurrent.forward",
    "core.sequences.TASKS",
    "core.landscapes.LANDSCAPES",
    "core.optimizers.OPTIMIZERS",
    "core.datasets.DATASETS",
    "core.stability.eigen",
    "core.validation.InvalidParameterError",
)


def test_addresses_names_and_links_are_told_apart() -> None:
    assert len({lab.address for lab in LABS}) == len(LABS)
    assert len({view.name for _, view in VIEWS}) == len(VIEWS)
    assert len({lab.lesson(view) for lab, view in VIEWS}) == len(VIEWS)


@every_view
def test_a_link_opens_its_view_and_an_unknown_one_the_first(lab: Lab, view: View[Any, Any]) -> None:
    assert [lab.opened_by(name) for name in lab.names(view)] == [view, view]
    assert lab.opened_by("nonsense") is lab.views[0]
    assert (lab.link(view) == "") == (view is lab.views[0])


@every_view
def test_the_code_of_a_view_can_be_shown(lab: Lab, view: View[Any, Any]) -> None:
    code = view.code_shown(view.params())
    assert code.first
    assert code.more
    for function in (*code.first, *code.more):
        assert source_of(function).startswith(("def ", "class "))
        assert function.__module__.startswith("core.")


@pytest.mark.parametrize("name", KNOWN_NAMES)
def test_a_name_that_is_known_outside_can_be_imported(name: str) -> None:
    module, _, attribute = name.rpartition(".")
    assert hasattr(importlib.import_module(module), attribute)


@pytest.mark.parametrize("lang", LANGUAGES)
@every_view
def test_a_caption_begins_in_plain_words_and_its_colours_are_those_of_the_picture(
    lab: Lab, view: View[Any, Any], lang: str
) -> None:
    film = view.film(view.scene(view.params(), silent), "", catalogue(lang))
    for caption in film.captions:
        told = plain_of(caption)
        assert told.words
        assert told.formulas == []
        assert lang == "en" or re.search("[\u4e00-\u9fff]", told.words)
    hues = set(re.findall(r"--hue:(#\w+)", "".join(film.captions)))
    panels = film.json.split('"panels"')[1]
    of_cells = (
        {theme.POSITIVE, theme.NEGATIVE, *theme.KERNEL_ENDS}
        if "fillcolor" in panels or "colorscale" in panels
        else set()
    )
    assert hues
    assert {hue for hue in hues - of_cells if hue not in panels} == set()
