"""Matplotlib: pictures for paper; here the lab's curve of losses."""

import matplotlib.pyplot as plt
import numpy as np

history = np.genfromtxt("history.csv", delimiter=",", names=True)
figure, axes = plt.subplots(figsize=(6, 3), layout="tight")
axes.semilogy(history["epoch"], history["train_loss"], label="training")
axes.semilogy(history["epoch"], history["test_loss"], "--", label="test")
axes.set(xlabel="epoch", ylabel="loss")
axes.legend()
for ending in ("svg", "png", "pdf"):
    figure.savefig(f"losses.{ending}")
