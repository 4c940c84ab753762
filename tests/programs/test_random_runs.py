"""Whatever the settings: every program compiles, and what NumPy makes of a run is what the lab made of it."""

import os
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from core.progress import silent
from core.validation import InvalidParameterError
from programs.export import program
from programs.registry import frameworks_of
from runs.wishes import VIEWS

N_RUNS = int(os.environ.get("RANDOM_RUNS", "25"))  # of each view; `make frameworks` asks for 200
OPTIMIZERS = st.sampled_from(["sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam"])
ACTIVATIONS = st.sampled_from(["linear", "sigmoid", "tanh", "relu", "leaky-relu", "elu", "gelu", "swish", "step"])
BETAS = {"momentum": st.sampled_from([0.0, 0.5, 0.9]), "beta1": st.sampled_from([0.0, 0.9]), "seed": st.integers(0, 99)}
# small rates: a run that has become chaotic blows the last bit of a number up until two right programs part
RATES = st.floats(0.001, 0.05)
CNN_RATES = st.floats(0.001, 0.01)  # RMSprop's first update of each of 784 weights is ten times as large as its rate
SCHEDULES = st.sampled_from(["constant", "step", "cosine", "inverse"])
NASTY = st.text(st.sampled_from("ab '\"\\{}%\u2028\u4e2d#"), min_size=4, max_size=12)
POINTS = st.lists(
    st.tuples(st.integers(-3, 3).map(float), st.integers(-3, 3).map(float), st.sampled_from([-1.0, 1.0])),
    min_size=4,
    max_size=8,
).map(tuple)

FIELDS: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "perceptron": {
        "dataset": st.sampled_from(["blobs", "overlapping-blobs", "xor", "ring", "own", "iris-setosa-versicolor"]),
        "n_samples": st.integers(4, 20),
        "points": POINTS,
        "learning_rate": st.floats(0.01, 10),
        "n_epochs": st.integers(1, 4),
        "shuffle": st.booleans(),
        "fit_bias": st.booleans(),
        "variant": st.sampled_from(["standard", "averaged", "pocket"]),
        "init_scale": st.sampled_from([0.0, 0.5]),
        "slip": st.sampled_from(["none", "unlabelled-test", "no-bias"]),
        "seed": st.integers(0, 99),
    },
    "gradient-descent": {
        "landscape": st.sampled_from(["bowl", "ravine", "rosenbrock", "beale", "himmelblau", "saddle", "bumps"]),
        "condition": st.floats(1, 50),
        "noise": st.sampled_from([0.0, 0.1]),
        "optimizers": st.lists(OPTIMIZERS, min_size=1, max_size=3, unique=True).map(tuple),
        "learning_rate": RATES,
        "schedule": SCHEDULES,
        "n_steps": st.integers(1, 15),
        "slip": st.sampled_from(["none", "climb"]),
        **BETAS,
    },
    "gradient-descent-data": {
        "dataset": st.sampled_from(["line", "two-groups", "iris-petals"]),
        "n_samples": st.integers(4, 20),
        "standardize": st.booleans(),
        "model": st.sampled_from(["linear", "logistic"]),
        "optimizer": OPTIMIZERS,
        "learning_rate": RATES,
        "schedule": SCHEDULES,
        "batch_size": st.integers(1, 9),
        "n_epochs": st.integers(1, 2),
        "slip": st.sampled_from(["none", "climb", "mistakes-only"]),
        **BETAS,
    },
    "mlp": {
        "dataset": st.sampled_from(["spiral", "circles", "xor", "iris", "sine", "own"]),
        "n_samples": st.integers(20, 30),
        "hidden_layer_sizes": st.lists(st.integers(1, 4), max_size=2).map(tuple),
        "activation": ACTIVATIONS,
        "init": st.sampled_from(["zeros", "small", "xavier", "he"]),
        "loss": st.sampled_from(["cross-entropy", "squared"]),
        "optimizer": OPTIMIZERS,
        "learning_rate": RATES,
        "batch_size": st.integers(3, 12),
        "n_epochs": st.integers(1, 2),
        "l1": st.sampled_from([0.0, 0.01]),
        "l2": st.sampled_from([0.0, 0.01]),
        "dropout": st.sampled_from([0.0, 0.4]),
        "typed_weights": st.sampled_from([(), ((0, 1, 1, 1, 0.5), (1, 1, 0, 1, -0.5))]),
        "slip": st.sampled_from(["none", "zero-weights", "no-slope"]),
        **BETAS,
    },
    "convolution": {
        "picture": st.sampled_from(["digit", "cross", "balloon", "own"]),
        "side": st.integers(6, 8),
        "kernel": st.sampled_from(["sobel-x", "gaussian", "random", "own"]),
        "kernel_size": st.integers(1, 3),
        "bias": st.floats(-1, 1),
        "stride": st.integers(1, 3),
        "border": st.sampled_from(["valid", "same", "number"]),
        "padding": st.integers(0, 2),
        "dilation": st.integers(1, 2),
        "activation": st.sampled_from(["none", "relu", "sigmoid", "tanh"]),
        "pooling": st.sampled_from(["none", "max", "average"]),
        "flip": st.booleans(),
        "seed": st.integers(0, 99),
    },
    "convolution-learn": {
        "picture": st.sampled_from(["digit", "cross", "own"]),
        "side": st.integers(6, 8),
        "kernel": st.sampled_from(["sobel-x", "laplacian"]),
        "kernel_size": st.sampled_from([1, 3, 5]),
        "optimizer": OPTIMIZERS,
        "learning_rate": RATES,
        "n_steps": st.integers(1, 8),
        **BETAS,
    },
    "cnn": {
        "model": st.sampled_from(["cnn", "cnn", "dense", "logistic"]),
        "filters": st.lists(st.integers(2, 3), min_size=1, max_size=2).map(tuple),
        "kernel_size": st.sampled_from([3, 5]),
        "stride": st.integers(1, 2),
        "pooling": st.sampled_from(["max", "average", "none"]),
        "hidden_size": st.integers(0, 3),
        "dropout": st.sampled_from([0.0, 0.4]),
        "n_train": st.integers(10, 20),
        "augment": st.booleans(),
        "n_epochs": st.integers(1, 2),
        "batch_size": st.integers(3, 10),
        "optimizer": OPTIMIZERS,
        "learning_rate": CNN_RATES,
        "warm_up": st.integers(0, 3),
        "decay": st.booleans(),
        "slip": st.sampled_from(["none", "linear", "shuffled-labels"]),
        "example": st.integers(0, 9),
        **BETAS,
    },
    "attention": {
        "task": st.sampled_from(["reverse", "copy", "sort", "largest", "recall", "recall-two", "characters"]),
        "length": st.integers(4, 9),
        "delay": st.integers(1, 3),
        "text": NASTY,
        "width": st.sampled_from([4, 8]),
        "n_heads": st.sampled_from([1, 2, 4]),
        "n_layers": st.integers(1, 2),
        "positions": st.sampled_from(["learned", "sinusoidal", "none"]),
        "causal": st.booleans(),
        "feed_forward": st.booleans(),
        "layer_norm": st.booleans(),
        "learning_rate": RATES,
        "batch_size": st.integers(1, 4),
        "n_updates": st.integers(1, 4),
        "slip": st.sampled_from(["none", "no-positions", "no-root"]),
        "seed": st.integers(0, 99),
    },
    "recurrent": {
        "task": st.sampled_from(["echo", "first-symbol", "parity", "adding", "wave", "characters"]),
        "sequence_length": st.integers(4, 7),
        "delay": st.integers(1, 3),
        "waveform": st.sampled_from(["sine", "sawtooth"]),
        "text": NASTY,
        "cell": st.sampled_from(["rnn", "lstm", "gru"]),
        "activation": st.sampled_from(["tanh", "relu"]),
        "hidden_size": st.integers(1, 4),
        "learning_rate": RATES,
        "batch_size": st.integers(1, 4),
        "n_updates": st.integers(1, 4),
        "clip_norm": st.sampled_from([None, 0.05, 1.0]),
        "slip": st.sampled_from(["none", "no-feedback"]),
        "seed": st.integers(0, 99),
    },
}


