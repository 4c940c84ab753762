"""Forwards through layers of self-attention and back through them, every gradient by hand.

    x = E[token] + P[place]                                    a vector a position
    x = x + heads(norm(x)) W_o                                 every position gathers what others know
    x = x + relu(norm(x) W₁ + b₁) W₂ + b₂                      with a feed-forward block: it thinks about it alone
    scores = x W_y + b_y

What is gathered is added to x, as in a residual network (He et al. 2016); a layer norm, where there is one, stands in
front of each block (Xiong et al. 2020). The dot products stand in core.attention.dot_product.
"""

from typing import Any, NamedTuple

import numpy as np

from core import Array, IntArray
from core.attention.dot_product import Mask, attention, attention_backward
from core.attention.params import AttentionParams
from core.attention.parts import (
    by_symbol,
    join_heads,
    join_parts,
    layer_norm,
    layer_norm_backward,
    look_back,
    outer,
    part_heads,
    sinusoids,
    split_heads,
    summed,
    times,
)
from core.attention.weights import Weights, check_weights
from core.guards import bare, truths, whole_numbers
from core.validation import check_integer

ATTENTION, ATTENTION_BACKWARD = bare(attention), bare(attention_backward)
Normed = tuple[Array, Array | None]  # x itself, or its norm with what `layer_norm_backward` needs


class Gathered(NamedTuple):
    """The attention block of one layer.

    Attributes
    ----------
    normed : n (B, T, d), and r of `layer_norm`
    qkv : ndarray of shape (3, B, h, T, d/h)
        Queries, keys and values of every head.
    weights : ndarray of shape (B, h, T, T)
    heads : ndarray of shape (B, T, d)
        What every head found, side by side.
    """

    normed: Normed
    qkv: Array
    weights: Array
    heads: Array


class Thought(NamedTuple):
    """The feed-forward block of one layer: what came in, and the hidden layer (B, T, 2d) after relu."""

    normed: Normed
    hidden: Array


class Pass(NamedTuple):
    """What a network goes through: x before the first layer and after each, and every layer's blocks."""

    xs: list[Array]
    gathered: list[Gathered]
    thoughts: list[Thought]
    scores: Array


def check_tokens(tokens: Any, params: AttentionParams) -> IntArray:
    """Symbols of this task, (B, T), no longer than there are places."""
    found: IntArray = whole_numbers("B T", below=params.n_symbols)("tokens", tokens, {})
    check_integer("length", found.shape[1], 1, params.length)
    return found


def forward(weights: Weights, tokens: IntArray, params: AttentionParams) -> dict[str, Array]:
    """Answer at every position of every sequence.

    Parameters
    ----------
    weights : dict
        As `core.attention.init_weights` draws them.
    tokens : ndarray of whole numbers of shape (B, T)
    params : AttentionParams

    Returns
    -------
    dict
        "x" (n_layers + 1, B, T, d), the vectors before the first layer and after each; "queries", "keys", "values"
        (n_layers, B, n_heads, T, d/h); "weights" (n_layers, B, n_heads, T, T), row the query, column the key; "heads"
        (n_layers, B, T, d), what the heads found side by side; "scores" (B, T, n_answers).
    """
    made = run(check_weights(weights, params), check_tokens(tokens, params), params)
    layers = made.gathered
    parts = {name: np.array([layer.qkv[k] for layer in layers]) for k, name in enumerate(("queries", "keys", "values"))}
    return {
        "x": np.array(made.xs),
        **parts,
        "weights": np.array([layer.weights for layer in layers]),
        "heads": np.array([layer.heads for layer in layers]),
        "scores": made.scores,
    }


def loss_gradient(
    weights: Weights, tokens: IntArray, targets: IntArray, params: AttentionParams, mask: Mask | None = None
) -> tuple[float, Weights]:
    """The mean of -ln softmax(scores)[target] over the answers that count, and its gradient by every weight.

    Parameters
    ----------
    weights : dict
    tokens, targets : ndarray of whole numbers of shape (B, T)
    params : AttentionParams
    mask : ndarray of shape (B, T) of True and False, optional
        Where an answer counts; everywhere if it is not given.
    """
    weights, tokens = check_weights(weights, params), check_tokens(tokens, params)
    sizes = {"B": tokens.shape[0], "T": tokens.shape[1]}
    targets = whole_numbers("B T", below=params.n_answers)("targets", targets, sizes)
    counted: Any = np.ones(tokens.shape, bool) if mask is None else truths("B T")("mask", mask, sizes)
    loss, gradients, _ = learn(weights, tokens, targets, counted, params)
    return loss, gradients


def embed(weights: Weights, tokens: IntArray, params: AttentionParams) -> Array:
    """x = E[token] + P[place]; without positions E[token] alone."""
    E, T = weights["E"], tokens.shape[1]
    match params.added_positions:
        case "learned":
            return E[tokens] + weights["P"][:T]
        case "sinusoidal":
            return E[tokens] + sinusoids(T, params.width).astype(E.dtype)
    return E[tokens]


