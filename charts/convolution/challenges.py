"""The challenges of convolution: half as large, silent on a ramp, and a picture from which a kernel can be learnt."""

import numpy as np

from charts.convolution.learn.scene import Fit
from charts.convolution.slide.scene import Scene
from charts.tour import Challenge, control

SIDE, HALF = 28, (14, 14)
SILENT = 1e-9
CLOSE = 0.02  # every weight to its target


def half(scene: Scene) -> int | None:
    """Played to the end: a kernel wider than one cell makes of 28 × 28 cells 14 × 14, without any pooling."""
    params = scene.params
    is_half = params.side == SIDE and scene.image.shape[1:] == (SIDE, SIDE) and scene.shape == HALF
    slides = params.slip == "none" and params.pooling == "none" and min(scene.run.kernel.shape[1:]) > 1
    return scene.n_frames - 1 if is_half and slides else None


def silent(scene: Scene) -> int | None:
    """Played to the end: a kernel that is not zero says zero everywhere on the ramp."""
    params = scene.params
    asks = params.picture == "gradient" and scene.run.kernel.any() and params.slip == "none" and not params.bias
    return scene.n_frames - 1 if asks and np.abs(scene.run.summed).max() < SILENT else None


def learnt(fit: Fit) -> int | None:
    """Played until every weight of the kernel is close to the one that is to be found, at the end."""
    h = fit.history
    if h.diverged_at != -1 or fit.params.kernel_size != len(h.target_kernel):
        return None
    return fit.n_frames - 1 if np.abs(h.kernels[-1] - h.target_kernel).max() < CLOSE else None


CHALLENGES: tuple[Challenge[Scene] | Challenge[Fit], ...] = (
    Challenge(
        name="half",
        at=control("stride"),
        done=half,
        sets={"side": SIDE},
        solution={"stride": 2, "border": "same"},
    ),
    Challenge(
        name="silent",
        at=control("kernel"),
        done=silent,
        sets={"picture": "gradient"},
        solution={"kernel": "laplacian"},
    ),
    Challenge(
        name="learnt",
        at=control("picture"),
        done=learnt,
        sets={"picture": "gradient"},
        view="learn",
        solution={"picture": "circle"},
    ),
)
