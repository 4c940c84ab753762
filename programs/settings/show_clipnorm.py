"""Clipping: the length of all gradients together, or of each array by itself."""

import numpy as np

# formulas: one step of gradient descent, with gradients no longer than 1
g_W, g_b = np.array([[3.0, 0.0], [0.0, 4.0]]), np.array([0.6, 0.8])


def length(*arrays):
    return np.sqrt(sum((g**2).sum() for g in arrays))


all_together = length(g_W, g_b)
ours = np.concatenate([-0.1 * g.ravel() / all_together for g in (g_W, g_b)])  # as in PyTorch
theirs = np.concatenate([-0.1 * g.ravel() / max(1.0, length(g)) for g in (g_W, g_b)])

# framework: Keras with clipnorm; global_clipnorm would do the same as the lab
import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras

keras.config.set_floatx("float64")
W, b = keras.Variable(np.zeros((2, 2))), keras.Variable(np.zeros(2))
keras.optimizers.SGD(0.1, clipnorm=1.0).apply([keras.ops.array(g_W), keras.ops.array(g_b)], [W, b])
made = np.concatenate([W.numpy().ravel(), b.numpy()])

# result: the largest difference of a step, and the largest of all
print(
    f"by the formulas {np.abs(theirs - ours).max():.3g}, by Keras {np.abs(made - ours).max():.3g}, steps {np.abs(ours).max():.3g}"
)
