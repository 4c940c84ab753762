"""One convolution of one picture, then activation and pooling: TensorFlow."""

import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"  # TensorFlow reports less of itself
try:
    import numpy as np
    import tensorflow as tf
except ImportError:
    sys.exit("This program needs TensorFlow: pip install tensorflow numpy")

# settings: of the run, as the lab's sidebar has them; below them picture and kernel, and what came of them in the lab
bias = 0.0
stride = 1
padding = (0, 0)  # zeros above and below, left and right
dilation = 1
activation = "none"
pooling = "none"
pool_size = 2
image = [[[0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.015206082432973222, 0.19719887955182094, 0.25626250500200076, 0.031212484993997612, 0.0, 0.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.38791516606642673, 0.7528611444577831, 0.6047218887555017, 0.6132052821128451, 0.031212484993997484, 0.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.6750700280112047, 0.19335734293717471, 0.0, 0.4807523009203692, 0.3857543017206874, 0.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.5083633453381352, 0.0404961984793917, 0.0, 0.3915966386554633, 0.3668667466986785, 0.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.02929171668667458, 0.11860744297719097, 0.34141656662665054, 0.8241696678671471, 0.20464185674269642, 0.0012004801920768263, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.021368547418967623, 0.5327731092436978, 0.6062424969987991, 0.46050420168067285, 0.7902360944377751, 0.5470988395358148, 0.03625450180072055, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.08083233293317307, 0.5275710284113635, 0.5154861944777912, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.059303721488595376, 0.7707082833133249, 0.0, 0.0], [0.0, 0.0, 0.0, 0.13509403761504657, 0.29819927971188576, 0.17270908363345425, 0.11116446578631545, 0.2080832332933183, 0.621208483393358, 0.45258103241296516, 0.0, 0.0], [0.0, 0.0, 0.0, 0.12901160464185635, 0.28379351740696185, 0.274829931972788, 0.2141656662665061, 0.27787114845938266, 0.25082032813125144, 0.012004801920768264, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]]]  # fmt: skip
kernel = [[[-1.0, 0.0, 1.0], [-2.0, 0.0, 2.0], [-1.0, 0.0, 1.0]]]
lab = {"mean": -1.2212453270876722e-17, "checksum": 0.40281131920910285}

# data: one picture, as a batch; TensorFlow puts the channels last: (pictures, rows, columns, channels)
pictures = tf.constant(np.transpose([image], (0, 2, 3, 1)))
kernels = tf.constant(np.transpose([kernel], (2, 3, 1, 0)))  # (rows, columns, channels, kernels)

# model: what TensorFlow calls a convolution is a cross-correlation, too: the kernel is not turned
above, left = padding
border = [[0, 0], [above, above], [left, left], [0, 0]]
output = tf.nn.conv2d(pictures, kernels, strides=stride, padding=border, dilations=dilation) + bias
if activation == "relu":
    output = tf.nn.relu(output)
elif activation == "sigmoid":
    output = tf.sigmoid(output)
elif activation == "tanh":
    output = tf.tanh(output)
if pooling == "max":
    output = tf.nn.max_pool2d(output, pool_size, pool_size, "VALID")
elif pooling == "average":
    output = tf.nn.avg_pool2d(output, pool_size, pool_size, "VALID")

# result: the output, and a sum in which every cell counts differently
output = output.numpy()[0, :, :, 0]
theta = output.ravel()
checksum = theta @ np.cos(np.arange(len(theta)))
print(np.array2string(output, precision=3, suppress_small=True, max_line_width=200))
print(f"mean {output.mean():.12g}, checksum of the output {checksum:.12g}")
print(f"away from the lab: {abs(output.mean() - lab['mean']):.1e} and {abs(checksum - lab['checksum']):.1e}")
