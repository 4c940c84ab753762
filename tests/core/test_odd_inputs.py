"""Whatever comes in, a public function of core computes the right number or raises InvalidParameterError.

Every function is called with good arguments, then with each of them made odd. “Right” is what the same numbers give as
float64: lists, small integers and float16 must not change it. A function that is in neither list fails a test.
"""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import core
import core.cnn
import core.mlp
from core import (
    activations,
    alphabet,
    conv2d,
    drawing,
    gradient_check,
    kernels,
    optimizers,
    pooling,
    resampling,
    schedules,
)
from core.attention import dot_product
from core.attention import history as attention_history
from core.attention import network as attention_network
from core.attention.params import AttentionParams
from core.attention.training import first_weights as first_attention
from core.convolution import learn, pictures, slide
from core.gradient_descent import descent, landscapes, linear_losses, linear_models, regression_data, stability
from core.perceptron import criterion, history, margin, training
from core.recurrent import cells, losses, passes, sensitivity, sequences, view, weights, writing
from core.recurrent import cost as recurrent_cost
from core.recurrent import history as recurrent_history
from core.recurrent import training as recurrent
from core.validation import InvalidParameterError

Call = tuple[Callable[..., Any], dict[str, Any]]


def ints(*shape: int) -> np.ndarray:
    """Whole numbers between -90 and 100: int8 and float16 hold each of them, but not their products."""
    n = int(np.prod(shape))
    return ((np.arange(n) * 37 % 191) - 90.0).reshape(shape)


def small(*shape: int) -> np.ndarray:
    """Whole numbers -1, 0 and 1, for functions that saturate."""
    return ints(*shape) % 3 - 1


X, Y, LABELS = ints(5, 2), ints(5), np.array([-1.0, 1.0, 1.0, -1.0, 1.0])
PICTURE, KERNEL, MAPS = ints(1, 6, 5), ints(3, 3), ints(2, 1, 6, 6)
MASK = np.array([[False, True], [True, True], [True, False]])
SETTINGS = SimpleNamespace(momentum=0.9, beta1=0.9, beta2=0.999)
TASK = SimpleNamespace(delay=1, text="ab")
SMALL = recurrent.RecurrentParams(sequence_length=4, delay=1, hidden_size=2, batch_size=2, n_updates=2)
THETA = weights.flatten(recurrent.first_weights(SMALL)).round()
RUN = training.train(X, LABELS, training.PerceptronParams())
NET = core.mlp.MLPParams(hidden_layer_sizes=(3,), activation="tanh", n_samples=10, batch_size=2, n_epochs=2)
LAYERS = [(small(2, 3), small(3)), (small(3, 1), small(1))]
ON_SAMPLES = {"weights": LAYERS, "X": small(5, 2), "y": LABELS, "params": NET}
RACE = descent.DescentParams(n_steps=3)
FIT = learn.KernelFitParams(n_steps=2)
LOOK = AttentionParams(length=3, width=2, n_updates=1)
LOOKING = {"weights": first_attention(LOOK), "tokens": np.array([[3, 1, 4], [1, 5, 9]]), "params": LOOK}
QKV = {"Q": small(2, 3, 4), "K": small(2, 5, 4), "V": small(2, 5, 2)}

READER = core.cnn.CNNParams(filters=(2,), kernel_size=3, n_train=10, batch_size=5, n_epochs=1)
DIGITS = {"weights": core.cnn.init_weights(READER, np.random.default_rng(0)), "images": small(3, 28, 28) ** 2}

LEARNT = core.mlp.train(*core.mlp.data(NET), NET)


def network(cell: str) -> dict[str, np.ndarray]:
    shapes = weights.shapes(cell, 2, 3, 2)
    return {name: small(*shape) for name, shape in shapes.items()}


def states(cell: str) -> passes.States:
    return passes.forward(cell, network(cell), small(3, 2, 2))


def rng() -> np.random.Generator:
    return np.random.default_rng(0)


POOL = {"x": MAPS, "kernel_size": 3, "stride": 2, "padding": 1}
UPDATE = {"p": ints(3), "g": ints(3), "state": (0.0, 0.0), "t": 2, "learning_rate": 0.5, "settings": SETTINGS}
PLANE = {"x": small(3), "y": small(3)}
LINE = {"w": small(2), "b": 1.0, "X": X, "y": Y, "model": "linear"}
PERCEPTRON = {"w": ints(2), "b": 1.0, "X": X, "y": LABELS}
OF_CELLS = [(cell, {"cell": cell, "weights": network(cell)}) for cell in cells.VARIANTS]

