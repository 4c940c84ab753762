"""From strokes to a digit like those of MNIST: by hand, for moved, scaled and thick drawings, and for odd pictures."""

import numpy as np
import pytest

from core.drawing import BOX_SIDE, drawn, ground_of, ink_of, own_ground, prepare, to_digit
from core.strokes import (
    LEVELS,
    MAX_GROUND_SIDE,
    MAX_POINTS,
    MAX_STROKES,
    MAX_THICKNESS,
    PAD,
    SIDE,
    Drawing,
    Ground,
    Stroke,
    raster,
)
from core.validation import InvalidParameterError
from data.digits import digits
from tests.core.drawn_digits import chosen, drawing

SEVEN = Drawing((Stroke(((60, 60), (190, 60), (110, 200)), 20), Stroke(((100, 130), (170, 130)), 20)))


def moved(drawing: Drawing, dx: int, dy: int, size: float = 1.0) -> Drawing:
    def at(x: int, y: int) -> tuple[int, int]:
        return round(x * size) + dx, round(y * size) + dy

    return Drawing(tuple(Stroke(tuple(at(*p) for p in s.points), round(s.thickness * size)) for s in drawing.strokes))


def alike(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.corrcoef(a.ravel(), b.ravel())[0, 1])


# ---- strokes to a picture --------------------------------------------------------------------------------------------


def test_a_line_by_hand():
    # 255 units are 224 pixels: a line from the middle of the left edge to the right one, 51 units or 44.8 pixels thick
    picture = raster(Drawing((Stroke(((0, 127), (255, 127)), 51),)))
    middle = 127 * SIDE / PAD
    assert picture[:, 100].sum() == pytest.approx(44.8, abs=0.05)  # smooth edges keep the thickness
    rows = np.arange(SIDE) + 0.5
    assert picture[:, 100] @ rows / picture[:, 100].sum() == pytest.approx(middle, abs=0.01)
    np.testing.assert_array_equal(picture[:, 30], picture[:, 190])


def test_a_dot_is_a_disc():
    picture = raster(Drawing((Stroke(((100, 150),), 40),)))
    radius = 20 * SIDE / PAD
    assert picture.sum() == pytest.approx(np.pi * radius**2, rel=0.002)
    y, x = np.mgrid[:SIDE, :SIDE] + 0.5
    assert (picture * x).sum() / picture.sum() == pytest.approx(100 * SIDE / PAD, abs=0.01)
    assert (picture * y).sum() / picture.sum() == pytest.approx(150 * SIDE / PAD, abs=0.01)


def test_the_order_of_strokes_counts_only_for_the_eraser():
    pen, eraser = Stroke(((50, 50), (200, 200)), 20), Stroke(((50, 200), (200, 50)), 30, erases=True)
    assert raster(Drawing((pen, eraser))).sum() < raster(Drawing((pen,))).sum()
    np.testing.assert_array_equal(raster(Drawing((eraser, pen))), raster(Drawing((pen,))))
    np.testing.assert_array_equal(raster(Drawing((pen, pen))), raster(Drawing((pen,))))


def test_an_eraser_wipes_the_ground_too():
    ground = ground_of(np.ones((4, 4)))
    everything = raster(Drawing((), ground))
    np.testing.assert_allclose(everything, 1)
    wiped = raster(Drawing((Stroke(((127, 127),), 60, erases=True),), ground))
    assert wiped[112, 112] == 0
    assert wiped[0, 0] == pytest.approx(1)


def test_no_stroke_is_no_ink():
    assert raster(Drawing()).max() == 0


# ---- a picture to a digit --------------------------------------------------------------------------------------------


def test_the_steps_by_hand():
    # ink of 10 × 5 pixels: the box grows twice to 20 × 10, which stands in rows 4 … 23 and columns 9 … 18
    ink = np.zeros((40, 60))
    ink[3:13, 50:55] = 1
    steps = prepare(ink)
    assert steps.box == (3, 50, 10, 5)
    expected = np.zeros((28, 28))
    expected[4:24, 9:19] = 1
    np.testing.assert_allclose(steps.boxed, expected)
    # its centre of mass is at row 13.5 and column 13.5, and 14 − 13.5 is rounded to the even 0
    assert steps.shift == (0, 0)
    np.testing.assert_allclose(steps.digit, expected)


