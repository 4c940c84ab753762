"""The perceptron, Rosenblatt's neuron, that learns from its mistakes: scikit-learn."""

import sys

try:
    import numpy as np
    from sklearn.linear_model import Perceptron
except ImportError:
    sys.exit("This program needs scikit-learn: pip install scikit-learn numpy")

# settings: of the run, as the lab's sidebar has them; below them its data and what came of it in the lab
learning_rate = 1.0
n_epochs = 20
shuffle = True
uses_bias = True
init_scale = 0.0
seed = 0
X = [[5.1, 1.4], [4.9, 1.4], [4.7, 1.3], [4.6, 1.5], [5.0, 1.4], [5.4, 1.7], [4.6, 1.4], [5.0, 1.5], [4.4, 1.4], [4.9, 1.5], [5.4, 1.5], [4.8, 1.6], [4.8, 1.4], [4.3, 1.1], [5.8, 1.2], [5.7, 1.5], [5.4, 1.3], [5.1, 1.4], [5.7, 1.7], [5.1, 1.5], [5.4, 1.7], [5.1, 1.5], [4.6, 1.0], [5.1, 1.7], [4.8, 1.9], [5.0, 1.6], [5.0, 1.6], [5.2, 1.5], [5.2, 1.4], [4.7, 1.6], [4.8, 1.6], [5.4, 1.5], [5.2, 1.5], [5.5, 1.4], [4.9, 1.5], [5.0, 1.2], [5.5, 1.3], [4.9, 1.4], [4.4, 1.3], [5.1, 1.5], [5.0, 1.3], [4.5, 1.3], [4.4, 1.3], [5.0, 1.6], [5.1, 1.9], [4.8, 1.4], [5.1, 1.6], [4.6, 1.4], [5.3, 1.5], [5.0, 1.4], [7.0, 4.7], [6.4, 4.5], [6.9, 4.9], [5.5, 4.0], [6.5, 4.6], [5.7, 4.5], [6.3, 4.7], [4.9, 3.3], [6.6, 4.6], [5.2, 3.9], [5.0, 3.5], [5.9, 4.2], [6.0, 4.0], [6.1, 4.7], [5.6, 3.6], [6.7, 4.4], [5.6, 4.5], [5.8, 4.1], [6.2, 4.5], [5.6, 3.9], [5.9, 4.8], [6.1, 4.0], [6.3, 4.9], [6.1, 4.7], [6.4, 4.3], [6.6, 4.4], [6.8, 4.8], [6.7, 5.0], [6.0, 4.5], [5.7, 3.5], [5.5, 3.8], [5.5, 3.7], [5.8, 3.9], [6.0, 5.1], [5.4, 4.5], [6.0, 4.5], [6.7, 4.7], [6.3, 4.4], [5.6, 4.1], [5.5, 4.0], [5.5, 4.4], [6.1, 4.6], [5.8, 4.0], [5.0, 3.3], [5.6, 4.2], [5.7, 4.2], [5.7, 4.2], [6.2, 4.3], [5.1, 3.0], [5.7, 4.1]]  # fmt: skip
y = [-1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, -1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0]  # fmt: skip
lab = {"loss": 0.0, "checksum": 0.8860724964460301}

# data: samples with two features, labels -1 and +1
X, y = np.array(X), np.array(y)
rng = np.random.default_rng(seed)

# model: a line, w·x + b = 0
# loss: scikit-learn's perceptron takes a sample on the line for a mistake, too
# update: w + learning_rate · y · x
model = Perceptron(eta0=learning_rate, fit_intercept=uses_bias, max_iter=1, tol=None, shuffle=False)
first = init_scale * rng.standard_normal(3)
w, b = first[None, :2], first[2:]
if not uses_bias:
    b = np.zeros(1)

# loop: epoch by epoch; fit goes through the samples
for _ in range(n_epochs):
    if shuffle:
        order = rng.permutation(len(X))
    else:
        order = np.arange(len(X))
    # gradient: fit finds the mistakes, and updates
    model.fit(X[order], y[order], coef_init=w, intercept_init=b)
    w, b = model.coef_, model.intercept_

# result: how far the wrong samples lie on the wrong side, and a sum in which every weight counts differently
theta = np.append(w, b)
final_loss = np.sum(np.maximum(0, -y * model.decision_function(X)))
checksum = theta @ np.cos(np.arange(len(theta)))
print(f"w = {theta[:2].tolist()}, b = {theta[2]}")
print(f"loss {final_loss:.12g}, checksum of the weights {checksum:.12g}")
print(f"away from the lab: {abs(final_loss - lab['loss']):.1e} and {abs(checksum - lab['checksum']):.1e}")