def hangs_on_a_rounding_error(fields: dict[str, Any]) -> bool:
    """Whether two right programs may part, on two processors as well: of weights that start at zero, gradients cancel.

    What is left of such a gradient is a rounding error. L1 pulls by the sign of the weight that it makes, and rules
    that divide by a gradient's size make it as large as any other.
    """
    from_zero = fields.get("init") == "zeros" or fields.get("slip") == "zero-weights"
    return from_zero and (fields["l1"] > 0 or fields["optimizer"] not in {"sgd", "momentum", "nesterov"})


@pytest.mark.parametrize("name", FIELDS)
@settings(max_examples=N_RUNS, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_programs_of_any_run_compile_and_numpy_agrees(name: str, data: st.DataObject) -> None:
    view, fields = VIEWS[name], data.draw(st.fixed_dictionaries(FIELDS[name]))
    assume(not hangs_on_a_rounding_error(fields))
    try:
        scene = view.scene(view.params(**fields), silent)
    except InvalidParameterError:
        assume(False)
    told = view.files.for_programs(scene)
    for framework, cannot in frameworks_of(name).items():
        if cannot(told) is None:
            compile(text := program(name, framework, told, "A title"), "program.py", "exec", dont_inherit=True)
            if framework == "numpy":
                found: dict[str, Any] = {"__name__": "__main__"}
                exec(text, found)
    made = {"loss": found.get("final_loss"), "mean": np.mean(found["theta"]), "checksum": found["checksum"]}
    made["reading"] = found.get("reading")
    assert {name: made[name] for name in told["lab"] if name in made} == pytest.approx(
        {name: value for name, value in told["lab"].items() if name in made}, rel=1e-9, abs=1e-9
    )