CALLS: list[Call] = [
    *((f, {"z": small(2, 3)}) for f in (activations.identity, activations.d_identity, activations.tanh)),
    *((f, {"z": ints(2, 3)}) for f in (activations.relu, activations.d_relu, activations.sigmoid)),
    *((f, {"z": small(2, 3)}) for f in (activations.d_sigmoid, activations.d_tanh)),
    *(
        (getattr(activations, d + name), {"z": ints(2, 3)})
        for name in ("leaky_relu", "elu", "swish")
        for d in ("", "d_")
    ),
    *((f, {"z": small(2, 3)}) for f in (activations.gelu, activations.d_gelu)),
    (alphabet.decode, {"codes": np.array([1, 0, 2]), "alphabet": "abc"}),
    (conv2d.conv_output_size, {"size": 6, "kernel_size": 3, "stride": 2, "padding": 1, "dilation": 1}),
    (conv2d.same_padding, {"kernel_size": 3, "dilation": 1}),
    (conv2d.unused_margin, {"size": 6, "kernel_size": 3, "stride": 2, "padding": 1, "dilation": 1}),
    (conv2d.conv2d_steps, {"image": ints(2, 5, 5), "kernel": ints(2, 3, 3), "stride": 2, "padding": 1, "dilation": 1}),
    (conv2d.conv2d, {"x": MAPS, "kernels": ints(3, 1, 3, 3), "bias": ints(3), "stride": 1, "padding": 1}),
    (conv2d.conv2d_backward, {"x": MAPS, "kernels": ints(3, 1, 3, 3), "dy": ints(2, 3, 4, 4), "stride": 1}),
    (conv2d.rows_summed, {"image": ints(3, 3), "kernel": KERNEL}),
    (pooling.max_pool2d, POOL),
    (pooling.avg_pool2d, POOL),
    (pooling.max_pool2d_backward, {**POOL, "dy": ints(2, 1, 3, 3)}),
    (pooling.avg_pool2d_backward, {**POOL, "dy": ints(2, 1, 3, 3)}),
    *((f, {"size": 3}) for f in kernels.FAMILIES.values()),
    *((getattr(optimizers, name), UPDATE) for name in optimizers.OPTIMIZERS),
    *((getattr(schedules, name), {"t": 2, "n_steps": 9}) for name in schedules.SCHEDULES),
    (schedules.learning_rates, {"learning_rate": 0.5, "schedule": "cosine", "n_steps": 4}),
    (
        gradient_check.gradient_check,
        {"f": lambda x: float(np.sum(x**2)), "gradient": lambda x: 2 * x, "x": ints(3), "rng": rng, "n_directions": 2},
    ),
    (linear_losses.identity, {"z": ints(3)}),
    (linear_losses.half_squared_error, {"z": ints(3), "y": ints(3)}),
    (linear_losses.cross_entropy, {"z": ints(3), "y": ints(3)}),
    (linear_losses.loss, LINE),
    (linear_losses.loss_gradient, LINE),
    (linear_losses.loss_surface, {"X": ints(5, 1), "y": Y, "model": "linear", "w_grid": ints(3), "b_grid": ints(2)}),
    (linear_losses.hessian, {"X": X}),
    (linear_losses.exact_minimum, {"X": X, "y": Y}),
    (linear_losses.with_ones, {"X": X}),
    (
        linear_models.updates,
        {"Z": ints(5, 3), "y": Y, "batches": [np.array([0, 1])], "rates": [0.1], "params": linear_models.SGDParams()},
    ),
    (linear_models.first_too_large, {"thetas": ints(3, 2)}),
    (
        linear_models.minibatch_losses,
        {
            "thetas": ints(3, 3),
            "Z": ints(4, 3),
            "y": ints(4),
            "batches": linear_models.Batches(np.array([[0, 1, 2, 3]]), 2),
            "model": "linear",
        },
    ),
    (regression_data.load, {"name": "cars", "standardize": True}),
    (regression_data.scaling, {"X": X}),
    (regression_data.standardized, {"X": X}),
    (regression_data.in_own_units, {"weights": X, "biases": Y, "means": ints(2), "scales": np.array([2.0, 4.0])}),
    (stability.eigen, {"hessian": np.array([2.0, 1.0, 3.0])}),
    (stability.eigen_coordinates, {"positions": X, "hessian": np.array([2.0, 1.0, 3.0])}),
    (stability.largest_stable_rate, {"landscape": landscapes.LANDSCAPES["bowl"], "momentum": 0.5}),
    (
        stability.convergence_rate,
        {"learning_rate": small(3) + 2, "momentum": small(3) + 1, "eigenvalues": np.array([1.0, 2.0])},
    ),
    (stability.regimes, {"learning_rate": small(3) + 2, "momentum": small(3) + 1, "eigenvalue": small(3) + 1}),
    (stability.regime, {"learning_rate": 0.5, "momentum": 0.5, "eigenvalue": 1.0}),
    (stability.best_settings, {"eigenvalues": np.array([1.0, 100.0])}),
    *(
        (f, {"x": ints(3), "y": ints(3), "hessian": np.array([2.0, 1.0, 3.0])})
        for f in (landscapes.quadratic, landscapes.d_quadratic)
    ),
    *(
        (getattr(landscapes, d + name), {"x": ints(3), "y": ints(3)})
        for name in ("rosenbrock", "beale", "himmelblau", "saddle", "plateau", "bumps")
        for d in ("", "d_")
    ),
    (
        descent.arrivals,
        {"history": descent.descend(RACE), "surface": RACE.surface, "radius": 0.02},
    ),
    (history.working_at, {"history": RUN, "steps": np.array([0, 3])}),
    (history.considered, {"history": RUN, "steps": np.array([1, 3])}),
    (
        training.answer_at,
        {"history": RUN, "X": X, "y": LABELS, "steps": np.array([0, 3]), "params": training.PerceptronParams()},
    ),
    (training.initial_weights, {"n_features": 2, "params": training.PerceptronParams(init_scale=1.0), "rng": rng}),
    (training.epoch_orders, {"n_samples": 3, "params": training.PerceptronParams(), "rng": rng}),
    (training.steps, {"X": X, "y": LABELS, "params": training.PerceptronParams(n_epochs=2)}),
    (training.train, {"X": X, "y": LABELS, "params": training.PerceptronParams(n_epochs=2)}),
    (criterion.predict, {"w": ints(2), "b": 1.0, "X": X}),
    *(
        (f, PERCEPTRON)
        for f in (criterion.accuracy, criterion.perceptron_criterion, criterion.perceptron_criterion_gradient)
    ),
    (margin.largest_margin, {"X": X, "y": LABELS, "fit_bias": True}),
    (margin.nearest_to_origin, {"Z": small(3, 2)}),
    (learn.in_range, {"image": PICTURE}),
    (linear_models.train, {"X": X, "y": Y, "params": linear_models.SGDParams(batch_size=2, n_epochs=2)}),
    (losses.squared, {"outputs": ints(3, 2, 4), "targets": ints(3, 2, 4) + 1, "mask": MASK}),
    (losses.cross_entropy, {"outputs": ints(3, 2, 4), "targets": np.array([[0, 1], [2, 3], [0, 0]]), "mask": MASK}),
    (activations.log_softmax, {"scores": ints(2, 3)}),
    (activations.softmax, {"scores": ints(2, 3)}),
    (losses.error, {"loss": "squared", "outputs": ints(3, 2, 4), "targets": ints(3, 2, 4) + 1, "mask": MASK}),
    (cells.rnn_step, {"x": small(2, 2), "h": small(2, 3), "weights": network("rnn")}),
    (cells.rnn_relu_step, {"x": ints(2, 2), "h": ints(2, 3), "weights": network("rnn-relu")}),
    (cells.lstm_step, {"x": small(2, 2), "h": small(2, 3), "c": small(2, 3), "weights": network("lstm")}),
    (cells.gru_step, {"x": small(2, 2), "h": small(2, 3), "weights": network("gru")}),
    *((passes.forward, {**common, "x": small(3, 2, 2), "h0": small(2, 3)}) for _, common in OF_CELLS),
    *((passes.forward, {**common, "x": small(3, 2, 2), "feedback": False}) for _, common in OF_CELLS),
    *((passes.backward, {**common, "states": states(cell), "d_outputs": small(3, 2, 2)}) for cell, common in OF_CELLS),
    *((sensitivity.jacobian_norms, {**common, "states": states(cell), "sample": 1}) for cell, common in OF_CELLS),
    *((sensitivity.jacobians, {**common, "states": states(cell), "sample": 1}) for cell, common in OF_CELLS),
    *(
        (sensitivity.input_sensitivity, {**common, "states": states(cell), "output_step": 1, "sample": 1})
        for cell, common in OF_CELLS
    ),
    *((getattr(sequences, f"{name}_answers"), {"x": small(4, 2, 1), "settings": TASK}) for name in ("echo", "parity")),
    (sequences.first_symbol_answers, {"x": small(4, 2, 3), "settings": TASK}),
    (sequences.adding_answers, {"x": ints(4, 2, 2), "settings": TASK}),
    (sequences.wave_answers, {"x": small(4, 2, 1), "settings": TASK}),
    (sequences.characters_answers, {"x": small(4, 2, 2), "settings": TASK}),
    (sequences.sine, {"turns": small(3) / 4}),
    (sequences.sawtooth, {"turns": small(3) / 4}),
    (sequences.listening, {"sequence_length": 8}),
    (recurrent.loss_gradient, {"theta": THETA, "batch": recurrent.unseen_batch(SMALL), "params": SMALL}),
    (recurrent.scores, {"theta": THETA, "batch": recurrent.unseen_batch(SMALL), "params": SMALL}),
    (recurrent.clip, {"gradient": ints(3), "norm": 150.0, "clip_norm": 1.0}),
    (recurrent_history.kept_updates, {"n_updates": 3}),
    (
        recurrent_cost.training_cost,
        {"cell": "gru", "sizes": (1, 2, 1), "sequence_length": 3, "batch_size": 4, "n_updates": 5},
    ),
    (recurrent_cost.reading_cost, {"cell": "gru", "sizes": (2, 4, 1), "sequence_length": 3}),
    (view.one_hot, {"codes": np.array([0, 2]), "n": 3}),
    (weights.init_weights, {"cell": "gru", "input_size": 1, "hidden_size": 2, "output_size": 1, "rng": rng}),
    (weights.shapes, {"cell": "gru", "input_size": 1, "hidden_size": 2, "output_size": 1}),
    (weights.spectral_radii, {"W_h": ints(2, 4)}),
    (weights.with_spectral_radius, {"W_h": ints(2, 4), "radius": 0.5}),
    (weights.unflatten, {"theta": ints(6), "shapes": {"W": (2, 2), "b": (2,)}}),
    (
        writing.generate,
        {
            **{"cell": "rnn", "weights": network("rnn"), "seed_codes": np.array([0, 1]), "n": 2, "temperature": 0.5},
            **{"rng": rng, "input_size": 2},
        },
    ),
    (writing.draw, {"scores": small(3), "temperature": 0.5, "rng": rng}),
    (
        writing.continue_wave,
        {
            "cell": "rnn",
            "weights": {name: small(*shape) for name, shape in weights.shapes("rnn", 1, 2, 1).items()},
            "x": small(3, 1, 1),
            "n": 2,
        },
    ),
    (dot_product.attention, {**QKV, "scale": 0.5}),
    (
        dot_product.attention_backward,
        {**QKV, "weights": np.full((2, 3, 5), 0.25), "d_output": small(2, 3, 2), "scale": 0.5},
    ),
    (attention_network.forward, LOOKING),
    (
        attention_network.loss_gradient,
        {**LOOKING, "targets": np.array([[4, 1, 3], [9, 5, 1]]), "mask": np.array([[True, False, True]] * 2)},
    ),
    (attention_history.kept_updates, {"n_updates": 3}),
    (learn.output, {"image": PICTURE, "kernel": KERNEL}),
    (learn.loss_and_gradient, {"image": PICTURE, "kernel": KERNEL, "target": ints(6, 5)}),
    (learn.kernel_hessian, {"image": PICTURE, "size": 3}),
    (learn.updates, {"image": PICTURE, "target": ints(6, 5), "kernel": KERNEL, "params": FIT}),
    (learn.fit, {"image": small(1, 6, 5), "params": FIT}),
    (pictures.places, {"side": 4}),
    (pictures.shrink, {"image": ints(1, 6, 5), "side": 3}),
    (pictures.to_grey, {"image": ints(3, 4, 4)}),
    (pictures.pack, {"image": small(1, 4, 4)}),
    *(
        (f, {"picture": ints(6, 5) * (np.arange(5) == 2)})
        for f in (drawing.ink_of, drawing.own_ground, drawing.to_digit)
    ),
    (drawing.prepare, {"ink": np.abs(small(6, 5))}),
    (drawing.ground_of, {"ink": np.abs(small(3, 3))}),
    (resampling.averaging, {"n": 3, "m": 2}),
    *((f, {"weights": LAYERS, "X": small(5, 2), "params": NET}) for f in (core.mlp.forward, core.mlp.predict)),
    *((f, ON_SAMPLES) for f in (core.mlp.loss_gradient, core.mlp.confusion, core.mlp.slow_step)),
    (core.mlp.backpropagate, ON_SAMPLES),
    (core.mlp.updates, {**ON_SAMPLES, "orders": np.array([[0, 1, 2, 3, 4], [4, 3, 2, 1, 0]])}),
    (core.mlp.train, {"X": small(5, 2), "y": LABELS, "params": NET}),
    (core.mlp.split, {"y": LABELS, "params": NET}),
    (core.mlp.inputs, {"P": small(5, 2), "params": NET}),
    (core.mlp.slow_step_at, {"history": LEARNT, "epoch": 1, "X": small(5, 2), "y": LABELS, "params": NET}),
    *((f, {**DIGITS, "params": READER}) for f in (core.cnn.forward, core.cnn.predict)),
    (core.cnn.loss_gradient, {**DIGITS, "labels": np.array([1, 2, 3]), "params": READER}),
    (
        core.cnn.train,
        {
            **{f"{half}images": small(10, 28, 28) ** 2 for half in ("", "test_")},
            **{f"{half}labels": np.arange(10) for half in ("", "test_")},
            "params": READER,
        },
    ),
    (slide.slide, {"image": PICTURE, "params": slide.ConvolutionParams()}),
    (slide.pool, {"activated": ints(4, 4), "params": slide.ConvolutionParams(pooling="max")}),
]
IDS = [f"{f.__module__.removeprefix('core.')}.{f.__name__}-{k}" for k, (f, _) in enumerate(CALLS)]

