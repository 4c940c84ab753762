"""A drawing as a text: there and back without a loss, short, and nothing else is taken for one."""

import base64
import binascii

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.drawing import ground_of
from core.drawing_text import check_drawing, pack, unpack
from core.strokes import LEVELS, MAX_POINTS, MAX_STROKES, MAX_THICKNESS, PAD, Drawing, Ground, Stroke
from core.validation import InvalidParameterError
from tests.core.drawn_digits import chosen

COORDINATES = st.integers(0, PAD)
STROKES = st.builds(
    Stroke,
    st.lists(st.tuples(COORDINATES, COORDINATES), min_size=1, max_size=40).map(tuple),
    st.integers(1, MAX_THICKNESS),
    st.booleans(),
)
GROUNDS = st.integers(1, 9).flatmap(
    lambda side: st.builds(
        Ground, st.lists(st.integers(0, LEVELS - 1), min_size=side * side, max_size=side * side).map(tuple)
    )
)
DRAWINGS = st.builds(Drawing, st.lists(STROKES, max_size=9).map(tuple), st.none() | GROUNDS)
LETTERS = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=", max_size=60)


@given(DRAWINGS)
def test_there_and_back(drawing):
    text = pack(drawing)
    assert unpack(text) == drawing
    assert set(text) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
    assert check_drawing("drawing", text) == text


def test_by_hand():
    # no ground: 0; 20 thick, two points; from (60, 70) by +3, −2: 6 and 3; then the CRC
    body = bytes([0, 20, 2, 60, 70, 6, 3])
    crc = (binascii.crc32(body) & 0xFFFF).to_bytes(2)
    expected = base64.urlsafe_b64encode(body + crc).decode().rstrip("=")
    assert pack(Drawing((Stroke(((60, 70), (63, 68)), 20),))) == expected


def test_the_longest_drawings_are_read_back():
    ends = (0, 0), (PAD, PAD)
    long = Drawing((Stroke(ends * (MAX_POINTS // 2), MAX_THICKNESS, erases=True),))
    many = Drawing(tuple(Stroke(ends, 1) for _ in range(MAX_STROKES)))
    for drawing in (long, many):
        assert unpack(pack(drawing)) == drawing
    noise = Ground(tuple(np.random.default_rng(0).integers(0, LEVELS, 48 * 48).tolist()))
    assert len(pack(Drawing(long.strokes, noise))) < 8000  # what a value of a link may have


def test_a_usual_digit_is_short():
    # two strokes of forty points, three units from one to the next, are more than a simplified digit has
    stroke = Stroke(tuple((30 + 3 * k, 40 + 5 * (k % 7)) for k in range(40)), 20)
    assert len(pack(Drawing((stroke, stroke)))) < 300
    lengths = [len(pack(Drawing((), ground_of(image)))) for image in chosen()[0][::20]]
    assert max(lengths) < 500


def test_nothing_drawn_is_no_text():
    assert pack(Drawing()) == ""
    assert unpack("") == Drawing()
    assert check_drawing("drawing", "") == ""
    with pytest.raises(InvalidParameterError) as refused:
        check_drawing("drawing", "", needed=True)
    assert refused.value.code == "missing"


TEXT = pack(Drawing((Stroke(((60, 60), (190, 60), (110, 200)), 20), Stroke(((100, 130), (170, 130)), 20))))


def refused(text):
    with pytest.raises(InvalidParameterError) as error:
        unpack(text)
    assert error.value.code == "packed"
    assert error.value.parameter == "drawing"


@given(LETTERS | st.text(max_size=30))
def test_any_other_text_is_refused(text):
    try:
        drawing = unpack(text)
    except InvalidParameterError:
        return
    assert pack(drawing) == text


@pytest.mark.parametrize("cut", range(1, len(TEXT)))
def test_a_text_that_was_cut_off_is_refused(cut):
    refused(TEXT[:cut])


@pytest.mark.parametrize("place", range(len(TEXT)))
def test_a_text_with_another_letter_is_refused(place):
    refused(TEXT[:place] + ("A" if TEXT[place] != "A" else "B") + TEXT[place + 1 :])


def sealed(*body):
    """Bytes that nobody has written, with the right CRC."""
    crc = (binascii.crc32(bytes(body)) & 0xFFFF).to_bytes(2)
    return base64.urlsafe_b64encode(bytes(body) + crc).decode().rstrip("=")


@pytest.mark.parametrize(
    "body",
    [
        (),
        (0,),  # an empty drawing has the empty text
        (0, 20),
        (0, 20, 0),
        (0, 20, 1, 60),
        (0, 20, 2, 60, 70, 6),
        (0, 0, 1, 60, 70),  # no thickness
        (0, 65, 1, 60, 70),  # too thick
        (0, 20, 2, 255, 70, 2, 0),  # leaves the pad
        (0, 20, 0x81, 0, 60, 70),  # a small number in two bytes
        (49, 0),  # too large a ground
        (2, 0x03, 0x00),  # five levels for four
        (2, 0x01, 0x01),  # two runs for one
        (2, 0x01),
    ],
)
def test_bytes_that_are_no_drawing_are_refused(body):
    refused(sealed(*body))


ODD = [TEXT + "=", TEXT + " ", " " + TEXT, TEXT.lower(), "é", "\ud800", "A" * 9000, None, 3, b"AA"]


@pytest.mark.parametrize("text", ODD)
def test_odd_texts_are_refused(text):
    refused(text)
