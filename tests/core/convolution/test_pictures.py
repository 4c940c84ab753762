"""What is drawn, what shrinking keeps, and every text that is no packed picture."""

import base64

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.convolution.pictures import LUMA, MAX_SIDE, PICTURES, pack, shrink, to_grey, unpack
from core.validation import InvalidParameterError

SIZES = st.integers(1, 40)


def picture(seed, *shape):
    return np.random.default_rng(seed).random(shape)


# ---- drawings --------------------------------------------------------------------------------------------------------


def test_the_promised_drawings_are_there():
    assert list(PICTURES) == ["cross", "circle", "checkerboard", "gradient", "stripes", "balloon"]


@pytest.mark.parametrize("side", [4, 5, 12, 28, MAX_SIDE])
@pytest.mark.parametrize("name", PICTURES)
def test_every_drawing_at_every_side(name, side):
    image = PICTURES[name](side)
    assert image.shape == (3 if name == "balloon" else 1, side, side)
    assert image.dtype == np.float64
    assert image.min() >= 0
    assert image.max() <= 1
    assert image.std() > 0.1  # there is something to see
    np.testing.assert_array_equal(image, PICTURES[name](side))


@pytest.mark.parametrize("name", PICTURES)
def test_a_small_drawing_is_the_large_one_shrunk(name):
    np.testing.assert_allclose(shrink(PICTURES[name](40), 20), PICTURES[name](20), atol=0.15)


def test_shapes_by_hand():
    # fields of two pixels at the side 8, dark first
    assert PICTURES["checkerboard"](8)[0, 0].tolist() == [0, 0, 1, 1, 0, 0, 1, 1]
    assert PICTURES["checkerboard"](8)[0, :, 0].tolist() == [0, 0, 1, 1, 0, 0, 1, 1]
    # the centres of four pixels
    np.testing.assert_allclose(PICTURES["gradient"](4)[0], [[0.125, 0.375, 0.625, 0.875]] * 4)
    cross = PICTURES["cross"](20)[0]
    # from 0.1 to 0.9 long: 2 to 18 of 20 pixels; from 0.4 to 0.6 wide: 8 to 12
    expected = np.zeros((20, 20))
    expected[2:18, 8:12] = expected[8:12, 2:18] = 1
    np.testing.assert_allclose(cross, expected)
    circle = PICTURES["circle"](20)[0]
    assert circle[10, 10] == 0  # the middle of the ring
    assert circle[10, 3] == 1  # 0.325 to the left of it
    assert circle[0, 0] == 0
    np.testing.assert_allclose(circle, circle.T)
    np.testing.assert_allclose(circle, circle[::-1, ::-1])
    stripes = PICTURES["stripes"](16)[0]
    # bright where x + y is above a quarter: of the fourth pixel's 16 fine points the 10 on or past its diagonal
    assert stripes[0, :8].tolist() == [0, 0, 0, 0.625, 1, 1, 1, 0.375]
    np.testing.assert_allclose(stripes[1:, :-1], stripes[:-1, 1:])  # one row lower, one pixel to the left


def test_the_balloon_is_in_colour():
    red, green, blue = PICTURES["balloon"](40)
    assert blue[0, 0] > red[0, 0]  # sky
    assert green[-1, 0] > max(red[-1, 0], blue[-1, 0])  # hills
    assert red[14, 17] > blue[14, 17] + 0.3  # the balloon


# ---- shrinking -------------------------------------------------------------------------------------------------------


def test_shrinking_by_hand():
    image = np.array([[[0.0, 1.0, 0.5, 0.5], [0.0, 0.0, 0.5, 0.5]]])
    assert shrink(image, 2).tolist() == [[[0.25, 0.5]]]
    # three pixels to two: each new one is one and a half old ones
    np.testing.assert_allclose(shrink(np.array([[[0.0, 0.3, 0.9]]]), 2), [[[0.15 / 1.5, 1.05 / 1.5]]])


@given(SIZES, SIZES, st.integers(1, 40), st.integers(0, 99))
def test_shrinking_keeps_mean_and_aspect(height, width, side, seed):
    image = picture(seed, 3, height, width)
    small = shrink(image, side)
    longest = max(height, width)
    if longest <= side:
        np.testing.assert_array_equal(small, image)
        return
    assert max(small.shape[1:]) == side
    for old, new in zip((height, width), small.shape[1:], strict=True):
        assert new >= 1
        assert new == 1 or abs(new - old * side / longest) <= 0.5
    np.testing.assert_allclose(small.mean(axis=(1, 2)), image.mean(axis=(1, 2)), rtol=1e-12)
    assert small.min() >= image.min() - 1e-12
    assert small.max() <= image.max() + 1e-12


