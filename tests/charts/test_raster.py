"""The picture under a map: a PNG that reads back to the very indices, the right way up, in its place."""

import base64
import struct
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from numpy.typing import NDArray

from charts import theme
from charts.gradient_descent.landscape.map import PIXELS
from charts.gradient_descent.landscape.scene import race_of
from charts.raster import OUTSIDE, PALETTE, Colour, bands, cells, colours, ground, levels, png, ramp
from core import Array
from core.gradient_descent.descent import DescentParams
from core.gradient_descent.landscapes import LANDSCAPES

GREYS = [(k, k, k) for k in range(256)]


def opened(address: str) -> tuple[NDArray[np.uint8], list[Colour]]:
    """An indexed PNG without filters and interlacing, every chunk's checksum looked at."""
    body = base64.b64decode(address.removeprefix("data:image/png;base64,"), validate=True)
    assert body[:8] == b"\x89PNG\r\n\x1a\n"
    chunks, at = [], 8
    while at < len(body):
        (n,) = struct.unpack(">I", body[at : at + 4])
        kind, data = body[at + 4 : at + 8], body[at + 8 : at + 8 + n]
        assert body[at + 8 + n : at + 12 + n] == struct.pack(">I", zlib.crc32(kind + data))
        chunks.append((kind, data))
        at += 12 + n
    assert [kind for kind, _ in chunks if kind != b"tRNS"] == [b"IHDR", b"PLTE", b"IDAT", b"IEND"]
    width, height, *rest = struct.unpack(">IIBBBBB", chunks[0][1])
    assert rest == [8, 3, 0, 0, 0]  # eight bits, a palette, no interlacing
    rows = np.frombuffer(zlib.decompress(dict(chunks)[b"IDAT"]), np.uint8).reshape(height, 1 + width)
    assert not rows[:, 0].any()  # no filters
    return rows[:, 1:], [(r, g, b) for r, g, b in np.frombuffer(chunks[1][1], np.uint8).reshape(-1, 3).tolist()]


@given(arrays(np.uint8, array_shapes(min_dims=2, max_dims=2, max_side=40)))
def test_a_picture_reads_back_as_it_was(indices: NDArray[np.uint8]) -> None:
    read, palette = opened(png(indices, GREYS))
    np.testing.assert_array_equal(read, indices)
    assert palette == GREYS


@given(st.integers(1, 256), arrays(np.float64, (3, 4), elements=st.floats(0, 1)))
def test_bands_are_equally_wide_and_the_highest_level_is_the_last_colour(n: int, heights: Array) -> None:
    indices = bands(heights, GREYS[:n])
    assert indices.dtype == np.uint8
    for level, index in zip(heights.ravel(), indices.ravel().tolist(), strict=True):
        assert index == n - 1 if level == 1 else 0 <= index < n
        assert index <= level * n <= index + 1


