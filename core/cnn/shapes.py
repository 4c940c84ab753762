"""The shapes of a network for digits: of its maps and weights, and what it therefore costs to read a digit."""

from math import prod
from typing import TYPE_CHECKING, NamedTuple

from core.conv2d import n_places

if TYPE_CHECKING:
    from core.cnn.params import CNNParams

Shapes = dict[str, tuple[int, ...]]

SIDE = 28  # pixels of a digit along each side
N_PIXELS = SIDE * SIDE
N_CLASSES = 10
POOL = 2  # the side of a pooling window, and its stride


class Block(NamedTuple):
    """A convolution block: how many maps come in and go out; their sides before, between the two steps, and after."""

    in_channels: int
    out_channels: int
    side_in: int
    side: int
    side_out: int


def blocks(params: "CNNParams") -> list[Block]:
    """The convolution blocks, first to last; none for the other models."""
    return _blocks(params) if params.model == "cnn" else []


def shapes(params: "CNNParams") -> Shapes:
    """Name and shape of all weights, in the order in which one vector holds them.

    Returns
    -------
    dict
        For each convolution block k = 1, 2: kernels<k> (C_out, C_in, KH, KW) and bias<k> (C_out,). Then, where there is
        a hidden layer, W_hidden (n_in, hidden) and b_hidden (hidden,); at last W (n_in, 10) and b (10,).
    """
    if params.model == "cnn":
        return _of_cnn(params)
    return _dense(N_PIXELS, n_hidden(params))


def n_hidden(params: "CNNParams") -> int:
    """Units of the hidden layer: `hidden_size`; for "dense" and 0 as many as give it about the weights of the CNN."""
    if params.model == "logistic":
        return 0
    if params.model == "cnn" or params.hidden_size:
        return params.hidden_size
    return max(1, round((n_weights(_of_cnn(params)) - N_CLASSES) / (N_PIXELS + 1 + N_CLASSES)))


def n_weights(shapes: Shapes) -> int:
    """How many numbers these are together."""
    return sum(map(prod, shapes.values()))


def multiply_adds(params: "CNNParams") -> int:
    """How many products a network sums up to read one digit: each weight of a kernel once at every place of its map."""
    places = {f"kernels{k}": block.side**2 for k, block in enumerate(blocks(params), start=1)}
    return sum(prod(shape) * places.get(name, 1) for name, shape in shapes(params).items() if len(shape) > 1)


def _blocks(params: "CNNParams") -> list[Block]:
    made, channels, side_in = [], 1, SIDE
    for n in params.filters:
        side = n_places(side_in, params.kernel_size, params.stride, 0, 1)
        made.append(Block(channels, n, side_in, side, side if params.pooling == "none" else side // POOL))
        channels, side_in = n, made[-1].side_out
    return made


def _of_cnn(params: "CNNParams") -> Shapes:
    found: Shapes = {}
    for k, block in enumerate(made := _blocks(params), start=1):
        found[f"kernels{k}"] = (block.out_channels, block.in_channels, params.kernel_size, params.kernel_size)
        found[f"bias{k}"] = (block.out_channels,)
    return found | _dense(made[-1].out_channels * made[-1].side_out ** 2, params.hidden_size)


def _dense(n_in: int, units: int) -> Shapes:
    hidden: Shapes = {"W_hidden": (n_in, units), "b_hidden": (units,)} if units else {}
    return hidden | {"W": (units or n_in, N_CLASSES), "b": (N_CLASSES,)}
