"""The figures, the why-cards and the checks of one convolution, and the question before it."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from charts.convolution.slide.scene import Scene
from charts.story import Card, Check, Question, Translate, card
from core import Array
from core.conv2d import conv2d, conv2d_backward, conv2d_steps, conv_output_size
from core.gradient_check import gradient_check

EXACT, SMOOTH = 1e-9, 1e-6


def figures(scene: Scene) -> dict[str, str]:
    """The numbers that matter, ready to be shown, by code name."""
    run = scene.run
    return {
        "picture_size": " × ".join(map(str, scene.image.shape[1:])),
        "output_size": " × ".join(map(str, scene.shape)),
        "parameters": str(run.kernel.size + 1),
        "multiply_adds": f"{run.kernel.size * run.summed.size:,}",
    }


def question(scene: Scene, t: Translate) -> Question | None:
    """Of which sign will most cells be? Not asked of a mistake, nor of numbers that a visitor types."""
    if scene.params.slip == "rows" or scene.params.picture == "own" or scene.params.kernel == "own":
        return None
    summed = scene.run.summed
    positive, negative = int(np.sum(summed > EXACT)), int(np.sum(summed < -EXACT))
    counts = {"positive": positive, "negative": negative, "zero": summed.size - positive - negative}
    options = {code: t(f"question_sign_{code}") for code in counts}
    most = tuple(code for code, count in counts.items() if count == max(counts.values()))
    return Question(t("question_sign"), options, most, t("question_sign_why", **counts))


def cards(scene: Scene, t: Translate) -> Iterator[Card]:
    """What is noteworthy about this convolution, and why."""
    params, run = scene.params, scene.run
    if params.slip == "rows":
        yield card("warning", "slip_note_rows", t, rows=len(run.rows), result=" × ".join(map(str, scene.shape)))
        return
    if any(scene.unused):
        yield unused(scene, t)
    if params.flip:
        gap = float(np.abs(run.summed - scene.unflipped).max())
        yield card("info", "card_flip", t, gap=f"{gap:.3g}") if gap > EXACT else card("info", "card_flip_same", t)
    yield from brightness(scene, t)
    negative = int(np.count_nonzero(run.summed < 0))
    if params.activation == "relu" and negative:
        yield card("info", "card_relu", t, negative=negative, n=run.summed.size)


def unused(scene: Scene, t: Translate) -> Card:
    """The stride does not fit: what is left over at the bottom and on the right."""
    rows, columns = scene.unused
    size, window = scene.padded.shape[1:], scene.window
    axis = 0 if rows else 1
    return card(
        "info", "card_stride", t, rows=rows, columns=columns, stride=scene.params.stride,
        size=size[axis], window=window[axis], rest=size[axis] - window[axis],
    )  # fmt: skip


def brightness(scene: Scene, t: Translate) -> Iterator[Card]:
    """Whether the weights sum up to 0 or to 1 says what happens where the picture is flat."""
    total = float(scene.run.kernel.sum())
    if scene.run.kernel.size > 1 and not scene.params.bias and len(scene.image) == 1:
        if abs(total) <= EXACT and scene.run.kernel.any():
            yield card("info", "card_sum_zero", t)
        elif abs(total - 1) <= EXACT:
            yield card("info", "card_sum_one", t)


def checks(scene: Scene, t: Translate) -> Iterator[Check]:
    """Claims about this very convolution, each one computed anew."""
    yield same_as_slow(scene, t)
    sizes = [conv_output_size(n, k, **settings) for n, k, settings in scene.axes]
    measured = t("check_size_measured", real=" × ".join(map(str, scene.shape)), formula=" × ".join(map(str, sizes)))
    yield Check(t("check_size"), measured, tuple(sizes) == scene.shape)
    yield kernel_gradient(scene, t)
    if (
        min(n - window - scene.params.stride for n, window in zip(scene.image.shape[1:], scene.window, strict=True))
        >= 0
    ):
        yield shifted(scene, t)


def same_as_slow(scene: Scene, t: Translate) -> Check:
    """The fast code against the loop that the film shows."""
    settings: dict[str, Any] = {"stride": scene.params.stride, "dilation": scene.params.dilation}
    slow = [p.sum for p in conv2d_steps(scene.padded, scene.run.kernel, **settings)]
    gap = float(np.abs(np.array(slow).reshape(scene.shape) + scene.params.bias - scene.run.summed).max())
    holds = gap <= EXACT * max(1.0, float(np.abs(scene.run.summed).max()))
    return Check(t("check_slow"), t("check_slow_measured", n=len(slow), gap=f"{gap:.1g}"), holds)


def kernel_gradient(scene: Scene, t: Translate) -> Check:
    """∂L/∂k of L = ½Σy², against central differences."""

    def output(kernel: Array) -> Array:
        return conv2d(scene.image[None], kernel[None], **scene.settings)

    result = gradient_check(
        lambda kernel: 0.5 * float(np.sum(output(kernel) ** 2)),
        lambda kernel: conv2d_backward(scene.image[None], kernel[None], output(kernel), **scene.settings)[1][0],
        scene.run.kernel,
        np.random.default_rng(0),
    )
    error = result.max_relative_error
    return Check(t("check_kernel_gradient"), t("check_gradient_measured", error=f"{error:.1g}"), error <= SMOOTH)


def shifted(scene: Scene, t: Translate) -> Check:
    """A picture moved down by one stride gives an output moved down by one cell."""
    s, weights = scene.params.stride, scene.run.kernel[None]
    moved = np.zeros_like(scene.image)
    moved[:, s:] = scene.image[:, :-s]
    settings: dict[str, Any] = {"stride": s, "dilation": scene.params.dilation}
    before, after = (conv2d(x[None], weights, **settings)[0, 0] for x in (scene.image, moved))
    gap = float(np.abs(after[1:] - before[:-1]).max())
    holds = gap <= EXACT * max(1.0, float(np.abs(before).max()))
    return Check(t("check_shift"), t("check_shift_measured", stride=s, gap=f"{gap:.1g}"), holds)
