"""Settings of a network for digits that show something, by name; what they leave out is at its default."""

from typing import Any

DEFAULT = "shipped"
LARGE_STEPS: dict[str, Any] = {"n_train": 2000, "n_epochs": 1, "warm_up": 0, "decay": False}

FAVOURITES: dict[str, dict[str, Any]] = {
    DEFAULT: {},
    "few-digits": {"n_train": 200, "augment": False, "n_epochs": 10},
    "still-digits": {"augment": False},
    "dense-pixels": {"model": "dense"},
    "logistic-pixels": {"model": "logistic"},
    "dead-kernels": LARGE_STEPS | {"optimizer": "sgd", "learning_rate": 2.0},
    "rate-too-large": LARGE_STEPS | {"learning_rate": 1.0},
    "linear-maps": {"slip": "linear", "pooling": "average", "n_epochs": 1},
    "shuffled-labels": {"slip": "shuffled-labels", "n_train": 200, "augment": False, "n_epochs": 10},
}
