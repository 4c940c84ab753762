"""Stochastic gradient descent on a line or a logistic curve, minibatch by minibatch: TensorFlow."""

import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"  # TensorFlow reports less of itself
try:
    import numpy as np
    import tensorflow as tf
except ImportError:
    sys.exit("This program needs TensorFlow: pip install tensorflow numpy")

# settings: of the run, as the lab's sidebar has them; below them its data and what came of it in the lab
model = "linear"
optimizer = "sgd"
learning_rate = 0.1
schedule = "constant"
momentum = 0.9
beta1 = 0.9
beta2 = 0.999
batch_size = 10
n_epochs = 8
n_made = 120  # updates, if the run has not diverged before
slip = "none"
seed = 0
X = [[-1.3402265266227624], [-1.3402265266227624], [-1.3970639535363654], [-1.2833890997091593], [-1.3402265266227624], [-1.1697142458819532], [-1.3402265266227624], [-1.2833890997091593], [-1.3402265266227624], [-1.2833890997091593], [-1.2833890997091593], [-1.226551672795556], [-1.3402265266227624], [-1.5107388073635717], [-1.4539013804499687], [-1.2833890997091593], [-1.3970639535363654], [-1.3402265266227624], [-1.1697142458819532], [-1.2833890997091593], [-1.1697142458819532], [-1.2833890997091593], [-1.567576234277175], [-1.1697142458819532], [-1.0560393920547466], [-1.226551672795556], [-1.226551672795556], [-1.2833890997091593], [-1.3402265266227624], [-1.226551672795556], [-1.226551672795556], [-1.2833890997091593], [-1.2833890997091593], [-1.3402265266227624], [-1.2833890997091593], [-1.4539013804499687], [-1.3970639535363654], [-1.3402265266227624], [-1.3970639535363654], [-1.2833890997091593], [-1.3970639535363654], [-1.3970639535363654], [-1.3970639535363654], [-1.226551672795556], [-1.0560393920547466], [-1.3402265266227624], [-1.226551672795556], [-1.3402265266227624], [-1.2833890997091593], [-1.3402265266227624], [0.5354085615261415], [0.4217337076989351], [0.6490834153533479], [0.13754657313091936], [0.47857113461253803], [0.4217337076989351], [0.5354085615261415], [-0.26031541526430274], [0.47857113461253803], [0.08070914621731616], [-0.14664056143709636], [0.2512214269581257], [0.13754657313091936], [0.5354085615261415], [-0.08980313452349317], [0.36489628078533215], [0.4217337076989351], [0.1943840000445223], [0.4217337076989351], [0.08070914621731616], [0.5922459884397444], [0.13754657313091936], [0.6490834153533479], [0.5354085615261415], [0.30805885387172866], [0.36489628078533215], [0.5922459884397444], [0.7059208422669508], [0.4217337076989351], [-0.14664056143709636], [0.023871719303712964], [-0.032965707609889976], [0.08070914621731616], [0.7627582691805538], [0.4217337076989351], [0.4217337076989351], [0.5354085615261415], [0.36489628078533215], [0.1943840000445223], [0.13754657313091936], [0.36489628078533215], [0.47857113461253803], [0.13754657313091936], [-0.26031541526430274], [0.2512214269581257], [0.2512214269581257], [0.2512214269581257], [0.30805885387172866], [-0.4308276960051121], [0.1943840000445223], [1.2742951114029821], [0.7627582691805538], [1.2174576844893792], [1.0469454037485695], [1.1606202575757758], [1.6153196728846009], [0.4217337076989351], [1.4448073921437916], [1.1606202575757758], [1.331132538316585], [0.7627582691805538], [0.8764331230077601], [0.9901079768349665], [0.7059208422669508], [0.7627582691805538], [0.8764331230077601], [0.9901079768349665], [1.6721570997982043], [1.7858319536254108], [0.7059208422669508], [1.1037828306621729], [0.6490834153533479], [1.6721570997982043], [0.6490834153533479], [1.1037828306621729], [1.2742951114029821], [0.5922459884397444], [0.6490834153533479], [1.0469454037485695], [1.1606202575757758], [1.331132538316585], [1.501644819057395], [1.0469454037485695], [0.7627582691805538], [1.0469454037485695], [1.331132538316585], [1.0469454037485695], [0.9901079768349665], [0.5922459884397444], [0.9332705499213636], [1.0469454037485695], [0.7627582691805538], [0.7627582691805538], [1.2174576844893792], [1.1037828306621729], [0.8195956960941572], [0.7059208422669508], [0.8195956960941572], [0.9332705499213636], [0.7627582691805538]]  # fmt: skip
y = [0.2, 0.2, 0.2, 0.2, 0.2, 0.4, 0.3, 0.2, 0.2, 0.1, 0.2, 0.2, 0.1, 0.1, 0.2, 0.4, 0.4, 0.3, 0.3, 0.3, 0.2, 0.4, 0.2, 0.5, 0.2, 0.2, 0.4, 0.2, 0.2, 0.2, 0.2, 0.4, 0.1, 0.2, 0.2, 0.2, 0.2, 0.1, 0.2, 0.2, 0.3, 0.3, 0.2, 0.6, 0.4, 0.3, 0.2, 0.2, 0.2, 0.2, 1.4, 1.5, 1.5, 1.3, 1.5, 1.3, 1.6, 1.0, 1.3, 1.4, 1.0, 1.5, 1.0, 1.4, 1.3, 1.4, 1.5, 1.0, 1.5, 1.1, 1.8, 1.3, 1.5, 1.2, 1.3, 1.4, 1.4, 1.7, 1.5, 1.0, 1.1, 1.0, 1.2, 1.6, 1.5, 1.6, 1.5, 1.3, 1.3, 1.3, 1.2, 1.4, 1.2, 1.0, 1.3, 1.2, 1.3, 1.3, 1.1, 1.3, 2.5, 1.9, 2.1, 1.8, 2.2, 2.1, 1.7, 1.8, 1.8, 2.5, 2.0, 1.9, 2.1, 2.0, 2.4, 2.3, 1.8, 2.2, 2.3, 1.5, 2.3, 2.0, 2.0, 1.8, 2.1, 1.8, 1.8, 1.8, 2.1, 1.6, 1.9, 2.0, 2.2, 1.5, 1.4, 2.3, 2.4, 1.8, 1.8, 2.1, 2.4, 2.3, 1.9, 2.3, 2.5, 2.3, 1.9, 2.0, 2.3, 1.8]  # fmt: skip
lab = {"loss": 0.02106142846833986, "checksum": 1.371014537581254}

