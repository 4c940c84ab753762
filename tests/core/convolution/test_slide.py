"""Every setting checked, and every stage of one convolution against its formula and SciPy."""

import pickle
from dataclasses import FrozenInstanceError, fields

import numpy as np
import pytest
from scipy.signal import convolve2d, correlate2d

from core.activations import ACTIVATIONS
from core.conv2d import conv2d
from core.convolution.pictures import MAX_SIDE, PICTURES, pack
from core.convolution.slide import (
    EDGE,
    KERNEL_NAMES,
    MAX_CELL,
    MAX_EXAMPLE,
    MAX_OWN_SIDE,
    NINE,
    PICTURE_NAMES,
    Convolution,
    ConvolutionParams,
    check_cells,
    slide,
)
from core.kernels import KERNELS, MAX_SIZE, gaussian
from core.pooling import avg_pool2d, max_pool2d
from core.validation import MAX_SEED, InvalidParameterError

GREY = np.random.default_rng(0).random((1, 11, 9))
COLOUR = np.random.default_rng(1).random((3, 8, 10))
OWN = ((0.0, 1.0, 2.0), (3.0, 4.0, 5.0))


# ---- parameters ------------------------------------------------------------------------------------------------------

INVALID = [
    ("picture", "cat", "one_of"),
    ("picture", None, "one_of"),
    ("digit", -1, "integer_between"),
    ("digit", 10, "integer_between"),
    ("digit", 3.0, "integer_between"),
    ("digit", True, "integer_between"),
    ("example", -1, "integer_between"),
    ("example", MAX_EXAMPLE + 1, "integer_between"),
    ("side", 3, "integer_between"),
    ("side", MAX_SIDE + 1, "integer_between"),
    ("colour", 1, "boolean"),
    ("colour", "yes", "boolean"),
    ("pixels", (), "at_most_rows"),
    ("pixels", ((1.0,),) * (MAX_OWN_SIDE + 1), "at_most_rows"),
    ("pixels", ((),), "rectangular"),
    ("pixels", ((1.0,) * (MAX_OWN_SIDE + 1),), "rectangular"),
    ("pixels", ((1.0, 2.0), (3.0,)), "rectangular"),
    ("pixels", ((1.0,), (2.0, 3.0)), "rectangular"),
    ("pixels", ((1.0,), ()), "rectangular"),
    ("pixels", ((1.0, float("nan")),), "between"),
    ("pixels", ((1.0, MAX_CELL + 1),), "between"),
    ("pixels", (("a",),), "between"),
    ("kernel", "sobel", "one_of"),
    ("kernel", 3, "one_of"),
    ("kernel_size", 0, "integer_between"),
    ("kernel_size", MAX_SIZE + 1, "integer_between"),
    ("kernel_size", 3.5, "integer_between"),
    ("cells", (), "at_most_rows"),
    ("cells", ((1.0,),) * (MAX_SIZE + 1), "at_most_rows"),
    ("cells", ((),), "rectangular"),
    ("cells", ((1.0,) * (MAX_SIZE + 1),), "rectangular"),
    ("cells", ((1.0, 2.0), (3.0,)), "rectangular"),
    ("cells", ((float("nan"),),), "between"),
    ("cells", ((float("inf"),),), "between"),
    ("cells", ((1e308,),), "between"),
    ("cells", ((-MAX_CELL - 1,),), "between"),
    ("cells", 5, "rectangular"),
    ("cells", None, "rectangular"),
    ("cells", "12", "rectangular"),
    ("cells", ("12", "34"), "rectangular"),
    ("cells", (1.0, 2.0), "rectangular"),
    ("cells", (("",),), "between"),
    ("cells", ((None,),), "between"),
    ("cells", ((True,),), "between"),
    ("cells", ((1j,),), "between"),
    ("red", 2.01, "between"),
    ("green", -2.01, "between"),
    ("blue", float("nan"), "between"),
    ("flip", 0, "boolean"),
    ("bias", 10.01, "between"),
    ("bias", -10.01, "between"),
    ("bias", float("inf"), "between"),
    ("stride", 0, "integer_between"),
    ("stride", 6, "integer_between"),
    ("stride", -1, "integer_between"),
    ("border", "full", "one_of"),
    ("padding", -1, "integer_between"),
    ("padding", 7, "integer_between"),
    ("dilation", 0, "integer_between"),
    ("dilation", 5, "integer_between"),
    ("activation", "softmax", "one_of"),
    ("pooling", "mean", "one_of"),
    ("pool_size", 0, "integer_between"),
    ("pool_size", 5, "integer_between"),
    ("slip", "columns", "one_of"),
    ("seed", -1, "integer_between"),
    ("seed", MAX_SEED + 1, "integer_between"),
]