# What takes arrays and is called only by functions that have checked them: loops and their parts.
INNER = {
    "core.attention.network": {
        *("check_tokens", "embed", "run", "norm", "norm_backward", "gather", "think", "learn"),
        *("think_backward", "gather_backward", "cross_entropy"),
    },
    "core.attention.parts": {
        *("split_heads", "join_parts", "join_heads", "part_heads", "layer_norm", "layer_norm_backward", "times"),
        *("outer", "summed", "by_symbol"),
    },
    "core.attention.sequences": {
        *("reversed_answers", "copied_answers", "largest_answers", "sorted_answers", "pair_answers"),
        *("letter_answers", "next_answers", "reversed_sources", "copied_sources", "same_sources", "largest_sources"),
        *("sorted_sources", "pair_sources", "letter_sources", "nowhere"),
    },
    "core.attention.tasks": {"drawn"},
    "core.attention.training": {"attention_on"},
    "core.attention.versus": {"judged", "of_rival", "reach_of"},
    "core.attention.writing": {"write", "draw"},
    "core.rival": {"steps_of", "answers", "learn"},
    "core.cnn.network": {"backward", "layers_of"},
    "core.conv2d": {"check_shape"},
    "core.convolution.pictures": {"drawing", "cross", "circle", "checkerboard", "gradient", "stripes", "balloon"},
    "core.convolution.slide": {"paddings"},
    "core.gradient_descent.linear_models": {"check_samples"},
    "core.perceptron.history": {"in_force", "standard_at", "averaged_at", "pocket_at", "pocket_swaps", "happened"},
    "core.perceptron.training": {"update", "run_epochs"},
    "core.recurrent.cells": {"check_weights"},
    "core.recurrent.loops": {
        *("rnn_forward", "rnn_backward", "relu_forward", "relu_backward"),
        *("lstm_forward", "lstm_backward", "gru_forward", "gru_backward"),
    },
    "core.recurrent.passes": {
        *("backward_with_c", "run_forward", "run_backward", "joined", "split", "flat", "unlinked"),
    },
    "core.recurrent.sensitivity": {
        *("rnn_driven", "relu_driven", "lstm_driven", "gru_driven", "lstm_jacobians", "gru_jacobians"),
    },
    "core.named_weights": {"flatten"},
    "core.recurrent.weights": {"checked"},
    "core.records": {"frozen"},
    "core.validation": {"as_floats", "check_array", "check_labelled", "check_labels"},
}