# data: the samples, their order in every epoch, and batches cut from it
X, y = tf.constant(X, tf.float64), tf.constant(y, tf.float64)  # TensorFlow's own choice is float32
rng = np.random.default_rng(seed)
orders = [rng.permutation(len(y)) for _ in range(n_epochs)]
batches = [order[start : start + batch_size] for order in orders for start in range(0, len(y), batch_size)]

# model: z = w·x + b
w = tf.Variable(tf.zeros(X.shape[1], tf.float64))
b = tf.Variable(tf.zeros((), tf.float64))


def score(X):
    return tf.linalg.matvec(X, w) + b


# loss: of every sample
def losses(z, y):
    if model == "linear":
        return (z - y) ** 2 / 2
    else:
        return tf.nn.sigmoid_cross_entropy_with_logits(y, z)


# update: what the optimizer does with the gradient g; v and s are its memory
memory = [(tf.Variable(tf.zeros_like(part)), tf.Variable(tf.zeros_like(part))) for part in (w, b)]


def update(w, g, v, s, t, rate):
    if optimizer == "sgd":
        w.assign_sub(rate * g)
    elif optimizer == "momentum":
        v.assign(momentum * v + g)
        w.assign_sub(rate * v)
    elif optimizer == "nesterov":
        v.assign(momentum * v + g)
        w.assign_sub(rate * (g + momentum * v))
    elif optimizer == "adagrad":
        s.assign(s + g * g)
        w.assign_sub(rate * g / (tf.sqrt(s) + 1e-10))
    elif optimizer == "rmsprop":
        s.assign(0.99 * s + (1 - 0.99) * g * g)
        w.assign_sub(rate * g / (tf.sqrt(s) + 1e-8))
    elif optimizer == "adam":
        v.assign(beta1 * v + (1 - beta1) * g)
        s.assign(beta2 * s + (1 - beta2) * g * g)
        w.assign_sub(rate * (v / (1 - beta1**t)) / (tf.sqrt(s / (1 - beta2**t)) + 1e-8))


def rate_of(t):
    """The learning rate after t updates."""
    if schedule == "constant":
        return learning_rate
    elif schedule == "step":
        return learning_rate * 0.1 ** (3 * t // len(batches))
    elif schedule == "cosine":
        return learning_rate * ((1 + np.cos(np.pi * t / len(batches))) / 2)
    elif schedule == "inverse":
        return learning_rate * (1 / (1 + 10 * t / len(batches)))


# loop: batch by batch
for t, batch in enumerate(batches[:n_made]):
    x, answers = tf.gather(X, batch), tf.gather(y, batch)
    # gradient: the tape has recorded what was computed, and goes back through it
    with tf.GradientTape() as tape:
        z = score(x)
        each = losses(z, answers)
        if slip == "mistakes-only":
            each = tf.where((z > 0) != (answers > 0), each, 0)
        batch_loss = tf.reduce_mean(each)
    slopes = tape.gradient(batch_loss, (w, b))
    # update:
    rate = rate_of(t)
    if slip == "climb":
        rate = -rate
    for part, slope, (v, s) in zip((w, b), slopes, memory, strict=True):
        update(part, slope, v, s, t + 1, rate)

# result: the loss of all samples, and a sum in which every weight counts differently
final_loss = tf.reduce_mean(losses(score(X), y)).numpy()
theta = np.append(w.numpy(), b.numpy())
checksum = theta @ np.cos(np.arange(len(theta)))
print(f"w = {theta[:-1].tolist()}, b = {theta[-1]}")
print(f"loss {final_loss:.12g}, checksum of the weights {checksum:.12g}")
print(f"away from the lab: {abs(final_loss - lab['loss']):.1e} and {abs(checksum - lab['checksum']):.1e}")