@pytest.mark.parametrize(("name", "value", "code"), INVALID)
def test_invalid(name, value, code):
    with pytest.raises(InvalidParameterError) as caught:
        ConvolutionParams(**{name: value})
    assert (caught.value.parameter, caught.value.code) == (name, code)


def test_every_field_is_in_the_table_of_invalid_values():
    assert {f.name for f in fields(ConvolutionParams)} - {name for name, _, _ in INVALID} == {"upload"}


def test_an_upload_is_asked_for_only_where_it_is_shown():
    with pytest.raises(InvalidParameterError, match="upload must be chosen first"):
        ConvolutionParams(picture="upload")
    with pytest.raises(InvalidParameterError, match="upload must be a picture as this app writes it"):
        ConvolutionParams(picture="upload", upload="3x1x1:hello")
    assert ConvolutionParams(upload="3x1x1:hello").upload == "3x1x1:hello"
    text = pack(GREY)
    assert ConvolutionParams(picture="upload", upload=text).upload == text


def test_the_ends_of_every_range_are_allowed():
    ConvolutionParams(
        digit=0, example=0, side=4, kernel_size=1, red=-2, green=-2, blue=-2, bias=-10, padding=0, pool_size=1,
        pixels=((-MAX_CELL,),), cells=((-MAX_CELL,),),
    )  # fmt: skip
    ConvolutionParams(
        digit=9, example=MAX_EXAMPLE, side=MAX_SIDE, kernel_size=MAX_SIZE, red=2, green=2, blue=2, bias=10, stride=5,
        padding=6, dilation=4, pool_size=4, seed=MAX_SEED,
        pixels=((MAX_CELL,) * MAX_OWN_SIDE,) * MAX_OWN_SIDE, cells=((MAX_CELL,) * MAX_SIZE,) * MAX_SIZE,
    )  # fmt: skip


def test_choices():
    assert ("digit", *PICTURES, "own", "upload") == PICTURE_NAMES
    assert (*KERNELS, "random", "own") == KERNEL_NAMES
    for name in PICTURE_NAMES[:-1]:
        assert ConvolutionParams(picture=name).picture == name
    for name in KERNEL_NAMES:
        assert ConvolutionParams(kernel=name).kernel == name


def test_numpys_numbers_become_pythons():
    plain = ConvolutionParams(side=9, bias=0.5, red=1.0, flip=True, cells=((1.0, 2.0),), seed=4)
    numpys = ConvolutionParams(
        side=np.int64(9),
        bias=np.float32(0.5),
        red=1,
        flip=np.True_,
        cells=[[np.int8(1), np.float32(2)]],
        seed=np.uint8(4),
    )
    assert numpys == plain
    assert hash(numpys) == hash(plain)
    for name in ("side", "bias", "red", "flip", "cells", "seed"):
        assert type(getattr(numpys, name)) is type(getattr(plain, name))
    assert {type(cell) for row in numpys.cells for cell in row} == {float}
    with pytest.raises(FrozenInstanceError):
        plain.side = 10


def test_cells_become_tuples_of_floats():
    assert check_cells("cells", [[1, 2], [3, 4]], 2) == ((1.0, 2.0), (3.0, 4.0))
    with pytest.raises(InvalidParameterError, match=r"cells must have from 1 to 2 rows, got 3"):
        check_cells("cells", [[1]] * 3, 2)
    with pytest.raises(InvalidParameterError, match=r"have rows of one length, from 1 to 2, got \[1, 2\]"):
        check_cells("cells", [[1], [1, 2]], 2)


# ---- one convolution -------------------------------------------------------------------------------------------------


