"""Runs that cover what a lab can be told: all optimizers, cells, losses, slips, and a few odd ones."""

from typing import Any

OPTIMIZERS = ("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam")
SHORT: dict[str, Any] = {"n_samples": 60, "n_epochs": 6, "hidden_layer_sizes": (5, 4)}
FEW: dict[str, Any] = {"n_train": 64, "n_epochs": 1}  # digits

# on its way a line passes through a point, where the last digit of the weights decides
ON_THE_LINE = (
    *((3.0, -2.0, 1.0), (1.0, -3.0, -1.0), (-3.0, 2.0, -1.0), (0.0, -1.0, -1.0)),
    *((3.0, 3.0, 1.0), (-2.0, 3.0, -1.0), (-2.0, 1.0, 1.0)),
)

RUNS: dict[str, list[dict[str, Any]]] = {
    "perceptron": [
        {},
        {"dataset": "iris-versicolor-virginica", "n_epochs": 5, "learning_rate": 0.25},
        {"dataset": "overlapping-blobs", "variant": "averaged", "init_scale": 0.5, "seed": 3, "n_epochs": 4},
        {"dataset": "ring", "variant": "pocket", "n_epochs": 4},
        {"dataset": "xor", "fit_bias": False, "shuffle": False, "n_epochs": 5},
        {"dataset": "own", "slip": "unlabelled-test", "init_scale": 2.0},
        {"dataset": "blobs", "slip": "no-bias", "variant": "averaged", "n_epochs": 3},
        {"dataset": "own", "points": ON_THE_LINE, "learning_rate": 0.1, "n_epochs": 8, "shuffle": False},
    ],
    "gradient-descent": [
        {"optimizers": OPTIMIZERS},
        {"landscape": "rosenbrock", "optimizers": OPTIMIZERS, "learning_rate": 0.05, "schedule": "cosine"},
        {"landscape": "beale", "optimizers": OPTIMIZERS, "learning_rate": 0.05, "schedule": "inverse"},
        {"landscape": "himmelblau", "optimizers": ("adam", "adagrad"), "learning_rate": 0.1, "schedule": "step"},
        {"landscape": "saddle", "optimizers": OPTIMIZERS, "learning_rate": 0.1, "noise": 0.05, "seed": 4},
        {"landscape": "plateau", "optimizers": ("nesterov", "rmsprop"), "learning_rate": 0.1, "start": (-1.0, 0.5)},
        {"landscape": "bumps", "optimizers": ("momentum", "sgd"), "learning_rate": 0.1, "slip": "climb"},
        {"landscape": "bowl", "optimizers": ("sgd", "adam"), "learning_rate": 3.0},  # sgd leaves the map
        {"optimizers": OPTIMIZERS, "learning_rate": 1e6, "condition": 3.5},  # most leave it at once
    ],
    "gradient-descent-data": [
        {},
        *({"optimizer": name, "n_epochs": 4, "schedule": "cosine"} for name in OPTIMIZERS),
        {"model": "logistic", "dataset": "two-groups", "optimizer": "adam"},
        {"model": "logistic", "dataset": "two-groups", "slip": "mistakes-only", "schedule": "inverse"},
        {"slip": "climb", "schedule": "step", "batch_size": 7, "optimizer": "momentum"},
        {"batch_size": 1, "n_epochs": 2, "seed": 5, "schedule": "inverse"},
        {"batch_size": 1, "n_epochs": 1, "model": "logistic", "dataset": "two-groups"},
        {"learning_rate": 5.0, "n_epochs": 30},  # leaves all bounds
    ],
    "mlp": [
        {"n_epochs": 12},
        {**SHORT, "optimizer": "sgd", "activation": "tanh", "l2": 0.01, "l1": 0.001, "learning_rate": 0.1},
        {**SHORT, "optimizer": "momentum", "activation": "gelu", "init": "xavier"},
        {**SHORT, "optimizer": "nesterov", "activation": "swish", "loss": "squared"},
        {**SHORT, "optimizer": "adagrad", "activation": "elu", "layer_activations": ("sigmoid",)},
        {**SHORT, "optimizer": "rmsprop", "activation": "leaky-relu", "dataset": "iris", "learning_rate": 0.01},
        {**SHORT, "dataset": "iris", "loss": "squared", "activation": "step", "layer_activations": ("linear",)},
        {**SHORT, "dataset": "sine", "loss": "squared", "activation": "tanh", "batch_size": 7},
        {**SHORT, "slip": "zero-weights", "activation": "sigmoid"},
        {**SHORT, "slip": "no-slope", "activation": "tanh"},
        {**SHORT, "dropout": 0.3, "typed_weights": ((0, 1, 1, 2, 0.5), (3, 2, 0, 1, -0.25))},
        {**SHORT, "learning_rate": 300.0, "optimizer": "momentum", "activation": "linear", "n_epochs": 30},
    ],
    "convolution": [
        {},
        {"kernel": "own", "cells": ((1.0, 2.0), (3.0, 4.0), (5.0, 6.0)), "bias": 0.5, "stride": 2},
        {"border": "same", "kernel": "gaussian", "kernel_size": 5, "activation": "sigmoid"},
        {"border": "number", "padding": 3, "stride": 3, "activation": "relu", "picture": "circle"},
        {"dilation": 2, "activation": "tanh", "pooling": "max", "pool_size": 3, "side": 14},
        {"picture": "balloon", "red": 0.5, "blue": -1.0, "pooling": "average", "flip": True},
        {"picture": "own", "kernel": "random", "seed": 3, "border": "same"},
    ],
    "convolution-learn": [
        {},
        *({"optimizer": name, "n_steps": 20, "learning_rate": 0.1} for name in OPTIMIZERS),
        {"kernel": "laplacian", "kernel_size": 5, "optimizer": "adam", "picture": "cross", "n_steps": 20},
        {"optimizer": "sgd", "learning_rate": 50.0},  # leaves all bounds
    ],
    "cnn": [
        {"digit": 4, "example": 59},
        {**FEW, "pooling": "average", "stride": 2, "kernel_size": 3, "hidden_size": 5, "optimizer": "momentum"},
        {**FEW, "filters": (4,), "pooling": "none", "slip": "linear", "optimizer": "sgd", "augment": False},
        {**FEW, "model": "dense", "optimizer": "rmsprop", "warm_up": 0, "learning_rate": 0.003},
        {**FEW, "model": "logistic", "optimizer": "adagrad", "reads": "drawing", "drawing": "ABQDPDKEAgCfAcAC764"},
        {**FEW, "model": "dense", "hidden_size": 3, "slip": "linear", "optimizer": "nesterov", "decay": False},
        {
            **FEW,
            "n_epochs": 2,
            "batch_size": 24,
            "dropout": 0.3,
            "filters": (4, 6),
            "stride": 2,
            "kernel_size": 3,
            "seed": 7,
        },
        {**FEW, "slip": "shuffled-labels", "hidden_size": 4, "dropout": 0.5, "filters": (3,), "momentum": 0.0},
        {**FEW, "slip": "linear", "batch_size": 1, "filters": (3, 4), "optimizer": "nesterov", "momentum": 0.0},
        {**FEW, "learning_rate": 1e4, "filters": (3, 4), "optimizer": "sgd", "warm_up": 0},  # leaves all bounds
    ],
    "recurrent": [
        {"n_updates": 30},
        {"cell": "gru", "n_updates": 20, "clip_norm": None, "task": "first-symbol", "sequence_length": 8},
        {"cell": "rnn", "n_updates": 20, "task": "parity", "sequence_length": 8, "clip_norm": 0.1},
        {"cell": "rnn", "activation": "relu", "n_updates": 20, "task": "adding", "sequence_length": 9},
        {"cell": "gru", "n_updates": 15, "task": "wave", "waveform": "sawtooth", "sequence_length": 12},
        {"cell": "lstm", "n_updates": 10, "task": "characters", "text": 'a "quote" and \\ {brace}', "hidden_size": 6},
        {"cell": "lstm", "n_updates": 15, "slip": "no-feedback", "task": "wave", "sequence_length": 10},
        {"cell": "gru", "n_updates": 10, "spectral_radius": 1.2, "seed": 9, "sequence_length": 9},
    ],
    "attention": [
        {"n_updates": 20},
        {"n_updates": 10, "task": "copy", "delay": 2, "causal": True, "n_heads": 2, "positions": "sinusoidal"},
        {"n_updates": 10, "task": "sort", "length": 5, "feed_forward": True, "layer_norm": True, "n_layers": 2},
        {"n_updates": 10, "task": "largest", "positions": "none", "slip": "no-root", "n_heads": 4},
        {"n_updates": 10, "task": "recall", "length": 9, "slip": "no-positions", "seed": 4},
        {"n_updates": 10, "task": "recall-two", "length": 10, "n_layers": 2, "causal": True, "width": 8},
        {"n_updates": 8, "task": "characters", "text": 'a "quote" and \\ {brace}', "causal": True, "layer_norm": True},
        {"n_updates": 30, "learning_rate": 1e5},  # leaves all bounds
    ],
}
"""By the name of the view: fields of its Params that differ from the defaults."""
