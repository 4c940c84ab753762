"""What each frame of a convolution's film did, in words and with its numbers."""

import numpy as np

from charts import theme
from charts.captions import caption, equals, factor, key, math, number, sentence, signed, term, words
from charts.convolution.slide.scene import CHANNELS, Place, Scene
from charts.story import Translate
from core.conv2d import conv_output_size

MAX_TERMS = 12  # products written out one by one; more are summed up row by row
ROUNDING = 1e-12  # of all products together
FORMULAS = {"relu": r"\max(0,\,%s)", "sigmoid": r"\sigma(%s)", "tanh": r"\tanh(%s)"}


def caption_of(scene: Scene, frame: int, t: Translate, place: Place | None = None) -> str:
    """The caption of one frame: the dot product of `place`, or of the cell that was computed last."""
    if frame == 0:
        sizes = dict.fromkeys(size_formulas(scene, axis) for axis in (0, 1))  # once when they are the same
        window = key(t("word_window"), theme.PATH, "square")
        return caption(sentence(t, "told_slide_start", window=window), [words(t("caption_size"))], *sizes)
    place = place or scene.place(frame)
    assert place is not None
    told = "caption_row_cell" if scene.by_rows else "caption_cell"
    intro = [words(t(told, row=place[0] + 1, column=place[1] + 1, cells=scene.shape[1]))]
    if scene.run.kernel.size > MAX_TERMS and len(scene.run.kernel) == 1:
        intro.append(words(t("caption_by_kernel_row")))
    lines = [intro, dot_product(scene, place, t)]
    if scene.params.activation != "none":
        lines.append(activation_line(scene, place, t))
    return caption(_plain(scene, place, t), *lines)


def _plain(scene: Scene, place: Place, t: Translate) -> str:
    """Which cell of the output the window has reached, and which way the sum goes."""
    row, column = place[0] + 1, place[1] + 1
    if scene.by_rows:
        return sentence(t, "told_row", row=row, column=column)
    total = float(scene.run.summed[place])
    size = float(np.abs(scene.patch(place) * scene.run.kernel).sum()) + abs(scene.params.bias)
    told = "zero" if abs(total) <= ROUNDING * size else "positive" if total > 0 else "negative"
    parts = t("told_products_and_bias" if scene.params.bias else "told_products")
    return sentence(t, f"told_cell_{told}", row=row, column=column, parts=parts)


def mark_of(scene: Scene, frame: int, t: Translate) -> str:
    """The short text beside the frame counter."""
    place = scene.place(frame)
    if place is None:
        return t("mark_start")
    return t("mark_row" if scene.by_rows else "mark_cell", row=place[0] + 1, column=place[1] + 1)


def size_formulas(scene: Scene, axis: int) -> tuple[str, str]:
    """The size of the output along rows (0) or columns (1): the formula, and its numbers, which may begin a line."""
    n, k, settings = scene.axes[axis]
    s, p, d = settings["stride"], settings["padding"], settings["dilation"]
    size = conv_output_size(n, k, **settings)
    formula = r"\lfloor (n+2p-d(k-1)-1)/s \rfloor + 1"
    numbers = rf"\lfloor ({n}+2\cdot {p}-{d}\cdot({k}-1)-1)/{s} \rfloor + 1"
    return math(formula), math(rf"= {numbers} = {size}")


def dot_product(scene: Scene, place: Place, t: Translate) -> list[str]:
    """The products row by row, each row a formula of its own, then the sum."""
    patch, kernel = scene.patch(place), scene.run.kernel
    total, bias = float(scene.run.summed[place]), scene.params.bias
    if len(kernel) > 1:
        sums = [float(m[place]) for m in scene.run.channel_maps]
        names = [rf"\;\text{{({t(name)})}}" for name in CHANNELS]
        formulas = [math(number(sums[0]) + names[0])]
        formulas += [math("{}" + term(s) + name) for s, name in zip(sums[1:], names[1:], strict=True)]
        exact = [*sums, total]
    else:
        rows = [list(zip(x, w, strict=True)) for x, w in zip(patch[0].tolist(), kernel[0].tolist(), strict=True)]
        written = [row_terms(row, kernel.size <= MAX_TERMS) for row in rows]
        formulas = [math(written[0]), *(math("{}+" + row) for row in written[1:])]
        exact = [*patch.ravel().tolist(), *kernel.ravel().tolist(), total]
    if bias:
        formulas.append(math(rf"{{}}{term(bias)}\;\text{{({t('word_bias')})}}"))
    return [*formulas, math(f"{equals(*exact)} {signed(total, number(total))}")]


def row_terms(row: list[tuple[float, float]], one_by_one: bool) -> str:
    """The products of one row of the kernel, or their sum in brackets."""
    if one_by_one:
        return "+".join(rf"{signed(x, factor(x))}\cdot{signed(w, factor(w), theme.KERNEL_ENDS)}" for x, w in row)
    return factor(sum(x * w for x, w in row))


def activation_line(scene: Scene, place: Place, t: Translate) -> list[str]:
    """What the activation makes of the sum."""
    z, a = float(scene.run.summed[place]), float(scene.run.activated[place])
    formula = FORMULAS[scene.params.activation] % number(z)
    name = t(f"activation_{scene.params.activation}")
    exact = [a] if scene.params.activation == "relu" else [z, a]  # the 0 of ReLU is exact, however z is shown
    return [words(t("caption_activation", activation=name)), math(f"{formula} {equals(*exact)} {number(a)}")]