def test_by_hand():
    # 1·0 + 2·1 + 3·2 + 4·(-3) + 5·0 + 6·1 = 2; a row lower every pixel is three larger and the weights sum to 1: 5
    cells = ((0.0, 1.0, 2.0), (-3.0, 0.0, 1.0))
    params = ConvolutionParams(kernel="own", cells=cells, bias=-3, activation="relu", pooling="max", pool_size=1)
    run = slide(np.array([NINE]), params)
    assert run.channel_maps.tolist() == [[[2], [5]]]
    assert run.summed.tolist() == [[-1], [2]]
    assert run.activated.tolist() == run.pooled.tolist() == [[0], [2]]
    assert run.kernel.tolist() == [[[0, 1, 2], [-3, 0, 1]]]
    assert run.padding == (0, 0)
    assert run.rows.size == 0


@pytest.mark.parametrize("kernel", KERNEL_NAMES)
@pytest.mark.parametrize("flip", [False, True])
def test_scipy(kernel, flip):
    params = ConvolutionParams(kernel=kernel, cells=OWN, flip=flip, bias=0.25, seed=3, kernel_size=5)
    run = slide(GREY, params)
    unflipped = slide(GREY, ConvolutionParams(kernel=kernel, cells=OWN, seed=3, kernel_size=5)).kernel[0]
    theirs = convolve2d if flip else correlate2d
    np.testing.assert_allclose(run.summed, theirs(GREY[0], unflipped, "valid") + 0.25, atol=1e-12)


def test_which_kernel_slides():
    assert slide(GREY, ConvolutionParams(kernel="gaussian", kernel_size=5)).kernel.tolist() == [gaussian(5).tolist()]
    assert slide(GREY, ConvolutionParams(kernel="own")).kernel.tolist() == [list(map(list, EDGE))]
    one, same, other = (slide(GREY, ConvolutionParams(kernel="random", seed=s)).kernel for s in (1, 1, 2))
    np.testing.assert_array_equal(one, same)
    assert np.any(one != other)
    factors = {"red": 0.5, "green": -1.0, "blue": 2.0}
    colour = slide(COLOUR, ConvolutionParams(kernel="laplacian", **factors)).kernel
    np.testing.assert_array_equal(colour, [f * KERNELS["laplacian"] for f in factors.values()])
    np.testing.assert_array_equal(
        slide(GREY, ConvolutionParams(kernel="laplacian", **factors)).kernel[0], KERNELS["laplacian"]
    )


def test_channels_are_summed_and_then_the_bias_comes_once():
    params = ConvolutionParams(kernel="own", cells=OWN, red=0.5, green=-1.0, blue=2.0, bias=3.0, stride=2)
    run = slide(COLOUR, params)
    assert run.channel_maps.shape == (3, 4, 4)
    for c, factor in enumerate([0.5, -1.0, 2.0]):
        expected = factor * correlate2d(COLOUR[c], OWN, "valid")[::2, ::2]
        np.testing.assert_allclose(run.channel_maps[c], expected, atol=1e-12)
    np.testing.assert_allclose(run.summed, run.channel_maps.sum(axis=0) + 3.0)
    together = conv2d(COLOUR[None], run.kernel[None], np.array([3.0]), stride=2)[0, 0]
    np.testing.assert_allclose(run.summed, together, atol=1e-12)


@pytest.mark.parametrize(
    ("settings", "padding", "shape"),
    [
        ({}, (0, 0), (9, 7)),
        ({"padding": 5}, (0, 0), (9, 7)),  # counts with the border "number" only
        ({"border": "number", "padding": 2}, (2, 2), (13, 11)),
        ({"border": "number", "padding": 0}, (0, 0), (9, 7)),
        ({"border": "same"}, (1, 1), (11, 9)),
        ({"border": "same", "dilation": 3}, (3, 3), (11, 9)),
        ({"border": "same", "stride": 2}, (1, 1), (6, 5)),
        ({"border": "same", "kernel": "box", "kernel_size": 7}, (3, 3), (11, 9)),
        ({"border": "same", "kernel": "own", "cells": ((1.0,) * 5,) * 3}, (1, 2), (11, 9)),
        ({"border": "same", "kernel": "box", "kernel_size": 4, "dilation": 2}, (3, 3), (11, 9)),
        ({"stride": 3, "dilation": 2}, (0, 0), (3, 2)),
    ],
)
def test_borders(settings, padding, shape):
    params = ConvolutionParams(**settings)
    run = slide(GREY, params)
    assert run.padding == padding
    assert run.summed.shape == run.channel_maps.shape[1:] == run.activated.shape == run.pooled.shape == shape
    around = np.pad(GREY[0], [(p, p) for p in padding])[None, None]
    expected = conv2d(around, run.kernel[None], stride=params.stride, dilation=params.dilation)[0, 0]
    np.testing.assert_allclose(run.summed, expected, atol=1e-12)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activation(name):
    run = slide(GREY, ConvolutionParams(activation=name))
    assert run.summed.min() < 0 < run.summed.max()
    np.testing.assert_array_equal(run.activated, ACTIVATIONS[name].f(run.summed))
    np.testing.assert_array_equal(run.pooled, run.activated)


