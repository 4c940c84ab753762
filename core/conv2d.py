"""Two-dimensional convolution as the field means it, cross-correlation, with its gradients (LeCun et al. 1989).

`conv2d_steps` is the slow, obvious one: it goes from window to window, as the film does. `conv2d` is the fast one.
Pictures have the layout (N, C, H, W), kernels (C_out, C_in, KH, KW). Groups and other borders than zeros are left out.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from core import Array
from core.guards import floats, integer, takes
from core.validation import InvalidParameterError, check_integer

Pair = tuple[int, int]
MAX_SETTING = 1000  # stride, padding and dilation
SETTINGS = {"stride": integer(1, MAX_SETTING), "padding": integer(0, MAX_SETTING), "dilation": integer(1, MAX_SETTING)}


class Position(NamedTuple):
    """One place of the window: cell (row, col) of the output, what the kernel sees there, and what comes out."""

    row: int
    col: int
    patch: Array
    products: Array
    sum: float


@takes(size=integer(1), kernel_size=integer(1, MAX_SETTING), **SETTINGS)
def conv_output_size(size: int, kernel_size: int, *, stride: int = 1, padding: int = 0, dilation: int = 1) -> int:
    """How many places a window has along a picture of `size` pixels: ⌊(n + 2p − d(k − 1) − 1)/s⌋ + 1.

    Raises
    ------
    InvalidParameterError
        When the kernel is larger than the padded picture, or a setting is out of range.
    """
    return n_places(size, kernel_size, stride, padding, dilation)


def n_places(size: int, kernel_size: int, stride: int, padding: int, dilation: int) -> int:
    """`conv_output_size` of settings that are known to be in range."""
    span = dilation * (kernel_size - 1) + 1
    if span > size + 2 * padding:
        raise InvalidParameterError("kernel_size", "at_most_padded", span, high=size + 2 * padding)
    return (size + 2 * padding - span) // stride + 1


def unused_margin(size: int, kernel_size: int, *, stride: int = 1, padding: int = 0, dilation: int = 1) -> int:
    """How many rows (or columns) at the end of the padded picture no window reaches: the stride does not fit."""
    n = conv_output_size(size, kernel_size, stride=stride, padding=padding, dilation=dilation)
    return size + 2 * padding - (stride * (n - 1) + dilation * (kernel_size - 1) + 1)


@takes(kernel_size=integer(1, MAX_SETTING), dilation=integer(1, MAX_SETTING))
def same_padding(kernel_size: int, dilation: int = 1) -> int:
    """The zeros on each side with which the output at stride 1 is as large as the picture: d(k − 1)/2."""
    if dilation * (kernel_size - 1) % 2:
        raise InvalidParameterError("kernel_size", "odd_for_same", kernel_size)
    return dilation * (kernel_size - 1) // 2


def _kernel_fits(image: Array, kernel: Array, *, stride: int = 1, padding: int = 0, dilation: int = 1) -> None:
    for size, kernel_size in zip(image.shape[1:], kernel.shape[1:], strict=True):
        n_places(size, kernel_size, stride, padding, dilation)


@takes(_kernel_fits, image=floats("C H W"), kernel=floats("C KH KW"), **SETTINGS)
def conv2d_steps(
    image: Array, kernel: Array, *, stride: int = 1, padding: int = 0, dilation: int = 1
) -> Iterator[Position]:
    """Slide the kernel over one picture, window by window: multiply what it sees by the weights, and sum up.

    Parameters
    ----------
    image : ndarray of shape (C, H, W)
    kernel : ndarray of shape (C, KH, KW)
    stride, padding, dilation : int

    Yields
    ------
    Position
        In reading order; `patch` and `products` have the shape (C, KH, KW).
    """
    padded = np.pad(image, ((0, 0), (padding, padding), (padding, padding)))
    _, height, width = padded.shape
    _, kh, kw = kernel.shape
    last_row, last_col = height - dilation * (kh - 1), width - dilation * (kw - 1)
    for row, top in enumerate(range(0, last_row, stride)):
        for col, left in enumerate(range(0, last_col, stride)):
            rows = top + dilation * np.arange(kh)
            cols = left + dilation * np.arange(kw)
            patch = padded[:, rows[:, None], cols]
            products = patch * kernel
            yield Position(row, col, patch, products, float(products.sum()))


@takes(x=floats("N C_in H W"), kernels=floats("C_out C_in KH KW"), bias=floats("C_out"))
def conv2d(
    x: Array,
    kernels: Array,
    bias: Array | None = None,
    *,
    stride: int | Pair = 1,
    padding: int | Pair = 0,
    dilation: int | Pair = 1,
) -> Array:
    """Slide every kernel over every picture: y[n, o, i, j] = Σ x[n, c, s·i + d·a, s·j + d·b] k[o, c, a, b] + bias[o].

    Parameters
    ----------
    x : ndarray of shape (N, C_in, H, W)
    kernels : ndarray of shape (C_out, C_in, KH, KW)
    bias : ndarray of shape (C_out,), optional
    stride, padding, dilation : int or (int, int)
        Along rows and along columns.

    Returns
    -------
    y : ndarray of shape (N, C_out, OH, OW)

    Raises
    ------
    InvalidParameterError
        When shapes do not fit, or a kernel is larger than the padded picture.
    """
    settings = pair("stride", stride, 1), pair("padding", padding, 0), pair("dilation", dilation, 1)
    columns, (oh, ow) = _columns(x, kernels, *settings)
    y: Array = kernels.reshape(len(kernels), -1).dot(columns)
    if bias is not None:
        check_shape("bias", bias, (len(kernels),))
        y += bias[:, None]
    return y.reshape(len(kernels), len(x), oh, ow).swapaxes(0, 1)


@takes(x=floats("N C_in H W"), kernels=floats("C_out C_in KH KW"), dy=floats("N C_out OH OW"))
def conv2d_backward(
    x: Array,
    kernels: Array,
    dy: Array,
    *,
    stride: int | Pair = 1,
    padding: int | Pair = 0,
    dilation: int | Pair = 1,
) -> tuple[Array, Array, Array]:
    """Chain rule through `conv2d`: from ∂L/∂y to ∂L/∂x, ∂L/∂kernels and ∂L/∂bias.

    The gradient of a kernel is itself a correlation: of the picture with the map of errors, dy.

    Parameters
    ----------
    x, kernels, stride, padding, dilation
        As they were given to `conv2d`.
    dy : ndarray of shape (N, C_out, OH, OW)

    Returns
    -------
    dx : ndarray of shape (N, C_in, H, W)
    dkernels : ndarray of shape (C_out, C_in, KH, KW)
    dbias : ndarray of shape (C_out,)
    """
    settings = pair("stride", stride, 1), pair("padding", padding, 0), pair("dilation", dilation, 1)
    columns, size = _columns(x, kernels, *settings)
    check_shape("dy", dy, (len(x), len(kernels), *size))
    flat = dy.swapaxes(0, 1).reshape(len(kernels), -1)
    dkernels = flat.dot(columns.T).reshape(kernels.shape)
    dcolumns = kernels.reshape(len(kernels), -1).T.dot(flat)
    dcolumns = dcolumns.reshape(*kernels.shape[1:], len(x), *size)
    return _pictures(dcolumns, x.shape, *settings), dkernels, flat.sum(axis=1)


@takes(image=floats("H W"), kernel=floats("KH KW"))
def rows_summed(image: Array, kernel: Array) -> Array:
    """A mistake that tutorials print as a convolution: multiply once and sum the rows. Nothing slides.

    Parameters
    ----------
    image, kernel : ndarray of shape (H, W)
        Of the same shape; with any other NumPy itself refuses, or stretches one of them.

    Returns
    -------
    ndarray of shape (H,)
    """
    check_shape("picture", image, kernel.shape)
    total: Array = np.sum(image * kernel, axis=1)
    return total


# ---- the fast version: every tap of the kernel sees one shifted copy of the picture, and each copy becomes a row -----


def _columns(x: Array, kernels: Array, stride: Pair, padding: Pair, dilation: Pair) -> tuple[Array, Pair]:
    """What each tap sees at each place of each picture, shape (C·KH·KW, N·OH·OW), and (OH, OW).

    The taps are the rows: so every row is copied in long runs, which is what makes this fast.
    """
    n, channels, height, width = x.shape
    kh, kw = kernels.shape[2:]
    oh = n_places(height, kh, stride[0], padding[0], dilation[0])
    ow = n_places(width, kw, stride[1], padding[1], dilation[1])
    x = _padded(x, padding)
    by_n, by_channel, by_row, by_col = x.strides
    strides = (by_channel, dilation[0] * by_row, dilation[1] * by_col, by_n, stride[0] * by_row, stride[1] * by_col)
    view: Array = np.ndarray((channels, kh, kw, n, oh, ow), x.dtype, x, 0, strides)
    return view.reshape(channels * kh * kw, n * oh * ow), (oh, ow)


def _padded(x: Array, padding: Pair) -> Array:
    """The pictures with zeros around them, one after the other in memory."""
    if padding == (0, 0):
        return x if x.flags.c_contiguous else np.ascontiguousarray(x)
    (n, channels, height, width), (above, left) = x.shape, padding
    padded = np.zeros((n, channels, height + 2 * above, width + 2 * left), x.dtype)
    padded[:, :, above : above + height, left : left + width] = x
    return padded


def _pictures(columns: Array, shape: tuple[int, ...], stride: Pair, padding: Pair, dilation: Pair) -> Array:
    """The way back from columns (C, KH, KW, N, OH, OW): every tap adds what it has where it saw it."""
    n, channels, height, width = shape
    (above, left), (oh, ow) = padding, columns.shape[4:]
    total = np.zeros((n, channels, height + 2 * above, width + 2 * left), columns.dtype)
    for a in range(columns.shape[1]):
        for b in range(columns.shape[2]):
            rows = slice(dilation[0] * a, dilation[0] * a + stride[0] * (oh - 1) + 1, stride[0])
            cols = slice(dilation[1] * b, dilation[1] * b + stride[1] * (ow - 1) + 1, stride[1])
            total[:, :, rows, cols] += columns[:, a, b].swapaxes(0, 1)
    return total[:, :, above : above + height, left : left + width]


def check_shape(parameter: str, array: Array, shape: tuple[int, ...]) -> None:
    """Exactly that shape: one that NumPy could stretch to it would hide a mistake."""
    if array.shape != shape:
        raise InvalidParameterError(parameter, "shape", array.shape, shape=str(shape))


def pair(parameter: str, value: int | Pair, low: int) -> Pair:
    """One number for both directions, or one for each."""
    if type(value) is int and low <= value <= MAX_SETTING:  # the usual case, without a detour
        return value, value
    both = value if isinstance(value, tuple) and len(value) == 2 else (value, value)
    rows, columns = (check_integer(parameter, v, low, MAX_SETTING) for v in both)
    return rows, columns
