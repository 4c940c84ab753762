"""Pooling: every window of a map becomes its largest number or its mean, with the way back for gradients.

Windows do not overlap unless the stride is smaller than they are; max pooling pads with −∞, average pooling with
zeros that count, as is usual in the field.
"""

import numpy as np

from core import Array
from core.conv2d import Pair, check_shape, n_places, pair
from core.guards import floats, takes
from core.validation import InvalidParameterError


@takes(x=floats("N C H W"))
def max_pool2d(
    x: Array, kernel_size: int | Pair, *, stride: int | Pair | None = None, padding: int | Pair = 0
) -> Array:
    """The largest number of every window.

    Parameters
    ----------
    x : ndarray of shape (N, C, H, W)
    kernel_size : int or (int, int)
    stride : int or (int, int), optional
        As large as the window by default.
    padding : int or (int, int)
        At most half the window.

    Returns
    -------
    y : ndarray of shape (N, C, OH, OW)
    """
    y: Array = _windows(x, kernel_size, stride, padding, -np.inf).max(axis=(4, 5))
    return y


@takes(x=floats("N C H W"))
def avg_pool2d(
    x: Array, kernel_size: int | Pair, *, stride: int | Pair | None = None, padding: int | Pair = 0
) -> Array:
    """The mean of every window; parameters and result as in `max_pool2d`."""
    y: Array = _windows(x, kernel_size, stride, padding, 0.0).mean(axis=(4, 5))
    return y


@takes(x=floats("N C H W"), dy=floats("n c OH OW"))
def max_pool2d_backward(
    x: Array, dy: Array, kernel_size: int | Pair, *, stride: int | Pair | None = None, padding: int | Pair = 0
) -> Array:
    """∂L/∂x of shape (N, C, H, W) from ∂L/∂y: all of it goes to the largest number, to the first one if several are."""
    windows = _windows(x, kernel_size, stride, padding, -np.inf)
    check_shape("dy", dy, windows.shape[:4])
    flat = windows.reshape(*windows.shape[:4], -1)
    inside = _windows(np.zeros(x.shape), kernel_size, stride, padding, -np.inf).reshape(flat.shape)
    # a window of nothing but −∞ is as small as the padding, which must not be taken for its largest number
    largest = np.where(flat.max(axis=-1) == -np.inf, inside.argmax(axis=-1), flat.argmax(axis=-1))
    share = np.zeros(flat.shape)
    np.put_along_axis(share, largest[..., None], dy[..., None], axis=-1)
    return _gathered(share.reshape(windows.shape), x.shape, kernel_size, stride, padding)


@takes(x=floats("N C H W"), dy=floats("n c OH OW"))
def avg_pool2d_backward(
    x: Array, dy: Array, kernel_size: int | Pair, *, stride: int | Pair | None = None, padding: int | Pair = 0
) -> Array:
    """∂L/∂x of shape (N, C, H, W) from ∂L/∂y: every number of a window gets an equal share."""
    shape = _windows(x, kernel_size, stride, padding, 0.0).shape
    check_shape("dy", dy, shape[:4])
    share = np.broadcast_to((dy / (shape[4] * shape[5]))[..., None, None], shape)
    return _gathered(share, x.shape, kernel_size, stride, padding)


def _settings(kernel_size: int | Pair, stride: int | Pair | None, padding: int | Pair) -> tuple[Pair, Pair, Pair]:
    window = pair("kernel_size", kernel_size, 1)
    border = pair("padding", padding, 0)
    for p, k in zip(border, window, strict=True):
        if 2 * p > k:  # or a window could lie in the padding as a whole
            raise InvalidParameterError("padding", "integer_between", p, low=0, high=k // 2)
    return window, window if stride is None else pair("stride", stride, 1), border


def _windows(x: Array, kernel_size: int | Pair, stride: int | Pair | None, padding: int | Pair, border: float) -> Array:
    """Every window as a view of the padded maps, shape (N, C, OH, OW, KH, KW)."""
    (kh, kw), (sh, sw), (above, left) = _settings(kernel_size, stride, padding)
    oh, ow = n_places(x.shape[2], kh, sh, above, 1), n_places(x.shape[3], kw, sw, left, 1)
    sides = ((0, 0), (0, 0), (above, above), (left, left))
    padded = np.pad(np.asarray(x, dtype=float), sides, constant_values=border)
    windows = np.lib.stride_tricks.sliding_window_view(padded, (kh, kw), axis=(2, 3))
    return windows[:, :, : sh * oh : sh, : sw * ow : sw]


def _gathered(
    share: Array, shape: tuple[int, ...], kernel_size: int | Pair, stride: int | Pair | None, padding: int | Pair
) -> Array:
    """What every window (N, C, OH, OW, KH, KW) gives back, summed where windows overlap."""
    (kh, kw), (sh, sw), (above, left) = _settings(kernel_size, stride, padding)
    n, channels, height, width = shape
    oh, ow = share.shape[2:4]
    total = np.zeros((n, channels, height + 2 * above, width + 2 * left))
    for a in range(kh):
        for b in range(kw):
            total[:, :, a : a + sh * (oh - 1) + 1 : sh, b : b + sw * (ow - 1) + 1 : sw] += share[..., a, b]
    return total[:, :, above : above + height, left : left + width]