def run(weights: Weights, tokens: IntArray, params: AttentionParams) -> Pass:
    """`forward` without its checks, and with all that the way back needs."""
    mask = look_back(tokens.shape[1]) if params.causal else None
    xs, gathered, thoughts = [embed(weights, tokens, params)], [], []
    for layer in range(params.n_layers):
        block = gather(xs[-1], weights["W_qkv"][layer], params, mask)
        x = xs[-1] + times(block.heads, weights["W_o"][layer])
        gathered.append(block)
        if params.feed_forward:
            thought = think(x, weights["W_1"][layer], weights["b_1"][layer], params)
            x = x + times(thought.hidden, weights["W_2"][layer]) + weights["b_2"][layer]
            thoughts.append(thought)
        xs.append(x)
    return Pass(xs, gathered, thoughts, times(xs[-1], weights["W_y"]) + weights["b_y"])


def norm(x: Array, params: AttentionParams) -> Normed:
    """Layer norm where the network has one, else x as it is."""
    return layer_norm(x) if params.layer_norm else (x, None)


def norm_backward(normed: Normed, dn: Array) -> Array:
    """∂L/∂x from ∂L/∂n."""
    n, r = normed
    return dn if r is None else layer_norm_backward(n, r, dn)


def gather(x: Array, W_qkv: Array, params: AttentionParams, mask: Mask | None) -> Gathered:
    """Queries, keys, values, and what every head finds with them."""
    normed = norm(x, params)
    qkv = split_heads(times(normed[0], W_qkv), params.n_heads)
    queries, keys, values = qkv
    found, weights = ATTENTION(queries, keys, values, mask, params.scale)
    return Gathered(normed, qkv, weights, join_heads(found))


def think(x: Array, W_1: Array, b_1: Array, params: AttentionParams) -> Thought:
    """The hidden layer of the feed-forward block."""
    normed = norm(x, params)
    hidden = times(normed[0], W_1) + b_1
    return Thought(normed, np.maximum(hidden, 0, out=hidden))


def learn(
    weights: Weights, tokens: IntArray, targets: IntArray, mask: Mask, params: AttentionParams
) -> tuple[float, Weights, Array]:
    """`loss_gradient` without its checks, and the gradient by x in front of the first layer, (B, T, d)."""
    made, g = run(weights, tokens, params), {name: np.zeros_like(values) for name, values in weights.items()}
    loss, d_scores = cross_entropy(made.scores, targets, mask)
    g["W_y"][:], g["b_y"][:] = outer(made.xs[-1], d_scores), summed(d_scores)
    dx = times(d_scores, weights["W_y"].T)
    for layer in reversed(range(params.n_layers)):
        own, slopes = ({name: values[layer] for name, values in of.items() if name[0] in "Wb"} for of in (weights, g))
        if params.feed_forward:
            dx = dx + think_backward(made.thoughts[layer], own, dx, slopes)
        dx = dx + gather_backward(made.gathered[layer], own, dx, slopes, params)
    g["E"][:] = by_symbol(tokens, dx, params.n_symbols)
    if "P" in g:
        g["P"][: tokens.shape[1]] = dx.sum(axis=0)
    return loss, g, dx


def think_backward(block: Thought, own: Weights, dx: Array, slopes: Weights) -> Array:
    """What goes back through the feed-forward block; fills its weights' slopes."""
    slopes["W_2"][:], slopes["b_2"][:] = outer(block.hidden, dx), summed(dx)
    d_hidden = times(dx, own["W_2"].T)
    d_hidden *= block.hidden > 0  # the slope of relu
    slopes["W_1"][:], slopes["b_1"][:] = outer(block.normed[0], d_hidden), summed(d_hidden)
    return norm_backward(block.normed, times(d_hidden, own["W_1"].T))


def gather_backward(block: Gathered, own: Weights, dx: Array, slopes: Weights, params: AttentionParams) -> Array:
    """What goes back through the attention block; fills its weights' slopes."""
    slopes["W_o"][:] = outer(block.heads, dx)
    d_heads = part_heads(times(dx, own["W_o"].T), params.n_heads)
    queries, keys, values = block.qkv
    dqkv = ATTENTION_BACKWARD(queries, keys, values, block.weights, d_heads, params.scale)
    d_joint = join_parts(np.array(dqkv))
    slopes["W_qkv"][:] = outer(block.normed[0], d_joint)
    return norm_backward(block.normed, times(d_joint, own["W_qkv"].T))


def cross_entropy(scores: Array, targets: IntArray, mask: Mask) -> tuple[float, Array]:
    """The mean of -ln softmax(scores)[target] where the mask is True, and its derivative by every score."""
    scores = scores - scores.max(axis=-1, keepdims=True)
    p = np.exp(scores)
    total = p.sum(axis=-1, keepdims=True)
    b, t = np.nonzero(mask)
    right = targets[b, t]
    loss = float(np.mean(np.log(total[b, t, 0]) - scores[b, t, right]))  # not ln p, which may have become 0
    p /= total
    p[b, t, right] -= 1
    p *= (mask / p.dtype.type(len(b)))[:, :, None]
    return loss, p
