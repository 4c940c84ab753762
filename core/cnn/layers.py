"""The layers of a network for digits made fast: batch innermost, (C, H, W, N), and every buffer prepared beforehand.

A layer is a function from what comes in to what it hands on and its own way back: a function from ∂loss/∂output to
∂loss/∂input, which on its way adds to the gradients of the layer's weights. Both write into buffers that the next call
writes over. With the batch innermost every copy runs over long stretches of memory, and what a convolution hands on is
laid out as the next one takes it.
"""

from collections.abc import Callable

import numpy as np

from core import Array
from core.cnn.shapes import POOL

Back = Callable[[Array], Array]
Layer = Callable[[Array], tuple[Array, Back]]
Shape = tuple[int, ...]

SMALL = 1_000_000  # multiply-adds up to which BLAS has faster ways, see `in_pieces`


def convolution(kernels: Array, slope: Array, shape: Shape, stride: int, first: bool) -> Layer:
    """Kernels (C_out, C_in, K, K) slide over maps (C_in, H, W, N), without bias: every tap sees one shifted copy.

    `slope` is the gradient that is added to. Of the `first` layer nobody asks for ∂loss/∂input, which stays zero.
    """
    (c_out, c_in, k, _), (_, height, width, n) = kernels.shape, shape
    oh, ow = (height - k) // stride + 1, (width - k) // stride + 1
    columns, z = np.empty((c_in, k, k, oh, ow, n), kernels.dtype), np.empty((c_out, oh, ow, n), kernels.dtype)
    d_columns, dx = columns if first else np.empty_like(columns), np.zeros(shape, kernels.dtype)
    matrix, rows, flat = kernels.reshape(c_out, -1), columns.reshape(c_in * k * k, -1), z.reshape(c_out, -1)

    def run(x: Array) -> tuple[Array, Back]:
        by_channel, by_row, by_col, by_n = x.strides
        strides = (by_channel, by_row, by_col, stride * by_row, stride * by_col, by_n)
        np.copyto(columns, np.lib.stride_tricks.as_strided(x, columns.shape, strides))
        product_in_pieces(matrix, rows, flat)
        return z, back

    def back(dz: Array) -> Array:
        d = dz.reshape(c_out, -1)
        slope[...] += summed_in_pieces(rows, d).T.reshape(slope.shape)
        if not first:
            product_in_pieces(matrix.T, d, d_columns.reshape(rows.shape))
            add_up(d_columns, dx, stride)
        return dx

    return run


def add_up(columns: Array, total: Array, stride: int) -> None:
    """Back from columns (C, K, K, OH, OW, N) to maps (C, H, W, N): every tap adds what it has where it saw it."""
    total.fill(0)
    _, k, _, oh, ow, _ = columns.shape
    for a in range(k):
        for b in range(k):
            total[:, a : a + stride * oh : stride, b : b + stride * ow : stride] += columns[:, a, b]


def biased(bias: Array, slope: Array, active: bool) -> Layer:
    """Add each map's bias and, if `active`, leave out what is negative (ReLU); in place."""
    axes = (slice(None), *(None,) * 3)

    def run(z: Array) -> tuple[Array, Back]:
        z += bias[axes]
        if active:
            np.maximum(z, 0, out=z)

        def back(d: Array) -> Array:
            if active:
                d *= z > 0
            slope[...] += d.reshape(len(d), -1).sum(axis=1)
            return d

        return z, back

    return run


