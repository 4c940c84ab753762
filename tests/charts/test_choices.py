"""What two runs differ in, in words, and what that changed."""

from dataclasses import fields
from typing import Any

import pytest

from charts.choices import Difference, differences, worded
from charts.compare import titled, what_changed
from core.convolution.slide import ConvolutionParams
from core.gradient_descent.descent import DescentParams
from core.mlp.view import MLPView
from core.perceptron.params import PerceptronParams
from core.recurrent.view import RecurrentView
from core.validation import InvalidParameterError
from locales import LANGUAGES, catalogue
from tests.pages.source import VIEWS, settings

EN = catalogue("en")
TEXT = RecurrentView(task="characters")
FOX = RecurrentView(task="characters", text="The quick brown fox jumps over the lazy dog.")
ONES = ((1.0,) * 3,) * 3


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("shown", VIEWS, ids=lambda shown: shown.name)
def test_every_setting_of_every_control_has_words(shown: Any, lang: str) -> None:
    t = catalogue(lang)
    for values in settings(shown):
        for name, value in shown.panel.that_matter(values).items():
            assert worded(name, value, t)
    for field in fields(shown.view.params):
        assert t(field.name)
        assert worded(field.name, getattr(shown.view.params(), field.name), t)


@pytest.mark.parametrize("shown", VIEWS, ids=lambda shown: shown.name)
def test_nothing_at_all_has_a_word_of_its_own_wherever_it_is_a_setting(shown: Any) -> None:
    lists = [f.name for f in fields(shown.view.params) if isinstance(getattr(shown.view.params(), f.name), tuple)]
    for name in lists:
        try:
            nothing = getattr(shown.view.params(**{name: ()}), name)
        except InvalidParameterError:
            continue
        assert worded(name, nothing, EN) == EN(f"no_{name}")


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        (DescentParams(), DescentParams(learning_rate=0.85), [("Learning rate η", "0.2", "0.85")]),
        (
            DescentParams("bowl", start=(-1.0, 0.5)),
            DescentParams("bowl", optimizers=("sgd", "adam")),
            [("Start", "(−1, 0.5)", "as the landscape has it"), ("Optimisers", "SGD, Momentum, Adam", "SGD, Adam")],
        ),
        (PerceptronParams(), PerceptronParams(shuffle=False), [("Shuffle", "on", "off")]),
        (
            MLPView(hidden_layer_sizes=(), unit=(1, 2), weight=(1, 1, 1)),
            MLPView(typed_weights=((0, 1, 0, 1, 2.5),), layer_activations=("tanh", "relu")),
            [
                ("Hidden layers", "none", "16, 16"),
                ("Another activation for each layer", "the same in every layer", "tanh, ReLU"),
                ("A number of your own", "none", "1 × 5"),
                ("Neuron in the plane", "1, 2", "the output"),
                ("One weight: its layer (0: none)", "1, 1, 1", "none"),
            ],
        ),
        (RecurrentView(clip_norm=None), RecurrentView(), [("Gradient clipping at", "never", "1")]),
        (TEXT, FOX, [("Text to learn", "The little boat rock…", "The quick brown fox …")]),
        (PerceptronParams(), PerceptronParams(), []),
    ],
    ids=str,
)
def test_what_two_runs_differ_in(a: Any, b: Any, expected: list[tuple[str, str, str]]) -> None:
    assert [tuple(difference) for difference in differences(a, b, EN)] == expected


def test_pictures_of_one_size_are_said_to_have_changed() -> None:
    """No sentence could tell them apart."""
    ((_, before, after),) = differences(ConvolutionParams("own"), ConvolutionParams("own", pixels=ONES), EN)
    assert (before, after) == ("3 × 3", "changed")


def test_a_and_b_are_called_by_the_one_short_thing_that_tells_them_apart() -> None:
    rate, start = Difference("η", "1", "0.85"), Difference("Start", "(1, 2)", "(3, 4)")
    assert titled([rate]) == {"A": "A: η = 1", "B": "B: η = 0.85"}
    assert titled([rate, start]) == titled([Difference("Text", "a" * 21, "b")]) == titled([]) == {}


def test_one_sentence_says_which_figures_changed() -> None:
    a, b = {"updates": "20", "accuracy": "90.0%"}, {"updates": "20", "accuracy": "100.0%", "bound": "9"}
    expected = "What changed at the end, from A to B: Accuracy 90.0% → 100.0%; Bound (R/γ)² — → 9."
    assert what_changed(a, b, EN) == expected
    assert what_changed(a, a, EN) == EN("result_same")