def public_functions() -> Iterator[Callable[..., Any]]:
    for found in pkgutil.walk_packages(core.__path__, "core."):
        module = importlib.import_module(found.name)
        for name, function in vars(module).items():
            gathered = next((vars(lab) for lab in (core.cnn, core.mlp) if found.name.startswith(lab.__name__)), None)
            if gathered is not None and gathered.get(name) is not function:
                continue  # what others may call is gathered in the package; the rest gets its arrays from there
            if inspect.isfunction(function) and function.__module__ == found.name and not name.startswith("_"):
                yield function


def takes_arrays(function: Callable[..., Any]) -> bool:
    annotations = {name: str(kind) for name, kind in function.__annotations__.items() if name != "return"}
    return any("ndarray" in kind or "Array" in kind for kind in annotations.values())


def test_every_function_that_takes_arrays_is_tried() -> None:
    known = {f for f, _ in CALLS}
    missing = [f for f in public_functions() if takes_arrays(f) or hasattr(f, "takes")]
    missing = [f for f in missing if f not in known and f.__name__ not in INNER.get(f.__module__, ())]
    assert [f"{f.__module__}.{f.__name__}" for f in missing] == []


def result(function: Callable[..., Any], arguments: Mapping[str, Any]) -> Any:
    """What it returns, generators run to their end, each call with a random stream of its own."""
    fresh = {name: value() if value is rng else value for name, value in arguments.items()}
    found = function(**fresh)
    return list(found) if inspect.isgenerator(found) else found


