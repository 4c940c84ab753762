"""A kernel that is learnt, at the moments the film shows: the first gradient in slow motion, then update by update."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from charts.convolution.slide.scene import image_of
from charts.film import MAX_FRAMES, thin
from core import Array
from core.conv2d import conv2d, same_padding
from core.convolution.learn import KernelFitHistory, KernelFitParams, fit, in_range
from core.progress import Progress, silent
from core.records import frozen


class Moment(NamedTuple):
    """What a frame shows: the kernel after `update` updates, and how many cells of its gradient are worked out."""

    update: int
    cells: int


@dataclass(frozen=True, eq=False)
class Fit:
    """One run; `image` has the shape (1, H, W), and `largest` is the largest number of the picture it was made of."""

    params: KernelFitParams
    image: Array
    largest: float
    history: KernelFitHistory

    @property
    def n_updates(self) -> int:
        """Updates that were made before the run diverged, or all."""
        at = self.history.diverged_at
        return len(self.history.losses) - 1 if at == -1 else at - 1

    @cached_property
    def moments(self) -> list[Moment]:
        """Frame 0 is the random kernel; then its gradient cell by cell; then the updates, evenly thinned."""
        n_cells = self.history.kernels[0].size
        slow = [Moment(0, cells) for cells in range(n_cells + 1)]
        later = thin(list(range(1, self.n_updates + 1)), MAX_FRAMES - len(slow))
        return slow + [Moment(update, n_cells) for update in later]

    @property
    def n_frames(self) -> int:
        return len(self.moments)

    @property
    def n_slow(self) -> int:
        """Frames of the first gradient."""
        return int(self.history.kernels[0].size) + 1

    @cached_property
    def padded(self) -> Array:
        """The picture with its border of zeros, shape (H + 2p, W + 2p)."""
        return np.pad(self.image[0], same_padding(self.params.kernel_size))

    def output(self, update: int) -> Array:
        """What the kernel makes of the picture after so many updates, shape (H, W)."""
        kernel, padding = self.history.kernels[update], same_padding(self.params.kernel_size)
        y: Array = conv2d(self.image[None], kernel[None, None], padding=padding)[0, 0]
        return y

    def error(self, update: int) -> Array:
        """∂L/∂y, how the mean squared error changes with each cell of the output: 2(y − target)/n, shape (H, W)."""
        y = self.output(update)
        return 2 * (y - self.history.target) / y.size


def fit_of(params: KernelFitParams, progress: Progress = silent) -> Fit:
    """Load the picture and learn the kernel."""
    picture = image_of(params, colour=False)
    image = frozen(in_range(picture))
    return Fit(params, image, float(np.abs(picture).max()), fit(image, params))
