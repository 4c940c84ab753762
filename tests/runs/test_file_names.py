"""What the files of a run are called."""

import re
from typing import Any

import pytest

from core.convolution.slide import ConvolutionParams
from core.gradient_descent.descent import DescentParams
from core.perceptron.params import PerceptronParams
from core.recurrent.view import RecurrentView
from runs.wishes import file_name
from tests.pages.source import VIEWS, settings


@pytest.mark.parametrize(
    ("view", "params", "expected"),
    [
        ("perceptron", PerceptronParams(), "perceptron_iris-setosa-versicolor"),
        ("perceptron", PerceptronParams(dataset="xor", shuffle=False), "perceptron_xor_shuffle=false"),
        (
            "gradient-descent",
            DescentParams("bumps", learning_rate=0.15, optimizers=("sgd", "adam")),
            "gradient-descent_bumps_optimizers=sgd,adam_learning_rate=0.15",
        ),
        # what is drawn, and text that may hold anything, stay out
        (
            "convolution",
            ConvolutionParams("own", pixels=((1.0, 2.0), (3.0, 4.0)), stride=2),
            "convolution_own_stride=2",
        ),
        ("recurrent", RecurrentView(task="characters", text="a/b: c?", cell="gru"), "recurrent_characters_cell=gru"),
        ("recurrent", RecurrentView(own="1 2 3 4 5 6 7", compare=True), "recurrent_echo_compare=true"),
    ],
    ids=str,
)
def test_a_file_is_called_after_its_lab_and_its_settings(view: str, params: Any, expected: str) -> None:
    assert file_name(view, params) == expected


@pytest.mark.parametrize("shown", VIEWS, ids=lambda shown: shown.name)
def test_every_setting_has_a_name_that_any_system_takes(shown: Any) -> None:
    kind = shown.view.params
    for values in settings(shown):
        if values.get("picture") == "upload" or values.get("reads") == "drawing":
            continue  # none was chosen, nothing was drawn
        name = file_name(shown.name, kind(**shown.panel.that_matter(values)))
        assert re.fullmatch(r"[A-Za-z0-9_.,=+-]{1,120}", name)
        assert not name.endswith(".")