def same(a: Any, b: Any) -> bool:
    if is_dataclass(a):
        return all(same(getattr(a, field.name), getattr(b, field.name)) for field in fields(a))
    if isinstance(a, Mapping):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    if isinstance(a, tuple | list):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, np.ndarray | float | np.floating):
        return np.shape(a) == np.shape(b) and np.allclose(a, b, rtol=1e-12, equal_nan=True)
    return bool(a == b)


# The same numbers, otherwise written.
SAME: dict[str, Callable[[np.ndarray], Any]] = {
    "list": lambda a: a.tolist(),
    "int8": lambda a: a.astype(np.int8),
    "int32": lambda a: a.astype(np.int32),
    "float16": lambda a: a.astype(np.float16),
    "turned": lambda a: np.array(a.T.tolist(), a.dtype).T,
    "backwards": lambda a: a[::-1][::-1],
    "nothing masked": np.ma.array,
}
# What is no array of real numbers.
ODD: dict[str, Callable[[np.ndarray], Any]] = {
    "text": lambda a: a.astype(str),
    "words": lambda a: np.full(a.shape, "a").tolist(),
    "complex": lambda a: a + 1j,
    "dates": lambda a: a.astype("datetime64[s]"),
    "masked": lambda a: np.ma.array(a, mask=np.arange(a.size).reshape(a.shape) == 0),
    "ragged": lambda a: [a.tolist(), [a.tolist()]],
    "objects": lambda a: np.full(a.shape, None),
    "dict": lambda a: {"a": 1},
}
# Arrays of another shape.
SHAPES: dict[str, Callable[[np.ndarray], Any]] = {
    "one axis more": lambda a: a[None],
    "empty": lambda a: a[:0],
    "a number": lambda a: 1.0,
}
FREE = {"z", "p", "g", "turns", "gradient", "scores", "learning_rate", "momentum", "eigenvalue", "eigenvalues", "steps"}
FREE_IN: dict[Callable[..., Any], set[str]] = {
    alphabet.decode: {"codes"},
    gradient_check.gradient_check: {"x"},
    linear_losses.half_squared_error: {"y"},
    linear_losses.cross_entropy: {"y"},
    stability.eigen_coordinates: {"positions"},
    weights.unflatten: {"theta"},
}
"""Arrays whose shape a function leaves open: all called so, and those of one function."""
NUMBERS = ["2", None, float("nan"), 1j, -1e300, [1], True]


