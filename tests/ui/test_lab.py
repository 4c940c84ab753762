"""The sentences of a lab page: what was wrong, in the visitor's language, whatever the visitor sent."""

import re
from collections.abc import Callable
from dataclasses import fields
from typing import Any, get_args

import numpy as np
import pytest

from core.alphabet import encode
from core.attention.params import AttentionParams
from core.attention.view import AttentionView
from core.conv2d import conv_output_size
from core.convolution.learn import KernelFitParams
from core.convolution.slide import ConvolutionParams
from core.datasets import MAX_POINTS
from core.drawing import drawn
from core.mlp.params import MLPParams
from core.perceptron.params import PerceptronParams
from core.perceptron.training import train
from core.recurrent.losses import softmax
from core.recurrent.passes import forward
from core.recurrent.training import RecurrentParams
from core.recurrent.view import RecurrentView
from core.strokes import Drawing
from core.validation import RULES, InvalidParameterError
from locales import LANGUAGES, catalogue
from runs.codec import MAX_PROBLEMS, Problem, decode
from runs.sentences import error_sentence, problem_sentence
from runs.wishes import run_id
from tests.pages.source import BY_NAME, VIEWS, controls, settings, settled
from ui.player import start_frame
from ui.shown import Shown
from ui.widgets import Choice, Choices, Control, LogSlider, Seed, Slider, Toggle

both_languages = pytest.mark.parametrize("lang", LANGUAGES)
POINT = (0.0, 0.0, 1)
NEEDS_ANOTHER = (
    "differ",
    "below_other",
    "multiple",
    "missing",
    "too_dear",
    "every_class",
)  # what a control offers may wait for a second one

# How the core comes to refuse by each of its rules, and what the sentence must name.
REFUSALS: dict[str, tuple[Callable[[], object], list[str]]] = {
    "above_at_most": (lambda: PerceptronParams(learning_rate=float("nan")), ["learning_rate", "0", "1000000", "`nan`"]),
    "between": (lambda: PerceptronParams(separation=-1.0), ["separation", "0", "20", "`-1.0`"]),
    "integer_between": (lambda: PerceptronParams(n_epochs=0), ["n_epochs", "1", "1000", "`0`"]),
    "boolean": (lambda: PerceptronParams(shuffle=1), ["shuffle", "`1`"]),  # type: ignore[arg-type]
    "one_of": (lambda: PerceptronParams(dataset="moons"), ["dataset", "xor", "ring", "moons"]),
    "differ": (lambda: PerceptronParams(x1_feature="petal-length"), ["x2_feature", "petal-length"]),
    "finite": (lambda: train([[1, float("inf")], [0, 0]], [1, -1], PerceptronParams()), ["X", "1e+100", "`inf`"]),
    "real": (lambda: softmax(["a"]), ["scores", "`['a']`"]),
    "named": (lambda: forward("gru", [], np.ones((1, 1, 1))), ["weights", "W_x", "b_hn", "`[]`"]),
    "shape": (lambda: train([1, 2], [1, -1], PerceptronParams()), ["X", "(n_samples, n_features)", "`(2,)`"]),
    "labels": (lambda: PerceptronParams(points=(POINT, (1, 1, 7))), ["points", "−1", "+1", "`7`"]),
    "both_classes": (lambda: PerceptronParams(points=(POINT, POINT)), ["points", "−1", "+1"]),
    "several_classes": (lambda: MLPParams(points=(POINT, POINT)), ["points"]),
    "every_class": (
        lambda: MLPParams(dataset="own", points=(POINT, *((0.0, 1.0, -1),) * 9), batch_size=1, train_fraction=0.1),
        ["train_fraction", "`0.1`", "1"],
    ),
    "too_few_points": (lambda: PerceptronParams(points=(POINT,)), ["points", "2", "`1`"]),
    "below_other": (lambda: RecurrentParams(delay=9, sequence_length=7), ["delay", "7", "`9`"]),
    "multiple": (lambda: AttentionParams(width=16, n_heads=3), ["width", "3", "`16`"]),
    "too_dear": (
        lambda: RecurrentParams(hidden_size=64, sequence_length=100, n_updates=2000),
        ["n_updates", "`2000`", "194", "80"],
    ),
    "text_length": (lambda: RecurrentParams(text="x" * 501), ["text", "2", "500", "`501`"]),
    "text_distinct": (lambda: RecurrentParams(text="aaaa"), ["text", "2", "100", "`1`"]),
    "known_characters": (lambda: encode("cabyx", "abc"), ["text", "`yx`"]),
    "length_between": (lambda: RecurrentView(task="wave", own="1"), ["own", "2", "100", "`1`"]),
    "length": (lambda: AttentionView(own="314"), ["own", "8", "`3`"]),
    "symbols": (lambda: AttentionView(own="hello"), ["own", "0", "5", "9", "`H`"]),
    "numbers": (lambda: RecurrentView(task="wave", own="1 x"), ["own", "`x`"]),
    "bits": (lambda: RecurrentView(task="parity", own="0 2"), ["own", "0", "1", "`2`"]),
    "two_marked": (lambda: RecurrentView(task="adding", own="1* 2"), ["own", "*", "`1`"]),
    "at_most_padded": (lambda: conv_output_size(4, 3, padding=1, dilation=4), ["kernel_size", "6", "`9`"]),
    "odd_for_same": (lambda: KernelFitParams(kernel_size=4), ["kernel_size", "`4`"]),
    "missing": (lambda: ConvolutionParams(picture="upload"), ["upload"]),
    "packed": (lambda: ConvolutionParams(picture="upload", upload="3x1x1:AA"), ["upload", "`3x1x1:AA`"]),
    "no_ink": (lambda: drawn(Drawing()), ["drawing"]),
    "at_most_rows": (lambda: ConvolutionParams(cells=((1.0,),) * 8), ["cells", "1", "7", "`8`"]),
    "rectangular": (lambda: ConvolutionParams(cells=((1.0,), ())), ["cells", "1", "7", "`[1, 0]`"]),
    "too_large": (lambda: PerceptronParams(points=(POINT,) * (MAX_POINTS + 1)), ["points", "1000", "`1001`"]),
}


