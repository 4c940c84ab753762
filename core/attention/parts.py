"""What stands around the dot products in a layer: heads, the feed-forward block and layer norm, forwards and back.

Shapes: B sequences, T positions, width d, h heads of d/h dimensions each. All in the precision of what comes in.
"""

from math import sqrt

import numpy as np

from core import Array, IntArray

NORM_EPS = 1e-5  # PyTorch's, below the deviation of a layer norm
BASE = 10_000.0


def split_heads(joint: Array, n_heads: int) -> Array:
    """Queries, keys and values side by side, (B, T, 3d), as (3, B, h, T, d/h): every head has its own part of each."""
    B, T, width = joint.shape
    return joint.reshape(B, T, 3, n_heads, width // (3 * n_heads)).transpose(2, 0, 3, 1, 4)


def join_parts(parts: Array) -> Array:
    """`split_heads` undone."""
    _, B, h, T, k = parts.shape
    return parts.transpose(1, 3, 0, 2, 4).reshape(B, T, 3 * h * k)


def join_heads(heads: Array) -> Array:
    """What the heads found, (B, h, T, d/h), side by side: (B, T, d)."""
    B, h, T, k = heads.shape
    return heads.transpose(0, 2, 1, 3).reshape(B, T, h * k)


def part_heads(joint: Array, n_heads: int) -> Array:
    """`join_heads` undone."""
    B, T, width = joint.shape
    return joint.reshape(B, T, n_heads, width // n_heads).transpose(0, 2, 1, 3)


def layer_norm(x: Array) -> tuple[Array, Array]:
    """(x - mean) / √(variance + ε) along the last axis, and 1 / √(variance + ε) (Ba, Kiros & Hinton 2016).

    Left out: the gain and the shift of the paper.
    """
    centred = x - x.mean(axis=-1, keepdims=True)
    r = 1 / np.sqrt((centred * centred).mean(axis=-1, keepdims=True) + x.dtype.type(NORM_EPS))
    return centred * r, r


def layer_norm_backward(n: Array, r: Array, dn: Array) -> Array:
    """∂L/∂x from ∂L/∂n: mean and deviation hang on x, too."""
    dx: Array = r * (dn - dn.mean(axis=-1, keepdims=True) - n * (dn * n).mean(axis=-1, keepdims=True))
    return dx


def times(x: Array, W: Array) -> Array:
    """x W for x of shape (B, T, n): one matrix product instead of one a sequence."""
    product: Array = (x.reshape(-1, x.shape[-1]) @ W).reshape(*x.shape[:-1], W.shape[-1])
    return product


def outer(x: Array, dy: Array) -> Array:
    """Σ xᵀ dy over all positions of all sequences: ∂L/∂W of y = x W."""
    product: Array = x.reshape(-1, x.shape[-1]).T @ dy.reshape(-1, dy.shape[-1])
    return product


def summed(dy: Array) -> Array:
    """Σ dy over all positions of all sequences: ∂L/∂b of y = x + b."""
    total: Array = dy.reshape(-1, dy.shape[-1]).sum(axis=0)
    return total


def by_symbol(tokens: IntArray, dx: Array, n_symbols: int) -> Array:
    """Σ dx over all places of each symbol, (n_symbols, d): ∂L/∂E of x = E[tokens]."""
    one_hot = np.zeros((tokens.size, n_symbols), dx.dtype)
    one_hot[np.arange(tokens.size), tokens.ravel()] = 1
    return outer(one_hot, dx)


def sinusoids(length: int, width: int) -> Array:
    """Sines and cosines of the position, of wavelengths from 2π to 10,000 · 2π (Vaswani et al. 2017, section 3.5).

    Returns
    -------
    ndarray of shape (length, width)
        Columns 2i and 2i + 1 hold sin and cos of position / 10,000^(2i/width).
    """
    even = np.arange(0, width, 2)
    turns = np.arange(length)[:, None] / BASE ** (even / width)
    waves = np.empty((length, 2 * len(even)))
    waves[:, 0::2], waves[:, 1::2] = np.sin(turns), np.cos(turns)
    return waves[:, :width]


def look_back(length: int) -> "np.ndarray[tuple[int, int], np.dtype[np.bool_]]":
    """The causal mask: (T, T), True where the query's position (row) is not before the key's (column)."""
    return np.tri(length, dtype=bool)


def root(width: int, n_heads: int) -> float:
    """1/√(d/h), what a head's dot products are multiplied by."""
    return 1 / sqrt(width / n_heads)
