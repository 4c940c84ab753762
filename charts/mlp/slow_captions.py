"""What each moment of one update does, in words and with this sample's numbers."""

from collections.abc import Iterable
from math import isfinite

import numpy as np

from charts import theme
from charts.captions import caption, equals, factor, hue, math, number, sentence, term, vector, words
from charts.mlp.scene import Scene
from charts.mlp.slow import Moment, unit_at
from charts.mlp.sums import slope_at
from charts.story import Translate
from core.mlp.network import penalty, penalty_slope

WRITTEN_OUT = 3  # up to so many terms, a sum is written out with its numbers

Line = list[str]


def slow_caption(scene: Scene, moment: Moment, t: Translate) -> str:
    """One sentence in plain words, and the formula of the neuron that is worked out."""
    return caption(_plain(scene, moment, t), *_algebra(scene, moment, t))


def slow_mark(moment: Moment, t: Translate) -> str:
    """The short text beside the frame counter."""
    return t(f"mark_slow_{moment.kind}", layer=moment.layer)


def _plain(scene: Scene, moment: Moment, t: Translate) -> str:
    last = len(scene.slow.sums)
    match moment.kind:
        case "input":
            return sentence(t, "told_slow_input", n=scene.n_shown, epoch=scene.shown_epoch)
        case "forward" | "backward" if moment.layer == last:
            return sentence(t, f"told_slow_{moment.kind}_output")
        case "done":
            losses = scene.slow.loss, scene.after.loss
            before, after = (f"{loss:.4g}" if isfinite(loss) else "∞" for loss in losses)
            verdict = "" if losses[0] == losses[1] else "good" if losses[1] < losses[0] else "bad"
            return sentence(t, "told_slow_done", verdict, before=before, after=after)
        case "backward" if scene.params.slip == "no-slope":
            return sentence(t, "told_slow_backward_slip", layer=moment.layer)
    return sentence(t, f"told_slow_{moment.kind}", layer=moment.layer)


def _algebra(scene: Scene, moment: Moment, t: Translate) -> list[Line]:
    k, j = moment.layer, unit_at(scene, moment) - 1
    neuron = words(t("caption_slow_neuron", layer=k, unit=j + 1))
    match moment.kind:
        case "input":
            return _input(scene, t)
        case "forward":
            first, *more = _forward(scene, k, j)
            return [[neuron, *first], *more]
        case "answer":
            return [[math(_answer(scene))]]
        case "loss":
            return [[math(_loss(scene))], *_with_penalty(scene, t)]
        case "backward":
            return [[neuron, *_delta(scene, k, j)], _gradient(scene, k, j)]
        case "update":
            return [[neuron, *_update(scene, k, j)]]
    return []


def _input(scene: Scene, t: Translate) -> list[Line]:
    """The sample's inputs, and in what this update differs from those of the training."""
    x, size = scene.slow.activations[0][0].tolist(), scene.params.batch_size
    lines = [[math(rf"x {equals(*x)} {vector(x)}")]]
    if size > 1:
        lines.append([words(t("caption_slow_alone", size=size))])
    if scene.params.dropout:
        lines.append([words(t("caption_slow_dropout"))])
    return lines


def _forward(scene: Scene, k: int, j: int) -> list[Line]:
    """The sum with its numbers, and what becomes of it."""
    step = scene.slow
    (W, b), z = step.weights[k - 1], float(step.sums[k - 1][0, j])
    told = _written(zip(W[:, j], step.activations[k - 1][0], strict=True), float(b[j]))
    lines = [_formulas(r"z = \sum_i w_i a_i + b", *told, rf"{equals(z)} {number(z)}")]
    if k < len(step.sums):
        a = float(step.activations[k][0, j])
        lines.append(_formulas(rf"a = f({number(z)}) {equals(a)} {number(a)}"))
    return lines


def _formulas(*parts: str) -> Line:
    """A long formula in parts, between which a line can break."""
    return [math(part) for part in parts]


def _written(factors: Iterable[tuple[float, float]], more: float = 0.0) -> list[str]:
    """“= 0.5·0.2”, “+ 1·(-3)”, “- 0.1”: a sum of products with its numbers; nothing where they are many."""
    pairs = [(float(w), float(a)) for w, a in factors]
    if len(pairs) > WRITTEN_OUT:
        return []
    signs = [equals(*sum(pairs, (more,))), *"+" * (len(pairs) - 1)]
    products = [rf"{sign} {factor(w)} \cdot {factor(a)}" for sign, (w, a) in zip(signs, pairs, strict=True)]
    return [*products, term(more)] if more else products


