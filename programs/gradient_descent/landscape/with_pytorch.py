"""A race down a landscape: several optimizers from one start, each with the gradient that autograd finds. PyTorch."""

import math
import sys

try:
    import numpy as np
    import torch
except ImportError:
    sys.exit("This program needs PyTorch: pip install torch numpy")

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
torch.set_default_dtype(torch.float64)  # as the lab computes; PyTorch's own choice is float32
torch.set_num_threads(1)  # two numbers need no more
if noise:
    pushes = torch.from_numpy(noise * np.random.default_rng(noise_seed).standard_normal((n_steps, 2)))


# model: a place (x, y), and the height of the landscape there
# loss: the height
def height(p):
    x, y = p
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
        return 1 - torch.exp(-((x - 1) ** 2 + (y + 1) ** 2) / 2)
    elif landscape == "bumps":
        return (x * x + y * y) / 10 + 1 - (torch.cos(math.pi * x) + torch.cos(math.pi * y)) / 2


# update: the optimizers and their settings; one that maximizes climbs
climbs = slip == "climb"
OPTIMIZERS = {
    "sgd": lambda p: torch.optim.SGD([p], learning_rate, maximize=climbs),
    "momentum": lambda p: torch.optim.SGD([p], learning_rate, momentum=momentum, maximize=climbs),
    "nesterov": lambda p: torch.optim.SGD(
        [p], learning_rate, momentum=momentum, nesterov=bool(momentum), maximize=climbs
    ),
    "adagrad": lambda p: torch.optim.Adagrad([p], learning_rate, maximize=climbs),
    "rmsprop": lambda p: torch.optim.RMSprop([p], learning_rate, maximize=climbs),
    "adam": lambda p: torch.optim.Adam([p], learning_rate, betas=(beta1, beta2), maximize=climbs),
}


def factor(t):
    """What the learning rate is multiplied with after t updates."""
    if schedule == "constant":
        return 1.0
    elif schedule == "step":
        return 0.1 ** (3 * t // n_steps)
    elif schedule == "cosine":
        return (1 + math.cos(math.pi * t / n_steps)) / 2
    elif schedule == "inverse":
        return 1 / (1 + 10 * t / n_steps)


# loop: every optimizer for itself, update by update
ends = []
for name in optimizers:
    p = torch.tensor(start, requires_grad=True)
    method = OPTIMIZERS[name](p)
    scheduler = torch.optim.lr_scheduler.LambdaLR(method, factor)
    for t in range(n_made[name]):
        # gradient: autograd goes back through the formula of the height
        method.zero_grad()
        height(p).backward()
        if noise:
            p.grad += pushes[t]
        # update:
        method.step()
        scheduler.step()
    # result:
    ends.append(p.detach())
    print(f"{name}: {p.tolist()} after {n_made[name]} updates, height {height(p).item():.6g}")

# result: the mean height of the ends, and a sum in which every coordinate counts differently
theta = torch.cat(ends).numpy()
final_loss = torch.stack([height(p) for p in ends]).mean().item()
checksum = theta @ np.cos(np.arange(len(theta)))
print(f"loss {final_loss:.12g}, checksum of the places {checksum:.12g}")
print(f"away from the lab: {abs(final_loss - lab['loss']):.1e} and {abs(checksum - lab['checksum']):.1e}")
