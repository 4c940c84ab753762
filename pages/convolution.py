"""The convolution lab: a kernel slides over a picture, and gradient descent finds a kernel."""

from collections.abc import Mapping
from typing import Any, get_args

from charts import convolution as slide_pictures
from charts import convolution_files as slide_files
from charts import convolution_slip, convolution_story
from charts import kernel_fit as fit_pictures
from charts import kernel_fit_files as fit_files
from charts import kernel_fit_story as fit_story
from charts.compare import side_by_side
from charts.convolution_scene import Scene, scene_of
from charts.film import Film
from charts.kernel_fit_scene import fit_of
from core import convolution, convolution_run, kernel_fit
from core.activations import ACTIVATIONS
from core.convolution_run import ConvolutionParams
from core.kernel_fit import KernelFitParams
from core.kernels import KERNELS
from core.optimizers import OPTIMIZERS
from ui import lab
from ui.controls import Panel
from ui.i18n import Catalogue
from ui.picture_controls import kernel_controls, picture_controls
from ui.tabs import Code
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
        Choice("border", "model", get_args(convolution_run.Border), "buttons"),
        *([Slider("padding", "model", 0, 4, 1)] if values["border"] == "number" else []),
        Slider("dilation", "model", 1, 3, 1),
        Choice("activation", "model", tuple(ACTIVATIONS)),
        Choice("pooling", "model", get_args(convolution_run.Pooling), "buttons"),
        *([Slider("pool_size", "model", 2, 4, 1)] if values["pooling"] != "none" else []),
        Choice("slip", "model", get_args(convolution_run.Slip), resets=lambda s: SLIP_SETTING if s == "rows" else {}),
    ]


def slide_film(scene: Scene, run: str, t: Catalogue) -> Film:
    make = convolution_slip.film if scene.params.slip == "rows" else slide_pictures.film
    return make(scene, run, t)


def slide_code(params: ConvolutionParams) -> Code:
    """The loop that the film shows; the fast version, and its gradients."""
    slow: list[Any] = [convolution.rows_summed] if params.slip == "rows" else []
    fast: list[Any] = [convolution.conv2d, convolution.conv2d_backward]
    return Code([*slow, convolution.conv2d_steps, convolution.conv_output_size], fast)


SLIDE = lab.Lab(
    Panel("convolution", ConvolutionParams, slide_controls),
    scene_of,
    slide_film,
    side_by_side,
    convolution_story.figures,
    convolution_story.cards,
    convolution_story.checks,
    slide_code,
    slide_files,
    detail=slide_pictures.detail,
)


def fit_controls(values: Mapping[str, Any]) -> list[Control]:
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


FIT = lab.Lab(
    Panel("kernel-fit", KernelFitParams, fit_controls, view="learn"),
    fit_of,
    fit_pictures.film,
    side_by_side,
    fit_story.figures,
    fit_story.cards,
    fit_story.checks,
    lambda params: Code(
        [kernel_fit.loss_and_gradient, kernel_fit.updates], [convolution.conv2d_backward, kernel_fit.fit]
    ),
    fit_files,
)
lab.show_view({"slide": SLIDE, "learn": FIT})