def arrays(arguments: Mapping[str, Any]) -> dict[str, np.ndarray]:
    return {name: value for name, value in arguments.items() if isinstance(value, np.ndarray)}


@pytest.mark.parametrize(("function", "arguments"), CALLS, ids=IDS)
def test_the_same_numbers_give_the_same_result(function: Callable[..., Any], arguments: dict[str, Any]) -> None:
    wanted = result(function, arguments)
    for name, array in arrays(arguments).items():
        for how, change in SAME.items():
            changed = change(array)
            if not np.array_equal(changed, array):  # as a fraction in int8
                continue
            try:
                found = result(function, {**arguments, name: changed})
            except InvalidParameterError:  # whole numbers are not taken as fractions, nor truths as numbers
                assert array.dtype.kind in "ib", (name, how)
                continue
            assert same(wanted, found), (name, how)


@pytest.mark.parametrize(("function", "arguments"), CALLS, ids=IDS)
def test_what_is_no_array_of_numbers_is_refused(function: Callable[..., Any], arguments: dict[str, Any]) -> None:
    for name, array in arrays(arguments).items():
        for change in ODD.values():
            with pytest.raises(InvalidParameterError):
                result(function, {**arguments, name: change(array)})


@pytest.mark.parametrize(("function", "arguments"), CALLS, ids=IDS)
def test_another_shape_is_refused(function: Callable[..., Any], arguments: dict[str, Any]) -> None:
    for name, array in arrays(arguments).items():
        if name in FREE | FREE_IN.get(function, set()) or function.__module__.endswith("landscapes"):
            continue
        for change in SHAPES.values():
            with pytest.raises(InvalidParameterError):
                result(function, {**arguments, name: change(array)})


