"""The perceptron, Rosenblatt's neuron, that learns from its mistakes: NumPy alone."""

import sys

try:
    import numpy as np
except ImportError:
    sys.exit("This program needs NumPy: pip install numpy")

# settings: of the run, as the lab's sidebar has them; below them its data and what came of it in the lab
learning_rate = 1.0
n_epochs = 20
shuffle = True
uses_bias = True
variant = "standard"
init_scale = 0.0
slip = "none"
seed = 0
X = [[5.1, 1.4], [4.9, 1.4], [4.7, 1.3], [4.6, 1.5], [5.0, 1.4], [5.4, 1.7], [4.6, 1.4], [5.0, 1.5], [4.4, 1.4], [4.9, 1.5], [5.4, 1.5], [4.8, 1.6], [4.8, 1.4], [4.3, 1.1], [5.8, 1.2], [5.7, 1.5], [5.4, 1.3], [5.1, 1.4], [5.7, 1.7], [5.1, 1.5], [5.4, 1.7], [5.1, 1.5], [4.6, 1.0], [5.1, 1.7], [4.8, 1.9], [5.0, 1.6], [5.0, 1.6], [5.2, 1.5], [5.2, 1.4], [4.7, 1.6], [4.8, 1.6], [5.4, 1.5], [5.2, 1.5], [5.5, 1.4], [4.9, 1.5], [5.0, 1.2], [5.5, 1.3], [4.9, 1.4], [4.4, 1.3], [5.1, 1.5], [5.0, 1.3], [4.5, 1.3], [4.4, 1.3], [5.0, 1.6], [5.1, 1.9], [4.8, 1.4], [5.1, 1.6], [4.6, 1.4], [5.3, 1.5], [5.0, 1.4], [7.0, 4.7], [6.4, 4.5], [6.9, 4.9], [5.5, 4.0], [6.5, 4.6], [5.7, 4.5], [6.3, 4.7], [4.9, 3.3], [6.6, 4.6], [5.2, 3.9], [5.0, 3.5], [5.9, 4.2], [6.0, 4.0], [6.1, 4.7], [5.6, 3.6], [6.7, 4.4], [5.6, 4.5], [5.8, 4.1], [6.2, 4.5], [5.6, 3.9], [5.9, 4.8], [6.1, 4.0], [6.3, 4.9], [6.1, 4.7], [6.4, 4.3], [6.6, 4.4], [6.8, 4.8], [6.7, 5.0], [6.0, 4.5], [5.7, 3.5], [5.5, 3.8], [5.5, 3.7], [5.8, 3.9], [6.0, 5.1], [5.4, 4.5], [6.0, 4.5], [6.7, 4.7], [6.3, 4.4], [5.6, 4.1], [5.5, 4.0], [5.5, 4.4], [6.1, 4.6], [5.8, 4.0], [5.0, 3.3], [5.6, 4.2], [5.7, 4.2], [5.7, 4.2], [6.2, 4.3], [5.1, 3.0], [5.7, 4.1]]  # fmt: skip
y = [-1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0]  # fmt: skip
lab = {"loss": 0.0, "checksum": 0.8860724964460301}

# data: samples with two features, labels -1 and +1
X, y = np.array(X), np.array(y)
rng = np.random.default_rng(seed)

# model: a line, w·x + b = 0
w = init_scale * rng.standard_normal(2)
b = init_scale * rng.standard_normal()
if not uses_bias:
    b = 0.0


def score(x):
    return w[0] * x[0] + w[1] * x[1] + b


# loss: a sample on the wrong side, or on the line itself, is a mistake
def is_mistake(x, label):
    if slip == "unlabelled-test":
        return score(x) < 0
    else:
        return label * score(x) <= 0


# update: turn the line towards the sample
def update(x, label):
    if uses_bias:
        return w + learning_rate * label * x, b + learning_rate * label
    else:
        return w + learning_rate * label * x, b


# loop: epoch by epoch, sample by sample, until an epoch has no mistake
if variant == "averaged":
    total, n_steps = np.zeros(3), 0
elif variant == "pocket":
    pocket, run, longest_run, most_right = np.append(w, b), 0, 0, 0
for _ in range(n_epochs):
    if shuffle:
        order = rng.permutation(len(X))
    else:
        order = np.arange(len(X))
    n_mistakes = 0
    for i in order:
        wrong = is_mistake(X[i], y[i])
        if wrong:
            w, b = update(X[i], y[i])
            n_mistakes += 1
        if variant == "pocket":
            run = 0 if wrong else run + 1
            n_right = np.sum(y * (X @ w + b) > 0)
            if run > longest_run and n_right > most_right:
                pocket, longest_run, most_right = np.append(w, b), run, n_right
        if variant == "averaged":
            total, n_steps = total + np.append(w, b), n_steps + 1
    if n_mistakes == 0:
        break

# result: how far the wrong samples lie on the wrong side, and a sum in which every weight counts differently
if variant == "averaged":
    theta = total / n_steps
elif variant == "pocket":
    theta = pocket
else:
    theta = np.append(w, b)
final_loss = np.sum(np.maximum(0, -y * (X @ theta[:2] + theta[2])))
checksum = theta @ np.cos(np.arange(len(theta)))
print(f"w = {theta[:2].tolist()}, b = {theta[2]}")
print(f"loss {final_loss:.12g}, checksum of the weights {checksum:.12g}")
print(f"away from the lab: {abs(final_loss - lab['loss']):.1e} and {abs(checksum - lab['checksum']):.1e}")
