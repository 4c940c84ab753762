"""What a learner takes away from a kernel that was learnt: its updates, its arrays, a program that learns it again."""

from numpy.typing import ArrayLike

from charts.convolution.learn.scene import Fit
from charts.take_away import script, settings
from core.convolution import learn as kernel_fit
from core.optimizers import ADAGRAD_EPS, EPS, OPTIMIZERS, RMSPROP_ALPHA

CONVOLVE = '''
ADAGRAD_EPS, RMSPROP_ALPHA, EPS = {constants}
MAX_WEIGHT = {limit}
OPTIMIZERS = {{params.optimizer: SimpleNamespace(step={step}, start=lambda: (0.0, 0.0))}}


def loss_and_gradient(image, kernel, target):
    """The mean squared error of the output, and its gradient: the error map slides over the padded picture."""
    room = len(kernel) // 2
    padded = np.pad(image[0], room)
    patches = np.lib.stride_tricks.sliding_window_view(padded, kernel.shape)
    error = np.sum(patches * kernel, axis=(2, 3)) - target
    windows = np.lib.stride_tricks.sliding_window_view(padded, error.shape)
    return np.mean(error**2), np.sum(windows * (2 * error / error.size), axis=(2, 3))


for kernel, loss, gradient in updates(image, target, start, params):
    pass
print(f"kernel = {{kernel.tolist()}}")
print(f"loss = {{loss}}")
'''
AS_ARRAYS = ("pixels", "upload")


def table(fit: Fit) -> dict[str, ArrayLike]:
    """One row a kernel: the loss, and every weight."""
    n, size = fit.n_updates + 1, fit.params.kernel_size
    weights = {f"k{r + 1}{c + 1}": fit.history.kernels[:n, r, c].tolist() for r in range(size) for c in range(size)}
    return {"update": list(range(n)), "loss": fit.history.losses[:n].tolist(), **weights}


def arrays(fit: Fit) -> dict[str, ArrayLike]:
    """The picture, the target, and all kernels."""
    h = fit.history
    return {"image": fit.image, "target": h.target, "kernels": h.kernels, "losses": h.losses, "gradients": h.gradients}


def program(fit: Fit, title: str) -> str:
    """A program that needs NumPy alone, makes the same updates and prints the same kernel."""
    params, step = fit.params, OPTIMIZERS[fit.params.optimizer].step
    fields = settings(params, without=AS_ARRAYS) | {"n_steps": fit.n_updates}
    return script(
        title,
        imports=["from types import SimpleNamespace"],
        values={"image": fit.image, "target": fit.history.target, "start": fit.history.kernels[0], "params": fields},
        sources=[step, kernel_fit.updates],
        main=CONVOLVE.format(
            constants=f"{ADAGRAD_EPS}, {RMSPROP_ALPHA}, {EPS}", step=step.__name__, limit=kernel_fit.MAX_WEIGHT
        ),
    )
