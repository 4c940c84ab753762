"""NumPy: arithmetic with whole arrays."""

import numpy as np

history = np.genfromtxt("history.csv", delimiter=",", names=True)
gap = history["test_loss"] - history["train_loss"]
best = history["test_loss"].argmin()
print("epochs:", len(history) - 1)
print("best test loss:", history["test_loss"][best], "in epoch", int(history["epoch"][best]))
print("largest gap:", gap.max().round(6), "in epoch", int(history["epoch"][gap.argmax()]))
