"""A race down a landscape: several of Keras's optimizers from one start: Keras, on TensorFlow."""

import math
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"  # TensorFlow reports less of itself
os.environ["KERAS_BACKEND"] = "tensorflow"
try:
    import keras
    import numpy as np
    import tensorflow as tf
    from keras import ops
except ImportError:
    sys.exit("This program needs Keras: pip install keras tensorflow numpy")

# settings: of the run, as the lab's sidebar has them; below them what came of it in the lab
landscape = "ravine"
hessian = (0.21967588539889382, -0.36387111048151455, 0.8303241146011061)  # of the landscapes that are quadratic: f_xx, f_xy, f_yy  # fmt: skip
start = (-3.5, 0.5)
optimizers = ("sgd", "momentum", "adam")
learning_rate = 0.2
schedule = "constant"
momentum = 0.9
beta1 = 0.9
beta2 = 0.999
n_steps = 120
n_made = {"sgd": 120, "momentum": 120, "adam": 120}  # updates, before one that went too far
noise = 0.0
slip = "none"
noise_seed = [0, 4]
lab = {"loss": 0.006550327327647304, "checksum": -1.0185562662943577}

# data: there is none, but noise that is added to every gradient
keras.config.set_floatx("float64")  # as the lab computes; Keras's own choice is float32
if noise:
    pushes = noise * np.random.default_rng(noise_seed).standard_normal((n_steps, 2))


# model: a place (x, y), and the height of the landscape there
# loss: the height
def height(p):
    x, y = tf.unstack(p)
    if landscape in ("bowl", "ravine"):
        f_xx, f_xy, f_yy = hessian
        return (f_xx * x * x + 2 * f_xy * x * y + f_yy * y * y) / 2
    elif landscape == "rosenbrock":
        return (y - x * x) ** 2 + (1 - x) ** 2 / 100
    elif landscape == "beale":
        return ((1.5 - x + x * y) ** 2 + (2.25 - x + x * y * y) ** 2 + (2.625 - x + x * y * y * y) ** 2) / 20
    elif landscape == "himmelblau":
        return ((x * x + y - 11) ** 2 + (x + y * y - 7) ** 2) / 50
    elif landscape == "saddle":
        return x * x / 2 + (y * y - 4) ** 2 / 16
    elif landscape == "plateau":
        return 1 - tf.exp(-((x - 1) ** 2 + (y + 1) ** 2) / 2)
    elif landscape == "bumps":
        return (x * x + y * y) / 10 + 1 - (tf.cos(math.pi * x) + tf.cos(math.pi * y)) / 2


# update: the optimizers and their settings
class Adagrad(keras.optimizers.Adagrad):
    """Keras adds epsilon before it takes the root; the lab, as PyTorch, after."""

    def update_step(self, g, w, rate):
        s = self._accumulators[self._get_variable_index(w)]
        self.assign_add(s, g * g)
        self.assign_sub(w, rate * g / (ops.sqrt(s) + np.float64(1e-10)))


class RMSprop(keras.optimizers.RMSprop):
    """Keras adds epsilon before it takes the root; the lab, as PyTorch, after."""

    def update_step(self, g, w, rate):
        s = self._velocities[self._get_variable_index(w)]
        self.assign(s, s * np.float64(0.99) + g * g * np.float64(1 - 0.99))
        self.assign_sub(w, rate * g / (ops.sqrt(s) + np.float64(1e-8)))


class Adam(keras.optimizers.Adam):
    """Keras adds epsilon before it corrects the start from zero; the lab, as the paper, after."""

    def update_step(self, g, w, rate):
        v, s = (memory[self._get_variable_index(w)] for memory in (self._momentums, self._velocities))
        t, b1, b2 = ops.cast(self.iterations + 1, "float64"), np.float64(beta1), np.float64(beta2)
        self.assign(v, v * b1 + g * (1 - b1))
        self.assign(s, s * b2 + g * g * (1 - b2))
        self.assign_sub(w, rate * (v / (1 - b1**t)) / (ops.sqrt(s / (1 - b2**t)) + np.float64(1e-8)))


OPTIMIZERS = {
    "sgd": lambda: keras.optimizers.SGD(learning_rate),
    "momentum": lambda: keras.optimizers.SGD(learning_rate, momentum=np.float64(momentum)),
    "nesterov": lambda: keras.optimizers.SGD(learning_rate, momentum=np.float64(momentum), nesterov=True),
    "adagrad": lambda: Adagrad(learning_rate, initial_accumulator_value=0.0),  # Keras's own start is 0.1
    "rmsprop": lambda: RMSprop(learning_rate),
    "adam": lambda: Adam(learning_rate),
}


def rate_of(t):
    """The learning rate after t updates."""
    if schedule == "constant":
        return learning_rate
    elif schedule == "step":
        return learning_rate * 0.1 ** (3 * t // n_steps)
    elif schedule == "cosine":
        return learning_rate * ((1 + math.cos(math.pi * t / n_steps)) / 2)
    elif schedule == "inverse":
        return learning_rate * (1 / (1 + 10 * t / n_steps))


# loop: every optimizer for itself, update by update
ends = []
for name in optimizers:
    p, method = keras.Variable(start, dtype="float64"), OPTIMIZERS[name]()
    for t in range(n_made[name]):
        # gradient: Keras leaves it to TensorFlow, whose tape goes back through all that was computed
        with tf.GradientTape() as tape:
            loss = height(p.value)
        g = tape.gradient(loss, p.value)
        if noise:
            g = g + pushes[t]
        if slip == "climb":
            g = -g
        # update:
        method.learning_rate = rate_of(t)
        method.apply([g], [p])
    # result:
    ends.append(p.numpy())
    print(f"{name}: {p.numpy().tolist()} after {n_made[name]} updates, height {height(p.value).numpy():.6g}")

# result: the mean height of the ends, and a sum in which every coordinate counts differently
theta = np.concatenate(ends)
final_loss = np.mean([height(p).numpy() for p in tf.constant(ends)])
checksum = theta @ np.cos(np.arange(len(theta)))
print(f"loss {final_loss:.12g}, checksum of the places {checksum:.12g}")
print(f"away from the lab: {abs(final_loss - lab['loss']):.1e} and {abs(checksum - lab['checksum']):.1e}")
