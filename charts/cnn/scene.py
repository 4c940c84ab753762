"""A network that learns to read digits, ready to be filmed: what every layer says of one digit at every moment."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from charts.cnn.begun import TRAINED
from core import Array, IntArray
from core.activations import softmax
from core.cnn.history import CNNHistory
from core.cnn.looking import input_gradient, occlusion
from core.cnn.network import Activations, forward
from core.cnn.shapes import POOL, SIDE, Block, blocks
from core.cnn.view import CNNView
from core.cnn.weights import Weights
from core.drawing import Steps, drawn
from core.drawing_text import check_drawing, unpack
from core.progress import Progress, silent
from core.records import frozen
from data.cnn_run import PARAMS
from data.digits import digit

STEP = 2  # pixels from one place of the patch to the next


@dataclass(frozen=True, eq=False)
class Scene:
    """One training, and the digit that its network reads at every recorded moment.

    Attributes
    ----------
    image : ndarray of shape (28, 28)
        From 0, paper, to 1, ink.
    label : int, optional
        What it is; unknown of a drawing.
    steps : Steps, optional
        How a drawing became the picture.
    """

    params: CNNView
    history: CNNHistory
    image: Array
    label: int | None
    steps: Steps | None = None

    @property
    def is_shipped(self) -> bool:
        """Whether the run was computed when the app was made, not here."""
        return self.params.training == PARAMS

    @property
    def n_frames(self) -> int:
        return len(self.history.updates)

    @cached_property
    def weights(self) -> list[Weights]:
        """Of every moment."""
        return [self.history.weights_at(frame) for frame in range(self.n_frames)]

    @cached_property
    def found(self) -> list[Activations]:
        """What every layer says of the digit at every moment, see `core.cnn.forward`."""
        return [forward(weights, self.image[None], self.params) for weights in self.weights]

    def maps(self, layer: str) -> Array:
        """The maps of a layer at every moment, shape (n_frames, C, h, w)."""
        return np.array([found[layer][0] for found in self.found])

    @cached_property
    def shares(self) -> Array:
        """The probability of every class at every moment, shape (n_frames, 10)."""
        return np.array([softmax(found["scores"])[0] for found in self.found])

    @property
    def answers(self) -> IntArray:
        """The likeliest class at every moment, shape (n_frames,)."""
        found: IntArray = self.shares.argmax(axis=1)
        return found

    @property
    def blocks(self) -> list[Block]:
        return blocks(self.params)

    @property
    def has_pooling(self) -> bool:
        return self.params.pooling != "none"

    def after(self, block: int) -> str:
        """The layer that a block hands on."""
        return f"pool{block}" if self.has_pooling else f"relu{block}" if self.params.active else f"conv{block}"

    @property
    def shown_map(self) -> tuple[int, int]:
        """Block and number of the chosen map, or the last one where this network has none of that number."""
        block = min(self.params.map_cell[0], len(self.blocks))
        return block, min(self.params.map_cell[1], self.blocks[block - 1].out_channels)

    @cached_property
    def cells(self) -> list[tuple[int, int]]:
        """Row and column of the chosen cell at every moment, from 0; without a choice the strongest of its map."""
        block, number = self.shown_map
        side = self.blocks[block - 1].side
        row, column = self.params.map_cell[2:]
        if row and column:
            return [(min(row, side) - 1, min(column, side) - 1)] * self.n_frames
        values = self.maps(f"conv{block}")[:, number - 1].reshape(self.n_frames, -1)
        return [(int(k) // side, int(k) % side) for k in values.argmax(axis=1)]

    def window(self, block: int, row: int, column: int) -> tuple[int, int, int]:
        """Where in its input the kernel lies for a cell of a block: first row, first column, and how many of each."""
        stride = self.params.stride
        return stride * row, stride * column, self.params.kernel_size

    def field(self, block: int, row: int, column: int) -> tuple[int, int, int]:
        """The same in the picture itself: all pixels that the cell depends on."""
        top, left, size = self.window(block, row, column)
        if block == 1:
            return top, left, size
        step = POOL if self.has_pooling else 1
        last = self.window(1, step * (top + size) - 1, step * (left + size) - 1)
        first = self.window(1, step * top, step * left)
        return first[0], first[1], last[0] - first[0] + last[2]

    @cached_property
    def reasons(self) -> Array:
        """A number for every pixel at every moment: how much it speaks for the answer, shape (n_frames, 28, 28).

        Of "gradient" the slope of its score; of "occlusion" the probability that is lost where a patch has its middle.
        """
        asked = list(zip(self.weights, self.answers.tolist(), self.shares, strict=True))
        if self.params.reason == "gradient":
            return np.array([input_gradient(weights, self.image, answer, self.params) for weights, answer, _ in asked])
        lost = [
            shares[answer] - occlusion(weights, self.image, answer, self.params, step=STEP)
            for weights, answer, shares in asked
        ]
        rim = (SIDE - STEP * lost[0].shape[0]) // 2
        return np.pad(np.array(lost).repeat(STEP, axis=1).repeat(STEP, axis=2), ((0, 0), (rim, rim), (rim, rim)))


def scene_of(params: CNNView, progress: Progress = silent) -> Scene:
    """Train if that was not done, and choose what is read."""
    if params.reads == "drawing":
        steps = drawn(unpack(check_drawing("drawing", params.drawing, needed=True)))
        # sums of parts may miss 1 by a last bit
        read: dict[str, Any] = {"image": frozen(np.clip(steps.digit, 0, 1)), "label": None, "steps": steps}
    else:
        read = {"image": frozen(digit(params.digit, params.example)), "label": params.digit}

    def tell(fraction: float, /, history: Callable[[], CNNHistory] | None = None, **so_far: Any) -> None:
        if history is not None:
            so_far["scene"] = lambda: Scene(params, history(), **read)
        progress(fraction, **so_far)

    return Scene(params, TRAINED.of(params.training, tell), **read)
