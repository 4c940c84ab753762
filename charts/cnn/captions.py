"""What each frame of a training on digits has come to, in words and with its numbers."""

import numpy as np

from charts import theme
from charts.captions import caption, equals, factor, hue, math, number, signed, term, words
from charts.cnn.scene import Scene
from charts.cnn.sums import sum_at
from charts.story import Translate

LARGEST = 700  # an exponent that a float still has room for


def caption_of(scene: Scene, frame: int, t: Translate) -> str:
    """The caption of one frame: what is answered, how many test digits are right, the losses, and the chosen cell."""
    lines = [_answer(scene, frame, t), _losses(scene, frame, t)]
    if scene.blocks:
        lines.append(_cell(scene, frame, t))
    at_the_end = frame == scene.n_frames - 1 and scene.history.is_over
    right = _ending(scene, t) if at_the_end else _right(scene, frame, t)
    gap = t("sentence_gap")
    return caption(words(_when(scene, frame, t) + gap + _said(scene, frame, t) + gap + right), *lines)


def mark_of(scene: Scene, frame: int, t: Translate) -> str:
    """The short text beside the frame counter."""
    return t("mark_update", update=int(scene.history.updates[frame]))


def _when(scene: Scene, frame: int, t: Translate) -> str:
    update = int(scene.history.updates[frame])
    if update == 0:
        return t("told_cnn_start")
    n_epochs = scene.params.n_epochs
    done = update / scene.history.n_planned * n_epochs
    return t("told_cnn_update", update=update, passes=f"{done:.1f}".removesuffix(".0"), epochs=n_epochs)


def _said(scene: Scene, frame: int, t: Translate) -> str:
    answer = int(scene.answers[frame])
    share = f"{scene.shares[frame, answer]:.0%}"
    if scene.label is None:
        return t("told_cnn_drawing", said=answer, share=share)
    key = "told_cnn_right" if answer == scene.label else "told_cnn_wrong"
    return t(key, true=scene.label, said=answer, share=share)


def _right(scene: Scene, frame: int, t: Translate) -> str:
    h = scene.history
    n = min(h.n_judged, len(h.predictions))
    return t("told_cnn_test", right=round(float(h.test_accuracies[frame]) * n), n=n)


def _answer(scene: Scene, frame: int, t: Translate) -> list[str]:
    """Softmax with its numbers: of the class that is right, or of the answer."""
    k = int(scene.answers[frame]) if scene.label is None else scene.label
    scores, share = scene.found[frame]["scores"][0], float(scene.shares[frame, k])
    exponent = float(np.logaddexp.reduce(np.delete(scores, k) - scores[k]))
    others = number(float(np.exp(exponent))) if exponent < LARGEST else f"e^{{{number(exponent)}}}"
    formula = rf"p_{k} = \frac{{1}}{{1+\sum_{{j\ne {k}}} e^{{z_j-z_{k}}}}}"
    value = rf"\frac{{1}}{{1+{others}}}"
    return [
        words(t("caption_cnn_share", label=k)),
        math(rf"{formula} \approx {value} \approx {number(share)}"),
    ]


def _losses(scene: Scene, frame: int, t: Translate) -> list[str]:
    train, test = float(scene.history.train_losses[frame]), float(scene.history.test_losses[frame])
    return [
        words(t("caption_cnn_losses")),
        math(rf"L {equals(train)} {number(train)}") + words(t("comma")),
        words(t("caption_cnn_test_loss")),
        math(rf"{hue(theme.ALARM, 'L')} {equals(test)} {number(test)}"),
    ]


def _cell(scene: Scene, frame: int, t: Translate) -> list[str]:
    """The sum of the chosen cell."""
    block, k = scene.shown_map
    each = sum_at(scene, frame)
    total, plain = each.total, each.total - each.bias
    intro = t("caption_cnn_cell", block=block, map=k, row=each.row + 1, column=each.column + 1)
    added = rf"{factor(plain)} {term(each.bias)} {equals(total)} {signed(total, number(total))}"
    # in two pieces: on a phone the second one has a line of its own
    return [words(intro), math(r"z = \sum_i w_i x_i + b"), math(rf"{equals(plain, each.bias)} {added}")]


def _ending(scene: Scene, t: Translate) -> str:
    h = scene.history
    if h.diverged_at != -1:
        return t("ending_cnn_diverged", update=h.diverged_at)
    right = int(np.trace(h.confusion))
    return t("ending_cnn", right=right, n=len(h.predictions), share=f"{h.accuracy:.1%}")
