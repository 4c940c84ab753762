"""TensorFlow: a tape that records what is computed, and graphs that run fast."""

import tensorflow as tf


@tf.function
def height(x, y):
    return (1 - x) ** 2 + 100 * (y - x**2) ** 2  # the banana valley


p = tf.Variable([-1.2, 1.0], dtype=tf.float64)
with tf.GradientTape() as tape:
    z = height(p[0], p[1])
print("height", z.numpy(), "gradient", tape.gradient(z, p).numpy())
