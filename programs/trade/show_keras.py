"""Keras: layers like beads on a string, and a loop that is ready."""

import keras
import numpy as np

keras.utils.set_random_seed(0)
X, y = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]]), np.array([[0.0], [1], [1], [0]])  # XOR
model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(8, "tanh"), keras.layers.Dense(1, "sigmoid")])
model.compile(keras.optimizers.Adam(0.05), "binary_crossentropy", metrics=["accuracy"])
model.fit(X, y, epochs=200, verbose=0)
print(model.predict(X, verbose=0).round(3))
