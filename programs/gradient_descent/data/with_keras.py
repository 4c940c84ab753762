"""Stochastic gradient descent on a line or a logistic curve, minibatch by minibatch: Keras, on TensorFlow."""

import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"  # TensorFlow reports less of itself
os.environ["KERAS_BACKEND"] = "tensorflow"
try:
    import keras
    import numpy as np
    from keras import ops
except ImportError:
    sys.exit("This program needs Keras: pip install keras tensorflow numpy")

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
keras.config.set_floatx("float64")  # as the lab computes; Keras's own choice is float32
X, y = np.array(X), np.array(y)[:, None]
rng = np.random.default_rng(seed)
orders = [rng.permutation(len(y)) for _ in range(n_epochs)]
batches = [order[start : start + batch_size] for order in orders for start in range(0, len(y), batch_size)]

# model: z = w·x + b
line = keras.Sequential([keras.Input((X.shape[1],)), keras.layers.Dense(1, kernel_initializer="zeros")])


# loss: of every sample
def losses(y, z):
    if model == "linear":
        return (z - y) ** 2 / 2
    else:
        return ops.softplus(z) - y * z


if slip == "mistakes-only":

    def criterion(y, z):
        return ops.where((z > 0) != (y > 0), losses(y, z), 0 * z)
elif slip == "climb":

    def criterion(y, z):
        return -losses(y, z)  # its steps downhill lead uphill
else:
    criterion = losses


# update: the optimizer and its settings
class Adagrad(keras.optimizers.Adagrad):
    """Keras adds epsilon before it takes the root; the lab, as PyTorch, after."""

    def update_step(self, g, w, rate):
        s = self._accumulators[self._get_variable_index(w)]
        self.assign_add(s, g * g)
        self.assign_sub(w, rate * g / (ops.sqrt(s) + np.float64(1e-10)))


class RMSprop(keras.optimizers.RMSprop):
    """Keras adds epsilon before it takes the root; the lab, as PyTorch, after."""

    def update_step(self, g, w, rate):
        s = self._velocities[self._get_variable_index(w)]
        self.assign(s, s * np.float64(0.99) + g * g * np.float64(1 - 0.99))
        self.assign_sub(w, rate * g / (ops.sqrt(s) + np.float64(1e-8)))


class Adam(keras.optimizers.Adam):
    """Keras adds epsilon before it corrects the start from zero; the lab, as the paper, after."""

    def update_step(self, g, w, rate):
        v, s = (memory[self._get_variable_index(w)] for memory in (self._momentums, self._velocities))
        t, b1, b2 = ops.cast(self.iterations + 1, "float64"), np.float64(beta1), np.float64(beta2)
        self.assign(v, v * b1 + g * (1 - b1))
        self.assign(s, s * b2 + g * g * (1 - b2))
        self.assign_sub(w, rate * (v / (1 - b1**t)) / (ops.sqrt(s / (1 - b2**t)) + np.float64(1e-8)))


if optimizer == "sgd":
    method = keras.optimizers.SGD(learning_rate)
elif optimizer == "momentum":
    method = keras.optimizers.SGD(learning_rate, momentum=np.float64(momentum))
elif optimizer == "nesterov":
    method = keras.optimizers.SGD(learning_rate, momentum=np.float64(momentum), nesterov=True)
elif optimizer == "adagrad":
    method = Adagrad(learning_rate, initial_accumulator_value=0.0)  # Keras's own start is 0.1
elif optimizer == "rmsprop":
    method = RMSprop(learning_rate)
elif optimizer == "adam":
    method = Adam(learning_rate)
line.compile(method, criterion)


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
    method.learning_rate = rate_of(t)
    # gradient: train_on_batch finds it, too, and updates
    line.train_on_batch(X[batch], y[batch])

# result: the loss of all samples, and a sum in which every weight counts differently
final_loss = float(ops.mean(losses(y, line(X))))
theta = np.concatenate([part.ravel() for part in line.get_weights()])
checksum = theta @ np.cos(np.arange(len(theta)))
print(f"w = {theta[:-1].tolist()}, b = {theta[-1]}")
print(f"loss {final_loss:.12g}, checksum of the weights {checksum:.12g}")
print(f"away from the lab: {abs(final_loss - lab['loss']):.1e} and {abs(checksum - lab['checksum']):.1e}")
