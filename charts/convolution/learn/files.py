"""What a learner takes away from a kernel that was learnt: its updates, its arrays, and what programs need."""

from numpy.typing import ArrayLike

from charts.convolution.learn.scene import Fit
from charts.take_away import numbers, settings


def table(fit: Fit) -> dict[str, ArrayLike]:
    """One row a kernel: the loss, and every weight."""
    n, size = fit.n_updates + 1, fit.params.kernel_size
    weights = {f"k{r + 1}{c + 1}": fit.history.kernels[:n, r, c].tolist() for r in range(size) for c in range(size)}
    return {"update": list(range(n)), "loss": fit.history.losses[:n].tolist(), **weights}


def arrays(fit: Fit) -> dict[str, ArrayLike]:
    """The picture, the target, and all kernels."""
    h = fit.history
    return {"image": fit.image, "target": h.target, "kernels": h.kernels, "losses": h.losses, "gradients": h.gradients}


def for_programs(fit: Fit) -> dict[str, object]:
    """The run as programs are told it: settings, picture, target, first kernel, and what came of it here."""
    h = fit.history
    return {
        **settings(fit.params, without=("pixels", "upload")),
        "n_made": fit.n_updates,
        "image": fit.image[0].tolist(),
        "target": h.target.tolist(),
        "first": h.kernels[0].tolist(),
        "lab": numbers(float(h.losses[-1]), h.kernels[-1]),
    }
