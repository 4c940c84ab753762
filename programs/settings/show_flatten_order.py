"""Flatten: channels first or channels last. The numbers are the same, in another order."""

import numpy as np

# formulas: two maps of 2 × 2, made flat, and a dense layer after them
rng = np.random.default_rng(0)
maps, W = rng.standard_normal((2, 2, 2)), rng.standard_normal((8, 3))
ours = maps.ravel() @ W  # (channels, rows, columns), as in PyTorch
theirs = maps.transpose(1, 2, 0).ravel() @ W  # (rows, columns, channels)

# framework: Keras, whose maps have their channels last, with the same W
import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras

keras.config.set_floatx("float64")
model = keras.Sequential([keras.Input((2, 2, 2)), keras.layers.Flatten(), keras.layers.Dense(3, use_bias=False)])
model.set_weights([W])
made = model(maps.transpose(1, 2, 0)[None]).numpy()[0]

# result: the largest difference of a score, and the largest of all
print(
    f"by the formulas {np.abs(theirs - ours).max():.3g}, by Keras {np.abs(made - ours).max():.3g}, scores {np.abs(ours).max():.3g}"
)
