"""AdaGrad: what its sum of squares begins with."""

import numpy as np

# formulas: 200 updates of a logistic regression, whose features are of very different sizes
rng = np.random.default_rng(0)
X = rng.standard_normal((40, 3)) * (1.0, 0.01, 0.001)
y = X @ (1.0, 50.0, 200.0) > 0


def gradient(w):
    return X.T @ (1 / (1 + np.exp(-X @ w)) - y) / len(y)


def trained(step):
    w, m, s = np.zeros(3), np.zeros(3), np.zeros(3)
    for t in range(1, 201):
        w, m, s = step(w, m, s, gradient(w), t)
    return w


def here(w, m, s, g, t):  # the sum begins at 0, and ε = 1e-10 stands behind the root, as in PyTorch
    s = s + g**2
    return w - 0.05 * g / (np.sqrt(s) + 1e-10), m, s


def there(w, m, s, g, t):  # the sum begins at 0.1, and ε = 1e-7 stands under the root
    s = s + g**2
    return w - 0.05 * g / np.sqrt(0.1 + s + 1e-7), m, s


ours, theirs = trained(here), trained(there)

# framework: Keras, as it comes
import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras

keras.config.set_floatx("float64")
w, optimizer = keras.Variable(np.zeros(3)), keras.optimizers.Adagrad(0.05)
for _ in range(200):
    optimizer.apply([keras.ops.array(gradient(w.numpy()))], [w])
made = w.numpy()

# result: the largest difference of a weight, and the largest of all
print(
    f"by the formulas {np.abs(theirs - ours).max():.3g}, by Keras {np.abs(made - ours).max():.3g}, weights {np.abs(ours).max():.3g}"
)
