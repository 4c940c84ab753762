"""A kernel that is learnt: gradient descent until its output is that of another kernel: Keras, on TensorFlow."""

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

# settings: of the run, as the lab's sidebar has them; below them what the lab made of them, and what came of it
optimizer = "momentum"
learning_rate = 0.4
momentum = 0.84
beta1 = 0.9
beta2 = 0.999
n_made = 60  # updates, if the run has not diverged before
image = [[0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0, 0.442156862745098, 0.9147058823529413, 0.907843137254902, 0.3823529411764706, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.07450980392156863, 0.9058823529411765, 0.16666666666666666, 0.08627450980392157, 0.7588235294117647, 0.3205882352941176, 0.0, 0.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.22745098039215686, 0.7774509803921569, 0.0, 0.0, 0.25980392156862747, 0.6794117647058824, 0.0, 0.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.20980392156862746, 0.2656862745098039, 0.0, 0.0, 0.35784313725490197, 0.511764705882353, 0.0, 0.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0, 0.012745098039215686, 0.1980392156862745, 0.4196078431372549, 0.9450980392156862, 0.3127450980392157, 0.004901960784313725, 0.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0, 0.08725490196078432, 0.8019607843137255, 0.6901960784313725, 0.5, 0.8784313725490196, 0.6931372549019608, 0.1392156862745098, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.058823529411764705, 0.47745098039215683, 0.8754901960784314, 0.0696078431372549, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.5637254901960784, 0.38823529411764707, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.021568627450980392, 0.7098039215686274, 0.3392156862745098, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0, 0.6176470588235294, 0.6245098039215686, 0.5186274509803922, 0.3607843137254902, 0.5186274509803922, 0.8088235294117647, 0.6637254901960785, 0.012745098039215686, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]]  # fmt: skip
target = [[0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.442156862745098, 0.9147058823529413, 0.46568627450980393, -0.5323529411764707, -0.907843137254902, -0.3823529411764706, 0.0, 0.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.07450980392156863, 1.7901960784313724, 1.9215686274509807, 0.11176470588235296, -0.47254901960784323, -1.5813725490196078, -1.5235294117647058, -0.3205882352941176, 0.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.3764705882352941, 3.0313725490196077, 0.8715686274509804, -1.950980392156863, 0.9117647058823528, 0.24019607843137258, -2.1598039215686273, -1.3205882352941176, 0.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.7392156862745098, 2.726470588235294, -0.5725490196078431, -2.6401960784313725, 1.469607843137255, 2.104901960784314, -1.6362745098039215, -2.1911764705882355, 0.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.6470588235294118, 1.3215686274509804, -0.4490196078431373, -0.9019607843137254, 1.7225490196078432, 1.5960784313725491, -1.915686274509804, -2.015686274509804, -0.004901960784313725, 0.0, 0.0, 0.0], [0.0, 0.0, 0.20980392156862746, 0.37843137254901965, 0.9882352941176471, 1.1509803921568627, 1.5499999999999998, 0.4862745098039216, -2.045098039215686, -1.8764705882352941, -0.7029411764705882, -0.1392156862745098, 0.0, 0.0], [0.0, 0.0, 0.0, 0.18725490196078434, 1.8019607843137255, 1.6127450980392157, 0.14313725490196072, 0.32843137254901955, -0.07647058823529418, -0.9745098039215683, -1.7990196078431373, -1.1539215686274509, -0.0696078431372549, 0.0], [0.0, 0.0, 0.0, 0.08725490196078432, 0.8019607843137255, 0.6029411764705882, -0.3019607843137255, 0.3058823529411765, 1.1480392156862744, 1.4578431372549019, -1.1205882352941177, -2.453921568627451, -0.5274509803921569, 0.0], [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.058823529411764705, 0.4990196078431372, 2.653921568627451, 0.6862745098039216, -2.712745098039216, -1.1852941176470588, 0.0], [0.0, 0.0, 0.0, 0.6176470588235294, 0.6245098039215686, -0.09901960784313724, -0.26372549019607844, 0.0, 0.4911764705882353, 2.128431372549019, 0.2274509803921569, -2.6470588235294117, -1.0794117647058823, 0.0], [0.0, 0.0, 0.0, 1.2352941176470589, 1.2490196078431373, -0.19803921568627447, -0.5274509803921569, 0.0, 0.9176470588235295, 1.0, -1.2745098039215688, -2.037254901960784, -0.3647058823529412, 0.0], [0.0, 0.0, 0.0, 0.6176470588235294, 0.6245098039215686, -0.09901960784313724, -0.26372549019607844, 0.0, 0.44803921568627453, 0.14509803921568631, -0.7960784313725491, -0.6637254901960785, -0.012745098039215686, 0.0], [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]]  # fmt: skip
first = [[0.06286511054669665, -0.06605243164565094, 0.32021132522164103], [0.052450058576519853, -0.2678346865805555, 0.18079752745474237], [0.6520000225650686, 0.4735404815646211, -0.3518676179034963]]  # fmt: skip
lab = {"loss": 7.112123594238523e-06, "checksum": 0.025651547999441734}

# data: a picture, and the output to be imitated, as batches of one: (pictures, rows, columns, channels)
keras.config.set_floatx("float64")  # as the lab computes; Keras's own choice is float32
image, target = (np.array(part)[None, :, :, None] for part in (image, target))

# model: one kernel: (rows, columns, channels, kernels)
model = keras.Sequential(
    [keras.Input(image.shape[1:]), keras.layers.Conv2D(1, len(first), padding="same", use_bias=False)]
)
model.set_weights([np.array(first)[:, :, None, None]])

# loss: the mean of the squared error
criterion = keras.losses.MeanSquaredError()


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
model.compile(method, criterion)

# loop: update by update, each with the whole picture
# gradient: fit finds it, too, and updates
model.fit(image, target, epochs=n_made, verbose=0)

# result: the loss, and a sum in which every weight counts differently
final_loss = float(criterion(target, model(image)))
(kernel,) = model.get_weights()
theta = kernel.ravel()
print(f"kernel = {kernel[:, :, 0, 0].tolist()}")
checksum = theta @ np.cos(np.arange(len(theta)))
print(f"loss {final_loss:.12g}, checksum of the weights {checksum:.12g}")
print(f"away from the lab: {abs(final_loss - lab['loss']):.1e} and {abs(checksum - lab['checksum']):.1e}")
