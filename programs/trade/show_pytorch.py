"""PyTorch: arrays that know their gradients, and a loop that is your own."""

import torch

torch.manual_seed(0)
X, y = torch.tensor([[0.0, 0], [0, 1], [1, 0], [1, 1]]), torch.tensor([[0.0], [1], [1], [0]])  # XOR
model = torch.nn.Sequential(torch.nn.Linear(2, 8), torch.nn.Tanh(), torch.nn.Linear(8, 1))
method = torch.optim.Adam(model.parameters(), lr=0.05)
for _ in range(200):
    method.zero_grad()
    torch.nn.functional.binary_cross_entropy_with_logits(model(X), y).backward()
    method.step()
print(torch.sigmoid(model(X)).detach().numpy().round(3))
