"""What each moment of one update does, in words and with this sample's numbers."""

from charts import theme
from charts.captions import caption, equals, factor, hue, math, number, sentence, words
from charts.mlp.scene import Scene
from charts.mlp.slow import Moment, unit_at
from charts.story import Translate

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
            before, after = (f"{step.loss:.4g}" for step in (scene.slow, scene.after))
            return sentence(t, "told_slow_done", before=before, after=after)
        case "backward" if scene.params.slip == "no-slope":
            return sentence(t, "told_slow_backward_slip", layer=moment.layer)
    return sentence(t, f"told_slow_{moment.kind}", layer=moment.layer)


def _algebra(scene: Scene, moment: Moment, t: Translate) -> list[Line]:
    step, k, j = scene.slow, moment.layer, unit_at(scene, moment) - 1
    neuron = words(t("caption_slow_neuron", layer=k, unit=j + 1))
    match moment.kind:
        case "forward":
            z = float(step.sums[k - 1][0, j])
            line = [neuron, math(rf"z = \sum_i w_i a_i + b {equals(z)} {number(z)}")]
            if k < len(step.sums):
                a = float(step.activations[k][0, j])
                line.append(math(rf"a = f(z) {equals(a)} {number(a)}"))
            return [line]
        case "answer":
            return [[math(_answer(scene))]]
        case "loss":
            return [[math(_loss(scene))]]
        case "backward":
            return [[neuron, math(_delta(scene, k, j))]]
        case "update":
            return [[neuron, *_update(scene, k, j)]]
    return []


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


def _delta(scene: Scene, k: int, j: int) -> str:
    delta = float(scene.slow.deltas[k - 1][0, j])
    told = rf"{equals(delta)} {hue(theme.PATH, number(delta))}"
    if k < len(scene.slow.sums):
        slope = "" if scene.params.slip == "no-slope" else r"\, f'(z)"
        return rf"\delta = \sum_m w_m \delta_m {slope} {told}"
    if scene.params.loss == "cross-entropy":
        return rf"\delta = p - t {told}"
    return rf"\delta = \partial L / \partial z {told}"


def _update(scene: Scene, k: int, j: int) -> Line:
    """The first incoming weight: its gradient, and what the optimizer makes of it."""
    step = scene.slow
    w, dw, change = (float(part[k - 1][0][0, j]) for part in (step.weights, step.gradients, step.changes))
    a, delta = float(step.activations[k - 1][0, 0]), float(step.deltas[k - 1][0, j])
    return [
        math(rf"\partial L / \partial w_1 = a_1 \delta {equals(a, delta)} {number(a)} \cdot {factor(delta)}"),
        math(rf"{equals(dw)} {number(dw)}"),
        math(rf"w_1 \leftarrow {number(w)} + {hue(theme.ADDED, factor(change))}"),
        math(rf"{equals(w + change)} {number(w + change)}"),
    ]
