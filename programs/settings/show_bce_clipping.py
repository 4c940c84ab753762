"""Cross-entropy: of scores, or of probabilities that were clipped."""

import numpy as np

# formulas: four wrong answers, from unsure to very sure; the truth is 0
z = np.array([1.0, 10.0, 20.0, 40.0])
ours = np.logaddexp(0, z)  # of the score z: log(1 + exp z), which never overflows
p = np.clip(1 / (1 + np.exp(-z)), 1e-7, 1 - 1e-7)
theirs = -np.log(1 - p)

# framework: Keras with probabilities; from_logits=True would do the same as the lab
import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras

keras.config.set_floatx("float64")
made = keras.ops.binary_crossentropy(np.zeros(4), 1 / (1 + np.exp(-z))).numpy()

# result: the largest difference of a loss, and the largest of all
print(
    f"by the formulas {np.abs(theirs - ours).max():.3g}, by Keras {np.abs(made - ours).max():.3g}, losses {np.abs(ours).max():.3g}"
)