@pytest.mark.parametrize(("function", "arguments"), CALLS, ids=IDS)
def test_odd_numbers_and_names_are_refused(function: Callable[..., Any], arguments: dict[str, Any]) -> None:
    for name in set(getattr(function, "takes", {})) - arrays(arguments).keys() - {"weights", "fit_bias", "standardize"}:
        good = arguments.get(name)
        for odd in NUMBERS if good is not None else ():
            optional = inspect.signature(function).parameters[name].default is None
            if not (odd is None and optional):
                with pytest.raises(InvalidParameterError):
                    result(function, {**arguments, name: odd})


@pytest.mark.parametrize("cell", cells.VARIANTS)
def test_weights_that_are_incomplete_or_do_not_fit_are_refused(cell: str) -> None:
    good, x = network(cell), small(3, 2, 2)
    for name, values in good.items():
        without = {key: value for key, value in good.items() if key != name}
        for odd in (without, {**good, name: values[:0]}, {**good, name: values[None]}, {**good, "b_more": values}):
            with pytest.raises(InvalidParameterError):
                passes.forward(cell, odd, x)
    for odd in (None, [], {}, "weights"):
        with pytest.raises(InvalidParameterError):
            passes.forward(cell, odd, x)  # type: ignore[arg-type]


def test_weights_may_be_whole_numbers() -> None:
    given = {"W_x": [[2]], "W_h": [[0]], "b": [0], "W_y": [[1]], "b_y": [0]}
    assert passes.forward("rnn-relu", given, [[[0.9]]]).outputs.tolist() == [[[1.8]]]  # type: ignore[dict-item, arg-type]


@pytest.mark.parametrize("feedback", [True, False])
@pytest.mark.parametrize("cell", cells.VARIANTS)
def test_a_pass_has_the_precision_of_its_weights(cell: str, feedback: bool) -> None:
    single = {name: values.astype(np.float32) for name, values in network(cell).items()}
    found = passes.forward(cell, single, small(3, 2, 2), feedback=feedback)
    assert {found.h.dtype, found.c.dtype, found.gates.dtype, found.outputs.dtype} == {np.dtype(np.float32)}


def test_padding_never_takes_the_gradient() -> None:
    x = np.full((1, 1, 4, 4), -np.inf)
    dx = pooling.max_pool2d_backward(x, np.ones((1, 1, 3, 3)), 2, stride=2, padding=1)
    assert dx.sum() == 9  # each of the nine windows gives its 1 to a pixel of the picture


