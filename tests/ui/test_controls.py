"""Controls without a page: which values they take, to which they bring others, and which of them matter."""

import math
from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from charts.gradient_descent.landscape.scene import STYLES
from core.gradient_descent.descent import DescentParams
from core.gradient_descent.landscapes import LANDSCAPES
from core.gradient_descent.linear_models import SGDParams
from core.optimizers import OPTIMIZERS
from runs.codec import RESERVED, decode, encode
from tests.pages.source import BY_NAME, VIEWS
from ui.controls import Panel
from ui.widgets import Choice, Choices, Control, Custom, LogSlider, Slider, Toggle

LOG_SLIDERS = sorted(
    {
        control
        for lab in VIEWS
        for landscape in LANDSCAPES
        for control in lab.panel.controls(lab.panel.defaults() | {"landscape": landscape})
        if isinstance(control, LogSlider)
    },
    key=str,
)

# ---- a slider of factors


@st.composite
def log_sliders(draw: st.DrawFn) -> LogSlider:
    low = draw(st.floats(1e-6, 1e3))
    return LogSlider("rate", "training", low, low * draw(st.floats(1.5, 1e6)))


@given(log_sliders() | st.sampled_from(LOG_SLIDERS), st.floats(0, 1))
def test_the_steps_rise_from_end_to_end_with_the_present_value_among_them(slider: LogSlider, share: float) -> None:
    value = min(max(slider.low * (slider.high / slider.low) ** share, slider.low), slider.high)
    steps = slider.steps(value)
    assert (steps[0], steps[-1]) == (slider.low, slider.high)
    assert value in steps
    assert all(a < b for a, b in pairwise(steps))
    assert all(slider.accepts(step) for step in steps)


@given(log_sliders() | st.sampled_from(LOG_SLIDERS))
def test_no_step_is_a_leap_and_none_but_the_ends_has_more_than_two_digits(slider: LogSlider) -> None:
    steps = slider.steps(slider.low)
    most = 10 ** (1 / slider.per_decade) * 1.12  # rounding to two digits moves a number by up to 5 %, at both ends
    assert all(b / a <= most for a, b in pairwise(steps))
    assert all(float(f"{step:.2g}") == step for step in steps[1:-1])
    assert len(steps) <= slider.per_decade * math.log10(slider.high / slider.low) + 5


@given(log_sliders(), st.floats(0, exclude_min=True, allow_infinity=False))
def test_the_nearest_is_inside_close_by_and_stays(slider: LogSlider, value: float) -> None:
    nearest = slider.nearest(value)
    assert slider.accepts(nearest)
    assert slider.nearest(nearest) == nearest or nearest in (slider.low, slider.high)
    if slider.accepts(value):
        assert nearest == pytest.approx(value, rel=0.05)
    else:
        assert nearest == (slider.low if value < slider.low else slider.high)


@pytest.mark.parametrize("slider", LOG_SLIDERS, ids=lambda slider: f"{slider.field} {slider.low}–{slider.high}")
def test_what_stands_at_a_step_of_a_real_slider_tells_it_from_the_others(slider: LogSlider) -> None:
    steps = slider.steps(slider.low)
    assert len({f"{step:g}" for step in steps}) == len(steps)


# ---- a slider of steps


@st.composite
def sliders(draw: st.DrawFn) -> Slider:
    """Sliders like those of the pages: both ends are whole steps away from 0."""
    step = draw(st.sampled_from([1, 10, 20, 0.1, 0.25, 0.02, 0.05, 0.001]))
    first = draw(st.integers(-50, 50))
    last = draw(st.integers(first + 1, first + 500))
    return Slider("n", "data", round(first * step, 10), round(last * step, 10), step)


@given(sliders(), st.floats(-1e6, 1e6))
def test_the_nearest_of_a_slider_is_on_a_step_and_no_further_than_half_a_step(slider: Slider, value: float) -> None:
    assume(isinstance(slider.step, float))
    nearest = slider.nearest(value)
    assert slider.accepts(nearest)
    assert nearest / slider.step == pytest.approx(round(nearest / slider.step))
    kept = min(max(value, slider.low), slider.high)
    assert abs(nearest - kept) <= slider.step / 2 + 1e-9
    assert slider.nearest(nearest) == nearest


@given(sliders(), st.integers(-(10**6), 10**6))
def test_whole_numbers_stay_whole(slider: Slider, value: int) -> None:
    assume(isinstance(slider.step, int))
    nearest = slider.nearest(value)
    assert slider.accepts(nearest)
    assert isinstance(nearest, int)
    assert nearest == value or not slider.accepts(value)


@pytest.mark.parametrize("name", BY_NAME)
def test_the_sliders_of_the_pages_begin_and_end_on_a_step(name: str) -> None:
    """`nearest` counts its steps from 0."""
    panel = BY_NAME[name].panel
    for control in panel.controls(panel.defaults()):
        if isinstance(control, Slider) and isinstance(control.step, float):
            for end in (control.low, control.high):
                assert control.nearest(end) == end, control


# ---- choices

CODES = ("c", "a", "b")


