"""What a learner takes away from a training: a table of its epochs, its weights, a program that repeats it."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike

from charts.mlp.scene import Scene
from charts.take_away import Source, script, settings
from core.activations import GELU_CUBE, GELU_SCALE, LEAK, Activation, log_softmax, sigmoid, softmax
from core.mlp import network, outputs, samples, targets, training
from core.mlp.activations import ACTIVATIONS
from core.mlp.datasets import STREAM
from core.optimizers import ADAGRAD_EPS, EPS, OPTIMIZERS, RMSPROP_ALPHA

MAIN = """
STREAM, DROPOUT = {streams}
LEAK, GELU_SCALE, GELU_CUBE = {scales}
ADAGRAD_EPS, RMSPROP_ALPHA, EPS = {constants}
ACTIVATIONS = {{{activations}}}
OUTPUTS = {{({task!r}, params.loss): Output({output})}}
OPTIMIZERS = {{params.optimizer: SimpleNamespace(step={step}, start=lambda: (0.0, 0.0))}}

weights = [(np.array(W), np.array(b)) for W, b in first]
for weights in updates(weights, X, y, orders, params):
    pass
for k, (W, b) in enumerate(weights, start=1):
    print(f"W{{k}} = {{W.tolist()}}")
    print(f"b{{k}} = {{b.tolist()}}")
"""


def table(scene: Scene) -> dict[str, ArrayLike]:
    """One row for each epoch."""
    h = scene.history
    return {
        "epoch": h.epochs,
        "train_loss": h.train_losses,
        "test_loss": h.test_losses,
        "train_accuracy": h.train_accuracies,
        "test_accuracy": h.test_accuracies,
    }


def arrays(scene: Scene) -> dict[str, ArrayLike]:
    """The trained weights, and the data they were trained on."""
    weights: dict[str, ArrayLike] = {}
    for k, (W, b) in enumerate(scene.history.weights[-1], start=1):
        weights |= {f"W{k}": W, f"b{k}": b}
    return {**weights, "X": scene.X, "y": scene.y, "train": scene.history.train, "test": scene.history.test}


def program(scene: Scene, title: str) -> str:
    """A program that needs NumPy alone, trains the network again and prints the same final weights."""
    params, h = scene.params, scene.history
    used = {name: ACTIVATIONS[name] for name in params.activations}
    output = outputs.OUTPUTS[scene.task, params.loss]
    step = OPTIMIZERS[params.optimizer].step
    parts = (output.predict, output.losses, output.derivative)
    n = h.n_epochs if h.diverged_at == -1 else h.diverged_at - 1
    first = training.first_weights(params, *np.array(params.sizes)[[0, -1]].tolist())
    return script(
        title,
        imports=[
            "from dataclasses import dataclass",
            "from types import SimpleNamespace",
            "from typing import NamedTuple",
        ],
        values={
            "X": scene.X[h.train],
            "y": scene.y[h.train],
            "first": [(W.tolist(), b.tolist()) for W, b in first],
            "orders": h.orders[:n],
            "params": settings(params, "activations", "is_regression", without=("points",)),
        },
        sources=[*_functions(used, parts), step],
        main=MAIN.format(
            streams=f"{STREAM}, {samples.DROPOUT}",
            scales=f"{LEAK}, {GELU_SCALE}, {GELU_CUBE}",
            constants=f"{ADAGRAD_EPS}, {RMSPROP_ALPHA}, {EPS}",
            activations=", ".join(f"{name!r}: Activation({_names(pair)})" for name, pair in used.items()),
            task=scene.task,
            output=_names(parts),
            step=step.__name__,
        ),
    )


def _functions(used: dict[str, Activation], output: tuple[Source, ...]) -> list[Source]:
    """All that the training calls, each once."""
    wanted: list[Source] = [
        *(Activation, outputs.Output, sigmoid, log_softmax, softmax, outputs.squared),
        *(function for pair in used.values() for function in pair),
        *output,
        *(targets.task_of, targets.targets_of, samples.stream),
        *(network.Pass, network.output_of, network.penalty, network.penalty_slope, network.sums_and_outputs),
        *(network.backpropagate, network.loss_gradient, network.dropout_masks),
        *(training.pairs, training.type_into, training.updates),
    ]
    return list(dict.fromkeys(wanted))


def _names(functions: Iterable[Source]) -> str:
    return ", ".join(function.__name__ for function in functions)
