"""GRU: the gates stand in one array, r z n here and z r n there."""

import numpy as np

# formulas: five steps of a GRU with four units
rng = np.random.default_rng(0)
x, W, U, b = rng.standard_normal((5, 3)), rng.standard_normal((3, 12)), rng.standard_normal((4, 12)), np.zeros((2, 12))


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def states(r, z, n):  # which columns belong to which gate
    h = np.zeros(4)
    for x_t in x:
        reset, keep = sigmoid(x_t @ W[:, r] + h @ U[:, r]), sigmoid(x_t @ W[:, z] + h @ U[:, z])
        h = (1 - keep) * np.tanh(x_t @ W[:, n] + reset * (h @ U[:, n])) + keep * h
    return h


first, second, third = slice(0, 4), slice(4, 8), slice(8, 12)
ours, theirs = states(first, second, third), states(second, first, third)  # ours is PyTorch's order, too

# framework: Keras with the arrays as they are
import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras

keras.config.set_floatx("float64")
model = keras.Sequential([keras.Input((5, 3)), keras.layers.GRU(4)])
model.set_weights([W, U, b])
made = model(x[None]).numpy()[0]

# result: the largest difference of a state, and the largest of all
print(
    f"by the formulas {np.abs(theirs - ours).max():.3g}, by Keras {np.abs(made - ours).max():.3g}, states {np.abs(ours).max():.3g}"
)
