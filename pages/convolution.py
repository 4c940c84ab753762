"""The convolution page: the controls of the kernel that slides, and those of the kernel that is learnt."""

from collections.abc import Mapping
from typing import Any, get_args

from charts.convolution.lab import LAB
from core.activations import ACTIVATIONS
from core.convolution import slide
from core.convolution.slide import ConvolutionParams
from core.kernels import KERNELS
from core.optimizers import OPTIMIZERS
from ui.lab import show
from ui.picture_controls import kernel_controls, picture_controls
from ui.widgets import Choice, Control, LogSlider, Seed, Slider, Toggle

DEFAULTS = ConvolutionParams()
IN_COLOUR = ("balloon", "upload")
SLIP_SETTING = {
    **{name: getattr(DEFAULTS, name) for name in ("pixels", "cells", "stride", "dilation", "border", "flip", "bias")},
    **{"picture": "own", "kernel": "vertical-edge", "activation": "none", "pooling": "none"},
}


def slide_controls(values: Mapping[str, Any]) -> list[Control]:
    """The sidebar of the sliding view."""
    has_colours = values["picture"] in IN_COLOUR
    factors = [Slider(name, "model", -2.0, 2.0, 0.25) for name in ("red", "green", "blue")]
    return [
        *picture_controls(values, 64),
        *([Toggle("colour", "data")] if has_colours else []),
        *kernel_controls(values),
        *(factors if has_colours and values["colour"] else []),
        Toggle("flip", "model"),
        Slider("bias", "model", -5.0, 5.0, 0.25),
        Slider("stride", "model", 1, 4, 1),
        Choice("border", "model", get_args(slide.Border), "buttons"),
        *([Slider("padding", "model", 0, 4, 1)] if values["border"] == "number" else []),
        Slider("dilation", "model", 1, 3, 1),
        Choice("activation", "model", tuple(ACTIVATIONS)),
        Choice("pooling", "model", get_args(slide.Pooling), "buttons"),
        *([Slider("pool_size", "model", 2, 4, 1)] if values["pooling"] != "none" else []),
        Choice("slip", "model", get_args(slide.Slip), resets=lambda s: SLIP_SETTING if s == "rows" else {}),
    ]


def learn_controls(values: Mapping[str, Any]) -> list[Control]:
    """The sidebar of the view in which a kernel is learnt."""
    used = OPTIMIZERS[values["optimizer"]].uses
    tuned = [
        Slider("momentum", "training", 0.0, 0.98, 0.02),
        Slider("beta1", "training", 0.0, 0.98, 0.02),
        Slider("beta2", "training", 0.9, 0.999, 0.001),
    ]
    return [
        *picture_controls(values, 28),
        Choice("kernel", "model", tuple(KERNELS)),
        Slider("kernel_size", "model", 1, 5, 2),
        Slider("init_scale", "model", 0.0, 2.0, 0.25),
        Choice("optimizer", "training", tuple(OPTIMIZERS)),
        LogSlider("learning_rate", "training", 0.001, 100.0),
        *(control for control in tuned if control.field in used),
        Slider("n_steps", "training", 10, 400, 10),
        Seed(),
    ]


CONTROLS = {"slide": slide_controls, "learn": learn_controls}
NEAR = {"slide": ("kernel", "stride"), "learn": ("kernel", "learning_rate")}

if __name__ == "__main__":  # Streamlit runs the page; tests only read its controls
    show(LAB, CONTROLS, NEAR)
