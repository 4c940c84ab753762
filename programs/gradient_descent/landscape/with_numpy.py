"""A race down a landscape: several optimizers from one start. NumPy alone."""

import math
import sys

try:
    import numpy as np
except ImportError:
    sys.exit("This program needs NumPy: pip install numpy")

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
def height(x, y):
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
        return 1 - math.exp(-((x - 1) ** 2 + (y + 1) ** 2) / 2)
    elif landscape == "bumps":
        return (x * x + y * y) / 10 + 1 - (math.cos(math.pi * x) + math.cos(math.pi * y)) / 2


# gradient: worked out by hand
def gradient_of(x, y):
    if landscape in ("bowl", "ravine"):
        f_xx, f_xy, f_yy = hessian
        return f_xx * x + f_xy * y, f_xy * x + f_yy * y
    elif landscape == "rosenbrock":
        off_valley = y - x * x
        return -4 * x * off_valley - (1 - x) / 50, 2 * off_valley
    elif landscape == "beale":
        r1, r2, r3 = 1.5 - x + x * y, 2.25 - x + x * y * y, 2.625 - x + x * y * y * y
        dx = r1 * (y - 1) + r2 * (y * y - 1) + r3 * (y * y * y - 1)
        return dx / 10, x * (r1 + 2 * r2 * y + 3 * r3 * y * y) / 10
    elif landscape == "himmelblau":
        a, b = x * x + y - 11, x + y * y - 7
        return (2 * x * a + b) / 25, (a + 2 * y * b) / 25
    elif landscape == "saddle":
        return x, y * (y * y - 4) / 4
    elif landscape == "plateau":
        bell = math.exp(-((x - 1) ** 2 + (y + 1) ** 2) / 2)
        return (x - 1) * bell, (y + 1) * bell
    elif landscape == "bumps":
        return x / 5 + math.pi / 2 * math.sin(math.pi * x), y / 5 + math.pi / 2 * math.sin(math.pi * y)


# update: what each optimizer does with the gradient g; v and s are its memory
def sgd(p, g, v, s, t, rate):
    return p - rate * g, v, s


def heavy_ball(p, g, v, s, t, rate):
    v = momentum * v + g
    return p - rate * v, v, s


def nesterov(p, g, v, s, t, rate):
    v = momentum * v + g
    return p - rate * (g + momentum * v), v, s


def adagrad(p, g, v, s, t, rate):
    s = s + g * g
    return p - rate * g / (np.sqrt(s) + 1e-10), v, s


def rmsprop(p, g, v, s, t, rate):
    s = 0.99 * s + (1 - 0.99) * g * g
    return p - rate * g / (np.sqrt(s) + 1e-8), v, s


def adam(p, g, v, s, t, rate):
    v = beta1 * v + (1 - beta1) * g
    s = beta2 * s + (1 - beta2) * g * g
    return p - rate * (v / (1 - beta1**t)) / (np.sqrt(s / (1 - beta2**t)) + 1e-8), v, s


OPTIMIZERS = {
    "sgd": sgd,
    "momentum": heavy_ball,
    "nesterov": nesterov,
    "adagrad": adagrad,
    "rmsprop": rmsprop,
    "adam": adam,
}


def rate_of(t):
    """The learning rate after t updates; against the gradient means downhill."""
    rate = learning_rate
    if schedule == "step":
        rate = rate * 0.1 ** (3 * t // n_steps)
    elif schedule == "cosine":
        rate = rate * ((1 + math.cos(math.pi * t / n_steps)) / 2)
    elif schedule == "inverse":
        rate = rate * (1 / (1 + 10 * t / n_steps))
    if slip == "climb":
        rate = -rate
    return rate


# loop: every optimizer for itself, update by update
ends = []
for name in optimizers:
    p, v, s = np.array(start), np.zeros(2), np.zeros(2)
    for t in range(n_made[name]):
        g = np.array(gradient_of(*p.tolist()))
        if noise:
            g = g + pushes[t]
        p, v, s = OPTIMIZERS[name](p, g, v, s, t + 1, rate_of(t))
    ends.append(p)
    print(f"{name}: {p.tolist()} after {n_made[name]} updates, height {height(*p.tolist()):.6g}")

# result: the mean height of the ends, and a sum in which every coordinate counts differently
theta = np.concatenate(ends)
final_loss = np.mean([height(*p.tolist()) for p in ends])
checksum = theta @ np.cos(np.arange(len(theta)))
print(f"loss {final_loss:.12g}, checksum of the places {checksum:.12g}")
print(f"away from the lab: {abs(final_loss - lab['loss']):.1e} and {abs(checksum - lab['checksum']):.1e}")
