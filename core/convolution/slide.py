"""One convolution of one picture, all that a learner can set, and everything that comes of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np

from core import Array
from core.activations import ACTIVATIONS
from core.conv2d import conv2d, rows_summed, same_padding
from core.convolution.pictures import MAX_SIDE, PICTURES, unpack
from core.guards import floats, takes
from core.kernels import KERNELS, MAX_SIZE, kernel_of
from core.pooling import avg_pool2d, max_pool2d
from core.records import Record
from core.validation import MAX_SEED, InvalidParameterError, check_boolean, check_choice, check_integer, check_number

Border = Literal["valid", "same", "number"]
Pooling = Literal["none", "max", "average"]
Slip = Literal["none", "rows"]
Cells = tuple[tuple[float, ...], ...]

PICTURE_NAMES = ("digit", *PICTURES, "own", "upload")
KERNEL_NAMES = (*KERNELS, "random", "own")
MAX_CELL = 1000.0
MAX_OWN_SIDE = 28
MAX_EXAMPLE = 199
NINE: Cells = ((1.0, 2.0, 3.0), (4.0, 5.0, 6.0), (7.0, 8.0, 9.0))
EDGE: Cells = ((1.0, 0.0, -1.0), (1.0, 0.0, -1.0), (1.0, 0.0, -1.0))


def check_cells(parameter: str, cells: Sequence[Sequence[Any]], max_side: int) -> Cells:
    """Rows of finite numbers, all of one length, at most `max_side` either way, as tuples of floats."""
    if not isinstance(cells, tuple | list) or not all(isinstance(row, tuple | list) for row in cells):
        raise InvalidParameterError(parameter, "rectangular", cells, high=max_side)
    rows = len(cells)
    if not 1 <= rows <= max_side:
        raise InvalidParameterError(parameter, "at_most_rows", rows, high=max_side)
    columns = len(cells[0])
    if not 1 <= columns <= max_side or any(len(row) != columns for row in cells):
        raise InvalidParameterError(parameter, "rectangular", [len(row) for row in cells], high=max_side)
    return tuple(tuple(check_number(parameter, cell, -MAX_CELL, MAX_CELL) for cell in row) for row in cells)


def checked_picture(params: Any) -> dict[str, Any]:
    """The fields that say which picture, checked; the same for every Params that has them."""
    picture = check_choice("picture", params.picture, PICTURE_NAMES)
    if picture == "upload":
        if not params.upload:
            raise InvalidParameterError("upload", "missing", params.upload)
        unpack(params.upload)
    return {
        "picture": picture,
        "digit": check_integer("digit", params.digit, 0, 9),
        "example": check_integer("example", params.example, 0, MAX_EXAMPLE),
        "side": check_integer("side", params.side, 4, MAX_SIDE),
        "pixels": check_cells("pixels", params.pixels, MAX_OWN_SIDE),
    }


@dataclass(frozen=True)
class ConvolutionParams:
    """Everything that determines one convolution: the picture, the kernel, how it slides, what follows.

    `digit` and `example` say which handwritten digit; `pixels` is a picture of one's own, `upload` one from a file
    (`core.convolution.pictures.pack`). `cells` is the kernel "own". `red`, `green` and `blue` multiply the kernel for
    each channel. `padding` counts with the border "number". The slip "rows" multiplies once and sums rows.
    """

    picture: str = "digit"
    digit: int = 3
    example: int = 0
    side: int = 12
    colour: bool = True
    pixels: Cells = NINE
    upload: str = ""
    kernel: str = "sobel-x"
    kernel_size: int = 3
    cells: Cells = EDGE
    red: float = 1.0
    green: float = 1.0
    blue: float = 1.0
    flip: bool = False
    bias: float = 0.0
    stride: int = 1
    border: Border = "valid"
    padding: int = 1
    dilation: int = 1
    activation: str = "none"
    pooling: Pooling = "none"
    pool_size: int = 2
    slip: Slip = "none"
    seed: int = 0

    def __post_init__(self) -> None:
        factors = {name: check_number(name, getattr(self, name), -2, 2) for name in ("red", "green", "blue")}
        checked = checked_picture(self) | factors | {
            "colour": check_boolean("colour", self.colour),
            "kernel": check_choice("kernel", self.kernel, KERNEL_NAMES),
            "kernel_size": check_integer("kernel_size", self.kernel_size, 1, MAX_SIZE),
            "cells": check_cells("cells", self.cells, MAX_SIZE),
            "flip": check_boolean("flip", self.flip),
            "bias": check_number("bias", self.bias, -10, 10),
            "stride": check_integer("stride", self.stride, 1, 5),
            "border": check_choice("border", self.border, get_args(Border)),
            "padding": check_integer("padding", self.padding, 0, 6),
            "dilation": check_integer("dilation", self.dilation, 1, 4),
            "activation": check_choice("activation", self.activation, ACTIVATIONS),
            "pooling": check_choice("pooling", self.pooling, get_args(Pooling)),
            "pool_size": check_integer("pool_size", self.pool_size, 1, 4),
            "slip": check_choice("slip", self.slip, get_args(Slip)),
            "seed": check_integer("seed", self.seed, 0, MAX_SEED),
        }  # fmt: skip
        for name, value in checked.items():  # numpy's numbers become Python's: equal runs compare equal
            object.__setattr__(self, name, value)


@dataclass(frozen=True, eq=False)
class Convolution(Record):
    """What comes of a picture and a kernel.

    Attributes
    ----------
    kernel : ndarray of shape (C, KH, KW)
        As it slides: flipped, and multiplied for each channel.
    padding : (int, int)
        Zeros above and below, left and right.
    channel_maps : ndarray of shape (C, OH, OW)
    summed : ndarray of shape (OH, OW)
        The sum over the channels, and the bias.
    activated : ndarray of shape (OH, OW)
    pooled : ndarray of shape (PH, PW)
    rows : ndarray of shape (H,)
        With the slip "rows" what the mistake gives, else empty.
    """

    kernel: Array
    padding: tuple[int, int]
    channel_maps: Array
    summed: Array
    activated: Array
    pooled: Array
    rows: Array


def sliding_kernel(params: ConvolutionParams, n_channels: int) -> Array:
    """The kernel as it slides, shape (C, KH, KW)."""
    if params.kernel == "own":
        cells = np.array(params.cells)
    else:
        cells = kernel_of(params.kernel, params.kernel_size, np.random.default_rng(params.seed))
    if params.flip:
        cells = cells[::-1, ::-1]
    factors = (params.red, params.green, params.blue) if n_channels == 3 else (1.0,)
    return np.array([factor * cells for factor in factors])


def paddings(params: ConvolutionParams, kernel: Array) -> tuple[int, int]:
    """Zeros above and below, left and right."""
    match params.border:
        case "same":
            rows, columns = (same_padding(k, params.dilation) for k in kernel.shape[1:])
            return rows, columns
        case "number":
            return params.padding, params.padding
    return 0, 0


@takes(image=floats("C H W"))
def slide(image: Array, params: ConvolutionParams) -> Convolution:
    """Convolve a picture of shape (C, H, W), then activate, then pool.

    Raises InvalidParameterError when the kernel is larger than the padded picture, cannot be centred for "same", or a
    pooling window is larger than the map; and with the slip when picture and kernel differ in shape.
    """
    kernel = sliding_kernel(params, len(image))
    padding = paddings(params, kernel)
    if params.slip == "rows" and len(image) > 1:
        raise InvalidParameterError("picture", "shape", image.shape, shape=str(kernel.shape[1:]))
    rows = rows_summed(image[0], kernel[0]) if params.slip == "rows" else np.empty(0)
    settings: dict[str, Any] = {"stride": params.stride, "padding": padding, "dilation": params.dilation}
    channel_maps = np.array(
        [conv2d(x[None, None], k[None, None], **settings)[0, 0] for x, k in zip(image, kernel, strict=True)]
    )
    summed = channel_maps.sum(axis=0) + params.bias
    activated = ACTIVATIONS[params.activation].f(summed)
    return Convolution(kernel, padding, channel_maps, summed, activated, pool(activated, params), rows)


@takes(activated=floats("OH OW"))
def pool(activated: Array, params: ConvolutionParams) -> Array:
    """The map after pooling; the map itself without."""
    if params.pooling == "none":
        return activated
    if params.pool_size > min(activated.shape):
        raise InvalidParameterError("pool_size", "integer_between", params.pool_size, low=1, high=min(activated.shape))
    pooling = max_pool2d if params.pooling == "max" else avg_pool2d
    pooled: Array = pooling(activated[None, None], params.pool_size)[0, 0]
    return pooled