@pytest.mark.parametrize(
    "call",
    [
        lambda: conv2d.conv2d_steps(ints(3, 5, 5), ints(1, 3, 3)),
        lambda: conv2d.conv2d_steps(ints(1, 5, 5), ints(1, 3, 3), dilation=0),
        lambda: conv2d.conv2d_steps(ints(1, 5, 5), ints(1, 6, 3)),
        lambda: conv2d.conv2d_steps(ints(1, 5, 5), ints(1, 3, 3), stride=-1),
        lambda: conv2d.conv_output_size(5.5, 3),  # type: ignore[arg-type]
        lambda: conv2d.conv2d(MAPS, np.ones((1, 1, 0, 3))),
        lambda: stability.best_settings([]),
        lambda: stability.best_settings([0.0, 1.0]),
        lambda: stability.convergence_rate(0.1, 0.9, []),
        lambda: stability.convergence_rate(0.1, -0.9, [1.0]),
        lambda: optimizers.adam(**{**UPDATE, "t": 0}),
        lambda: passes.forward("gru", network("gru"), small(3, 2, 2), small(1, 3)),
        lambda: passes.forward("no cell", network("gru"), small(3, 2, 2)),
        lambda: losses.squared(ints(3, 2, 4), ints(3, 2, 4), np.zeros((3, 2), bool)),
        lambda: losses.cross_entropy(ints(3, 2, 4), np.full((3, 2), -1), MASK),
        lambda: alphabet.decode(np.array([-1]), "abc"),
        lambda: view.one_hot(np.array([3]), 3),
        lambda: history.considered(RUN, 0),
        lambda: history.working_at(RUN, RUN.n_steps + 1),
        lambda: sensitivity.jacobian_norms("rnn", network("rnn"), states("rnn"), -1),
        lambda: sensitivity.input_sensitivity("rnn", network("rnn"), states("rnn"), 3),
        lambda: weights.with_spectral_radius(np.zeros((2, 2)), 0.5),
        lambda: weights.unflatten(ints(7), {"W": (2, 2), "b": (2,)}),
        lambda: pictures.pack(np.full((1, 2, 2), np.nan)),
        lambda: pictures.pack(ints(2, 3, 3)),
        lambda: linear_losses.exact_minimum(np.full((3, 1), np.nan), ints(3)),
    ],
)
def test_what_used_to_be_silence_or_a_foreign_error(call: Callable[[], object]) -> None:
    with pytest.raises(InvalidParameterError):
        call()


@pytest.mark.parametrize(
    "odd",
    [
        *(None, [], "weights", LAYERS[:1], [*LAYERS, LAYERS[1]], [LAYERS[0]] * 2, LAYERS[::-1]),
        *(
            [(small(2, 3), small(2)), LAYERS[1]],
            [(small(2, 3), None), LAYERS[1]],
            [(small(2, 4), small(4)), (small(4, 1), small(1))],
        ),
    ],
)
def test_layers_that_do_not_fit_each_other_or_the_settings_are_refused(odd: Any) -> None:
    for function in (core.mlp.forward, core.mlp.loss_gradient):
        wanted = {name: value for name, value in ON_SAMPLES.items() if name in inspect.signature(function).parameters}
        with pytest.raises(InvalidParameterError):
            function(**{**wanted, "weights": odd})


@pytest.mark.parametrize("y", [[0, 1, 1, 0, 1], [-1, 1, 2, 1, 1], [-1, 1, float("nan"), 1, 1]])
def test_answers_that_a_network_cannot_give_are_refused(y: list[float]) -> None:
    with pytest.raises(InvalidParameterError):
        core.mlp.loss_gradient(**{**ON_SAMPLES, "y": y})


@pytest.mark.parametrize(
    ("odd", "named"),
    [
        ({"weights": {name: w for name, w in DIGITS["weights"].items() if name != "bias1"}}, "weights"),
        ({"weights": {**DIGITS["weights"], "W_hidden": small(338, 4)}}, "weights"),
        ({"weights": {**DIGITS["weights"], "b": small(4)}}, "W"),
        ({"mask": np.ones((3, 7))}, "mask"),
        ({"mask": "a"}, "mask"),
        ({"images": small(3, 20, 28) ** 2}, "W"),
    ],
)
def test_a_network_for_digits_refuses_what_does_not_fit(odd: dict[str, Any], named: str) -> None:
    with pytest.raises(InvalidParameterError) as refused:
        core.cnn.forward(**{**DIGITS, "params": READER, **odd})
    assert refused.value.parameter == named