def test_the_centre_of_mass_comes_to_pixel_14():
    # an L of 20 × 20 pixels: 20 below one another and 19 to the right of the last
    ink = np.zeros((20, 20))
    ink[:, 0] = ink[-1, :] = 1
    steps = prepare(ink)
    # rows: (0 + 1 + … + 19 + 19 · 19) / 39 = 551 / 39 = 14.13, in the middle of the 28 rows 18.13: 4 up
    # columns: (0 + 1 + … + 19) / 39 = 190 / 39 = 4.87, there 8.87: 5 to the right, but after 4 it is at the edge
    assert steps.shift == (-4, 4)
    assert np.flatnonzero(steps.digit.any(1)).tolist() == list(range(20))
    assert np.flatnonzero(steps.digit.any(0)).tolist() == list(range(8, 28))


def test_a_digit_of_mnist_stays_what_it_is():
    """All 2,000 test digits: our steps are those by which they were made."""
    for image in digits().test_images / 255:
        np.testing.assert_allclose(prepare(image).digit, image, atol=1e-9)


@pytest.mark.parametrize(("dx", "dy"), [(-30, -30), (50, 30), (50, -30), (1, 0)])
def test_where_it_is_drawn_does_not_matter(dx, dy):
    at_home, elsewhere = drawn(SEVEN), drawn(moved(SEVEN, dx, dy))
    assert elsewhere.box[0] - at_home.box[0] == pytest.approx(dy * SIDE / PAD, abs=1)
    assert np.abs(at_home.boxed - elsewhere.boxed).mean() < 0.01  # pixels of the pad do not fall on the same places
    assert np.abs(np.subtract(at_home.shift, elsewhere.shift)).max() <= 1


@pytest.mark.parametrize("size", [0.3, 0.6, 1.2])
def test_how_large_it_is_drawn_does_not_matter(size):
    as_it_is, scaled = drawn(SEVEN), drawn(moved(SEVEN, 0, 0, size))
    assert scaled.box[2] / as_it_is.box[2] == pytest.approx(size, abs=0.02)
    assert np.abs(as_it_is.boxed - scaled.boxed).mean() < 0.02


def test_a_thicker_pen_makes_a_thicker_digit():
    thin, thick = (drawn(Drawing(tuple(Stroke(s.points, width) for s in SEVEN.strokes))).digit for width in (10, 30))
    assert thick.sum() > 2 * thin.sum()
    for digit in (thin, thick):
        assert max(np.ptp(np.flatnonzero(digit.any(axis))) + 1 for axis in (0, 1)) == BOX_SIDE


def test_drawn_again_on_a_pad_a_digit_stays_near():
    images, _ = chosen()
    for image in images[::50]:
        again = prepare(drawing(image, 0.8, 10, -10)).boxed
        assert alike(again, prepare(image).boxed) > 0.9


def test_ink_may_be_light_or_dark_and_of_any_range():
    image = digits().test_images[7]
    expected = to_digit(image)
    np.testing.assert_allclose(expected, image / 255, atol=1e-9)
    for other in (255 - image, image / 255, 1 - image / 255, 40 + image / 4, image.astype(np.float32) * 1e6):
        np.testing.assert_allclose(to_digit(other), expected, atol=1e-6)
    assert to_digit(image > 127).shape == (28, 28)


def test_a_photo_has_grain_and_shadow():
    image = digits().test_images[7]
    rng = np.random.default_rng(0)
    light = np.kron(255 - 0.7 * image, np.ones((6, 6)))
    photo = light * np.linspace(0.9, 1, 168) + rng.normal(0, 2, (168, 168))
    assert alike(prepare(ink_of(photo)).boxed, prepare(image / 255).boxed) > 0.97


def test_a_huge_picture_is_averaged_first():
    image = digits().test_images[7]
    huge = np.kron(image, np.ones((143, 143), np.uint8))  # 4,004 pixels a side
    assert ink_of(huge).shape == (501, 501)
    assert alike(to_digit(huge), image) > 0.99


