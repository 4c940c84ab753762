"""A race down a landscape: several optimizers from one start: TensorFlow."""

import math
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"  # TensorFlow reports less of itself
try:
    import numpy as np
    import tensorflow as tf
except ImportError:
    sys.exit("This program needs TensorFlow: pip install tensorflow numpy")

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


# update: what each optimizer does with the gradient g; v and s are its memory
def sgd(p, g, v, s, t, rate):
    p.assign_sub(rate * g)


def heavy_ball(p, g, v, s, t, rate):
    v.assign(momentum * v + g)
    p.assign_sub(rate * v)


def nesterov(p, g, v, s, t, rate):
    v.assign(momentum * v + g)
    p.assign_sub(rate * (g + momentum * v))


def adagrad(p, g, v, s, t, rate):
    s.assign(s + g * g)
    p.assign_sub(rate * g / (tf.sqrt(s) + 1e-10))


def rmsprop(p, g, v, s, t, rate):
    s.assign(0.99 * s + (1 - 0.99) * g * g)
    p.assign_sub(rate * g / (tf.sqrt(s) + 1e-8))


def adam(p, g, v, s, t, rate):
    v.assign(beta1 * v + (1 - beta1) * g)
    s.assign(beta2 * s + (1 - beta2) * g * g)
    p.assign_sub(rate * (v / (1 - beta1**t)) / (tf.sqrt(s / (1 - beta2**t)) + 1e-8))


OPTIMIZERS = {
    "sgd": sgd,
    "momentum": heavy_ball,
    "nesterov": nesterov,
    "adagrad": adagrad,
    "rmsprop": rmsprop,
    "adam": adam,
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
    p, v, s = (tf.Variable(values, dtype=tf.float64) for values in (start, (0, 0), (0, 0)))
    for t in range(n_made[name]):
        # gradient: the tape has recorded how the height was computed, and goes back through it
        with tf.GradientTape() as tape:
            loss = height(p)
        g = tape.gradient(loss, p)
        if noise:
            g = g + pushes[t]
        # update:
        rate = rate_of(t)
        if slip == "climb":
            rate = -rate
        OPTIMIZERS[name](p, g, v, s, t + 1, rate)
    # result:
    ends.append(p.numpy())
    print(f"{name}: {p.numpy().tolist()} after {n_made[name]} updates, height {height(p).numpy():.6g}")

# result: the mean height of the ends, and a sum in which every coordinate counts differently
theta = np.concatenate(ends)
final_loss = np.mean([height(p).numpy() for p in tf.constant(ends)])
checksum = theta @ np.cos(np.arange(len(theta)))
print(f"loss {final_loss:.12g}, checksum of the places {checksum:.12g}")
print(f"away from the lab: {abs(final_loss - lab['loss']):.1e} and {abs(checksum - lab['checksum']):.1e}")
