"""What a training on digits costs."""

from typing import TYPE_CHECKING

from core.cnn.shapes import N_PIXELS, blocks, multiply_adds, n_weights, shapes
from core.cost import calls

if TYPE_CHECKING:
    from core.cnn.params import CNNParams

MAX_COST = 250_000_000_000  # multiply-adds, most of them in large arrays: about ten seconds of one core
MAX_FRAMES = 57  # moments that are recorded
MAX_RECORD = 20 * 2**20  # bytes of all their weights: of a network with very many, fewer moments are recorded
N_JUDGED = 300  # digits of either kind that a recorded moment is judged by
N_TEST = 2000
CHUNK = 32  # digits that pass the network at once

# calls of NumPy functions: for a chunk, for a block of it, for an update
PER_CHUNK, PER_BLOCK, PER_UPDATE = 100, 140, 100
PREPARED = 6  # numbers for every pixel of every digit, before the training begins
PER_WEIGHT = 12  # numbers that an optimizer computes one by one
PRODUCT = 0.5  # the products of float32 are large enough to take half as long as elsewhere


def training_cost(params: "CNNParams", n_epochs: int) -> float:
    """Of that many epochs with these settings, judged moments included; in multiply-adds (`core.cost`)."""
    n_updates = _n_updates(params, n_epochs)
    return _cost(params, n_epochs, 2 * min(n_updates + 1, MAX_FRAMES) * N_JUDGED + N_TEST)


def unrecorded_cost(params: "CNNParams") -> float:
    """The same of a training that is judged once, at its end, by the first `N_JUDGED` test digits."""
    return _cost(params, params.n_epochs, N_JUDGED)


def _n_updates(params: "CNNParams", n_epochs: int) -> int:
    return n_epochs * -(-params.n_train // params.batch_size)


def _cost(params: "CNNParams", n_epochs: int, n_judged: int) -> float:
    n_updates = _n_updates(params, n_epochs)
    n_chunks = n_updates * -(-params.batch_size // CHUNK)
    there = PRODUCT * multiply_adds(params) + calls(0, _one_by_one(params))
    chunks = n_chunks + n_judged / CHUNK / 3
    n_calls = chunks * (PER_CHUNK + PER_BLOCK * len(blocks(params))) + n_updates * PER_UPDATE
    per_weight = calls(0, PER_WEIGHT * n_weights(shapes(params)) * n_updates)
    prepared = calls(0, PREPARED * N_PIXELS * params.n_train)
    return calls(n_calls) + prepared + per_weight + (3 * n_epochs * params.n_train + n_judged) * there


def _one_by_one(params: "CNNParams") -> float:
    """Numbers that are copied or computed one by one for a digit on its way there."""
    of_blocks = ((b.in_channels * params.kernel_size**2 + 4 * b.out_channels) * b.side**2 for b in blocks(params))
    return 4 * N_PIXELS + sum(of_blocks)