def _answer(scene: Scene) -> str:
    step = scene.slow
    p = float(step.predictions[0].max())
    if scene.task == "classes":
        return rf"p_k = e^{{z_k}} / \sum_j e^{{z_j}},\quad \max_k p_k {equals(p)} {number(p)}"
    name = r"\hat y = z" if scene.task == "regression" else r"p = \sigma(z) = 1 / (1 + e^{-z})"
    return rf"{name} {equals(float(step.predictions[0, 0]))} {number(float(step.predictions[0, 0]))}"


def _loss(scene: Scene) -> str:
    step = scene.slow
    value = float(step.losses[0])
    told = rf"{equals(value)} {number(value)}"
    if scene.params.loss == "squared":
        return rf"L = \sum_k (p_k - t_k)^2 {told}" if scene.task == "classes" else rf"L = (p - t)^2 {told}"
    if scene.task == "classes":
        return rf"L = -\ln p_{{{int(step.targets[0].argmax()) + 1}}} {told}"
    right = "p" if step.targets[0, 0] else "(1 - p)"
    return rf"L = -\ln {right} {told}"


def _with_penalty(scene: Scene, t: Translate) -> list[Line]:
    """The loss that the update makes smaller, where large weights cost something, too."""
    if not (scene.params.l1 or scene.params.l2):
        return []
    step = scene.slow
    more = penalty(list(step.weights), scene.params)
    total = rf"{number(float(step.losses[0]))} {term(more)} {equals(step.loss)} {number(step.loss)}"
    return [[words(t("caption_slow_penalty")), math(total)]]


def _delta(scene: Scene, k: int, j: int) -> Line:
    step = scene.slow
    delta = float(step.deltas[k - 1][0, j])
    told = rf"{equals(delta)} {hue(theme.PATH, number(delta))}"
    if k == len(step.sums):
        rule = "p - t" if scene.params.loss == "cross-entropy" else r"\partial L / \partial z"
        return _formulas(rf"\delta = {rule} {told}")
    listeners = list(zip(step.weights[k][0][j], step.deltas[k][0], strict=True))
    if scene.params.slip == "no-slope":
        return _formulas(r"\delta = \sum_m w_m \delta_m", *_written(listeners), told)
    slope, total = slope_at(scene, k, j), float(np.sum([w * d for w, d in listeners]))
    made = rf"{equals(slope, total)} {factor(slope)} \cdot {factor(total)}"
    return _formulas(r"\delta = f\text{′}(z) \sum_m w_m \delta_m", made, told)


def _gradient(scene: Scene, k: int, j: int) -> Line:
    """∂L/∂w of the first incoming weight: what came in times δ, and what the penalties ask for."""
    step = scene.slow
    W, a, delta = step.weights[k - 1][0], float(step.activations[k - 1][0, 0]), float(step.deltas[k - 1][0, j])
    dw, slope = float(step.gradients[k - 1][0][0, j]), float(penalty_slope(W, scene.params)[0, j])
    rule, more = r"\partial L / \partial w_1 = a_1 \delta", ""
    if scene.params.l1 or scene.params.l2:
        rule, more = rf"{rule} + \partial P / \partial w_1", f" {term(slope)}"
    made = rf"{equals(a, delta, slope)} {factor(a)} \cdot {factor(delta)}{more}"
    return _formulas(rule, made, rf"{equals(dw)} {number(dw)}")


def _update(scene: Scene, k: int, j: int) -> Line:
    """The first incoming weight before and after; the step of plain gradient descent is the rate times the gradient."""
    step = scene.slow
    w, dw, change, new = (
        float(part[k - 1][0][0, j]) for part in (step.weights, step.gradients, step.changes, step.updated)
    )
    if scene.params.optimizer == "sgd":
        rate, rule = scene.params.learning_rate, r"w_1 \leftarrow w_1 - \eta\, \partial L / \partial w_1"
        made = rf"{equals(w, rate, dw)} {number(w)} - {number(rate)} \cdot {hue(theme.ADDED, factor(dw))}"
    else:
        rule = r"w_1 \leftarrow w_1 + \Delta w_1"
        made = rf"{equals(w, change)} {number(w)} + {hue(theme.ADDED, factor(change))}"
    return _formulas(rule, made, rf"{equals(new)} {number(new)}")
