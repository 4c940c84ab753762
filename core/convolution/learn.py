"""A kernel that is learnt: gradient descent on the mean squared error between its output and that of another kernel."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from core import Array
from core.conv2d import conv2d, conv2d_backward, same_padding
from core.convolution.slide import NINE, Cells, checked_picture
from core.guards import finite, floats, integer, takes
from core.kernels import KERNELS
from core.optimizers import MAX_BETA2, MAX_MOMENTUM, MAX_RATE, OPTIMIZERS
from core.records import Record
from core.validation import MAX_SEED, check_choice, check_integer, check_number

MAX_WEIGHT = 1e9  # weights larger than this do not come back


@dataclass(frozen=True)
class KernelFitParams:
    """Everything that determines a fit: the picture, the kernel to be found, the start, the training.

    The picture's fields are those of `ConvolutionParams`. `kernel` makes the target; the kernel that is learnt is
    `kernel_size` wide, an odd number, and starts at standard normal numbers times `init_scale`.
    """

    picture: str = "digit"
    digit: int = 3
    example: int = 0
    side: int = 14
    pixels: Cells = NINE
    upload: str = ""
    kernel: str = "sobel-x"
    kernel_size: int = 3
    init_scale: float = 0.5
    optimizer: str = "momentum"
    learning_rate: float = 0.4
    momentum: float = 0.84
    beta1: float = 0.9
    beta2: float = 0.999
    n_steps: int = 60
    seed: int = 0

    def __post_init__(self) -> None:
        checked = checked_picture(self) | {
            "kernel": check_choice("kernel", self.kernel, KERNELS),
            "kernel_size": check_integer("kernel_size", self.kernel_size, 1, 5),
            "init_scale": check_number("init_scale", self.init_scale, 0, 10),
            "optimizer": check_choice("optimizer", self.optimizer, OPTIMIZERS),
            "learning_rate": check_number("learning_rate", self.learning_rate, 0, MAX_RATE, above=True),
            "momentum": check_number("momentum", self.momentum, 0, MAX_MOMENTUM),
            "beta1": check_number("beta1", self.beta1, 0, MAX_MOMENTUM),
            "beta2": check_number("beta2", self.beta2, 0, MAX_BETA2),
            "n_steps": check_integer("n_steps", self.n_steps, 1, 1000),
            "seed": check_integer("seed", self.seed, 0, MAX_SEED),
        }
        same_padding(self.kernel_size)
        for name, value in checked.items():  # numpy's numbers become Python's: equal runs compare equal
            object.__setattr__(self, name, value)


@dataclass(frozen=True, eq=False)
class KernelFitHistory(Record):
    """What a fit leaves behind; record t is the kernel after t updates.

    Attributes
    ----------
    target : ndarray of shape (H, W)
        The output to be imitated.
    target_kernel : ndarray of shape (3, 3)
    kernels : ndarray of shape (n + 1, k, k)
    losses : ndarray of shape (n + 1,)
    gradients : ndarray of shape (n + 1, k, k)
        ∂L/∂kernel at every kernel.
    diverged_at : int
        The update that left all bounds, or -1; from there on the last finite record is repeated.
    """

    target: Array
    target_kernel: Array
    kernels: Array
    losses: Array
    gradients: Array
    diverged_at: int


@takes(image=finite("1 H W"))
def in_range(image: Array) -> Array:
    """A picture whose numbers lie between -1 and 1: divided by its largest one where that is larger.

    The curvature of the loss grows with the square of the numbers, and the largest stable rate shrinks with it.
    """
    return image / max(1.0, float(np.abs(image).max()))


@takes(image=floats("1 H W"), kernel=floats("k k"))
def output(image: Array, kernel: Array) -> Array:
    """What a kernel (k, k) makes of a picture (1, H, W), as large as the picture, shape (H, W)."""
    y: Array = conv2d(image[None], kernel[None, None], padding=same_padding(len(kernel)))[0, 0]
    return y


@takes(image=floats("1 H W"), kernel=floats("k k"), target=floats("H W"))
def loss_and_gradient(image: Array, kernel: Array, target: Array) -> tuple[float, Array]:
    """L = mean((y − target)²), and ∂L/∂kernel, which is the picture correlated with the error map ∂L/∂y."""
    error = output(image, kernel) - target
    dy = 2 * error / error.size
    settings = {"padding": same_padding(len(kernel))}
    _, dkernels, _ = conv2d_backward(image[None], kernel[None, None], dy[None, None], **settings)
    return float(np.mean(error**2)), dkernels[0, 0]


@takes(image=floats("1 H W"), size=integer(1, 99))
def kernel_hessian(image: Array, size: int) -> Array:
    """The curvature of the loss, (k², k²): the same wherever the kernel is, because the loss is quadratic in it.

    Column j is the change of the gradient along weight j.
    """
    flat, zero = np.eye(size**2), np.zeros(image.shape[1:])
    return np.array([loss_and_gradient(image, row.reshape(size, size), zero)[1].ravel() for row in flat]).T


@takes(image=floats("1 H W"), target=floats("H W"), kernel=floats("k k"))
def updates(
    image: Array, target: Array, kernel: Array, params: KernelFitParams
) -> Iterator[tuple[Array, float, Array]]:
    """Kernel, loss and gradient before every update and after the last, as long as they stay finite."""
    rule = OPTIMIZERS[params.optimizer]
    state = rule.start()
    for t in range(params.n_steps + 1):
        loss, gradient = loss_and_gradient(image, kernel, target)
        yield kernel, loss, gradient
        kernel, state = rule.step(kernel, gradient, state, t + 1, params.learning_rate, params)
        if not np.all(np.abs(kernel) <= MAX_WEIGHT):
            return


def fit(image: Array, params: KernelFitParams) -> KernelFitHistory:
    """Learn the kernel on a picture of shape (1, H, W)."""
    image = floats("1 H W")("picture", image, {})
    target_kernel = KERNELS[params.kernel]
    target = output(image, target_kernel)
    shape = (params.kernel_size, params.kernel_size)
    start = params.init_scale * np.random.default_rng(params.seed).standard_normal(shape)
    records = list(updates(image, target, start, params))
    n_missing = params.n_steps + 1 - len(records)
    records += [records[-1]] * n_missing
    kernels, losses, gradients = (np.array(part) for part in zip(*records, strict=True))
    diverged_at = len(losses) - n_missing if n_missing else -1
    return KernelFitHistory(target, target_kernel, kernels, losses, gradients, diverged_at)
