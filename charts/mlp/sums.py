"""The sum of one neuron, worked out: what it is told and by which weights, what comes back, and its step."""

from charts.mlp.rows import Row, brief, shown
from charts.mlp.scene import Scene
from charts.mlp.slow import Moment, answer_symbol, unit_at
from charts.story import Translate
from core import Array
from core.mlp.activations import ACTIVATIONS
from core.mlp.slow_motion import SlowStep

SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def sub(name: str, k: int) -> str:
    """x₁₂"""
    return name + str(k).translate(SUBSCRIPTS)


def input_names(scene: Scene, t: Translate) -> list[str]:
    """What the inputs are called."""
    if scene.params.dataset == "iris":
        return [sub("x", i + 1) for i in range(scene.params.sizes[0])]
    return [t(f"features_{name}") for name in scene.params.features]


def worked_out(scene: Scene, moment: Moment, t: Translate) -> list[Row]:
    """The rows of one moment; of a sum, all its terms, then what they add up to."""
    j = unit_at(scene, moment) - 1
    match moment.kind:
        case "input":
            return [Row(*row) for row in zip(input_names(scene, t), scene.slow.activations[0][0].tolist(), strict=True)]
        case "forward":
            return sum_of(scene, scene.slow, moment.layer, j, t)
        case "answer":
            return answer(scene)
        case "loss":
            said = answer(scene)[-scene.slow.predictions.shape[1] :]
            return [*said, Row("L", float(scene.slow.losses[0]), "total")]
        case "backward":
            return came_back(scene, moment.layer, j)
        case "update":
            return step_of(scene, moment.layer, j)
    return sum_of(scene, scene.after, moment.layer, j, t)


def told(scene: Scene, layer: int, t: Translate) -> list[str]:
    """What the inputs of a layer are called."""
    return input_names(scene, t) if layer == 1 else [sub("a", i + 1) for i in range(scene.params.sizes[layer - 1])]


def sum_of(scene: Scene, step: SlowStep, layer: int, j: int, t: Translate) -> list[Row]:
    """w·a for all inputs, the bias, z; and f(z), but in the output."""
    (W, b), a = step.weights[layer - 1], step.activations[layer - 1][0]
    names = told(scene, layer, t)
    terms = [
        Row(f"{sub('w', i + 1)}·{names[i]} = {product(w, x)}", float(w * x))
        for i, (w, x) in enumerate(zip(W[:, j], a, strict=True))
    ]
    rows = [*terms, Row("b", float(b[j])), Row("z", float(step.sums[layer - 1][0, j]), "total")]
    if layer < len(step.sums):
        rows.append(Row("a = f(z)", float(step.activations[layer][0, j]), "total"))
    return rows


def product(x: float, y: float) -> str:
    """Two factors; a negative second one in brackets."""
    return f"{brief(x)} · {brief(y)}" if y >= 0 else f"{brief(x)} · ({brief(y)})"


def answer(scene: Scene) -> list[Row]:
    """What becomes of the scores: one row each, and one for each answer, with what is right."""
    step, symbol = scene.slow, answer_symbol(scene)
    z, p, right = step.sums[-1][0].tolist(), step.predictions[0].tolist(), step.targets[0].tolist()
    if len(p) == 1:
        said = {"regression": f"{symbol} = z", "two-classes": f"{symbol} = σ(z)"}[scene.task]
        return [Row("z", z[0]), Row(f"{said}   (t = {brief(right[0])})", p[0], "total")]
    scores = [Row(sub("z", k + 1), score) for k, score in enumerate(z)]
    return scores + [
        Row(f"{sub(symbol, k + 1)}   (t = {brief(mark)})", each, "total")
        for k, (each, mark) in enumerate(zip(p, right, strict=True))
    ]


def came_back(scene: Scene, layer: int, j: int) -> list[Row]:
    """δ of a neuron: in the output from the loss, before it from the neurons that listen to it."""
    step = scene.slow
    delta = float(step.deltas[layer - 1][0, j])
    if layer == len(step.sums):
        return from_the_loss(scene, j, delta)
    W, listeners = step.weights[layer][0], step.deltas[layer][0]
    terms = [
        Row(f"{sub('w', m + 1)}·{sub('δ', m + 1)} = {product(w, d)}", float(w * d))
        for m, (w, d) in enumerate(zip(W[j], listeners, strict=True))
    ]
    total = float(listeners @ W[j])
    if scene.params.slip == "no-slope":
        return [*terms, Row("Σ", total, "total"), Row("δ = Σ", delta, "total")]
    slope = slope_at(scene, layer, j)
    return [*terms, Row("Σ", total, "total"), Row(f"δ = Σ·f′(z) = {product(total, slope)}", delta, "total")]


def slope_at(scene: Scene, layer: int, j: int) -> float:
    """f'(z) of a hidden neuron."""
    z: Array = scene.slow.sums[layer - 1][0, j : j + 1]
    return float(ACTIVATIONS[scene.params.activations[layer - 1]].derivative(z)[0])


def from_the_loss(scene: Scene, j: int, delta: float) -> list[Row]:
    """δ of an output: how far the answer is from what is right, and with the squared error the slope there."""
    step, symbol = scene.slow, answer_symbol(scene)
    p, right = step.predictions[0], step.targets[0]
    name, mark = (sub(symbol, j + 1), sub("t", j + 1)) if len(p) > 1 else (symbol, "t")
    rows = [Row(name, float(p[j])), Row(f"−{mark}", -float(right[j]))]
    if scene.params.loss == "cross-entropy":
        return [*rows, Row(f"δ = {name} − {mark}", delta, "total")]
    if scene.task == "classes":
        mean = float(p @ (p - right))
        total = float(p[j] - right[j]) - mean
        rows += [Row("−Σ p·(p − t)", -mean), Row("Σ", total, "total")]
        return [*rows, Row(f"δ = Σ·2{name} = {product(total, float(2 * p[j]))}", delta, "total")]
    error = float(p[j] - right[j])
    slope = 2.0 if scene.task == "regression" else float(2 * p[j] * (1 - p[j]))
    sign = "2" if scene.task == "regression" else "2p(1 − p)"
    return [*rows, Row("Σ", error, "total"), Row(f"δ = Σ·{sign} = {product(error, slope)}", delta, "total")]


def step_of(scene: Scene, layer: int, j: int) -> list[Row]:
    """What is added to every incoming weight and to the bias, and what they become."""
    step = scene.slow
    (W, b), (dW, db), (new_W, new_b) = (part[layer - 1] for part in (step.weights, step.changes, step.updated))
    moved = zip([*W[:, j], b[j]], [*dW[:, j], db[j]], [*new_W[:, j], new_b[j]], strict=True)
    names = [*(sub("w", i + 1) for i in range(len(W))), "b"]
    return [
        Row(f"{name}: {shown(old)} → {shown(new)}   Δ", float(change))
        for name, (old, change, new) in zip(names, moved, strict=True)
    ]
