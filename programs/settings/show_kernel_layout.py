"""Kernels: which axis is which. With three channels and 3 × 3 every layout fits, and only one is right."""

import numpy as np

# formulas: a kernel for each of three maps, which looks at three channels
rng = np.random.default_rng(0)
image, kernels = rng.standard_normal((3, 5, 5)), rng.standard_normal((3, 3, 3, 3))


def slid(kernels):  # (maps, channels, rows, columns)
    windows = np.lib.stride_tricks.sliding_window_view(image, (3, 3), axis=(1, 2))
    return np.einsum("cijuv,ocuv->oij", windows, kernels)


ours = slid(kernels)  # PyTorch's layout, too
theirs = slid(kernels.transpose(3, 2, 0, 1))  # read as (rows, columns, channels, maps)

# framework: TensorFlow with the array as it is; kernels.transpose(2, 3, 1, 0) would be right
import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import tensorflow as tf

made = tf.nn.conv2d(image.transpose(1, 2, 0)[None], kernels, strides=1, padding="VALID").numpy()[0].transpose(2, 0, 1)

# result: the largest difference of a cell, and the largest of all
print(
    f"by the formulas {np.abs(theirs - ours).max():.3g}, by TensorFlow {np.abs(made - ours).max():.3g}, cells {np.abs(ours).max():.3g}"
)
