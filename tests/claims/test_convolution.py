"""The numbers in both lessons of the convolution lab, worked out anew with the core; see test_perceptron.py."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
import pytest

from charts.convolution.learn.scene import Fit, fit_of
from charts.convolution.learn.story import figures
from charts.convolution.slide.scene import Scene, scene_of
from core import Array
from core.conv2d import conv2d, conv2d_steps, conv_output_size, same_padding
from core.convolution.learn import KernelFitParams, kernel_hessian, loss_and_gradient, output
from core.convolution.slide import NINE, ConvolutionParams
from core.kernels import KERNELS, gaussian
from core.validation import InvalidParameterError
from locales import LANGUAGES, catalogue, content
from tests.claims.lessons import NUMBER, WITH_SENTENCES, parts, prose

LESSONS = ("convolution/slide", "convolution/learn")

NINE_EDGE: dict[str, Any] = {"picture": "own", "kernel": "vertical-edge"}
RED_MINUS_GREEN: dict[str, Any] = {
    "picture": "balloon", "side": 24, "kernel": "gaussian", "green": -1.0, "blue": 0.0, "border": "same"
}  # fmt: skip
UNREACHED: dict[str, Any] = {"side": 28, "kernel": "gaussian", "kernel_size": 5, "stride": 2}
RAMP: dict[str, Any] = {"picture": "gradient", "n_steps": 400}
RING: dict[str, Any] = {"picture": "circle"}
TOO_FAST: dict[str, Any] = {"optimizer": "sgd", "learning_rate": 5.0}
WIDE: dict[str, Any] = {"kernel_size": 5, "picture": "circle", "n_steps": 200}


@cache
def scene(**changed: Any) -> Scene:
    return scene_of(ConvolutionParams(**changed))


@cache
def fit(**changed: Any) -> Fit:
    return fit_of(KernelFitParams(**changed))


def the_one(values: Array, digits: int) -> str:
    """The number that all of them are."""
    (value,) = {f"{value:.{digits}f}".replace("-0.000", "0.000") for value in values.ravel()}
    return value


def square(shape: tuple[int, ...]) -> str:
    rows, columns = shape
    return f"{rows} × {columns}"


@cache
def slide_facts() -> Mapping[str, str]:
    """What the claims about the sliding view are filled with."""
    nine, ramp, start = scene(**NINE_EDGE), scene(picture="gradient"), scene()
    (place,) = conv2d_steps(nine.image, nine.run.kernel)
    products = [int(p) for p in place.products.ravel() if p != 0]
    _, height, width = start.image.shape
    pixels, cells = height * width, start.run.summed.size
    size, unreached = scene(**UNREACHED).image.shape[1], scene(**UNREACHED)
    return {
        "low": f"{min(map(min, NINE)):g}",
        "high": f"{max(map(max, NINE)):g}",
        "edge": " ".join(f"{w:g}" for w in KERNELS["vertical-edge"][0]),
        "products": "".join(f"{p:+d}" for p in products).removeprefix("+"),
        "answer": f"{place.sum:g}",
        "rise": f"1/{round(1 / float(the_one(np.diff(ramp.image[0], axis=1), 9)))}",
        "ramp": the_one(ramp.run.summed, 3),
        "across": f"{float(the_one(scene(picture='gradient', kernel='sobel-y').run.summed, 9)):g}",
        "bend": f"{abs(float(the_one(scene(picture='gradient', kernel='laplacian').run.summed, 9))):g}",
        "total": f"{gaussian(5).sum():g}",
        "rest": f"{size - unreached.window[0]}",
        "stride": f"{unreached.params.stride}",
        "window": square(start.run.kernel.shape[1:]),
        "weights": f"{start.run.kernel.size}",
        "picture": square(start.image.shape[1:]),
        "output": square(start.shape),
        "everything": f"{cells} · {pixels} = {cells * pixels:,}",
        **{f"row_{k}": f"{r:g}" for k, r in enumerate(scene(**NINE_EDGE, slip="rows").run.rows, 1)},
        "wide": square(scene(side=28, dilation=2).window),
        "point": square(scene(kernel="box", kernel_size=1, picture="balloon", side=24).run.kernel.shape[1:]),
    }


@cache
def fit_facts() -> Mapping[str, str]:
    """What the claims about the view in which a kernel is learnt are filled with."""
    start, ring = fit(), fit(**RING)
    off, gap = (np.abs(run.history.kernels[-1] - run.history.target_kernel).max() for run in (fit(**RAMP), ring))
    return {
        "window": square(start.history.kernels[0].shape),
        "weights": f"{start.history.kernels[0].size}",
        "slow": f"{sum(moment.update == 0 and moment.cells > 0 for moment in start.moments)}",
        "ramp_n": f"{fit(**RAMP).n_updates}",
        "ring_n": f"{ring.n_updates}",
        "off": f"{np.floor(10 * off) / 10:g}",
        "gap": f"{np.ceil(100 * gap) / 100:g}",
        "rate": f"{fit(**TOO_FAST).params.learning_rate:g}",
        "wide": square(fit(**WIDE).history.kernels[0].shape),
        "target": square(fit(**WIDE).history.target_kernel.shape),
        "point": square(fit(kernel_size=1).history.kernels[0].shape),
    }


FACTS = {"convolution/slide": slide_facts, "convolution/learn": fit_facts}

# Each must stand in the lesson exactly once, all minus signs alike, and no number may stand there that is not among
# them.
SLIDE_FORMULAS = (
    "${products}={answer}$",
    "\\frac{{n+2p-d(k-1)-1}}{{s}}\\Big\\rfloor+1$$",
    "$p=d(k-1)/2$",
)
FIT_FORMULAS = (
    "=\\frac{{2}}{{n}}\\,(y_{{rc}}-",
    "$2/\\lambda_{{\\max}}$",
)
CLAIMS = {
    ("convolution/slide", "en"): (
        *SLIDE_FORMULAS,
        "[the picture {low} … {high} and the rows {edge}]",
        "rises by {rise} from pixel to pixel it says {ramp} everywhere",
        "On the same ramp it says {across}.",
        "On a ramp it does not: {bend} again.",
        "has weights that sum up to {total}.",
        "{rest} pixels to move over are no multiple of {stride},",
        "turns the kernel by 180° first",
        "A kernel of {window} has {weights} weights and a bias",
        "To make {output} outputs of {picture} pixels, a layer that connects everything needs {everything} weights",
        "[On {low} … {high}] it gives {row_1}, {row_2}, {row_3}. The convolution gives {answer}.",
        "[Dilation 2]: {weights} weights see {wide} pixels",
        "[{point}]: no neighbours at all",
    ),
    ("convolution/slide", "zh"): (
        *SLIDE_FORMULAS,
        "[图像 {low} … {high} 和每行都是 {edge} 的卷积核]",
        "亮度每个像素升高 {rise}，输出处处是 {ramp}。",
        "同一张图上，输出是 {across}。",
        "均匀变亮的图上不差，又是 {bend}。",
        "的权重之和是 {total}。",
        "可以移动 {rest} 个像素，不是 {stride} 的倍数",
        "先把卷积核转 180°",
        "{window} 的卷积核有 {weights} 个权重和一个偏置",
        "从 {picture} 个像素得到 {output} 个输出，全连接层要 {everything} 个权重",
        "[在 {low} … {high} 上]，它给出 {row_1}、{row_2}、{row_3}，而卷积是 {answer}。",
        "[空洞率 2]：{weights} 个权重看到 {wide} 个像素",
        "[{point}]：没有邻居",
    ),
    ("convolution/learn", "en"): (
        *FIT_FORMULAS,
        "A kernel of {window} has {weights} of them, and the slow frames show all {slow}.",
        "after {ramp_n} updates the loss is below a thousandth of what it was",
        "and yet a weight is off by more than {off}.",
        "There {ring_n} updates bring every weight within {gap} of the target",
        "[A rate of {rate}]: the bowl throws it out",
        "[A kernel of {wide}] for a target made with {target}: the outer weights have to become 0",
        "[A kernel of {point}] cannot see an edge",
    ),
    ("convolution/learn", "zh"): (
        *FIT_FORMULAS,
        "{window} 的卷积核有 {weights} 个位置，慢动作把 {slow} 个都放给你看",
        "更新 {ramp_n} 次以后，损失不到原来的千分之一，却还有权重差了 {off} 以上",
        "更新 {ring_n} 次，每个权重离目标都在 {gap} 以内",
        "[学习率 {rate}]：从碗里飞了出去",
        "[{wide} 的卷积核]，去学 {target} 做出的目标：外圈的权重得变成 0",
        "[{point} 的卷积核]看不见边缘",
    ),
}


@pytest.fixture(params=LANGUAGES)
def lang(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=LESSONS)
def lesson(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def table(lesson: str, lang: str) -> list[str]:
    return re.findall(r"^\|.*$", content(lesson, lang), flags=re.M)


@pytest.mark.parametrize("lang", WITH_SENTENCES)
def test_every_claim_holds_and_no_number_is_left_unchecked(lesson: str, lang: str) -> None:
    text = prose(lesson, lang).replace("−", "-")
    for claim in CLAIMS[lesson, lang]:
        filled = claim.format(**FACTS[lesson]())
        assert text.count(filled) == 1, filled
        text = text.replace(filled, "")
    text = re.sub(r"^\|.*$", "", text, flags=re.M)  # the table has its own test
    text = re.sub(r"\^\d", "", text)  # squares
    left = {number.lstrip("-") for number in NUMBER.findall(text)}
    assert left <= {"0", "1"}  # of formulas, colours and code


def test_the_table_of_sizes(lang: str) -> None:
    rows = [[int(n) for n in NUMBER.findall(line)] for line in table("convolution/slide", lang)[2:]]
    assert len(rows) == 4
    for n, k, p, s, d, size in rows:
        assert conv_output_size(n, k, stride=s, padding=p, dilation=d) == size
    assert rows[1][2] == same_padding(rows[1][1])
    unreached = scene(**UNREACHED)
    assert [unreached.image.shape[1], unreached.shape[0]] == [rows[2][0], rows[2][5]]


# ---- claims in words


def test_sobel_changes_every_sign_when_it_is_flipped_and_a_gaussian_none() -> None:
    plain, flipped = scene().run.summed, scene(flip=True).run.summed
    np.testing.assert_array_equal(flipped, -plain)
    assert np.any(plain != 0)
    for size in range(1, 8):
        np.testing.assert_array_equal(gaussian(size), np.rot90(gaussian(size), 2))
    blurred, turned = (scene(kernel="gaussian", flip=flip).run.summed for flip in (False, True))
    np.testing.assert_array_equal(turned, blurred)


def test_the_laplacian_compares_the_middle_with_the_mean_of_its_neighbours() -> None:
    x = np.random.default_rng(0).random((3, 3))
    neighbours = (x[0, 1], x[1, 0], x[1, 2], x[2, 1])
    assert np.sum(x * KERNELS["laplacian"]) == pytest.approx(4 * (np.mean(neighbours) - x[1, 1]))


def test_a_gaussian_leaves_flat_parts_as_bright_as_they_are() -> None:
    flat = np.full((1, 1, 9, 9), 0.3)
    np.testing.assert_allclose(conv2d(flat, gaussian(5)[None, None]), 0.3)


def test_an_even_kernel_cannot_be_centred() -> None:
    for size in range(1, 8):
        for stretch in (1, 3):
            if size % 2:
                assert same_padding(size, stretch) == stretch * (size - 1) / 2
                assert conv_output_size(28, size, padding=same_padding(size, stretch), dilation=stretch) == 28
            else:
                with pytest.raises(InvalidParameterError):
                    same_padding(size, stretch)


def test_the_stride_that_does_not_fit_leaves_the_last_row_and_column_unreached() -> None:
    reached = scene(**UNREACHED).reached
    assert scene(**UNREACHED).unused == (1, 1)
    assert reached[:-1, :-1].all()
    assert not reached[-1].any()
    assert not reached[:, -1].any()


def test_red_minus_green_finds_the_red_stripes() -> None:
    found = scene(**RED_MINUS_GREEN)
    red, green, _ = found.image
    stripes = (red > 0.85) & (green < 0.35)
    assert np.count_nonzero(stripes) > 20
    assert found.run.summed[stripes].min() > 0
    assert found.run.summed[stripes].min() > np.median(found.run.summed[~stripes])
    assert stripes.ravel()[found.run.summed.argmax()]


def test_the_maps_of_the_channels_are_summed_and_the_bias_comes_on_top() -> None:
    colours = scene(picture="balloon", side=24, bias=0.5)
    assert len(colours.run.channel_maps) == 3
    np.testing.assert_allclose(colours.run.summed, colours.run.channel_maps.sum(axis=0) + 0.5)


def test_a_kernel_of_one_weight_sums_the_channels() -> None:
    alone = scene(kernel="box", kernel_size=1, picture="balloon", side=24)
    np.testing.assert_allclose(alone.run.summed, np.tensordot(alone.run.kernel[:, 0, 0], alone.image, axes=1))


def test_the_output_moves_with_the_picture() -> None:
    image, kernel = scene().image[None], KERNELS["sobel-x"][None, None]
    moved = np.zeros_like(image)
    moved[..., 1:, 2:] = image[..., :-1, :-2]
    np.testing.assert_allclose(conv2d(moved, kernel)[..., 1:, 2:], conv2d(image, kernel)[..., :-1, :-2], atol=1e-12)


def test_relu_keeps_what_is_positive_and_pooling_the_largest_number() -> None:
    run = scene(activation="relu", pooling="max").run
    np.testing.assert_array_equal(run.activated, np.where(run.summed > 0, run.summed, 0))
    assert run.pooled.size < run.activated.size
    for r, c in np.ndindex(*run.pooled.shape):
        assert run.pooled[r, c] == run.activated[2 * r : 2 * r + 2, 2 * c : 2 * c + 2].max()


def test_numpy_stops_or_stretches_when_the_sizes_of_the_slip_differ() -> None:
    kernel = KERNELS["vertical-edge"]
    with pytest.raises(ValueError, match="broadcast"):
        np.sum(np.ones((4, 4)) * kernel, axis=1)
    assert np.sum(np.ones((1, 3)) * kernel, axis=1).shape == (3,)


def test_large_pictures_show_a_row_a_frame_and_small_ones_a_cell() -> None:
    assert scene(side=28).by_rows
    assert not scene().by_rows


def test_the_gradient_of_the_kernel_is_a_convolution_with_the_error_map() -> None:
    start = fit()
    error, size = start.error(0), start.params.kernel_size
    _, gradient = loss_and_gradient(start.image, start.history.kernels[0], start.history.target)
    by_hand = conv2d(start.padded[None, None], error[None, None])[0, 0]
    assert by_hand.shape == (size, size)
    np.testing.assert_allclose(by_hand, gradient, atol=1e-12)


def test_on_the_ramp_the_loss_falls_and_a_weight_stays_wrong() -> None:
    history = fit(**RAMP).history
    assert history.losses[-1] < history.losses[0] / 1000
    assert np.abs(history.kernels[-1] - history.target_kernel).max() > 0.4


def test_on_the_ramp_a_stronger_column_beside_a_weaker_one_hardly_changes_the_output() -> None:
    ramp, ring = (fit(**more).image for more in (RAMP, RING))
    change = np.array([[-1.0, 1.0, 0.0]] * 3)
    hardly, much = (np.mean(output(image, change) ** 2) for image in (ramp, ring))
    whole = np.mean(output(ramp, np.abs(change)) ** 2)
    assert hardly < 0.1 * whole
    assert much > 10 * hardly


def test_the_rate_of_five_diverges_and_the_figure_says_the_limit() -> None:
    for lang in LANGUAGES:
        assert "stable_rate" in figures(fit(**TOO_FAST))
        assert catalogue(lang)("figure_stable_rate")
    limit = 2 / np.linalg.eigvalsh(kernel_hessian(fit(**TOO_FAST).image, 3)).max()
    assert float(figures(fit(**TOO_FAST))["stable_rate"]) == pytest.approx(limit, rel=0.01)
    assert fit(**TOO_FAST).history.diverged_at > 0
    assert fit(**TOO_FAST).params.learning_rate > limit
    assert fit(optimizer="sgd").history.diverged_at == -1


def test_a_brighter_picture_allows_a_smaller_rate() -> None:
    image = fit().image
    dim, bright = (np.linalg.eigvalsh(kernel_hessian(share * image, 3)).max() for share in (0.5, 1.0))
    assert bright > dim


def test_the_outer_weights_of_the_wide_kernel_become_zero() -> None:
    history = fit(**WIDE).history
    outer = np.ones((5, 5), dtype=bool)
    outer[1:-1, 1:-1] = False
    first, last = (np.abs(history.kernels[k][outer]).max() for k in (0, -1))
    assert last < 0.03 < 0.5 < first
    np.testing.assert_allclose(history.kernels[-1][1:-1, 1:-1], history.target_kernel, atol=0.1)


def test_one_weight_does_not_find_an_edge() -> None:
    history = fit(kernel_size=1).history
    assert history.losses[-1] > 0.5 * np.mean(history.target**2)
    np.testing.assert_allclose(history.gradients[-1], 0, atol=1e-3)  # it does what it can


# ---- links and languages


def test_every_source_is_work_on_the_subject_or_the_data(lesson: str, lang: str) -> None:
    _, sources = parts(content(lesson, lang))
    listed = set(re.findall(r"[(（](\d{4})[)）]", sources))
    assert listed == {"convolution/slide": {"1980", "1989", "2016"}, "convolution/learn": {"1989", "2016"}}[lesson]