@given(st.integers(1, 8), st.integers(1, 8), st.integers(1, 5), st.integers(0, 99))
def test_shrinking_by_a_whole_number_is_the_mean_of_blocks(rows, cols, factor, seed):
    image = picture(seed, 1, factor * rows, factor * cols)
    blocks = image.reshape(1, rows, factor, cols, factor).mean(axis=(2, 4))
    np.testing.assert_allclose(shrink(image, max(rows, cols)), blocks, rtol=1e-12)


def test_shrinking_a_line():
    assert shrink(picture(0, 1, 1, 10000), MAX_SIDE).shape == (1, 1, MAX_SIDE)
    assert shrink(picture(0, 3, 10000, 1), MAX_SIDE).shape == (3, MAX_SIDE, 1)


def test_a_flat_picture_stays_flat():
    np.testing.assert_allclose(shrink(np.full((1, 23, 17), 0.3), 7), np.full((1, 7, 5), 0.3), rtol=1e-13)


def test_grey_is_as_bright_as_the_colours_look():
    assert sum(LUMA) == pytest.approx(1)
    for channel, brightness in enumerate([0.299, 0.587, 0.114]):
        image = np.zeros((3, 2, 5))
        image[channel] = 1
        assert to_grey(image).shape == (1, 2, 5)
        np.testing.assert_allclose(to_grey(image), brightness)


# ---- as text ---------------------------------------------------------------------------------------------------------


def test_packing_by_hand():
    # bytes 0, 128 (0.5 · 255 = 127.5, to even), 255, and what is outside 0 … 1 is cut: AID/ in the alphabet of links
    assert pack(np.array([[[0.0, 0.5, 1.0]]])) == "3x1x1:AID_"
    assert pack(np.array([[[-5.0], [0.5], [7.0]]])) == "1x3x1:AID_"
    # colours stand together, pixel by pixel: 0 1 2 then 3 4 5
    assert pack(np.array([[[0, 3]], [[1, 4]], [[2, 5]]]) / 255) == "2x1x3:AAECAwQF"


@given(st.sampled_from([1, 3]), st.integers(1, MAX_SIDE), st.integers(1, MAX_SIDE), st.integers(0, 99))
@example(1, 1, 1, 0)
@example(3, MAX_SIDE, MAX_SIDE, 0)
def test_packing_and_unpacking(channels, height, width, seed):
    image = np.random.default_rng(seed).integers(0, 256, (channels, height, width)) / 255
    text = pack(image)
    assert text.isascii()
    assert "/" not in text
    assert "+" not in text
    again = unpack(text)
    assert again.dtype == np.float64
    np.testing.assert_array_equal(again, image)
    np.testing.assert_allclose(unpack(pack(image + 0.4 / 255)), image)  # the nearest byte


def text_of(size, n_bytes):
    return f"{size}:{base64.urlsafe_b64encode(bytes(n_bytes)).decode()}"


REFUSED = [
    "",
    "x",
    "3x1x1",
    "3x1x1:",
    ":AID_",
    "3x1x1:AID_ ",
    " 3x1x1:AID_",
    "3x1x1:AID_\n",
    "3x1x1:AID/",  # the usual alphabet, not that of links
    "3x1x1:AID",
    "3x1x1:AID_AAAA",
    "3x1x1:AI==",
    "3X1X1:AID_",
    "3×1×1:AID_",
    "3x1x1:АID_",  # a Cyrillic А
    "1x1x1:A",
    "1x1x1:A===",
    "1x1x1:AA=",
    "1x1x1:AA",
    "1x1x1:AA===",
    "1x1x1:AB==",  # the same byte as AA==, but not as it is written
    "1x1x1:====",
    "٣x1x1:AID_",  # a digit, but not one of ours
    "1٣x1x1:" + text_of("", 13)[1:],
    "03x1x1:AID_",
    "-3x1x1:AID_",
    "0x3x1:",
    "3x0x1:",
    "3x1x2:" + text_of("", 6)[1:],
    "3x1x0:",
    "3x1x4:" + text_of("", 12)[1:],
    text_of(f"{MAX_SIDE + 1}x1x1", MAX_SIDE + 1),
    text_of(f"1x{MAX_SIDE + 1}x1", MAX_SIDE + 1),
    text_of("999x1x1", 999),
    text_of("2x2x1", 3),
    text_of("2x2x1", 5),
    text_of("2x2x3", 4),
    "9" * 5000 + "x1x1:AA==",
]


@pytest.mark.parametrize("text", REFUSED, ids=range(len(REFUSED)))
def test_any_other_text_is_refused(text):
    with pytest.raises(InvalidParameterError) as caught:
        unpack(text)
    assert (caught.value.parameter, caught.value.code) == ("upload", "packed")
    assert len(str(caught.value)) < 200


@given(st.text("0123456789x:AB_-=/", max_size=20) | st.from_regex(r"[1-3]x[1-3]x[13]:[A-D_=-]{0,12}", fullmatch=True))
def test_what_is_read_is_what_was_written(text):
    try:
        image = unpack(text)
    except InvalidParameterError:
        return
    assert pack(image) == text