def refusal(code: str) -> InvalidParameterError:
    with pytest.raises(InvalidParameterError) as caught:
        REFUSALS[code][0]()
    assert caught.value.code == code
    return caught.value


def is_one_sentence(text: str) -> bool:
    """One line, its places filled, ended as its language ends a sentence."""
    return "\n" not in text and not re.search(r"[{}]", text) and text.endswith((".", "。"))


@both_languages
@pytest.mark.parametrize("code", RULES)
def test_every_refusal_names_parameter_rule_and_value(code: str, lang: str) -> None:
    t = catalogue(lang)
    sentence = error_sentence(refusal(code), t)
    assert is_one_sentence(sentence)
    parameter, *others = REFUSALS[code][1]
    for part in (t(parameter) if parameter in t else parameter, *others):
        assert part in sentence


PROBLEMS = {
    "unknown": Problem("unknown", "colour", "red"),
    "unreadable": Problem("unreadable", "learning_rate", "abc"),
    "invalid": decode(PerceptronParams, {"n_epochs": "-3"})[1][0],
    "outside": Problem("outside", "n_epochs", "500"),
    "unsent": decode(PerceptronParams, {"without": "points"})[1][0],
    "pinned": Problem("pinned", "", "", InvalidParameterError("points", "too_few_points", 1, low=2)),
    "more": decode(PerceptronParams, {f"wrong{k}": "" for k in range(9)})[1][-1],
}


@both_languages
@pytest.mark.parametrize("code", get_args(Problem.__annotations__["code"]))
def test_every_problem_of_a_link_is_one_line_that_names_it(code: str, lang: str) -> None:
    t, problem = catalogue(lang), PROBLEMS[code]
    assert problem.code == code
    sentence = problem_sentence(problem, t)
    assert is_one_sentence(sentence)
    expected = {
        "unknown": ["`colour`"],
        "unreadable": [t("learning_rate"), "`abc`"],
        "invalid": [t("n_epochs"), "`-3`", "1000"],
        "outside": [t("n_epochs"), "`500`"],
        "unsent": [t("points")],
        "pinned": [t("points"), "`1`"],
        "more": [f"`{9 - MAX_PROBLEMS}`"],
    }
    assert all(part in sentence for part in expected[code])


@both_languages
def test_an_unknown_name_is_quoted_as_it_stands_in_the_link(lang: str) -> None:
    """Also where it happens to be the name of some string: `?language=zh` is not `?Language=zh`."""
    sentence = problem_sentence(Problem("unknown", "language", "zh"), catalogue(lang))
    assert "`language`" in sentence


HOSTILE = ["`**bold**`", "a`]<script>alert(1)</script>", "x\n# heading", "x\r\r# heading", "x\r\n\r\n- item", "`" * 9]


@both_languages
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_stays_code(text: str, lang: str) -> None:
    t = catalogue(lang)
    error = InvalidParameterError("learning_rate", "one_of", text, choices=("a",))
    sentences = [
        problem_sentence(Problem("unknown", text, text), t),
        problem_sentence(Problem("unreadable", "seed", text), t),
        problem_sentence(Problem("invalid", "seed", text, error), t),
        error_sentence(error, t),
    ]
    for sentence in sentences:
        assert not re.search(r"[\n\r]", sentence)
        outside = "".join(re.split("(`[^`]+`)", sentence)[::2])
        assert not re.search(r"[`*<>#]|script|heading|item", outside)


# ---- frames