@given(st.lists(st.sampled_from([*CODES, "x"]), unique=True))
def test_several_choices_come_in_the_order_of_the_options(chosen: list[str]) -> None:
    choices = Choices("names", "model", CODES)
    assert choices.accepts(tuple(chosen)) == ("x" not in chosen)
    nearest = choices.nearest(tuple(chosen))
    assert set(nearest) == set(chosen) - {"x"}
    assert [CODES.index(code) for code in nearest] == sorted(CODES.index(code) for code in nearest)


@pytest.mark.parametrize(
    ("control", "good", "bad"),
    [
        (Choice("model", "model", CODES), "b", "x"),
        (Toggle("shuffle", "data"), False, "yes"),
        (Toggle("shuffle", "data"), True, 0),
    ],
)
def test_a_choice_keeps_its_own_and_brings_others_to_it(control: Control, good: Any, bad: Any) -> None:
    assert control.accepts(good)
    assert not control.accepts(bad)
    assert control.accepts(control.nearest(bad))


def test_a_control_made_by_hand_takes_what_it_made() -> None:
    control = Custom("start", "data", lambda value, t: value)
    assert control.accepts(None)
    assert control.nearest((1.0, 2.0)) == (1.0, 2.0)


# ---- what matters


@dataclass(frozen=True)
class Params:
    kind: str = "plain"
    depth: int = 3
    names: tuple[str, ...] = ("a",)


def few(values: Mapping[str, Any]) -> list[Control]:
    more: list[Control] = [Slider("depth", "model", 1, 9, 1)] if values["kind"] == "deep" else []
    return [Choice("kind", "data", ("plain", "deep")), *more]


def test_only_what_a_control_shows_matters() -> None:
    panel = Panel("toy", Params, few)
    assert panel.defaults() == {"kind": "plain", "depth": 3, "names": ("a",)}
    assert panel.that_matter({"kind": "plain", "depth": 7, "names": ()}) == {"kind": "plain"}
    assert panel.that_matter({"kind": "deep", "depth": 7, "names": ()}) == {"kind": "deep", "depth": 7}


TUNING = {"momentum": {"momentum"}, "nesterov": {"momentum"}, "adam": {"beta1", "beta2"}}


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
@pytest.mark.parametrize(
    ("name", "field"), [("gradient-descent", "optimizers"), ("gradient-descent-data", "optimizer")]
)
def test_of_momentum_and_the_betas_those_matter_that_the_optimizer_uses(optimizer: str, name: str, field: str) -> None:
    panel = BY_NAME[name].panel
    chosen: Any = (optimizer,) if field == "optimizers" else optimizer
    mattering = panel.that_matter(panel.defaults() | {field: chosen}).keys()
    assert mattering & {"momentum", "beta1", "beta2"} == TUNING.get(optimizer, set())


@pytest.mark.parametrize("landscape", LANDSCAPES)
def test_another_landscape_starts_anew_with_a_rate_that_its_slider_can_show(landscape: str) -> None:
    panel = BY_NAME["gradient-descent"].panel
    choice = next(c for c in panel.controls(panel.defaults()) if isinstance(c, Choice) and c.field == "landscape")
    values = panel.defaults() | {"start": (9.0, 9.0), "learning_rate": 1e6, "landscape": landscape}
    values |= choice.resets(landscape)
    assert values["start"] is None
    slider = next(c for c in panel.controls(values) if c.field == "learning_rate")
    assert slider.accepts(values["learning_rate"])
    assert DescentParams(**values).learning_rate == LANDSCAPES[landscape].learning_rates[1]
    mattering = panel.that_matter(values)
    assert ("condition" in mattering, "seed" in mattering) == (landscape == "ravine", False)
    assert "seed" in panel.that_matter(values | {"noise": 0.1})


# ---- what a link keeps for the house


def test_pinned_and_view_belong_to_the_house_and_to_no_lab() -> None:
    assert {"pinned", "view", "lang", "frame", "tour", "challenge"} <= RESERVED
    for lab in VIEWS:
        assert not lab.panel.defaults().keys() & RESERVED
        params, problems = decode(
            lab.panel.kind, {"pinned": "n_steps=3", "view": "data", "frame": "x", "lang": "zz", "tour": "2"}
        )
        assert (params, problems) == (lab.panel.kind(), [])
        assert not encode(params).keys() & RESERVED


def test_views_of_a_page_are_told_apart_by_their_links() -> None:
    views = {
        BY_NAME[name].panel.view: BY_NAME[name].panel.kind for name in ("gradient-descent", "gradient-descent-data")
    }
    assert views == {"": DescentParams, "data": SGDParams}


# ---- options with a colour


def test_the_pills_of_optimizers_show_the_colour_and_the_dash_of_their_paths() -> None:
    controls = BY_NAME["gradient-descent"].panel.controls(BY_NAME["gradient-descent"].panel.defaults())
    (pills,) = (control for control in controls if isinstance(control, Choices))
    for name, style in STYLES.items():
        svg = b64decode(str(pills.swatch(name)).partition("base64,")[2].removesuffix(")")).decode()
        assert f'stroke="{style.colour}"' in svg
        assert ('stroke-dasharray="none"' in svg) == (style.dash == "solid")
    assert len({pills.swatch(name) for name in STYLES}) == len(STYLES)
