"""One update in slow motion: its moments, and the numbers that stand in the network at each of them."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

import numpy as np

from charts.mlp.scene import Scene
from core import Array, IntArray
from core.mlp.weights import Layer, flatten

Kind = Literal["input", "forward", "answer", "loss", "backward", "update", "done"]


class Moment(NamedTuple):
    """What happens, and in which layer, counted from 1; 0 is the input, the last one the output."""

    kind: Kind
    layer: int


class Values(NamedTuple):
    """What stands in a column of neurons: numbers, and the letter for them; none before they are computed."""

    symbol: str
    numbers: Array


NONE_YET = Values("", np.zeros(0))


class Lit(NamedTuple):
    """The lines that are lit: their numbers among all weights, and what they are worth, on a scale up to `limit`."""

    edges: IntArray
    values: Array
    limit: float


def moments_of(n_layers: int) -> list[Moment]:
    """Forwards through the layers, the answer and its loss, backwards, then the step of every layer."""
    layers = range(1, n_layers + 1)
    return [
        Moment("input", 0),
        *(Moment("forward", k) for k in layers),
        Moment("answer", n_layers),
        Moment("loss", n_layers),
        *(Moment("backward", k) for k in reversed(layers)),
        *(Moment("update", k) for k in layers),
        Moment("done", n_layers),
    ]


def telling(n_layers: int) -> int:
    """The moment where all sums are there and δ is on its way back."""
    return moments_of(n_layers).index(Moment("backward", max(1, n_layers - 1)))


def columns_at(scene: Scene, moment: Moment) -> list[Values]:
    """What stands in the neurons of every column: outputs on the way forwards, δ where it has come back to."""
    step, last = scene.slow, len(scene.slow.sums)
    if moment.kind == "done":
        step = scene.after
    found = [Values("x", step.activations[0][0]), *(Values("a", a[0]) for a in step.activations[1:-1])]
    found.append(Values("z", step.sums[-1][0]))
    match moment.kind:
        case "input" | "forward":
            return found[: moment.layer + 1] + [NONE_YET] * (last - moment.layer)
        case "backward" | "update":
            first = moment.layer if moment.kind == "backward" else 1
            return found[:first] + [Values("δ", delta[0]) for delta in step.deltas[first - 1 :]]
    return [*found[:-1], Values(answer_symbol(scene), step.predictions[0])]


def answer_symbol(scene: Scene) -> str:
    """The letter for what the network answers: a probability, or a number."""
    return "ŷ" if scene.task == "regression" else "p"


def lit_at(scene: Scene, moment: Moment) -> Lit:
    """The weights in use, forwards; their gradients, backwards; then what is added to them, and the new ones."""
    step = scene.slow
    by_kind: dict[Kind, Sequence[Layer]] = {
        "forward": step.weights,
        "backward": step.gradients,
        "update": step.changes,
        "done": step.updated,
    }
    if moment.kind not in by_kind:
        return Lit(np.zeros(0, dtype=int), np.zeros(0), 1.0)
    values = flatten(list(by_kind[moment.kind]))
    edges = np.arange(len(values)) if moment.kind == "done" else edges_of(scene, moment.layer)
    finite = np.abs(values[np.isfinite(values)])
    return Lit(edges, values[edges], float(finite.max(initial=0.0)) or 1.0)


def edges_of(scene: Scene, layer: int) -> IntArray:
    """The numbers of a layer's weights and biases among all."""
    sizes = [W.size + b.size for W, b in scene.slow.weights]
    start = sum(sizes[: layer - 1])
    return np.arange(start, start + sizes[layer - 1])


def unit_at(scene: Scene, moment: Moment) -> int:
    """The neuron of the moment's layer that is worked out, counted from 1: the chosen one, or the one that tells most.

    That is the one whose sum the loss depends on most, by δ; where it depends on none, the one that says most.
    """
    layer, unit = scene.params.shown_unit
    if layer == moment.layer and unit:
        return unit
    step, k = scene.slow, moment.layer
    delta, output = (np.abs(np.nan_to_num(values[0])) for values in (step.deltas[k - 1], step.activations[k]))
    return int(np.argmax(delta if delta.any() else output)) + 1
