"""Padding “same” with stride 2: where the zeros go when they cannot be shared out evenly."""

import numpy as np

# formulas: a picture of 6 × 6, a kernel of 3 × 3
rng = np.random.default_rng(0)
image, kernel = rng.standard_normal((6, 6)), rng.standard_normal((3, 3))


def slid(before, after):
    padded = np.pad(image, ((before, after), (before, after)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (3, 3))[::2, ::2]
    return np.einsum("ijuv,uv->ij", windows, kernel)


ours, theirs = slid(1, 1), slid(0, 1)  # PyTorch's padding=1 does as ours

# framework: TensorFlow
import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import tensorflow as tf

made = tf.nn.conv2d(image[None, :, :, None], kernel[:, :, None, None], strides=2, padding="SAME").numpy()[0, :, :, 0]

# result: the largest difference of a cell, and the largest of all
print(
    f"by the formulas {np.abs(theirs - ours).max():.3g}, by TensorFlow {np.abs(made - ours).max():.3g}, cells {np.abs(ours).max():.3g}"
)