def test_odd_drawings_have_a_stated_result():
    dot = drawn(Drawing((Stroke(((90, 150),), 30),)))
    assert dot.digit.max() == pytest.approx(1)
    assert dot.digit.sum() == pytest.approx(np.pi * 10**2, rel=0.15)  # a disc, 20 pixels across with its soft edge
    full = drawn(Drawing(tuple(Stroke(((0, y), (255, y)), MAX_THICKNESS) for y in range(0, 256, 32))))
    assert full.digit.sum() == pytest.approx(BOX_SIDE**2)
    assert drawn(Drawing((Stroke(((0, 9), (255, 9)), 1),))).digit.any(1).sum() == 1  # a hair: one row


@pytest.mark.parametrize(
    "picture",
    [
        np.zeros((28, 28)),
        np.full((28, 28), 255, np.uint8),
        np.ones((1, 1)),
        np.random.default_rng(0).normal(size=(50, 50)),  # grain and nothing else
        np.full((5, 5), np.nan),
        np.full((5, 5), np.inf),
        np.zeros((0, 5)),
        np.zeros((3, 5, 5)),
        [["a", "b"], ["c", "d"]],
        None,
    ],
    ids=["black", "white", "pixel", "grain", "nan", "inf", "empty", "colour", "text", "none"],
)
def test_odd_pictures_are_refused(picture):
    for function in (to_digit, own_ground):
        with pytest.raises(InvalidParameterError):
            function(picture)


@pytest.mark.parametrize("nothing", [Drawing(), Drawing((Stroke(((9, 9), (99, 99)), 20, erases=True),))])
def test_a_drawing_without_ink_is_refused(nothing):
    with pytest.raises(InvalidParameterError, match="drawing must show something"):
        drawn(nothing)


# ---- to draw on ------------------------------------------------------------------------------------------------------


def test_a_digit_to_begin_with_is_kept_in_16_levels():
    image = chosen()[0][300]
    ground = ground_of(image)
    assert ground.side == 28
    np.testing.assert_allclose(ground.ink, image, atol=0.5 / (LEVELS - 1) + 1e-12)
    np.testing.assert_allclose(drawn(Drawing((), ground)).digit, ground.ink, atol=1e-9)


def test_an_own_picture_is_cut_out_with_a_margin():
    picture = np.full((300, 500), 200)
    picture[200:260, 30:50] = 40  # dark ink, 60 pixels high
    ground = own_ground(picture)
    assert ground.side == MAX_GROUND_SIDE
    rows = np.flatnonzero(ground.ink.any(1))
    assert (rows[-1] - rows[0] + 1) / ground.side == pytest.approx(1 / 1.3, abs=0.04)
    assert alike(drawn(Drawing((), ground)).digit, to_digit(picture)) > 0.97


# ---- what is no drawing ----------------------------------------------------------------------------------------------

POINTS = ((1, 2), (3, 4))


@pytest.mark.parametrize(
    "make",
    [
        lambda: Stroke((), 5),
        lambda: Stroke(((0, 0),) * (MAX_POINTS + 1), 5),
        lambda: Stroke(((0, PAD + 1),), 5),
        lambda: Stroke(((-1, 0),), 5),
        lambda: Stroke(((0.5, 0),), 5),
        lambda: Stroke(((0, 0, 0),), 5),
        lambda: Stroke("ab", 5),
        lambda: Stroke(None, 5),
        lambda: Stroke((None,), 5),
        lambda: Stroke(POINTS, 0),
        lambda: Stroke(POINTS, MAX_THICKNESS + 1),
        lambda: Stroke(POINTS, True),
        lambda: Stroke(POINTS, 5, "yes"),
        lambda: Drawing((Stroke(POINTS, 5),) * (MAX_STROKES + 1)),
        lambda: Drawing((Stroke(POINTS * 125, 5),) * 3),
        lambda: Drawing(None),
        lambda: Ground(()),
        lambda: Ground((1, 2, 3)),
        lambda: Ground((LEVELS,)),
        lambda: Ground((-1,)),
        lambda: Ground((0,) * (MAX_GROUND_SIDE + 1) ** 2),
    ],
)
def test_odd_strokes_are_refused(make):
    with pytest.raises(InvalidParameterError):
        make()