@pytest.mark.parametrize("size", [1, 2, 3, 4])
@pytest.mark.parametrize(("name", "theirs"), [("max", max_pool2d), ("average", avg_pool2d)])
def test_pooling(name, theirs, size):
    run = slide(GREY, ConvolutionParams(activation="tanh", pooling=name, pool_size=size))
    np.testing.assert_array_equal(run.pooled, theirs(run.activated[None, None], size)[0, 0])
    assert run.pooled.shape == (9 // size, 7 // size)


def test_the_slip_stands_beside_the_true_result():
    run = slide(np.array([NINE]), ConvolutionParams(kernel="own", slip="rows"))
    assert run.rows.tolist() == [-2, -2, -2]
    assert run.summed.tolist() == [[-6]]
    flipped = slide(np.array([NINE]), ConvolutionParams(kernel="own", slip="rows", flip=True))
    assert flipped.rows.tolist() == [2, 2, 2]


ERRORS = [
    (GREY, {"kernel": "box", "kernel_size": 7, "dilation": 2}, "kernel_size", "at_most_padded"),
    (GREY[:, :1, :1], {}, "kernel_size", "at_most_padded"),
    (GREY[:, :, :2], {}, "kernel_size", "at_most_padded"),
    (GREY, {"kernel": "box", "kernel_size": 4, "border": "same"}, "kernel_size", "odd_for_same"),
    (GREY, {"kernel": "own", "cells": OWN, "border": "same"}, "kernel_size", "odd_for_same"),
    (GREY[:, :5, :], {"pooling": "max", "pool_size": 4}, "pool_size", "integer_between"),
    (GREY[:, :, :5], {"pooling": "average", "pool_size": 4}, "pool_size", "integer_between"),
    (GREY, {"slip": "rows"}, "picture", "shape"),
    (COLOUR[:, :3, :3], {"slip": "rows"}, "picture", "shape"),
]


@pytest.mark.parametrize(("image", "settings", "parameter", "code"), ERRORS)
def test_what_does_not_fit_is_refused(image, settings, parameter, code):
    with pytest.raises(InvalidParameterError) as caught:
        slide(image, ConvolutionParams(**settings))
    assert (caught.value.parameter, caught.value.code) == (parameter, code)


def test_the_smallest_that_fits():
    assert slide(GREY[:, :1, :1], ConvolutionParams(border="same")).summed.shape == (1, 1)
    assert slide(GREY[:, :5, :5], ConvolutionParams(pooling="max", pool_size=3)).pooled.shape == (1, 1)
    with pytest.raises(InvalidParameterError, match=r"picture must have the shape \(3, 3\), got \(11, 9\)"):
        slide(GREY, ConvolutionParams(slip="rows"))
    with pytest.raises(InvalidParameterError, match="between 1 and 3, got 4"):
        slide(GREY[:, :5, :5], ConvolutionParams(pooling="max", pool_size=4))


@pytest.mark.parametrize(
    "again", [lambda run: run, lambda run: pickle.loads(pickle.dumps(run))], ids=["new", "pickled"]
)
def test_the_record_cannot_be_changed(again):
    image = GREY.copy()
    run = again(slide(image, ConvolutionParams(activation="relu", pooling="max")))
    arrays = [f.name for f in fields(Convolution) if f.name != "padding"]
    for name in arrays:
        assert not getattr(run, name).flags.writeable
    with pytest.raises(FrozenInstanceError):
        run.padding = (1, 1)
    np.testing.assert_array_equal(image, GREY)
