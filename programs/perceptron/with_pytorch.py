"""The perceptron as gradient descent on the perceptron criterion, sample by sample: PyTorch."""

import sys

try:
    import numpy as np
    import torch
    from torch import nn
except ImportError:
    sys.exit("This program needs PyTorch: pip install torch numpy")

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
torch.set_default_dtype(torch.float64)  # as the lab computes; PyTorch's own choice is float32
torch.set_num_threads(1)  # a model this small is slower on several
X, y = torch.tensor(X), torch.tensor(y)
rng = np.random.default_rng(seed)

# model: a line, w·x + b = 0
model = nn.Linear(2, 1, bias=uses_bias)
with torch.no_grad():
    first = torch.from_numpy(init_scale * rng.standard_normal(3))
    model.weight.copy_(first[:2])
    if uses_bias:
        model.bias.copy_(first[2:])


# loss: how far a sample lies on the wrong side; on the line itself, too, it pulls (torch.relu would not: its slope is 0)
def criterion(x, label):
    score = (model.weight[0] * x).sum()
    if uses_bias:
        score = score + model.bias[0]
    if slip == "unlabelled-test":
        is_mistake = score < 0
    else:
        is_mistake = label * score <= 0
    return is_mistake, -label * score


# loop: epoch by epoch, sample by sample, until an epoch has no mistake
if variant == "averaged":
    total, n_steps = 0, 0
for _ in range(n_epochs):
    if shuffle:
        order = rng.permutation(len(X))
    else:
        order = range(len(X))
    n_mistakes = 0
    for i in order:
        is_mistake, sample_loss = criterion(X[i], y[i])
        if is_mistake:
            # gradient: autograd finds -y·x and -y
            model.zero_grad()
            sample_loss.backward()
            # update: torch.optim.SGD rounds product and sum together; where a score is exactly 0, that last digit decides
            with torch.no_grad():
                for part in model.parameters():
                    part -= learning_rate * part.grad
            n_mistakes += 1
        # loop:
        if variant == "averaged":
            total, n_steps = total + nn.utils.parameters_to_vector(model.parameters()).detach(), n_steps + 1
    if n_mistakes == 0:
        break

# result: how far the wrong samples lie on the wrong side, and a sum in which every weight counts differently
if variant == "averaged":
    nn.utils.vector_to_parameters(total / n_steps, model.parameters())
with torch.no_grad():
    final_loss = torch.relu(-y * model(X)[:, 0]).sum().item()
    theta = nn.utils.parameters_to_vector(model.parameters()).numpy()
if not uses_bias:
    theta = np.append(theta, 0.0)
checksum = theta @ np.cos(np.arange(len(theta)))
print(f"w = {theta[:2].tolist()}, b = {theta[2]}")
print(f"loss {final_loss:.12g}, checksum of the weights {checksum:.12g}")
print(f"away from the lab: {abs(final_loss - lab['loss']):.1e} and {abs(checksum - lab['checksum']):.1e}")
