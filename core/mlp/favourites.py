"""Settings that are worth coming back to, by what they show: what each of them changes of the defaults."""

from collections.abc import Mapping
from typing import Any

DEFAULT = "spiral"

XOR = {"dataset": "xor", "n_samples": 200, "activation": "tanh", "init": "xavier", "learning_rate": 0.05, "seed": 3}
CIRCLE = {"dataset": "circle", "n_samples": 200, "init": "xavier"}
SINES = ("x1", "x2", "sin-x1", "sin-x2")

FAVOURITES: Mapping[str, Mapping[str, Any]] = {
    DEFAULT: {},
    "xor-two": {**XOR, "hidden_layer_sizes": (2,), "n_epochs": 60},
    "xor-none": {**XOR, "hidden_layer_sizes": (), "n_epochs": 60},
    "sines": {"features": SINES, "hidden_layer_sizes": (8,), "activation": "tanh", "init": "xavier", "n_epochs": 60},
    "zeros": {"activation": "sigmoid", "init": "zeros", "n_epochs": 60},
    "six-sigmoid": {
        **CIRCLE,
        "hidden_layer_sizes": (8,) * 6,
        "activation": "sigmoid",
        "optimizer": "sgd",
        "learning_rate": 0.1,
        "n_epochs": 40,
    },
    "overfitting": {"dataset": "circle", "n_samples": 300, "noise": 1.0, "train_fraction": 0.1, "n_epochs": 100},
    "linear": {**CIRCLE, "hidden_layer_sizes": (8, 8, 8), "activation": "linear", "n_epochs": 20},
}
