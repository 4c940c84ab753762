"""GRU: the reset gate before or after the matrix."""

import numpy as np

# formulas: five steps of a GRU with four units, gates in the order z, r, n
rng = np.random.default_rng(0)
x, W, U, b = rng.standard_normal((5, 3)), rng.standard_normal((3, 12)), rng.standard_normal((4, 12)), np.zeros(12)


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def states(after):
    h = np.zeros(4)
    for x_t in x:
        z, r = sigmoid(x_t @ W[:, :4] + h @ U[:, :4]), sigmoid(x_t @ W[:, 4:8] + h @ U[:, 4:8])
        n = np.tanh(x_t @ W[:, 8:] + (r * (h @ U[:, 8:]) if after else (r * h) @ U[:, 8:]))
        h = (1 - z) * n + z * h
    return h


ours, theirs = states(after=True), states(after=False)

# framework: Keras with reset_after=False, as in the first paper; True is its usual choice, and PyTorch's
import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras

keras.config.set_floatx("float64")
model = keras.Sequential([keras.Input((5, 3)), keras.layers.GRU(4, reset_after=False)])
model.set_weights([W, U, b])
made = model(x[None]).numpy()[0]

# result: the largest difference of a state, and the largest of all
print(
    f"by the formulas {np.abs(theirs - ours).max():.3g}, by Keras {np.abs(made - ours).max():.3g}, states {np.abs(ours).max():.3g}"
)
