"""One convolution, ready to be filmed: the picture, what is computed from it, and at which frame what is done."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from charts.film import MAX_FRAMES
from core import Array, IntArray
from core.conv2d import conv2d, unused_margin
from core.convolution.pictures import PICTURES, shrink, to_grey, unpack
from core.convolution.slide import Convolution, ConvolutionParams, slide
from core.progress import Progress, silent
from core.records import frozen
from data.digits import digit

Place = tuple[int, int]
CHANNELS = ("red", "green", "blue")


class HasPicture(Protocol):
    """Params that name a picture."""

    @property
    def picture(self) -> str: ...

    @property
    def digit(self) -> int: ...

    @property
    def example(self) -> int: ...

    @property
    def side(self) -> int: ...

    @property
    def pixels(self) -> tuple[tuple[float, ...], ...]: ...

    @property
    def upload(self) -> str: ...


def image_of(params: HasPicture, colour: bool) -> Array:
    """The picture that the params name, shape (C, H, W); what is typed or painted is taken as it stands."""
    if params.picture == "own":
        return np.array([params.pixels], dtype=float)
    if params.picture == "digit":
        image = digit(params.digit, params.example)[None]
    elif params.picture == "upload":
        image = unpack(params.upload)
    else:
        image = PICTURES[params.picture](params.side)
    return shrink(image if colour or len(image) == 1 else to_grey(image), params.side)


@dataclass(frozen=True, eq=False)
class Scene:
    """One run; `image` has the shape (C, H, W)."""

    params: ConvolutionParams
    image: Array
    run: Convolution

    @property
    def shape(self) -> Place:
        """Rows and columns of the output."""
        rows, columns = self.run.summed.shape
        return rows, columns

    @property
    def window(self) -> Place:
        """Rows and columns from the first tap of the kernel to the last, d(k − 1) + 1."""
        _, rows, columns = self.run.kernel.shape
        d = self.params.dilation
        return d * (rows - 1) + 1, d * (columns - 1) + 1

    @cached_property
    def padded(self) -> Array:
        """The picture with its border of zeros, shape (C, H + 2p, W + 2p)."""
        rows, columns = self.run.padding
        return np.pad(self.image, ((0, 0), (rows, rows), (columns, columns)))

    @cached_property
    def outside(self) -> NDArray[np.bool_]:
        """Which cells of the padded picture are padding, shape (H + 2p, W + 2p)."""
        rows, columns = self.run.padding
        inside = np.zeros(self.image.shape[1:], dtype=bool)
        return np.pad(inside, ((rows, rows), (columns, columns)), constant_values=True)

    @property
    def axes(self) -> list[tuple[int, int, dict[str, int]]]:
        """Along rows, then along columns: the size of the picture, the size of the kernel, how it slides."""
        slides = {"stride": self.params.stride, "dilation": self.params.dilation}
        sizes = zip(self.image.shape[1:], self.run.kernel.shape[1:], self.run.padding, strict=True)
        return [(n, k, {**slides, "padding": p}) for n, k, p in sizes]

    @property
    def unused(self) -> Place:
        """Rows and columns at the end of the padded picture that no window reaches."""
        rows, columns = (unused_margin(n, k, **settings) for n, k, settings in self.axes)
        return rows, columns

    @cached_property
    def reached(self) -> NDArray[np.bool_]:
        """Which cells of the padded picture some tap of some window sees, shape (H + 2p, W + 2p)."""
        (rows, columns), d, s = self.shape, self.params.dilation, self.params.stride
        seen = np.zeros(self.padded.shape[1:], dtype=bool)
        for a, b in np.ndindex(*self.run.kernel.shape[1:]):
            seen[d * a : d * a + s * (rows - 1) + 1 : s, d * b : d * b + s * (columns - 1) + 1 : s] = True
        return seen

    @property
    def by_rows(self) -> bool:
        """Whether a frame is a whole row of the output, because there are too many cells for one frame each."""
        return self.run.summed.size + 1 > MAX_FRAMES

    @property
    def n_frames(self) -> int:
        return 1 + (self.shape[0] if self.by_rows else self.run.summed.size)

    def done(self, frame: int) -> int:
        """How many cells of the output are computed at a frame, in reading order; frame 0 is before the first."""
        return frame * self.shape[1] if self.by_rows else frame

    def place(self, frame: int) -> Place | None:
        """The cell of the output that a frame looks at: the one computed last, or the strongest of a row."""
        if frame == 0:
            return None
        if self.by_rows:
            return frame - 1, int(np.abs(self.run.summed[frame - 1]).argmax())
        return divmod(frame - 1, self.shape[1])

    def frame_of(self, row: int, column: int) -> int:
        """The frame at which a cell of the output is computed."""
        return 1 + (row if self.by_rows else row * self.shape[1] + column)

    def nearest(self, row: int, column: int) -> Place:
        """The cell of the output whose window has its middle nearest to a cell of the padded picture."""
        tops = np.rint((np.array([row, column]) - (np.array(self.window) - 1) / 2) / self.params.stride)
        r, c = np.clip(tops.astype(int), 0, np.array(self.shape) - 1).tolist()
        return r, c

    @cached_property
    def frames_of_output(self) -> IntArray:
        """The frame of every cell of the output."""
        return np.array([[self.frame_of(r, c) for c in range(self.shape[1])] for r in range(self.shape[0])])

    @cached_property
    def frames_of_input(self) -> IntArray:
        """The frame that every cell of the padded picture leads to."""
        rows, columns = self.padded.shape[1:]
        return np.array([[self.frame_of(*self.nearest(r, c)) for c in range(columns)] for r in range(rows)])

    def patch(self, place: Place) -> Array:
        """What the kernel's taps see for one cell of the output, shape (C, KH, KW)."""
        (r, c), d, s = place, self.params.dilation, self.params.stride
        _, kh, kw = self.run.kernel.shape
        return self.padded[:, s * r : s * r + d * kh : d, s * c : s * c + d * kw : d][:, :kh, :kw]

    @cached_property
    def unflipped(self) -> Array:
        """The output of the same kernel turned by 180°, (OH, OW): what flipping changes."""
        turned = self.run.kernel[None, :, ::-1, ::-1]
        y: Array = conv2d(self.image[None], turned, np.array([self.params.bias]), **self.settings)[0, 0]
        return y

    @property
    def settings(self) -> dict[str, Any]:
        """Stride, padding and dilation, as `conv2d` takes them."""
        return {"stride": self.params.stride, "padding": self.run.padding, "dilation": self.params.dilation}


def scene_of(params: ConvolutionParams, progress: Progress = silent) -> Scene:
    """Load the picture and convolve it."""
    image = frozen(image_of(params, params.colour))  # all visitors share the scene
    return Scene(params, image, slide(image, params))