@pytest.mark.parametrize("n", [2, 3, 24, 256])
def test_a_ramp_goes_from_low_over_middle_to_high(n: int) -> None:
    colours = np.array(ramp((0, 100, 200), (50, 60, 70), (250, 61, 0), n))
    assert colours.shape == (n, 3)
    assert colours[0].tolist() == [0, 100, 200]
    assert colours[-1].tolist() == [250, 61, 0]
    assert n % 2 == 0 or colours[n // 2].tolist() == [50, 60, 70]
    assert (np.diff(colours[:, 0]) >= 0).all()
    assert (np.diff(colours[:, 2]) <= 0).all()


def test_rows_run_upwards_in_the_map_and_downwards_in_the_picture() -> None:
    heights = np.array([[0.0, 0.4], [0.6, 1.0], [0.2, 0.2]])  # the last row is the top of the map
    placed = ground(heights, (-1.0, 3.0, 10.0, 16.0), GREYS[:5])
    assert opened(str(placed["source"]))[0].tolist() == [[1, 1], [3, 4], [0, 2]]
    assert {name: placed[name] for name in ("x", "y", "sizex", "sizey")} == {"x": -1, "y": 16, "sizex": 4, "sizey": 6}
    assert (placed["xref"], placed["yref"], placed["sizing"], placed["layer"]) == ("x", "y", "stretch", "below")


def pictured(landscape: str) -> tuple[NDArray[np.uint8], Array, Array]:
    """The map of a landscape, and where the middles of its cells are: x of each column, y of each row."""
    surface = LANDSCAPES[landscape]
    heights = race_of(DescentParams(landscape=landscape, n_steps=1)).heights(PIXELS)
    placed = ground(levels(heights), surface.bounds, PALETTE)
    picture, palette = opened(str(placed["source"]))
    assert palette == PALETTE
    x0, x1, y0, y1 = surface.bounds
    assert (placed["x"], placed["y"], placed["sizex"], placed["sizey"]) == (x0, y1, x1 - x0, y1 - y0)
    centres = (np.arange(PIXELS) + 0.5) / PIXELS
    return picture, x0 + (x1 - x0) * centres, y1 - (y1 - y0) * centres


@pytest.mark.parametrize("landscape", LANDSCAPES)
def test_the_colours_of_a_map_rise_with_its_heights(landscape: str) -> None:
    surface = LANDSCAPES[landscape]
    picture, x, y = pictured(landscape)
    assert picture.shape == (PIXELS, PIXELS)
    order = np.argsort(surface.f(*np.meshgrid(x, y)), axis=None)
    assert (np.diff(picture.ravel()[order].astype(int)) >= 0).all()
    assert (picture.min(), picture.max()) == (0, len(PALETTE) - 1)
    for x_min, y_min in surface.minima:
        assert picture[np.abs(y - y_min).argmin(), np.abs(x - x_min).argmin()] == 0


def test_the_colours_are_those_of_the_house_and_flat_ground_has_the_lowest() -> None:
    assert (PALETTE[0], PALETTE[-1]) == (theme.LOW, theme.HIGH)
    assert not levels(np.full((3, 3), 7.0)).any()


# ---- pictures made of cells

ENDS = ((43, 125, 233), (232, 113, 10))


def pixels_of(address: str) -> NDArray[np.uint8]:
    """Red, green and blue of every pixel, shape (height, width, 3), of either kind of PNG."""
    body = base64.b64decode(address.removeprefix("data:image/png;base64,"), validate=True)
    if body[25] == 3:
        indices, palette = opened(address)
        return np.array(palette, np.uint8)[indices]
    width, height, depth, kind = struct.unpack(">IIBB", body[16:26])
    assert (depth, kind) == (8, 2)
    (n,) = struct.unpack(">I", body[33:37])
    assert body[37:41] == b"IDAT"
    rows = np.frombuffer(zlib.decompress(body[41 : 41 + n]), np.uint8).reshape(height, 1 + 3 * width)
    assert not rows[:, 0].any()  # no filters
    return rows[:, 1:].reshape(height, width, 3)


def test_cells_are_blocks_white_at_zero_with_the_ends_at_the_limit() -> None:
    values = np.array([[-2.0, 0.0, 2.0], [1.0, 5.0, -9.0]])  # beyond the limit: as at the limit
    outside = np.array([[False, False, False], [True, False, False]])
    shown = pixels_of(cells(values, 2.0, ENDS, outside))
    height, width, _ = shown.shape
    assert (height % 2, width % 3, height // 2) == (0, 0, width // 3)
    assert width >= 240
    size = width // 3
    middle = shown[size // 2 :: size, size // 2 :: size]
    np.testing.assert_array_equal(middle.repeat(size, axis=0).repeat(size, axis=1), shown)
    assert middle[0].tolist() == [list(ENDS[0]), [255, 255, 255], list(ENDS[1])]
    assert middle[1].tolist() == [list(OUTSIDE), list(ENDS[1]), list(ENDS[0])]


def test_half_way_is_half_way() -> None:
    middle = pixels_of(cells(np.array([[1.0, -1.0]]), 2.0, ENDS))[0]
    np.testing.assert_allclose(middle[0], (np.array(ENDS[1]) + 255) / 2, atol=1.5)
    np.testing.assert_allclose(middle[-1], (np.array(ENDS[0]) + 255) / 2, atol=1.5)


@given(arrays(np.uint8, st.tuples(st.just(3), st.integers(1, 30), st.integers(1, 30))))
def test_a_colour_picture_keeps_its_colours_and_greys_what_is_outside(levels_of: NDArray[np.uint8]) -> None:
    outside = np.zeros(levels_of.shape[1:], dtype=bool)
    outside[0, -1] = True
    shown = pixels_of(colours(levels_of / 255, outside))
    size = shown.shape[0] // levels_of.shape[1]
    expected = levels_of.transpose(1, 2, 0).copy()
    expected[0, -1] = OUTSIDE
    np.testing.assert_array_equal(shown[::size, ::size], expected)