@pytest.mark.parametrize(
    ("asked", "n_frames", "expected"),
    [
        ("0", 21, (0, True)),
        ("20", 21, (20, True)),
        ("007", 21, (7, True)),
        ("21", 21, (20, False)),
        ("99999", 21, (20, False)),
        ("9" * 100_000, 21, (20, False)),
        ("0", 1, (0, True)),
        ("-1", 21, (0, False)),
        ("3.0", 21, (0, False)),
        ("", 21, (0, False)),
        ("last", 21, (0, False)),
        ("٣", 21, (0, False)),
        ("³", 21, (0, False)),
        ("1e1", 21, (0, False)),
    ],
    ids=lambda value: str(value)[:10],
)
def test_a_link_opens_at_its_frame_or_at_one_that_there_is(
    asked: str, n_frames: int, expected: tuple[int, bool]
) -> None:
    assert start_frame(asked, n_frames) == expected


def test_a_run_is_named_by_its_link() -> None:
    assert run_id("perceptron", PerceptronParams()) == "perceptron?"
    assert (
        run_id("perceptron", PerceptronParams(dataset="xor", shuffle=False)) == "perceptron?dataset=xor&shuffle=false"
    )


# ---- controls

every_lab = pytest.mark.parametrize("lab", VIEWS, ids=BY_NAME)


def ends(control: Control, value: Any) -> list[Any]:
    """The least and the most that a control offers, or all of it."""
    match control:
        case Slider():
            return [control.low, control.low + control.step, control.high]
        case LogSlider():
            return [control.low, *control.steps(value), control.high]
        case Choice():
            return list(control.options)
        case Choices():
            return [(option,) for option in control.options] + [control.options]
        case Toggle():
            return [False, True]
        case Seed():
            return [0, control.high]
        case _:
            return [value]


def refused_by(lab: Shown[Any, Any], values: dict[str, Any]) -> str | None:
    """The rule by which the core refuses these values of the sidebar, if it does."""
    try:
        params = lab.panel.kind(**lab.panel.that_matter(values))
    except InvalidParameterError as error:
        return error.code
    kept = {field.name: getattr(params, field.name) for field in fields(params)}
    assert lab.panel.that_matter(kept) == lab.panel.that_matter(values)
    return None


@every_lab
def test_the_core_accepts_all_that_a_control_offers(lab: Shown[Any, Any]) -> None:
    seen = set()
    for values in settings(lab):
        for control in lab.panel.controls(values):
            for value in ends(control, values[control.field]):
                assert control.accepts(value)
                changed = values | {control.field: value}
                if (met := tuple(changed.items())) in seen:  # of two settings, either may come first
                    continue
                seen.add(met)
                # two lists with the same options may meet, and the page says so
                found = refused_by(lab, changed)
                if found not in (None, *NEEDS_ANOTHER):  # the page then changes others, too
                    anew = getattr(control, "resets", lambda value: {})(value)
                    found = refused_by(lab, settled(lab, changed | anew))
                assert found in (None, *NEEDS_ANOTHER), (control, value)


@every_lab
def test_every_field_has_a_control(lab: Shown[Any, Any]) -> None:
    assert {control.field for control in controls(lab)} == lab.panel.defaults().keys()


@every_lab
def test_a_lab_opens_with_values_that_its_controls_can_show(lab: Shown[Any, Any]) -> None:
    defaults = lab.panel.defaults()
    assert [c.field for c in lab.panel.controls(defaults) if not c.accepts(defaults[c.field])] == []


def test_the_options_of_other_data_sets_are_hidden() -> None:
    lab = BY_NAME["perceptron"]
    names = ("own", "blobs", "ring", "xor", "iris-setosa-versicolor")
    shown = {name: set(lab.panel.that_matter(lab.panel.defaults() | {"dataset": name})) for name in names}
    always = set.intersection(*shown.values())
    assert {name: fields - always for name, fields in shown.items()} == {
        "own": {"points"},
        "blobs": {"n_samples", "separation"},
        "ring": {"n_samples"},
        "xor": set(),
        "iris-setosa-versicolor": {"x1_feature", "x2_feature"},
    }


@pytest.mark.parametrize(
    ("control", "value", "nearest"),
    [
        (Slider("n", "data", 10, 200, 10), 4, 10),
        (Slider("n", "data", 10, 200, 10), 201, 200),
        (Slider("rate", "data", 0.05, 2.0, 0.05), 2.01, 2.0),
        (Slider("rate", "data", 0.05, 2.0, 0.05), -1.0, 0.05),
        (LogSlider("rate", "data", 0.01, 10.0), 0.001, 0.01),
        (LogSlider("rate", "data", 0.01, 10.0), 11.0, 10.0),
        (Choice("variant", "data", ("a", "b")), "c", "a"),
        (Choices("variants", "data", ("a", "b", "c")), ("c", "d", "a"), ("a", "c")),
        (Seed(), 10_000, 0),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Control) else str(value),
)
def test_a_value_beyond_a_control_is_refused_and_has_a_nearest_one(control: Control, value: Any, nearest: Any) -> None:
    assert not control.accepts(value)
    assert control.nearest(value) == nearest
    assert control.accepts(nearest)
    assert control.nearest(nearest) == nearest