def max_pool(shape: Shape, dtype: np.dtype[np.floating]) -> Layer:
    """The largest of every 2 × 2: first of the rows, then of the columns, so no place has to be remembered."""
    c, height, width, n = shape
    oh, ow = height // POOL, width // POOL
    taller, out = np.empty((c, oh, 2 * ow, n), dtype), np.empty((c, oh, ow, n), dtype)
    d_taller, dz = np.empty_like(taller), np.zeros(shape, dtype)
    left, right, d_left, d_right = (a[:, :, i::2] for a in (taller, d_taller) for i in (0, 1))

    def run(z: Array) -> tuple[Array, Back]:
        upper, lower = (z[:, i : 2 * oh : 2, : 2 * ow] for i in (0, 1))
        np.maximum(upper, lower, out=taller)
        np.maximum(left, right, out=out)
        is_right, is_lower = left < right, upper < lower

        def back(d: Array) -> Array:
            np.multiply(d, is_right, out=d_right)
            np.subtract(d, d_right, out=d_left)
            d_lower = dz[:, 1 : 2 * oh : 2, : 2 * ow]
            np.multiply(d_taller, is_lower, out=d_lower)
            np.subtract(d_taller, d_lower, out=dz[:, 0 : 2 * oh : 2, : 2 * ow])
            return dz

        return out, back

    return run


def average_pool(shape: Shape, dtype: np.dtype[np.floating]) -> Layer:
    """The mean of every 2 × 2."""
    _, height, width, _ = shape
    oh, ow = height // POOL, width // POOL
    dz = np.zeros(shape, dtype)
    quarters = [(slice(None), slice(i, 2 * oh, 2), slice(j, 2 * ow, 2)) for i in (0, 1) for j in (0, 1)]

    def back(d: Array) -> Array:
        d = d / POOL**2
        for quarter in quarters:
            dz[quarter] = d
        return dz

    def run(a: Array) -> tuple[Array, Back]:
        first, second, third, fourth = (a[quarter] for quarter in quarters)
        out: Array = first + second
        out += third
        out += fourth
        out /= POOL**2
        return out, back

    return run


def in_columns(shape: Shape) -> Layer:
    """Maps (C, H, W, N) as the columns (C·H·W, N) that dense layers read."""
    return lambda x: (x.reshape(-1, shape[-1]), lambda d: d.reshape(shape))


def dense(W: Array, b: Array, slopes: tuple[Array, Array], active: bool) -> Layer:
    """z = Wᵀx + b for columns x (n_in, N) and, if `active`, ReLU; `slopes` are the gradients of W and b."""
    dW, db = slopes

    def run(x: Array) -> tuple[Array, Back]:
        z = W.T.dot(x)
        z += b[:, None]
        if active:
            np.maximum(z, 0, out=z)

        def back(d: Array) -> Array:
            if active:
                d = d * (z > 0)
            dW[...] += x.dot(d.T)
            db[...] += d.sum(axis=1)
            dx: Array = W.dot(d)
            return dx

        return z, back

    return run


def dropout(mask: Array) -> Layer:
    """Multiply by what stands in `mask` (n_features, N) just then."""
    return lambda x: (x * mask, lambda d: d * mask)


# OpenBLAS has special ways for small matrices; long thin products are up to twice as fast when cut into small ones.


def product_in_pieces(A: Array, B: Array, out: Array) -> None:
    """A @ B for a small A (m, k) and a long B (k, L), into `out` (m, L)."""
    (m, k), n = A.shape, _pieces(A.size, B.shape[1])
    np.matmul(A, B.reshape(k, n, -1).swapaxes(0, 1), out=out.reshape(m, n, -1).swapaxes(0, 1))


def summed_in_pieces(A: Array, B: Array) -> Array:
    """A @ B.T for A (k, L) and B (m, L), both long."""
    (k, length), m = A.shape, len(B)
    n = _pieces(k * m, length)
    total: Array = np.matmul(A.reshape(k, n, -1).swapaxes(0, 1), B.reshape(m, n, -1).transpose(1, 2, 0)).sum(axis=0)
    return total


def _pieces(size: int, length: int) -> int:
    """Into how many equal parts that length is cut, so that one makes at most about `SMALL` multiply-adds."""
    n = min(length, -(-size * length // SMALL))
    while length % n:
        n += 1
    return n
