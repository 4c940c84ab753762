"""How a picture of a digit, drawn by anybody, becomes the 28 × 28 numbers that a network sees.

The steps are those by which the digits of MNIST were made (LeCun, Cortes & Burges, “The MNIST database of handwritten
digits”): the ink, its box scaled to 20 pixels, and that box moved until its centre of mass is in the middle of 28 × 28
pixels. A network that has learned from such digits has seen no others.

A view keeps a drawing as text in a field of its Params: `check_drawing` of core.drawing_text in `__post_init__`, and
then `drawn(unpack(params.drawing)).digit`.
"""

from dataclasses import dataclass

import numpy as np

from core import Array
from core.guards import finite, floats, takes
from core.records import Record
from core.resampling import averaging
from core.strokes import LEVELS, MAX_GROUND_SIDE, Drawing, Ground, raster
from core.validation import InvalidParameterError

DIGIT_SIDE = 28
BOX_SIDE = 20
NO_INK = 1 / 512  # half a grey level of a file with 256: so little does not count for the box
FAINT = 0.1  # so little is wiped off a picture of one's own
COARSE = 512  # pixels; a larger picture is averaged first
MARGIN = 0.15  # of paper on each side of an own picture


@dataclass(frozen=True, eq=False)
class Steps(Record):
    """How ink becomes a digit.

    Attributes
    ----------
    ink : ndarray of shape (H, W)
        As it was drawn, from 0 (paper) to 1.
    box : tuple of int
        Where there is ink: top, left, height and width in pixels.
    boxed : ndarray of shape (28, 28)
        The box, its longer side 20 pixels, in the middle.
    shift : tuple of int
        By how many pixels down and to the right the box is then moved.
    digit : ndarray of shape (28, 28)
        What a network sees.
    """

    ink: Array
    box: tuple[int, int, int, int]
    boxed: Array
    shift: tuple[int, int]
    digit: Array


@takes(picture=finite("H W"))
def ink_of(picture: Array) -> Array:
    """The ink of any grey picture, (H, W) with numbers of any range: paper 0, the strongest ink 1.

    Paper is what most of the border shows, ink is what differs from it, be it lighter or darker. What differs no more
    than the border itself does (grain, shadows) is paper, too. A picture larger than `COARSE` pixels comes out smaller.
    Raises InvalidParameterError where nothing stands out.
    """
    picture = _coarse(picture)
    border = np.concatenate([picture[0], picture[-1], picture[:, 0], picture[:, -1]])
    paper = np.median(border)
    contrast = picture - paper
    if contrast.sum() < 0:
        contrast = -contrast
    grain = 5 * np.median(np.abs(border - paper))  # 3.4 standard deviations, where the border is normally distributed
    strongest = contrast.max()
    if not strongest > 2 * grain:
        raise InvalidParameterError("picture", "no_ink", picture.shape)
    ink: Array = np.clip((contrast - grain) / (strongest - grain), 0, 1)
    return ink


def _coarse(picture: Array) -> Array:
    """The means of square blocks, so large that the longer side has at most `COARSE` of them."""
    block = -(-max(picture.shape) // COARSE)
    if block == 1:
        return picture
    for axis, n in enumerate(picture.shape):
        starts = np.arange(0, n, block)
        lengths = np.diff([*starts, n]).reshape((-1, 1) if axis == 0 else (1, -1))
        picture = np.add.reduceat(picture, starts, axis=axis) / lengths
    return picture


@takes(ink=floats("H W", 0, 1))
def prepare(ink: Array) -> Steps:
    """The steps from ink, 0 to 1, to a digit. Raises InvalidParameterError where there is no ink.

    Whatever its size, the box is scaled to 20 pixels: a dot becomes a disc, and a page full of ink a square.
    """
    rows, columns = (np.flatnonzero((ink > NO_INK).any(axis)) for axis in (1, 0))
    if rows.size == 0:
        raise InvalidParameterError("drawing", "no_ink", ink.shape)
    top, left = int(rows[0]), int(columns[0])
    height, width = int(rows[-1]) + 1 - top, int(columns[-1]) + 1 - left
    part = BOX_SIDE / max(height, width)
    h, w = max(1, round(part * height)), max(1, round(part * width))
    scaled = averaging(height, h) @ ink[top : top + height, left : left + width] @ averaging(width, w).T
    scaled = np.clip(scaled, 0, 1)  # sums of parts may miss 1 by a last bit
    y, x = (DIGIT_SIDE - h) // 2, (DIGIT_SIDE - w) // 2
    shift = _to_the_middle(scaled.sum(1), y), _to_the_middle(scaled.sum(0), x)
    return Steps(
        ink, (top, left, height, width), _placed(scaled, y, x), shift, _placed(scaled, y + shift[0], x + shift[1])
    )


def _to_the_middle(ink: Array, at: int) -> int:
    """How far a box that begins at pixel `at` moves for its centre of mass to lie in pixel 14; it stays inside.

    In MNIST's pictures that pixel, counted from 0, holds the centre of mass: there are 14 before it and 13 behind.
    """
    centre = at + float(ink @ np.arange(len(ink)) / ink.sum())
    return min(max(round(DIGIT_SIDE // 2 - centre), -at), DIGIT_SIDE - len(ink) - at)


def _placed(scaled: Array, y: int, x: int) -> Array:
    digit = np.zeros((DIGIT_SIDE, DIGIT_SIDE))
    digit[y : y + scaled.shape[0], x : x + scaled.shape[1]] = scaled
    return digit


def drawn(drawing: Drawing) -> Steps:
    """The steps from a drawing to the digit that a network sees; InvalidParameterError where there is no ink."""
    return prepare(raster(drawing))


def to_digit(picture: Array) -> Array:
    """Any grey picture (H, W) as a digit like those of MNIST, (28, 28) from 0 to 1: see `ink_of` and `prepare`."""
    return prepare(ink_of(picture)).digit


@takes(ink=floats("n n", 0, 1))
def ground_of(ink: Array) -> Ground:
    """A square picture of ink, 0 to 1, of at most `MAX_GROUND_SIDE` pixels a side, to draw on."""
    return Ground(tuple(np.rint((LEVELS - 1) * ink).astype(int).ravel().tolist()))


@takes(picture=finite("H W"))
def own_ground(picture: Array) -> Ground:
    """Any grey picture as one to draw on: its ink, cut out with a margin of paper; errors as `ink_of` has them."""
    ink = ink_of(picture)
    ink = np.where(ink > FAINT, ink, 0)
    top, left, height, width = prepare(ink).box
    side = round((1 + 2 * MARGIN) * max(height, width)) + 1
    square = np.zeros((side, side))
    y, x = (side - height) // 2, (side - width) // 2
    square[y : y + height, x : x + width] = ink[top : top + height, left : left + width]
    smaller = averaging(side, min(side, MAX_GROUND_SIDE))
    return ground_of(np.clip(smaller @ square @ smaller.T, 0, 1))
